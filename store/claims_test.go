package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// free returns what is free in each slot, as the ledger has it now.
func (w *town) free(slots ...booking.Slot) (free []int) {
	w.Helper()
	for _, s := range slots {
		free = append(free, w.slotNow(s.Facility, s.Start).Free)
	}
	return free
}

func (w *town) expectFree(slots []booking.Slot, want ...int) {
	w.Helper()
	if free := w.free(slots...); !slices.Equal(free, want) {
		w.Errorf("free %v, expected %v", free, want)
	}
	w.sound()
}

func (w *town) insert(phone booking.Phone, claim booking.Claim) (b booking.Booking) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		b, err = insert(tx, phone, claim)
		return err
	})
	return b
}

func TestAPartyTakesItsTimeAllOrNone(t *testing.T) {
	w := newTown(t)
	row := w.row(5, 1)
	w.insert(phone(9), seats(1, row[4]))
	mine := w.insert(phone(1), seats(1, row[0]))
	three := seats(1, row[2:]...) // of which the last half hour is full
	for name, try := range map[string]func(*Tx) error{
		"hold":   func(tx *Tx) error { return putHold(tx, phone(2), at(10, 0), three) },
		"book":   func(tx *Tx) error { _, err := insert(tx, phone(2), three); return err },
		"change": func(tx *Tx) error { _, err := tx.Change(mine, visitOf(phone(1), three), three.Seats); return err },
		"hold for a change": func(tx *Tx) error {
			return putChange(tx, mine, three, three)
		},
	} {
		before := w.dump()
		w.do(func(tx *Tx) error {
			full, ok := errors.AsType[*booking.Full](try(tx))
			if !ok || full.Facility != kozoji || !full.Start.Equal(three.Start) {
				t.Errorf("%s: found %v, expected *Full of the visit", name, full)
			}
			return nil
		})
		if w.dump() != before {
			t.Errorf("%s left\n%s\nexpected\n%s", name, w.dump(), before)
		}
		w.sound()
	}
	three = seats(1, row[1:4]...)
	w.do(func(tx *Tx) error { return putHold(tx, phone(2), at(10, 0), three) })
	w.expectFree(row, 0, 0, 0, 0, 0)
	w.do(func(tx *Tx) error { return tx.DropHold(phone(2)) })
	b := w.insert(phone(2), three)
	w.expectFree(row, 0, 0, 0, 0, 0)
	w.look(func(tx *Tx) error {
		if claim, err := tx.Claim(b); err != nil || claim != three || b.Party != 3 || !b.End.Equal(row[3].End) {
			t.Errorf("booked %v, with %v, %v, expected %v", b, claim, err, three)
		}
		return nil
	})
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	w.expectFree(row, 0, 1, 1, 1, 0)
}

func TestABookingThatHasEndedClaimsNothing(t *testing.T) {
	w := newTown(t)
	row := w.row(2, 1)
	b := w.insert(phone(1), seats(1, row...))
	for _, want := range []booking.Claim{seats(1, row...), {}} {
		w.do(func(tx *Tx) error {
			if claim, err := tx.Claim(b); err != nil || claim != want {
				t.Errorf("found %v, %v, expected %v", claim, err, want)
			}
			return nil
		})
		w.do(func(tx *Tx) error { // kept for an undo, the claim is the hold's
			if want != (booking.Claim{}) {
				return tx.Cancel(b, at(9, 10))
			}
			return nil
		})
	}
}

func TestAVisitMayMoveOntoItsOwnSeats(t *testing.T) {
	w := newTown(t)
	row := w.row(4, 1)
	b := w.insert(phone(1), seats(1, row[:3]...))
	for _, to := range [][]booking.Slot{row[1:], row[1:3], row[:3], row[:1]} { // one slot later; fewer slots; more; fewer still
		w.do(func(tx *Tx) (err error) {
			claims := seats(1, to...)
			b, err = tx.Change(b, visitOf(b.Phone, claims), claims.Seats)
			return err
		})
		if b.Party != len(to) || !b.Start.Equal(to[0].Start) || !b.End.Equal(to[len(to)-1].End) {
			t.Errorf("changed to %v", b)
		}
		w.sound()
	}
	w.expectFree(row, 0, 1, 1, 1)
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
	b := w.insert(phone(1), seats(1, row[:3]...))
	for _, c := range []struct{ visit, more []booking.Slot }{
		{row[1:], row[3:]}, // one slot later
		{row[:2], nil},     // one slot fewer: nothing is lacking
	} {
		w.do(func(tx *Tx) error {
			if err := tx.DropHold(b.Phone); err != nil {
				return err
			}
			var more []booking.Claim
			if len(c.more) > 0 {
				more = append(more, seats(1, c.more...))
			}
			return putChange(tx, b, seats(1, c.visit...), more...)
		})
		w.sound()
		w.look(func(tx *Tx) error {
			holds, err := tx.Holds(b.Phone)
			want := booking.Hold{
				Phone: b.Phone, Kind: booking.ForChange, Booking: b.ID, Receipt: b.Receipt, Member: 1, Service: booking.CertificateService, Facility: kozoji,
				Start: c.visit[0].Start, End: c.visit[len(c.visit)-1].End, Party: len(c.visit), Expires: at(9, 10),
			}
			if err != nil || len(holds) != 1 || holds[0] != want {
				t.Errorf("found %v, %v, expected %v", holds, err, want)
			}
			return nil
		})
	}
	w.expectFree(row, 0, 0, 0, 1)
}

