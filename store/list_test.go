package store

import (
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
		{SlotFilter{}, "ajiyoshi 11:00 0 true, sakashita 11:00 2 true, ajiyoshi 12:00 0 false, ajiyoshi 13:00 1 true"},
		{SlotFilter{From: at(0, 0), Until: at(9, 0)}, "ajiyoshi 08:00 1 true"},
		{SlotFilter{FreeOnly: true}, "sakashita 11:00 2 true, ajiyoshi 13:00 1 true"},
		{SlotFilter{Facility: ajiyoshi, From: at(11, 30), Until: at(13, 0)}, "ajiyoshi 12:00 0 false"},
		{SlotFilter{Facility: "nowhere"}, ""},
	} {
		w.look(func(tx *Tx) error {
			slots, err := tx.Slots(c.filter)
			var got []string
			for _, s := range slots {
				got = append(got, strings.Join([]string{s.Facility, s.Start.Format("15:04"), string('0' + rune(s.Free)), map[bool]string{true: "true", false: "false"}[s.Open()]}, " "))
			}
			if line := strings.Join(got, ", "); err != nil || line != c.want {
				t.Errorf("%+v: found %q, %v, expected %q", c.filter, line, err, c.want)
			}
			return nil
		})
	}
}

func TestABookingIsAffectedWhileAPartOfItHasNoDesk(t *testing.T) {
	w := newTown(t)
	first := w.slot(ajiyoshi, at(11, 0), 2)
	second := w.slot(ajiyoshi, at(11, 30), 2)
	free := w.slot(sakashita, at(11, 0), 2)
	var pair booking.Booking // of two people, in both slots
	w.do(func(tx *Tx) (err error) {
		pair, err = insert(tx, phone(1), seats(1, first, second))
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
