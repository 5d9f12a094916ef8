package carrier_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/carrier"
	"madoguchi/carrier/carriertest"
)

// A parrot answers everything in one way.
type parrot struct {
	status int
	body   string
}

func (p parrot) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: p.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(p.body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

var good = regexp.MustCompile(`^(SM|MM|CA)[0-9a-fA-F]{32}$`)

// Whatever the carrier answers, only a good answer with what was asked for is taken for one,
// and only a client error that has a code, or that is 429, for a word on which to rely.
func FuzzAnswer(f *testing.F) {
	text := `{"sid":"SM00000000000000000000000000000001","date_created":"Tue, 01 Dec 2026 00:00:00 +0000","to":"+819012345678","error_code":null}`
	for _, body := range []string{
		text, "", "{}", "null", "[]", `""`, "<html>", text[:50], `{"code":21610,"message":"+819012345678","status":400}`, `{"code":"x"}`, `{"code":20429}`,
		`{"uri":"/x","messages":[` + text + `],"next_page_uri":"/x?PageToken=1"}`, `{"uri":"/x","messages":null}`, `{"uri":"/x","calls":[{"sid":"CA1"}]}`,
		`{"uri":"/x","messages":[null],"next_page_uri":"https://example.jp/%zz"}`, strings.Replace(text, "Tue", "Wed", 1), strings.Repeat("[", 10001),
	} {
		for _, status := range []int{200, 201, 204, 302, 400, 401, 404, 408, 429, 500, 503} {
			f.Add(status, body)
		}
	}
	credentials, err := carrier.FromEnv(carriertest.New(f).Env)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		c := &carrier.Client{Credentials: credentials, Transport: parrot{status, body}}
		sent, err := c.SendText(t.Context(), carrier.Text{To: resident, From: line, Body: words})
		judged(t, status, body, err)
		if err == nil && (!good.MatchString(sent.SID) || sent.Created.IsZero()) {
			t.Errorf("%d %q was taken for %+v", status, body, sent)
		}
		found, err := c.FindTexts(t.Context(), resident, time.Time{})
		judged(t, status, body, err)
		if err == nil && !strings.Contains(strings.ToLower(body), "uri") {
			t.Errorf("%d %q was taken for the list %v", status, body, found)
		}
		for what, do := range methods {
			if what == "read the account" || what == "set the number" || what == "look up a number" {
				judged(t, status, body, do(t.Context(), c))
			}
		}
	})
}

// judged fails the test if an error says more than the answer does.
func judged(t *testing.T, status int, body string, err error) {
	t.Helper()
	e, ok := errors.AsType[*carrier.Error](err)
	switch {
	case err == nil && status/100 != 2, err != nil && !ok:
		t.Errorf("%d %q: found %v", status, body, err)
	case ok && e.Kind == carrier.Limited && status/100 != 4, ok && e.Kind == carrier.Refused && (e.Code == 0 || status/100 != 4 && status/100 != 2):
		t.Errorf("%d %q: found %v of kind %s", status, body, err, e.Kind)
	}
	if err != nil && strings.Contains(fmt.Sprintf("%v %+v", err, err), carriertest.Token) {
		t.Errorf("a credential is shown: %v", err)
	}
}
