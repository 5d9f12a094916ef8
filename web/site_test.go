package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/web/console"
)

// A street is a server at which the staff have their console and the residents their
// pages.
type street struct {
	*testing.T
	handler http.Handler
	log     bytes.Buffer
}

func streetOf(t *testing.T) *street {
	t.Helper()
	s := &street{T: t}
	now := func() time.Time { return time.Date(2026, 4, 14, 10, 0, 0, 0, booking.JST) }
	config, err := city.Default(now())
	if err != nil {
		t.Fatal(err)
	}
	dialogue, err := ivr.New(&config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := store.Open(filepath.Join(t.TempDir(), "ledger.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ledger.Close(); err != nil {
			t.Error(err)
		}
	})
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	line := &voice.Server{Ledger: ledger, Answer: dialogue.Answer, PublicURL: "https://madoguchi.example.jp", Log: log, Beside: func(r gin.IRouter) {
		(&console.Console{Ledger: ledger, City: &config.City, Dialogue: dialogue, Now: now, Log: log}).Routes(r)
		(&residents{&config.City, now, log}).site().Routes(r)
	}}
	s.handler = line.Handler()
	return s
}

// ask returns what a request gets. form is sent unless it is ""; header is given as
// name, value, ….
func (s *street) ask(method, address, form string, header ...string) (status int, body string, got http.Header) {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), method, "https://madoguchi.example.jp"+address, strings.NewReader(form))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.Fatal(err)
	}
	return w.Code, string(text), w.Result().Header
}

// staffsWords matches what only staff are told, and the address where only they are.
var staffsWords = regexp.MustCompile(`予約の窓口|管理の方|サインイン|/console`)

func TestASecondAudienceHasItsOwnPagesBesideTheConsole(t *testing.T) {
	s := streetOf(t)
	long := "party=" + strings.Repeat("9", 70_000)
	for _, c := range []struct {
		method, address, form, header string
		status                        int
		want                          string
	}{
		{"GET", "/yoyaku", "", "", 200, "<h1></h1>"},
		{"GET", "/yoyaku?said=" + strings.Repeat("a", 50), "", "", 200, "<h1>" + strings.Repeat("a", 40) + "</h1>"},
		{"GET", "/yoyaku?said=%3Cscript%3E", "", "", 200, "<h1>&lt;script&gt;</h1>"},
		{"GET", "/yoyaku/of/7", "", "", 200, "<h1>7</h1>"},
		{"GET", "/yoyaku/of/x", "", "", 404, "ありません"},
		{"GET", "/yoyaku/of/0", "", "", 404, "ありません"},
		{"POST", "/yoyaku", "party=10", "", 400, "読めません：party"},
		{"POST", "/yoyaku", "party=2&day=morgen", "", 400, "読めません：day"},
		{"POST", "/yoyaku", "party=2&day=1999-12-31", "", 400, "読めません：day"},
		{"POST", "/yoyaku", "party=2&day=2100-01-01", "", 400, "読めません：day"},
		{"POST", "/yoyaku", "party=%zz", "", 400, "長すぎます"},
		{"POST", "/yoyaku", long, "", 400, "長すぎます"},
		{"POST", "/yoyaku", "party=2", "cross-site", 403, "よそのサイトからです"},
		{"GET", "/yoyaku/broken", "", "", 500, "ごめんなさい"},
		{"GET", "/yoyaku/unwritten", "", "", 500, "ごめんなさい"},
	} {
		var header []string
		if c.header != "" {
			header = []string{"Sec-Fetch-Site", c.header}
		}
		status, body, got := s.ask(c.method, c.address, c.form, header...)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %.60s: found %d, %s\nexpected %d, %s", c.method, c.address, status, body, c.status, c.want)
		}
		whole := !strings.HasPrefix(c.address, "/yoyaku/of/7") // which is a part
		if whole != strings.Contains(body, "<title>春日井市</title>") || staffsWords.MatchString(body) || got["Set-Cookie"] != nil {
			t.Errorf("%s %.60s is not in the residents' own layout: %v\n%s", c.method, c.address, got, body)
		}
	}
	if status, _, got := s.ask("POST", "/yoyaku", "party=2&day=2026-04-20"); status != 303 || got.Get("Location") != "/yoyaku?said=2+2026-04-20" {
		t.Errorf("a form leads to %d, %q", status, got.Get("Location"))
	}
	if status, _, got := s.ask("GET", "/console/trail", ""); status != 303 || got.Get("Location") != "/console/login" {
		t.Errorf("the console beside it answers %d, %q", status, got.Get("Location"))
	}
	log := s.log.String()
	for _, want := range []string{
		`msg=residents page="GET /yoyaku" who=- status=200`, `msg=residents page="POST /yoyaku" who=- status=403`, `msg=console page="GET /console/trail"`,
		`panic="a page of residents"`, "level=ERROR msg=\"a page failed\" page=/unwritten",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s:\n%s", want, log)
		}
	}
}

// Whatever the audience and whatever the answer, the headers are the same.
func TestEveryAudienceIsGuardedAlike(t *testing.T) {
	s := streetOf(t)
	_, _, staff := s.ask("GET", "/console/login", "")
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Content-Security-Policy": "default-src 'none'; ", "Permissions-Policy": "camera=(), ",
	} {
		if !strings.HasPrefix(staff.Get(name), want) {
			t.Errorf("the console: %s is %q, expected %q", name, staff.Get(name), want)
		}
	}
	for _, c := range [][2]string{{"GET", "/yoyaku"}, {"POST", "/yoyaku"}, {"GET", "/yoyaku/broken"}, {"GET", "/yoyaku/of/x"}} {
		_, _, got := s.ask(c[0], c[1], "")
		for name := range staff {
			if name != "Content-Type" && name != "Content-Length" && got.Get(name) != staff.Get(name) {
				t.Errorf("%s %s: %s is %q, expected %q", c[0], c[1], name, got.Get(name), staff.Get(name))
			}
		}
	}
	for _, from := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		for _, address := range []string{"/console/login", "/yoyaku"} {
			header := []string{"Sec-Fetch-Site", "", from[0], from[1]}
			if status, _, _ := s.ask("POST", address, "a=b", header...); status != http.StatusForbidden {
				t.Errorf("%s from %v: %d", address, from, status)
			}
		}
	}
}
