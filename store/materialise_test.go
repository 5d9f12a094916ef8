package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// expectGrid compares the slots of the first day with lines such as "11:00-11:30 1/2": what
// is free of what is wanted.
func (w *town) expectGrid(facility string, want ...string) {
	w.Helper()
	var found []string
	w.look(func(tx *Tx) error {
		today := booking.DateOf(monday)
		slots, err := tx.Slots(SlotFilter{Facility: facility, From: today.In(booking.JST), Until: today.AddDays(1).In(booking.JST)})
		for _, s := range slots {
			found = append(found, s.Start.Format("15:04-")+s.End.Format("15:04 ")+string(rune('0'+s.Free))+"/"+string(rune('0'+s.Wanted)))
		}
		return err
	})
	if !slices.Equal(found, want) {
		w.Errorf("%s has %q, expected %q", facility, found, want)
	}
	w.sound()
}

func TestTheOpeningHoursBecomeDesksAndSlots(t *testing.T) {
	w := newTown(t)
	plans := []booking.DayPlan{
		planOf(ajiyoshi, -1, 2, 30, "09:00-12:00"), // past
		planOf(ajiyoshi, 0, 2, 30, "09:00-10:00", "11:00-12:15"),
		planOf(ajiyoshi, 1, 2, 30),
		planOf(sakashita, 0, 1, 20, "11:00-12:00"),
	}
	if m := w.plan(plans...); m != (Materialised{Days: 3}) {
		t.Errorf("found %+v", m)
	}
	w.expectGrid(ajiyoshi, "09:00-09:30 2/2", "09:30-10:00 2/2", "11:00-11:30 2/2", "11:30-12:00 2/2")
	w.expectGrid(sakashita, "11:00-11:20 1/1", "11:20-11:40 1/1", "11:40-12:00 1/1")
	before := w.dump()
	if m := w.plan(plans...); m != (Materialised{}) || w.dump() != before {
		t.Errorf("again: %+v", m)
	}
}

func TestASeatAboveAReducedCapacityIsNotSoldAgain(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 3, 30, "11:00-12:00"))
	var three []booking.Booking
	for i := range 3 {
		three = append(three, w.book(phone(i), ajiyoshi, at(11, 0)))
	}
	if m := w.plan(planOf(ajiyoshi, 0, 1, 30, "11:00-12:00")); m != (Materialised{Days: 1}) {
		t.Errorf("found %+v", m)
	}
	w.look(func(tx *Tx) error {
		over, err := tx.OverPromised("", at(9, 0), at(17, 0))
		if err != nil || !slices.Equal(over, three) {
			t.Errorf("%v, %v stand over the desks, expected all three", over, err)
		}
		return nil
	})
	for _, b := range three {
		w.expectGrid(ajiyoshi, "11:00-11:30 0/1", "11:30-12:00 1/1")
		w.cancel(b, time.Time{})
	}
	w.expectGrid(ajiyoshi, "11:00-11:30 1/1", "11:30-12:00 1/1")
}

// A visit that is under way shared its desk with one that is over: for what is left of it
// there is a desk, and nobody is to be told anything else.
func TestWhatIsOverOfAVisitIsNotForeseenAsTooMuch(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 2, 20, "09:00-12:00"))
	short := w.book(phone(1), ajiyoshi, at(11, 0))
	w.plan(planOf(ajiyoshi, 0, 2, 40, "09:00-12:00"))
	long := w.book(phone(2), ajiyoshi, at(11, 0))
	fewer := planOf(ajiyoshi, 0, 1, 40, "09:00-12:00")
	for _, c := range []struct {
		now  time.Time
		want []booking.Booking
	}{
		{at(10, 0), []booking.Booking{short, long}},
		{at(11, 10), []booking.Booking{short, long}},
		{at(11, 30), nil},
	} {
		w.clock.Add(c.now.Sub(w.clock.Now()))
		w.look(func(tx *Tx) error {
			outside, over, err := tx.Foresee([]booking.DayPlan{fewer})
			if err != nil || len(outside) > 0 || !slices.Equal(over, c.want) {
				t.Errorf("at %s: foreseen outside are %v, and over %v, %v, expected %v", stamp(c.now), outside, over, err, c.want)
			}
			return nil
		})
	}
	w.plan(fewer)
	w.look(func(tx *Tx) error {
		over, err := tx.OverPromised("", tx.now, farFuture)
		if err != nil || len(over) > 0 {
			t.Errorf("over the desk are %v, %v", over, err)
		}
		return nil
	})
}

func TestASeatAboveACapacitySetByHandIsNotSoldAgain(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 3, 30, "11:00-12:00"))
	var three []booking.Booking
	for i := range 3 {
		three = append(three, w.book(phone(i), ajiyoshi, at(11, 0)))
	}
	if _, over := w.setCapacity(ajiyoshi, at(11, 0), at(12, 0), 1); !slices.Equal(over, three) {
		t.Errorf("%v stand over the desks, expected all three", over)
	}
	for i, b := range three {
		w.cancel(b, time.Time{})
		w.expectGrid(ajiyoshi, fmt.Sprintf("11:00-11:30 %d/1", i/2), "11:30-12:00 1/1")
	}
}

