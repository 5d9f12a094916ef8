package phone

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// noContent is how a line answers a status callback.
func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// ringing is a line that has placed a call to a telephone.
func ringing(t *testing.T, paths map[string]answer, more url.Values) *exchange {
	t.Helper()
	paths["/told"] = noContent
	ex := serve(t, paths)
	origin := strings.TrimSuffix(ex.cfg.VoiceURL, "/voice")
	ex.cfg.SID, ex.cfg.From, ex.cfg.To = "CA0123", "", ""
	ex.cfg.Rung = url.Values{
		"From": {testTo}, "To": {testFrom}, "Url": {origin + "/out?m=7#rc=2"}, "Method": {"POST"},
		"StatusCallback": {origin + "/told?m=7&n=1#rc=2"}, "StatusCallbackMethod": {"POST"}, "Timeout": {"30"},
	}
	maps.Copy(ex.cfg.Rung, more)
	return ex
}

func TestATelephoneIsRungAsTwilioRings(t *testing.T) {
	ex := ringing(t, map[string]answer{
		"/out": twiml(`<Gather action="/turn" numDigits="1">[ABC]</Gather><Hangup/>`), "/turn": twiml(`[D]<Hangup/>`),
	}, nil)
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "1"))
	expectAsked(t, ex, []string{"CallSid", "CallStatus", "Direction", "From", "Caller", "To", "Called", "Digits", "CallDuration", "Duration", "SequenceNumber", "CallbackSource", "Timestamp"},
		"/out?m=7 CallSid=CA0123 CallStatus=in-progress Direction=outbound-api From=+81312345678 Caller=+81312345678 To=+819012345678 Called=+819012345678",
		"/turn CallSid=CA0123 CallStatus=in-progress Direction=outbound-api From=+81312345678 Caller=+81312345678 To=+819012345678 Called=+819012345678 Digits=1",
		"/told?m=7&n=1 CallSid=CA0123 CallStatus=completed Direction=outbound-api From=+81312345678 Caller=+81312345678 To=+819012345678 Called=+819012345678"+
			" CallDuration=4 Duration=1 SequenceNumber=0 CallbackSource=call-progress-events Timestamp=Wed, 01 Apr 2026 09:00:04 +0000")
	expectTranscript(t, call, `
(+81312345678 から、電話が鳴る)
> (電話に出る)
< ABC  ‹3.0 s›
> 1
< D  ‹1.0 s›
< (電話が切れる)`)
	origin := strings.TrimSuffix(ex.cfg.VoiceURL, "/voice")
	for _, w := range ex.got {
		if want := Sign(testToken, origin+w.URI, w.Form); w.Header.Get("X-Twilio-Signature") != want {
			t.Errorf("%s is not signed for its address", w.URI)
		}
	}
}

func TestACallThatNobodyTakesHasNoTurn(t *testing.T) {
	for status, shown := range map[string]string{
		"no-answer": "(だれも出ない)", "busy": "(話し中)", "failed": "(つながらない)", "canceled": "(つながらない)",
	} {
		ex := ringing(t, map[string]answer{}, nil)
		ex.cfg.Missed = status
		call := place(t, ex.cfg)
		if !call.Over() {
			t.Errorf("%s: the call goes on", status)
		}
		expectAsked(t, ex, []string{"CallStatus", "CallDuration", "Duration"}, "/told?m=7&n=1 CallStatus="+status+" CallDuration=0 Duration=0")
		expectTranscript(t, call, "(+81312345678 から、電話が鳴る)\n"+shown)
		if err := call.Press(t.Context(), "1"); !errors.Is(err, ErrOver) {
			t.Errorf("%s: a key gives %v", status, err)
		}
	}
}

func TestTheStatusCallbackOfACallIsToldWhatItWants(t *testing.T) {
	for name, c := range map[string]struct {
		more   url.Values
		missed string
		want   []string
	}{
		"everything": {url.Values{"StatusCallbackEvent": {"initiated", "ringing", "answered", "completed"}}, "", []string{
			"/told?m=7&n=1 CallStatus=initiated SequenceNumber=0", "/told?m=7&n=1 CallStatus=ringing SequenceNumber=1",
			"/told?m=7&n=1 CallStatus=in-progress SequenceNumber=2", "/out?m=7 CallStatus=in-progress",
			"/told?m=7&n=1 CallStatus=completed SequenceNumber=3",
		}},
		"nothing but that it rings": {url.Values{"StatusCallbackEvent": {"ringing"}}, "busy", []string{"/told?m=7&n=1 CallStatus=ringing SequenceNumber=0"}},
	} {
		ex := ringing(t, map[string]answer{"/out": twiml(`<Hangup/>`)}, c.more)
		ex.cfg.Missed = c.missed
		place(t, ex.cfg)
		if got := ex.asked("CallStatus", "SequenceNumber"); !slices.Equal(got, c.want) {
			t.Errorf("%s: asked %q, expected %q", name, got, c.want)
		}
	}
	ex := ringing(t, map[string]answer{"/out": twiml(`<Hangup/>`)}, nil)
	ex.cfg.Rung.Del("StatusCallback")
	ex.cfg.StatusURL = strings.TrimSuffix(ex.cfg.VoiceURL, "/voice") + "/status" // is that of a number that is called
	place(t, ex.cfg)
	expectAsked(t, ex, nil, "/out?m=7")
}

