package booking_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// noonBefore is the moment at which the kept desks of the day after are released.
var noonBefore = booking.CutOff{ByDay: true, Days: 1, At: 12 * 60}

// The last free desk is for staff, until it is released.
func TestADeskIsKeptForStaffUntilItIsReleased(t *testing.T) {
	d := newDesk(t)
	d.rules.Reserve = booking.Reserve{Desks: 1, Until: noonBefore}
	d.book(phoneA, tobu, "2026-04-15 09:00")
	_, err := d.tryBook(phoneB, tobu, "2026-04-15 09:00")
	if e := expect[*booking.Full](t, err); !e.Nearest[0].Equal(at("2026-04-15 09:30")) {
		t.Errorf("the nearest is %v", e.Nearest)
	}
	if h, err := d.offer(booking.Want{Phone: phoneB, Facility: tobu}, "2026-04-15 09:00"); err != nil || !h.Start.Equal(at("2026-04-15 09:30")) {
		t.Errorf("offered %v, %v", h, err)
	}
	err = d.do(func(tx booking.Tx) error {
		slot, err := tx.SlotAt(tobu, at("2026-04-15 09:00"))
		return errors.Join(err, d.rules.MayTake(tx, slot, 1))
	})
	if e := expect[*booking.Reserved](t, err); !e.Until.Equal(at("2026-04-14 12:00")) {
		t.Errorf("kept until %s", e.Until)
	}
	d.book(phoneC, tobu, "2026-04-15 09:00", byStaff)
	d.now = at("2026-04-14 12:00")
	d.book("+819011110004", tobu, "2026-04-15 13:00")
	d.book("+819011110005", tobu, "2026-04-15 13:00") // released
}

// What a caller was offered stays theirs, even if staff take what was kept meanwhile.
func TestAnOfferStandsWhateverStaffTake(t *testing.T) {
	for name, limit := range map[string]func(*booking.Rules){
		"reserve": func(r *booking.Rules) { r.Reserve = booking.Reserve{Desks: 1, Until: noonBefore} },
		"most":    func(r *booking.Rules) { r.Most = booking.Most{Day: 1} },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			limit(d.rules)
			want := booking.Want{Phone: phoneA, Facility: tobu}
			if h, err := d.offer(want, "2026-04-15 09:00"); err != nil || !h.Start.Equal(at("2026-04-15 09:00")) {
				t.Fatal(h, err)
			}
			d.book(phoneB, tobu, "2026-04-15 09:00", byStaff)
			if h, err := d.offer(want, "2026-04-15 09:00"); err != nil || !h.Start.Equal(at("2026-04-15 09:00")) {
				t.Errorf("offered again: %v, %v", h, err)
			}
			d.book(phoneA, tobu, "2026-04-15 09:00")
		})
	}
}

// Whoever would rather come in the other half of the day is offered none of the first.
func TestAnOfferStandsInItsHalfOfTheDay(t *testing.T) {
	d := newDesk(t)
	d.rules.Reserve = booking.Reserve{Desks: 1, Until: noonBefore}
	want := booking.Want{Phone: phoneA, Facility: tobu, Half: booking.Morning}
	if h, err := d.offer(want, "2026-04-15 09:00"); err != nil || !h.Start.Equal(at("2026-04-15 09:00")) {
		t.Fatal(h, err)
	}
	d.book(phoneB, tobu, "2026-04-15 09:00", byStaff)
	for _, c := range []struct {
		half  booking.Half
		start string
	}{{booking.Morning, "2026-04-15 09:00"}, {booking.Afternoon, "2026-04-15 13:00"}} {
		want.Half = c.half
		if h, err := d.offer(want, "2026-04-15 09:00"); err != nil || !h.Start.Equal(at(c.start)) {
			t.Errorf("offered again: %v, %v, expected %s", h, err, c.start)
		}
	}
}

