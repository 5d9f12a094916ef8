package phone

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestKeysAreCheckedBeforeTheCall(t *testing.T) {
	for script, want := range map[string]string{
		"": "", "   ": "", "9 1": "", "_ 0429 # *": "", "\t9\n_": "",
		"9 x1":     `turn 2 is "x1", and 'x'`,
		"9 1_":     `turn 2 is "1_", and '_'`,
		"__":       `turn 1 is "__"`,
		"９":        `turn 1 is "９", and '９'`,
		"1,2":      `and ','`,
		"1 2 \xff": `turn 3`,
	} {
		err := CheckKeys(script)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("CheckKeys(%q) = %v, expected %q", script, err, want)
		}
	}
}

// menu returns a line with two questions, each of which any key answers. After silence it
// asks the first one once more.
func menu() map[string]answer {
	return map[string]answer{
		"/voice": twiml(`<Gather action="/sure" numDigits="1">[予約は、4月20日、月曜日です。]</Gather><Redirect>/again</Redirect>`),
		"/again": twiml(`<Gather action="/sure" numDigits="1">[もう一度。]</Gather><Hangup/>`),
		"/sure":  twiml(`<Gather action="/done" numDigits="1">[取り消しますか。]</Gather><Hangup/>`),
		"/done":  twiml(`[<prosody rate="50%">取り消しました。</prosody>]<Hangup/>`),
	}
}

func TestScriptIsPlayedTurnByTurn(t *testing.T) {
	ex := serve(t, menu())
	call := place(t, ex.cfg)
	must(t, Play(t.Context(), call, "_ 9 1"))
	expectTranscript(t, call, `
> (電話をかける)
< 予約は、4月20日、月曜日です。  ‹16.0 s›
> (無言)
< もう一度。  ‹5.0 s›
> 9
< 取り消しますか。  ‹8.0 s›
> 1
< 取り消しました。  ‹16.0 s›
< (電話が切れる)`)
}

func TestCallerHangsUpAfterTheScript(t *testing.T) {
	ex := serve(t, menu())
	call := place(t, ex.cfg)
	must(t, Play(t.Context(), call, "9"))
	events := call.Events()
	if last := events[len(events)-1]; !call.Over() || last.By != ByCaller || last.At != 24*time.Second {
		t.Errorf("the last event is %+v", last)
	}
}

func TestUnusedKeysAreCounted(t *testing.T) {
	ex := serve(t, menu())
	call := place(t, ex.cfg)
	err := Play(t.Context(), call, "9 1 22 _ 3")
	unused, ok := errors.AsType[*Unused](err)
	if !ok || *unused != (Unused{Turns: 3, Keys: 3}) || !errors.Is(err, ErrOver) {
		t.Errorf("got %v, expected 3 turns and 3 keys unused", err)
	}
}

func TestWrongScriptPressesNothing(t *testing.T) {
	ex := serve(t, menu())
	call := place(t, ex.cfg)
	if err := Play(t.Context(), call, "9 x"); err == nil || call.KeysPressed() != 0 || call.Over() {
		t.Errorf("got %v after %d keys", err, call.KeysPressed())
	}
}

func TestSummaryTellsKeysTimeAndWhenSomethingWasHeard(t *testing.T) {
	ex := serve(t, menu())
	call := place(t, ex.cfg)
	must(t, Play(t.Context(), call, "9 1"))
	s := call.Summary()
	if got, want := s.String(), "押したキー: 2 回 · 話の長さ: 40 秒"; got != want {
		t.Errorf("got %s, expected %s", got, want)
	}
	for text, want := range map[string]time.Duration{
		"4月20日":    9 * time.Second,
		"月曜日です。":   16 * time.Second,
		"取り消し":     20 * time.Second, // the question comes first
		"取り消しました":  38 * time.Second, // half as fast
		"取り消しました。": 40 * time.Second,
	} {
		if got, ok := s.HeardAt(text); !ok || got != want {
			t.Errorf("%s was heard at %v %v, expected %v", text, got, ok, want)
		}
	}
	if at, ok := s.HeardAt("もう一度"); ok {
		t.Errorf("what was never said was heard at %v", at)
	}
}

func TestWhatWasCutOffWasNotHeard(t *testing.T) {
	ex := serve(t, menu())
	call := place(t, ex.cfg)
	if at, ok := call.Summary().HeardAt("予約は、"); ok {
		t.Errorf("heard at %v what has only begun", at)
	}
	must(t, call.PressEarly(t.Context(), "9", 9500*time.Millisecond))
	if at, ok := call.Summary().HeardAt("4月20日"); !ok || at != 9*time.Second {
		t.Errorf("got %v %v, expected 9 s", at, ok)
	}
	if at, ok := call.Summary().HeardAt("月曜日"); ok {
		t.Errorf("heard at %v what was cut off", at)
	}
}

func TestColoursAreOnlyThereWhenAskedFor(t *testing.T) {
	events := []Event{{Kind: Placed}, {Kind: Said, Text: "A", Length: time.Second}, {Kind: Rejected}, {Kind: "odd", Text: "B"}}
	for colour, want := range map[bool]string{
		false: "> (電話をかける)\n< A  ‹1.0 s›\n(つながらない)\n(odd B)\n",
		true:  "\x1b[36m> (電話をかける)\x1b[0m\n< A  \x1b[2m‹1.0 s›\x1b[0m\n\x1b[2m(つながらない)\x1b[0m\n\x1b[2m(odd B)\x1b[0m\n",
	} {
		var b strings.Builder
		must(t, Print(&b, events, colour))
		if b.String() != want {
			t.Errorf("got  %q\nwant %q", b.String(), want)
		}
	}
}
