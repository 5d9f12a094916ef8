package city

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,5})$`)

// count reads a whole number.
func (v value) count(least, most, fallback int) int {
	expected := fmt.Sprintf("a whole number from %d to %d", least, most)
	s, ok := v.text(expected)
	if !ok {
		return fallback
	}
	n, err := strconv.Atoi(s)
	if err != nil || !wholeNumber.MatchString(s) || n < least || most < n {
		v.wrong(expected)
		return fallback
	}
	return n
}

var lengthOfTime = regexp.MustCompile(`^(0|[1-9][0-9]{0,4})([mhd])$`)

var units = map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}

// span reads a length of time, "30m", "3h" or "45d", in one of the allowed
// units, of which the smallest comes first.
func (v value) span(allowed string, least, most, fallback time.Duration) time.Duration {
	expected := fmt.Sprintf("a length of time from %s to %s", spelled(least, allowed), spelled(most, allowed))
	s, ok := v.text(expected)
	if !ok {
		return fallback
	}
	m := lengthOfTime.FindStringSubmatch(s)
	if m == nil || !strings.Contains(allowed, m[2]) {
		v.wrong(expected)
		return fallback
	}
	n, err := strconv.Atoi(m[1])
	d := time.Duration(n) * units[m[2]]
	if err != nil || d < least || most < d {
		v.wrong(expected)
		return fallback
	}
	return d
}

// spelled writes d in the largest of the units that it is a multiple of.
func spelled(d time.Duration, allowed string) string {
	best := allowed[:1]
	for _, unit := range strings.Split(allowed, "") {
		if d%units[unit] == 0 {
			best = unit
		}
	}
	return fmt.Sprintf("%d%s", d/units[best], best)
}

// clock reads a time of day; closing allows "24:00".
func (v value) clock(closing bool) (booking.Clock, bool) {
	parse, expected := booking.ParseClock, `a time of day such as "09:00"`
	if closing {
		parse, expected = booking.ParseClosing, `a time of day such as "17:00"`
	}
	s, ok := v.text(expected)
	if !ok {
		return 0, false
	}
	c, err := parse(s)
	if err != nil {
		v.wrong(expected)
	}
	return c, err == nil
}

// date reads a day of the calendar, of this century: 20226 is a slip.
func (v value) date() (booking.Date, bool) {
	const expected = "a day of the calendar such as 2026-12-13, from 2000 to 2099"
	s, ok := v.text(expected)
	if !ok {
		return booking.Date{}, false
	}
	d, err := booking.ParseDate(s)
	if err != nil || d.Year < 2000 || 2099 < d.Year {
		v.wrong(expected)
		return booking.Date{}, false
	}
	return d, true
}

// phone reads a telephone number that can be called; japanese refuses one abroad.
func (v value) phone(japanese bool) booking.Phone {
	expected := "a telephone number such as 050-1234-5678 or +81 50 1234 5678"
	if japanese {
		expected = "a Japanese telephone number such as 050-1234-5678 or 0568-12-3456"
	}
	s, ok := v.text(expected)
	if !ok {
		return ""
	}
	p, err := booking.ParseLine(s)
	if err != nil || japanese && !p.Japanese() || p.Japanese() && !strings.HasPrefix(p.Domestic(), "0") {
		v.wrong(expected)
		return ""
	}
	return p
}

// calling reads a Japanese number from which people call. One that only receives would never
// be seen, and whoever calls from behind it be taken for a resident.
func (v value) calling() booking.Phone {
	p := v.phone(true)
	if !p.OnlyReceives() {
		return p
	}
	v.wrong("a number that agents call from, such as 0568-12-3456: 0120, 0570, 0800 and 0990 only receive calls, and show another number")
	return ""
}

// written reads a name for people who read Japanese.
func (v value) written(most int) string {
	expected := fmt.Sprintf("a Japanese name of at most %d characters", most)
	s, ok := v.text(expected)
	if !ok {
		return ""
	}
	japanese := func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) && r != '　' }
	if utf8.RuneCountInString(s) > most || !strings.ContainsFunc(s, japanese) || strings.ContainsFunc(s, unprintable) {
		v.wrong(expected)
		return ""
	}
	return s
}

// spoken reads a reading, which every voice says alike: kana, digits and 、.
func (v value) spoken(most int) string {
	return v.name(most, "a reading", "kana, digits 0-9 and 、 such as こうぞうじ", kana)
}

// said reads a name as a voice is given it, in any script that a voice reads as it is
// meant: kana, kanji, digits and 、.
func (v value) said(most int) string {
	return v.name(most, "a name", "kana, kanji, digits 0-9 and 、 such as 高蔵寺", func(r rune) bool {
		return kana(r) || unicode.Is(unicode.Han, r)
	})
}

// name reads at most so many letters of a script, digits and 、, with a letter among them.
func (v value) name(most int, what, script string, letter func(rune) bool) string {
	expected := fmt.Sprintf("%s of at most %d characters in %s", what, most, script)
	s, ok := v.text(expected)
	if !ok {
		return ""
	}
	foreign := func(r rune) bool { return !letter(r) && r != '、' && (r < '0' || '9' < r) }
	if i := strings.IndexFunc(s, foreign); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		v.refuse(fmt.Sprintf("%s with %q", v.found(), r), expected)
		return ""
	}
	if utf8.RuneCountInString(s) > most || !strings.ContainsFunc(s, letter) || strings.Trim(s, "、") != s {
		v.wrong(expected)
		return ""
	}
	return s
}

func kana(r rune) bool { return 'ぁ' <= r && r <= 'ゖ' || 'ァ' <= r && r <= 'ヺ' || r == 'ー' }

// choice reads one of the words.
func (v value) choice(expected string, words []string, fallback string) string {
	s, ok := v.text(expected)
	switch {
	case !ok:
		return fallback
	case slices.Contains(words, s):
		return s
	}
	if near := nearest(s, words); near != "" {
		expected += fmt.Sprintf(" (did you mean %q?)", near)
	}
	v.wrong(expected)
	return fallback
}
