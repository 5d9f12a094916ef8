package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func (w *town) greet(phone booking.Phone) (known ivr.Acquaintance) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		known, err = tx.Greet(phone)
		return err
	})
	return known
}

func (w *town) today(phone booking.Phone) (tally booking.Tally) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		tally, err = tx.Today(phone)
		return err
	})
	return tally
}

func (w *town) did(phone booking.Phone, deeds ...booking.Counted) {
	w.Helper()
	w.do(func(tx *Tx) error {
		for _, d := range deeds {
			if _, err := tx.Count(phone, d, 0); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestEveryCallOfADayIsCounted(t *testing.T) {
	w := newTown(t)
	for n := 1; n <= 3; n++ {
		if known := w.greet(phone(1)); known != (ivr.Acquaintance{Today: booking.Tally{Calls: n}}) {
			t.Errorf("call %d: found %+v", n, known)
		}
	}
	if known := w.greet(phone(2)); known != (ivr.Acquaintance{Today: booking.Tally{Calls: 1}}) {
		t.Errorf("another number: found %+v", known)
	}
	if tally := w.today(phone(1)); tally != (booking.Tally{Calls: 3}) {
		t.Errorf("found %+v", tally)
	}
	if tally := w.today(phone(3)); tally != (booking.Tally{}) {
		t.Errorf("a number that never called: found %+v", tally)
	}
	w.sound()
}

func TestTheTalliesBeginAnewAtMidnightInJapan(t *testing.T) {
	w := newTown(t)
	w.clock.at = time.Date(2026, 11, 30, 23, 59, 58, 0, booking.JST)
	w.did(phone(1), booking.Booked, booking.Changed, booking.GaveUp)
	w.clock.Add(time.Second) // 23:59:59
	w.greet(phone(1))
	if tally := w.today(phone(1)); tally != (booking.Tally{Calls: 1, Bookings: 1, Changes: 1, Cancels: 1}) {
		t.Errorf("a second before midnight: found %+v", tally)
	}
	w.clock.Add(time.Second) // 00:00:00
	if tally := w.today(phone(1)); tally != (booking.Tally{}) {
		t.Errorf("at midnight: found %+v", tally)
	}
	w.did(phone(1), booking.Booked)
	if known := w.greet(phone(1)); known.Today.Calls != 1 {
		t.Errorf("the first call of the day is number %d", known.Today.Calls)
	}
	if tally := w.today(phone(1)); tally != (booking.Tally{Calls: 1, Bookings: 1}) {
		t.Errorf("after midnight: found %+v", tally)
	}
	w.clock.Add(9 * time.Hour) // midnight in Greenwich does not count
	if tally := w.today(phone(1)); tally != (booking.Tally{Calls: 1, Bookings: 1}) {
		t.Errorf("at nine in the morning: found %+v", tally)
	}
}

func TestAnUnknownDeedIsNotCounted(t *testing.T) {
	w := newTown(t)
	for _, deed := range []booking.Counted{"", "CALL", "slow", booking.Counted(strings.Repeat("電", 1000))} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.Count(phone(1), deed, 0); return err })
		if !contains(err, "expected call, book, change or cancel") || len(err.Error()) > 300 {
			t.Errorf("%.20q: found %v", deed, err)
		}
	}
	if n := w.count(`SELECT count(*) FROM callers`); n != 0 {
		t.Errorf("%d callers are known", n)
	}
}

func TestANumberThatNeedsSlowSpeechNeedsItTomorrow(t *testing.T) {
	w := newTown(t)
	slow := func(n int) { w.do(func(tx *Tx) error { return tx.Slow(phone(n)) }) }
	slow(1) // never greeted
	w.greet(phone(2))
	slow(2)
	w.clock.Add(day)
	w.did(phone(2), booking.Booked)
	for n, want := range map[int]bool{1: true, 2: true, 3: false} {
		if known := w.greet(phone(n)); known.Slow != want {
			t.Errorf("number %d: found %+v", n, known)
		}
	}
}

func TestACallerWithoutANumberIsNobody(t *testing.T) {
	w := newTown(t)
	w.do(func(tx *Tx) error {
		counted, err := tx.Count("", booking.Called, 1)
		if !counted {
			t.Error("nobody has a limit")
		}
		return errors.Join(tx.Slow(""), err)
	})
	for range 2 {
		if known := w.greet(""); known != (ivr.Acquaintance{}) {
			t.Errorf("found %+v", known)
		}
	}
	if tally := w.today(""); tally != (booking.Tally{}) {
		t.Errorf("found %+v", tally)
	}
	if n := w.count(`SELECT count(*) FROM callers`); n != 0 {
		t.Errorf("%d callers are known", n)
	}
}

func TestABlockedNumberStaysSoUntilItIsTakenOff(t *testing.T) {
	w := newTown(t)
	block := func(n int, on bool) (changed bool) {
		t.Helper()
		w.do(func(tx *Tx) (err error) {
			changed, err = tx.Block(phone(n), on)
			return err
		})
		return changed
	}
	w.greet(phone(1))
	if block(2, false) || !block(1, true) || block(1, true) {
		t.Error("only the second of three changed something")
	}
	w.clock.Add(400 * day)
	w.tidy()
	if !block(2, true) {
		t.Error("another number was not blocked")
	}
	if known := w.greet(phone(1)); known != (ivr.Acquaintance{Today: booking.Tally{Calls: 1}, Blocked: true}) {
		t.Errorf("found %+v", known)
	}
	w.look(func(tx *Tx) error {
		found, err := tx.Blocked()
		if err != nil || len(found) != 2 || found[0] != (BlockedNumber{Mask(phone(1)), monday}) || found[1].Phone != Mask(phone(2)) {
			t.Errorf("found %v, %v", found, err)
		}
		return nil
	})
	if !block(1, false) || w.greet(phone(1)).Blocked || !w.greet(phone(2)).Blocked {
		t.Error("the wrong number was taken off")
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		if err != nil || len(trail) != 3 || trail[0].Deed != DidBlock || trail[2].Deed != DidUnblock || trail[0].Detail != (Detail{Masked: phone(1).Masked()}) {
			t.Errorf("the trail is %v, %v", trail, err)
		}
		return nil
	})
	err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.Block("", true); return err })
	if !errors.Is(err, booking.ErrNoPhone) {
		t.Errorf("no number: found %v", err)
	}
	w.sound()
}

