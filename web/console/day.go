package console

import (
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A calendarDay is the page of a day: what is there and why, and how to change it.
type calendarDay struct {
	Facility string
	Day      booking.Date
	Title    string
	Places   []booking.Facility
	Back     string
	Before   string
	After    string
	Here     string
	Past     bool
	Closed   string // why the opening hours close the day, where they do
	Spans    []span
	Rules    []placeRules
	Counters []counterDay
	OffGrid  bool // some bookings stand in times that are no slot
	Decided  []decided
	MayClose bool
}

// A counterDay is what one facility has on the day.
type counterDay struct {
	Place string
	Slots []daySlot
}

// placeRules is what each row of the opening hours says of the day.
type placeRules struct {
	Place string
	Rules []string
}

// A daySlot is a time of a day that can be booked, or in which somebody is booked.
type daySlot struct {
	booking.Slot
	Heat int
	Off  bool // it is the time of a booking, and no slot
	Over bool // more is promised than desks are wanted
	Bare bool // somebody is booked where no desk is wanted
}

func (r *request) calendarDay() (answer, error) {
	facility, err := r.facility("facility")
	if err != nil {
		return nil, err
	}
	day, err := r.dayOrToday("day")
	if err != nil {
		return nil, err
	}
	at := func(d booking.Date) string { return with("/calendar/day", "facility", facility, "day", d.String()) }
	p := calendarDay{
		Facility: facility, Day: day, Title: r.dated(day), Places: r.City.Facilities, Past: day.Before(dayOf(r.Now())), MayClose: may(r.who.Role, counting),
		Back: calendarAddress(facility, day, false), Before: at(day.AddDays(-1)), After: at(day.AddDays(1)), Here: at(day),
	}
	p.Closed = whyShut(r.facilities(facility)[0].Hours, day)
	from, until := day.In(booking.JST), day.AddDays(1).In(booking.JST)
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		slots, err := tx.Slots(store.SlotFilter{Facility: facility, From: from, Until: until})
		if err != nil {
			return err
		}
		for _, f := range r.facilities(facility) {
			t, err := tx.Timeline(f.ID, from, until)
			if err != nil {
				return err
			}
			decisions, err := tx.Decisions(f.ID, from, until)
			if err != nil {
				return err
			}
			spans := spansOf(f, day, decisions)
			for _, s := range telling(spans) {
				p.Spans = append(p.Spans, r.explained(f, day, s, decisions))
			}
			if rules := rulesOf(f, day); len(rules) > 0 {
				p.Rules = append(p.Rules, placeRules{f.Name, rules})
			}
			for _, d := range decisions {
				p.Decided = append(p.Decided, r.decidedOn(d, spans))
			}
			there := r.daySlots(f, slots, t)
			slices.SortStableFunc(there, func(a, b daySlot) int { return a.Start.Compare(b.Start) })
			p.OffGrid = p.OffGrid || slices.ContainsFunc(there, func(s daySlot) bool { return s.Off })
			p.Counters = append(p.Counters, counterDay{f.Name, there})
		}
		return nil
	})
	if r.Live {
		return web.View{Name: "day", Part: "daynow", Data: p}, err
	}
	return web.View{Name: "day", Data: p}, err
}

// facilities returns the facility with the id, or all of them if it is "".
func (c *Console) facilities(id string) []booking.Facility {
	if f, ok := c.City.Facility(id); ok {
		return []booking.Facility{f}
	}
	return c.City.Facilities
}

// decidedOn says of a decision when on the day it holds.
func (r *request) decidedOn(d store.Decision, spans []span) decided {
	s := r.decided(d)
	if !d.Until.After(r.Now()) {
		s.Undo = "" // it is over
	}
	for _, at := range spans {
		switch last := len(s.Holds) - 1; {
		case at.decision != d.ID:
		case last >= 0 && s.Holds[last].To == at.From:
			s.Holds[last].To = at.To
		default:
			s.Holds = append(s.Holds, booking.Range{From: at.From, To: at.To})
		}
	}
	return s
}

// daySlots returns the slots of one facility, and between them the times of those who are
// booked, or being booked, in what is no slot: they belong to the day like the others.
func (r *request) daySlots(f booking.Facility, slots []booking.Slot, t booking.Timeline) (rows []daySlot) {
	add := func(s booking.Slot, off bool) {
		rows = append(rows, daySlot{
			Slot: s, Heat: heat(s.Free, s.Wanted), Off: off, Over: t.Over(s.Start, s.End), Bare: bare(t, s.Start, s.End),
		})
	}
	begins, ends := map[int64]bool{}, map[int64]bool{}
	for _, s := range slots {
		if s.Facility == f.ID {
			begins[s.Start.Unix()], ends[s.End.Unix()] = true, true
			add(s, false)
		}
	}
	for i, c := range t.Claimed {
		if begins[c.From.Unix()] && ends[c.Until.Unix()] {
			continue
		}
		first := slices.IndexFunc(t.Claimed, func(o booking.Level) bool { return o.From.Equal(c.From) && o.Until.Equal(c.Until) })
		if first < i {
			continue // its row is there
		}
		wanted, claimed, _ := t.Worst(c.From, c.Until)
		add(booking.Slot{Facility: f.ID, Start: c.From, End: c.Until, Wanted: wanted, Claimed: claimed}, true)
	}
	return rows
}

// bare reports whether anything is claimed from a moment until another at an instant at
// which no desk is wanted.
func bare(t booking.Timeline, from, until time.Time) bool {
	for _, gap := range t.Gaps(from, until) {
		if _, claimed, _ := t.Worst(gap.From, gap.Until); claimed > 0 {
			return true
		}
	}
	return false
}

// Clocks returns from when until when the row is.
func (s daySlot) Clocks() string { return words.Clock(s.Start) + "-" + words.Clock(s.End) }