func TestACallIsPlacedByGetIfTheLineWantsThat(t *testing.T) {
	ex := ringing(t, map[string]answer{"/out": twiml(`<Hangup/>`)}, url.Values{"Method": {"GET"}, "StatusCallbackMethod": {"GET"}})
	place(t, ex.cfg)
	for _, w := range ex.got {
		if w.Method != http.MethodGet || !strings.Contains(w.URI, "m=7") || !strings.Contains(w.URI, "Direction=outbound-api") {
			t.Errorf("asked %s %s", w.Method, w.URI)
		}
	}
}

func TestALineThatCallsWronglyIsRefused(t *testing.T) {
	hangup := twiml(`<Hangup/>`)
	for name, c := range map[string]struct {
		out  answer
		more url.Values
		code int
		want string
	}{
		"something that this telephone does not do": {hangup, url.Values{"MachineDetection": {"Enable"}}, 0, "a call with MachineDetection"},
		"nobody to call":                           {hangup, url.Values{"To": {""}}, 13223, `number ""`},
		"a number that nobody dials":               {hangup, url.Values{"From": {"0312345678"}}, 13223, `number "0312345678"`},
		"no address":                               {hangup, url.Values{"Url": {""}}, 11100, `Url is ""`},
		"an address off the line":                  {hangup, url.Values{"Url": {"https://elsewhere.example/out"}}, 0, "leads off the line"},
		"an address that is not whole":             {hangup, url.Values{"StatusCallback": {"/told"}}, 11100, `StatusCallback is "/told"`},
		"a callback off the line":                  {hangup, url.Values{"StatusCallback": {"https://elsewhere.example/told"}}, 0, "leads off the line"},
		"another method":                           {hangup, url.Values{"Method": {"PUT"}}, 0, `Method "PUT"`},
		"another method of the callback":           {hangup, url.Values{"StatusCallbackMethod": {"put"}}, 0, `StatusCallbackMethod "put"`},
		"an event that is none":                    {hangup, url.Values{"StatusCallbackEvent": {"no-answer"}}, 0, `StatusCallbackEvent "no-answer"`},
		"a call that is refused":                   {twiml(`<Reject/>`), nil, 0, "<Reject> in a call that was answered"},
		"a call that passes on as whoever is rung": {twiml(`<Dial callerId="` + testFrom + `" action="/out">` + testDesk + `</Dial>`), nil, 13214, "the caller's number"},
		"no end": {twiml(`[A]`), nil, 0, "without saying what happens next"},
	} {
		ex := ringing(t, map[string]answer{"/out": c.out}, c.more)
		call, err := Place(t.Context(), ex.cfg)
		rejection, ok := errors.AsType[*Rejection](err)
		if !ok || rejection.Code != c.code || !strings.Contains(rejection.What, c.want) || call == nil || !call.Over() {
			t.Errorf("%s: got %v, expected %d, %s", name, err, c.code, c.want)
		}
	}
}

func TestOnlyATelephoneThatIsRungIsNotPickedUp(t *testing.T) {
	ex := serve(t, one(``))
	ex.cfg.Missed = "busy"
	if call, err := Place(t.Context(), ex.cfg); err == nil || call != nil {
		t.Errorf("one that calls: got %v", err)
	}
	ex = ringing(t, map[string]answer{}, nil)
	ex.cfg.Missed = "completed"
	if call, err := Place(t.Context(), ex.cfg); err == nil || call != nil || !strings.Contains(err.Error(), `Config.Missed is "completed"`) {
		t.Errorf("an end that is none: got %v", err)
	}
}

func TestWhoeverIsRungIsPassedOn(t *testing.T) {
	ex := ringing(t, map[string]answer{
		"/out": twiml(`<Dial callerId="` + testTo + `" action="/after">` + testDesk + `</Dial>`), "/after": twiml(`<Hangup/>`),
	}, nil)
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "busy"} }
	place(t, ex.cfg)
	expectAsked(t, ex, []string{"Direction", "From", "To", "DialCallStatus"},
		"/out?m=7 Direction=outbound-api From=+81312345678 To=+819012345678",
		"/after Direction=outbound-api From=+81312345678 To=+819012345678 DialCallStatus=busy",
		"/told?m=7&n=1 Direction=outbound-api From=+81312345678 To=+819012345678")
}
