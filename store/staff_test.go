package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestTheListShowsWhatIsAskedFor(t *testing.T) {
	w := newTown(t)
	tomorrow := at(11, 0).AddDate(0, 0, 1)
	w.slot(ajiyoshi, at(11, 0), 2)
	w.slot(sakashita, at(12, 0), 2)
	w.slot(ajiyoshi, tomorrow, 2)
	early := w.book(phone(1), ajiyoshi, at(11, 0))
	noon := w.book(phone(2), sakashita, at(12, 0))
	next := w.book(phone(3), ajiyoshi, tomorrow)
	gone := w.book(phone(4), ajiyoshi, tomorrow)
	w.do(func(tx *Tx) error { return tx.Cancel(gone, time.Time{}) })
	w.clock.Add(2*time.Hour + 30*time.Minute) // the first is over
	today := booking.DateOf(monday)
	for _, c := range []struct {
		filter Filter
		want   []booking.Booking
	}{
		{Filter{}, []booking.Booking{noon, next}},
		{Filter{All: true}, []booking.Booking{early, noon, next, gone}},
		{Filter{Facility: ajiyoshi}, []booking.Booking{next}},
		{Filter{Phone: phone(2)}, []booking.Booking{noon}},
		{Filter{Phone: phone(1)}, nil},
		{Filter{Phone: phone(1), All: true}, []booking.Booking{early}},
		{Filter{Day: today}, []booking.Booking{noon}},
		{Filter{Day: today, All: true, Facility: ajiyoshi}, []booking.Booking{early}},
		{Filter{Day: today.AddDays(1), All: true, Facility: ajiyoshi, Phone: phone(4)}, []booking.Booking{gone}},
		{Filter{Day: today.AddDays(-1), All: true}, nil},
	} {
		w.look(func(tx *Tx) error {
			got, err := tx.List(c.filter)
			if err != nil || len(got) != len(c.want) {
				t.Errorf("%+v: found %v, %v, expected %v", c.filter, got, err, c.want)
				return nil
			}
			for i := range got {
				if got[i].ID != c.want[i].ID {
					t.Errorf("%+v: found %v at %d, expected %v", c.filter, got[i], i, c.want[i])
				}
			}
			return nil
		})
	}
	states := map[int64]booking.State{early.ID: booking.Over, noon.ID: booking.Active, gone.ID: booking.Cancelled}
	w.look(func(tx *Tx) error {
		listed, err := tx.List(Filter{All: true})
		for _, b := range listed {
			if want, ok := states[b.ID]; ok && b.State != want {
				t.Errorf("booking %d is %s, expected %s", b.ID, b.State, want)
			}
		}
		return err
	})
}

func TestSlotsAreListedByPlaceTimeAndRoom(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(8, 0), 1) // past
	w.slot(ajiyoshi, at(11, 0), 1)
	w.slot(sakashita, at(11, 0), 2)
	w.slot(ajiyoshi, at(12, 0), 1)
	w.slot(ajiyoshi, at(13, 0), 1)
	w.book(phone(1), ajiyoshi, at(11, 0))
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(12, 0), at(12, 1), false); return err })
	for _, c := range []struct {
		filter SlotFilter
		want   string
	}{
		{SlotFilter{}, "ajiyoshi 11:00 0 true, sakashita 11:00 2 true, ajiyoshi 12:00 1 false, ajiyoshi 13:00 1 true"},
		{SlotFilter{From: at(0, 0), Until: at(9, 0)}, "ajiyoshi 08:00 1 true"},
		{SlotFilter{FreeOnly: true}, "sakashita 11:00 2 true, ajiyoshi 13:00 1 true"},
		{SlotFilter{Facility: ajiyoshi, From: at(11, 30), Until: at(13, 0)}, "ajiyoshi 12:00 1 false"},
		{SlotFilter{Facility: "nowhere"}, ""},
	} {
		w.look(func(tx *Tx) error {
			slots, err := tx.Slots(c.filter)
			var got []string
			for _, s := range slots {
				got = append(got, strings.Join([]string{s.Facility, s.Start.Format("15:04"), string('0' + rune(s.Remaining)), map[bool]string{true: "true", false: "false"}[s.Open]}, " "))
			}
			if line := strings.Join(got, ", "); err != nil || line != c.want {
				t.Errorf("%+v: found %q, %v, expected %q", c.filter, line, err, c.want)
			}
			return nil
		})
	}
}

