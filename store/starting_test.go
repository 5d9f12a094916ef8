package store

import (
	"testing"
	"time"

	"madoguchi/booking"
)

// A visit that is being moved counts once in the half of the day that it stays in, and in
// both if it moves from one to the other, also where it needs no seat that it has not.
func TestAVisitThatIsMovedStartsOnce(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 1, 30, "10:00-15:00"))
	half := func(hour, minute int) booking.Slot { return w.slotNow(kozoji, at(hour, minute)) }
	b := w.insert(phone(1), seats(1, half(11, 0), half(11, 30), half(12, 0)))
	w.insert(phone(2), seats(1, half(14, 0)))
	expect := func(when string, morning, afternoon int) {
		t.Helper()
		w.look(func(tx *Tx) error {
			for _, c := range []struct {
				from, until time.Time
				want        int
			}{{at(0, 0), at(12, 0), morning}, {at(12, 0), at(24, 0), afternoon}} {
				if n, err := tx.Starting(kozoji, c.from, c.until); err != nil || n != c.want {
					t.Errorf("%s: %d start from %s on, %v, expected %d", when, n, stamp(c.from), err, c.want)
				}
			}
			return nil
		})
	}
	expect("before", 1, 1)
	for _, c := range []struct {
		when               string
		visit              booking.Claim
		more               []booking.Claim
		morning, afternoon int
	}{
		{"within the morning", seats(1, half(10, 0), half(10, 30)), []booking.Claim{seats(1, half(10, 0), half(10, 30))}, 1, 1},
		{"within the morning, onto its own", seats(1, half(11, 30), half(12, 0), half(12, 30)), []booking.Claim{seats(1, half(12, 30))}, 1, 1},
		{"to the afternoon", seats(1, half(13, 0)), []booking.Claim{seats(1, half(13, 0))}, 1, 2},
		{"to the afternoon, onto its own", seats(1, half(12, 0)), nil, 1, 2},
	} {
		w.do(func(tx *Tx) error {
			if err := tx.DropHold(b.Phone); err != nil {
				return err
			}
			return putChange(tx, b, c.visit, c.more...)
		})
		expect(c.when, c.morning, c.afternoon)
	}
	w.clock.Add(rules.Hold)
	expect("once the hold is dead", 1, 1)
	w.look(func(tx *Tx) error {
		return tx.Without(b, func() error {
			if n, err := tx.Starting(kozoji, at(0, 0), at(12, 0)); err != nil || n != 0 {
				t.Errorf("without it %d start in the morning, %v", n, err)
			}
			return nil
		})
	})
	w.cancel(b, at(9, 30))
	expect("while it may be undone", 1, 1)
	w.sound()
}
