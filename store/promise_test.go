package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// pen writes a ledger without the code of this package, as a shell at the file would.
// Times are minutes after ten, at ajiyoshi. Whatever claims something is a hold.
type pen struct {
	tester
	c *conn
}

func newPen(t testing.TB) pen {
	w := newTown(t)
	c := bare(t, w.path)
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	return pen{t, c}
}

func ten(minutes int) int64 { return at(10, minutes).Unix() }

func (d pen) must(query string) {
	d.Helper()
	if err := d.c.script(query); err != nil {
		d.Fatalf("%s: %v", query, err)
	}
}

// desks says how many are wanted, from a minute until another.
func (d pen) desks(from, until, n int) {
	d.Helper()
	d.must(fmt.Sprintf(`INSERT INTO desks VALUES ('ajiyoshi', %d, %d, %d)`, ten(from), ten(until), n))
}

// anew says all desks anew, as pairs of minutes and a number.
func (d pen) anew(desks ...[3]int) {
	d.Helper()
	d.must(`DELETE FROM desks`)
	for _, l := range desks {
		if l[2] > 0 {
			d.desks(l[0], l[1], l[2])
		}
	}
}

func (d pen) slot(from, until int) {
	d.Helper()
	d.must(fmt.Sprintf(`INSERT INTO slots (facility, start, ends) VALUES ('ajiyoshi', %d, %d)`, ten(from), ten(until)))
}

func (d pen) claim(id, from, until, seats int) error {
	d.Helper()
	d.must(fmt.Sprintf(`INSERT INTO holds (id, phone, kind, facility, start, ends, party, expires)
		VALUES (%d, '%s', 1, 'ajiyoshi', %d, %d, %d, %d)`, id, phone(id), ten(from), ten(until), seats, ten(9999)))
	err := d.c.told(d.c.script(fmt.Sprintf(`INSERT INTO claims (facility, start, ends, seats, hold) VALUES ('ajiyoshi', %d, %d, %d, %d)`,
		ten(from), ten(until), seats, id)))
	if err != nil {
		d.giveUp(id)
	}
	return err
}

func (d pen) change(id, from, until, seats int) error {
	return d.c.told(d.c.script(fmt.Sprintf(`UPDATE claims SET start = %d, ends = %d, seats = %d WHERE hold = %d`, ten(from), ten(until), seats, id)))
}

func (d pen) giveUp(id int) {
	d.Helper()
	d.must(fmt.Sprintf(`DELETE FROM holds WHERE id = %d`, id))
}

// figures returns what is wanted, claimed and free in each slot, in their order.
func (d pen) figures() (found [][5]int) {
	d.Helper()
	found, err := all(&Tx{ctx: bg, c: d.c}, func(_ *Tx, r row) (f [5]int, err error) {
		err = r.Scan(&f[0], &f[1], &f[2], &f[3], &f[4])
		return f, err
	}, fmt.Sprintf(`SELECT (start - %d) / 60, (ends - %[1]d) / 60, wanted, claimed, free FROM slots ORDER BY start`, ten(0)))
	if err != nil {
		d.Fatalf("%v", err)
	}
	return found
}

