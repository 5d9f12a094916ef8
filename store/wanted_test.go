package store

import (
	"slices"
	"time"

	"madoguchi/booking"
)

// calendarOf is what file and staff want of a model's facilities, by plain arithmetic.
type calendarOf struct {
	plans     []booking.DayPlan // of all days, also of those that are past
	decisions []Decision        // in the order in which they were made
}

// wanted returns how many desks are wanted at a minute.
func (c calendarOf) wanted(facility string, at time.Time) (n int) {
	for _, p := range c.plans {
		if p.Facility != facility || p.Day != booking.DateOf(at) {
			continue
		}
		for _, r := range p.Ranges {
			if clock := booking.ClockOf(at); r.From <= clock && clock < r.To {
				n = r.Capacity
			}
		}
	}
	closed := false
	for _, d := range c.decisions {
		if d.Facility != facility || at.Before(d.From) || !at.Before(d.Until) {
			continue
		}
		switch {
		case d.Kind == Closed:
			closed = true
		case d.Kind == Added, n > 0:
			n = d.Desks
		}
	}
	if closed {
		return 0
	}
	return n
}

// grid returns the ends of the slots by their starts, of those that start at or after from
// and before until.
func (c calendarOf) grid(facility string, from, until time.Time) map[time.Time]time.Time {
	slots := map[time.Time]time.Time{}
	lay := func(begin, end time.Time, every time.Duration) {
		for at := begin; !at.Add(every).After(end); at = at.Add(every) {
			if _, there := slots[at]; !there && !at.Before(from) && at.Before(until) {
				slots[at] = at.Add(every)
			}
		}
	}
	for _, p := range c.plans {
		if p.Facility != facility {
			continue
		}
		for _, r := range p.Ranges {
			lay(r.From.On(p.Day, booking.JST), r.To.On(p.Day, booking.JST), time.Duration(p.Minutes)*time.Minute)
		}
	}
	for _, d := range c.decisions {
		if d.Kind == Added && d.Facility == facility {
			lay(d.From, d.Until, d.Every)
		}
	}
	return slots
}

// materialise makes the days from a day on those plans.
func (c *calendarOf) materialise(today booking.Date, plans []booking.DayPlan) {
	next := slices.DeleteFunc(slices.Clone(c.plans), func(p booking.DayPlan) bool { return !p.Day.Before(today) })
	c.plans = append(next, plans...)
}

func (c *calendarOf) decide(d Decision) { c.decisions = append(slices.Clone(c.decisions), d) }

func (c *calendarOf) retract(i int) {
	c.decisions = slices.Delete(slices.Clone(c.decisions), i, i+1)
}

// reopen takes back what is closed from a moment until another.
func (c *calendarOf) reopen(facility string, from, until time.Time) {
	var rest, pieces []Decision
	for _, d := range c.decisions {
		if d.Kind != Closed || d.Facility != facility || !d.From.Before(until) || !from.Before(d.Until) {
			rest = append(rest, d)
			continue
		}
		before, after := d, d
		before.Until, after.From = from, until
		for _, p := range []Decision{before, after} {
			if p.From.Before(p.Until) {
				pieces = append(pieces, p)
			}
		}
	}
	c.decisions = append(rest, pieces...)
}
