package city

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

const day = 24 * time.Hour

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
		Strangers: 50,
		Limits:    booking.Tally{Calls: 50, Bookings: 10, Changes: 10, Cancels: 10},
	},
}

// The keys of figures. The city has them in its rules, and a facility may have its
// own.
var (
	slotKeys = []string{"slot", "capacity"}
	ruleKeys = []string{"horizon", "opens_at", "book_until", "change_until", "cancel_until", "late_grace", "max_party", "most", "reserve", "party", "strangers"}
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
	r.Horizon, r.HorizonIn = m.may("horizon").horizon(r.Horizon, r.HorizonIn)
	if at, ok := m.may("opens_at").clock(false); ok {
		r.OpensAt = at
	}
	ahead := reachOf(*r)
	r.BookUntil = m.cutOff("book_until", ahead, r.BookUntil)
	r.ChangeUntil = m.cutOff("change_until", ahead, r.ChangeUntil)
	r.CancelUntil = m.cutOff("cancel_until", ahead, r.CancelUntil)
	m.bookable(*r, ahead)
	r.Most = m.may("most").most(r.Most)
	r.Reserve = m.reserve(ahead, r.Reserve)
	r.Grace = m.may("late_grace").span("m", 0, 120*time.Minute, r.Grace)
	r.MaxParty = m.may("max_party").count(1, 9, r.MaxParty)
	r.Strangers = m.may("strangers").count(0, 100, r.Strangers)
	r.SameSlot = m.may("party").sameSlot(r.SameSlot)
	return f
}

// capacity reads how many seats there are at a time. A wrong number counts as the
// most, so that too few seats are not reported as well.
func (v value) capacity(fallback int) int {
	if v.absent() {
		return fallback
	}
	return v.count(1, mostSeats, mostSeats)
}

// mostSeats is the most seats that there can be at a time.
const mostSeats = 100

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

// mostVisits is the most visits of a day that can be set as a limit: more is a slip.
const mostVisits = 1000

// most reads 20, which is of the day, or {day: 20, morning: 12, afternoon: 12}. A facility's
// own takes the place of all that the city says.
func (v value) most(fallback booking.Most) booking.Most {
	switch {
	case v.absent():
		return fallback
	case !v.isMapping():
		return booking.Most{Day: v.count(0, mostVisits, 0)}
	}
	m := v.keys("day", "morning", "afternoon")
	limits := booking.Most{Day: m.may("day").count(0, mostVisits, 0)}
	half := func(key string) int {
		n := m.may(key).count(0, mostVisits, 0)
		if limits.Day > 0 && n > limits.Day {
			m.may(key).wrong(fmt.Sprintf("at most those of the day, which are %d", limits.Day))
		}
		return n
	}
	limits.Morning, limits.Afternoon = half("morning"), half("afternoon")
	return limits
}

// reserve reads {desks: 1, until: {days_before: 1, at: "12:00"}}. It takes the place of all
// that the city says; no desks need no moment.
func (m keyed) reserve(ahead reach, fallback booking.Reserve) booking.Reserve {
	if !m.has("reserve") {
		m.roomFor("reserve.until", ahead, fallback.Until)
		return fallback
	}
	r := m.may("reserve").keys("desks", "until")
	desks := r.must("desks").count(0, mostSeats, 0)
	until := r.may("until")
	if desks > 0 {
		until = r.must("until")
	}
	return booking.Reserve{Desks: desks, Until: until.cutOff(ahead, booking.CutOff{})}
}
