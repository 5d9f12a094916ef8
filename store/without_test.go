package store

import (
	"errors"
	"testing"

	"madoguchi/booking"
)

// However fn ends, everything is as it was before, and fn sees the ledger without the
// booking.
func TestWithoutTakesEverythingBack(t *testing.T) {
	mine := errors.New("mine")
	for _, want := range []error{nil, mine} {
		w := newTown(t)
		row := w.row(3, 1)
		b := w.insert(phone(1), seats(1, row[:2]...)...)
		if err := w.hold(phone(2), row[2], 1); err != nil {
			t.Fatal(err)
		}
		w.clock.Add(rules.Hold) // it is dead, and still there
		before := w.dump()
		without := func(tx *Tx) {
			err := tx.Without(b, func() error {
				for _, s := range row {
					if s, err := tx.SlotAt(s.Facility, s.Start); err != nil || s.Remaining != 1 {
						t.Errorf("%v, %v, expected one seat", s, err)
					}
				}
				if _, err := insert(tx, phone(3), seats(1, row...)...); err != nil {
					t.Error(err)
				}
				return want
			})
			if !errors.Is(err, want) {
				t.Errorf("found %v, expected %v", err, want)
			}
		}
		w.do(func(tx *Tx) error { without(tx); return nil })
		if now := w.dump(); now != before {
			t.Errorf("left\n%s\nexpected\n%s", now, before)
		}
		w.do(func(tx *Tx) error {
			without(tx)
			// The dead hold came back as well, and gives way again.
			if s, err := tx.NextFree(kozoji, monday, farFuture, 1); err != nil || s.ID != row[2].ID {
				t.Errorf("the next free is %v, %v", s, err)
			}
			if claims, err := tx.Claims(b); err != nil || len(claims) != 2 {
				t.Errorf("afterwards it has %v, %v", claims, err)
			}
			return nil
		})
		w.sound()
	}
}

func TestALedgerThatCannotTakeBackCommitsNothing(t *testing.T) {
	w := newTown(t)
	row := w.row(1, 1)
	b := w.insert(phone(1), seats(1, row...)...)
	before := w.dump()
	for _, stuck := range []string{"ROLLBACK TO step", "RELEASE step"} {
		err := w.Update(bg, staff, func(tx *Tx) error {
			w.wire.fault = func(q string) error {
				if q == stuck {
					return errInjected
				}
				return nil
			}
			err := tx.Without(b, func() error { return nil })
			w.wire.fault = nil
			if !errors.Is(err, errInjected) {
				t.Errorf("found %v, expected the injected fault", err)
			}
			return nil
		})
		if !errors.Is(err, errInjected) || w.dump() != before {
			t.Errorf("with %s failing: %v, and left\n%s", stuck, err, w.dump())
		}
		w.sound()
	}
}

// Going back after a refusal also undoes the sweeping, so the next look for room in the
// same transaction sweeps again.
func TestARefusalDoesNotBringDeadHoldsBackToLife(t *testing.T) {
	w := newTown(t)
	row := w.row(2, 1)
	if err := w.hold(phone(1), row[0], 1); err != nil {
		t.Fatal(err)
	}
	w.insert(phone(2), seats(1, row[1])...)
	w.clock.Add(rules.Hold)
	w.do(func(tx *Tx) error {
		if _, err := insert(tx, phone(3), seats(1, row...)...); !errors.As(err, new(*booking.Full)) {
			t.Errorf("found %v, expected *Full", err)
		}
		if s, err := tx.NextFree(kozoji, monday, farFuture, 1); err != nil || s.ID != row[0].ID {
			t.Errorf("found %v, %v: a dead hold is in the way", s, err)
		}
		return nil
	})
	w.sound()
}
