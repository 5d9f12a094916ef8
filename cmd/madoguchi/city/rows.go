package city

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"madoguchi/booking"
)

// weekly reads rows of opening hours, at least so many. A row has its ranges in a
// list, or one from and to of its own, with or without a lunch break.
func (t *timetable) weekly(v value, least int) {
	for i, row := range v.list(least, mostOpenings, "a list of opening hours such as {days: 月-金, from: \"09:00\", to: \"16:00\"}") {
		m := row.keys(t.withCapacity("days", "from", "to", "lunch", "ranges", "mode", "moved", "valid")...)
		told := len(m.in.mistakes)
		o := booking.Opening{
			Days:     m.must("days").days(),
			Valid:    m.may("valid").period(),
			Moved:    m.may("moved").moved(),
			Replaces: m.may("mode").replaces(false),
		}
		understood := m.isMapping() && len(m.in.mistakes) == told
		for _, m := range m.ranged(t) {
			if ranges, ok := m.timeRanges(t.minutes); ok && understood {
				o.Ranges = t.put(booking.ListWeekly, i, o.Ranges, ranges, m.value)
			}
		}
		t.Weekly = append(t.Weekly, o)
	}
}

// withCapacity returns the keys of a row, with capacity where there are slots.
func (t *timetable) withCapacity(keys ...string) []string {
	if t.minutes > 0 {
		keys = append(keys, "capacity")
	}
	return keys
}

// ranged returns the mappings of a row that have a from and a to: those in its
// ranges, or else itself.
func (m keyed) ranged(t *timetable) (ranges []keyed) {
	if !m.has("ranges") {
		return []keyed{m}
	}
	for _, key := range []string{"from", "to", "lunch", "capacity"} {
		if m.has(key) {
			m.may(key).refuse(strconv.Quote(key)+` beside "ranges"`, "either ranges or one from and to")
		}
	}
	for _, item := range m.may("ranges").list(1, mostRanges, "a list of ranges such as {from: \"09:00\", to: \"16:00\"}") {
		ranges = append(ranges, item.keys(t.withCapacity("from", "to")...))
	}
	return ranges
}

// timeRanges reads the keys from, to, lunch and capacity: one range, or the two around
// the lunch break. Each has room for a slot of that many minutes.
func (m keyed) timeRanges(minutes int) ([]booking.Range, bool) {
	from, okFrom := m.must("from").clock(false)
	to, okTo := m.must("to").clock(true)
	r := booking.Range{From: from, To: to, Capacity: m.may("capacity").capacity(0)}
	room := fmt.Sprintf("room for at least one slot of %d minutes", minutes)
	short := func(r booking.Range) bool { return r.To-r.From < booking.Clock(minutes) }
	switch {
	case !okFrom || !okTo:
		return nil, false
	case from >= to:
		m.may("to").wrong(fmt.Sprintf("a time of day after %s", from))
		return nil, false
	case short(r):
		m.refuse(r.String(), room)
		return nil, false
	case !m.has("lunch"):
		return []booking.Range{r}, true
	}
	lunch, ok := m.may("lunch").lunch(r)
	if !ok {
		return nil, false
	}
	morning, afternoon := r, r
	morning.To, afternoon.From = lunch.From, lunch.To
	for _, r := range []booking.Range{morning, afternoon} {
		if short(r) {
			m.may("lunch").refuse(fmt.Sprintf("only %s beside the break", r), room)
			return nil, false
		}
	}
	return []booking.Range{morning, afternoon}, true
}

// lunch reads a break, "12:00-13:00", with time to open before and after it.
func (v value) lunch(open booking.Range) (booking.Range, bool) {
	const expected = `a break such as "12:00-13:00"`
	s, ok := v.text(expected)
	if !ok {
		return booking.Range{}, false
	}
	lunch, err := booking.ParseRange(s)
	switch {
	case err != nil:
		v.wrong(expected)
	case lunch.From <= open.From || open.To <= lunch.To:
		v.wrong(fmt.Sprintf("a break within %s, neither first nor last", open))
	default:
		return lunch, true
	}
	return booking.Range{}, false
}

const daysExpected = "days such as 月-金, 土・日, 第2木, 最終金 or 祝"

// days reads 月-金, 第2・第4木, 祝 or 第3土の翌日.
func (v value) days() booking.Days {
	s, ok := v.text(daysExpected)
	if !ok {
		return booking.Days{}
	}
	days, err := booking.ParseDays(s)
	if wrong, ok := errors.AsType[booking.DaysError](err); ok {
		v.refuse(wrong.Found, wrong.Expected)
	} else if err != nil {
		v.wrong(daysExpected)
	}
	return days
}

// moved reads what becomes of an opening on a holiday.
func (v value) moved() booking.Moved {
	all := []booking.Moved{booking.Dropped, booking.ToNext, booking.ToPrevious, booking.OpenAnyway}
	words := make([]string, len(all))
	for i, m := range all {
		words[i] = m.String()
	}
	s := v.choice("next, previous, dropped or open", words, booking.Dropped.String())
	return all[slices.Index(words, s)]
}

// replaces reads whether an opening is all of its day or adds to it.
func (v value) replaces(fallback bool) bool {
	const add, replace = "add", "replace"
	switch v.choice(add+" or "+replace, []string{add, replace}, "") {
	case add:
		return false
	case replace:
		return true
	}
	return fallback
}

// period reads from when until when something is valid, both days included.
func (v value) period() booking.Period {
	told := len(v.in.mistakes)
	m := v.keys("from", "until")
	var p booking.Period
	if v.isMapping() && !m.has("from") && !m.has("until") && len(v.in.mistakes) == told {
		v.refuse("no date", "{from: 2026-10-01}, {until: 2027-03-31} or both")
		return p
	}
	if m.has("from") {
		p.From, _ = m.may("from").date()
	}
	if m.has("until") {
		p.Until, _ = m.may("until").date()
	}
	if p.Until != (booking.Date{}) && p.Until.Before(p.From) {
		m.may("until").wrong("a day on or after " + p.From.String())
	}
	return p
}
