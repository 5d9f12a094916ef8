package booking_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

// cancel cancels a booking for staff.
func (d *desk) cancel(receipt booking.Receipt) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.rules.Cancel(tx, receipt); return err })
	return b, err
}

func (d *desk) cancelOwn(phone booking.Phone, receipt booking.Receipt) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.rules.CancelOwn(tx, phone, receipt); return err })
	return b, err
}

func (d *desk) undo(phone booking.Phone, receipt booking.Receipt) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = booking.Undo(tx, phone, receipt); return err })
	return b, err
}

func (d *desk) undoable(phone booking.Phone) (h booking.Hold, ok bool) {
	d.Helper()
	err := d.do(func(tx booking.Tx) error {
		holds, err := tx.Holds(phone)
		h, ok = booking.Undoable(holds, tx.Now())
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return h, ok
}

func TestWhatStaffCancelIsFreeAtOnce(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, seibu, "2026-04-14 09:00", party(4))
	if gone, err := d.cancel(b.Receipt); err != nil || gone.State != booking.Cancelled {
		t.Fatalf("%v, %v", gone, err)
	}
	if h, ok := d.undoable(phoneA); ok {
		t.Errorf("the caller could undo what staff have done: %v", h)
	}
	d.book(phoneB, seibu, "2026-04-14 09:00", party(4))
	if _, err := d.cancel(b.Receipt); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("cancelled twice: %v", err)
	}
	b = d.book(phoneA, seibu, "2026-04-15 09:00") // the number may book again
	d.now = at("2026-04-15 09:00")
	_, err := d.cancel(b.Receipt)
	expect[*booking.TooLate](t, err)
	d.now = at("2026-04-15 09:30")
	if _, err := d.cancel(b.Receipt); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a visit that is over was cancelled: %v", err)
	}
}

func TestACallerCancelsTheirOwnAndMayUndoIt(t *testing.T) {
	for _, facility := range []string{tobu, seibu} {
		d := newDesk(t)
		b := d.book(phoneA, facility, "2026-04-14 09:00", party(3))
		if _, err := d.cancelOwn(phoneB, b.Receipt); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if _, ok := d.undoable(phoneA); ok {
			t.Error("there is something to undo before anything was cancelled")
		}
		gone, err := d.cancelOwn(phoneA, b.Receipt)
		if err != nil || gone.State != booking.Cancelled {
			t.Fatalf("%v, %v", gone, err)
		}
		if _, err := d.cancelOwn(phoneA, b.Receipt); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("cancelled twice: %v", err)
		}
		if facility == seibu {
			_, err = d.tryBook(phoneB, seibu, "2026-04-14 09:00", party(2))
			expect[*booking.Full](t, err) // the seats are kept
		}
		if h, ok := d.undoable(phoneA); !ok || h.Receipt != b.Receipt || h.Party != 3 || !h.Expires.Equal(d.now.Add(10*time.Minute)) {
			t.Errorf("undoable: %v, %v", h, ok)
		}
		if _, err := d.undo(phoneB, b.Receipt); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("somebody else undid it: %v", err)
		}
		d.now = d.now.Add(10*time.Minute - time.Second)
		if back, err := d.undo(phoneA, b.Receipt); err != nil || back != b {
			t.Errorf("%v, %v, expected %v", back, err, b)
		}
		d.stands(b)
		if _, ok := d.undoable(phoneA); ok {
			t.Error("there is something left to undo")
		}
	}
}

func TestTooLateToUndo(t *testing.T) {
	for _, c := range []struct {
		name     string
		undoFor  time.Duration
		now      string // when it is cancelled
		wait     time.Duration
		rebooked bool
	}{
		{"ten minutes later", 10 * time.Minute, "2026-04-13 10:00", 10 * time.Minute, false},
		{"where nothing can be undone", 0, "2026-04-13 10:00", 0, false},
		{"once the visit would have begun", 10 * time.Minute, "2026-04-14 08:55", 5 * time.Minute, false},
		{"who has booked again", 10 * time.Minute, "2026-04-13 10:00", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.rules.UndoFor = c.undoFor
			b := d.book(phoneA, tobu, "2026-04-14 09:00")
			d.now = at(c.now)
			if _, err := d.cancelOwn(phoneA, b.Receipt); err != nil {
				t.Fatal(err)
			}
			d.now = d.now.Add(c.wait)
			if c.rebooked {
				d.book(phoneA, tobu, "2026-04-15 09:00")
			}
			if h, ok := d.undoable(phoneA); ok {
				t.Errorf("undoable: %v", h)
			}
			if _, err := d.undo(phoneA, b.Receipt); !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("found %v, expected ErrNotFound", err)
			}
		})
	}
}

func TestTheLastCancellationIsUndoneFirst(t *testing.T) {
	d := newDesk(t)
	first := d.book(phoneA, tobu, "2026-04-14 09:00")
	second := d.book(phoneA, tobu, "2026-04-14 13:00", byStaff, func(q *booking.Request) { q.Member = 2 })
	for _, b := range []booking.Booking{second, first} {
		if _, err := d.cancelOwn(phoneA, b.Receipt); err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(time.Second)
	}
	for _, b := range []booking.Booking{first, second} {
		h, ok := d.undoable(phoneA)
		if !ok || h.Receipt != b.Receipt || h.Member != b.Member {
			t.Fatalf("undoable: %v, %v, expected member %d", h, ok, b.Member)
		}
		if _, err := d.undo(phoneA, h.Receipt); err != nil {
			t.Error(err)
		}
	}
}

func TestACancellationHasItsCutOffAndLimit(t *testing.T) {
	d := newDesk(t)
	d.rules.CancelUntil = booking.CutOff{Before: time.Hour}
	d.rules.Limits.Cancels = 1
	b := d.book(phoneA, tobu, "2026-04-14 09:00")
	if _, err := d.cancelOwn(phoneA, b.Receipt); err != nil {
		t.Fatal(err)
	}
	if _, err := d.undo(phoneA, b.Receipt); err != nil {
		t.Fatal(err)
	}
	_, err := d.cancelOwn(phoneA, b.Receipt)
	if e := expect[*booking.TooOften](t, err); e.What != booking.GaveUp || e.Max != 1 {
		t.Errorf("%v", e)
	}
	d.stands(b)
	d.now = at("2026-04-14 08:00:01")
	_, err = d.cancelOwn(phoneA, b.Receipt)
	if e := expect[*booking.TooLate](t, err); e.What != "cancel" || !e.Until.Equal(at("2026-04-14 08:00")) {
		t.Errorf("%v", e)
	}
	d.now = at("2026-04-14 08:00:00")
	if _, err := d.cancelOwn(phoneA, b.Receipt); err != nil {
		t.Errorf("at the last moment: %v", err)
	}
}
