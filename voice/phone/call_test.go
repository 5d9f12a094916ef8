package phone

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSignatureIsTwilios(t *testing.T) {
	form := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
	const want = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
	if got := Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form); got != want {
		t.Errorf("got %s, expected %s", got, want)
	}
}

func TestWebhooksAreSignedForThePublicAddress(t *testing.T) {
	for name, c := range map[string]struct{ public, signed string }{
		"own address":        {"", "%s/voice/turn?n=1"},
		"another host":       {"https://ivr.example.jp", "https://ivr.example.jp/voice/turn?n=1"},
		"a slash at its end": {"https://ivr.example.jp/", "https://ivr.example.jp/voice/turn?n=1"},
		"a path":             {"https://example.jp/line", "https://example.jp/line/voice/turn?n=1"},
	} {
		t.Run(name, func(t *testing.T) {
			action := "turn?n=1#rc=2&amp;ct=1500&amp;rt=3000"
			ex := serve(t, map[string]answer{
				"/voice/":     twiml(`<Gather action="` + action + `" numDigits="1">[A]</Gather><Hangup/>`),
				"/voice/turn": twiml(`<Hangup/>`),
			})
			ex.cfg.VoiceURL += "/#ct=2000"
			ex.cfg.PublicURL = c.public
			ex.cfg.Extra = url.Values{"ForwardedFrom": {"+81120000000"}}
			call := place(t, ex.cfg)
			must(t, call.Press(t.Context(), "1"))
			got := ex.last()
			if got.URI != "/voice/turn?n=1" || got.Form.Get("ForwardedFrom") != "+81120000000" {
				t.Fatalf("got %s %v", got.URI, got.Form)
			}
			signed := strings.Replace(c.signed, "%s", strings.TrimSuffix(ex.cfg.VoiceURL, "/voice/#ct=2000"), 1)
			if want := Sign(testToken, signed, got.Form); got.Header.Get("X-Twilio-Signature") != want {
				t.Errorf("signed %s, expected %s for %s", got.Header.Get("X-Twilio-Signature"), want, signed)
			}
			if token := got.Header.Get("I-Twilio-Idempotency-Token"); len(token) != 32 {
				t.Errorf("idempotency token is %q", token)
			}
		})
	}
}

func TestAddressesOffTheLineAreRefused(t *testing.T) {
	for _, to := range []string{"https://elsewhere.example/voice", "/voice", "/liner/voice", "//elsewhere.example/line/voice", "https://example.jp:444/line/voice", "../../voice"} {
		ex := serve(t, map[string]answer{"/voice": twiml(`<Redirect>` + to + `</Redirect>`)})
		ex.cfg.PublicURL = "https://example.jp/line"
		_, err := Place(t.Context(), ex.cfg)
		if rejection, ok := errors.AsType[*Rejection](err); !ok || !strings.Contains(rejection.What, "off the line") {
			t.Errorf("<Redirect>%s gives %v", to, err)
		}
	}
}

func TestEveryWebhookHasTheUsualFields(t *testing.T) {
	ex := serve(t, one(`numDigits="1"`))
	ex.cfg.SID = "CA0123"
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "1"))
	usual := []string{"CallSid", "AccountSid", "ApiVersion", "From", "To", "Caller", "Called", "CallStatus", "Direction", "FromCity", "ToZip", "CallerCountry"}
	for _, w := range ex.got {
		if absent := missing(w.Form, slices.Clone(usual)...); len(absent) > 0 {
			t.Errorf("%s lacks %q", w.URI, absent)
		}
	}
	expectAsked(t, ex, []string{"CallSid", "CallStatus", "Direction", "From", "To"},
		"/voice CallSid=CA0123 CallStatus=ringing Direction=inbound From=+819012345678 To=+81312345678",
		"/turn CallSid=CA0123 CallStatus=in-progress Direction=inbound From=+819012345678 To=+81312345678")
}

func TestCallsWithoutSIDHaveTheirOwn(t *testing.T) {
	ex := serve(t, one(``))
	a, b := place(t, ex.cfg), place(t, ex.cfg)
	if len(a.SID()) != 34 || !strings.HasPrefix(a.SID(), "CA") || a.SID() == b.SID() {
		t.Errorf("got %q and %q", a.SID(), b.SID())
	}
}

