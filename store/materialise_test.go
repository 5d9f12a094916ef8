package store

import (
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) materialise(slots ...booking.Slot) Materialised {
	w.Helper()
	m, err := w.Materialise(bg, slots)
	if err != nil {
		w.Fatalf("materialise: %v", err)
	}
	w.sound()
	return m
}

func TestTheOpeningHoursBecomeSlots(t *testing.T) {
	w := newTown(t)
	hours := []booking.Slot{
		slotAtTime(ajiyoshi, at(9, 0), 2), // begins now: past
		slotAtTime(ajiyoshi, at(11, 0), 2), slotAtTime(ajiyoshi, at(11, 30), 2), slotAtTime(sakashita, at(11, 0), 1),
		slotAtTime(ajiyoshi, at(11, 0), 2), // given twice
	}
	if m := w.materialise(hours...); m != (Materialised{Added: 3}) {
		t.Errorf("found %+v", m)
	}
	before := w.dump()
	if m := w.materialise(hours...); m != (Materialised{}) || w.dump() != before {
		t.Errorf("again: %+v", m)
	}
}

func TestCapacityFollowsTheHoursButNeverBelowWhatIsClaimed(t *testing.T) {
	w := newTown(t)
	w.materialise(slotAtTime(ajiyoshi, at(11, 0), 3), slotAtTime(ajiyoshi, at(12, 0), 3))
	w.book(phone(1), ajiyoshi, at(11, 0))
	b := w.book(phone(2), ajiyoshi, at(11, 0))
	less := []booking.Slot{slotAtTime(ajiyoshi, at(11, 0), 1), slotAtTime(ajiyoshi, at(12, 0), 1)}
	if m := w.materialise(less...); m != (Materialised{Changed: 2}) {
		t.Errorf("found %+v", m)
	}
	if s := w.slotNow(ajiyoshi, at(11, 0)); s.Capacity != 2 || s.Remaining != 0 {
		t.Errorf("the booked slot is %+v, expected 0 of 2", s)
	}
	if s := w.slotNow(ajiyoshi, at(12, 0)); s.Capacity != 1 || s.Remaining != 1 {
		t.Errorf("the empty slot is %+v, expected 1 of 1", s)
	}
	if m := w.materialise(less...); m != (Materialised{}) {
		t.Errorf("again: %+v", m)
	}
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	if m := w.materialise(less...); m != (Materialised{Changed: 1}) {
		t.Errorf("once a booking is cancelled: %+v", m)
	}
	if s := w.slotNow(ajiyoshi, at(11, 0)); s.Capacity != 1 || s.Remaining != 0 {
		t.Errorf("the booked slot is %+v, expected 0 of 1", s)
	}
	longer := less[0]
	longer.End = at(12, 0)
	if m := w.materialise(longer, less[1]); m != (Materialised{Changed: 1}) || !w.slotNow(ajiyoshi, at(11, 0)).End.Equal(at(12, 0)) {
		t.Errorf("another end: %+v", m)
	}
}

func TestASlotThatTheHoursNoLongerHaveGoesWhenNobodyNeedsIt(t *testing.T) {
	w := newTown(t)
	hours := []booking.Slot{slotAtTime(ajiyoshi, at(11, 0), 2), slotAtTime(ajiyoshi, at(12, 0), 2), slotAtTime(sakashita, at(11, 0), 2)}
	w.materialise(hours...)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	if m := w.materialise(); m != (Materialised{Removed: 2, Closed: 1}) { // ajiyoshi and sakashita have left the config
		t.Errorf("found %+v", m)
	}
	if s := w.slotNow(ajiyoshi, at(11, 0)); s.Open {
		t.Error("the booked slot is still open")
	}
	w.look(func(tx *Tx) error {
		if own, err := tx.Bookings(phone(1)); err != nil || len(own) != 1 {
			t.Errorf("its booking is gone: %v, %v", own, err)
		}
		return nil
	})
	if m := w.materialise(); m != (Materialised{}) {
		t.Errorf("again: %+v", m)
	}
	if m := w.materialise(hours...); m != (Materialised{Added: 2, Changed: 1}) || !w.slotNow(ajiyoshi, at(11, 0)).Open {
		t.Errorf("the hours have it again: %+v", m)
	}
	w.materialise()
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	if m := w.materialise(); m != (Materialised{Removed: 1}) {
		t.Errorf("once nobody needs it: %+v", m)
	}
}

func TestTheWordOfStaffWinsOverTheHours(t *testing.T) {
	w := newTown(t)
	hours := []booking.Slot{slotAtTime(ajiyoshi, at(11, 0), 2), slotAtTime(ajiyoshi, at(12, 0), 2)}
	w.materialise(hours...)
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(11, 0), at(11, 30), false); return err })
	w.do(func(tx *Tx) error { return tx.AddSlot(slotAtTime(ajiyoshi, at(18, 0), 1)) })
	if m := w.materialise(hours...); m != (Materialised{}) {
		t.Errorf("found %+v", m)
	}
	if w.slotNow(ajiyoshi, at(11, 0)).Open {
		t.Error("what staff closed was opened")
	}
	if m := w.materialise(); m != (Materialised{Removed: 1}) {
		t.Errorf("with no hours: %+v", m)
	}
	if !w.slotNow(ajiyoshi, at(18, 0)).Open {
		t.Error("what staff added was closed")
	}
}

func TestThePastIsLeftAlone(t *testing.T) {
	w := newTown(t)
	w.materialise(slotAtTime(ajiyoshi, at(9, 30), 2))
	w.clock.Add(45 * time.Minute) // it has begun
	if m := w.materialise(slotAtTime(ajiyoshi, at(9, 30), 7), slotAtTime(ajiyoshi, at(8, 0), 1)); m != (Materialised{}) {
		t.Errorf("found %+v", m)
	}
}

func TestAYearOfSlotsIsWrittenInPortions(t *testing.T) {
	w := newTown(t)
	var hours []booking.Slot
	for i := range 2*portion + 1 {
		hours = append(hours, slotAtTime(ajiyoshi, at(10, 0).Add(time.Duration(i)*30*time.Minute), 2))
	}
	groups := 0
	w.wire.fault = func(q string) error {
		if q == "COMMIT" {
			groups++
		}
		return nil
	}
	m, err := w.Materialise(bg, hours)
	w.wire.fault = nil
	if err != nil || m.Added != len(hours) || groups != 3 {
		t.Errorf("%+v in %d transactions, %v, expected 3", m, groups, err)
	}
	w.sound()
}

func TestAnImpossibleSlotIsNamed(t *testing.T) {
	w := newTown(t)
	bad := slotAtTime(ajiyoshi, at(11, 0), 1)
	bad.End = bad.Start
	_, err := w.Materialise(bg, []booking.Slot{slotAtTime(sakashita, at(11, 0), 1), bad})
	if why(err) != check {
		t.Fatalf("found %v", err)
	}
	if want := "the slots of ajiyoshi: 2026-11-30 11:00"; !contains(err, want) {
		t.Errorf("found %v, expected it to say %q", err, want)
	}
	w.sound()
}
