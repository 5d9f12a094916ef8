package city

import (
	"fmt"
	"strconv"

	"madoguchi/booking"
)

// The most rows that a list of hours may have: more is a slip, and comparing
// each with each must stay quick.
const (
	mostOpenings = 50
	mostRanges   = 20
	mostDays     = 400
)

// placed is a range, the days it is on, and where the file says so.
type placed struct {
	booking.Range
	days booking.Weekdays // 0 if the range is on one day
	day  booking.Date
	at   value
}

// timetable has the ranges of one list, none of which may overlap another.
type timetable []placed

// add adds p, or notes a mistake if p overlaps a range that is there already.
func (t *timetable) add(p placed) {
	for _, q := range *t {
		sameDay := p.days&q.days != 0 || p.days == 0 && q.days == 0 && p.day == q.day
		switch {
		case !sameDay || p.From >= q.To || q.From >= p.To:
			continue
		case p.From == q.From && p.To == q.To:
			p.at.refuse(p.String(), fmt.Sprintf("it once: %s has it already (line %d)", q.at.path, q.at.line))
		default:
			p.at.refuse(p.String(), fmt.Sprintf("no overlap with %s, which is %s (line %d)", q.at.path, q.Range, q.at.line))
		}
		return // the next rows would only repeat it
	}
	*t = append(*t, p)
}

// weekly reads a weekly pattern with a least number of rows. minutes is the length
// of a facility's slots; it is 0 for the call centre and for visits without a
// booking, which have no slots. A row has its ranges in a list, or one from and to
// of its own.
func (v value) weekly(least, minutes int) []booking.Opening {
	var openings []booking.Opening
	var table timetable
	for _, row := range v.list(least, mostOpenings, "a list of opening hours such as {days: 月-金, from: \"09:00\", to: \"16:00\"}") {
		keys := []string{"days", "ranges", "from", "to"}
		if minutes > 0 {
			keys = append(keys, "capacity")
		}
		m := row.keys(keys...)
		days, okDays := m.must("days").weekdays()
		o := booking.Opening{Days: booking.Days{Weekdays: days}}
		take := func(m keyed) {
			if r, ok := m.timeRange(minutes); ok && okDays {
				table.add(placed{Range: r, days: days, at: m.value})
				o.Ranges = append(o.Ranges, r)
			}
		}
		if m.has("ranges") {
			for _, key := range []string{"from", "to", "capacity"} {
				if m.has(key) {
					m.may(key).refuse(strconv.Quote(key)+` beside "ranges"`, "either ranges or one from and to")
				}
			}
			for _, item := range m.may("ranges").list(1, mostRanges, "a list of ranges such as {from: \"09:00\", to: \"16:00\"}") {
				keys := []string{"from", "to"}
				if minutes > 0 {
					keys = append(keys, "capacity")
				}
				take(item.keys(keys...))
			}
		} else {
			take(m)
		}
		openings = append(openings, o)
	}
	return openings
}

// timeRange reads the keys from, to and capacity.
func (m keyed) timeRange(minutes int) (booking.Range, bool) {
	from, okFrom := m.must("from").clock(false)
	to, okTo := m.must("to").clock(true)
	r := booking.Range{From: from, To: to, Capacity: m.may("capacity").capacity(0)}
	switch {
	case !okFrom || !okTo:
		return r, false
	case from >= to:
		m.may("to").wrong(fmt.Sprintf("a time of day after %s", from))
		return r, false
	case to-from < booking.Clock(minutes):
		m.refuse(r.String(), fmt.Sprintf("room for at least one slot of %d minutes", minutes))
		return r, false
	}
	return r, true
}

// specials reads the published list of days on which a facility opens besides
// its weekly pattern. Days that have passed may stay in it.
func (v value) specials(minutes int) []booking.Special {
	var specials []booking.Special
	var table timetable
	for _, row := range v.list(0, mostDays, "a list of special openings such as {date: 2026-12-13, from: \"09:00\", to: \"12:00\"}") {
		m := row.keys("date", "from", "to", "capacity")
		day, okDay := m.must("date").date()
		r, ok := m.timeRange(minutes)
		if !okDay || !ok {
			continue
		}
		table.add(placed{Range: r, day: day, at: m.value})
		specials = append(specials, booking.Special{Day: day, Ranges: []booking.Range{r}})
	}
	return specials
}

// closures reads closed days: {date: 2026-12-28}, or {from: …, to: …} with both
// days included.
func (v value) closures() []booking.Closure {
	var closures []booking.Closure
	lines := map[booking.Closure]int{}
	for _, row := range v.list(0, mostDays, "a list of closed days such as {date: 2026-12-28}") {
		m := row.keys("date", "from", "to")
		c, ok := m.closure()
		if !ok {
			continue
		}
		if first, again := lines[c]; again {
			m.refuse(c.From.String()+" to "+c.To.String(), fmt.Sprintf("it once: line %d has it already", first))
			continue
		}
		lines[c] = row.line
		closures = append(closures, c)
	}
	return closures
}

func (m keyed) closure() (booking.Closure, bool) {
	if m.has("date") {
		if m.has("from") || m.has("to") {
			m.refuse(`"date" beside "from" or "to"`, "either {date: 2026-12-28} or {from: 2026-12-28, to: 2027-01-04}")
			return booking.Closure{}, false
		}
		date, ok := m.may("date").date()
		return booking.Closure{From: date, To: date}, ok
	}
	if !m.has("from") && !m.has("to") {
		if m.isMapping() && len(m.meant) == 0 {
			m.refuse("no date", "either {date: 2026-12-28} or {from: 2026-12-28, to: 2027-01-04}")
		}
		return booking.Closure{}, false
	}
	from, okFrom := m.must("from").date()
	to, okTo := m.must("to").date()
	if !okFrom || !okTo {
		return booking.Closure{}, false
	}
	if to.Before(from) {
		m.may("to").wrong("a day on or after " + from.String())
		return booking.Closure{}, false
	}
	return booking.Closure{From: from, To: to}, true
}
