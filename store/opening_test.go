package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) addTime(facility string, from, until time.Time, desks int, every time.Duration) (changed []booking.Slot) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		changed, err = tx.AddTime(facility, from, until, desks, every)
		return err
	})
	return changed
}

func TestClosingATimeKeepsItsBookingsAndListsThem(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(8, 0), 2)
	w.slot(ajiyoshi, at(11, 0), 2)
	w.slot(ajiyoshi, at(12, 0), 2)
	w.slot(sakashita, at(11, 0), 2)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.book(phone(2), sakashita, at(11, 0))
	set := func(open bool) (changed []booking.Slot, affected []booking.Booking) {
		t.Helper()
		w.do(func(tx *Tx) (err error) {
			changed, affected, err = tx.SetOpen(ajiyoshi, at(0, 0), at(23, 0), open)
			return err
		})
		return changed, affected
	}
	changed, affected := set(false)
	if len(changed) != 2 || changed[0].Open() || len(affected) != 1 || affected[0] != b {
		t.Errorf("closing: changed %v, affected %v", changed, affected)
	}
	_, err := w.tryBook(booking.Request{Phone: phone(3), Facility: ajiyoshi, Start: at(12, 0), Staff: true})
	if !errors.As(err, new(*booking.Full)) {
		t.Errorf("booked in a closed slot: %v", err)
	}
	w.look(func(tx *Tx) error {
		if own, err := tx.Bookings(phone(1)); err != nil || len(own) != 1 {
			t.Errorf("the booking is gone: %v, %v", own, err)
		}
		return nil
	})
	if changed, affected := set(false); len(changed) != 0 || len(affected) != 1 {
		t.Errorf("closing again: changed %v, affected %v", changed, affected)
	}
	if changed, affected := set(true); len(changed) != 2 || len(affected) != 0 {
		t.Errorf("opening: changed %v, affected %v", changed, affected)
	}
	w.book(phone(3), ajiyoshi, at(12, 0))
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		if err != nil || len(trail) != 3 || trail[0].Deed != DidClose || trail[2].Deed != DidOpen || trail[0].Actor != "window" {
			t.Errorf("the trail is %v, %v", trail, err)
		}
		return nil
	})
	if err := w.Update(bg, staff, func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(12, 0), at(12, 0), true); return err }); err == nil {
		t.Error("an empty range was accepted")
	}
	w.sound()
}

func TestStaffAddTimeThatTheHoursDoNotHave(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 2, 30, "11:00-12:00"))
	if changed := w.addTime(ajiyoshi, at(18, 0), at(19, 30), 3, time.Hour); len(changed) != 1 || changed[0].Free != 3 {
		t.Errorf("changed %v, expected the one hour that there is room for", changed)
	}
	w.book(phone(1), ajiyoshi, at(18, 0))
	// Where there are hours, it is so many desks for both grids.
	w.addTime(ajiyoshi, at(11, 15), at(11, 45), 1, 15*time.Minute)
	w.expectGrid(ajiyoshi, "11:00-11:30 1/1", "11:15-11:30 1/1", "11:30-12:00 1/1", "18:00-19:00 2/3")
	added := func(facility string, from, until time.Time, desks int, every time.Duration) error {
		return w.Update(bg, staff, func(tx *Tx) error { _, err := tx.AddTime(facility, from, until, desks, every); return err })
	}
	if err := added(ajiyoshi, at(9, 0), at(10, 0), 1, time.Hour); !errors.As(err, new(*booking.TooLate)) {
		t.Errorf("found %v, expected *TooLate", err)
	}
	before := w.dump()
	for name, err := range map[string]error{
		"nowhere":   added("", at(18, 0), at(19, 0), 1, time.Hour),
		"no desk":   added(ajiyoshi, at(18, 0), at(19, 0), 0, time.Hour),
		"many":      added(ajiyoshi, at(18, 0), at(19, 0), 101, time.Hour),
		"no length": added(ajiyoshi, at(18, 0), at(18, 0), 1, time.Hour),
		"seconds":   added(ajiyoshi, at(18, 0), at(19, 0), 1, time.Second),
		"too long":  added(ajiyoshi, at(18, 0), at(23, 0), 1, 5*time.Hour),
	} {
		if err == nil || w.dump() != before {
			t.Errorf("%s: %v, and left\n%s", name, err, w.dump())
		}
	}
	w.sound()
}

func TestABookingInSeveralSlotsIsListedOnceWhenTheyClose(t *testing.T) {
	w := newTown(t)
	slots := []booking.Slot{w.slot(ajiyoshi, at(11, 0), 2), w.slot(ajiyoshi, at(11, 30), 2)}
	w.do(func(tx *Tx) error { _, err := insert(tx, phone(1), seats(1, slots...)); return err })
	if err := w.hold(phone(2), slots[0], 1); err != nil {
		t.Fatal(err)
	}
	w.book(phone(3), ajiyoshi, at(11, 30))
	w.do(func(tx *Tx) error {
		changed, affected, err := tx.SetOpen(ajiyoshi, at(9, 0), at(17, 0), false)
		if len(changed) != 2 || len(affected) != 2 || affected[0].Phone != phone(1) || affected[1].Phone != phone(3) {
			t.Errorf("changed %v, affected %v", changed, affected)
		}
		return err
	})
	w.sound()
}

// A year of time with visits of four hours is the most that staff can add at once.
func TestStaffAddAYearOfTimeAtMost(t *testing.T) {
	w := newTown(t)
	from := at(18, 0)
	for what, c := range map[string]struct {
		until time.Time
		every time.Duration
	}{
		"a longer time":  {from.Add(longestAdded + time.Minute), longestSlot},
		"a longer visit": {from.Add(longestAdded), longestSlot + time.Minute},
	} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.AddTime(ajiyoshi, from, c.until, 1, c.every); return err })
		if err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
	if changed, want := w.addTime(ajiyoshi, from, from.Add(longestAdded), 1, longestSlot), int(longestAdded/longestSlot); len(changed) != want {
		t.Errorf("%d slots, expected %d", len(changed), want)
	}
	w.sound()
}
