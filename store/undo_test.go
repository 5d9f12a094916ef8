package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) cancel(b booking.Booking, keep time.Time) {
	w.Helper()
	w.do(func(tx *Tx) error { return tx.Cancel(b, keep) })
}

// undo restores a booking as the rules do once they have agreed.
func (w *town) undo(receipt booking.Receipt) (b booking.Booking, err error) {
	err = w.Update(bg, staff, func(tx *Tx) error {
		old, err := tx.BookingOf(receipt)
		if err != nil {
			return err
		}
		b, err = tx.Restore(old)
		return err
	})
	return b, err
}

func TestACancellationCanBeUndoneUntilItsLastSecond(t *testing.T) {
	for _, c := range []struct {
		after time.Duration
		want  error
	}{{0, nil}, {10*time.Minute - time.Second, nil}, {10 * time.Minute, booking.ErrNotFound}, {time.Hour, booking.ErrNotFound}} {
		w := newTown(t)
		row := w.row(3, 1)
		b := w.insert(phone(1), seats(1, row...))
		w.cancel(b, at(9, 10))
		w.expectFree(row, 0, 0, 0) // its seats are not free for anybody else
		w.look(func(tx *Tx) error {
			holds, err := tx.Holds(b.Phone)
			want := booking.Hold{
				Phone: b.Phone, Kind: booking.ForUndo, Booking: b.ID, Receipt: b.Receipt, Member: 1,
				Service: booking.CertificateService, Facility: kozoji, Start: b.Start, End: b.End, Party: 3, Expires: at(9, 10),
			}
			if err != nil || len(holds) != 1 || holds[0] != want {
				t.Errorf("found %v, %v, expected %v", holds, err, want)
			}
			return nil
		})
		w.clock.Add(c.after)
		back, err := w.undo(b.Receipt)
		if !errors.Is(err, c.want) {
			t.Fatalf("after %s: %v, expected %v", c.after, err, c.want)
		}
		if err == nil && back != b {
			t.Errorf("after %s: came back as %v, expected %v", c.after, back, b)
		}
		if _, err := w.undo(b.Receipt); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("undone again: %v", err)
		}
		w.sound()
		w.do(func(tx *Tx) error { _, err := tx.SlotAt(kozoji, row[0].Start); return err }) // looking for room sweeps
		if c.want == nil {
			w.expectFree(row, 0, 0, 0)
		} else {
			w.expectFree(row, 1, 1, 1)
		}
	}
}

func TestWhatIsNotKeptCannotBeUndone(t *testing.T) {
	for name, keep := range map[string]time.Time{"no time": {}, "the past": at(8, 0), "now": monday} {
		w := newTown(t)
		row := w.row(1, 1)
		b := w.insert(phone(1), seats(1, row...))
		if _, err := w.undo(b.Receipt); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s: an active booking was restored: %v", name, err)
		}
		w.cancel(b, keep)
		w.expectFree(row, 1)
		if _, err := w.undo(b.Receipt); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("kept until %s: %v", name, err)
		}
		if err := w.sql(`UPDATE bookings SET status = 1, ended = NULL`); why(err) != raised {
			t.Errorf("revived: %v", err)
		}
		w.sound()
	}
}

func TestWhoeverBooksAgainCannotUndo(t *testing.T) {
	w := newTown(t)
	row := w.row(2, 1)
	b := w.insert(phone(1), seats(1, row[0]))
	w.cancel(b, at(9, 10))
	w.insert(phone(2), seats(1, row[1])) // another number changes nothing
	w.expectFree(row, 0, 0)
	free := w.slot(ajiyoshi, at(11, 0), 1)
	w.insert(phone(1), seats(1, free))
	w.expectFree(row, 1, 0) // the seats that were kept are free
	if _, err := w.undo(b.Receipt); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("found %v, expected ErrNotFound", err)
	}
	// Even if the undo hold were still there, the member would not get two bookings.
	w.do(func(tx *Tx) error {
		id, err := tx.writeHold(booking.Hold{Phone: b.Phone, Kind: booking.ForUndo, Booking: b.ID, Facility: kozoji, Start: b.Start, End: b.End, Party: 1, Expires: at(9, 10)})
		if err != nil {
			return err
		}
		return tx.take(claimForHold, id, seats(1, row[0]))
	})
	before := w.dump()
	_, err := w.undo(b.Receipt)
	if already, ok := errors.AsType[*booking.Already](err); !ok || already.Booking.Facility != ajiyoshi {
		t.Errorf("found %v, expected *Already", err)
	}
	if w.dump() != before {
		t.Errorf("left\n%s\nexpected\n%s", w.dump(), before)
	}
	w.sound()
}

