package city

import (
	"cmp"
	"fmt"

	"madoguchi/booking"
)

// bookable calls do with the hours of each facility in which visits are booked.
func (s *survey) bookable(do func(t seen, r booking.Rules)) {
	for _, t := range s.times {
		if t.of.Facility != "" && !t.of.WalkIn {
			do(t, s.City.RulesOf(t.of.Facility))
		}
	}
}

// ruled returns where the file has a figure of a facility: its own, or the city's, or else
// the facility itself.
func (s *survey) ruled(t seen, key string) value {
	for _, at := range []value{t.at.get(key), s.root.get("rules").get(key)} {
		if !at.absent() {
			return at
		}
	}
	return t.at
}

// longParties looks for parties that take one slot after the other, and more time than
// there ever is without a break.
func (s *survey) longParties() {
	s.bookable(func(t seen, r booking.Rules) {
		most, at := t.most(s.today)
		need := booking.Clock(r.MaxParty * t.facility.Minutes)
		if r.SameSlot || need <= most || most == 0 {
			return
		}
		s.warn(s.ruled(t, "max_party"), fmt.Sprintf("%d people at %s, who take %d minutes: the longest opening has %d (%s)", r.MaxParty, t.of.Facility, need, most, at),
			fmt.Sprintf("max_party: %d, or party: same-slot", max(1, int(most)/t.facility.Minutes)))
	})
}

// most returns the minutes of the longest opening without a break in the year ahead, and on
// which day it is.
func (t seen) most(today booking.Date) (longest booking.Clock, day booking.Date) {
	for n := range booking.Ahead {
		var from, to booking.Clock
		for _, r := range t.hours.On(today.AddDays(n)) {
			if r.From != to {
				from = r.From
			}
			if to = r.To; to-from > longest {
				longest, day = to-from, today.AddDays(n)
			}
		}
	}
	return longest, day
}

// wideParties looks for parties that take one slot together, and more seats than any slot
// has.
func (s *survey) wideParties() {
	s.bookable(func(t seen, r booking.Rules) {
		seats := t.desks(s.today)
		if r.SameSlot && r.MaxParty > seats && seats > 0 {
			s.warn(s.ruled(t, "max_party"), fmt.Sprintf("%d people at %s, whose slots have %d seats", r.MaxParty, t.of.Facility, seats),
				fmt.Sprintf("max_party: %d, or a capacity of %d", seats, r.MaxParty))
		}
	})
}

// desks returns the most desks that a facility has at a time in the year ahead.
func (t seen) desks(today booking.Date) (most int) {
	for n := range booking.Ahead {
		for _, r := range t.hours.On(today.AddDays(n)) {
			most = max(most, cmp.Or(r.Capacity, t.facility.Capacity))
		}
	}
	return most
}

func (s *survey) reservedDesks() {
	s.bookable(func(t seen, r booking.Rules) {
		if desks := t.desks(s.today); r.Reserve.Desks >= desks && desks > 0 {
			s.warn(s.ruled(t, "reserve"), fmt.Sprintf("%d desks kept for staff at %s, which has %d", r.Reserve.Desks, t.of.Facility, desks),
				"fewer, so that callers have some")
		}
	})
}
