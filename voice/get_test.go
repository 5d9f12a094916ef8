package voice

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// get sends a GET that Twilio signed: the fields are in the query, and nothing else is signed.
func (l *line) get(target string, sign bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if sign {
		r.Header.Set("X-Twilio-Signature", Sign(testToken, testPublic+target, nil))
	}
	return l.send(r)
}

// A number that is set up with GET is told so in the call, in words for whoever tries it, and
// whoever else calls is led on as by a line in trouble.
func TestANumberThatIsSetUpWithGetIsToldSo(t *testing.T) {
	query := "?" + webhook("Digits", "5").Encode()
	for _, path := range []string{"/voice", "/voice/turn/1", "/voice/fallback"} {
		l := newLine(nil)
		w := l.get(path+query, true)
		if got := heard(t, w); !strings.HasPrefix(got, wrongMethod) || !strings.Contains(got, faultTexts.Passing) {
			t.Errorf("GET %s: heard %q", path, got)
		}
		if log := l.log.String(); !strings.Contains(log, "HTTP POST") || !strings.Contains(log, `"level":"ERROR"`) || strings.Contains(log, "12345678") {
			t.Errorf("GET %s: the log: %s", path, log)
		}
		if len(l.ledger.turns) != 0 || l.metric(t, "madoguchi_faults_total{cause=\"webhook\"}") != `madoguchi_faults_total{cause="webhook"} 1` {
			t.Errorf("GET %s: %d turns, %s", path, len(l.ledger.turns), l.metric(t, "madoguchi_faults_total"))
		}
		for _, r := range []*httptest.ResponseRecorder{l.get(path, false), l.get(path+query, false), l.get(path+query+"&a=b%zz", false)} {
			if r.Code != http.StatusMethodNotAllowed || r.Header().Get("Allow") != http.MethodPost || strings.Contains(r.Body.String(), "<") {
				t.Errorf("an unsigned GET of %s: %d %q, Allow %q", path, r.Code, r.Body, r.Header().Get("Allow"))
			}
		}
	}
	l := newLine(nil)
	if w := l.get("/voice/status"+query, true); w.Code != http.StatusNoContent || !strings.Contains(l.log.String(), "HTTP POST") {
		t.Errorf("GET /voice/status: %d; the log: %s", w.Code, l.log)
	}
	l = newLine(nil)
	if got := texts(answered(t, l.get("/voice/whisper?call="+testSID, true))); len(got) == 0 || !strings.Contains(strings.Join(got, ""), faultTexts.Whisper) {
		t.Errorf("GET /voice/whisper: heard %q", got)
	}
	l = newLine(func(s *Server, _ *notebook) { s.SharedKeys = Keys{testShared} })
	r := httptest.NewRequest(http.MethodGet, "/voice"+query, nil)
	r.Header.Set("X-Twilio-Signature", SignShared(testShared, testPublic+"/voice"+query, nil))
	r.Header.Set(settingsHeader, testSettings)
	if got := heard(t, l.send(r)); !strings.HasPrefix(got, wrongMethod) {
		t.Errorf("signed with a shared key: heard %q", got)
	}
}
