package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

// What a visit is for is noted anew by its own number, once, and nothing else of it changes.
func TestWhatAVisitIsForIsSaidAnew(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	b := w.insert(phone(1), seats(1, w.slotNow(ajiyoshi, at(11, 0))))
	says := func(who booking.Phone, p booking.Procedure) (now booking.Booking, err error) {
		t.Helper()
		w.do(func(tx *Tx) error { now, err = booking.ProcedureOwn(tx, who, b.Receipt, p); return nil })
		return now, err
	}
	if _, err := says(phone(2), booking.NewIssue); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("somebody else says so: %v", err)
	}
	for _, p := range []booking.Procedure{b.Procedure, booking.NewIssue, booking.NewIssue} {
		want := b
		want.Procedure = p
		if now, err := says(phone(1), p); err != nil || now != want {
			t.Errorf("found %+v, %v, expected %+v", now, err, want)
		}
		w.look(func(tx *Tx) error {
			if now, err := tx.Booking(b.ID); err != nil || now != want {
				t.Errorf("the ledger has %+v, %v, expected %+v", now, err, want)
			}
			return nil
		})
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		if err != nil || len(trail) != 2 || trail[1].Deed != DidSetProcedure || trail[1].Detail != (Detail{Visit: visitTo(b), Procedure: booking.NewIssue}) {
			t.Errorf("the trail has %+v, %v", trail, err)
		}
		return nil
	})
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	if _, err := says(phone(1), booking.Renewal); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("of a booking that was cancelled: %v", err)
	}
	w.sound()
}
