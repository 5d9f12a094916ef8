package phone

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// gatherFields are the fields that a Gather's action gets beyond the usual ones.
var gatherFields = []string{"Digits", "FinishedOnKey", "msg"}

// one returns a line with one Gather of these attributes; silence leads to /silence.
func one(attributes string) map[string]answer {
	return map[string]answer{
		"/voice":   twiml(`<Gather action="/turn" ` + attributes + `>[ABC]</Gather><Redirect>/silence</Redirect>`),
		"/turn":    twiml(`<Hangup/>`),
		"/silence": twiml(`<Hangup/>`),
	}
}

func TestGatherEndsAsTwilioEndsIt(t *testing.T) {
	const turn, silence = "/turn Digits=%s FinishedOnKey=%s msg=Gather End", "/silence"
	acts := func(digits, finishedOn string) string { return fmt.Sprintf(turn, digits, finishedOn) }
	for _, c := range []struct {
		claim, attributes, keys string // keys "" means silence
		want                    string
		elapsed                 time.Duration // the speech takes 3 s
	}{
		{"silence runs on to the next verb", `timeout="10"`, "", silence, 13 * time.Second},
		{"the default timeout is 5 s", ``, "", silence, 8 * time.Second},
		{"silence calls the action when asked to", `actionOnEmptyResult="true"`, "", acts("", ""), 8 * time.Second},
		{"# alone is silence", ``, "#", silence, 3 * time.Second},
		{"# alone is silence for one digit too", `numDigits="1"`, "#", silence, 3 * time.Second},
		{"# alone calls the action when asked to", `actionOnEmptyResult="true"`, "#", acts("", "#"), 3 * time.Second},
		{"* is a digit", `numDigits="1"`, "*", acts("*", ""), 3 * time.Second},
		{"numDigits ends at once", `numDigits="4"`, "0429", acts("0429", ""), 3 * time.Second},
		{"# ends early", `numDigits="4"`, "04#", acts("04", "#"), 3 * time.Second},
		{"too few digits are sent after the timeout", `numDigits="4" timeout="7"`, "04", acts("04", ""), 10 * time.Second},
		{"without numDigits the timeout ends it", ``, "123456789", acts("123456789", ""), 8 * time.Second},
		{"another finish key makes # a digit", `finishOnKey="*"`, "1#2*", acts("1#2", "*"), 3 * time.Second},
		{"no finish key makes # a digit", `finishOnKey="" numDigits="1"`, "#", acts("#", ""), 3 * time.Second},
		{"no finish key makes * and # digits", `finishOnKey="" numDigits="2"`, "*#", acts("*#", ""), 3 * time.Second},
	} {
		t.Run(c.claim, func(t *testing.T) {
			ex := serve(t, one(c.attributes))
			call := place(t, ex.cfg)
			if c.keys == "" {
				must(t, call.Silence(t.Context()))
			} else {
				must(t, call.Press(t.Context(), c.keys))
			}
			expectAsked(t, ex, gatherFields, "/voice", c.want)
			if call.Elapsed() != c.elapsed {
				t.Errorf("took %v, expected %v", call.Elapsed(), c.elapsed)
			}
			if call.KeysPressed() != len(c.keys) {
				t.Errorf("counts %d keys, expected %d", call.KeysPressed(), len(c.keys))
			}
		})
	}
}

func TestGatherWithoutActionAsksItsOwnDocument(t *testing.T) {
	turn := 0
	ex := serve(t, map[string]answer{"/voice": func(w http.ResponseWriter, r *http.Request) {
		if turn++; turn == 1 {
			twiml(`<Redirect>/voice?n=2</Redirect>`)(w, r)
		} else if turn == 2 {
			twiml(`<Gather numDigits="1" timeout="9">[A]</Gather><Hangup/>`)(w, r)
		} else {
			twiml(`<Hangup/>`)(w, r)
		}
	}})
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "7"))
	expectAsked(t, ex, []string{"Digits", "n"}, "/voice", "/voice?n=2", "/voice?n=2 Digits=7")
}