func TestGetPutsTheFieldsInTheSignedQuery(t *testing.T) {
	ex := serve(t, one(`numDigits="1" method="GET"`))
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "1"))
	got := ex.last()
	if got.Method != http.MethodGet || !strings.Contains(got.URI, "Digits=1") || len(got.Form) != 0 {
		t.Fatalf("got %s %s %v", got.Method, got.URI, got.Form)
	}
	address := strings.TrimSuffix(ex.cfg.VoiceURL, "/voice") + got.URI
	if want := Sign(testToken, address, nil); got.Header.Get("X-Twilio-Signature") != want {
		t.Error("the signature is not that of the address with its query")
	}
}

func TestStatusCallbackTellsTheEnd(t *testing.T) {
	fields := []string{"CallStatus", "CallDuration", "Duration", "SequenceNumber", "Timestamp"}
	const at = " Duration=1 SequenceNumber=0 Timestamp=Wed, 01 Apr 2026 09:00:"
	for name, c := range map[string]struct {
		voice string
		act   func(context.Context, *Call) error
		want  string
		by    By
	}{
		"the caller hangs up":        {`<Gather action="/t">[ABC]</Gather><Hangup/>`, func(ctx context.Context, c *Call) error { return c.HangUp(ctx) }, "/status CallStatus=completed CallDuration=3" + at + "03 +0000", ByCaller},
		"the caller hangs up early":  {`<Gather action="/t">[ABC]</Gather><Hangup/>`, func(ctx context.Context, c *Call) error { return c.HangUpEarly(ctx, time.Second) }, "/status CallStatus=completed CallDuration=1" + at + "01 +0000", ByCaller},
		"the line hangs up":          {`[ABC]<Hangup/>`, nil, "/status CallStatus=completed CallDuration=3" + at + "03 +0000", ByLine},
		"the line refuses, busy":     {`<Reject reason="busy"/>`, nil, "/status CallStatus=busy CallDuration=0 Duration=0 SequenceNumber=0 Timestamp=Wed, 01 Apr 2026 09:00:00 +0000", ByLine},
		"the line refuses, rejected": {`<Reject/>`, nil, "/status CallStatus=no-answer CallDuration=0 Duration=0 SequenceNumber=0 Timestamp=Wed, 01 Apr 2026 09:00:00 +0000", ByLine},
	} {
		t.Run(name, func(t *testing.T) {
			ex := serve(t, map[string]answer{"/voice": twiml(c.voice), "/status": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }})
			ex.cfg.StatusURL = strings.TrimSuffix(ex.cfg.VoiceURL, "/voice") + "/status"
			call := place(t, ex.cfg)
			if c.act != nil {
				must(t, c.act(t.Context(), call))
			}
			must(t, call.HangUp(t.Context())) // hanging up twice changes nothing
			if got := ex.asked(fields...); len(got) != 2 || got[1] != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			events := call.Events()
			if last := events[len(events)-1]; last.Kind != HungUp || last.By != c.by {
				t.Errorf("the last event is %+v", last)
			}
			if err := call.Press(t.Context(), "1"); !errors.Is(err, ErrOver) {
				t.Errorf("a key after the end gives %v", err)
			}
		})
	}
}

func TestStatusCallbackThatFailsIsRefused(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(`<Hangup/>`), "/status": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }})
	ex.cfg.StatusURL = strings.TrimSuffix(ex.cfg.VoiceURL, "/voice") + "/status"
	_, err := Place(t.Context(), ex.cfg)
	if rejection, ok := errors.AsType[*Rejection](err); !ok || rejection.Code != 11200 || rejection.Where != "POST /status" {
		t.Errorf("got %v", err)
	}
}

func TestRejectAfterTheCallWasAnsweredIsRefused(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(`[A]<Redirect>/next</Redirect>`), "/next": twiml(`<Reject/>`)})
	if _, err := Place(t.Context(), ex.cfg); err == nil || !strings.Contains(err.Error(), "<Reject> in a call that was answered") {
		t.Errorf("got %v", err)
	}
}

