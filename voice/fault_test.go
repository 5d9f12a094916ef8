package voice

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// troubles are the ways in which a ledger can fail. Those that wait do so until
// their context ends.
var troubles = map[string]func(context.Context) error{
	"error":    func(context.Context) error { return errors.New("no room for +819012345678 (090-1234-5678)") },
	"deadline": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
	"panic":    func(context.Context) error { panic("no such number: 09012345678") },
}

var (
	heardByDay   = faultTexts.Sorry + faultTexts.Passing + faultTexts.Busy
	heardByNight = faultTexts.Sorry + faultTexts.Hours + faultTexts.Number
)

func TestTroubleIsAnApologyAndAPerson(t *testing.T) {
	for cause, trouble := range troubles {
		t.Run(cause, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				now := byDay
				l := newLine(func(s *Server, n *notebook) {
					n.trouble = trouble
					s.Now = func() time.Time { return now }
				})
				for _, target := range []string{"/voice", "/voice/turn/1"} {
					now = byDay
					w := l.post(target, webhook())
					if got := heard(t, w); got != heardByDay {
						t.Errorf("%s by day: heard %q, expected %q", target, got, heardByDay)
					}
					if !strings.Contains(w.Body.String(), `callerId="+815000000000"><Number>+81568111111</Number></Dial>`) {
						t.Errorf("%s by day: nobody is called: %s", target, w.Body)
					}
					now = byNight
					w = l.post(target, webhook())
					if got := heard(t, w); got != heardByNight || strings.Contains(w.Body.String(), "Dial") {
						t.Errorf("%s by night: heard %q, expected %q", target, got, heardByNight)
					}
				}
				if got := heard(t, l.post("/voice/whisper?call="+testSID, webhook())); got != faultTexts.Whisper+faultTexts.Take {
					t.Errorf("the agent hears %q, expected %q", got, faultTexts.Whisper+faultTexts.Take)
				}
				if w := l.post("/voice/status", webhook("CallStatus", "completed")); w.Code != 204 {
					t.Errorf("status callback: %d, expected 204", w.Code)
				}
				if got, want := l.metric(t, `madoguchi_faults_total{cause="`+cause), `madoguchi_faults_total{cause="`+cause+`"} 6`; got != want {
					t.Errorf("metric %q, expected %q", got, want)
				}
				if log := l.log.String(); !strings.Contains(log, testSID) || strings.Contains(log, "12345678") || strings.Contains(log, "1234-5678") {
					t.Errorf("log: %s", log)
				}
			})
		})
	}
}

// TestLedgerThatForgetsItsDeadlineDoesNotKeepTheCallerWaiting holds that the caller
// is answered when the time is up, although the ledger is still busy.
func TestLedgerThatForgetsItsDeadlineDoesNotKeepTheCallerWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		l := newLine(func(s *Server, n *notebook) {
			s.Now = time.Now
			n.trouble = func(context.Context) error { <-release; return nil }
		})
		began := time.Now()
		w := l.post("/voice", webhook())
		if got := time.Since(began); got != patience {
			t.Errorf("answered after %v, expected %v", got, patience)
		}
		if got := heard(t, w); !strings.HasPrefix(got, faultTexts.Sorry) {
			t.Errorf("heard %q, expected an apology", got)
		}
		close(release)
		synctest.Wait()
		if len(l.ledger.turns) != 1 {
			t.Errorf("%d turns, expected the late one to be kept", len(l.ledger.turns))
		}
		if got := heard(t, l.post("/voice", webhook())); got != "arrived です。" {
			t.Errorf("delivered again: heard %q, expected the answer", got)
		}
	})
}

