package aloud_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/voice/aloud"
	"madoguchi/voice/aloud/aloudtest"
)

func TestMain(m *testing.M) {
	aloudtest.Main()
	m.Run()
}

func from(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

// fake returns an engine that needs nothing installed.
func fake(t *testing.T, words map[string]string) *aloud.Engine {
	t.Helper()
	env, _ := aloudtest.Install(t, words)
	e, err := aloud.Find(from(env))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEachTextIsReadByItself(t *testing.T) {
	e := fake(t, map[string]string{"方": "ホー", "予約": "ヨヤク", "は、": "ワ"})
	texts := []string{"取の方は、", "", "ご予約を。", "привет", "a\x00b", strings.Repeat("長い。", 1001), "髙", strings.Repeat("予約。", 900),
		strings.Repeat("あ", 400), "\xff", "、。", "1234", "◆"}
	got, err := e.Readings(t.Context(), texts)
	if err != nil || len(got) != len(texts) {
		t.Fatalf("%d readings, %v", len(got), err)
	}
	for i, want := range []struct{ kana, unread, err string }{
		{kana: "ノホーワ", unread: "取"},
		{err: `found "", in which there is nothing to read`},
		{kana: "ゴヨヤクオ"},
		{err: `found 'п' in "привет", expected kana, kanji, Latin letters, digits and marks such as 、 and 。`},
		{err: `found '\x00' in "a\x00b", expected kana`},
		{err: `found 3003 characters, expected at most 3000`},
		{unread: "髙", err: `found "髙", expected words that the engine knows`},
		{kana: strings.Repeat("ヨヤク", 900)},
		{err: `found a sentence of 400 characters, "` + strings.Repeat("あ", 40) + `…", expected a 。 after at most 300`},
		{err: `found a text that is not UTF-8`},
		{err: `found "、。", in which there is nothing to read`},
		{kana: "イチニサンヨン"},
		{err: `found '◆'`},
	} {
		r := got[i]
		if r.Text != texts[i] || r.Kana != want.kana || r.Unread != want.unread || (r.Err == nil) != (want.err == "") ||
			r.Err != nil && !strings.HasPrefix(r.Err.Error(), want.err) {
			t.Errorf("%.20q: found %.40q, unread %q, %v; expected %+v", texts[i], r.Kana, r.Unread, r.Err, want)
		}
	}
}

func TestATextAtWhichTheEngineFailsHarmsNoOther(t *testing.T) {
	got, err := fake(t, map[string]string{aloudtest.Fails: "ン"}).Readings(t.Context(), []string{"あか", aloudtest.Fails, "きた"})
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Kana != "アカ" || got[2].Kana != "キタ" || got[0].Err != nil || got[2].Err != nil {
		t.Errorf("the others are %+v and %+v", got[0], got[2])
	}
	if e := got[1].Err; e == nil || !strings.Contains(e.Error(), "exit status 3") || !strings.Contains(e.Error(), "stack smashing") {
		t.Errorf("found %v, expected what became of the engine", e)
	}
}

func TestAnEngineThatNeverEndsIsLeft(t *testing.T) {
	e := fake(t, map[string]string{aloudtest.Hangs: "ン"})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, read := e.Readings(ctx, []string{"あか", aloudtest.Hangs})
	_, measured := e.Seconds(ctx, aloudtest.Hangs, 100)
	_, spoke := e.Speak(ctx, aloudtest.Hangs, 100)
	for what, err := range map[string]error{"Readings": read, "Seconds": measured, "Speak": spoke} {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: found %v, expected that the time is over", what, err)
		}
	}
}

// The silence of the engine does not count, and half the rate takes twice as long.
func TestASoundTakesAsLongAsItIsHeard(t *testing.T) {
	e := fake(t, nil)
	for _, c := range []struct {
		text string
		rate int
		want float64
	}{
		{"あいう", 100, 0.3}, {"あいう", 50, 0.6}, {"あ、い", 100, 0.3}, {"あいう", 200, 0.15},
		{strings.Repeat("あ", 299) + "。" + "いい。", 100, 29.9 + 0.5 + 0.2}, // in two pieces
	} {
		seconds, err := e.Seconds(t.Context(), c.text, c.rate)
		if err != nil || math.Abs(seconds-c.want) > 0.001 {
			t.Errorf("%.10s at %d %%: %v s, %v; expected %v", c.text, c.rate, seconds, err, c.want)
		}
		sound, err := e.Speak(t.Context(), c.text, c.rate)
		if err != nil || math.Abs(sound.Length().Seconds()-c.want) > 0.001 || sound.Samples[0] == 0 {
			t.Errorf("%.10s at %d %%: spoken in %v, %v; expected %v", c.text, c.rate, sound.Length(), err, c.want)
		}
	}
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	e := fake(t, nil)
	for name, c := range map[string]struct {
		text string
		rate int
		want string
	}{
		"empty":          {"", 100, "nothing to read"},
		"huge":           {strings.Repeat("あ", 1<<20), 100, "found 1048576 characters"},
		"control":        {"あ\x07い", 100, `found '\a'`},
		"two lines":      {"あ\nい", 100, `found '\n'`},
		"another script": {"안녕", 100, `found '안'`},
		"emoji":          {"はい😀", 100, `found '😀'`},
		"slow":           {"あ", 19, "found a rate of 19 %, expected 20 to 200"},
		"backwards":      {"あ", -100, "found a rate of -100 %"},
		"fast":           {"あ", 201, "found a rate of 201 %"},
	} {
		_, measured := e.Seconds(t.Context(), c.text, c.rate)
		_, spoke := e.Speak(t.Context(), c.text, c.rate)
		for _, err := range []error{measured, spoke} {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: found %v, expected %s", name, err, c.want)
			}
		}
	}
}

