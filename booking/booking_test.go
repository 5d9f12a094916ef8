package booking_test

import (
	"testing"
	"time"

	"madoguchi/booking"
)

// What the rules refuse is told in one line at the terminal, in the time of the city.
func TestARefusalIsALine(t *testing.T) {
	start := at("2026-04-20 09:00").UTC()
	day := booking.DateOf(at("2026-04-20 09:00"))
	for want, err := range map[string]error{
		"party of 5: one booking brings at most 4 people":                                           &booking.TooMany{Party: 5, Max: 4},
		"no room at tobu at 2026-04-20 09:00":                                                       &booking.Full{Facility: tobu, Start: start},
		"no room at tobu at 2026-04-20 09:00; the nearest free: 2026-04-20 10:00":                   &booking.Full{Facility: tobu, Start: start, Nearest: []time.Time{start.Add(time.Hour)}},
		"no room at tobu at 2026-04-20 09:00; the nearest free: 2026-04-20 08:00, 2026-04-20 10:00": &booking.Full{Facility: tobu, Start: start, Nearest: []time.Time{start.Add(-time.Hour), start.Add(time.Hour)}},
		"tobu has no slot at 2026-04-20 09:00":                                                      &booking.NoSlot{Facility: tobu, Start: start},
		"too late to change: it was possible until 2026-04-20 09:00":                                &booking.TooLate{What: "change", Start: start, Until: start},
		"2026-04-20 09:00 is beyond the booking horizon, which ends on 2026-04-19":                  &booking.TooFar{Start: start, Last: start.AddDate(0, 0, -1)},
		"book: at most 3 for one number on one day":                                                 &booking.TooOften{What: booking.Booked, Max: 3},
		"+81******0001 already has booking 123457 (member 2) at tobu, 2026-04-20 09:00": &booking.Already{Booking: booking.Booking{
			Phone: phoneA, Receipt: "123457", Member: 2, Facility: tobu, Start: start,
		}},
		"the visit is on 2026-04-20, and not today":                                         &booking.NotToday{Start: start},
		"the visit begins at 09:00: nobody can be missed before":                            &booking.TooEarly{Start: start},
		"what is free at tobu at 2026-04-20 09:00 is kept for staff until 2026-04-20 08:00": &booking.Reserved{Facility: tobu, Start: start, Until: start.Add(-time.Hour)},
		"as many visits as callers may book start at tobu on 2026-04-20 already":            &booking.Enough{Facility: tobu, Start: start},
		"numbers without history hold their share of tobu on 2026-04-20 until 09:00":        &booking.Crowded{Facility: tobu, Day: day, Again: start},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%T: %s, expected %s", err, got, want)
		}
	}
}

func TestASlotIsOpenWhereADeskIsWanted(t *testing.T) {
	for wanted, open := range map[int]bool{0: false, 1: true, 2: true} {
		if s := (booking.Slot{Wanted: wanted, Claimed: 1}); s.Open() != open {
			t.Errorf("%d desks are wanted: open %t", wanted, s.Open())
		}
	}
}