// TestTheSchemaItselfSellsNoDeskTwice writes through the bare driver.
func TestTheSchemaItselfSellsNoDeskTwice(t *testing.T) {
	type step struct {
		what string
		do   func(d pen) error
		fits bool
	}
	claim := func(fits bool, id, from, until, seats int) step {
		return step{fmt.Sprintf("claim %d of %d seats, %d-%d", id, seats, from, until), func(d pen) error { return d.claim(id, from, until, seats) }, fits}
	}
	change := func(fits bool, id, from, until, seats int) step {
		return step{fmt.Sprintf("claim %d to %d seats, %d-%d", id, seats, from, until), func(d pen) error { return d.change(id, from, until, seats) }, fits}
	}
	anew := func(desks ...[3]int) step {
		return step{fmt.Sprint("desks ", desks), func(d pen) error { d.anew(desks...); return nil }, true}
	}
	giveUp := func(id int) step {
		return step{fmt.Sprint("giving up ", id), func(d pen) error { d.giveUp(id); return nil }, true}
	}
	for name, steps := range map[string][]step{
		"one grid": {
			anew([3]int{0, 60, 2}), claim(true, 1, 0, 30, 1), claim(true, 2, 0, 30, 1), claim(false, 3, 0, 30, 1),
			claim(true, 3, 30, 60, 2), claim(false, 4, 30, 60, 1), claim(false, 4, 0, 60, 1), claim(false, 4, 0, 1, 3),
		},
		"an old grid and a new one": {
			anew([3]int{0, 60, 1}), claim(true, 1, 30, 60, 1), claim(false, 2, 20, 40, 1), claim(false, 2, 40, 60, 1),
			claim(true, 2, 0, 20, 1), claim(false, 3, 0, 60, 1), claim(true, 3, 20, 30, 1), claim(false, 4, 29, 31, 1),
		},
		"two that meet in a third": {
			anew([3]int{0, 90, 2}), claim(true, 1, 0, 40, 1), claim(true, 2, 50, 90, 1), claim(true, 3, 0, 90, 1), // never three at once
			claim(true, 4, 40, 50, 1), claim(false, 5, 30, 60, 1),
		},
		"a long visit over several levels": {
			anew([3]int{0, 30, 3}, [3]int{30, 60, 1}, [3]int{60, 90, 2}), claim(true, 1, 0, 90, 1), claim(false, 2, 0, 90, 1),
			claim(true, 2, 0, 30, 2), claim(true, 3, 60, 90, 1), claim(false, 4, 59, 61, 1), claim(false, 4, 0, 30, 1),
		},
		"a lunch break": {
			anew([3]int{0, 60, 1}, [3]int{90, 120, 1}), claim(false, 1, 30, 120, 1), claim(false, 1, 60, 90, 1), claim(false, 1, 59, 61, 1),
			claim(false, 1, 89, 91, 1), claim(true, 1, 0, 60, 1), claim(true, 2, 90, 120, 1),
		},
		"outside the hours": {
			claim(false, 1, 0, 30, 1), anew([3]int{0, 30, 1}), claim(false, 1, -10, 20, 1), claim(false, 1, 10, 40, 1), claim(false, 1, 30, 40, 1), claim(false, 1, -10, 40, 1),
		},
		"fewer desks than are promised": {
			anew([3]int{0, 60, 3}), claim(true, 1, 0, 30, 1), claim(true, 2, 0, 30, 1), claim(true, 3, 0, 60, 1),
			anew([3]int{0, 60, 1}), claim(false, 4, 0, 30, 1), giveUp(1), claim(false, 4, 0, 30, 1), giveUp(2), claim(false, 4, 0, 30, 1),
			giveUp(3), claim(true, 4, 0, 30, 1), claim(false, 5, 0, 30, 1),
		},
		"a change takes what there is": {
			anew([3]int{0, 60, 2}), claim(true, 1, 0, 30, 1), claim(true, 2, 30, 60, 2), change(true, 1, 0, 30, 2), change(false, 1, 0, 31, 2),
			change(false, 1, 0, 31, 1), change(false, 1, 30, 60, 1), change(false, 1, 0, 30, 3), change(true, 1, 10, 20, 1), change(true, 2, 20, 60, 2),
		},
		"a change where too much is promised": {
			anew([3]int{0, 60, 3}), claim(true, 1, 0, 60, 2), claim(true, 2, 0, 60, 1), anew([3]int{0, 30, 1}, [3]int{30, 60, 1}),
			change(false, 1, 0, 60, 3), change(true, 1, 0, 60, 2), change(true, 1, 0, 50, 2), change(false, 1, 0, 60, 2), change(true, 1, 10, 40, 1),
			change(false, 1, 10, 40, 2), change(false, 1, 0, 40, 1), change(false, 2, -1, 60, 1), change(true, 2, 0, 30, 1),
		},
		"a change over a time with no desk": {
			anew([3]int{0, 60, 1}), claim(true, 1, 0, 60, 1), anew([3]int{0, 20, 1}, [3]int{50, 90, 1}),
			change(true, 1, 0, 60, 1), change(true, 1, 0, 70, 1), change(false, 1, 0, 100, 1), change(true, 1, 30, 70, 1), change(false, 1, 20, 70, 1),
		},
		"two holds, one after the other": {
			anew([3]int{0, 30, 1}), claim(true, 1, 0, 30, 1), claim(false, 2, 0, 30, 1), giveUp(1), claim(true, 2, 0, 30, 1),
		},
		"a whole day": {
			anew([3]int{0, 1440, 1}), claim(true, 1, 0, 1439, 1), claim(false, 2, 1430, 1440, 1), claim(true, 2, 1439, 1440, 1),
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newPen(t)
			for _, s := range steps {
				if err := s.do(d); (err == nil) != s.fits || err != nil && why(err) != raised {
					t.Errorf("%s: found %v, expected that it fits: %t", s.what, err, s.fits)
				}
			}
		})
	}
}

