package store

import (
	"testing"

	"madoguchi/booking"
)

func TestStaffEndTheWalkInHoursOfADay(t *testing.T) {
	w := newTown(t)
	today := booking.DateOf(monday)
	set := func(over bool) (changed bool) {
		t.Helper()
		w.do(func(tx *Tx) (err error) {
			changed, err = tx.SetWalkIn(ajiyoshi, today, over)
			return err
		})
		return changed
	}
	over := func(facility string, day booking.Date) (over bool) {
		t.Helper()
		w.look(func(tx *Tx) (err error) {
			over, err = tx.WalkInOver(facility, day)
			return err
		})
		return over
	}
	if set(false) || over(ajiyoshi, today) {
		t.Error("they were over to begin with")
	}
	if !set(true) || set(true) || !over(ajiyoshi, today) {
		t.Error("they are not over")
	}
	if over(sakashita, today) || over(ajiyoshi, today.AddDays(1)) || over(ajiyoshi, today.AddDays(-1)) || over("", booking.Date{}) {
		t.Error("they are over elsewhere or on another day")
	}
	if !set(false) || over(ajiyoshi, today) {
		t.Error("they did not begin again")
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		if err != nil || len(trail) != 2 || trail[0].Deed != DidEndWalkIn || trail[0].Detail != (Detail{Visit: Visit{Facility: ajiyoshi}, Day: today}) || trail[1].Deed != DidWalkIn {
			t.Errorf("the trail is %v, %v", trail, err)
		}
		return nil
	})
	for _, bad := range []struct {
		facility string
		day      booking.Date
	}{{"", today}, {ajiyoshi, booking.Date{}}, {ajiyoshi, booking.Date{Year: 2026, Month: 2, Day: 30}}} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.SetWalkIn(bad.facility, bad.day, true); return err })
		if !contains(err, "expected a facility and a day of the calendar") {
			t.Errorf("%+v: found %v", bad, err)
		}
	}
	w.sound()
}