func TestAViewKnowsCallersAndCountsNothing(t *testing.T) {
	w := newTown(t)
	w.do(func(tx *Tx) error {
		_, err := tx.AddNotice(Notice{Text: "臨時休業", Until: at(17, 0)})
		return err
	})
	before := w.dump() + w.staffWords()
	w.look(func(tx *Tx) error {
		for name, write := range map[string]func() error{
			"Greet":     func() error { _, err := tx.Greet(phone(1)); return err },
			"Count":     func() error { _, err := tx.Count(phone(1), booking.Called, 0); return err },
			"Slow":      func() error { return tx.Slow(phone(1)) },
			"Block":     func() error { _, err := tx.Block(phone(1), true); return err },
			"Notices":   func() error { _, err := tx.Notices(phone(1)); return err },
			"AddNotice": func() error { _, err := tx.AddNotice(Notice{Text: "x", Until: at(17, 0)}); return err },
			"EndNotice": func() error { return tx.EndNotice(1) },
			"SetWalkIn": func() error { _, err := tx.SetWalkIn(ajiyoshi, tx.today(), true); return err },
			"SetOpen":   func() error { _, _, err := tx.SetOpen(ajiyoshi, at(9, 0), at(10, 0), false); return err },
		} {
			if err := write(); !errors.Is(err, ErrReadOnly) {
				t.Errorf("%s: found %v, expected ErrReadOnly", name, err)
			}
		}
		return nil
	})
	if w.dump()+w.staffWords() != before {
		t.Error("the view has changed the ledger")
	}
}

