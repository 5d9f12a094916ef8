package factor

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
	"golang.org/x/text/unicode/norm"
)

// A Secret is what the server shares with an application that shows codes of six digits.
type Secret [20]byte

// NewSecret draws a secret.
func NewSecret() (s Secret) {
	rand.Read(s[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return s
}

const (
	period = 30 // seconds in which a code is shown
	digits = 6
	skew   = 1 // steps that the clock of a telephone may be wrong
)

// Step reads a code as it was typed, and returns the step of time that it belongs to: the
// current one, the one before or the one after. ok is false for any other, and for a step
// that is not later than after: a code is good once.
// https://www.rfc-editor.org/rfc/rfc6238#section-5.2
func (s Secret) Step(typed string, now time.Time, after int64) (step int64, ok bool) {
	code := Plain(typed)
	if len(code) != digits {
		return 0, false
	}
	current := now.Unix() / period
	for at := max(0, current-skew); at <= current+skew; at++ { // all of them, so that none takes less time
		same := subtle.ConstantTimeCompare([]byte(s.code(at)), []byte(code)) == 1
		if same && at > after && !ok {
			step, ok = at, true
		}
	}
	return step, ok
}

// code returns the code of a step, with SHA-1: few applications know anything else, and
// what is known against SHA-1 is of no use against an HMAC.
func (s Secret) code(step int64) string {
	code, err := hotp.GenerateCode(s.Text(), uint64(step))
	if err != nil {
		panic(err) // impossible with a secret in Base32
	}
	return code
}

// Plain returns what was typed without blanks and hyphens, in the letters of ASCII: a
// Japanese keyboard also writes full-width digits.
func Plain(typed string) string {
	if len(typed) > 200 {
		return ""
	}
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '-', 'ー', '‐', '−', '–':
			return -1
		}
		return r
	}, norm.NFKC.String(typed)))
}

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Text returns the secret in Base32, as applications read it.
func (s Secret) Text() string { return letters.EncodeToString(s[:]) }

// URI returns the address that hands the secret to an application. What applications take
// for granted is left out, and the issuer is not repeated, so that its picture stays coarse.
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format
func (s Secret) URI(issuer, account string) string {
	return fmt.Sprintf("otpauth://totp/%s?secret=%s&issuer=%s", url.PathEscape(account), s.Text(), url.PathEscape(issuer))
}

// Groups splits a text into groups of four, as people read it out.
func Groups(text string) string {
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}
