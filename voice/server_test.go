package voice

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func TestCallGoesTurnByTurn(t *testing.T) {
	l := newLine(nil)
	for _, step := range []struct {
		target string
		form   url.Values
		want   string
		verbs  string
	}{
		{"/voice", webhook(), "arrived です。", "Gather Redirect"},
		{"/voice/turn/1", webhook("Digits", "5"), "pressed 5です。", "Gather Redirect"},
		{"/voice/turn/2?silence=1", webhook(), "silent です。", "Gather Redirect"},
		{"/voice/turn/3", webhook("Digits", "0"), "pressed 0です。", "Say Dial"},
		{"/voice/turn/4", webhook("DialCallStatus", "busy"), "returned busyです。", "Gather Redirect"},
		{"/voice/turn/5", webhook("Digits", "8"), "pressed 8です。", "Say Hangup"},
	} {
		w := l.post(step.target, step.form)
		if got := heard(t, w); got != step.want {
			t.Errorf("%s: heard %q, expected %q", step.target, got, step.want)
		}
		if got := strings.Join(childNames(answered(t, w)), " "); got != step.verbs {
			t.Errorf("%s: verbs %q, expected %q", step.target, got, step.verbs)
		}
	}
	for n, turn := range l.ledger.turns {
		want := ivr.Turn{SID: testSID, N: n, Line: "+815000000000", In: turn.In,
			Caller: booking.Caller{Kind: booking.Identified, Phone: testCaller}}
		if turn != want {
			t.Errorf("turn %d = %+v, expected %+v", n, turn, want)
		}
	}
}

// TestACallIsFromWhomTheCitySays holds that Server.CallerOf judges what the network
// tells about a call.
func TestACallIsFromWhomTheCitySays(t *testing.T) {
	var told booking.Origin
	l := newLine(func(s *Server, _ *notebook) {
		s.CallerHeader = "X-Caller"
		s.CallerOf = func(o booking.Origin) booking.Caller {
			told = o
			return booking.Caller{Kind: booking.AtCentre}
		}
	})
	sip := "sip:05038210921@pbx.example.jp"
	l.post("/voice", webhook("From", sip, "ForwardedFrom", "+81568112222", "SipHeader_X-Caller", testCaller))
	if want := (booking.Origin{From: sip, ForwardedFrom: "+81568112222", Header: testCaller}); told != want {
		t.Errorf("told of %+v, expected %+v", told, want)
	}
	l.post("/voice/turn/1", webhook("From", sip, "Digits", "1"))
	for _, turn := range l.ledger.turns {
		if turn.Caller.Kind != booking.AtCentre {
			t.Errorf("turn %d is of %s", turn.N, turn.Caller)
		}
	}
	if len(l.ledger.turns) != 2 || strings.Contains(l.log.String(), "0921") {
		t.Errorf("%d turns; the log: %s", len(l.ledger.turns), l.log)
	}
}

func TestTurnTwiceHasTheSameAnswer(t *testing.T) {
	l := newLine(nil)
	first := l.post("/voice/turn/1", webhook("Digits", "5"))
	again := l.post("/voice/turn/1", webhook("Digits", "5"))
	if first.Body.String() != again.Body.String() || len(l.ledger.turns) != 1 {
		t.Errorf("%d turns, answers\n%s\n%s", len(l.ledger.turns), first.Body, again.Body)
	}
}

