package city

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// about reads what residents read of a facility so that they find it.
func (m keyed) about() booking.About {
	return booking.About{
		Address: m.may("address").address(80),
		Map:     m.may("map").mapURL(500),
		Contact: m.may("contact").contact(60),
		English: m.may("name_en").english(60),
	}
}

// address reads where a facility is, as an envelope has it.
func (v value) address(most int) string {
	expected := fmt.Sprintf("an address in Japanese of at most %d characters such as 春日井市鳥居松町5丁目44番地", most)
	s, ok := v.text(expected)
	if ok && !readable(s, most, unicode.Han, unicode.Hiragana, unicode.Katakana) {
		v.wrong(expected)
		return ""
	}
	return s
}

// english reads a name for people who read no Japanese.
func (v value) english(most int) string {
	expected := fmt.Sprintf("a name in Latin letters of at most %d characters such as Kozoji Community Center", most)
	s, ok := v.text(expected)
	foreign := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) || r == '　' }
	if ok && (!readable(s, most, unicode.Latin) || strings.ContainsFunc(s, foreign)) {
		v.wrong(expected)
		return ""
	}
	return s
}

// readable reports whether a text has a letter of one of the scripts, is short enough, and
// has nothing that no paper shows.
func readable(s string, most int, scripts ...*unicode.RangeTable) bool {
	letter := func(r rune) bool { return unicode.In(r, scripts...) }
	return utf8.RuneCountInString(s) <= most && strings.ContainsFunc(s, letter) && !strings.ContainsFunc(s, hidden)
}

// hidden reports whether no paper shows a character, such as one that turns the text round.
func hidden(r rune) bool { return !unicode.IsPrint(r) && r != '　' }

// bareNumber matches what is meant for a telephone number and nothing else.
var bareNumber = regexp.MustCompile(`^[0-9０-９+＋() （）－ー‐−-]+$`)

// contact reads the telephone of a facility's desk: a number, or words with one.
func (v value) contact(most int) string {
	expected := fmt.Sprintf("a telephone number such as 0568-12-3456, or words with one, of at most %d characters", most)
	s, ok := v.text(expected)
	if !ok {
		return ""
	}
	digits := strings.ContainsFunc(s, unicode.IsDigit)
	if !digits || utf8.RuneCountInString(s) > most || strings.ContainsFunc(s, hidden) {
		v.wrong(expected)
		return ""
	}
	if p, err := booking.ParseLine(s); bareNumber.MatchString(s) && (err != nil || !p.Japanese()) {
		v.wrong(expected)
		return ""
	}
	return s
}

// mapURL reads the address of a map, which residents open in another window of their own.
func (v value) mapURL(most int) string {
	const example = ", such as https://maps.example.jp/?q=35.24,136.97"
	s, ok := v.text("an address that begins with https://" + example)
	if !ok {
		return ""
	}
	u, err := url.Parse(s)
	expected := ""
	unseen := func(r rune) bool {
		return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune("\"<>\\^`{|}", r)
	}
	switch {
	case utf8.RuneCountInString(s) > most:
		expected = fmt.Sprintf("an address of at most %d characters", most)
	case !strings.HasPrefix(s, "https://"):
		expected = "an address that begins with https://"
	case strings.ContainsFunc(s, unseen):
		expected = "an address without blanks and other marks that no address has"
	case err != nil || u.User != nil || !plainHost.MatchString(u.Hostname()):
		expected = "an address with a host of ASCII letters, digits, dots and hyphens, and without a user"
	case u.Host != u.Hostname() && !validPort(u.Port()):
		expected = "a port from 1 to 65535"
	default:
		return s
	}
	v.wrong(expected + example)
	return ""
}