func TestWaitingTellsWhatTheLineWaitsFor(t *testing.T) {
	ex := serve(t, one(`numDigits="4" timeout="10" finishOnKey="*"`))
	call := place(t, ex.cfg)
	want := Gather{NumDigits: 4, Timeout: 10 * time.Second, FinishOnKey: "*", Speech: 3 * time.Second, Remaining: 13 * time.Second}
	if got, ok := call.Waiting(); !ok || got != want {
		t.Errorf("got %+v %v, expected %+v", got, ok, want)
	}
	must(t, call.Press(t.Context(), "1234"))
	if got, ok := call.Waiting(); ok {
		t.Errorf("the call is over, but waits for %+v", got)
	}
}

func TestEarlyKeyCutsTheSpeechOff(t *testing.T) {
	ex := serve(t, map[string]answer{
		"/voice": twiml(`[12345]<Gather action="/turn" numDigits="1">[ABC]<Pause length="2"/>[DEFG]</Gather><Hangup/>`),
		"/turn":  twiml(`<Hangup/>`),
	})
	call := place(t, ex.cfg)
	must(t, call.PressEarly(t.Context(), "1", 6*time.Second))
	if call.Elapsed() != 11*time.Second {
		t.Errorf("took %v, expected 11 s", call.Elapsed())
	}
	expectTranscript(t, call, `
> (電話をかける)
< 12345  ‹5.0 s›
< ABC  ‹3.0 s›
< (間)  ‹2.0 s›
< DEFG  ‹4.0 s のうち 1.0 s›
> 1  ‹途中で›
< (電話が切れる)`)
}

func TestKeyAfterTheDeadlineIsRefused(t *testing.T) {
	ex := serve(t, one(`timeout="10"`))
	call := place(t, ex.cfg)
	for _, after := range []time.Duration{-1, 13*time.Second + 1} {
		if err := call.PressEarly(t.Context(), "1", after); err == nil || call.Over() || call.KeysPressed() != 0 {
			t.Errorf("a key after %v: %v, over %v", after, err, call.Over())
		}
	}
	must(t, call.PressEarly(t.Context(), "1", 8*time.Second))
}

func TestKeysBeyondNumDigitsLeakIntoTheNextGather(t *testing.T) {
	ex := serve(t, map[string]answer{
		"/voice":  twiml(`<Gather action="/second" numDigits="1">[A]</Gather><Hangup/>`),
		"/second": twiml(`<Gather action="/third" numDigits="1">[BB]</Gather><Redirect>/silence</Redirect>`),
		"/third":  twiml(`<Gather action="/fourth" numDigits="4">[CCC]</Gather><Hangup/>`),
		"/fourth": twiml(`<Hangup/>`),
	})
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "123"))
	expectAsked(t, ex, gatherFields[:1], "/voice", "/second Digits=1", "/third Digits=2")
	w, waiting := call.Waiting()
	if !waiting || w.Digits != "3" || w.Speech != 0 || w.Remaining != 5*time.Second {
		t.Errorf("waits for %+v (%v), expected the digit 3 to be in and the speech to be cut off", w, waiting)
	}
	must(t, call.Press(t.Context(), "456"))
	expectAsked(t, ex, gatherFields[:1], "/voice", "/second Digits=1", "/third Digits=2", "/fourth Digits=3456")
	expectTranscript(t, call, `
> (電話をかける)
< A  ‹1.0 s›
> 123
< BB  ‹2.0 s のうち 0.0 s›
(2 は、次の入力になる)
< CCC  ‹3.0 s のうち 0.0 s›
(3 は、次の入力になる)
> 456
< (電話が切れる)`)
}

func TestFinishKeyThatLeaksIsSilenceForTheNextGather(t *testing.T) {
	ex := serve(t, map[string]answer{
		"/voice":   twiml(`<Gather action="/second" numDigits="4">[A]</Gather><Hangup/>`),
		"/second":  twiml(`<Gather action="/third" numDigits="1">[B]</Gather><Redirect>/silence</Redirect>`),
		"/silence": twiml(`<Hangup/>`),
	})
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "0429#"))
	expectAsked(t, ex, gatherFields[:1], "/voice", "/second Digits=0429", "/silence")
}

