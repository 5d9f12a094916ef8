package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// remaining returns the remaining seats of each slot, as the ledger has them now.
func (w *town) remaining(slots ...booking.Slot) (left []int) {
	w.Helper()
	for _, s := range slots {
		left = append(left, w.slotNow(s.Facility, s.Start).Remaining)
	}
	return left
}

func (w *town) expectRemaining(slots []booking.Slot, want ...int) {
	w.Helper()
	if left := w.remaining(slots...); !slices.Equal(left, want) {
		w.Errorf("remaining %v, expected %v", left, want)
	}
	w.sound()
}

func (w *town) insert(phone booking.Phone, claims ...booking.Claim) (b booking.Booking) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		b, err = insert(tx, phone, claims...)
		return err
	})
	return b
}

func TestAPartyTakesItsSlotsAllOrNone(t *testing.T) {
	w := newTown(t)
	row := w.row(5, 1)
	w.insert(phone(9), seats(1, row[4])...)
	mine := w.insert(phone(1), seats(1, row[0])...)
	three := seats(1, row[2:]...) // of which the last is full
	for name, try := range map[string]func(*Tx) error{
		"hold":   func(tx *Tx) error { return putHold(tx, phone(2), at(10, 0), three...) },
		"book":   func(tx *Tx) error { _, err := insert(tx, phone(2), three...); return err },
		"change": func(tx *Tx) error { _, err := tx.Change(mine, visitOf(phone(1), three), three); return err },
		"hold for a change": func(tx *Tx) error {
			return putChange(tx, mine, three, three)
		},
	} {
		before := w.dump()
		w.do(func(tx *Tx) error {
			full, ok := errors.AsType[*booking.Full](try(tx))
			if !ok || full.Facility != kozoji || !full.Start.Equal(row[4].Start) {
				t.Errorf("%s: found %v, expected *Full of the last slot", name, full)
			}
			return nil
		})
		if w.dump() != before {
			t.Errorf("%s left\n%s\nexpected\n%s", name, w.dump(), before)
		}
		w.sound()
	}
	three = seats(1, row[1:4]...)
	w.do(func(tx *Tx) error { return putHold(tx, phone(2), at(10, 0), three...) })
	w.expectRemaining(row, 0, 0, 0, 0, 0)
	w.do(func(tx *Tx) error { return tx.DropHold(phone(2)) })
	b := w.insert(phone(2), three...)
	w.expectRemaining(row, 0, 0, 0, 0, 0)
	w.look(func(tx *Tx) error {
		claims, err := tx.Claims(b)
		if err != nil || len(claims) != 3 || b.Party != 3 || !b.End.Equal(row[3].End) {
			t.Errorf("booked %v, with %v, %v", b, claims, err)
		}
		for i, c := range claims {
			if c.Slot.ID != row[i+1].ID || c.Seats != 1 {
				t.Errorf("claim %d is %v, expected %v", i, c, three[i])
			}
		}
		return nil
	})
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	w.expectRemaining(row, 0, 1, 1, 1, 0)
}

func TestClaimsAreTheEarliestSlotFirst(t *testing.T) {
	w := newTown(t)
	last, first := w.slot(kozoji, at(10, 30), 2), w.slot(kozoji, at(10, 0), 1) // added in this order
	b := w.insert(phone(1), seats(1, first, last)...)
	if err := w.hold(phone(2), last, 1); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(rules.Hold)
	w.do(func(tx *Tx) error {
		claims, err := tx.Claims(b)
		if err != nil || len(claims) != 2 || claims[0].Slot.ID != first.ID || claims[1].Slot.ID != last.ID {
			t.Errorf("found %v, %v", claims, err)
			return nil
		}
		if left := claims[1].Slot.Remaining; left != 1 {
			t.Errorf("a dead hold leaves %d, expected 1", left)
		}
		return nil
	})
}

func TestAVisitMayMoveOntoItsOwnSeats(t *testing.T) {
	w := newTown(t)
	row := w.row(4, 1)
	b := w.insert(phone(1), seats(1, row[:3]...)...)
	for _, to := range [][]booking.Slot{row[1:], row[1:3], row[:3], row[:1]} { // one slot later; fewer slots; more; fewer still
		w.do(func(tx *Tx) (err error) {
			claims := seats(1, to...)
			b, err = tx.Change(b, visitOf(b.Phone, claims), claims)
			return err
		})
		if b.Party != len(to) || !b.Start.Equal(to[0].Start) || !b.End.Equal(to[len(to)-1].End) {
			t.Errorf("changed to %v", b)
		}
		w.sound()
	}
	w.expectRemaining(row, 0, 1, 1, 1)
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		if want := (Detail{Visit: Visit{kozoji, at(10, 30), 2}, Was: Visit{kozoji, at(10, 30), 3}}); err != nil || trail[2].Detail != want {
			t.Errorf("the audit trail has %+v, %v, expected %+v", trail, err, want)
		}
		return nil
	})
}

