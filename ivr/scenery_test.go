package ivr_test

import (
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
)

// crowd takes every seat of some slots, except one of each slot that is in left.
func (s *scene) crowd(taken func(booking.Slot) bool, left []time.Time) {
	s.t.Helper()
	s.crowdSlots(func(slot booking.Slot) int {
		switch {
		case !taken(slot):
			return slot.Free
		case slices.ContainsFunc(left, slot.Start.Equal):
			return 1
		}
		return 0
	})
}

// crowdHalf takes one seat of every slot in a half of the day.
func (s *scene) crowdHalf(half booking.Half) {
	s.t.Helper()
	s.crowdSlots(func(slot booking.Slot) int {
		if booking.HalfOf(slot.Start) == half {
			return slot.Free - 1
		}
		return slot.Free
	})
}

// crowdSlots takes seats until as many remain as keep says.
func (s *scene) crowdSlots(keep func(booking.Slot) int) {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		free, err := tx.Slots(store.SlotFilter{FreeOnly: true})
		if err != nil {
			return err
		}
		for _, slot := range free {
			_, until := s.config.City.RulesFor("", slot.Facility).Window(s.now)
			taken := slot.Free - keep(slot)
			if taken <= 0 || !slot.Start.Before(until) {
				continue
			}
			s.crowded++
			_, err = tx.Insert(booking.Booking{
				Phone: crowd, Member: s.crowded, Party: taken, Procedure: booking.Renewal,
				Facility: slot.Facility, Start: slot.Start, End: slot.End, State: booking.Active, Made: s.now,
			}, taken)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// cities are the ways to change the sample city before the first call.
var cities = map[string]func(c *city.Config){
	"reminds": func(c *city.Config) {
		c.City.Outreach = booking.Outreach{Remind: []int{1}, Hours: booking.Hours{Weekly: []booking.Opening{
			{Days: workdays, Ranges: []booking.Range{{From: 9 * 60, To: 17 * 60}}},
		}}}
	},
	"services":         withServices("certificate", "application", "pick-up"),
	"pick-up-too":      withServices("certificate", "pick-up"),
	"applications-too": withServices("certificate", "application"),
	"cards-only":       withServices("application", "pick-up"),
	"one-of-each":      func(c *city.Config) { c.City.PerService = true },
	"own-services": func(c *city.Config) { // the certificate at two places, the pick-up at two others
		withServices("certificate", "application", "pick-up")(c)
		c.City.Services[0].Facilities = []string{"koseki", "sakashita"}
		c.City.Services[2].Facilities = []string{"ajiyoshi", "tobu"}
	},
	"one-key": func(c *city.Config) { c.OneKeyCancel = true },
	"own-rules": func(c *city.Config) { // of ajiyoshi
		rules := c.City.Rules
		rules.Horizon, rules.BookUntil, rules.SameSlot = 7, booking.CutOff{}, true
		for i, f := range c.City.Facilities {
			if f.ID == "ajiyoshi" {
				c.City.Facilities[i].Rules = &rules
			}
		}
	},
	"centre-lines": func(c *city.Config) { c.City.Centre.Lines = []booking.Phone{"+81568112222"} },
	"forwarded": func(c *city.Config) {
		c.City.Centre.Forwarded = booking.Forwarded{Believe: []booking.Phone{"+81568112222"}, Header: "X-Caller"}
	},
	"no-grace":     func(c *city.Config) { c.City.Rules.Grace = 0 },
	"no-undo":      func(c *city.Config) { c.City.Rules.UndoFor = 0 },
	"same-slot":    func(c *city.Config) { c.City.Rules.SameSlot = true },
	"cut-offs":     func(c *city.Config) { c.City.Rules.ChangeUntil = booking.CutOff{ByDay: true, Days: 1, At: 17 * 60} },
	"cancel-early": func(c *city.Config) { c.City.Rules.CancelUntil = booking.CutOff{ByDay: true, Days: 1, At: 17 * 60} },
	"working-days": func(c *city.Config) {
		early := booking.CutOff{ByDay: true, OpenDays: true, Days: 2, At: 17 * 60}
		c.City.Rules.BookUntil, c.City.Rules.CancelUntil = early, early
		c.City.Rules.Horizon, c.City.Rules.HorizonIn = 1, booking.InWeeks
	},
	"limits": func(c *city.Config) {
		c.City.Rules.Limits = booking.Tally{Calls: 3, Bookings: 1, Changes: 1, Cancels: 1}
	},
	"no-walk-in": func(c *city.Config) {
		for i := range c.City.Facilities {
			c.City.Facilities[i].WalkIn = booking.Hours{}
		}
	},
	"lunch": func(c *city.Config) { // three slots before it, three after it
		for i := range c.City.Facilities {
			for _, o := range c.City.Facilities[i].Hours.Weekly {
				o.Ranges[0] = booking.Range{From: 11 * 60, To: 12 * 60, Capacity: 1}
			}
			w := c.City.Facilities[i].Hours.Weekly
			w[0].Ranges = append(w[0].Ranges, booking.Range{From: 13 * 60, To: 14*60 + 30, Capacity: 1})
		}
	},
	"small-counter": func(c *city.Config) { // two places, and one booking brings at most two people to the second
		c.City.Rules.SameSlot = true
		rules := c.City.Rules
		rules.MaxParty = 2
		c.City.Facilities = c.City.Facilities[:2]
		c.City.Facilities[1].Rules = &rules
		for i := range c.City.Facilities {
			c.City.Facilities[i].Capacity = 5
			for _, o := range c.City.Facilities[i].Hours.Weekly {
				o.Ranges[0].Capacity = 5
			}
		}
	},
	"centre-closed": func(c *city.Config) { // on a Wednesday
		c.City.Centre.Hours.Closed = []booking.Closure{{From: booking.Date{Year: 2026, Month: 4, Day: 15}}}
	},
	"lunch-and-late": func(c *city.Config) {
		c.City.Centre.Hours = booking.Hours{Weekly: []booking.Opening{
			{Days: workdays, Ranges: []booking.Range{{From: 8*60 + 30, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}},
			{Days: booking.EachWeek(time.Thursday), Ranges: []booking.Range{{From: 17 * 60, To: 19 * 60}}},
		}}
		c.City.Facilities[0].WalkIn = c.City.Centre.Hours
	},
	"walk-in-once": func(c *city.Config) {
		c.City.Facilities[0].WalkIn = booking.Hours{Special: []booking.Special{{Day: booking.Date{Year: 2026, Month: 4, Day: 18}, Ranges: []booking.Range{{From: 10 * 60, To: 15 * 60}}}}}
	},
	"many-hours": func(c *city.Config) {
		c.City.Centre.Hours = booking.Hours{
			Weekly: []booking.Opening{
				{Days: workdays, Ranges: []booking.Range{{From: 8*60 + 30, To: 17*60 + 15}}},
				{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Thursday), Nth: booking.NthOf(2, 3)}, Moved: booking.ToNext, Ranges: []booking.Range{{From: 17*60 + 15, To: 19*60 + 30}}},
				{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Saturday), Nth: booking.NthOf(4)}, Ranges: []booking.Range{{From: 9 * 60, To: 12 * 60}}},
			},
			Special: []booking.Special{{Day: booking.Date{Year: 2026, Month: 4, Day: 18}, Ranges: []booking.Range{{From: 10 * 60, To: 15 * 60}}}},
		}
		c.City.Facilities[0].WalkIn = c.City.Centre.Hours
	},
	"one-seat": func(c *city.Config) {
		for i := range c.City.Facilities {
			c.City.Facilities[i].Capacity = 1
			for _, o := range c.City.Facilities[i].Hours.Weekly {
				for j := range o.Ranges {
					o.Ranges[j].Capacity = 0
				}
			}
		}
	},
	"one-slot": func(c *city.Config) {
		for i := range c.City.Facilities {
			c.City.Facilities[i].Hours = booking.Hours{Special: []booking.Special{{
				Day: booking.Date{Year: 2026, Month: 4, Day: 14}, Ranges: []booking.Range{{From: 9 * 60, To: 9*60 + 30, Capacity: 1}},
			}}}
		}
	},
	"counter":    counter(1),
	"counter-3":  counter(3),
	"slot-20m":   func(c *city.Config) { c.City.Facilities[0].Minutes = 20 },
	"one-desk":   func(c *city.Config) { c.City.Facilities[0].Hours.Weekly[0].Ranges[0].Capacity = 1 },
	"until-11":   func(c *city.Config) { c.City.Facilities[0].Hours.Weekly[0].Ranges[0].To = 11 * 60 },
	"horizon-60": func(c *city.Config) { c.City.Rules.Horizon = 60 },
	"horizon-30": func(c *city.Config) { c.City.Rules.Horizon = 30 },
	"closed-on-20": func(c *city.Config) {
		for i := range c.City.Facilities {
			c.City.Facilities[i].Hours.Closed = []booking.Closure{{From: booking.Date{Year: 2026, Month: time.April, Day: 20}}}
		}
	},
	"small": func(c *city.Config) {
		for i := range c.City.Facilities {
			for _, o := range c.City.Facilities[i].Hours.Weekly {
				o.Ranges[0].To = o.Ranges[0].From + 60
			}
		}
		c.City.Rules.Horizon = 20
	},
}

var workdays = booking.EachWeek(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)

// counter makes the city one facility, which opens on weekdays from nine to noon with so
// many desks.
func counter(desks int) func(c *city.Config) {
	return func(c *city.Config) {
		f := c.City.Facilities[0]
		f.Hours = booking.Hours{Weekly: []booking.Opening{{
			Days:   workdays,
			Ranges: []booking.Range{{From: 9 * 60, To: 12 * 60, Capacity: desks}},
		}}}
		c.City.Facilities = []booking.Facility{f}
	}
}

// vary changes the city.
func (s *scene) vary(how string) {
	s.t.Helper()
	change, ok := cities[how]
	if !ok {
		s.t.Fatalf("found the city %q, expected %s", how, shapes["CITY"].is(s))
	}
	change(s.config)
	s.fill()
	s.staff(func(tx *store.Tx) error { return tx.CountPerService(s.config.City.PerService) })
}
