package voice

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

const testLine = "+815000000000"

// rung is the form of a call that the line has placed.
func rung(more ...string) url.Values {
	form := webhook(append([]string{"From", testLine, "To", testCaller, "Direction", "outbound-api"}, more...)...)
	return form
}

func TestWhoeverIsRungIsTheCallerOfTheDialogue(t *testing.T) {
	for name, c := range map[string]struct {
		target  string
		form    url.Values
		message int64
	}{
		"somebody picks up":                    {"/voice/out?m=7", rung(), 7},
		"without a message":                    {"/voice/out", rung(), noMessage},
		"a message that is no number":          {"/voice/out?m=x", rung(), noMessage},
		"a message that is nobody's":           {"/voice/out?m=-7", rung(), noMessage},
		"a later turn that nobody knows":       {"/voice/turn/3", rung("Digits", "1"), noMessage},
		"the fallback, after the first answer": {"/voice/fallback", rung("ErrorUrl", testPublic+"/voice/out?m=7", "ErrorCode", "11200"), 7},
		"the fallback, of an address of nobody": {"/voice/fallback",
			rung("ErrorUrl", "https://elsewhere.example/", "ErrorCode", "11200"), noMessage},
	} {
		l := newLine(nil)
		answered(t, l.post(c.target, c.form))
		if len(l.ledger.turns) != 1 {
			t.Fatalf("%s: found %d turns", name, len(l.ledger.turns))
		}
		turn := l.ledger.turns[0]
		resident := booking.Caller{Kind: booking.Identified, Phone: testCaller}
		if turn.Message != c.message || turn.Caller != resident || turn.Line != testLine {
			t.Errorf("%s: found message %d, caller %s, line %s, expected %d, %s, %s", name, turn.Message, turn.Caller, turn.Line, c.message, resident, testLine)
		}
	}
	l := newLine(nil)
	answered(t, l.post("/voice", webhook()))
	if turn := l.ledger.turns[0]; turn.Message != 0 {
		t.Errorf("a call that arrives is about message %d", turn.Message)
	}
}

func TestACallOfOursThatFailsEndsWithoutAWord(t *testing.T) {
	l := newLine(func(s *Server, _ *notebook) {
		s.Answer = func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) { return ivr.Reply{}, errors.New("a fault") }
	})
	for _, target := range []string{"/voice/out?m=7", "/voice/turn/1"} { // before they have wanted anything
		if said := heard(t, l.post(target, rung())); said != "" {
			t.Errorf("%s: whoever was rung hears %q", target, said)
		}
	}
	for target, form := range map[string]url.Values{"/voice/turn/2": rung(), "/voice/turn/1": webhook()} {
		if said := heard(t, l.post(target, form)); !strings.HasPrefix(said, faultTexts.Sorry) {
			t.Errorf("%s: they hear %q, expected the apology", target, said)
		}
	}
}

func TestWhatBecameOfAMessageIsTaken(t *testing.T) {
	type report struct{ query, form string }
	for name, c := range map[string]struct {
		form url.Values
		err  error
		gone string // the call that ended
	}{
		"a text":               {url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"delivered"}}, nil, ""},
		"a call that is over":  {rung("CallStatus", "no-answer"), nil, testSID},
		"a call that goes on":  {rung("CallStatus", "ringing"), nil, ""},
		"one that nobody sent": {rung("CallStatus", "completed"), errors.New("no message of ours"), ""},
	} {
		var told []report
		l := newLine(func(s *Server, _ *notebook) {
			s.Messages = func(_ context.Context, query, form url.Values) error {
				told = append(told, report{query.Encode(), form.Encode()})
				return c.err
			}
		})
		if w := l.post("/voice/message?m=7&n=2", c.form); w.Code != http.StatusNoContent {
			t.Errorf("%s: status %d", name, w.Code)
		}
		if len(told) != 1 || told[0] != (report{"m=7&n=2", c.form.Encode()}) {
			t.Errorf("%s: told %v", name, told)
		}
		if gone := strings.Join(l.ledger.gone, " "); gone != c.gone {
			t.Errorf("%s: the call %q ended, expected %q", name, gone, c.gone)
		}
	}
	l := newLine(nil)
	if w := l.post("/voice/message?m=7&n=2", rung("CallStatus", "completed")); w.Code != http.StatusNoContent {
		t.Errorf("where no messages are sent: status %d", w.Code)
	}
	r := request("/voice/message?m=7&n=2", rung(), "nobody's")
	if w := l.send(r); w.Code != http.StatusForbidden {
		t.Errorf("a report that nobody signed: status %d", w.Code)
	}
}

func TestAddressesOfAMessageNameItAndItsTry(t *testing.T) {
	m := booking.Sending{Message: booking.Message{ID: 7, Tries: 2}, Began: time.Now()}
	for second, want := range map[string]string{"": "", "https://second.example.jp": "https://second.example.jp/voice/fallback"} {
		answer, fallback, report := Addresses(testPublic, second, m)
		if answer != testPublic+"/voice/out?m=7"+Overrides || fallback != want || report != testPublic+"/voice/message?m=7&n=2"+Overrides {
			t.Errorf("found %s, %s and %s", answer, fallback, report)
		}
	}
}
