package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// timetable compares what a timetable shows with what can be held: every start that has
// any left, as often as it has, and no other.
func (g *game) timetable(t *rapid.T) {
	w := booking.Want{
		Phone: rapid.SampledFrom([]booking.Phone{phone(1), phone(2), phone(3), phone(12), phone(99), ""}).Draw(t, "phone"), Facility: rapid.SampledFrom([]string{ajiyoshi, kozoji}).Draw(t, "facility"), Party: g.party.Draw(t, "party"),
	}
	change := rapid.Bool().Draw(t, "change")
	service := g.service.Draw(t, "service")
	if own, _ := g.model.Bookings(w.Phone); change && len(own) > 0 {
		service = own[0].Service
	}
	rules := g.city.RulesFor(service, w.Facility)
	today := booking.DateOf(g.clock.Now())
	from := today.AddDays(rapid.IntRange(-1, 1).Draw(t, "from"))
	until := from.AddDays(rapid.IntRange(1, 4).Draw(t, "days"))
	var anywhere []time.Time // where there need be no slot
	for range 5 {
		anywhere = append(anywhere, from.In(booking.JST).Add(time.Duration(rapid.IntRange(9*6, 36*6).Draw(t, "start"))*10*time.Minute))
	}
	var wrong error
	g.do(func(tx *Tx) error { // which is no place for a test to fail in
		wrong = nil
		if change && w.Phone != "" {
			own, err := tx.Bookings(w.Phone)
			if err != nil {
				return err
			}
			if len(own) > 0 {
				w.Instead = &own[0]
			}
		}
		chances, err := rules.Timetable(tx, w, from, until)
		if err != nil {
			return err
		}
		if w.Phone == "" {
			w.Phone = phone(98) // of which nothing is known either
		}
		left := map[int64]int{}
		for _, c := range chances {
			left[c.Start.Unix()] = c.Left
		}
		slots, err := tx.Slots(SlotFilter{Facility: w.Facility, From: from.In(booking.JST), Until: until.In(booking.JST)})
		if err != nil {
			return err
		}
		starts := map[time.Time]bool{}
		for _, s := range slots {
			starts[s.Start] = true
		}
		for _, c := range chances {
			starts[c.Start] = true
		}
		for _, at := range anywhere {
			starts[at] = true
		}
		for _, at := range slices.SortedFunc(maps.Keys(starts), time.Time.Compare) {
			if !at.Before(until.In(booking.JST)) {
				continue
			}
			var h booking.Hold
			err := tx.Rehearse(func() (err error) {
				h, err = rules.HoldAt(tx, w, at)
				return err
			})
			switch n := left[at.Unix()]; {
			case (err == nil) != (n > 0):
				wrong = fmt.Errorf("at %s %d are left for %+v, and holding says %s", stamp(at), n, w, fmt.Sprint(err))
			case err == nil && !h.Start.Equal(at):
				wrong = fmt.Errorf("found %s held, expected %s", stamp(h.Start), stamp(at))
			case err != nil && !cannotHold(err):
				wrong = fmt.Errorf("at %s: found %w, expected a refusal", stamp(at), err)
			}
		}
		return nil
	})
	if wrong != nil {
		t.Fatal(wrong)
	}
}

// cannotHold reports whether an error is one of those that HoldAt names.
func cannotHold(err error) bool {
	_, full := errors.AsType[*booking.Full](err)
	_, late := errors.AsType[*booking.TooLate](err)
	_, far := errors.AsType[*booking.TooFar](err)
	_, none := errors.AsType[*booking.NoSlot](err)
	_, many := errors.AsType[*booking.TooMany](err)
	_, crowded := errors.AsType[*booking.Crowded](err)
	return full || late || far || none || many || crowded
}

