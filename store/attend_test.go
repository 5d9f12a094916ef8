package store

import (
	"errors"
	"testing"

	"madoguchi/booking"
)

func TestWhoCameIsInTheTrail(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.clock.at = at(11, 5)
	for _, came := range []booking.Came{booking.Absent, booking.Arrived, booking.Arrived, booking.NotSaid} {
		w.do(func(tx *Tx) error { _, err := booking.Attend(tx, b.Receipt, came); return err })
	}
	expectTexts(t, "the trail", w.deedsOf(b.ID), "book", "absent", "arrived", "not-said") // saying the same again adds no entry
}

// Who has arrived, and is served later on the same day, has not gone; who is booked for
// another day has not arrived there.
func TestAnArrivalIsOfItsDay(t *testing.T) {
	w := newTown(t)
	today, later, tomorrow := w.slot(ajiyoshi, at(11, 0), 1), w.slot(ajiyoshi, at(16, 30), 1), w.slot(ajiyoshi, at(11, 0).Add(day), 1)
	b := w.book(phone(1), ajiyoshi, today.Start)
	w.do(func(tx *Tx) error { return tx.Attend(b, booking.Arrived) })
	for _, c := range []struct {
		to   booking.Slot
		want booking.Came
	}{{later, booking.Arrived}, {today, booking.Arrived}, {tomorrow, booking.NotSaid}} {
		w.do(func(tx *Tx) error { _, err := changeTo(tx, b, c.to); return err })
		w.look(func(tx *Tx) error {
			if now, err := tx.Booking(b.ID); err != nil || !now.Start.Equal(c.to.Start) || now.Came != c.want {
				t.Errorf("found %+v, %v, expected it %d", now, err, c.want)
			}
			return nil
		})
	}
	w.sound()
}

// Whether somebody came stays when the visit is over, and when its number is erased.
func TestAVisitIsAFigureForGood(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.clock.at = at(12, 0)
	w.tidy()
	w.do(func(tx *Tx) error { return tx.Attend(b, booking.Absent) })
	w.clock.Add(31 * day)
	w.tidy()
	w.look(func(tx *Tx) error {
		erased, err := tx.Booking(b.ID)
		if err != nil || erased.Came != booking.Absent || erased.Phone != "" || erased.State != booking.Over {
			t.Errorf("found %+v, %v", erased, err)
		}
		return nil
	})
}

func TestACancelledBookingHasNoAttendanceWhoeverAsks(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.do(func(tx *Tx) error { return tx.Attend(b, booking.Arrived) })
	w.cancel(b, at(9, 10))
	w.sound()
	w.do(func(tx *Tx) error {
		if err := tx.Attend(b, booking.Arrived); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("found %v, expected ErrNotFound", err)
		}
		if err := tx.Attend(b, 3); err == nil || errors.Is(err, booking.ErrNotFound) {
			t.Errorf("found %v, expected a fault", err)
		}
		return nil
	})
	w.sound()
}