func TestUnsignedIsToldNothing(t *testing.T) {
	form := webhook()
	good := Sign(testToken, testPublic+"/voice", form)
	huge := webhook("Digits", strings.Repeat("1", 65<<10))
	json := request("/voice", form, good)
	json.Header.Set("Content-Type", "application/json")
	unsigned := request("/voice", form, "")
	unsigned.Header.Del("X-Twilio-Signature")
	broken := request("/voice", form, good)
	broken.Body = http.NoBody
	for name, r := range map[string]*http.Request{
		"no signature":          unsigned,
		"an empty signature":    request("/voice", form, ""),
		"another token":         request("/voice", form, Sign("x", testPublic+"/voice", form)),
		"the empty token":       request("/voice", form, Sign("", testPublic+"/voice", form)),
		"another form":          request("/voice", webhook("Digits", "1"), good),
		"no form":               broken,
		"another path":          request("/voice/turn/1", form, good),
		"a query more":          request("/voice?silence=1", form, good),
		"of the request's host": request("/voice", form, Sign(testToken, "https://example.com/voice", form)),
		"http":                  request("/voice", form, Sign(testToken, "http://line.example/voice", form)),
		"JSON":                  json,
		"65 KiB":                request("/voice", huge, Sign(testToken, testPublic+"/voice", huge)),
		"status":                request("/voice/status", form, good),
		"whisper":               request("/voice/whisper?call="+testSID, form, good),
	} {
		t.Run(name, func(t *testing.T) {
			l := newLine(nil)
			w := l.send(r)
			if w.Code != http.StatusForbidden || w.Body.String() != "forbidden\n" {
				t.Errorf("status %d %q, expected 403", w.Code, w.Body)
			}
			if len(l.ledger.turns)+len(l.ledger.gone) != 0 {
				t.Error("it reached the ledger")
			}
			if got := l.metric(t, "madoguchi_bad_signatures_total"); got != "madoguchi_bad_signatures_total 1" {
				t.Errorf("metric %q", got)
			}
			if !strings.Contains(l.log.String(), "webhook refused") || strings.Contains(l.log.String(), "12345678") {
				t.Errorf("log %s", l.log)
			}
		})
	}
}

func TestHostHeaderPlaysNoPart(t *testing.T) {
	l := newLine(nil)
	form := webhook()
	r := request("/voice", form, Sign(testToken, testPublic+"/voice", form))
	r.Host = "evil.example"
	r.Header.Set("X-Forwarded-Host", "evil.example")
	r.Header.Set("X-Forwarded-Proto", "http")
	if w := l.send(r); w.Code != http.StatusOK {
		t.Errorf("status %d, expected 200", w.Code)
	}
	r = request("/voice", form, Sign(testToken, "https://evil.example/voice", form))
	r.Host = "evil.example"
	if w := l.send(r); w.Code != http.StatusForbidden {
		t.Errorf("signed for another host: status %d, expected 403", w.Code)
	}
}

func TestRotatedTokensAreBothAccepted(t *testing.T) {
	l := newLine(func(s *Server, _ *notebook) { s.Tokens = Keys{"new", testToken} })
	for token, want := range map[string]int{"new": 200, testToken: 200, "old": 403} {
		form := webhook()
		if w := l.send(request("/voice", form, Sign(token, testPublic+"/voice", form))); w.Code != want {
			t.Errorf("token %s: status %d, expected %d", token, w.Code, want)
		}
	}
}

func TestOnlyPostAndOnlyExactPaths(t *testing.T) {
	l := newLine(nil)
	form := webhook()
	for target, want := range map[string]int{
		"/voice/": 404, "/voice/turn/1/": 404, "/voice/turn": 404, "/voice/turn/1/2": 404, "//voice": 404, "/voice/x": 404, "/": 404, "/VOICE": 404, "/line/voice": 404,
	} {
		if w := l.post(target, form); w.Code != want || w.Header().Get("Location") != "" {
			t.Errorf("POST %s: status %d, expected %d", target, w.Code, want)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut} {
		r := request("/voice", form, Sign(testToken, testPublic+"/voice", form))
		r.Method = method
		if w := l.send(r); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s /voice: status %d, expected 405", method, w.Code)
		}
	}
	if len(l.ledger.turns) != 0 {
		t.Errorf("the ledger answered %d turns", len(l.ledger.turns))
	}
}

func TestPublicURLWithAPathIsServedWithAndWithoutIt(t *testing.T) {
	for _, base := range []string{"", "/line", "/a/b", "/voice", "/voice/turn"} {
		t.Run("path "+base, func(t *testing.T) {
			l := newLine(func(s *Server, _ *notebook) { s.PublicURL = testPublic + base + "/" })
			form := webhook("Digits", "5")
			signature := Sign(testToken, testPublic+base+"/voice/turn/1?silence=1", form)
			for _, target := range []string{"/voice/turn/1?silence=1", base + "/voice/turn/1?silence=1"} {
				gather := answered(t, l.send(request(target, form, signature))).Nodes[0]
				if action, _ := gather.attr("action"); action != base+"/voice/turn/2"+Overrides {
					t.Errorf("%s: action %q, expected %q", target, action, base+"/voice/turn/2"+Overrides)
				}
			}
		})
	}
}