func TestOnlySoManyVisitsStartOnADay(t *testing.T) {
	d := newDesk(t)
	d.rules.Most = booking.Most{Day: 2, Afternoon: 1}
	d.book(phoneA, tobu, "2026-04-15 13:00")
	_, err := d.tryBook(phoneB, tobu, "2026-04-15 13:30")
	if e := expect[*booking.Full](t, err); !e.Nearest[0].Equal(at("2026-04-16 09:00")) {
		t.Errorf("the nearest is %v", e.Nearest)
	}
	b := d.book(phoneB, tobu, "2026-04-15 09:00", party(3))
	_, err = d.tryBook(phoneC, tobu, "2026-04-15 10:00")
	expect[*booking.Full](t, err)
	// Another time of the same day is no further visit.
	if _, err := d.changeOwn(phoneB, b.Receipt, booking.Change{Facility: tobu, Start: at("2026-04-15 10:00"), Party: 1}); err != nil {
		t.Error(err)
	}
	d.book(phoneC, tobu, "2026-04-15 09:00", byStaff)
	err = d.do(func(tx booking.Tx) error {
		slot, err := tx.SlotAt(tobu, at("2026-04-15 09:30"))
		return errors.Join(err, d.rules.MayTake(tx, slot, 1))
	})
	expect[*booking.Enough](t, err)
}

// Who is coming with a booking is no further visit of its day, even of one that staff have
// overfilled. At another place, it is one more.
func TestAFullDayLeavesAVisitItsOwnTime(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, seibu, "2026-04-15 09:00")
	d.book(phoneB, seibu, "2026-04-15 13:00")
	d.book(phoneC, tobu, "2026-04-15 13:00")
	d.rules.Most.Day = 1
	for _, party := range []int{3, 2} {
		changed, err := d.changeOwn(phoneA, b.Receipt, booking.Change{Facility: seibu, Start: b.Start, Party: party})
		if err != nil || changed.Party != party {
			t.Errorf("%d come: %v, %v", party, changed, err)
		}
	}
	_, err := d.changeOwn(phoneA, b.Receipt, booking.Change{Facility: tobu, Start: b.Start})
	if e := expect[*booking.Full](t, err); !e.Nearest[0].Equal(at("2026-04-16 09:00")) {
		t.Errorf("the nearest is %v", e.Nearest)
	}
}

