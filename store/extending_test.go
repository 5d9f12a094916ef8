package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestAHoldIsExtendedTwiceAtMostAndResumedAsOftenAsSomebodyCalls(t *testing.T) {
	const extend, resume, choose, another, offer = "extend", "resume", "choose", "choose another", "offer"
	for _, c := range []struct {
		does    []string
		refused bool // the last of them
		kept    time.Duration
		often   int
	}{
		{does: []string{}, kept: 10 * time.Minute},
		{does: []string{extend}, kept: 11 * time.Minute, often: 1},
		{does: []string{extend, extend}, kept: 12 * time.Minute, often: 2},
		{does: []string{extend, extend, extend}, refused: true, kept: 12 * time.Minute, often: 2},
		{does: []string{choose, choose, choose}, kept: 10 * time.Minute},
		{does: []string{extend, choose, extend}, kept: 13 * time.Minute, often: 2},
		{does: []string{extend, extend, choose, extend}, refused: true, kept: 12 * time.Minute, often: 2},
		{does: []string{extend, extend, another}, kept: 13 * time.Minute},
		{does: []string{extend, extend, another, choose, extend}, kept: 15 * time.Minute, often: 1},
		{does: []string{resume, resume, resume, resume}, kept: 14 * time.Minute},
		{does: []string{extend, extend, resume, resume}, kept: 14 * time.Minute, often: 2},
		{does: []string{extend, extend, resume, extend}, refused: true, kept: 13 * time.Minute, often: 2},
		{does: []string{resume, resume, resume, extend, extend}, kept: 15 * time.Minute, often: 2},
		{does: []string{extend, extend, offer}, kept: 13 * time.Minute},
	} {
		name := strings.Join(c.does, ", ")
		w := newTown(t)
		w.slot(ajiyoshi, at(11, 0), 1)
		w.slot(ajiyoshi, at(12, 0), 1)
		want := booking.Want{Phone: phone(1), Facility: ajiyoshi}
		began := w.clock.Now()
		var last error
		for i, does := range append([]string{choose}, c.does...) {
			if i > 0 {
				w.clock.Add(time.Minute)
			}
			last = w.Update(bg, page, func(tx *Tx) error {
				holds, err := tx.Holds(phone(1))
				if err != nil {
					return err
				}
				switch does {
				case choose:
					_, err = rules.HoldAt(tx, want, at(11, 0))
				case another:
					_, err = rules.HoldAt(tx, want, at(12, 0))
				case offer:
					_, err = rules.Offer(tx, want, tx.Now())
				case resume:
					_, err = rules.Resume(tx, holds[0])
				case extend:
					_, err = rules.Extend(tx, holds[0])
				}
				return err
			})
			if last != nil && i < len(c.does) {
				t.Errorf("%s: %s: %v", name, does, last)
			}
		}
		long, ok := errors.AsType[*booking.TooLong](last)
		if ok != c.refused || !ok && last != nil {
			t.Errorf("%s: found %v, expected a refusal: %t", name, last, c.refused)
		}
		w.do(func(tx *Tx) error {
			holds, err := tx.Holds(phone(1))
			if err != nil || len(holds) != 1 {
				t.Fatalf("%s: found %v, %v", name, holds, err)
			}
			if h := holds[0]; h.Expires.Sub(began) != c.kept || h.Extended != c.often || ok && !long.Until.Equal(h.Expires) {
				t.Errorf("%s: held for %s, extended %d times, expected %s and %d", name, h.Expires.Sub(began), h.Extended, c.kept, c.often)
			}
			return nil
		})
		w.sound()
	}
}

func TestTheSchemaItselfRefusesWhatHoldsLongerUncounted(t *testing.T) {
	w := newTown(t)
	if err := w.hold(phone(1), w.slot(ajiyoshi, at(11, 0), 1), 1); err != nil {
		t.Fatal(err)
	}
	c := bare(t, w.path)
	defer c.close()
	const counted, uncounted, never = "is counted one by one", "only if that is counted", "CHECK constraint failed"
	for _, q := range []struct{ query, want string }{
		{`UPDATE holds SET expires = expires + 1`, uncounted},
		{`UPDATE holds SET extended = extended + 2, expires = expires + 600`, counted},
		{`UPDATE holds SET extended = -1`, counted},
		{`UPDATE holds SET resumed = resumed + 2, expires = expires + 600`, counted},
		{`UPDATE holds SET resumed = -1`, counted},
		{`UPDATE holds SET extended = 1; UPDATE holds SET expires = expires + 1`, uncounted},
		{`UPDATE holds SET extended = 1; UPDATE holds SET extended = 0`, counted},
		{`UPDATE holds SET extended = 1; UPDATE holds SET extended = 0, resumed = 1, expires = expires + 1`, uncounted},
		{`UPDATE holds SET extended = 1; UPDATE holds SET extended = 2; UPDATE holds SET extended = 3, expires = expires + 1`, never},
		{`UPDATE holds SET expires = expires - 1`, ""},
		{`UPDATE holds SET extended = extended + 1, expires = expires + 600`, ""},
		{`UPDATE holds SET resumed = resumed + 1, expires = expires + 600`, ""},
	} {
		if err := c.script("SAVEPOINT attempt"); err != nil {
			t.Fatal(err)
		}
		err := c.script(q.query)
		if (err == nil) != (q.want == "") || err != nil && !strings.Contains(err.Error(), q.want) {
			t.Errorf("%s: found %v, expected %q", q.query, err, q.want)
		}
		if err := c.script("ROLLBACK TO attempt; RELEASE attempt"); err != nil {
			t.Fatal(err)
		}
	}
}
