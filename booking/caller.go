package booking

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CallerKind tells how much the network says about who is calling.
type CallerKind int

// The kinds of caller. The zero value is the careful one: a caller about whom
// nothing is known counts as Withheld.
const (
	Withheld   CallerKind = iota // no number; two such callers are never taken for the same
	Identified                   // a number, which is a hint and not a proof
	Payphone                     // a public telephone, whose number belongs to nobody
	Malformed                    // a number that no caller can have, or that is not believed
	AtCentre                     // an agent at the call centre, whose number is not a resident's
)

var callerKinds = [...]string{"withheld", "identified", "payphone", "malformed", "centre"}

// String returns "withheld", "identified", "payphone", "malformed" or "centre".
func (k CallerKind) String() string {
	return word("CallerKind", int(k), callerKinds[:]...)
}

// Nameless are the kinds of caller who show no number, so that one is not told from another.
var Nameless = []CallerKind{Withheld, Payphone, Malformed}

// MarshalText writes the word of [CallerKind.String].
func (k CallerKind) MarshalText() ([]byte, error) {
	if k < 0 || int(k) >= len(callerKinds) {
		return nil, fmt.Errorf("found %s, expected one of %s", k, strings.Join(callerKinds[:], ", "))
	}
	return []byte(callerKinds[k]), nil
}

// UnmarshalText reads what [CallerKind.MarshalText] writes.
func (k *CallerKind) UnmarshalText(text []byte) error {
	i := slices.Index(callerKinds[:], string(text))
	if i < 0 {
		return fmt.Errorf("found kind of caller %s, expected one of %s", quoted(string(text)), strings.Join(callerKinds[:], ", "))
	}
	*k = CallerKind(i)
	return nil
}

// Caller is who is on the line. Phone is empty unless Kind is Identified.
type Caller struct {
	Kind  CallerKind `json:"kind"`
	Phone Phone      `json:"phone,omitempty"`
}

// String returns the kind and the masked number: "identified +81******5678".
func (c Caller) String() string { return strings.TrimSpace(c.Kind.String() + " " + c.Phone.Masked()) }

// LogValue masks the number in every structured log.
func (c Caller) LogValue() slog.Value { return slog.StringValue(c.String()) }

// maxFrom is the length in bytes of the longest From that is read.
const maxFrom = 512

// CallerFrom reads the From of a call, in any of the shapes in which it
// arrives: E.164, a domestic number, a sip:, sips: or tel: URI with or without
// a display name (RFC 3261, 20.10; RFC 3966;
// https://www.twilio.com/docs/voice/twiml#request-parameters), a word for a
// withheld number, its keypad spelling, or nothing at all. Everything else is
// Malformed. docs/rules.md, "Who is calling".
func CallerFrom(from string) Caller {
	if len(from) > maxFrom || !utf8.ValidString(from) {
		return Caller{Kind: Malformed}
	}
	from = strings.TrimSpace(fold(from))
	if strings.ContainsFunc(from, unicode.IsControl) {
		return Caller{Kind: Malformed}
	}
	name, user, domain := address(strings.ToLower(from))
	nameKind, nameWithheld := wordKind(name)
	userKind, userWithheld := wordKind(user)
	switch {
	case nameKind == Payphone || userKind == Payphone:
		return Caller{Kind: Payphone}
	case nameWithheld, userWithheld, user == "",
		domain == "anonymous.invalid": // RFC 3323, 4.1.1.3: the host of a URI that is to say nothing
		return Caller{Kind: Withheld}
	}
	phone, err := ParsePhone(user)
	if err == nil {
		return Caller{Kind: Identified, Phone: phone}
	}
	if e, ok := errors.AsType[*PhoneError](err); ok && e.Fault == PhoneWithheld {
		return Caller{Kind: Withheld}
	}
	return Caller{Kind: Malformed}
}

// address takes `"name" <sip:user;parameters@domain>` apart; every part but the
// user may be missing.
func address(from string) (name, user, domain string) {
	uri := from
	if before, rest, ok := strings.Cut(from, "<"); ok {
		name = strings.Trim(before, `" `)
		uri, _, _ = strings.Cut(rest, ">")
	}
	uri = strings.Trim(uri, `" `)
	for _, scheme := range []string{"sip:", "sips:", "tel:"} {
		if rest, ok := strings.CutPrefix(uri, scheme); ok {
			uri = rest
			break
		}
	}
	user, domain, _ = strings.Cut(uri, "@")
	user, _, _ = strings.Cut(user, ";") // parameters of a tel: number
	user, _, _ = strings.Cut(user, ":") // a password
	domain, _, _ = strings.Cut(domain, ";")
	domain, _, _ = strings.Cut(domain, ":")
	if decoded, err := url.PathUnescape(user); err == nil { // %2B8190… is a +
		user = strings.ToLower(decoded)
	}
	return name, strings.TrimSpace(user), domain
}

// wordKind reads the words that stand in place of a number: "anonymous",
// "private number", "coin line/payphone" (TTC JJ-90.01). It returns false if there
// is any other word, for "Private Clinic" is somebody's name.
func wordKind(s string) (kind CallerKind, ok bool) {
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch word {
		case "payphone", "coin", "public":
			kind, ok = Payphone, true
		case "anonymous", "restricted", "private", "unavailable", "unknown", "blocked", "withheld":
			ok = true
		case "caller", "number", "call", "id", "line", "phone", "telephone":
		default:
			return 0, false
		}
	}
	return kind, ok
}

// spellsWithheld reports whether digits, without a +, spell one of the words on
// a keypad: anonymous, restricted, blocked, unknown, unavailable. They look like
// numbers of other countries. Words and spellings both arrive, see
// https://www.twilio.com/en-us/changelog/upcoming-changes-to-withheld-caller-ids-behavior-for-dial-calls.
func spellsWithheld(digits string) bool {
	switch digits {
	case "266696687", "7378742833", "2562533", "8656696", "86282452253":
		return true
	}
	return false
}
