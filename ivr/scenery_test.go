package ivr_test

import (
	"strings"

	"madoguchi/booking"
	"madoguchi/store"
)

// crowd takes every seat: everywhere, of a facility, or of its day; but for one
// seat of each slot that is left.
func (s *scene) crowd(of []string, left ...string) {
	s.t.Helper()
	s.crowdSlots(func(slot booking.Slot) int {
		if of[0] != "everywhere" && slot.Facility != of[0] || len(of) > 1 && slot.Start.Format("2006-01-02") != of[1] {
			return slot.Remaining
		}
		if strings.Contains(strings.Join(left, " "), stamp(slot.Start)) {
			return 1
		}
		return 0
	})
}

// crowdMornings takes one seat of every slot before noon.
func (s *scene) crowdMornings() {
	s.crowdSlots(func(slot booking.Slot) int {
		if booking.HalfOf(slot.Start) == booking.Morning {
			return slot.Remaining - 1
		}
		return slot.Remaining
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
			taken := slot.Remaining - keep(slot)
			if taken <= 0 {
				continue
			}
			s.crowded++
			_, err = tx.Insert(booking.Booking{
				Phone: crowd, Member: s.crowded, Party: taken, Procedure: booking.Renewal,
				Facility: slot.Facility, Start: slot.Start, End: slot.End, State: booking.Active, Made: s.now,
			}, []booking.Claim{{Slot: slot, Seats: taken}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// vary changes the city before the first call.
func (s *scene) vary(how string) {
	switch how {
	case "one-key":
		s.config.OneKeyCancel = true
	case "own-rules": // of ajiyoshi
		rules := s.config.City.Rules
		rules.Horizon, rules.BookUntil, rules.SameSlot = 7, booking.CutOff{}, true
		for i, f := range s.config.City.Facilities {
			if f.ID == "ajiyoshi" {
				s.config.City.Facilities[i].Rules = &rules
			}
		}
	case "centre-lines":
		s.config.City.Centre.Lines = []booking.Phone{"+81568112222"}
	case "forwarded":
		s.config.City.Centre.Forwarded = booking.Forwarded{Believe: []booking.Phone{"+81568112222"}, Header: "X-Caller"}
	case "no-grace":
		s.config.City.Rules.Grace = 0
	case "no-undo":
		s.config.City.Rules.UndoFor = 0
	case "same-slot":
		s.config.City.Rules.SameSlot = true
	case "cut-offs":
		s.config.City.Rules.ChangeUntil = booking.CutOff{ByDay: true, Days: 1, At: 17 * 60}
	case "cancel-early":
		s.config.City.Rules.CancelUntil = booking.CutOff{ByDay: true, Days: 1, At: 17 * 60}
	case "limits":
		s.config.City.Rules.Limits = booking.Tally{Calls: 3, Bookings: 1, Changes: 1, Cancels: 1}
	case "no-walk-in":
		for i := range s.config.City.Facilities {
			s.config.City.Facilities[i].WalkIn = booking.Hours{}
		}
	case "lunch": // three slots before it, three after it
		for i := range s.config.City.Facilities {
			for _, o := range s.config.City.Facilities[i].Hours.Weekly {
				o.Ranges[0] = booking.Range{From: 11 * 60, To: 12 * 60, Capacity: 1}
			}
			w := s.config.City.Facilities[i].Hours.Weekly
			w[0].Ranges = append(w[0].Ranges, booking.Range{From: 13 * 60, To: 14*60 + 30, Capacity: 1})
		}
	case "one-seat":
		for i := range s.config.City.Facilities {
			s.config.City.Facilities[i].Capacity = 1
			for _, o := range s.config.City.Facilities[i].Hours.Weekly {
				for j := range o.Ranges {
					o.Ranges[j].Capacity = 0
				}
			}
		}
	case "one-slot":
		for i := range s.config.City.Facilities {
			s.config.City.Facilities[i].Hours = booking.Hours{Special: []booking.Special{{
				Day: booking.Date{Year: 2026, Month: 4, Day: 14}, Ranges: []booking.Range{{From: 9 * 60, To: 9*60 + 30, Capacity: 1}},
			}}}
		}
	case "small":
		for i := range s.config.City.Facilities {
			for _, o := range s.config.City.Facilities[i].Hours.Weekly {
				o.Ranges[0].To = o.Ranges[0].From + 60
			}
		}
		s.config.City.Rules.Horizon = 20
	default:
		s.t.Fatalf("the city %q is not known", how)
	}
	s.fill()
}