func TestStatusNotesThatTheCallerHungUp(t *testing.T) {
	l := newLine(nil)
	for _, status := range []string{"ringing", "in-progress", "", "completed"} {
		w := l.post("/voice/status", webhook("CallStatus", status))
		if w.Code != http.StatusNoContent || w.Body.Len() != 0 {
			t.Errorf("%s: status %d %q, expected 204", status, w.Code, w.Body)
		}
	}
	if w := l.post("/voice/status", url.Values{"CallStatus": {"completed"}}); w.Code != http.StatusNoContent {
		t.Errorf("without CallSid: status %d, expected 204", w.Code)
	}
	if !slices.Equal(l.ledger.gone, []string{testSID}) {
		t.Errorf("hung up: %v, expected %s once", l.ledger.gone, testSID)
	}
}

func TestNumbersAreNeverLogged(t *testing.T) {
	l := newLine(nil)
	l.post("/voice", webhook("Caller", testCaller))
	l.post("/voice/turn/1", webhook("Digits", "09012345678", "Memo", "秘密"))
	l.post("/voice/turn/0", webhook())
	l.post("/voice/whisper?call="+testSID, webhook())
	l.post("/voice/status", webhook("CallStatus", "completed"))
	l.send(request("/voice", webhook(), "x"))
	l.ledger.trouble = troubles["error"]
	l.post("/voice", webhook())
	l.ledger.trouble = troubles["panic"]
	l.post("/voice", webhook())
	log := l.log.String()
	for _, secret := range []string{"12345678", "1234-5678", "秘密", testToken} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q:\n%s", secret, log)
		}
	}
	for _, want := range []string{`"caller":"identified +81`, `5678"`, `"call":"` + testSID, `"route":"turn"`, `"turn":1`, `"ms":0`, `"outcome":"answered"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	if lines := strings.Count(log, `"msg":"webhook"`); lines != 7 {
		t.Errorf("%d access lines, expected 7", lines)
	}
	if metrics := l.metric(t, ""); strings.Contains(metrics, "5678") || strings.Contains(metrics, testSID) {
		t.Errorf("the metrics have something of a call:\n%s", metrics)
	}
}

func TestWebhooksAreCounted(t *testing.T) {
	l := newLine(nil)
	l.post("/voice", webhook())
	l.post("/voice/turn/1", webhook())
	l.post("/voice/turn/abc", webhook())
	l.send(request("/voice/turn/1", webhook(), "x"))
	got := l.metric(t, "madoguchi_")
	for _, want := range []string{
		`madoguchi_build_info{version="1.2.3",go="` + runtime.Version() + `"} 1`,
		`madoguchi_webhooks_total{route="call",outcome="answered"} 1`,
		`madoguchi_webhooks_total{route="turn",outcome="answered"} 1`,
		`madoguchi_webhooks_total{route="turn",outcome="fault"} 1`,
		`madoguchi_webhooks_total{route="turn",outcome="refused"} 1`,
		`madoguchi_webhooks_total{route="status",outcome="fault"} 0`,
		`madoguchi_webhooks_total{route="fallback",outcome="answered"} 0`,
		`madoguchi_faults_total{cause="webhook"} 1`,
		`madoguchi_faults_total{cause="panic"} 0`,
		`madoguchi_bad_signatures_total 1`,
		`madoguchi_turn_seconds_count 3`,
		`madoguchi_turn_seconds_bucket{le="+Inf"} 3`,
	} {
		if !slices.Contains(strings.Split(got, "\n"), want) {
			t.Errorf("the metrics lack %s:\n%s", want, got)
		}
	}
}

func TestHealthIsOfTheProcessAndReadinessOfTheLedger(t *testing.T) {
	l := newLine(nil)
	status := func(path string) int { return l.send(httptest.NewRequest(http.MethodGet, path, nil)).Code }
	if h, r := status("/healthz"), status("/readyz"); h != 200 || r != 200 {
		t.Errorf("healthy: %d, ready: %d, expected 200 and 200", h, r)
	}
	for _, trouble := range []string{"error", "panic"} {
		l.ledger.trouble = troubles[trouble]
		if h, r := status("/healthz"), status("/readyz"); h != 200 || r != 503 {
			t.Errorf("%s: healthy: %d, ready: %d, expected 200 and 503", trouble, h, r)
		}
	}
	l.ledger.trouble = nil
	if r := status("/readyz"); r != 200 {
		t.Errorf("ready again: %d, expected 200", r)
	}
	if strings.Contains(l.log.String(), "12345678") {
		t.Errorf("the log has a number: %s", l.log)
	}
}

// FuzzForm sends any body with any headers to any address below /voice.
func FuzzForm(f *testing.F) {
	f.Add("/voice", webhook().Encode(), "X-Any", "1", true)
	f.Add("/voice/turn/3?silence=1", webhook("Digits", "9").Encode(), "Content-Type", "application/json", true)
	f.Add("/voice/turn/4", "CallSid=CA1&DialCallStatus=%00&Digits=%EF%BC%99&From=sip:%zz", "I-Twilio-Idempotency-Token", "x", true)
	f.Add("/voice/turn/99999999999", "CallSid=CA1", "Host", "evil", false)
	f.Add("/voice/whisper?call=CA1&asked=1", "Digits=1", "Content-Length", "8", true)
	f.Add("/voice/whisper?call=CA1&asked=1", "Digits=%23", "Content-Length", "10", true)
	f.Add("/voice/whisper?call=%00&call=%zz;", "a;b", "Content-Length", "-1", true)
	f.Add("/voice/fallback", "CallSid=CA1&ErrorCode=11200&ErrorUrl=https%3A%2F%2Fline.example%2Fvoice%2Fturn%2F3%3Fsilence%3D1%23rc%3D2", "X", "x", true)
	f.Add("/voice/fallback", "CallSid=CA1&ErrorUrl=https%3A%2F%2Fline.example%2Fvoice%2Fwhisper%3Fcall%3D%25zz&Digits=1", "X", "x", true)
	f.Add("/voice", "CallSid=CA1&From=sip:0&ErrorUrl=https%3A%2F%2Fline.example%2Fvoice%2Fturn%2F99999", "X", "x", true)
	f.Add("/voice/status", "CallStatus=completed&CallSid=%0a&CallSid=x", "X-Twilio-Signature", "x", true)
	f.Add("/voice/turn/1", "CallSid=CA1&Digits=0&From=%2B819012345678&To=sip:0", "Transfer-Encoding", "chunked", true)
	f.Fuzz(func(t *testing.T, target, body, header, value string, signed bool) {
		parsed, err := url.ParseRequestURI(target)
		if err != nil || strings.ContainsAny(target, " \r\n#") {
			return // not a request that HTTP could carry
		}
		path := parsed.Path
		if path != "/voice" && path != "/voice/status" && path != "/voice/whisper" && path != "/voice/fallback" &&
			(!strings.HasPrefix(path, "/voice/turn/") || path == "/voice/turn/" || strings.Contains(path[len("/voice/turn/"):], "/")) {
			return // 404
		}
		l := newLine(nil)
		r := httptest.NewRequest(http.MethodPost, testPublic, strings.NewReader(body))
		r.URL, r.RequestURI = parsed, target
		r.Header.Set(header, value)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		form, err := url.ParseQuery(body)
		if signed {
			r.Header.Set("X-Twilio-Signature", Sign(testToken, testPublic+target, form))
		}
		signed = signed && err == nil && len(body) <= maxBody
		w := l.send(r)
		switch {
		case !signed && w.Code != http.StatusForbidden:
			t.Fatalf("unsigned: status %d, expected 403", w.Code)
		case !signed:
			if len(l.ledger.turns)+len(l.ledger.gone) != 0 {
				t.Fatal("unsigned, and it reached the ledger")
			}
		case path == "/voice/status":
			if w.Code != http.StatusNoContent {
				t.Fatalf("status callback: status %d, expected 204", w.Code)
			}
		default:
			checkVerbsOfAnswer(t, answered(t, w))
			for _, turn := range l.ledger.turns {
				if turn.SID == "" || turn.N < 0 || turn.N > maxTurn || len(turn.In.Keys) > maxDigits {
					t.Fatalf("turn %+v", turn)
				}
			}
		}
	})
}

// checkVerbsOfAnswer is like checkVerbs, but also accepts the documents of a fault,
// whose Dial and Number need no attributes.
func checkVerbsOfAnswer(t *testing.T, n node) {
	t.Helper()
	if _, known := verbs[n.XMLName.Local]; !known {
		t.Fatalf("unknown verb %s", n.XMLName.Local)
	}
	for _, child := range n.Nodes {
		checkVerbsOfAnswer(t, child)
	}
}

func ExampleServer() {
	l := newLine(nil)
	form := url.Values{"CallSid": {"CA1"}, "From": {"+819000000000"}, "To": {"+815000000000"}}
	answer := l.post("/voice", form)
	fmt.Println(answer.Code, strings.Contains(answer.Body.String(), `action="/voice/turn/1#rc=2`))
	// Output: 200 true
}