func TestABookingOutsideTheHoursStandsUntilItIsToldSo(t *testing.T) {
	w := newTown(t)
	hours := []booking.DayPlan{planOf(ajiyoshi, 0, 2, 30, "11:00-11:30", "12:00-12:30"), planOf(sakashita, 0, 2, 30, "11:00-11:30")}
	w.plan(hours...)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	if m := w.plan(); m != (Materialised{Days: 2, Closed: 1}) { // ajiyoshi and sakashita have left the config
		t.Errorf("found %+v", m)
	}
	w.expectGrid(ajiyoshi)
	w.expectGrid(sakashita)
	w.look(func(tx *Tx) error {
		if own, err := tx.Bookings(phone(1)); err != nil || len(own) != 1 {
			t.Errorf("its booking is gone: %v, %v", own, err)
		}
		affected, err := tx.List(Filter{Affected: true})
		if err != nil || len(affected) != 1 || affected[0] != b {
			t.Errorf("affected are %v, %v", affected, err)
		}
		return nil
	})
	if m := w.plan(); m != (Materialised{}) {
		t.Errorf("again: %+v", m)
	}
	if m := w.plan(hours...); m != (Materialised{Days: 2, Opened: 1}) {
		t.Errorf("the hours have it again: %+v", m)
	}
	w.expectGrid(ajiyoshi, "11:00-11:30 1/2", "12:00-12:30 2/2")
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		visit := Detail{Visit: Visit{Facility: ajiyoshi, Start: at(11, 0)}, Hours: true}
		if err != nil || len(trail) != 3 || trail[1].Deed != DidClose || trail[2].Deed != DidOpen || trail[1].Detail != visit || trail[2].Detail != visit {
			t.Errorf("the trail is %+v, %v", trail, err)
		}
		return nil
	})
}

// The hours shrink under three visits, first under one and then under the others, and come back.
func TestTheTrailSaysOnceOfEachVisitThatItsHoursHaveGone(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 1, 30, "10:00-12:00"))
	visits := []booking.Booking{w.book(phone(1), ajiyoshi, at(10, 0)), w.book(phone(2), ajiyoshi, at(11, 0)), w.book(phone(3), ajiyoshi, at(11, 30))}
	for _, c := range []struct {
		hours string
		want  Materialised
	}{
		{"10:30-12:00", Materialised{Days: 1, Closed: 1}},
		{"10:30-11:00", Materialised{Days: 1, Closed: 2}},
		{"10:00-11:30", Materialised{Days: 1, Opened: 2}},
		{"10:00-12:00", Materialised{Days: 1, Opened: 1}},
	} {
		if m := w.plan(planOf(ajiyoshi, 0, 1, 30, c.hours)); m != c.want {
			t.Errorf("with %s: found %+v, expected %+v", c.hours, m, c.want)
		}
	}
	for _, b := range visits {
		expectTexts(t, "the trail of "+stamp(b.Start), w.deedsOf(b.ID), "book", "close", "open")
	}
}

// Only the last part of the visit is outside the hours.
func TestAVisitThatLosesItsLastMinutesHasNoDesk(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 1, 30, "10:00-12:00"))
	b, err := w.tryBook(booking.Request{Phone: phone(1), Facility: kozoji, Start: at(10, 30), Party: 3, Staff: true})
	if err != nil {
		t.Fatal(err)
	}
	for hours, staffed := range map[string]bool{"10:00-11:59": false, "10:00-12:00": true, "10:31-12:00": false, "10:30-12:00": true} {
		w.plan(planOf(kozoji, 0, 1, 30, hours))
		w.look(func(tx *Tx) error {
			if found, err := tx.Staffed(b); err != nil || found != staffed {
				t.Errorf("with %s: staffed %t, %v", hours, found, err)
			}
			return nil
		})
	}
	w.plan(planOf(kozoji, 0, 1, 30, "10:00-11:00", "11:00-12:00")) // two ranges that touch
	w.look(func(tx *Tx) error {
		if found, err := tx.Staffed(b); err != nil || !found {
			t.Errorf("in two ranges: staffed %t, %v", found, err)
		}
		return nil
	})
}

// A slot length changes under a booking: three callers more, and one desk.
func TestOneDeskIsSoldOnceWhateverTheSlotLengthBecomes(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 1, 30, "09:00-12:00"))
	w.book(phone(1), ajiyoshi, at(9, 30))
	w.plan(planOf(ajiyoshi, 0, 1, 20, "09:00-12:00"))
	w.expectGrid(ajiyoshi, "09:00-09:20 1/1", "09:20-09:40 0/1", "09:40-10:00 0/1", "10:00-10:20 1/1", "10:20-10:40 1/1",
		"10:40-11:00 1/1", "11:00-11:20 1/1", "11:20-11:40 1/1", "11:40-12:00 1/1")
}

