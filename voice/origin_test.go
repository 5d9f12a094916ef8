package voice

import (
	"net/http"
	"net/url"
	"testing"

	"madoguchi/booking"
)

// The names of SIP headers are compared without case (RFC 3261, 7.3.1), and an exchange or
// Twilio may write them in any.
func TestTheHeaderThatNamesACallerIsFoundInAnyCase(t *testing.T) {
	const sip = "sip:05038210921@pbx.example.jp"
	for name, c := range map[string]struct {
		header string
		form   url.Values
		want   string
	}{
		"as it is written":              {"X-Caller", url.Values{"SipHeader_X-Caller": {testCaller}}, testCaller},
		"in small letters":              {"X-Caller", url.Values{"SipHeader_x-caller": {testCaller}}, testCaller},
		"in capitals":                   {"x-caller", url.Values{"SIPHEADER_X-CALLER": {testCaller}}, testCaller},
		"another header":                {"X-Caller", url.Values{"SipHeader_X-Caller-ID": {testCaller}}, ""},
		"two that say the same":         {"X-Caller", url.Values{"SipHeader_X-Caller": {testCaller}, "SipHeader_x-caller": {testCaller}}, testCaller},
		"two that contradict":           {"X-Caller", url.Values{"SipHeader_X-Caller": {testCaller}, "SipHeader_x-caller": {"+818011112222"}}, ""},
		"twice, with two values":        {"X-Caller", url.Values{"SipHeader_X-Caller": {testCaller, "+818011112222"}}, ""},
		"none is wanted":                {"", url.Values{"SipHeader_": {testCaller}}, ""},
		"a letter that looks like it":   {"X-Caller", url.Values{"SipHeader_X-Cal\u0131er": {testCaller}}, ""},
		"one that folds to it, K for k": {"X-Kyaku", url.Values{"SipHeader_X-\u212ayaku": {testCaller}}, ""},
	} {
		c.form.Set("From", sip)
		if got := originOf(c.form, c.header); got != (booking.Origin{From: sip, Header: c.want}) {
			t.Errorf("%s: %+v, expected the header %q", name, got, c.want)
		}
	}
	form := url.Values{"From": {testCaller}, "SipHeader_X-Caller": {"+818011112222"}}
	if got := originOf(form, "X-Caller"); got.Header != "" {
		t.Errorf("a call of the telephone network has the header %q", got.Header)
	}
}

// Twilio signs the host as it was spelt at Twilio, and not in small letters:
// https://github.com/twilio/twilio-csharp/issues/522. What becomes of it where Twilio resolves
// an address of a document is nowhere said, so both spellings are taken.
func TestAPublicHostInCapitalsIsSignedInEitherCase(t *testing.T) {
	const capitals = "https://Yoyaku.Example.JP/Line"
	form := webhook()
	for public, all := range map[string]map[string]int{
		capitals: {
			capitals: http.StatusOK, "https://yoyaku.example.jp/Line": http.StatusOK, "https://Yoyaku.Example.JP:443/Line": http.StatusOK,
			"https://yoyaku.example.jp:443/Line": http.StatusOK, "https://yoyaku.example.jp/line": http.StatusForbidden,
			"https://YOYAKU.EXAMPLE.JP/Line": http.StatusForbidden, "HTTPS://yoyaku.example.jp/Line": http.StatusForbidden,
		},
		"https://yoyaku.example.jp": {"https://yoyaku.example.jp": http.StatusOK, "https://Yoyaku.Example.JP": http.StatusForbidden},
	} {
		l := newLine(func(s *Server, _ *notebook) { s.PublicURL = public })
		for signed, want := range all {
			if w := l.send(request("/voice", form, Sign(testToken, signed+"/voice", form))); w.Code != want {
				t.Errorf("%s, signed as %s: status %d, expected %d", public, signed, w.Code, want)
			}
		}
	}
}