// The seats of a booking that was cancelled are kept for its caller, also if fewer desks
// are wanted meanwhile, and nobody else can have them.
func TestTheSeatsOfAnUndoComeBackWhateverIsWanted(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 2, 30, "11:00-12:00"))
	a, b := w.book(phone(1), ajiyoshi, at(11, 0)), w.book(phone(2), ajiyoshi, at(11, 0))
	w.cancel(a, at(9, 10))
	w.plan(planOf(ajiyoshi, 0, 1, 30, "11:00-12:00"))
	w.expectGrid(ajiyoshi, "11:00-11:30 0/1", "11:30-12:00 1/1")
	if back, err := w.undo(a.Receipt); err != nil || back != a {
		t.Errorf("%v, %v", back, err)
	}
	w.cancel(b, at(9, 10))
	w.clock.Add(rules.UndoFor) // nobody undoes it
	w.do((*Tx).sweep)
	w.expectGrid(ajiyoshi, "11:00-11:30 0/1", "11:30-12:00 1/1")
	w.cancel(a, time.Time{})
	w.expectGrid(ajiyoshi, "11:00-11:30 1/1", "11:30-12:00 1/1")
}

// TestTheSchemaAcceptsWhatEachMinuteAllows writes random desks, slots and claims through
// the bare driver, and compares what is refused, and the figures of the slots, with
// counting minute by minute.
func TestTheSchemaAcceptsWhatEachMinuteAllows(t *testing.T) {
	const minutes = 60
	bare := newPen(t)
	rapid.Check(t, func(t *rapid.T) {
		d := pen{t, bare.c}
		d.must(`BEGIN`)
		defer d.must(`ROLLBACK`)
		var desks, claimed [minutes]int
		claims := map[int][3]int{}
		span := func(longest int) (from, until int) {
			from = rapid.IntRange(0, minutes-1).Draw(t, "from")
			return from, min(minutes, from+rapid.IntRange(1, longest).Draw(t, "length"))
		}
		size := rapid.IntRange(1, 3)
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				for _, f := range d.figures() {
					want := [5]int{f[0], f[1], 1000, 0, 1000}
					for i := f[0]; i < f[1]; i++ {
						want[2], want[3], want[4] = min(want[2], desks[i]), max(want[3], claimed[i]), min(want[4], max(0, desks[i]-claimed[i]))
					}
					if f != want {
						t.Fatalf("the slot %d-%d has %v, expected %v", f[0], f[1], f[2:], want[2:])
					}
				}
			},
			"desks": func(t *rapid.T) {
				var levels [][3]int
				for from := 0; from < minutes; {
					until := min(minutes, from+rapid.IntRange(1, 30).Draw(t, "length"))
					n := rapid.IntRange(0, 3).Draw(t, "desks")
					levels = append(levels, [3]int{from, until, n})
					for i := from; i < until; i++ {
						desks[i] = n
					}
					from = until
				}
				d.anew(levels...)
			},
			"slot": func(t *rapid.T) {
				from, until := span(40)
				if !slices.ContainsFunc(d.figures(), func(f [5]int) bool { return f[0] == from }) {
					d.slot(from, until)
				}
			},
			"slot goes": func(t *rapid.T) {
				from, _ := span(1)
				d.must(fmt.Sprintf(`DELETE FROM slots WHERE start = %d`, ten(from)))
			},
			"claim": func(t *rapid.T) {
				from, until := span(45)
				seats, id := size.Draw(t, "seats"), len(claims)+1
				for claims[id] != [3]int{} {
					id++
				}
				fits := true
				for i := from; i < until; i++ {
					fits = fits && claimed[i]+seats <= desks[i]
				}
				err := d.claim(id, from, until, seats)
				if (err == nil) != fits || err != nil && why(err) != raised {
					t.Fatalf("found %v, expected that it fits: %t", err, fits)
				}
				if fits {
					claims[id] = [3]int{from, until, seats}
					for i := from; i < until; i++ {
						claimed[i] += seats
					}
				}
			},
			"change": func(t *rapid.T) {
				if len(claims) == 0 {
					return
				}
				id := rapid.SampledFrom(sortedKeys(claims)).Draw(t, "claim")
				from, until := span(45)
				seats, old := size.Draw(t, "seats"), claims[id]
				next, fits := claimed, true
				for i := old[0]; i < old[1]; i++ {
					next[i] -= old[2]
				}
				for i := from; i < until; i++ {
					next[i] += seats
					has := old[0] <= i && i < old[1] && seats <= old[2]
					fits = fits && (has || next[i] <= desks[i])
				}
				err := d.change(id, from, until, seats)
				if (err == nil) != fits || err != nil && why(err) != raised {
					t.Fatalf("from %v to %d-%d, %d: found %v, expected that it fits: %t", old, from, until, seats, err, fits)
				}
				if fits {
					claims[id], claimed = [3]int{from, until, seats}, next
				}
			},
			"give up": func(t *rapid.T) {
				if len(claims) == 0 {
					return
				}
				id := rapid.SampledFrom(sortedKeys(claims)).Draw(t, "claim")
				for i := claims[id][0]; i < claims[id][1]; i++ {
					claimed[i] -= claims[id][2]
				}
				delete(claims, id)
				d.giveUp(id)
			},
		})
	})
}

func sortedKeys(m map[int][3]int) (keys []int) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
