package voice

import (
	"net/http"
	"strings"
	"testing"
)

// Where Twilio goes on after a fallback it finds the line under the other name: what it hands
// out has no host, so that it stays there.
func TestTheLineIsFoundUnderTheNameOfItsFallback(t *testing.T) {
	const second = "https://Zwei.example"
	l := newLine(func(s *Server, _ *notebook) { s.PublicURL, s.FallbackURL = testPublic+"/line", second+"/line/" })
	for i, host := range []string{testPublic, second, "https://zwei.example", "https://drei.example"} {
		form := webhook("CallSid", "CA"+strings.Repeat("0", i+1), "ErrorUrl", host+"/line/voice/turn/4?silence=1"+Overrides, "ErrorCode", "11200")
		w := l.send(request("/line/voice/fallback", form, Sign(testToken, host+"/line/voice/fallback", form)))
		if host == "https://drei.example" {
			if w.Code != http.StatusForbidden {
				t.Errorf("signed for %s: status %d, expected 403", host, w.Code)
			}
			continue
		}
		if got := heard(t, w); got != "silent です。" {
			t.Errorf("failed and signed at %s: heard %q, expected the silence of a turn", host, got)
		}
		for _, address := range urls(t, w.Body.Bytes()) {
			if !strings.HasPrefix(address, "/line/voice/") {
				t.Errorf("it goes on at %s, expected the same host", address)
			}
		}
	}
	if log := l.log.String(); !strings.Contains(log, `"at":"/voice/turn/4","error":"11200"`) || strings.Contains(log, "zwei") || strings.Contains(log, "12345678") {
		t.Errorf("the log: %s", log)
	}
}

func TestAFallbackThatFailsApologises(t *testing.T) {
	for _, at := range []string{"/voice/turn/2", "/voice/whisper?call=" + testSID, "/voice", "/elsewhere"} {
		l := newLine(func(_ *Server, n *notebook) { n.trouble = troubles["error"] })
		w := l.post("/voice/fallback", webhook("ErrorUrl", testPublic+at, "ErrorCode", "x12345678"))
		got := heard(t, w)
		if whisper := strings.Contains(at, "whisper"); strings.Contains(got, faultTexts.Whisper) != whisper || strings.Contains(got, faultTexts.Sorry) == whisper {
			t.Errorf("%s: heard %q", at, got)
		}
		if strings.Contains(l.log.String(), "x12345678") {
			t.Errorf("the log has what is no error code: %s", l.log)
		}
	}
}