func TestKanaWrittenByHandAreTheEngines(t *testing.T) {
	for by, want := range map[string]string{
		"とりけすかたわ、きゅうお、おしてください。": "トリケスカタワキューオーシテクダサイ",
		"おう おお":           "オーーー",
		"えいええせんせい":        "エーーーセンセー",
		"とうきょうとしんじゅくく":    "トーキョートシンジュクク",
		"カレンダー":           "カレンダー",
		"ことを":             "コトー",
		"つづく、はなぢ":         "ツズクハナジ",
		"おもう":             "オモー",
		"しゃあ、きいて、くう、ゔう":   "シャーキーテクーヴー",
		"かいあい、あうえお、いえあおえ": "カイアイアウエオイエアオエ",
		"っんー":             "ッンー",
		"漢字a":             "漢字a",
		"オーオ’ サ":          "オーーサ",
		"\t":              "",
		"ゐゑ":              "ヰヱ",
		"にじゅうよっか、もくようび。　ごぜん": "ニジューヨッカモクヨービゴゼン",
	} {
		if got := aloud.Pronounced(by); got != want {
			t.Errorf("%q is %s, expected %s", by, got, want)
		}
	}
}

func TestTheTapeHasEachSoundAtItsTime(t *testing.T) {
	var tape aloud.Tape
	beep := aloud.Sound{PerSecond: 10, Samples: []int16{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}
	for _, add := range []struct{ at, heard time.Duration }{
		{0, time.Second},
		{2 * time.Second, 500 * time.Millisecond}, // a key is pressed
		{2200 * time.Millisecond, time.Hour},      // not before the last has ended
	} {
		if err := tape.Add(add.at, beep, add.heard); err != nil {
			t.Fatal(err)
		}
	}
	tape.Until(4 * time.Second)
	tape.Until(time.Second)
	var want bytes.Buffer
	for _, s := range [][]int16{beep.Samples, make([]int16, 10), beep.Samples[:5], beep.Samples, make([]int16, 5)} {
		for _, sample := range s {
			want.Write([]byte{byte(sample), 0})
		}
	}
	var got bytes.Buffer
	if err := tape.Sound().WriteWAV(&got); err != nil {
		t.Fatal(err)
	}
	if head, body := got.Bytes()[:44], got.Bytes()[44:]; !bytes.Equal(body, want.Bytes()) ||
		string(head) != "RIFF\x74\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x0a\x00\x00\x00\x14\x00\x00\x00\x02\x00\x10\x00data\x50\x00\x00\x00" {
		t.Errorf("found %q and %v\nexpected %v", head, body, want.Bytes())
	}
	if err := tape.Add(0, aloud.Sound{PerSecond: 20, Samples: []int16{1}}, time.Second); err == nil {
		t.Error("a sound of another engine is on the tape")
	}
}

func TestASoundIsPlayed(t *testing.T) {
	env, dir := aloudtest.Install(t, nil)
	if _, err := aloud.FindPlayer(from(env)); err == nil || !strings.Contains(err.Error(), "aplay") || !strings.Contains(err.Error(), "install") {
		t.Errorf("without a player: %v", err)
	}
	played := aloudtest.InstallPlayer(t, dir)
	player, err := aloud.FindPlayer(from(env))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if err := player.Play(t.Context(), aloud.Sound{PerSecond: 8000, Samples: make([]int16, n)}); err != nil {
			t.Error(err)
		}
	}
	if got := played(); len(got) != 3 || got[2] != 2 {
		t.Errorf("played %v", got)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := player.Play(ended, aloud.Sound{}); err != nil {
		t.Errorf("a call that has ended: %v", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, "played")), os.Mkdir(filepath.Join(dir, "played"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := player.Play(t.Context(), aloud.Sound{PerSecond: 8000}); err == nil || !strings.Contains(err.Error(), "paplay: exit status 3") {
		t.Errorf("a player that fails: %v", err)
	}
}
