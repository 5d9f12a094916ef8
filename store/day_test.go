package store

import (
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) dayOf(facility string, day booking.Date) (found []booking.Booking) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.Day(facility, day)
		return err
	})
	return found
}

// expectBookings compares by ID only, not what has become of a booking since.
func expectBookings(t *testing.T, when string, found []booking.Booking, want ...booking.Booking) {
	t.Helper()
	if !slices.EqualFunc(found, want, func(a, b booking.Booking) bool { return a.ID == b.ID }) {
		t.Errorf("%s: found %+v, expected %+v", when, found, want)
	}
}

func TestADayHasWhatACounterMustKnow(t *testing.T) {
	w := newTown(t)
	tuesday := booking.DateOf(monday).AddDays(1)
	on := func(hour, minute int) time.Time { return at(hour, minute).AddDate(0, 0, 1) }
	w.slot(ajiyoshi, at(10, 0), 2)
	w.slot(ajiyoshi, on(0, 0), 2)
	w.slot(ajiyoshi, on(10, 0), 4)
	w.slot(sakashita, on(10, 0), 2)
	w.slot(ajiyoshi, on(23, 30), 2)
	w.slot(ajiyoshi, on(24, 0), 2)
	w.book(phone(1), ajiyoshi, at(10, 0)) // the day before
	first := w.book(phone(2), ajiyoshi, on(0, 0))
	elsewhere := w.book(phone(3), sakashita, on(10, 0))
	second := w.book(phone(4), ajiyoshi, on(10, 0))
	third := w.book(phone(5), ajiyoshi, on(10, 0))
	before := w.book(phone(6), ajiyoshi, on(10, 0))
	last := w.book(phone(7), ajiyoshi, on(23, 30)) // its end is midnight
	after := w.book(phone(8), ajiyoshi, on(24, 0))
	midnight := w.book(phone(9), ajiyoshi, on(24, 0))
	w.clock.at = at(23, 59)
	w.cancel(before, time.Time{})
	w.clock.at = on(9, 0)
	w.cancel(third, time.Time{})
	w.cancel(after, time.Time{}) // one of Wednesday, on Tuesday
	everywhere := []booking.Booking{first, second, third, elsewhere, last}
	expectBookings(t, "in the morning", w.dayOf("", tuesday), everywhere...)
	expectBookings(t, "at one facility", w.dayOf(ajiyoshi, tuesday), first, second, third, last)
	expectBookings(t, "at the other", w.dayOf(sakashita, tuesday), elsewhere)
	expectBookings(t, "on Wednesday", w.dayOf("", tuesday.AddDays(1)), midnight)
	expectBookings(t, "where there is nothing", w.dayOf("nowhere", tuesday))
	states := []booking.State{booking.Over, booking.Active, booking.Cancelled, booking.Active, booking.Active}
	for i, b := range w.dayOf("", tuesday) {
		if b.State != states[i] {
			t.Errorf("%s of member %s is %s, expected %s", b.Start, b.Phone, b.State, states[i])
		}
	}
	// Also before anybody has written down that they are over.
	w.clock.Add(day)
	expectBookings(t, "on the next day", w.dayOf("", tuesday), everywhere...)
	w.tidy()
	expectBookings(t, "after the night", w.dayOf("", tuesday), everywhere...)
	w.clock.Add(32 * day)
	w.tidy()
	expectBookings(t, "once the numbers are erased", w.dayOf("", tuesday))
}
