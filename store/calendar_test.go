package store

import (
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) calendar(facility string, from, until booking.Date) (found []DayLoad) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.Calendar(facility, from, until)
		return err
	})
	return found
}

func (w *town) setCapacity(facility string, from, until time.Time, capacity int) (changed []booking.Slot, over []booking.Booking) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		changed, over, err = tx.SetCapacity(facility, from, until, capacity)
		return err
	})
	return changed, over
}

func TestTheCalendarCountsWhatIsWantedClaimedAndFree(t *testing.T) {
	w := newTown(t)
	today := booking.DateOf(monday)
	on := func(days, hour int) time.Time { return at(hour, 0).AddDate(0, 0, days) }
	w.slot(ajiyoshi, on(-1, 23), 9)
	w.slot(ajiyoshi, on(0, 0), 2)
	held := w.slot(ajiyoshi, on(0, 11), 3)
	w.slot(ajiyoshi, on(0, 12), 4)
	w.slot(ajiyoshi, on(1, 23), 2)
	w.slot(ajiyoshi, on(2, 0), 9)
	w.slot(sakashita, on(0, 11), 1)
	w.book(phone(1), ajiyoshi, on(0, 12))
	w.book(phone(2), ajiyoshi, on(0, 11))
	w.book(phone(3), sakashita, on(0, 11))
	if err := w.hold(phone(4), held, 2); err != nil {
		t.Fatal(err)
	}
	w.setOpen(ajiyoshi, on(0, 12), on(0, 13), false)
	expect := func(when, facility string, want ...DayLoad) {
		t.Helper()
		if found := w.calendar(facility, today, today.AddDays(2)); !slices.Equal(found, want) {
			t.Errorf("%s: found %+v, expected %+v", when, found, want)
		}
	}
	monday, tuesday := DayLoad{today, ajiyoshi, 3, 2, 5, 4, 2}, DayLoad{today.AddDays(1), ajiyoshi, 1, 1, 2, 0, 2}
	there := DayLoad{today, sakashita, 1, 1, 1, 1, 0}
	expect("with a hold", ajiyoshi, monday, tuesday)
	expect("everywhere", "", monday, tuesday, there)
	expect("where there is nothing", "nowhere")
	w.clock.Add(rules.Hold)
	monday.Claimed, monday.Free = 2, 4
	expect("with a dead hold", "", monday, tuesday, there)
	w.do((*Tx).sweep)
	expect("with none", "", monday, tuesday, there)
	w.setOpen(sakashita, on(0, 11), on(0, 12), false)
	expect("all closed", sakashita, DayLoad{today, sakashita, 1, 0, 0, 1, 0})
}

func TestWhatAChangeWouldTouchIsListedBeforeIt(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(8, 0), 2) // over
	w.slot(ajiyoshi, at(10, 0), 2)
	w.slot(ajiyoshi, at(11, 0), 2)
	w.slot(ajiyoshi, at(12, 0), 2)
	w.slot(sakashita, at(11, 0), 2)
	w.book(phone(1), ajiyoshi, at(12, 0))
	w.book(phone(2), sakashita, at(11, 0))
	second, first := w.book(phone(3), ajiyoshi, at(11, 0)), w.book(phone(4), ajiyoshi, at(10, 0))
	w.cancel(w.book(phone(5), ajiyoshi, at(11, 0)), time.Time{})
	w.look(func(tx *Tx) error {
		slots, bookings, err := tx.InRange(ajiyoshi, at(0, 0), at(12, 0))
		if len(slots) != 2 || !slots[0].Start.Equal(at(10, 0)) || !slots[1].Start.Equal(at(11, 0)) || slots[1].Free != 1 {
			t.Errorf("slots: %+v", slots)
		}
		expectBookings(t, "in the range", bookings, first, second)
		return err
	})
	var affected []booking.Booking
	w.do(func(tx *Tx) (err error) {
		_, affected, err = tx.SetOpen(ajiyoshi, at(0, 0), at(12, 0), false)
		return err
	})
	expectBookings(t, "when it is closed", affected, first, second)
}