func TestClosingASlotKeepsItsBookingsAndListsThem(t *testing.T) {
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
	if len(changed) != 2 || changed[0].Open || len(affected) != 1 || affected[0] != b {
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

func TestStaffAddASlotThatTheHoursDoNotHave(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	added := func(s booking.Slot) error {
		return w.Update(bg, staff, func(tx *Tx) error { return tx.AddSlot(s) })
	}
	if err := added(slotAtTime(ajiyoshi, at(18, 0), 3)); err != nil {
		t.Fatal(err)
	}
	w.book(phone(1), ajiyoshi, at(18, 0))
	if err := added(slotAtTime(ajiyoshi, at(11, 0), 1)); !errors.Is(err, ErrSlotExists) {
		t.Errorf("found %v, expected ErrSlotExists", err)
	}
	if err := added(slotAtTime(ajiyoshi, at(9, 0), 1)); !errors.As(err, new(*booking.TooLate)) {
		t.Errorf("found %v, expected *TooLate", err)
	}
	for _, bad := range []booking.Slot{
		{}, slotAtTime("", at(18, 0), 1), slotAtTime(ajiyoshi, at(19, 0), 0),
		{Facility: ajiyoshi, Start: at(19, 0), End: at(19, 0), Capacity: 1},
	} {
		if err := added(bad); err == nil {
			t.Errorf("%+v was added", bad)
		}
	}
	w.sound()
}

func TestABookingIsAffectedWhileItStandsInAClosedSlot(t *testing.T) {
	w := newTown(t)
	first := w.slot(ajiyoshi, at(11, 0), 2)
	second := w.slot(ajiyoshi, at(11, 30), 2)
	free := w.slot(sakashita, at(11, 0), 2)
	var pair booking.Booking // of two people, in both slots
	w.do(func(tx *Tx) (err error) {
		pair, err = insert(tx, phone(1), seats(1, first, second)...)
		return err
	})
	single := w.book(phone(2), ajiyoshi, at(11, 30))
	gone := w.book(phone(3), ajiyoshi, at(11, 0))
	w.book(phone(4), sakashita, at(11, 0))
	expect := func(when string, f Filter, want ...booking.Booking) {
		t.Helper()
		f.Affected = true
		var found []booking.Booking
		w.look(func(tx *Tx) (err error) {
			found, err = tx.List(f)
			return err
		})
		if !slices.Equal(found, want) {
			t.Errorf("%s: found %v, expected %v", when, found, want)
		}
	}
	expect("with all slots open", Filter{})
	w.setOpen(ajiyoshi, at(11, 30), at(12, 0), false)
	expect("with the second slot closed", Filter{}, pair, single)
	w.setOpen(ajiyoshi, at(11, 0), at(12, 0), false)
	expect("with both closed", Filter{}, pair, gone, single)
	expect("of one number", Filter{Phone: phone(2)}, single)
	expect("of another facility", Filter{Facility: sakashita})
	w.do(func(tx *Tx) error { return tx.Cancel(gone, time.Time{}) })
	expect("once one is cancelled", Filter{All: true}, pair, single)
	w.do(func(tx *Tx) error { _, err := changeTo(tx, single, free); return err })
	expect("once one is moved", Filter{}, pair)
	w.setOpen(ajiyoshi, at(11, 0), at(12, 0), true)
	expect("once the slots are open again", Filter{})
	w.setOpen(ajiyoshi, at(11, 0), at(12, 0), false)
	w.clock.at = at(12, 0)
	expect("once the visit is over", Filter{All: true})
	w.sound()
}

func TestABookingInSeveralSlotsIsListedOnceWhenTheyClose(t *testing.T) {
	w := newTown(t)
	slots := []booking.Slot{w.slot(ajiyoshi, at(11, 0), 2), w.slot(ajiyoshi, at(11, 30), 2)}
	w.do(func(tx *Tx) error { _, err := insert(tx, phone(1), seats(1, slots...)...); return err })
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
