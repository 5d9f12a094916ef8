package store

import (
	"time"

	"madoguchi/booking"
)

// Wanted lays decisions, in the order in which they were made, over the opening hours of a
// facility, which are those plans. It returns how many desks are wanted from the first day
// on, before the other. So a page tells of days that the ledger does not have yet, and of
// decisions that have not been made.
func Wanted(plans []booking.DayPlan, decisions []Decision, from, until booking.Date) []booking.Level {
	var open []hours
	for _, p := range plans {
		for _, r := range p.Ranges {
			open = append(open, hours{Level: booking.Level{From: r.From.On(p.Day, booking.JST), Until: r.To.On(p.Day, booking.JST), N: r.Capacity}})
		}
	}
	return levels(open, decisions, from.In(booking.JST), until.In(booking.JST))
}

// About reports whether the decision is about a moment.
func (d Decision) About(at time.Time) bool { return !at.Before(d.From) && at.Before(d.Until) }

// Holding returns which of the decisions, in the order in which they were made, holds at a
// moment at which the opening hours want so many desks. What is closed is closed. Else the
// latest holds, but a number of desks only where there are any. It returns false if none
// does, so that the hours hold.
func Holding(decisions []Decision, at time.Time, desks int) (holds Decision, ok bool) {
	for _, d := range decisions {
		switch {
		case !d.About(at):
		case d.Kind == Closed:
			return d, true
		case d.Kind == Added || desks > 0:
			holds, ok, desks = d, true, d.Desks
		}
	}
	return holds, ok
}
