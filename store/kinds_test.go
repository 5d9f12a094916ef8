package store

import (
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) blockKind(kind booking.CallerKind, on bool) (changed bool) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		changed, err = tx.BlockKind(kind, on)
		return err
	})
	return changed
}

func (w *town) kindBlocked(kind booking.CallerKind) (blocked bool) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		blocked, err = tx.KindBlocked(kind)
		return err
	})
	return blocked
}

func TestAKindOfCallerIsBlockedUntilUnblocked(t *testing.T) {
	w := newTown(t)
	for _, kind := range booking.Nameless {
		if w.kindBlocked(kind) {
			t.Errorf("%s is blocked before anybody said so", kind)
		}
		if !w.blockKind(kind, true) || w.blockKind(kind, true) {
			t.Errorf("%s: blocking it changes something once", kind)
		}
		w.clock.Add(time.Minute)
	}
	w.trailHas(noted{DidBlock, Detail{Kind: "withheld"}}, noted{DidBlock, Detail{Kind: "payphone"}}, noted{DidBlock, Detail{Kind: "malformed"}})
	w.reopen()
	w.look(func(tx *Tx) error {
		kinds, err := tx.BlockedKinds()
		want := []BlockedKind{
			{booking.Withheld, monday}, {booking.Payphone, monday.Add(time.Minute)}, {booking.Malformed, monday.Add(2 * time.Minute)},
		}
		if err != nil || !slices.Equal(kinds, want) {
			t.Errorf("blocked are %+v, %v, expected %+v", kinds, err, want)
		}
		return nil
	})
	if !w.blockKind(booking.Payphone, false) || w.blockKind(booking.Payphone, false) {
		t.Error("unblocking changes something once")
	}
	w.trailHas(noted{DidUnblock, Detail{Kind: "payphone"}})
	for kind, want := range map[booking.CallerKind]bool{
		booking.Withheld: true, booking.Payphone: false, booking.Malformed: true, booking.Identified: false, booking.AtCentre: false, 99: false,
	} {
		if w.kindBlocked(kind) != want {
			t.Errorf("%s is blocked: %v, expected %v", kind, !want, want)
		}
	}
	w.sound()
}

// Whoever shows a number is blocked by that, and agents are not blocked.
func TestOnlyCallersWithoutANumberAreBlockedAsAKind(t *testing.T) {
	w := newTown(t)
	for _, kind := range []booking.CallerKind{booking.Identified, booking.AtCentre, 99, -1} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.BlockKind(kind, true); return err })
		if !contains(err, "expected one of [withheld payphone malformed]") {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if err := w.sql(`INSERT INTO blocked_kinds (kind, since) VALUES ('identified', 1)`); !contains(err, "CHECK") {
		t.Errorf("the ledger takes it: %v", err)
	}
}