func TestOneDeskThatStaffAddedIsSoldOnceWhateverTheSlotLengthBecomes(t *testing.T) {
	w := newTown(t)
	w.addTime(ajiyoshi, at(18, 0), at(19, 0), 1, 30*time.Minute)
	w.book(phone(1), ajiyoshi, at(18, 30))
	w.plan(planOf(ajiyoshi, 0, 1, 20, "18:00-19:00"))
	w.expectGrid(ajiyoshi, "18:00-18:20 1/1", "18:20-18:40 0/1", "18:30-19:00 0/1", "18:40-19:00 0/1")
}

func TestTheWordOfStaffWinsOverTheHours(t *testing.T) {
	w := newTown(t)
	hours := planOf(ajiyoshi, 0, 2, 30, "11:00-11:30", "12:00-12:30")
	w.plan(hours)
	w.setOpen(ajiyoshi, at(11, 0), at(11, 30), false)
	w.addTime(ajiyoshi, at(18, 0), at(18, 30), 1, 30*time.Minute)
	if m := w.plan(hours); m != (Materialised{}) {
		t.Errorf("found %+v", m)
	}
	w.expectGrid(ajiyoshi, "11:00-11:30 0/0", "12:00-12:30 2/2", "18:00-18:30 1/1")
	w.plan()
	w.expectGrid(ajiyoshi, "18:00-18:30 1/1")
}

func TestThePastIsLeftAlone(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 2, 30, "09:30-10:00"))
	w.clock.Add(day)
	before := w.dump()
	if m := w.plan(planOf(ajiyoshi, 0, 7, 30, "09:30-12:00"), planOf(ajiyoshi, -9, 1, 30, "08:00-09:00")); m != (Materialised{}) || w.dump() != before {
		t.Errorf("found %+v", m)
	}
}

func TestAYearOfDaysIsWrittenInPortions(t *testing.T) {
	w := newTown(t)
	var hours []booking.DayPlan
	for i := range 2*portion + 1 { // the facilities by turns, as nobody plans them
		hours = append(hours, planOf(sakashita, i, 1, 60, "10:00-12:00"), planOf(ajiyoshi, i, 2, 30, "10:00-12:00"))
	}
	groups, read := 0, 0
	w.wire.fault = func(q string) error {
		switch q {
		case "COMMIT":
			groups++
		case hoursDuring:
			read++
		}
		return nil
	}
	m, err := w.Materialise(bg, hours)
	w.wire.fault = nil
	if err != nil || m != (Materialised{Days: len(hours)}) || groups != 6 || read != groups {
		t.Errorf("%+v in %d transactions that read hours %d times, %v, expected 6 and once each", m, groups, read, err)
	}
	w.sound()
}

// Each portion is written wholly or not at all, and what is left is done the next time.
func TestMaterialiseGoesOnWhereItWasStopped(t *testing.T) {
	w := newTown(t)
	var hours []booking.DayPlan
	for i := range portion + 2 {
		hours = append(hours, planOf(ajiyoshi, i, 2, 30, "10:00-12:00"))
	}
	days := 0
	w.wire.fault = func(q string) error {
		if q == keepDay {
			if days++; days == portion+2 {
				return errInjected
			}
		}
		return nil
	}
	_, err := w.Materialise(bg, hours)
	w.wire.fault = nil
	if !contains(err, "the days of ajiyoshi") || w.count(`SELECT count(*) FROM days`) != portion {
		t.Errorf("found %v, and %d days, expected %d", err, w.count(`SELECT count(*) FROM days`), portion)
	}
	w.sound()
	if m := w.plan(hours...); m != (Materialised{Days: 2}) {
		t.Errorf("found %+v", m)
	}
	w.sound()
}

func TestAnImpossibleDayIsNamed(t *testing.T) {
	w := newTown(t)
	bad := planOf(ajiyoshi, 0, 0, 30, "11:00-12:00") // no desk
	_, err := w.Materialise(bg, []booking.DayPlan{planOf(sakashita, 0, 1, 30, "11:00-12:00"), bad})
	if why(err) != check {
		t.Fatalf("found %v", err)
	}
	if want := "the days of ajiyoshi: 2026-11-30 11:00-12:00"; !contains(err, want) {
		t.Errorf("found %v, expected it to say %q", err, want)
	}
	w.sound()
}

// Where a decision changes nothing, the desks of a day are still said in one row.
func TestADecisionThatChangesNothingSplitsNoTime(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 2, 30, "10:00-12:00"))
	for _, c := range []struct{ desks, rows int }{{2, 1}, {3, 2}, {2, 1}} {
		w.do(func(tx *Tx) error { _, _, err := tx.SetCapacity(ajiyoshi, at(11, 0), at(12, 0), c.desks); return err })
		if n := w.count(`SELECT count(*) FROM desks`); n != c.rows {
			t.Errorf("2 desks and then %d are said in %d rows, expected %d", c.desks, n, c.rows)
		}
	}
	w.sound()
}
