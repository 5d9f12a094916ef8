package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func (w *town) loads(facility string, from, until time.Time) (found []booking.Load) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.Loads(facility, from, until)
		return err
	})
	return found
}

func (w *town) openOn(facility string, day booking.Date) (open bool) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		open, err = tx.OpenOn(facility, day)
		return err
	})
	return open
}

func TestADayIsOpenIfAnySlotIs(t *testing.T) {
	w := newTown(t)
	today := booking.DateOf(monday)
	midnight := today.AddDays(1).In(booking.JST)
	w.slot(ajiyoshi, at(8, 0), 1) // past
	w.slot(ajiyoshi, midnight, 1)
	w.slot("hosono", midnight, 1)
	w.slot(sakashita, midnight.Add(-time.Second), 1)
	w.book(phone(1), sakashita, midnight.Add(-time.Second))
	for _, c := range []struct {
		facility string
		day      booking.Date
		want     bool
	}{
		{ajiyoshi, today, true}, {ajiyoshi, today.AddDays(1), true}, {ajiyoshi, today.AddDays(-1), false}, {ajiyoshi, today.AddDays(2), false},
		{sakashita, today, true}, {sakashita, today.AddDays(1), false}, // a full slot is open
		{"hosono", today, false}, {"hosono", today.AddDays(1), true},
		{"nowhere", today, false}, {"", today, false},
	} {
		if open := w.openOn(c.facility, c.day); open != c.want {
			t.Errorf("%s on %s: found %t", c.facility, c.day, open)
		}
	}
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(sakashita, at(0, 0), midnight, false); return err })
	if w.openOn(sakashita, today) {
		t.Error("sakashita is open, though its only slot is closed")
	}
}

func TestNoonBelongsToTheAfternoon(t *testing.T) {
	w := newTown(t)
	for _, s := range []time.Time{at(0, 0), at(11, 30), at(12, 0), at(23, 30), at(24, 0)} {
		w.slot(ajiyoshi, s, 2)
	}
	w.slot(sakashita, at(11, 0), 5)
	w.book(phone(1), ajiyoshi, at(12, 0))
	today := booking.DateOf(monday)
	morning, afternoon := booking.Load{Day: today, Half: booking.Morning, Seats: 4}, booking.Load{Day: today, Half: booking.Afternoon, Seats: 4, Taken: 1}
	next := booking.Load{Day: today.AddDays(1), Half: booking.Morning, Seats: 2}
	if found := w.loads(ajiyoshi, at(0, 0), at(48, 0)); !slices.Equal(found, []booking.Load{morning, afternoon, next}) {
		t.Errorf("found %+v", found)
	}
	if found := w.loads(ajiyoshi, at(12, 0), at(24, 0)); !slices.Equal(found, []booking.Load{afternoon}) {
		t.Errorf("the afternoon: found %+v", found)
	}
	morning.Seats += 5
	if found := w.loads("", at(0, 0), at(12, 0)); !slices.Equal(found, []booking.Load{morning}) {
		t.Errorf("the morning everywhere: found %+v", found)
	}
}

func TestADeadHoldIsNoLoadOnTheNextCall(t *testing.T) {
	w := newTown(t)
	if err := w.hold(phone(1), w.slot(ajiyoshi, at(11, 0), 2), 1); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		w.do(func(tx *Tx) error {
			found, err := tx.Loads(ajiyoshi, at(0, 0), at(24, 0))
			if err != nil || len(found) != 1 || found[0].Taken != want {
				t.Errorf("at %s: found %+v, %v, expected %d taken", stamp(tx.now), found, err, want)
			}
			return nil
		})
		w.clock.Add(rules.Hold)
	}
}

// TestLoadsAreWhatAdditionGives compares Loads with adding up the slots one by one.
func TestLoadsAreWhatAdditionGives(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := townAt(t, filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64())))
		defer w.Close()
		facility := rapid.SampledFrom([]string{ajiyoshi, sakashita})
		hour := rapid.IntRange(1, 72)
		made := map[booking.Slot]bool{} // with a facility and a start only
		for i := range rapid.IntRange(0, 12).Draw(t, "slots") {
			s := booking.Slot{Facility: facility.Draw(t, "facility"), Start: at(9+hour.Draw(t, "hour"), 0)}
			desks := rapid.IntRange(1, 3).Draw(t, "desks")
			if made[s] {
				continue
			}
			made[s] = true
			s = w.slot(s.Facility, s.Start, desks)
			if rapid.Bool().Draw(t, "booked") {
				w.book(phone(i), s.Facility, s.Start)
			}
			if rapid.IntRange(0, 3).Draw(t, "closed") == 0 {
				w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(s.Facility, s.Start, s.End, false); return err })
			}
		}
		where := rapid.SampledFrom([]string{"", ajiyoshi, sakashita, "nowhere"}).Draw(t, "where")
		from, until := at(hour.Draw(t, "from"), 0), at(hour.Draw(t, "until"), 30)
		var want []booking.Load
		w.look(func(tx *Tx) error {
			slots, err := tx.Slots(SlotFilter{Facility: where, From: from, Until: until})
			for _, s := range slots {
				if !s.Open() {
					continue
				}
				l := booking.Load{Day: booking.DateOf(s.Start), Half: booking.HalfOf(s.Start), Seats: s.Wanted, Taken: s.Wanted - s.Free}
				i := slices.IndexFunc(want, func(m booking.Load) bool { return m.Day == l.Day && m.Half == l.Half })
				if i < 0 {
					want = append(want, l)
					continue
				}
				want[i].Seats += l.Seats
				want[i].Taken += l.Taken
			}
			return err
		})
		slices.SortFunc(want, func(a, b booking.Load) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Half, b.Half)) })
		if found := w.loads(where, from, until); !slices.Equal(found, want) {
			t.Fatalf("%s from %s until %s: found %+v, expected %+v", where, stamp(from), stamp(until), found, want)
		}
	})
}