func TestAHoldForAChangeClaimsOnlyWhatTheBookingLacks(t *testing.T) {
	w := newTown(t)
	row := w.row(4, 1)
	b := w.insert(phone(1), seats(1, row[:3]...)...)
	for _, c := range []struct{ visit, more []booking.Slot }{
		{row[1:], row[3:]}, // one slot later
		{row[:2], nil},     // one slot fewer: nothing is lacking
	} {
		w.do(func(tx *Tx) error {
			if err := tx.DropHold(b.Phone); err != nil {
				return err
			}
			return putChange(tx, b, seats(1, c.visit...), seats(1, c.more...))
		})
		w.sound()
		w.look(func(tx *Tx) error {
			holds, err := tx.Holds(b.Phone)
			want := booking.Hold{
				Phone: b.Phone, Kind: booking.ForChange, Booking: b.ID, Receipt: b.Receipt, Member: 1, Facility: kozoji,
				Start: c.visit[0].Start, End: c.visit[len(c.visit)-1].End, Party: len(c.visit), Expires: at(9, 10),
			}
			if err != nil || len(holds) != 1 || holds[0] != want {
				t.Errorf("found %v, %v, expected %v", holds, err, want)
			}
			return nil
		})
	}
	w.expectRemaining(row, 0, 0, 0, 1)
}

func TestAHoldForAChangeNeedsItsBookingAndEndsWithIt(t *testing.T) {
	w := newTown(t)
	row := w.row(3, 1)
	b := w.insert(phone(1), seats(1, row[0])...)
	none, stranger := b, b
	none.ID, stranger.Phone = 99, phone(2)
	for name, b := range map[string]booking.Booking{"none": none, "somebody else's": stranger} {
		w.do(func(tx *Tx) error {
			if err := putChange(tx, b, seats(1, row[1]), seats(1, row[1])); !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("%s: found %v, expected ErrNotFound", name, err)
			}
			return nil
		})
	}
	w.do(func(tx *Tx) error { return putChange(tx, b, seats(1, row[1]), seats(1, row[1])) })
	w.expectRemaining(row, 0, 0, 1)
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	w.expectRemaining(row, 1, 1, 1)
	if n := w.count(`SELECT count(*) FROM holds`); n != 0 {
		t.Errorf("%d holds are left", n)
	}
	if err := w.Update(bg, staff, func(tx *Tx) error { return putChange(tx, b, seats(1, row[1]), nil) }); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("for a cancelled booking: found %v, expected ErrNotFound", err)
	}
	if err := w.Update(bg, staff, func(tx *Tx) error {
		return tx.PutHold(booking.Hold{Phone: phone(1), Kind: booking.ForUndo, Booking: b.ID, Expires: at(10, 0)}, nil)
	}); !contains(err, "found a hold of kind 3") {
		t.Errorf("found %v, expected a refusal: only Cancel holds for an undo", err)
	}
}

// The opening hours may change the length of slots in which visits stand.
func TestAVisitGoesOnInItsNextSlotWhateverTheHours(t *testing.T) {
	w := newTown(t)
	row := w.row(3, 2)
	long := w.insert(phone(1), seats(1, row[:2]...)...)
	short := w.insert(phone(2), seats(1, row[1])...)
	w.do(func(tx *Tx) error { return putHold(tx, phone(3), at(9, 10), seats(1, row[2])...) })
	w.do(func(tx *Tx) error { return putChange(tx, short, seats(1, row[1:]...), seats(1, row[2])) })
	var hours []booking.Slot
	for _, s := range row {
		s.End = s.Start.Add(20 * time.Minute)
		hours = append(hours, s)
	}
	if m := w.materialise(hours...); m.Changed != 2 {
		t.Errorf("%+v, expected the two in which no visit goes on", m)
	}
	if m := w.materialise(hours...); m != (Materialised{}) {
		t.Errorf("again: %+v", m)
	}
	for i, minutes := range []int{30, 20, 20} {
		if s := w.slotNow(kozoji, row[i].Start); s.End.Sub(s.Start) != time.Duration(minutes)*time.Minute {
			t.Errorf("slot %d ends at %s, expected %d minutes", i, stamp(s.End), minutes)
		}
	}
	w.look(func(tx *Tx) error {
		for _, b := range []booking.Booking{long, short} {
			if now, err := tx.BookingOf(b.Receipt); err != nil || !now.End.Equal(at(10, 50)) {
				t.Errorf("it ends at %s, %v, expected 10:50", stamp(now.End), err)
			}
		}
		for n := range 2 { // holds end with their slot as well
			if holds, err := tx.Holds(phone(3 - n)); err != nil || len(holds) != 1 || !holds[0].End.Equal(at(11, 20)) {
				t.Errorf("%v, %v, expected an end at 11:20", holds, err)
			}
		}
		return nil
	})
}

func TestLastFreeIsTheLatest(t *testing.T) {
	w := newTown(t)
	row := w.row(4, 2)
	w.insert(phone(1), seats(1, row[2])...)
	w.do(func(tx *Tx) error {
		_, _, err := tx.SetOpen(kozoji, row[3].Start, row[3].End, false)
		return err
	})
	w.look(func(tx *Tx) error {
		for _, c := range []struct {
			from, until time.Time
			seats       int
			want        int // index in row; -1 means none
		}{
			{monday, farFuture, 1, 2},
			{monday, farFuture, 2, 1},
			{monday, row[2].Start, 1, 1},
			{row[1].Start, row[2].Start, 1, 1},
			{row[1].Start.Add(time.Second), row[2].Start, 1, -1},
			{monday, farFuture, 3, -1},
		} {
			s, err := tx.LastFree(kozoji, c.from, c.until, c.seats)
			if c.want < 0 && errors.Is(err, booking.ErrNoRoom) || c.want >= 0 && err == nil && s.ID == row[c.want].ID {
				continue
			}
			t.Errorf("from %s until %s for %d: %v, %v", stamp(c.from), stamp(c.until), c.seats, s, err)
		}
		return nil
	})
}