func TestTurnIsFinishedThoughTheOtherSideHasGone(t *testing.T) {
	l := newLine(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	form := webhook()
	l.send(request("/voice", form, Sign(testToken, testPublic+"/voice", form)).WithContext(ctx))
	if len(l.ledger.turns) != 1 {
		t.Errorf("%d turns, expected 1", len(l.ledger.turns))
	}
}

func TestSignedNonsenseIsAnsweredToo(t *testing.T) {
	withoutSID := webhook()
	withoutSID.Del("CallSid")
	for name, c := range map[string]struct {
		target string
		form   url.Values
	}{
		"no CallSid":           {"/voice", withoutSID},
		"no CallSid, turn":     {"/voice/turn/1", withoutSID},
		"a broken CallSid":     {"/voice", webhook("CallSid", "CA\x00")},
		"a huge CallSid":       {"/voice", webhook("CallSid", strings.Repeat("x", 1000))},
		"turn 0":               {"/voice/turn/0", webhook()},
		"turn 99999999999":     {"/voice/turn/99999999999", webhook()},
		"turn abc":             {"/voice/turn/abc", webhook()},
		"turn -1":              {"/voice/turn/-1", webhook()},
		"an empty form":        {"/voice", url.Values{}},
		"a turn in kanji":      {"/voice/turn/%E4%B8%80", webhook()},
		"a turn full of noise": {"/voice/turn/" + strings.Repeat("9", 5000), webhook()},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLine(nil)
			if got := heard(t, l.post(c.target, c.form)); got != heardByDay {
				t.Errorf("heard %q, expected %q", got, heardByDay)
			}
			if len(l.ledger.turns) != 0 {
				t.Errorf("turns %+v, expected none", l.ledger.turns)
			}
		})
	}
}

func TestPanicInTheDialogueIsAFault(t *testing.T) {
	l := newLine(func(s *Server, _ *notebook) {
		s.Answer = func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) { panic("a bug") }
	})
	if got := heard(t, l.post("/voice", webhook())); got != heardByDay {
		t.Errorf("heard %q, expected %q", got, heardByDay)
	}
	if log := l.log.String(); !strings.Contains(log, "a bug") || !strings.Contains(log, "fault_test.go") {
		t.Errorf("the log does not say where: %s", log)
	}
}

func TestLineWithoutAnyFaultTextStillHangsUp(t *testing.T) {
	for _, f := range []Faults{{}, NewFaults(Voice{}, FaultTexts{}, nil, booking.Centre{}, "")} {
		for _, now := range []time.Time{byDay, byNight, {}} {
			if got := childNames(wellFormed(t, f.At(now))); len(got) != 1 || got[0] != "Hangup" {
				t.Errorf("verbs %v, expected Hangup", got)
			}
		}
		if got := childNames(wellFormed(t, f.whisper("/voice/whisper?asked=1"))); len(got) != 0 {
			t.Errorf("whisper: verbs %v, expected none", got)
		}
	}
}

func TestCentreWithoutANumberIsNotCalled(t *testing.T) {
	centre := testCentre()
	centre.Number = ""
	f := NewFaults(testVoice, faultTexts, nil, centre, "+815000000000")
	if got := strings.Join(texts(wellFormed(t, f.At(byDay))), ""); got != heardByNight {
		t.Errorf("heard %q, expected %q", got, heardByNight)
	}
	if got := Fallback(testVoice, faultTexts, centre, ""); bytes.Contains(got, []byte("Dial")) {
		t.Errorf("fallback: %s", got)
	}
}

func TestOutOfHoursTheApologyTellsTheHoursOfThatTime(t *testing.T) {
	f := NewFaults(testVoice, faultTexts, func(now time.Time) string {
		if now.Equal(byNight) {
			return "次の受付は、あしたです。"
		}
		return ""
	}, testCentre(), "+815000000000")
	for now, want := range map[time.Time]string{
		byNight:                faultTexts.Sorry + "次の受付は、あしたです。" + faultTexts.Number,
		byNight.Add(time.Hour): faultTexts.Sorry + faultTexts.Hours + faultTexts.Number,
		byDay:                  faultTexts.Sorry + faultTexts.Passing + faultTexts.Busy,
	} {
		if got := strings.Join(texts(wellFormed(t, f.At(now))), ""); got != want {
			t.Errorf("at %s heard %q, expected %q", now, got, want)
		}
	}
}

