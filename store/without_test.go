package store

import (
	"errors"
	"testing"

	"madoguchi/booking"
)

// However fn ends, everything is as it was before, and fn sees the ledger without the
// booking.
func TestWithoutChangesNothing(t *testing.T) {
	mine := errors.New("mine")
	for _, want := range []error{nil, mine} {
		w := newTown(t)
		row := w.row(3, 1)
		b := w.insert(phone(1), seats(1, row[:2]...))
		if err := w.hold(phone(2), row[2], 1); err != nil {
			t.Fatal(err)
		}
		w.clock.Add(rules.Hold) // it is dead, and still there
		before := w.dump()
		without := func(tx *Tx) error {
			err := tx.Without(b, func() error {
				if room, err := tx.Room(kozoji, row[0].Start, row[2].End); err != nil || room != 1 {
					t.Errorf("room for %d, %v, expected one seat", room, err)
				}
				if s, err := tx.NextFree(kozoji, monday, farFuture, 1); err != nil || !s.Start.Equal(row[0].Start) {
					t.Errorf("the next free is %v, %v, expected its own", s, err)
				}
				return want
			})
			if !errors.Is(err, want) {
				t.Errorf("found %v, expected %v", err, want)
			}
			if room, err := tx.Room(kozoji, row[0].Start, row[2].End); err != nil || room != 0 {
				t.Errorf("afterwards there is room for %d, %v", room, err)
			}
			if claim, err := tx.Claim(b); err != nil || claim != seats(1, row[:2]...) {
				t.Errorf("afterwards it has %v, %v", claim, err)
			}
			return nil
		}
		w.look(without) // a view may use it
		if now := w.dump(); now != before {
			t.Errorf("left\n%s\nexpected\n%s", now, before)
		}
		w.do(without)
		w.do(func(tx *Tx) error {
			if s, err := tx.NextFree(kozoji, monday, farFuture, 1); err != nil || !s.Start.Equal(row[2].Start) {
				t.Errorf("the next free is %v, %v", s, err)
			}
			return nil
		})
		w.sound()
	}
}

// One may look for a visit in place of a booking while looking for one in place of
// another: each sees the ledger without its own.
func TestWithoutInsideWithout(t *testing.T) {
	w := newTown(t)
	row := w.row(2, 1)
	first, second := w.insert(phone(1), seats(1, row[0])), w.insert(phone(2), seats(1, row[1]))
	expect := func(tx *Tx, want ...int) {
		t.Helper()
		for i, s := range row {
			if room, err := tx.Room(kozoji, s.Start, s.End); err != nil || room != want[i] {
				t.Errorf("room for %d, %v in the half hour %d, expected %d", room, err, i, want[i])
			}
		}
	}
	w.look(func(tx *Tx) error {
		return tx.Without(first, func() error {
			expect(tx, 1, 0)
			err := tx.Without(second, func() error { expect(tx, 0, 1); return nil })
			expect(tx, 1, 0)
			return err
		})
	})
}

// A visit that was promised before fewer desks were wanted may stay, grow shorter and
// come back to itself, and take what is free elsewhere.
func TestWhoeverGivesUpASeatMayHaveItAgain(t *testing.T) {
	w := newTown(t)
	row := w.row(4, 3)
	var three []booking.Booking
	for i := range 3 {
		three = append(three, w.insert(phone(i), seats(1, row[1:3]...)))
	}
	w.setCapacity(kozoji, at(9, 0), at(17, 0), 1)
	w.expectFree(row, 1, 0, 0, 1)
	w.do(func(tx *Tx) error {
		if err := tx.Without(three[0], func() error {
			for i, want := range []int{1, 1, 1, 1} {
				if room, err := tx.Room(kozoji, row[i].Start, row[i].End); err != nil || room != want {
					t.Errorf("room for %d, %v in the half hour %d, expected %d", room, err, i, want)
				}
			}
			if room, err := tx.Room(kozoji, row[0].Start, row[3].End); err != nil || room != 1 {
				t.Errorf("room for %d, %v in all of them", room, err)
			}
			return nil
		}); err != nil {
			return err
		}
		next, err := tx.Change(three[0], visitOf(phone(0), seats(1, row...)), 1)
		if err != nil {
			t.Errorf("longer at both ends: %v", err)
		}
		if _, err := tx.Change(next, visitOf(phone(0), seats(2, row[1:3]...)), 2); !errors.As(err, new(*booking.Full)) {
			t.Errorf("one seat more: found %v, expected *Full", err)
		}
		return nil
	})
	w.expectFree(row, 0, 0, 0, 0)
	w.do(func(tx *Tx) error { // out of the crowd, and not back into it
		out, err := tx.Change(three[1], visitOf(phone(1), seats(1, w.slotOn(tx, sakashita))), 1)
		if err != nil {
			return err
		}
		if _, err := tx.Change(out, visitOf(phone(1), seats(1, row[1:3]...)), 1); !errors.As(err, new(*booking.Full)) {
			t.Errorf("back: found %v, expected *Full", err)
		}
		return nil
	})
	w.sound()
}

// slotOn opens an hour with one desk at eleven, and returns its slot.
func (w *town) slotOn(tx *Tx, facility string) booking.Slot {
	w.Helper()
	changed, err := tx.AddTime(facility, at(11, 0), at(12, 0), 1, rules.Hold*6)
	if err != nil || len(changed) != 1 {
		w.Fatalf("%v, %v", changed, err)
	}
	return changed[0]
}

// Going back after a refusal also undoes the sweeping, so the next look for room in the
// same transaction sweeps again.
func TestARefusalDoesNotBringDeadHoldsBackToLife(t *testing.T) {
	w := newTown(t)
	row := w.row(2, 1)
	if err := w.hold(phone(1), row[0], 1); err != nil {
		t.Fatal(err)
	}
	w.insert(phone(2), seats(1, row[1]))
	w.clock.Add(rules.Hold)
	w.do(func(tx *Tx) error {
		if _, err := insert(tx, phone(3), seats(1, row...)); !errors.As(err, new(*booking.Full)) {
			t.Errorf("found %v, expected *Full", err)
		}
		if s, err := tx.NextFree(kozoji, monday, farFuture, 1); err != nil || !s.Start.Equal(row[0].Start) {
			t.Errorf("found %v, %v: a dead hold is in the way", s, err)
		}
		return nil
	})
	w.sound()
}
