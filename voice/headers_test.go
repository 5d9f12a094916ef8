package voice

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// headed checks what every answer tells, each thing once.
func headed(t *testing.T, where string, h http.Header, body string) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Content-Security-Policy":   "default-src 'none'; frame-ancestors 'none'",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	} {
		if got := h.Values(name); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %s is %q, expected %q once", where, name, got, want)
		}
	}
	if kind := h.Get("Content-Type"); body != "" && !strings.HasSuffix(kind, "; charset=utf-8") {
		t.Errorf("%s: the type of %.40q is %q", where, body, kind)
	}
}

// Whoever asks for whatever, the answer tells its type and encoding, is not guessed at, is
// shown in no other page, and has browsers keep to TLS.
func TestEveryAnswerSaysWhatItIs(t *testing.T) {
	broken := newLine(func(_ *Server, n *notebook) { n.trouble = troubles["error"] })
	l := newLine(func(s *Server, _ *notebook) {
		s.Beside = func(r gin.IRouter) {
			r.GET("/console", func(c *gin.Context) {
				c.String(http.StatusServiceUnavailable, "いまは、台帳を開けません。")
			})
		}
	})
	form := webhook()
	ask := func(method, target string) *http.Request { return httptest.NewRequest(method, target, nil) }
	signed := func(target string) *http.Request {
		return request(target, form, Sign(testToken, testPublic+target, form))
	}
	for _, c := range []struct {
		line   *line
		r      *http.Request
		status int
	}{
		{l, signed("/voice"), 200}, {l, signed("/voice/turn/1"), 200}, {l, signed("/voice/whisper"), 200}, {l, signed("/voice/status"), 204},
		{l, request("/voice", form, "x"), 403}, {l, ask("GET", "/voice"), 405}, {l, ask("TRACE", "/metrics"), 405},
		{l, ask("GET", "/"), 404}, {l, ask("POST", "/voice/"), 404}, {l, ask("GET", "/consoles"), 404}, {l, ask("HEAD", "/nobody"), 404},
		{l, ask("GET", "/healthz"), 200}, {l, ask("GET", "/readyz"), 200}, {l, ask("GET", "/metrics"), 200}, {l, ask("GET", "/console"), 503},
		{broken, signed("/voice"), 200}, {broken, ask("GET", "/readyz"), 503},
	} {
		w := c.line.send(c.r)
		where := c.r.Method + " " + c.r.RequestURI
		if w.Code != c.status {
			t.Errorf("%s: status %d, expected %d", where, w.Code, c.status)
		}
		headed(t, where, w.Result().Header, w.Body.String())
	}
}

// OPTIONS * asks for no address, and Go's server would answer it by itself.
func TestWhatIsAskedOfTheWholeServerIsAnsweredByTheLine(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	ln, ended := newPipes(), make(chan error, 1)
	go func() { ended <- Serve(ctx, ln, newLine(nil)) }()
	response := <-ln.ask(t, "OPTIONS *")
	if response == nil || response.StatusCode != http.StatusNotFound {
		t.Fatalf("found %v, expected 404", response)
	}
	headed(t, "OPTIONS *", response.Header, "some")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A host that is plain, or not the line's alone, is not bound to TLS with all below it.
func TestBrowsersAreBoundToTLSAsThePublicURLAllows(t *testing.T) {
	for public, want := range map[string]string{
		"https://yoyaku.example.jp":       "max-age=31536000; includeSubDomains",
		"https://yoyaku.example.jp/":      "max-age=31536000; includeSubDomains",
		"https://yoyaku.example.jp:8443":  "max-age=31536000; includeSubDomains",
		"https://www.example.jp/line":     "max-age=31536000",
		"http://127.0.0.1:8080":           "",
		"http://yoyaku.example.jp/https:": "",
	} {
		l := newLine(func(s *Server, _ *notebook) { s.PublicURL = public })
		if got := l.send(httptest.NewRequest(http.MethodGet, "/healthz", nil)).Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("%s: found %q, expected %q", public, got, want)
		}
	}
}

// A caller waits for every answer: what is the same in all of them is made once.
func TestTheHeadersOfAnAnswerCostNoMemory(t *testing.T) {
	e := &edge{strict: tlsBelowThis}
	h := http.Header{}
	e.head(h)
	if n := testing.AllocsPerRun(100, func() { e.head(h) }); n != 0 {
		t.Errorf("found %v allocations, expected none", n)
	}
	h.Set("Content-Security-Policy", "another")
	h.Add("X-Frame-Options", "another")
	again := http.Header{}
	if e.head(again); again.Get("Content-Security-Policy") != inert[0] || len(again["X-Frame-Options"]) != 1 {
		t.Errorf("one answer changes another: %v", again)
	}
}
