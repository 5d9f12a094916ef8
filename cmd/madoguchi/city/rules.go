package city

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

const (
	day = 24 * time.Hour

	mostAhead = 180 * day // the longest horizon, and so the earliest cut-off
)

// figures are the slots and rules of a facility. A facility that does not say
// otherwise has the city's.
type figures struct {
	slot     time.Duration
	capacity int
	rules    booking.Rules
}

// defaultFigures stand where city.yaml has none; docs/rules.md, "Figures".
var defaultFigures = figures{
	slot:     30 * time.Minute,
	capacity: 2,
	rules: booking.Rules{
		Horizon:   45,
		Hold:      10 * time.Minute,
		UndoFor:   10 * time.Minute,
		BookUntil: booking.CutOff{ByDay: true, Days: 1, At: 17 * 60},
		Grace:     10 * time.Minute,
		MaxParty:  5,
		Limits:    booking.Tally{Calls: 50, Bookings: 10, Changes: 10, Cancels: 10},
	},
}

// The keys of figures. The city has them in its rules, and a facility may have its
// own.
var (
	slotKeys = []string{"slot", "capacity"}
	ruleKeys = []string{"horizon", "opens_at", "book_until", "change_until", "cancel_until", "late_grace", "max_party", "party"}
)

// rules reads the city's figures.
func (v value) rules() figures {
	m := v.keys(slices.Concat(slotKeys, ruleKeys, []string{"hold", "undo", "limits"})...)
	f := m.figures(defaultFigures)
	f.rules.Hold = m.may("hold").span("m", time.Minute, 30*time.Minute, f.rules.Hold)
	f.rules.UndoFor = m.may("undo").span("m", 0, 30*time.Minute, f.rules.UndoFor)
	f.rules.Limits = m.may("limits").limits(f.rules.Limits)
	return f
}

// figures returns f, changed by what the mapping says.
func (m keyed) figures(f figures) figures {
	r := &f.rules
	f.slot = m.may("slot").span("mh", 5*time.Minute, 240*time.Minute, f.slot)
	f.capacity = m.may("capacity").capacity(f.capacity)
	if m.has("horizon") { // a wrong horizon counts as the longest, so that no cut-off is reported as well
		r.Horizon = int(m.may("horizon").span("d", day, mostAhead, mostAhead) / day)
	}
	if at, ok := m.may("opens_at").clock(false); ok {
		r.OpensAt = at
	}
	r.BookUntil = m.cutOff("book_until", r.Horizon, r.BookUntil)
	r.ChangeUntil = m.cutOff("change_until", r.Horizon, r.ChangeUntil)
	r.CancelUntil = m.cutOff("cancel_until", r.Horizon, r.CancelUntil)
	m.bookable(*r)
	r.Grace = m.may("late_grace").span("m", 0, 120*time.Minute, r.Grace)
	r.MaxParty = m.may("max_party").count(1, 9, r.MaxParty)
	r.SameSlot = m.may("party").sameSlot(r.SameSlot)
	return f
}

// capacity reads how many seats there are at a time. A wrong number counts as the
// most, so that too few seats are not reported as well.
func (v value) capacity(fallback int) int {
	const most = 100
	if v.absent() {
		return fallback
	}
	return v.count(1, most, most)
}

func (v value) sameSlot(fallback bool) bool {
	const consecutive, same = "consecutive", "same-slot"
	switch v.choice(consecutive+" or "+same, []string{consecutive, same}, "") {
	case consecutive:
		return false
	case same:
		return true
	}
	return fallback
}

// limits reads how often a number may do something in a day.
func (v value) limits(t booking.Tally) booking.Tally {
	const most = 1000
	m := v.keys("calls", "bookings", "changes", "cancels")
	return booking.Tally{
		Calls:    m.may("calls").count(0, most, t.Calls),
		Bookings: m.may("bookings").count(0, most, t.Bookings),
		Changes:  m.may("changes").count(0, most, t.Changes),
		Cancels:  m.may("cancels").count(0, most, t.Cancels),
	}
}

// cutOff reads a last moment. It refuses one beyond the horizon, which would let
// nobody do anything. A facility's own horizon must have room for the city's too.
func (m keyed) cutOff(key string, horizon int, fallback booking.CutOff) booking.CutOff {
	if m.has(key) {
		return m.may(key).cutOff(horizon, fallback)
	}
	if ahead := daysAhead(fallback); ahead > horizon {
		m.may("horizon").wrong(fmt.Sprintf("at least %dd as in rules.%s, or a %[2]s of its own", ahead, key))
	}
	return fallback
}

// daysAhead returns the shortest horizon that has room for the cut-off.
func daysAhead(c booking.CutOff) int { return max(c.Days, int((c.Before+day-1)/day)) }

// cutOff reads {days_before: 1, at: "17:00"}, {before: 3h} or start.
func (v value) cutOff(horizon int, fallback booking.CutOff) booking.CutOff {
	if !v.isMapping() {
		const expected = `{days_before: 1, at: "17:00"}, {before: 3h} or start`
		if v.choice(expected, []string{"start"}, "") == "start" {
			return booking.CutOff{}
		}
		return fallback
	}
	m := v.keys("days_before", "at", "before")
	var c booking.CutOff
	var ahead value
	switch {
	case m.has("before"):
		if m.has("days_before") || m.has("at") {
			v.refuse(`"before" beside "days_before" or "at"`, `either {days_before: 1, at: "17:00"} or {before: 3h}`)
		}
		ahead = m.may("before")
		c.Before = ahead.span("mhd", time.Minute, mostAhead, time.Minute)
	case len(m.values) > 0:
		ahead = m.must("days_before")
		c.ByDay, c.Days = true, ahead.count(0, int(mostAhead/day), 0)
		at, ok := m.must("at").clock(false)
		if !ok {
			return fallback
		}
		c.At = at
	default:
		return fallback
	}
	if daysAhead(c) > horizon {
		ahead.wrong(fmt.Sprintf("at most the horizon, which is %dd", horizon))
		return fallback
	}
	return c
}

// bookable refuses rules by which the last day of the horizon opens only when it
// is too late to book it: no day could ever be booked.
func (m keyed) bookable(r booking.Rules) {
	closes := r.BookUntil
	if !closes.ByDay || closes.Days != r.Horizon || closes.At > r.OpensAt {
		return
	}
	for _, key := range []string{"opens_at", "book_until", "horizon"} {
		if m.has(key) {
			m.may(key).refuse(fmt.Sprintf("days that can be booked from %s until %s, both %dd ahead", r.OpensAt, closes.At, closes.Days),
				"opens_at to be before book_until")
			return
		}
	}
}
