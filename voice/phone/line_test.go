package phone

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// An answer is how the line of a test answers one path.
type answer = http.HandlerFunc

// A webhook is one request that reached the line.
type webhook struct {
	Method string
	URI    string
	Form   url.Values
	Header http.Header
}

// An exchange is a line with fixed documents that notes every request.
type exchange struct {
	cfg Config
	mu  sync.Mutex
	got []webhook
}

const (
	testToken = "12345"
	testFrom  = "+819012345678"
	testTo    = "+81312345678"
	testDesk  = "+81398765432"
)

// serve answers each path; "" answers all others. Without "" unknown paths are 404.
func serve(t testing.TB, paths map[string]answer) *exchange {
	t.Helper()
	ex := &exchange{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		ex.mu.Lock()
		ex.got = append(ex.got, webhook{r.Method, r.RequestURI, form, r.Header})
		ex.mu.Unlock()
		r.PostForm = form
		if h, ok := paths[r.URL.Path]; ok {
			h(w, r)
		} else if h, ok := paths[""]; ok {
			h(w, r)
		} else {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	ex.cfg = Config{
		VoiceURL: server.URL + "/voice", Token: testToken, AccountSID: "AC" + strings.Repeat("0", 32),
		From: testFrom, To: testTo, Seconds: perRune, Start: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC),
	}
	return ex
}

// perRune makes every character last one second.
func perRune(_, text string) float64 { return float64(utf8.RuneCountInString(text)) }

func raw(document string) answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, document) // a client that is gone needs no answer
	}
}

// twiml wraps verbs in a document; [text] stands for a <Say> of that text.
func twiml(verbs string) answer {
	verbs = strings.NewReplacer("[", `<Say language="ja-JP" voice="Polly.Kazuha-Neural">`, "]", "</Say>").Replace(verbs)
	return raw(`<?xml version="1.0" encoding="UTF-8"?><Response>` + verbs + `</Response>`)
}

func write(t testing.TB, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Error(err)
	}
}

// asked lists the requests so far: the URI, and those of the fields that it has.
func (ex *exchange) asked(fields ...string) []string {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	var list []string
	for _, w := range ex.got {
		line := w.URI
		for _, field := range fields {
			if w.Form.Has(field) {
				line += fmt.Sprintf(" %s=%s", field, w.Form.Get(field))
			}
		}
		list = append(list, line)
	}
	return list
}

func (ex *exchange) last() webhook {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	return ex.got[len(ex.got)-1]
}

func place(t testing.TB, cfg Config) *Call {
	t.Helper()
	call, err := Place(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func expectAsked(t testing.TB, ex *exchange, fields []string, want ...string) {
	t.Helper()
	if got := ex.asked(fields...); !slices.Equal(got, want) {
		t.Errorf("the line was asked\n  %s\nexpected\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// transcript returns what Print writes without colours.
func transcript(t testing.TB, call *Call) string {
	t.Helper()
	var b strings.Builder
	must(t, Print(&b, call.Events(), false))
	return b.String()
}

func expectTranscript(t testing.TB, call *Call, want string) {
	t.Helper()
	if got := transcript(t, call); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("the call was\n%s\nexpected\n%s", got, strings.TrimSpace(want))
	}
}

// missing returns those of the fields that a form does not have.
func missing(form url.Values, fields ...string) []string {
	return slices.DeleteFunc(fields, form.Has)
}