func TestWhyACallerCouldNotChangeSo(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-15 09:00")
	d.book(phoneB, tobu, "2026-04-16 09:00")
	d.book(phoneC, seibu, "2026-04-15 13:00")
	d.rules.Most.Day = 1
	mayChange := func(facility, start string) error {
		return d.do(func(tx booking.Tx) error {
			return d.city.MayChange(tx, b, booking.Change{Facility: facility, Start: at(start), Party: 1})
		})
	}
	for name, c := range map[string]struct{ facility, start string }{
		"another day":                      {tobu, "2026-04-17 09:00"},
		"another time of its own day":      {tobu, "2026-04-15 10:00"},
		"off the grid, which is not asked": {tobu, "2026-04-17 09:10"},
	} {
		if err := mayChange(c.facility, c.start); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	expect[*booking.Enough](t, mayChange(tobu, "2026-04-16 10:00"))
	expect[*booking.Enough](t, mayChange(seibu, "2026-04-15 09:00"))
	expect[*booking.TooFar](t, mayChange(tobu, "2026-04-24 09:00"))
	if e := expect[*booking.TooLate](t, mayChange(tobu, "2026-04-13 09:00")); e.What != "book" {
		t.Errorf("to a time that has passed: %v", e)
	}
	d.book("+819011110004", tobu, "2026-04-15 13:00", byStaff)
	if err := mayChange(tobu, "2026-04-15 09:00"); err != nil {
		t.Errorf("to where it is, on a day that staff have overfilled: %v", err)
	}
	d.now = at("2026-04-14 17:00:01")
	if e := expect[*booking.TooLate](t, mayChange(tobu, "2026-04-17 09:00")); e.What != "change" {
		t.Errorf("after the last moment: %v", e)
	}
}

// Whether there is room is not what the limits of callers tell.
func TestAFullTimeIsWithinTheLimits(t *testing.T) {
	d := newDesk(t)
	d.book(phoneA, tobu, "2026-04-15 09:00")
	d.book(phoneB, tobu, "2026-04-15 09:00")
	err := d.do(func(tx booking.Tx) error { return d.rules.MayHave(tx, tobu, at("2026-04-15 09:00"), 1) })
	if err != nil {
		t.Errorf("nothing is kept for staff, and yet: %v", err)
	}
}

// TestCallersAreOfferedWhatTheLimitsLeave compares the first and the last offer with a
// look at every start by plain counting.
func TestCallersAreOfferedWhatTheLimitsLeave(t *testing.T) {
	d := newDesk(t)
	d.rules.BookUntil, d.rules.Horizon = booking.CutOff{}, 3
	var starts []time.Time
	for _, p := range d.city.Plan(d.now, 3) {
		if p.Facility == tobu {
			starts = append(starts, p.Starts()...)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		figure := rapid.IntRange(0, 3)
		d.rules.Most = booking.Most{Day: figure.Draw(t, "day"), Morning: figure.Draw(t, "morning"), Afternoon: figure.Draw(t, "afternoon")}
		d.rules.Reserve = booking.Reserve{Desks: rapid.IntRange(0, 2).Draw(t, "kept"), Until: noonBefore}
		var made []booking.Booking
		for i := range rapid.IntRange(0, 12).Draw(t, "bookings") {
			start := rapid.SampledFrom(starts).Draw(t, "start").Format("2006-01-02 15:04")
			if b, err := d.tryBook(booking.Phone(fmt.Sprintf("+8190%08d", i)), tobu, start, byStaff, party(rapid.IntRange(1, 2).Draw(t, "people"))); err == nil {
				made = append(made, b)
			}
		}
		w := booking.Want{Phone: phoneA, Facility: tobu, Party: rapid.IntRange(1, 2).Draw(t, "party")}
		var first, last time.Time
		for _, at := range starts {
			if at.After(d.now) && allowed(d.rules, made, at, w.Party, d.now) {
				if first.IsZero() {
					first = at
				}
				last = at
			}
		}
		for name, c := range map[string]struct {
			find func(booking.Want, string) (booking.Hold, error)
			from string
			want time.Time
		}{"the first": {d.offer, "2026-04-13 00:00", first}, "the last": {d.offerEarlier, "2026-05-13 00:00", last}} {
			h, err := c.find(w, c.from)
			if c.want.IsZero() != errors.Is(err, booking.ErrNoRoom) || !h.Start.Equal(c.want) {
				t.Fatalf("%s: %v, %v, expected %s", name, h, err, c.want)
			}
		}
		err := d.do(func(tx booking.Tx) error {
			for _, b := range made {
				if _, err := d.rules.Cancel(tx, b.Receipt); err != nil {
					return err
				}
			}
			return tx.DropHold(phoneA)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// allowed counts, at a counter with two desks and half an hour for each person, whether a
// caller may have a start.
func allowed(r *booking.Rules, made []booking.Booking, start time.Time, party int, now time.Time) bool {
	keep := 0
	day := booking.DateOf(start)
	if release := noonBefore.For(start, nil); release.After(now) {
		keep = r.Reserve.Desks
	}
	closes := booking.Clock(10*60+30).On(day, booking.JST)
	if start.Hour() >= 12 {
		closes = booking.Clock(14*60).On(day, booking.JST)
	}
	end := start.Add(time.Duration(party) * 30 * time.Minute)
	if end.After(closes) {
		return false
	}
	for at := start; at.Before(end); at = at.Add(time.Minute) {
		taken := 0
		for _, b := range made {
			if !at.Before(b.Start) && at.Before(b.End) {
				taken++
			}
		}
		if 2-taken < 1+keep {
			return false
		}
	}
	onDay, inHalf, most := 0, 0, r.Most.Morning
	if start.Hour() >= 12 {
		most = r.Most.Afternoon
	}
	for _, b := range made {
		if booking.DateOf(b.Start.In(booking.JST)) == day {
			onDay++
			if booking.HalfOf(b.Start) == booking.HalfOf(start) {
				inHalf++
			}
		}
	}
	return (r.Most.Day == 0 || onDay < r.Most.Day) && (most == 0 || inHalf < most)
}
