package store

import (
	"errors"
	"slices"
	"testing"

	"madoguchi/booking"
)

func (w *town) visitor(facility string, party int) (v Visitor) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		v, err = tx.AddVisitor(facility, party)
		return err
	})
	return v
}

func (w *town) visitors(facility string, day booking.Date) (found []Visitor) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.Visitors(facility, day)
		return err
	})
	return found
}

func TestVisitorsAreNumberedByDayAndFacility(t *testing.T) {
	w := newTown(t)
	today := booking.DateOf(monday)
	one, two := w.visitor(ajiyoshi, 1), w.visitor(ajiyoshi, 3)
	other := w.visitor(sakashita, 2)
	want := []Visitor{
		{ajiyoshi, today, 1, 1, monday, Waiting},
		{ajiyoshi, today, 2, 3, monday, Waiting},
	}
	if found := w.visitors(ajiyoshi, today); !slices.Equal(found, want) || one != want[0] || two != want[1] {
		t.Errorf("found %+v, expected %+v", found, want)
	}
	if other.Number != 1 || other.Facility != sakashita {
		t.Errorf("elsewhere: %+v", other)
	}
	w.clock.at = at(23, 59)
	if v := w.visitor(ajiyoshi, 1); v.Number != 3 || v.Day != today {
		t.Errorf("a minute before midnight: %+v", v)
	}
	w.clock.at = at(24, 0)
	if v := w.visitor(ajiyoshi, 1); v.Number != 1 || v.Day != today.AddDays(1) {
		t.Errorf("at midnight: %+v", v)
	}
	if found := w.visitors(ajiyoshi, today); len(found) != 3 {
		t.Errorf("yesterday has %+v", found)
	}
}

func TestAVisitorWaitsIsServedOrLeavesInAnyOrder(t *testing.T) {
	w := newTown(t)
	today := booking.DateOf(monday)
	w.visitor(ajiyoshi, 1)
	v := w.visitor(ajiyoshi, 2)
	set := func(number int, to VisitorState) (set Visitor, err error) {
		err = w.Update(bg, staff, func(tx *Tx) error {
			set, err = tx.SetVisitor(ajiyoshi, today, number, to)
			return err
		})
		return set, err
	}
	for _, to := range []VisitorState{Served, Left, Waiting, Left, Served, Waiting} {
		v.State = to
		if got, err := set(2, to); err != nil || got != v {
			t.Errorf("to %d: %+v, %v", to, got, err)
		}
		if found := w.visitors(ajiyoshi, today); found[1] != v || found[0].State != Waiting {
			t.Errorf("to %d: the list is %+v", to, found)
		}
	}
	second := Detail{Visit: Visit{Facility: ajiyoshi}, Day: today, Visitor: 2}
	served, waiting := second, second
	served.Became, waiting.Became = Served, Waiting
	w.trailHas(noted{DidVisit, served}, noted{DidVisit, waiting})
	if _, err := set(3, Served); !errors.Is(err, ErrNoVisitor) {
		t.Errorf("found %v, expected ErrNoVisitor", err)
	}
	for _, to := range []VisitorState{0, 4} {
		if _, err := set(1, to); err == nil || errors.Is(err, ErrNoVisitor) {
			t.Errorf("to %d: %v, expected a fault", to, err)
		}
	}
	for _, bad := range []struct {
		facility string
		party    int
	}{{"", 1}, {ajiyoshi, 0}} {
		if err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.AddVisitor(bad.facility, bad.party); return err }); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	w.sound()
}

func TestVisitorsAreForgottenAfterAYear(t *testing.T) {
	w := newTown(t)
	w.visitor(ajiyoshi, 1)
	today := booking.DateOf(monday)
	w.clock.at = today.In(booking.JST).AddDate(1, 0, 0).Add(-1e9)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(1e9)
	if done := w.tidy(); done != (Tidied{Visitors: 1}) {
		t.Errorf("a year later: %+v", done)
	}
	if found := w.visitors(ajiyoshi, today); len(found) != 0 {
		t.Errorf("left: %+v", found)
	}
}