func TestClockIsToldBeforeEachWebhook(t *testing.T) {
	var now time.Time
	var at []string
	noting := func(next answer) answer {
		return func(w http.ResponseWriter, r *http.Request) {
			at = append(at, now.Format("04:05"))
			next(w, r)
		}
	}
	paths := one(`numDigits="1"`)
	for path, next := range paths {
		paths[path] = noting(next)
	}
	ex := serve(t, paths)
	ex.cfg.Clock = func(t time.Time) { now = t }
	call := place(t, ex.cfg)
	must(t, call.Silence(t.Context()))
	if want := []string{"00:00", "00:08"}; !slices.Equal(at, want) {
		t.Errorf("webhooks came at %q, expected %q", at, want)
	}
}

func TestSpeechTakesItsTimeAtItsRate(t *testing.T) {
	for text, want := range map[string]time.Duration{
		`[ABCDE]`:                                5 * time.Second,
		`[<prosody rate="50%">ABCDE</prosody>]`:  10 * time.Second,
		`[A<prosody rate="200%">BCDE</prosody>]`: 3 * time.Second,
		`[<prosody rate="50%">A<prosody rate="50%">B</prosody></prosody>]`: 6 * time.Second,
		`[A<break time="1500ms"/>B]`:                                       3500 * time.Millisecond,
		`[A<break strength="x-strong"/>B]`:                                 3 * time.Second,
		`[<sub alias="イチニ">1</sub>]`:                                       3 * time.Second,
		"[\n  A\n  B ]":                                                    3 * time.Second,
		`<Pause/>`:                                                         time.Second,
		`<Pause length="4"/>`:                                              4 * time.Second,
	} {
		ex := serve(t, map[string]answer{"/voice": twiml(text + `<Hangup/>`)})
		if got := place(t, ex.cfg).Elapsed(); got != want {
			t.Errorf("%s took %v, expected %v", text, got, want)
		}
	}
}

func TestHearingTellsEachEventAsItBegins(t *testing.T) {
	ex := serve(t, one(`numDigits="1"`))
	var heard []Event
	ex.cfg.Heard = func(e Event) { heard = append(heard, e) }
	call := place(t, ex.cfg)
	must(t, call.Press(t.Context(), "1"))
	if !slices.Equal(heard, call.Events()) || len(heard) != 4 {
		t.Errorf("heard %+v\nevents %+v", heard, call.Events())
	}
}

func TestCallerWhoHangsUpDuringSpeechEndsTheCall(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(`[ABC][DEFG]<Redirect>/next</Redirect>`), "/status": twiml(``)})
	ex.cfg.StatusURL = strings.TrimSuffix(ex.cfg.VoiceURL, "/voice") + "/status"
	ex.cfg.Pace = func(_ context.Context, d time.Duration) time.Duration { return min(d, 3500*time.Millisecond) }
	call := place(t, ex.cfg)
	expectAsked(t, ex, []string{"CallDuration"}, "/voice", "/status CallDuration=7")
	expectTranscript(t, call, `
> (電話をかける)
< ABC  ‹3.0 s›
< DEFG  ‹4.0 s のうち 3.5 s›
> (電話を切る)`)
}

func TestLineThatCannotBeReachedIsARejection(t *testing.T) {
	_, err := Place(t.Context(), Config{VoiceURL: "http://127.0.0.1:1/voice", Seconds: perRune})
	if rejection, ok := errors.AsType[*Rejection](err); !ok || rejection.Code != 11205 || rejection.Unwrap() == nil {
		t.Errorf("got %v, expected 11205 with its cause", err)
	}
}

func TestStoppedContextIsNotTheLinesMistake(t *testing.T) {
	ex := serve(t, one(``))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Place(ctx, ex.cfg)
	if _, ok := errors.AsType[*Rejection](err); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestConfigThatCannotCallIsRefused(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no seconds":      {VoiceURL: "http://127.0.0.1:1/voice"},
		"no address":      {Seconds: perRune},
		"relative":        {VoiceURL: "/voice", Seconds: perRune},
		"other scheme":    {VoiceURL: "ftp://h/voice", Seconds: perRune},
		"broken":          {VoiceURL: "http://h\x7f/", Seconds: perRune},
		"relative public": {VoiceURL: "http://h/voice", PublicURL: "h.example", Seconds: perRune},
	} {
		if call, err := Place(t.Context(), cfg); err == nil || call != nil {
			t.Errorf("%s: got %v, %v", name, call, err)
		}
	}
}