// TestATimetableListsWhatCanBeHeldAndNothingElse plays random callers and staff, and holds
// each start of each timetable against the rules.
func TestATimetableListsWhatCanBeHeldAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		g := newGame(t, dir, ajiyoshi, kozoji, kozoji)
		defer g.Close()
		g.hours(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                      g.timetable,
			"offer":                 g.offer,
			"strangers are cut off": g.strangersAreCutOff,
			"book":                  g.book,
			"take it":               g.takeIt,
			"change own":            g.changeOwn,
			"cancel":                g.cancel,
			"time passes":           g.timePasses,
			"hours":                 g.hours,
			"rules":                 g.rules,
			"close or open":         g.closeOrOpen,
			"size":                  g.size,
		})
	})
}

// TestAsManyCanBeHeldAsATimetableSaysAreLeft lets strangers hold one start until none is
// left, of parties in a row and in one slot.
func TestAsManyCanBeHeldAsATimetableSaysAreLeft(t *testing.T) {
	w := newTown(t)
	for _, f := range []string{ajiyoshi, kozoji} {
		w.plan(planOf(ajiyoshi, 1, 5, 30, "09:00-12:00"), planOf(kozoji, 1, 5, 30, "09:00-12:00"))
		rules := city.RulesOf(f)
		start := at(10, 0).AddDate(0, 0, 1)
		day := booking.DateOf(start)
		want := map[string]int{ajiyoshi: 2, kozoji: 5}[f] // of two people
		for n := want; n >= 0; n-- {
			w.do(func(tx *Tx) error {
				chances, err := rules.Timetable(tx, booking.Want{Facility: f, Party: 2}, day, day.AddDays(1))
				if err != nil {
					return err
				}
				for _, c := range chances {
					if c.Start.Equal(start) && c.Left != n {
						t.Errorf("%s: found %d left, expected %d", f, c.Left, n)
					}
				}
				if n > 0 {
					_, err = rules.HoldAt(tx, booking.Want{Phone: phone(100 + n), Facility: f, Party: 2}, start)
				}
				return err
			})
		}
	}
}

// A counted wire counts the statements that pass it.
type countedWire struct{ n int }

func (c *countedWire) pass(string) error { c.n++; return nil }
func (c *countedWire) refused(error)     {}

func TestTwoMonthsOfATimetableAskTheLedgerNoOftenerThanADay(t *testing.T) {
	w := newTown(t)
	var plans []booking.DayPlan
	for d := range 60 {
		plans = append(plans, planOf(ajiyoshi, d, 2, 30, "09:00-16:00"))
	}
	w.plan(plans...)
	limited := rules
	limited.Most, limited.Strangers, limited.Reserve = booking.Most{Day: 9}, 50, booking.Reserve{Desks: 1}
	asked := func(days int) int {
		wire := &countedWire{}
		w.do(func(tx *Tx) error {
			tx.c.wire = wire
			_, err := limited.Timetable(tx, booking.Want{Phone: phone(1), Facility: ajiyoshi}, booking.DateOf(monday), booking.DateOf(monday).AddDays(days))
			tx.c.wire = nil
			return err
		})
		return wire.n
	}
	if day, months := asked(1), asked(60); day != months || months > 8 {
		t.Errorf("found %d statements for a day and %d for two months, expected as many, and at most 8", day, months)
	}
}

// BenchmarkTimetable shows a month of a facility that is half full.
func BenchmarkTimetable(b *testing.B) {
	w := newTown(b)
	var plans []booking.DayPlan
	for d := range 40 {
		plans = append(plans, planOf(ajiyoshi, d, 2, 30, "09:00-16:00"))
	}
	w.plan(plans...)
	for i := range 400 {
		w.book(phone(i), ajiyoshi, at(9, 0).AddDate(0, 0, 1+i/14).Add(time.Duration(i%14)*30*time.Minute))
	}
	today := booking.DateOf(monday)
	for name, days := range map[string]int{"week": 7, "month": 31} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				w.look(func(tx *Tx) error {
					_, err := rules.Timetable(tx, booking.Want{Facility: ajiyoshi, Party: 2}, today, today.AddDays(days))
					return err
				})
			}
		})
	}
}