func TestAHoldForAChangeNeedsItsBookingAndEndsWithIt(t *testing.T) {
	w := newTown(t)
	row := w.row(3, 1)
	b := w.insert(phone(1), seats(1, row[0]))
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
	w.expectFree(row, 0, 0, 1)
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	w.expectFree(row, 1, 1, 1)
	if n := w.count(`SELECT count(*) FROM holds`); n != 0 {
		t.Errorf("%d holds are left", n)
	}
	if err := w.Update(bg, staff, func(tx *Tx) error { return putChange(tx, b, seats(1, row[1])) }); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("for a cancelled booking: found %v, expected ErrNotFound", err)
	}
	if err := w.Update(bg, staff, func(tx *Tx) error {
		return tx.PutHold(booking.Hold{Phone: phone(1), Kind: booking.ForUndo, Booking: b.ID, Expires: at(10, 0)}, nil)
	}); !contains(err, "found a hold of kind 3") {
		t.Errorf("found %v, expected a refusal: only Cancel holds for an undo", err)
	}
}

// The opening hours may change the grid under visits and holds.
func TestAVisitStaysAsItIsWhateverTheGridBecomes(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 2, 30, "10:00-11:30"))
	half := func(i int) booking.Slot { return w.slotNow(kozoji, at(10, 30*i)) }
	long := w.insert(phone(1), seats(1, half(0), half(1)))
	short := w.insert(phone(2), seats(1, half(1)))
	w.do(func(tx *Tx) error { return putHold(tx, phone(3), at(9, 10), seats(1, half(2))) })
	visit, more := seats(1, half(1), half(2)), seats(1, half(2))
	w.do(func(tx *Tx) error { return putChange(tx, short, visit, more) })
	if m := w.plan(planOf(kozoji, 0, 2, 20, "10:00-11:30")); m != (Materialised{Days: 1}) {
		t.Errorf("%+v, expected one day and nobody without a desk", m)
	}
	w.sound()
	// 10:00-11:00 and 10:30-11:00 are booked, 11:00-11:30 is held twice.
	for minutes, free := range map[int]int{0: 1, 20: 0, 40: 0, 60: 0} {
		if s := w.slotNow(kozoji, at(10, minutes)); s.Free != free || s.End.Sub(s.Start) != 20*time.Minute {
			t.Errorf("found %+v, expected %d free in 20 minutes", s, free)
		}
	}
	w.look(func(tx *Tx) error {
		for _, b := range []booking.Booking{long, short} {
			if now, err := tx.BookingOf(b.Receipt); err != nil || now != b {
				t.Errorf("found %v, %v, expected %v", now, err, b)
			}
		}
		for i, start := range []time.Time{at(10, 30), at(11, 0)} {
			holds, err := tx.Holds(phone(2 + i))
			if err != nil || len(holds) != 1 || !holds[0].Start.Equal(start) || !holds[0].End.Equal(at(11, 30)) {
				t.Errorf("found %v, %v, expected it until 11:30", holds, err)
			}
		}
		return nil
	})
	w.do(func(tx *Tx) error { // what was held can still be had
		if err := tx.DropHold(short.Phone); err != nil {
			return err
		}
		_, err := tx.Change(short, visitOf(short.Phone, visit), 1)
		return err
	})
	w.sound()
}

func TestLastFreeIsTheLatest(t *testing.T) {
	w := newTown(t)
	row := w.row(4, 2)
	w.insert(phone(1), seats(1, row[2]))
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
			if c.want < 0 && errors.Is(err, booking.ErrNoRoom) || c.want >= 0 && err == nil && s == w.slotNow(kozoji, row[c.want].Start) {
				continue
			}
			t.Errorf("from %s until %s for %d: %v, %v", stamp(c.from), stamp(c.until), c.seats, s, err)
		}
		return nil
	})
}