func TestACapacityIsTheStaffsAndHarmsNoBooking(t *testing.T) {
	w := newTown(t)
	full := w.slot(ajiyoshi, at(11, 0), 3)
	free := w.slot(ajiyoshi, at(12, 0), 3)
	same := w.slot(ajiyoshi, at(13, 0), 1)
	before, next := w.slot(ajiyoshi, at(9, 30), 3), w.slot(ajiyoshi, at(14, 0), 3)
	other := w.slot(sakashita, at(11, 0), 3)
	w.book(phone(1), ajiyoshi, at(11, 0))
	w.book(phone(2), ajiyoshi, at(11, 0))
	w.book(phone(3), ajiyoshi, at(12, 0))
	if err := w.hold(phone(4), w.slotNow(ajiyoshi, at(11, 0)), 1); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(rules.Hold) // dead: it keeps no seat
	changed, over := w.setCapacity(ajiyoshi, at(10, 0), at(14, 0), 1)
	for i, want := range []booking.Slot{
		{Facility: ajiyoshi, Start: full.Start, End: full.End, Wanted: 1, Claimed: 2, Free: 0},
		{Facility: ajiyoshi, Start: free.Start, End: free.End, Wanted: 1, Claimed: 1, Free: 0},
	} {
		if len(changed) != 2 || changed[i] != want || w.slotNow(ajiyoshi, want.Start) != want {
			t.Fatalf("changed %+v, and is %+v, expected %+v", changed, w.slotNow(ajiyoshi, want.Start), want)
		}
	}
	if len(over) != 2 || over[0].Phone != phone(1) || over[1].Phone != phone(2) {
		t.Errorf("over: %+v", over)
	}
	for _, s := range []booking.Slot{before, same, next, other} {
		if now := w.slotNow(s.Facility, s.Start); now != s {
			t.Errorf("out of the range: %+v, expected %+v", now, s)
		}
	}
	w.trailHas(noted{DidSize, Detail{Visit: Visit{Facility: ajiyoshi, Start: at(10, 0)}, Until: at(14, 0), Capacity: 1, Slots: 2, Bookings: 2}})
	// More desks for a part of a slot make no room in it.
	for _, c := range []struct{ minutes, free int }{{29, 0}, {30, 3}} {
		w.setCapacity(ajiyoshi, at(11, 0), at(11, c.minutes), 5)
		if s := w.slotNow(ajiyoshi, at(11, 0)); s.Free != c.free {
			t.Errorf("five desks for %d minutes: %+v, expected %d free", c.minutes, s, c.free)
		}
	}
	if over := w.over(ajiyoshi); len(over) != 0 {
		t.Errorf("over: %+v", over)
	}
	w.book(phone(5), ajiyoshi, at(11, 0))
	w.sound()
}

func (w *town) over(facility string) (over []booking.Booking) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		over, err = tx.OverPromised(facility, tx.now, farFuture)
		return err
	})
	return over
}

func TestACapacityOutOfRangeIsRefused(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 3)
	before := w.dump()
	for _, c := range []struct {
		facility    string
		from, until time.Time
		capacity    int
	}{
		{ajiyoshi, at(9, 0), at(17, 0), 0}, {ajiyoshi, at(9, 0), at(17, 0), 101}, {ajiyoshi, at(9, 0), at(9, 0), 1},
		{ajiyoshi, at(17, 0), at(9, 0), 1}, {"", at(9, 0), at(17, 0), 1},
	} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, _, err := tx.SetCapacity(c.facility, c.from, c.until, c.capacity); return err })
		if err == nil || w.dump() != before {
			t.Errorf("%+v: %v, and left\n%s", c, err, w.dump())
		}
	}
	w.setCapacity(ajiyoshi, at(9, 0), at(17, 0), 100)
	w.sound()
}
