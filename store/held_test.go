package store

import (
	"errors"
	"fmt"
	"testing"

	"madoguchi/booking"
)

// A booking that is changed to the visit that is held for that takes the place of the hold:
// the seat is not there twice, nor free for a moment.
func TestAHeldChangeBecomesTheBooking(t *testing.T) {
	w := newTown(t)
	first, second := w.slot(ajiyoshi, at(10, 0), 1), w.slot(ajiyoshi, at(10, 30), 1)
	b := w.book(phone(1), ajiyoshi, first.Start)
	w.do(func(tx *Tx) error { return putChange(tx, b, seats(1, second), seats(1, second)) })
	if err := w.sql(fmt.Sprintf(`UPDATE claims SET start = %d, ends = %d WHERE booking = %d`, second.Start.Unix(), second.End.Unix(), b.ID)); err != nil {
		t.Fatal(err)
	}
	if holds, claims := w.count(`SELECT count(*) FROM holds`), w.count(`SELECT count(*) FROM claims`); holds != 0 || claims != 1 {
		t.Errorf("%d holds and %d claims, expected none and the one of the booking", holds, claims)
	}
	if s := w.slotNow(ajiyoshi, second.Start); s.Claimed != 1 || s.Free != 0 {
		t.Errorf("%+v, expected its desk claimed once", s)
	}
	if s := w.slotNow(ajiyoshi, first.Start); s.Free != 1 {
		t.Errorf("%+v, expected its desk free", s)
	}
	if full, ok := errors.AsType[*booking.Full](w.hold(phone(2), second, 1)); !ok {
		t.Errorf("found %v, expected that it is full", full)
	}
}
