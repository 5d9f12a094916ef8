package booking

import (
	"fmt"
	"log/slog"
	"strings"
)

// Phone is whose a booking is: a telephone number in E.164, "+" and 7 to 15 digits, the first of
// them not 0; or a mail address, see [ParseAddress], which is nobody's number: it has no last
// digits, is never called, and never calls. The zero Phone means no number. Write [Phone.Masked]
// into logs.
type Phone string

// maxPhoneInput is the length in bytes of the longest text that is read.
const maxPhoneInput = 128

// ParsePhone reads the number of a caller as people write it: 090-1234-5678,
// (03) 1234.5678, ０９０…, +81 90 …, +81 (0)90 …, 010 and a country code, with or
// without a leading 184 or 186 (which hide or show one's number for a call).
// Errors are of type [*PhoneError]; they never repeat the number.
//
// A number written with + is accepted at any length that E.164 allows, unless it
// is known to make no calls: numbering plans grow (060 in 2024), and a real caller
// must not be turned away. +81 10 … is nobody's: in Japan 010 dials abroad, and whoever
// shows such a number has made it up. A domestic number must have the right length, which
// catches typing slips. The plan is
// https://www.soumu.go.jp/main_sosiki/joho_tsusin/top/tel_number/.
func ParsePhone(s string) (Phone, error) {
	p, err := parseNumber(s)
	if err != nil {
		return "", err
	}
	if national, ok := strings.CutPrefix(string(p), "+81"); ok {
		if service := receivingOnly(national); service != "" {
			return "", &PhoneError{Fault: PhoneService, Found: service}
		}
	}
	return p, nil
}

// ParseLine reads a number that is called or shown, such as our own line or the
// call centre: it accepts what [ParsePhone] does, and 0120, 0800, 0570 and 0990 too.
func ParseLine(s string) (Phone, error) { return parseNumber(s) }

// parseNumber reads any number that can be written in E.164.
func parseNumber(s string) (Phone, error) {
	number, err := dialled(s)
	if err != nil {
		return "", err
	}
	if digits, ok := strings.CutPrefix(number, "+"); ok {
		return international(digits)
	}
	switch {
	case spellsWithheld(number): // some carriers leave the + out
		return "", &PhoneError{Fault: PhoneWithheld}
	case strings.HasPrefix(number, "010"):
		return international(number[3:])
	case strings.HasPrefix(number, "00"):
		return "", &PhoneError{Fault: PhoneService, Found: "00"}
	case strings.HasPrefix(number, "0"):
		if want := domesticDigits(number[1:]) + 1; len(number) != want {
			return "", &PhoneError{PhoneLength, fmt.Sprintf("%d digits", len(number)), fmt.Sprintf("%d", want)}
		}
		return Phone("+81" + number[1:]), nil
	case strings.HasPrefix(number, "1") && len(number) == 3:
		return "", &PhoneError{Fault: PhoneService, Found: number}
	case strings.HasPrefix(number, "81") && len(number) > 10:
		return "", &PhoneError{Fault: PhoneAmbiguous}
	}
	return "", &PhoneError{PhonePrefix, fmt.Sprintf("%d digits without it", len(number)), ""}
}

// dialled returns what s gives the exchange to dial: digits, with a + before them
// if s has one.
func dialled(s string) (string, error) {
	if len(s) > maxPhoneInput {
		return "", &PhoneError{PhoneLength, fmt.Sprintf("%d bytes", len(s)), ""}
	}
	number := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t-().", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(fold(s)))
	if len(number) > 3 && (number[:3] == "184" || number[:3] == "186") && (number[3] == '0' || number[3] == '+') {
		number = number[3:]
	}
	for i, r := range number {
		if (r < '0' || '9' < r) && (r != '+' || i > 0) {
			return "", &PhoneError{Fault: PhoneCharacter, Found: fmt.Sprintf("%q", r)}
		}
	}
	if number == "" || number == "+" {
		return "", &PhoneError{Fault: PhoneEmpty}
	}
	return number, nil
}

// international makes a Phone from a country code and what follows it.
func international(digits string) (Phone, error) {
	if national, ok := strings.CutPrefix(digits, "81"); ok {
		national = strings.TrimPrefix(national, "0") // +81 (0)90 …
		if strings.HasPrefix(national, "0") {
			return "", &PhoneError{Fault: PhoneService, Found: "00"}
		}
		if strings.HasPrefix(national, "10") {
			return "", &PhoneError{Fault: PhoneNobodys}
		}
		digits = "81" + national
	}
	switch {
	case len(digits) < 7 || 15 < len(digits):
		return "", &PhoneError{PhoneLength, fmt.Sprintf("%d digits after the +", len(digits)), "7 to 15"}
	case digits[0] == '0':
		return "", &PhoneError{PhonePrefix, "+0", ""}
	case spellsWithheld(digits):
		return "", &PhoneError{Fault: PhoneWithheld}
	}
	return Phone("+" + digits), nil
}

// domesticDigits returns how many digits a national number (without its 0) has:
// 10 for 020, 050 to 090 and 0800, else 9.
func domesticDigits(national string) int {
	if len(national) >= 2 && national[1] == '0' && strings.IndexByte("256789", national[0]) >= 0 {
		return 10
	}
	return 9
}

