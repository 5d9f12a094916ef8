package voice

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// unread is a body that notes whether anything was read of it.
type unread struct {
	io.Reader
	read int
}

func (u *unread) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	u.read += n
	return n, err
}

// Rubbish must cost nothing: a body that is announced as too large, and one that comes
// without anything that looks like a signature, are refused before they are read.
func TestRubbishIsRefusedUnread(t *testing.T) {
	form := webhook()
	good := Sign(testToken, testPublic+"/voice", form)
	for name, c := range map[string]struct {
		announced int64 // bytes; -1 for a body of unknown length
		signature string
		code      int
		read      bool
	}{
		"announced as 64 KiB":             {64 << 10, good, http.StatusOK, true}, // what comes is less
		"announced as a byte more":        {64<<10 + 1, good, http.StatusForbidden, false},
		"announced as a terabyte":         {1 << 40, good, http.StatusForbidden, false},
		"not announced":                   {-1, good, http.StatusOK, true},
		"not announced, and signed wrong": {-1, good[1:] + "=", http.StatusForbidden, true},
		"no signature":                    {-1, "", http.StatusForbidden, false},
		"a signature that is too short":   {-1, good[1:], http.StatusForbidden, false},
		"a signature that is too long":    {-1, good + "=", http.StatusForbidden, false},
		"a byte more, and signed wrong":   {64<<10 + 1, good[1:] + "=", http.StatusForbidden, false},
	} {
		t.Run(name, func(t *testing.T) {
			body := &unread{Reader: strings.NewReader(form.Encode())}
			r := httptest.NewRequest(http.MethodPost, "/voice", body)
			r.ContentLength = c.announced
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Twilio-Signature", c.signature)
			if w := newLine(nil).send(r); w.Code != c.code {
				t.Errorf("status %d, expected %d", w.Code, c.code)
			}
			if (body.read > 0) != c.read {
				t.Errorf("%d bytes were read of it", body.read)
			}
		})
	}
}

// To decode and sort the fields of a form is what costs, so that they are counted before:
// of a form that has too many, nobody hears that it could not have been decoded.
func TestAFormOfTooManyFieldsIsNotDecoded(t *testing.T) {
	const broken = "a=%zz"
	for name, c := range map[string]struct {
		body, refusal string
	}{
		"512 fields":             {"a=1" + strings.Repeat("&b=2", 511), ""},
		"513 fields":             {"a=1" + strings.Repeat("&b=2", 512), "body: found more than 512 fields"},
		"513 fields of nothing":  {strings.Repeat("&", 512), "body: found more than 512 fields"},
		"512 fields, one broken": {broken + strings.Repeat("&b=2", 511), "body: expected a form, found a field that cannot be decoded"},
		"513 fields, one broken": {broken + strings.Repeat("&b=2", 512), "body: found more than 512 fields"},
		"64 KiB of them":         {strings.Repeat("&", 64<<10), "body: found more than 512 fields"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/voice", strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			form, err := readForm(httptest.NewRecorder(), r)
			found := ""
			if err != nil {
				found = err.Error()
			}
			if found != c.refusal || (err == nil) != (form.Get("a") == "1") {
				t.Errorf("%d fields, refused with %q, expected %q", len(form), found, c.refusal)
			}
		})
	}
}
