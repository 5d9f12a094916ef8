package booking_test

import (
	"testing"

	"madoguchi/booking"
)

// become gives the city other figures, as a line does that is started with another file.
func (d *desk) become(change func(*booking.City)) {
	d.Helper()
	change(d.city)
	if _, err := d.store.Materialise(d.Context(), d.city.Plan(d.now, 14)); err != nil {
		d.Fatal(err)
	}
}

// What a caller was offered stands for as long as it is held, whatever the rules become,
// unless the counter is closed or its last moment passes.
func TestAnOfferStandsWhateverTheRulesBecome(t *testing.T) {
	for name, c := range map[string]struct {
		become func(*booking.City)
		stands bool
	}{
		"shorter slots": {func(c *booking.City) { c.Facilities[0].Minutes = 20 }, true},
		"longer slots":  {func(c *booking.City) { c.Facilities[0].Minutes = 45 }, true},
		"one desk":      {func(c *booking.City) { c.Facilities[0].Capacity = 1 }, true},
		"a horizon of a day": {func(c *booking.City) {
			c.Rules.Horizon = 1
		}, true},
		"as many visits as there are": {func(c *booking.City) { c.Rules.Most = booking.Most{Day: 1} }, true},
		"desks for staff":             {func(c *booking.City) { c.Rules.Reserve = booking.Reserve{Desks: 2, Until: noonBefore} }, true},
		"a closed day": {func(c *booking.City) {
			c.Facilities[0].Hours.Closed = []booking.Closure{{From: booking.DateOf(at("2026-04-16 00:00"))}}
		}, false},
		"an earlier last moment": {func(c *booking.City) { c.Rules.BookUntil = booking.CutOff{ByDay: true, Days: 5} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.book(phoneB, tobu, "2026-04-16 09:30", byStaff)
			moving := d.book(phoneC, tobu, "2026-04-15 13:00", byStaff)
			if h, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu}, "2026-04-16 09:30"); err != nil || !h.Start.Equal(at("2026-04-16 09:30")) {
				t.Fatal(h, err)
			}
			if h, err := d.offer(booking.Want{Phone: phoneC, Facility: tobu, Instead: &moving}, "2026-04-16 10:00"); err != nil || !h.Start.Equal(at("2026-04-16 10:00")) {
				t.Fatal(h, err)
			}
			d.become(c.become)
			resumed := d.do(func(tx booking.Tx) error {
				holds, err := tx.Holds(phoneA)
				if err == nil {
					_, err = d.rules.Resume(tx, holds[0])
				}
				return err
			})
			b, err := d.tryBook(phoneA, tobu, "2026-04-16 09:30")
			moved, movedErr := d.changeOwn(phoneC, moving.Receipt, booking.Change{Facility: tobu, Start: at("2026-04-16 10:00")})
			if !c.stands {
				if err == nil || movedErr == nil || resumed == nil {
					t.Errorf("booked %v, moved to %v, resumed %v", b, moved, resumed)
				}
				d.stands(moving)
				return
			}
			if err != nil || movedErr != nil || resumed != nil || !b.End.Equal(at("2026-04-16 10:00")) || !moved.End.Equal(at("2026-04-16 10:30")) {
				t.Errorf("booked until %s, %v; moved until %s, %v; resumed: %v", b.End, err, moved.End, movedErr, resumed)
			}
			if holds := append(d.holds(phoneA), d.holds(phoneC)...); len(holds) > 0 {
				t.Errorf("still held: %v", holds)
			}
		})
	}
}
