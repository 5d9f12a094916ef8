//go:build ear

package aloud_test

import (
	"math"
	"strings"
	"testing"

	"madoguchi/voice/aloud"
	"madoguchi/voice/aloud/aloudtest"
)

// TestTheRealEngineIsThere tells what is missing on this machine.
func TestTheRealEngineIsThere(t *testing.T) {
	if e := aloudtest.Installed(t); e.Program == "" || e.Dictionary == "" || e.Voice == "" {
		t.Errorf("found %+v, expected a program, a dictionary and a voice", e)
	}
}

func TestTheRealEngineReads(t *testing.T) {
	var texts, want []string
	for text, kana := range map[string]string{
		"かすがいし、電子証明書の予約です。": "かすがいし、でんししょうめいしょのよやくです",
		"12月20日、日曜日。":       "じゅうにがつ、はつか、にちようび",
		"係の者は、0を、押してください。":  "かかりのものわ、ぜろお、おしてください",
		"味美ふれあいセンター":        "あじよしふれあいせんたあ",
		"東京都へ":              "とうきょうとえ",
		"ABC":               "えいびいしい",
	} {
		texts, want = append(texts, text), append(want, aloud.Pronounced(kana))
	}
	for range 4 { // several batches
		texts, want = append(texts, texts...), append(want, want...)
	}
	got, err := aloudtest.Installed(t).Readings(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if r.Err != nil || r.Kana != want[i] || r.Unread != "" {
			t.Errorf("%s: found %s, %q, %v; expected %s", r.Text, r.Kana, r.Unread, r.Err, want[i])
		}
	}
}

// The engine leaves out what its dictionary does not have, and overruns its memory where
// a line is too long.
func TestTheRealEngineIsGivenWhatItCanTake(t *testing.T) {
	got, err := aloudtest.Installed(t).Readings(t.Context(), []string{"𠮷野家", "﨑", strings.Repeat("a", 300), strings.Repeat("あ", 300), strings.Repeat("予約の電話です。", 100)})
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Err != nil || got[0].Unread != "𠮷" || got[0].Kana == "" {
		t.Errorf("𠮷野家 is %+v", got[0])
	}
	if got[1].Err == nil {
		t.Errorf("﨑 is %+v", got[1])
	}
	for _, r := range got[2:] {
		if r.Err != nil || r.Kana == "" {
			t.Errorf("%.10s…: %q, %v", r.Text, r.Kana, r.Err)
		}
	}
	if want := strings.Repeat("ヨヤクノデンワデス", 100); got[4].Kana != want {
		t.Errorf("the long text is read in %d bytes, expected %d", len(got[4].Kana), len(want))
	}
}

func TestTheRealEngineSpeaksAsLongAsItSays(t *testing.T) {
	e := aloudtest.Installed(t)
	for _, rate := range []int{80, 90, 100, 200} {
		const text = "かすがいし、電子証明書の予約です。"
		seconds, err := e.Seconds(t.Context(), text, rate)
		if err != nil {
			t.Fatal(err)
		}
		sound, err := e.Speak(t.Context(), text, rate)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(sound.Length().Seconds()-seconds) > 0.005 || seconds*float64(rate)/100 < 2.5 || seconds*float64(rate)/100 > 4 {
			t.Errorf("at %d %%: %v s, and a sound of %v", rate, seconds, sound.Length())
		}
		loud := 0
		for _, sample := range sound.Samples {
			loud = max(loud, int(sample))
		}
		if loud < 1000 {
			t.Errorf("at %d %% nothing is heard", rate)
		}
	}
}