func TestFallbackNeedsNothingOfTheLine(t *testing.T) {
	got := Fallback(testVoice, faultTexts, testCentre(), "+815000000000")
	root := wellFormed(t, got)
	if heard, want := strings.Join(texts(root), ""), faultTexts.Sorry+faultTexts.Hours+faultTexts.Number+faultTexts.Busy; heard != want {
		t.Errorf("heard %q, expected %q", heard, want)
	}
	if names := strings.Join(childNames(root), " "); names != "Say Say Say Dial Say Hangup" {
		t.Errorf("verbs %s", names)
	}
	if bytes.Contains(got, []byte("/voice")) || bytes.Contains(got, []byte("action")) || bytes.Contains(got, []byte("url=")) {
		t.Errorf("it holds an address: %s", got)
	}
}

func TestNumbersInErrorsAreMasked(t *testing.T) {
	for in, want := range map[string]string{
		"no +819012345678 here":  "no ***5678 here",
		"no 090-1234-5678 here":  "no ***5678 here",
		"09012345678,0568123456": "***5678,***3456",
		"slot 2026-12-01 09:30":  "slot 2026-12-01 09:30",
		"receipt 123-456":        "receipt 123-456",
	} {
		if got := masked(errors.New(in)); got != want {
			t.Errorf("masked(%q) = %q, expected %q", in, got, want)
		}
	}
}

// When nobody knows what time it is, nobody is told that it is night: the caller is passed
// on, and hears what is said when nobody picks up.
func TestACallerIsPassedOnAtAnyHourWhenTheClockIsInDoubt(t *testing.T) {
	for _, now := range []time.Time{byDay, byNight, byNight.AddDate(0, 0, 60), byNight.AddDate(-1, -1, 0)} {
		l := newLine(func(s *Server, n *notebook) {
			n.trouble = func(context.Context) error { return errors.New("the clock") }
			s.Now, s.NoTime = func() time.Time { return now }, func() bool { return true }
		})
		for _, target := range []string{"/voice", "/voice/turn/1"} {
			w := l.post(target, webhook())
			if got := heard(t, w); got != heardByDay || !strings.Contains(w.Body.String(), "<Number>+81568111111</Number>") {
				t.Errorf("%s at %s: %s", target, now, w.Body)
			}
		}
	}
	nobody := newLine(func(s *Server, n *notebook) {
		n.trouble = func(context.Context) error { return errors.New("the clock") }
		s.Faults, s.NoTime = NewFaults(testVoice, faultTexts, nil, booking.Centre{}, ""), func() bool { return true }
	})
	if got := heard(t, nobody.post("/voice", webhook())); got != heardByNight {
		t.Errorf("without a centre: heard %q, expected %q", got, heardByNight)
	}
	if len((Faults{}).Always()) == 0 {
		t.Error("the zero Faults have no document")
	}
}

// Whoever watches the line learns of every apology, whatever it was for, also when the
// ledger can be written.
func TestTheLineIsNotReadyForAMinuteAfterAnApology(t *testing.T) {
	now, broken := byDay, false
	l := newLine(func(s *Server, n *notebook) {
		s.Now = func() time.Time { return now }
		s.Answer = func(m ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
			if broken {
				panic("no words for 09012345678")
			}
			return echo(m, call, in)
		}
	})
	ready := func() (int, string) {
		w := l.send(httptest.NewRequest(http.MethodGet, "/readyz", nil))
		return w.Code, w.Body.String()
	}
	expect := func(when string, want int, says string) {
		t.Helper()
		if status, body := ready(); status != want || !strings.Contains(body, says) || strings.Contains(body, "12345678") {
			t.Errorf("%s: %d, %q, expected %d, %q", when, status, body, want, says)
		}
	}
	l.post("/voice", webhook())
	expect("after a call", 200, "ok")
	broken = true
	l.post("/voice/turn/2", webhook())
	expect("after an apology", 503, "a caller has just heard the apology: panic: panic: no words for ***5678")
	broken = false
	now = now.Add(59 * time.Second)
	l.post("/voice/turn/3", webhook())
	expect("59 seconds later, although others are served", 503, "a caller has just heard the apology")
	now = now.Add(time.Second)
	expect("a minute later", 200, "ok")
	l.post("/voice/status", webhook("CallSid", "none"))
	expect("after a status callback that nobody hears of", 200, "ok")
	l.ledger.trouble = func(context.Context) error { return errors.New("no room") }
	expect("with a ledger that cannot be written", 503, "the ledger is not ready: no room")
}