// TestTheTalliesAreThoseOfAMap compares the tallies of random callers, deeds and clocks
// with those of a map.
func TestTheTalliesAreThoseOfAMap(t *testing.T) {
	dir := t.TempDir()
	type key struct {
		phone booking.Phone
		day   booking.Date
		deed  booking.Counted
	}
	rapid.Check(t, func(t *rapid.T) {
		w := townAt(t, filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64())))
		defer w.Close()
		done, blocked := map[key]int{}, map[booking.Phone]bool{}
		slow, asked := map[booking.Phone]int{}, map[booking.Phone]bool{} // for so many calls more, once it was asked for
		number := rapid.Map(rapid.IntRange(1, 3), phone)
		deed := rapid.SampledFrom([]booking.Counted{booking.Called, booking.Booked, booking.Changed, booking.GaveUp})
		count := func(p booking.Phone, d booking.Counted) int {
			k := key{p, booking.DateOf(w.clock.Now()), d}
			done[k]++
			if d == booking.Called {
				slow[p]--
			}
			return done[k]
		}
		tally := func(p booking.Phone) booking.Tally {
			d := booking.DateOf(w.clock.Now())
			return booking.Tally{
				Calls: done[key{p, d, booking.Called}], Bookings: done[key{p, d, booking.Booked}],
				Changes: done[key{p, d, booking.Changed}], Cancels: done[key{p, d, booking.GaveUp}],
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				for n := range 4 {
					if found, want := w.today(phone(n)), tally(phone(n)); found != want {
						t.Fatalf("number %d: found %+v, expected %+v", n, found, want)
					}
				}
			},
			"greet": func(t *rapid.T) {
				p := number.Draw(t, "phone")
				count(p, booking.Called)
				want := ivr.Acquaintance{Today: tally(p), Slow: slow[p] >= 0 && asked[p], Blocked: blocked[p]}
				if found := w.greet(p); found != want {
					t.Fatalf("found %+v, expected %+v", found, want)
				}
			},
			"count": func(t *rapid.T) {
				p, d := number.Draw(t, "phone"), deed.Draw(t, "deed")
				w.did(p, d)
				count(p, d)
			},
			"slow": func(t *rapid.T) {
				p := number.Draw(t, "phone")
				w.do(func(tx *Tx) error { return tx.Slow(p) })
				slow[p], asked[p] = 2, true
			},
			"block": func(t *rapid.T) {
				p, on := number.Draw(t, "phone"), rapid.Bool().Draw(t, "on")
				w.do(func(tx *Tx) error {
					changed, err := tx.Block(p, on)
					if changed != (blocked[p] != on) {
						t.Fatalf("changed is %t", changed)
					}
					return err
				})
				blocked[p] = on
			},
			"time passes": func(t *rapid.T) {
				w.clock.Add(rapid.SampledFrom([]time.Duration{time.Second, 3 * time.Hour, 15*time.Hour - time.Second, day}).Draw(t, "time"))
			},
		})
	})
}

func TestADeedIsCountedUpToItsLimit(t *testing.T) {
	w := newTown(t)
	count := func(most int) (counted bool) {
		w.do(func(tx *Tx) (err error) {
			counted, err = tx.Count(phone(1), booking.Booked, most)
			return err
		})
		return counted
	}
	w.did(phone(1), booking.GaveUp, booking.GaveUp, booking.Called) // other deeds do not matter
	for n, want := range []bool{true, true, false, false} {
		if count(2) != want {
			t.Errorf("booking %d of at most 2: counted %v, expected %v", n+1, !want, want)
		}
	}
	if tally := w.today(phone(1)); tally != (booking.Tally{Calls: 1, Bookings: 2, Cancels: 2}) {
		t.Errorf("found %+v", tally)
	}
	if !count(0) {
		t.Error("0 is no limit")
	}
	w.clock.Add(day)
	if !count(2) {
		t.Error("the limit is of a day")
	}
}

func TestACallKnowsWhetherTheNumberHoldsAnything(t *testing.T) {
	w := newTown(t)
	if w.greet(phone(1)).Holding {
		t.Error("it holds something before it has been offered anything")
	}
	if err := w.hold(phone(1), w.slot(ajiyoshi, at(11, 0), 2), 1); err != nil {
		t.Fatal(err)
	}
	if !w.greet(phone(1)).Holding || w.greet(phone(2)).Holding {
		t.Error("an offer is not known, or known of another number")
	}
}
