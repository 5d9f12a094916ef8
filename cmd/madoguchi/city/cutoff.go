package city

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/booking"
)

// mostBefore is the earliest last moment.
const mostBefore = 180 * day

// cutOffs is what a last moment looks like.
const cutOffs = `{days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`

// cutOff reads a last moment. It refuses one beyond the horizon, which would let
// nobody do anything. A facility's own horizon must have room for the city's too.
func (m keyed) cutOff(key string, ahead reach, fallback booking.CutOff) booking.CutOff {
	if m.has(key) {
		return m.may(key).cutOff(ahead, fallback)
	}
	m.roomFor(key, ahead, fallback)
	return fallback
}

// roomFor refuses a facility's horizon that has no room for a last moment of the city's.
func (m keyed) roomFor(key string, ahead reach, c booking.CutOff) {
	if least := daysAhead(c); least > ahead.days {
		own, _, _ := strings.Cut(key, ".")
		m.may("horizon").wrong(fmt.Sprintf("at least %dd as in rules.%s, or a %s of its own", least, key, own))
	}
}

// daysAhead returns the shortest horizon that may have room for the cut-off. With closed
// days between it needs a longer one.
func daysAhead(c booking.CutOff) int { return max(c.Days, int((c.Before+day-1)/day)) }

// cutOff reads {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"},
// {before: 3h} or start.
func (v value) cutOff(ahead reach, fallback booking.CutOff) booking.CutOff {
	if !v.isMapping() {
		if v.choice(cutOffs, []string{"start"}, "") == "start" {
			return booking.CutOff{}
		}
		return fallback
	}
	m := v.keys("days_before", "open_days_before", "at", "before")
	c, from, ok := m.moment()
	if !ok {
		return fallback
	}
	if daysAhead(c) > ahead.days {
		from.wrong("at most the horizon, which is " + ahead.text)
		return fallback
	}
	return c
}

// moment reads a last moment, and returns what says how long before a visit it is. It
// reports whether it could be read.
func (m keyed) moment() (c booking.CutOff, from value, ok bool) {
	const before, days, openDays = "before", "days_before", "open_days_before"
	switch {
	case len(m.values) == 0:
		return c, from, false
	case m.has(before):
		if m.has(days) || m.has(openDays) || m.has("at") {
			m.refuse(`"before" beside "days_before", "open_days_before" or "at"`, "one of "+cutOffs)
		}
		c.Before = m.may(before).span("mhd", time.Minute, mostBefore, time.Minute)
		return c, m.may(before), true
	case m.has(days) && m.has(openDays):
		m.refuse(`"days_before" beside "open_days_before"`, "one of "+cutOffs)
		return c, from, false
	}
	from = m.must(days)
	if m.has(openDays) || m.meant[openDays] {
		from, c.OpenDays = m.must(openDays), true
	}
	c.ByDay, c.Days = true, from.count(0, int(mostBefore/day), 0)
	c.At, ok = m.must("at").clock(false)
	return c, from, ok
}

// inTime refuses a facility of which no open day can ever be booked, because its
// book_until in open days is always further ahead than the horizon. It tries the days
// of two years.
func (m keyed) inTime(f booking.Facility, r booking.Rules) {
	ahead := reachOf(r)
	if closes := r.BookUntil; !closes.OpenDays || closes.Days > ahead.days || opensTooLate(r, ahead) {
		return // told already, if it is wrong
	}
	one := booking.City{Facilities: []booking.Facility{f}, Rules: r}
	r = one.RulesOf(f.ID)
	opens := false
	for today := (booking.Date{Year: 2026, Month: time.January, Day: 1}); today.Year < 2028; today = today.AddDays(1) {
		from, until := r.Window(r.OpensAt.On(today, booking.JST))
		for visit := booking.DateOf(from); visit.In(booking.JST).Before(until); visit = visit.AddDays(1) {
			if len(f.Hours.On(visit)) > 0 {
				return
			}
		}
		opens = opens || len(f.Hours.On(today)) > 0
	}
	if !opens {
		return // its years are others
	}
	at := m.value
	for _, key := range []string{"horizon", "book_until"} {
		if m.has(key) {
			at = m.may(key)
		}
	}
	at.refuse(fmt.Sprintf("%d open days before a visit, which are always more than %s", r.BookUntil.Days, ahead.text), "a later book_until or a longer horizon")
}

// bookable refuses rules by which no day could ever be booked.
func (m keyed) bookable(r booking.Rules, ahead reach) {
	if !opensTooLate(r, ahead) {
		return
	}
	for _, key := range []string{"opens_at", "book_until", "horizon"} {
		if m.has(key) {
			m.may(key).refuse(fmt.Sprintf("days that can be booked from %s until %s, both %dd ahead", r.OpensAt, r.BookUntil.At, r.BookUntil.Days),
				"opens_at to be before book_until")
			return
		}
	}
}

// opensTooLate reports whether the last day of the horizon, at its furthest, opens only
// when it is too late to book it.
func opensTooLate(r booking.Rules, ahead reach) bool {
	closes := r.BookUntil
	return closes.ByDay && closes.Days == ahead.days && closes.At <= r.OpensAt
}
