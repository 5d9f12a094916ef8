package city

import (
	"fmt"
	"regexp"
	"strings"

	"madoguchi/booking"
)

// closed is the closed days of one list, in the order of the file.
type closed struct {
	days  []booking.Closure
	rests []booking.Rest
}

const (
	closedExpected = "{date: 2026-12-28}, {from: 2026-12-28, to: 2027-01-04} or {days: 第3土の翌日}"
	closedDay      = `a day of the calendar such as 2026-12-13, from 2000 to 2099, or "12-13" for every year`
)

// closures reads closed days: {date: 2026-12-28}, {from: …, to: …} with both days
// included, the same of every year without the year, and {days: 第3土の翌日}.
func (v value) closures() closed {
	var c closed
	lines := map[any]int{} // of a Closure or Rest
	for _, row := range v.list(0, mostDays, "a list of closed days such as {date: 2026-12-28}") {
		m := row.keys("date", "from", "to", "days", "valid")
		once := func(what any, found string) bool {
			if first, again := lines[what]; again {
				m.refuse(found, fmt.Sprintf("it once: line %d has it already", first))
				return false
			}
			lines[what] = row.line
			return true
		}
		switch {
		case m.has("days"):
			if r, ok := m.rest(); ok && once(r, r.Days.String()) {
				c.rests = append(c.rests, r)
			}
		case m.has("valid") && len(m.meant) == 0:
			m.may("valid").refuse(`"valid" without "days"`, closedExpected)
		default:
			if d, ok := m.closure(); ok && once(d, ofTheYear(d.From)+" to "+ofTheYear(d.To)) {
				c.days = append(c.days, d)
			}
		}
	}
	return c
}

// rest reads the keys days and valid.
func (m keyed) rest() (booking.Rest, bool) {
	told := len(m.in.mistakes)
	for _, key := range []string{"date", "from", "to"} {
		if m.has(key) {
			m.may(key).refuse(fmt.Sprintf(`%q beside "days"`, key), closedExpected)
		}
	}
	r := booking.Rest{Days: m.may("days").days(), Valid: m.may("valid").period()}
	return r, len(m.in.mistakes) == told
}

// closure reads the keys date, or from and to.
func (m keyed) closure() (booking.Closure, bool) {
	if m.has("date") {
		if m.has("from") || m.has("to") {
			m.refuse(`"date" beside "from" or "to"`, closedExpected)
			return booking.Closure{}, false
		}
		date, ok := m.may("date").closedDay()
		return booking.Closure{From: date, To: date, Yearly: date.Year == 0}, ok
	}
	if !m.has("from") && !m.has("to") {
		if m.isMapping() && len(m.meant) == 0 {
			m.refuse("no date", closedExpected)
		}
		return booking.Closure{}, false
	}
	from, okFrom := m.must("from").closedDay()
	to, okTo := m.must("to").closedDay()
	yearly := from.Year == 0
	switch {
	case !okFrom || !okTo:
		return booking.Closure{}, false
	case yearly != (to.Year == 0):
		m.may("to").wrong("both days with their year, or both without")
		return booking.Closure{}, false
	case !yearly && to.Before(from):
		m.may("to").wrong("a day on or after " + from.String())
		return booking.Closure{}, false
	}
	return booking.Closure{From: from, To: to, Yearly: yearly}, true
}

var dayOfTheYear = regexp.MustCompile(`^[0-9]{2}-[0-9]{2}$`)

// closedDay reads a day of the calendar, or of every year, which has no Year. A day
// of every year may be 29 February.
func (v value) closedDay() (booking.Date, bool) {
	s, ok := v.text(closedDay)
	if !ok {
		return booking.Date{}, false
	}
	yearly := dayOfTheYear.MatchString(s)
	if yearly {
		s = "2000-" + s
	}
	d, err := booking.ParseDate(s)
	if err != nil || d.Year < 2000 || 2099 < d.Year {
		v.wrong(closedDay)
		return booking.Date{}, false
	}
	if yearly {
		d.Year = 0
	}
	return d, true
}

// ofTheYear writes a day without a year as 12-28.
func ofTheYear(d booking.Date) string { return strings.TrimPrefix(d.String(), "0000-") }
