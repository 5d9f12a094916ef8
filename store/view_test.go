package store

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestAViewIsOneStateAndChangesNothing(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 2)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.setOpen(ajiyoshi, at(13, 0), at(14, 0), false)
	const closed = 1
	w.look(func(tx *Tx) error {
		before, err := tx.SlotAt(ajiyoshi, at(11, 0))
		w.book(phone(2), ajiyoshi, at(11, 0)) // committed in the meantime
		after, err2 := tx.SlotAt(ajiyoshi, at(11, 0))
		if errors.Join(err, err2) != nil || before != after || after.Free != 1 {
			t.Errorf("found %v and %v, %v, %v", before, after, err, err2)
		}
		return nil
	})
	for name, fn := range map[string]func(*Tx) error{
		"Insert":   func(tx *Tx) error { _, err := insert(tx, phone(3), seats(1, slot)); return err },
		"Cancel":   func(tx *Tx) error { return tx.Cancel(b, time.Time{}) },
		"Change":   func(tx *Tx) error { _, err := changeTo(tx, b, slot); return err },
		"PutHold":  func(tx *Tx) error { return putHold(tx, phone(3), at(10, 0), seats(1, slot)) },
		"Restore":  func(tx *Tx) error { _, err := tx.Restore(b); return err },
		"DropHold": func(tx *Tx) error { return tx.DropHold("+8190") },
		"SetOpen":  func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(9, 0), at(17, 0), false); return err },
		"Attend":   func(tx *Tx) error { return tx.Attend(b, booking.Arrived) },
		"Remark":   func(tx *Tx) error { return tx.Remark(b.ID, "車いすの方") },
		"See":      func(tx *Tx) error { return tx.See(nil, Look{Page: DayPage}) },
		"Visitor":  func(tx *Tx) error { _, err := tx.AddVisitor(ajiyoshi, 1); return err },
		"Capacity": func(tx *Tx) error { _, _, err := tx.SetCapacity(ajiyoshi, at(9, 0), at(17, 0), 3); return err },
		"AddTime": func(tx *Tx) error {
			_, err := tx.AddTime(ajiyoshi, at(15, 0), at(16, 0), 1, time.Hour)
			return err
		},
		"Retract": func(tx *Tx) error { _, _, err := tx.Retract(closed); return err },
		"Offer": func(tx *Tx) error {
			_, err := rules.Offer(tx, booking.Want{Phone: phone(3), Facility: ajiyoshi}, tx.Now())
			return err
		},
	} {
		if err := w.View(bg, fn); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: found %v, expected ErrReadOnly", name, err)
		}
	}
	// And SQLite itself refuses on these connections.
	w.look(func(tx *Tx) error {
		if _, err := tx.c.exec(bg, `DELETE FROM claims`); err == nil {
			t.Error("a reading connection wrote")
		}
		return nil
	})
	w.sound()
}

func TestATransactionEndsWithItsFunction(t *testing.T) {
	w := newTown(t)
	var kept *Tx
	w.do(func(tx *Tx) error { kept = tx; return nil })
	if _, err := kept.exec(beat); !errors.Is(err, ErrEnded) {
		t.Errorf("after Update: %v", err)
	}
	w.look(func(tx *Tx) error { kept = tx; return nil })
	if _, err := kept.Bookings(phone(1)); !errors.Is(err, ErrEnded) {
		t.Errorf("after View: %v", err)
	}
}

func TestNowStandsStillInATransaction(t *testing.T) {
	w := newTown(t)
	w.clock.Add(999 * time.Millisecond)
	w.do(func(tx *Tx) error {
		w.clock.Add(time.Hour)
		if !tx.Now().Equal(monday) {
			t.Errorf("now is %s, expected the whole second at which it began, %s", tx.Now(), monday)
		}
		return nil
	})
}

func TestEveryChangeNamesItsOrigin(t *testing.T) {
	w := newTown(t)
	if err := w.Update(bg, By{Way: "post"}, func(*Tx) error { return nil }); err == nil || !strings.Contains(err.Error(), `"post"`) {
		t.Errorf("found %v", err)
	}
}

func TestAReaderWaitsForItsTurnNoLongerThanItsContext(t *testing.T) {
	w := newTown(t)
	var nested func(depth int) error
	nested = func(depth int) error {
		if depth == 0 {
			ctx, cancel := context.WithCancel(bg)
			context.AfterFunc(ctx, func() {})
			cancel()
			return w.View(ctx, func(*Tx) error { return nil })
		}
		return w.View(bg, func(*Tx) error { return nested(depth - 1) })
	}
	if err := nested(readers); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, expected context.Canceled", err)
	}
}