// OnlyReceives reports whether p is a Japanese number from which nobody calls, such as
// 0120: it can be dialled, and can have forwarded a call, but is never a caller's own.
func (p Phone) OnlyReceives() bool {
	national, ok := strings.CutPrefix(string(p), "+81")
	return ok && receivingOnly(national) != ""
}

// receivingOnly returns the prefix of a national number if it receives calls and
// never makes them, else "": 0570 is navi dial, 0990 information services, 0120 and
// 0800 are freephone. The line behind such a number shows its other one.
func receivingOnly(national string) string {
	for _, prefix := range []string{"120", "800", "570", "990"} {
		if strings.HasPrefix(national, prefix) {
			return "0" + prefix
		}
	}
	return ""
}

// Japanese reports whether the number belongs to Japan.
func (p Phone) Japanese() bool { return strings.HasPrefix(string(p), "+81") }

// Mobile reports whether p is a Japanese mobile number (060, 070, 080, 090): only
// these receive text messages.
func (p Phone) Mobile() bool {
	national, ok := strings.CutPrefix(string(p), "+81")
	return ok && len(national) == 10 && '6' <= national[0] && national[0] <= '9' &&
		national[1] == '0' && national[2] != '0'
}

// Domestic returns the number as it is dialled in Japan, "09012345678". It returns
// E.164 if the number is of another country, has no Japanese length, or would dial
// abroad with a 0 before it (010…).
func (p Phone) Domestic() string {
	if national, ok := strings.CutPrefix(string(p), "+81"); ok && len(national) == domesticDigits(national) && !strings.HasPrefix(national, "10") {
		return "0" + national
	}
	return string(p)
}

// Last4 returns the last four digits, the only ones that are ever said aloud; "" for an address.
func (p Phone) Last4() string {
	if p.IsAddress() {
		return ""
	}
	return string(p[max(0, len(p)-4):])
}

// Masked returns the country code and the last four digits, "+81******5678".
// It shows fewer digits of a number so short that four would give it away, and of an address
// its first letters and its end.
func (p Phone) Masked() string {
	if p.IsAddress() {
		return maskedAddress(p.Address())
	}
	code := min(1+countryCodeLen(p), len(p))
	hidden := len(p) - code
	shown := min(4, hidden/2)
	return string(p[:code]) + strings.Repeat("*", hidden-shown) + string(p[len(p)-shown:])
}

// LogValue masks the number in every structured log.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.Masked()) }

// countryCodeLen returns how many digits the country code has: 1 in zones 1 and 7,
// 2 for the codes to which ITU-T E.164 gives two, else 3.
func countryCodeLen(p Phone) int {
	const twoDigits = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 " +
		"60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"
	switch {
	case len(p) < 3:
		return 0
	case p[1] == '1' || p[1] == '7':
		return 1
	case strings.Contains(twoDigits, string(p[1:3])):
		return 2
	}
	return 3
}

// PhoneFault says what is wrong with a number.
type PhoneFault int

// What can be wrong with a number.
const (
	PhoneEmpty     PhoneFault = iota + 1 // nothing to read
	PhoneCharacter                       // a letter, another script, a second +
	PhoneLength                          // digits missing or too many
	PhonePrefix                          // neither 0 and an area code nor + and a country code
	PhoneAmbiguous                       // 81…: Japan without the +, or a city without the 0
	PhoneService                         // 110, 119, 0120, 00x …: such numbers make no calls
	PhoneNobodys                         // +81 10 …, for 010 dials abroad
	PhoneWithheld                        // a keypad spelling of "anonymous" and its like
)

// PhoneError says why [ParsePhone] or [ParseLine] refuses a number. Found and
// Expected are details of the fault, never the number itself: it may be
// somebody's, or something more private typed in its place.
type PhoneError struct {
	Fault           PhoneFault
	Found, Expected string
}

func (e *PhoneError) Error() string {
	switch e.Fault {
	case PhoneEmpty:
		return "found no phone number, expected one such as 090-1234-5678 or +81 90 1234 5678"
	case PhoneCharacter:
		return "found " + e.Found + " in a phone number, expected digits, hyphens, blanks and a + in front"
	case PhoneLength:
		if e.Expected == "" {
			return "found " + e.Found + ", expected one phone number"
		}
		return "found a phone number of " + e.Found + ", expected " + e.Expected
	case PhonePrefix:
		return "found a phone number of " + e.Found + ", expected 0 and the area code, or + and the country code, in front"
	case PhoneAmbiguous:
		return "found a phone number that begins with 81, expected +81 for Japan, or 0 and the area code"
	case PhoneService:
		return "found a " + e.Found + " number, which receives calls and makes none, expected a caller's number"
	case PhoneNobodys:
		return "found a phone number that begins with +81 10, which is nobody's (010 dials abroad), expected a number of Japan"
	case PhoneWithheld:
		return `found a keypad spelling of "anonymous" or the like, expected a phone number`
	}
	return "found a phone number that cannot be read"
}