func TestLeakedKeysAloneAreSentAfterTheTimeout(t *testing.T) {
	ex := serve(t, map[string]answer{
		"/voice":  twiml(`<Gather action="/second" numDigits="1">[A]</Gather><Hangup/>`),
		"/second": twiml(`<Gather action="/third" numDigits="4" timeout="9">[B]</Gather><Hangup/>`),
		"/third":  twiml(`<Hangup/>`),
	})
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "12"))
	must(t, call.Silence(t.Context()))
	expectAsked(t, ex, gatherFields[:1], "/voice", "/second Digits=1", "/third Digits=2")
	if call.Elapsed() != 10*time.Second {
		t.Errorf("took %v, expected 10 s", call.Elapsed())
	}
}

func TestKeysAreLostWhereNoGatherListens(t *testing.T) {
	for name, second := range map[string]string{
		"speech before the Gather": `[B]<Gather action="/third" numDigits="1">[C]</Gather><Hangup/>`,
		"the end of the call":      `<Hangup/>`,
	} {
		t.Run(name, func(t *testing.T) {
			ex := serve(t, map[string]answer{
				"/voice":  twiml(`<Gather action="/second" numDigits="1">[A]</Gather><Hangup/>`),
				"/second": twiml(second),
			})
			call := place(t, ex.cfg)
			must(t, call.Press(t.Context(), "12"))
			expectAsked(t, ex, gatherFields[:1], "/voice", "/second Digits=1")
			lost := slices.IndexFunc(call.Events(), func(e Event) bool { return e.Kind == Lost && e.Text == "2" })
			if lost < 0 {
				t.Errorf("the lost key is not told:\n%s", transcript(t, call))
			}
			if call.KeysPressed() != 2 {
				t.Errorf("counts %d keys, expected 2", call.KeysPressed())
			}
		})
	}
}

func TestWhatIsNotAKeyIsNotPressed(t *testing.T) {
	ex := serve(t, one(``))
	call := place(t, ex.cfg)
	for _, keys := range []string{"", " ", "1 2", "１", "a", "_", "-1", "1\x00"} {
		if err := call.Press(t.Context(), keys); err == nil || call.Over() {
			t.Errorf("Press(%q) gives %v", keys, err)
		}
	}
	if len(ex.asked()) != 1 {
		t.Errorf("the line was asked %q", ex.asked())
	}
}

func TestMoreKeysOneByOneRestartTheTimeout(t *testing.T) {
	ex := serve(t, one(`numDigits="3" timeout="10"`))
	call := place(t, ex.cfg)
	for i, after := range []time.Duration{time.Second, 9 * time.Second} {
		must(t, call.key(t.Context(), byte('1'+i), after))
	}
	if w, _ := call.Waiting(); w.Digits != "12" || w.Remaining != 10*time.Second {
		t.Errorf("waits for %+v, expected the digits 12 and 10 s more", w)
	}
	must(t, call.Silence(t.Context()))
	expectAsked(t, ex, gatherFields[:1], "/voice", "/turn Digits=12")
	if call.Elapsed() != 20*time.Second {
		t.Errorf("took %v, expected 1 + 9 + 10 s", call.Elapsed())
	}
}

func TestEndlessRedirectsAreRefused(t *testing.T) {
	hops := 0
	hop := func(w http.ResponseWriter, r *http.Request) {
		if hops--; hops < 0 {
			twiml(`<Gather actionOnEmptyResult="true">[A]</Gather>`)(w, r)
		} else {
			twiml(fmt.Sprintf(`[A]<Redirect>/voice?n=%d</Redirect>`, hops))(w, r)
		}
	}
	ex := serve(t, map[string]answer{"/voice": hop})
	hops = 10
	must(t, place(t, ex.cfg).HangUp(t.Context()))
	hops = 11
	_, err := Place(t.Context(), ex.cfg)
	rejection, ok := errors.AsType[*Rejection](err)
	if !ok || rejection.Code != 0 || !strings.Contains(rejection.What, "in a row") {
		t.Errorf("eleven redirects give %v", err)
	}
}
