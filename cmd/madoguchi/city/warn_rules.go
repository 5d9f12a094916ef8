package city

import (
	"cmp"
	"fmt"

	"madoguchi/booking"
)

// A served is the hours of a facility in which visits of a service are booked.
type served struct {
	seen
	service booking.Service
	rules   booking.Rules
	entry   value // of the service; absent where the file names none
}

// bookable calls do with the hours of each facility in which visits are booked, once for each
// service that it has.
func (s *survey) bookable(do func(served)) {
	for _, t := range s.times {
		if t.of.Facility == "" || t.of.WalkIn {
			continue
		}
		for _, of := range s.City.ServicesAt(t.of.Facility) {
			do(served{t, of, s.City.RulesFor(of.ID, t.of.Facility), s.entry(of)})
		}
	}
}

// entry returns where the file has a service.
func (s *survey) entry(of booking.Service) value {
	list := s.root.get("services")
	for i, at := range list.items() {
		if s.City.Services[i].ID == of.ID {
			return at
		}
	}
	return list
}

// ruled returns where the file has a figure of a service at a facility: the service's own, or
// that of the facility, or the city's, or else the service or facility itself.
func (s *survey) ruled(t served, key string) value {
	for _, at := range []value{t.entry.get(key), t.at.get(key), s.root.get("rules").get(key)} {
		if !at.absent() {
			return at
		}
	}
	if !t.entry.absent() {
		return t.entry
	}
	return t.at
}

// each returns how many minutes a visit of one person takes.
func (t served) each() int { return max(t.facility.Minutes, t.service.Minutes) }

// name says of which service something is told, where the file names some.
func (t served) name() string {
	if t.entry.absent() {
		return ""
	}
	return " for " + string(t.service.ID)
}

// longVisits looks for services of which one person's visit takes more time than there ever is
// without a break, or that are there only while the facility is closed.
func (s *survey) longVisits() {
	s.bookable(func(t served) {
		open, _ := t.seen.most(s.today, nil)
		most, at := t.seen.most(s.today, t.service.Hours)
		need := booking.Clock(t.each())
		if t.entry.absent() || open == 0 || need <= most {
			return
		}
		where := t.entry
		for _, key := range []string{"hours", "visit"} {
			if v := t.entry.get(key); !v.absent() {
				where = v
			}
		}
		if most == 0 {
			if v := t.entry.get("hours"); !v.absent() {
				where = v
			}
			s.warn(where, fmt.Sprintf("a service that is never there while %s is open", t.of.Facility), "hours within those of the facility, or facilities without "+t.of.Facility)
			return
		}
		s.warn(where, fmt.Sprintf("a visit of %d minutes at %s, where the longest time that is open for it has %d (%s)", need, t.of.Facility, most, at),
			fmt.Sprintf("visit: %dm or less, or longer hours", most))
	})
}

// idleFacilities looks for facilities at which nothing can be booked.
func (s *survey) idleFacilities() {
	for i, m := range s.root.get("facilities").items() {
		if f := s.City.Facilities[i]; len(s.City.ServicesAt(f.ID)) == 0 {
			s.warn(m, f.ID+", which none of the services is at", "a service at "+f.ID+", or no such facility")
		}
	}
}

// longParties looks for parties that take one slot after the other, and more time than
// there ever is without a break.
func (s *survey) longParties() {
	s.bookable(func(t served) {
		most, at := t.seen.most(s.today, t.service.Hours)
		each := booking.Clock(t.each())
		need := booking.Clock(t.rules.MaxParty) * each
		if t.rules.SameSlot || need <= most || most < each {
			return
		}
		s.warn(s.ruled(t, "max_party"), fmt.Sprintf("%d people at %s%s, who take %d minutes: the longest opening has %d (%s)", t.rules.MaxParty, t.of.Facility, t.name(), need, most, at),
			fmt.Sprintf("max_party: %d, or party: same-slot", most/each))
	})
}

// most returns the minutes of the longest opening without a break, from where a slot begins, in
// the year ahead, within the hours of a service if it has some, and on which day it is.
func (t seen) most(today booking.Date, within *booking.Hours) (longest booking.Clock, day booking.Date) {
	for n := range booking.Ahead {
		on := today.AddDays(n)
		ranges := t.hours.On(on)
		stretches := unbroken(ranges)
		if within != nil {
			stretches = common(stretches, unbroken(within.On(on)))
		}
		for _, r := range ranges {
			for _, start := range booking.Starts(r, t.facility.Minutes) {
				for _, s := range stretches {
					if s.From <= start && s.To-start > longest {
						longest, day = s.To-start, on
					}
				}
			}
		}
	}
	return longest, day
}

// unbroken joins the ranges of a day that follow each other without a break.
func unbroken(ranges []booking.Range) (joined []booking.Range) {
	for _, r := range ranges {
		if n := len(joined) - 1; n >= 0 && joined[n].To == r.From {
			joined[n].To = r.To
			continue
		}
		joined = append(joined, booking.Range{From: r.From, To: r.To})
	}
	return joined
}

// common returns the times that lie in ranges of both kinds.
func common(a, b []booking.Range) (both []booking.Range) {
	for _, x := range a {
		for _, y := range b {
			if from, to := max(x.From, y.From), min(x.To, y.To); from < to {
				both = append(both, booking.Range{From: from, To: to})
			}
		}
	}
	return both
}

// wideParties looks for parties that take one slot together, and more seats than any slot
// has.
func (s *survey) wideParties() {
	s.bookable(func(t served) {
		seats, r := t.desks(s.today), t.rules
		if r.SameSlot && r.MaxParty > seats && seats > 0 {
			s.warn(s.ruled(t, "max_party"), fmt.Sprintf("%d people at %s%s, whose slots have %d seats", r.MaxParty, t.of.Facility, t.name(), seats),
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
	s.bookable(func(t served) {
		r := t.rules
		if desks := t.desks(s.today); r.Reserve.Desks >= desks && desks > 0 {
			s.warn(s.ruled(t, "reserve"), fmt.Sprintf("%d desks kept for staff at %s, which has %d", r.Reserve.Desks, t.of.Facility, desks),
				"fewer, so that callers have some")
		}
	})
}