func TestEachMemberOfAHouseholdCanUndo(t *testing.T) {
	w := newTown(t)
	row := w.row(2, 1)
	var both []booking.Booking
	for i, s := range row {
		b := visitOf(phone(1), seats(1, s))
		b.Member = i + 1
		w.do(func(tx *Tx) (err error) { b, err = tx.Insert(b, 1); return err })
		both = append(both, b)
	}
	for _, b := range both {
		w.cancel(b, at(9, 10))
	}
	w.look(func(tx *Tx) error {
		holds, err := tx.Holds(phone(1))
		if err != nil || len(holds) != 2 || holds[0].Member != 2 || holds[1].Member != 1 {
			t.Errorf("found %v, %v, expected the one that was cancelled last first", holds, err)
		}
		return nil
	})
	// A new offer is held beside them, and a booking of one member leaves the other's undo.
	if err := w.hold(phone(1), w.slot(ajiyoshi, at(11, 0), 2), 1); err != nil {
		t.Fatal(err)
	}
	for _, b := range both {
		if back, err := w.undo(b.Receipt); err != nil || back != b {
			t.Errorf("%v, %v, expected %v", back, err, b)
		}
	}
	w.expectFree(row, 0, 0)
	w.cancel(both[0], at(9, 10))
	w.cancel(both[1], at(9, 5))
	w.look(func(tx *Tx) error {
		holds, err := tx.Holds(phone(1))
		if err != nil || len(holds) != 3 || holds[2].Member != 2 {
			t.Errorf("found %v, %v, expected the one that expires first last", holds, err)
		}
		return nil
	})
	w.do(func(tx *Tx) error { return tx.DropHold(phone(1)) }) // not what is held for an undo
	w.insert(phone(1), seats(1, w.slotNow(ajiyoshi, at(11, 0))))
	if _, err := w.undo(both[0].Receipt); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("who booked again: %v", err)
	}
	if _, err := w.undo(both[1].Receipt); err != nil {
		t.Errorf("who did not: %v", err)
	}
	w.sound()
}

func TestTheAuditTrailSaysThatABookingCameBack(t *testing.T) {
	w := newTown(t)
	row := w.row(1, 1)
	b := w.insert(phone(1), seats(1, row...))
	want := []Deed{DidBook}
	for range 3 {
		w.cancel(b, at(9, 10))
		if _, err := w.undo(b.Receipt); err != nil {
			t.Fatal(err)
		}
		want = append(want, DidCancel, DidRestore)
		w.sound()
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		if err != nil || len(trail) != len(want) {
			t.Fatalf("%v, %v, expected %v", trail, err, want)
		}
		for i, what := range want {
			if trail[i].Deed != what || what == DidRestore && trail[i].Detail != (Detail{Visit: Visit{Facility: kozoji, Start: at(10, 0)}}) {
				t.Errorf("entry %d is %+v, expected %s", i, trail[i], what)
			}
		}
		return nil
	})
}

// A hold that Cancel has not made restores nothing.
func TestOnlyACancelledBookingIsRestored(t *testing.T) {
	w := newTown(t)
	row := w.row(1, 2)
	b := w.insert(phone(1), seats(1, row...))
	mine := errors.New("mine")
	err := w.Update(bg, staff, func(tx *Tx) error {
		if _, err := tx.writeHold(booking.Hold{Phone: b.Phone, Kind: booking.ForUndo, Booking: b.ID, Facility: kozoji, Start: b.Start, End: b.End, Party: 1, Expires: at(9, 10)}); err != nil {
			return err
		}
		if _, err := tx.Restore(b); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("found %v, expected ErrNotFound", err)
		}
		return mine
	})
	if !errors.Is(err, mine) {
		t.Error(err)
	}
	w.sound()
}

// Staff close the time while the caller thinks: the visit is as it was before.
func TestACancellationCanBeUndoneInATimeThatWasClosed(t *testing.T) {
	w := newTown(t)
	row := w.row(1, 1)
	b := w.insert(phone(1), seats(1, row...))
	w.cancel(b, at(9, 10))
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(kozoji, at(9, 0), at(17, 0), false); return err })
	if back, err := w.undo(b.Receipt); err != nil || back != b {
		t.Errorf("%v, %v", back, err)
	}
	w.expectFree(row, 0)
}
