package voice

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	testShared   = "shared-0123456789abcdef0123456789abcdef"
	testSettings = "key=webhooks_sharedkey_01k5,algorithm=HMAC_SHA256"
)

// It was computed with getExpectedTwilioSignature of Twilio's Node library 6.3.1, for the
// example of https://www.twilio.com/docs/usage/security#validating-requests.
const documentedSHA256 = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s="

func TestTheExampleIsSignedWithASharedKey(t *testing.T) {
	if got := SignShared(documentedToken, documentedURL, documentedForm()); got != documentedSHA256 {
		t.Errorf("SignShared = %s, expected %s", got, documentedSHA256)
	}
}

func TestAWebhookIsSignedWithATokenOrWithASharedKey(t *testing.T) {
	both := func(s *Server) { s.SharedKeys = Keys{testShared} }
	only := func(s *Server) { s.Tokens, s.SharedKeys = nil, Keys{testShared} }
	rotating := func(s *Server) { s.SharedKeys = Keys{"new", testShared} }
	tokens := func(*Server) {}
	empty := func(s *Server) { s.Tokens, s.SharedKeys = Keys{""}, Keys{""} }
	sha1 := func(key string) func(string, url.Values) string {
		return func(u string, form url.Values) string { return Sign(key, u, form) }
	}
	sha256 := func(key string) func(string, url.Values) string {
		return func(u string, form url.Values) string { return SignShared(key, u, form) }
	}
	for _, c := range []struct {
		name     string
		server   func(*Server)
		sign     func(string, url.Values) string
		settings string
		want     int
	}{
		{"a token", both, sha1(testToken), "", 200},
		{"a shared key", both, sha256(testShared), testSettings, 200},
		{"a shared key, and no token here", only, sha256(testShared), testSettings, 200},
		{"the old shared key", rotating, sha256(testShared), testSettings, 200},
		{"the new shared key", rotating, sha256("new"), testSettings, 200},
		{"settings in another order, with blanks", both, sha256(testShared), " algorithm = HMAC_SHA256 , key=x", 200},
		{"settings in small letters", both, sha256(testShared), "key=x,algorithm=hmac_sha256", 200},
		{"a token, and none here", only, sha1(testToken), "", 403},
		{"a shared key, and none here", tokens, sha256(testShared), testSettings, 403},
		{"another shared key", both, sha256("other"), testSettings, 403},
		{"a token taken for a shared key", both, sha256(testToken), testSettings, 403},
		{"a shared key taken for a token", both, sha1(testShared), "", 403},
		{"a downgrade: said to be SHA256, signed SHA1 with the key", both, sha1(testShared), testSettings, 403},
		{"a downgrade: said to be SHA256, signed SHA1 with the token", both, sha1(testToken), testSettings, 403},
		{"a downgrade: said to be SHA1, signed so with the key", both, sha1(testShared), "key=x,algorithm=HMAC_SHA1", 403},
		{"said to be SHA1, signed so with the token", both, sha1(testToken), "key=x,algorithm=HMAC_SHA1", 403},
		{"not said how", both, sha256(testShared), "", 403},
		{"settings without an algorithm", both, sha256(testShared), "key=x", 403},
		{"settings with two algorithms", both, sha256(testShared), "algorithm=HMAC_SHA1,algorithm=HMAC_SHA256", 403},
		{"an algorithm that nobody knows", both, sha256(testShared), "key=x,algorithm=HMAC_SHA512", 403},
		{"the empty key", empty, sha256(""), testSettings, 403},
		{"the empty token", empty, sha1(""), "", 403},
		{"cut short", both, func(u string, f url.Values) string { return SignShared(testShared, u, f)[:43] }, testSettings, 403},
	} {
		l := newLine(func(s *Server, _ *notebook) { c.server(s) })
		form := webhook()
		r := request("/voice", form, c.sign(testPublic+"/voice", form))
		if c.settings != "" {
			r.Header.Set(settingsHeader, c.settings)
		}
		w := l.send(r)
		if w.Code != c.want || (w.Code == http.StatusForbidden) != (len(l.ledger.turns) == 0) {
			t.Errorf("%s: status %d, expected %d; %d turns", c.name, w.Code, c.want, len(l.ledger.turns))
		}
		if log := l.log.String(); strings.Contains(log, testShared) || strings.Contains(log, "webhooks_sharedkey") {
			t.Errorf("%s: the log: %s", c.name, log)
		}
	}
}

// A signature of the wrong length is refused before the body is read.
func TestASharedKeySignatureOfTheWrongLengthIsNotEvenRead(t *testing.T) {
	l := newLine(func(s *Server, _ *notebook) { s.SharedKeys = Keys{testShared} })
	r := request("/voice", webhook(), Sign(testToken, testPublic+"/voice", webhook()))
	r.Header.Set(settingsHeader, testSettings)
	r.Body = unreadable{t}
	if w := l.send(r); w.Code != http.StatusForbidden {
		t.Errorf("status %d, expected 403", w.Code)
	}
}

type unreadable struct{ *testing.T }

func (u unreadable) Read([]byte) (int, error) { u.Error("it was read"); return 0, io.EOF }
func (u unreadable) Close() error             { return nil }

func TestSharedKeysAreParsedAndNeverShown(t *testing.T) {
	for in, want := range map[string]int{"a": 1, " a ,\tb\n": 2, "": 0, " ": 0, "a,": 0, ",a": 0, "a,,b": 0} {
		got, err := ParseSharedKeys(in)
		if len(got) != want || (err == nil) != (want > 0) || err != nil && !strings.Contains(err.Error(), "shared key") {
			t.Errorf("ParseSharedKeys(%q) = %d keys, %v, expected %d", in, len(got), err, want)
		}
	}
	keys := Keys{"verysecret"}
	if got := fmt.Sprintf("%v %+v %#v", Server{SharedKeys: keys}, Server{SharedKeys: keys}, Server{SharedKeys: keys}); strings.Contains(got, "verysecret") {
		t.Errorf("printed: %s", got)
	}
}
