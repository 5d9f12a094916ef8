package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func (w *town) known(phone booking.Phone) (known ivr.Acquaintance) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		known, err = tx.Known(phone)
		return err
	})
	return known
}

// Staff look at the card of a number, and it makes no difference to the line.
func TestToLookANumberUpCountsNothing(t *testing.T) {
	w := newTown(t)
	w.greet(phone(1))
	w.did(phone(1), booking.Booked, booking.Changed)
	before := w.count(`SELECT sum(calls) FROM callers`)
	for range 3 {
		if known := w.known(phone(1)); known != (ivr.Acquaintance{Today: booking.Tally{Calls: 1, Bookings: 1, Changes: 1}}) {
			t.Errorf("found %+v", known)
		}
	}
	w.known(phone(2))
	if n := w.count(`SELECT sum(calls) FROM callers`); n != before || w.count(`SELECT count(*) FROM callers`) != 1 {
		t.Errorf("%d calls are counted, expected %d, of one number", n, before)
	}
}

func TestEverythingThatIsKnownOfANumberIsFound(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 2)
	none := ivr.Acquaintance{}
	w.greet(phone(1))
	w.clock.Add(day) // what it did was yesterday
	for _, c := range []struct {
		what string
		do   func()
		want ivr.Acquaintance
	}{
		{"yesterday's call", func() {}, none},
		{"slow speech", func() { w.do(func(tx *Tx) error { return tx.Slow(phone(1)) }) }, ivr.Acquaintance{Slow: true}},
		{"a hold", func() {
			w.do(func(tx *Tx) error { return putHold(tx, phone(1), tx.Now().Add(time.Minute), seats(1, slot)) })
		}, ivr.Acquaintance{Slow: true, Holding: true}},
		{"a notice", func() { w.notice("お知らせです。", w.clock.Now(), w.clock.Now().Add(time.Hour)) },
			ivr.Acquaintance{Slow: true, Holding: true, Notices: true}},
		{"a block", func() { w.do(func(tx *Tx) error { _, err := tx.Block(phone(1), true); return err }) },
			ivr.Acquaintance{Slow: true, Holding: true, Notices: true, Blocked: true}},
	} {
		c.do()
		if known := w.known(phone(1)); known != c.want {
			t.Errorf("with %s: found %+v, expected %+v", c.what, known, c.want)
		}
	}
	want := w.known(phone(1))
	want.Today.Calls = 1
	if greeted := w.greet(phone(1)); greeted != want || w.known(phone(1)) != want {
		t.Errorf("the line knows %+v, the card %+v", greeted, w.known(phone(1)))
	}
}

// A number may be turned away before its first call.
func TestOfANumberThatNeverCalledOnlyTheBlockIsKnown(t *testing.T) {
	w := newTown(t)
	w.do(func(tx *Tx) error { _, err := tx.Block(phone(1), true); return err })
	if known := w.known(phone(1)); known != (ivr.Acquaintance{Blocked: true}) {
		t.Errorf("found %+v", known)
	}
	if known := w.known(phone(2)); known != (ivr.Acquaintance{}) {
		t.Errorf("another: found %+v", known)
	}
}

func TestABookingIsFoundByItsIDInAnyState(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	visit, gone := w.book(phone(1), ajiyoshi, at(11, 0)), w.book(phone(2), ajiyoshi, at(11, 0))
	w.cancel(gone, time.Time{})
	w.clock.Add(3 * time.Hour)
	w.look(func(tx *Tx) error {
		for id, want := range map[int64]booking.State{visit.ID: booking.Over, gone.ID: booking.Cancelled} {
			if b, err := tx.Booking(id); b.ID != id || b.State != want || err != nil {
				t.Errorf("found %+v, %v, expected it %s", b, err, want)
			}
		}
		if _, err := tx.Booking(gone.ID + 1); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("found %v, expected %v", err, booking.ErrNotFound)
		}
		return nil
	})
}
