package booking_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// desk is a ledger with two facilities, open on weekdays from nine to half past
// ten and from one to two: tobu has slots for two, and a party takes them in a
// row; seibu has slots for four, and a party takes one.
type desk struct {
	*testing.T
	city  *booking.City  // of these two, in this order
	rules *booking.Rules // of both, but for SameSlot
	store *store.Store
	now   time.Time
}

const (
	tobu  = "tobu"
	seibu = "seibu"
)

func newDesk(t *testing.T) *desk {
	hours := booking.Hours{Weekly: []booking.Opening{{
		Days:   booking.EachWeek(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		Ranges: []booking.Range{{From: 9 * 60, To: 10*60 + 30}, {From: 13 * 60, To: 14 * 60}},
	}}}
	d := &desk{T: t, now: at("2026-04-13 10:00"), city: &booking.City{
		Rules: booking.Rules{
			Horizon: 10, Hold: 10 * time.Minute, UndoFor: 10 * time.Minute, BookUntil: evening, ChangeUntil: evening, MaxParty: 4,
		},
		Facilities: []booking.Facility{
			{ID: tobu, Minutes: 30, Capacity: 2, Hours: hours},
			{ID: seibu, Minutes: 30, Capacity: 4, Hours: hours},
		},
	}}
	d.rules = &d.city.Rules
	var err error
	d.store, err = store.Open(filepath.Join(t.TempDir(), "ledger.db"), store.Options{Now: func() time.Time { return d.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.store.Check(context.Background()), d.store.Close()); err != nil {
			t.Error(err)
		}
	})
	if _, err := d.store.Materialise(t.Context(), d.city.Plan(d.now, 14)); err != nil {
		t.Fatal(err)
	}
	return d
}

// of returns the rules of a facility.
func (d *desk) of(facility string) booking.Rules {
	r := *d.rules
	r.SameSlot = facility == seibu
	return r
}

// do runs a rule in a transaction whose changes stand even if the rule says no,
// as in a call.
func (d *desk) do(rule func(tx booking.Tx) error) error {
	d.Helper()
	own := d.of(seibu)
	d.city.Facilities[1].Rules = &own
	var said error
	err := d.store.Update(d.Context(), store.By{Way: store.ByTerminal, Actor: "test"}, func(tx *store.Tx) error {
		said = rule(tx)
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
	return said
}

func (d *desk) tryBook(phone booking.Phone, facility, start string, change ...func(*booking.Request)) (b booking.Booking, err error) {
	d.Helper()
	q := booking.Request{Phone: phone, Facility: facility, Start: at(start)}
	for _, c := range change {
		c(&q)
	}
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.of(facility).Book(tx, q); return err })
	return b, err
}

func (d *desk) book(phone booking.Phone, facility, start string, change ...func(*booking.Request)) booking.Booking {
	d.Helper()
	b, err := d.tryBook(phone, facility, start, change...)
	if err != nil {
		d.Fatal(err)
	}
	return b
}

func (d *desk) holds(phone booking.Phone) (holds []booking.Hold) {
	d.Helper()
	err := d.do(func(tx booking.Tx) (err error) { holds, err = tx.Holds(phone); return err })
	if err != nil {
		d.Fatal(err)
	}
	return holds
}

const (
	phoneA = booking.Phone("+819011110001")
	phoneB = booking.Phone("+819011110002")
	phoneC = booking.Phone("+819011110003")
)

func byStaff(q *booking.Request) { q.Staff = true }

func party(n int) func(*booking.Request) { return func(q *booking.Request) { q.Party = n } }

func expect[E error](t *testing.T, err error) E {
	t.Helper()
	e, ok := errors.AsType[E](err)
	if !ok {
		t.Fatalf("got %v, expected %T", err, e)
	}
	return e
}

func TestBookingIsRefusedForAReason(t *testing.T) {
	d := newDesk(t)
	d.book(phoneA, tobu, "2026-04-14 09:00")
	_, err := d.tryBook(phoneA, tobu, "2026-04-15 09:00")
	if e := expect[*booking.Already](t, err); !e.Booking.Start.Equal(at("2026-04-14 09:00")) {
		t.Errorf("already at %s", e.Booking.Start)
	}
	_, err = d.tryBook(phoneB, tobu, "2026-04-14 09:10")
	expect[*booking.NoSlot](t, err)
	_, err = d.tryBook(phoneB, tobu, "2026-04-14 09:00", party(5))
	if e := expect[*booking.TooMany](t, err); e.Party != 5 || e.Max != 4 {
		t.Errorf("%v", e)
	}
	_, err = d.tryBook(phoneB, tobu, "2026-04-14 09:00", party(5), byStaff)
	expect[*booking.TooMany](t, err)
	_, err = d.tryBook(phoneB, tobu, "2026-04-24 09:00")
	if e := expect[*booking.TooFar](t, err); !e.Last.Equal(at("2026-04-23 00:00")) {
		t.Errorf("the last day is %s", e.Last)
	}
	d.rules.MaxParty = 0 // no limit, for there is none
	_, err = d.tryBook(phoneB, tobu, "2026-04-14 09:00", party(5))
	expect[*booking.Full](t, err)
	_, err = d.tryBook("", tobu, "2026-04-14 09:00")
	if !errors.Is(err, booking.ErrNoPhone) {
		t.Errorf("without a number: %v", err)
	}
	d.now = at("2026-04-13 17:00:00")
	d.book(phoneB, tobu, "2026-04-14 09:30")
	d.now = at("2026-04-13 17:00:01")
	_, err = d.tryBook(phoneC, tobu, "2026-04-14 09:30")
	if e := expect[*booking.TooLate](t, err); e.What != "book" || !e.Until.Equal(at("2026-04-13 17:00")) {
		t.Errorf("%+v", e)
	}
	if _, err = d.tryBook(phoneC, tobu, "2026-04-14 09:30", byStaff); err != nil {
		t.Errorf("staff may after the cut-off: %v", err)
	}
	d.now = at("2026-04-15 09:00")
	_, err = d.tryBook(phoneC, tobu, "2026-04-15 09:00", byStaff)
	expect[*booking.TooLate](t, err)
}

func TestAPartyTakesARowOfSlotsOrOne(t *testing.T) {
	for _, c := range []struct {
		facility string
		party    int
		end      string // "" if there is no room
	}{
		{tobu, 1, "09:30"}, {tobu, 2, "10:00"}, {tobu, 3, "10:30"}, {tobu, 4, ""}, // the lunch break joins nothing
		{seibu, 1, "09:30"}, {seibu, 4, "09:30"},
	} {
		d := newDesk(t)
		b, err := d.tryBook(phoneA, c.facility, "2026-04-14 09:00", party(c.party))
		if c.end == "" {
			expect[*booking.Full](t, err)
			continue
		}
		if err != nil || b.Party != c.party || !b.End.Equal(at("2026-04-14 "+c.end)) {
			t.Errorf("%d at %s: %v, %v, expected until %s", c.party, c.facility, b, err, c.end)
		}
	}
}

func TestAPartyComesAllOrNone(t *testing.T) {
	d := newDesk(t)
	d.book(phoneA, tobu, "2026-04-14 10:00")
	d.book(phoneB, tobu, "2026-04-14 10:00")
	_, err := d.tryBook(phoneC, tobu, "2026-04-14 09:00", party(3)) // the third slot is full
	e := expect[*booking.Full](t, err)
	if !e.Start.Equal(at("2026-04-14 09:00")) || len(e.Nearest) != 1 || !e.Nearest[0].Equal(at("2026-04-15 09:00")) {
		t.Errorf("%v", e)
	}
	d.book(phoneC, tobu, "2026-04-14 09:00", party(2)) // nothing was taken of the first two
	const phoneD, phoneE = booking.Phone("+819011110004"), booking.Phone("+819011110005")
	d.book(phoneD, seibu, "2026-04-14 09:00", party(3))
	_, err = d.tryBook(phoneE, seibu, "2026-04-14 09:00", party(2))
	if e := expect[*booking.Full](t, err); len(e.Nearest) != 1 || !e.Nearest[0].Equal(at("2026-04-14 09:30")) {
		t.Errorf("%v", e)
	}
	d.book(phoneE, seibu, "2026-04-14 09:00")
}

func TestANumberBooksSoOftenInADay(t *testing.T) {
	d := newDesk(t)
	d.rules.Limits.Bookings = 2
	for _, offered := range []bool{true, false} { // what was offered counts like what was not
		if offered {
			_, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu}, "2026-04-16 09:00")
			d.must(err)
		}
		b := d.book(phoneA, tobu, "2026-04-16 09:00")
		if _, err := d.cancel(b.Receipt); err != nil {
			t.Fatal(err)
		}
	}
	_, err := d.tryBook(phoneA, tobu, "2026-04-16 09:00")
	if e := expect[*booking.TooOften](t, err); e.What != booking.Booked || e.Max != 2 {
		t.Errorf("%v", e)
	}
	d.book(phoneB, tobu, "2026-04-16 09:00") // nobody else is bound
	b := d.book(phoneA, tobu, "2026-04-16 09:00", byStaff)
	if _, err := d.cancel(b.Receipt); err != nil {
		t.Fatal(err)
	}
	d.now = at("2026-04-13 23:59:59")
	_, err = d.tryBook(phoneA, tobu, "2026-04-16 09:00")
	expect[*booking.TooOften](t, err)
	d.now = at("2026-04-14 00:00:00")
	d.book(phoneA, tobu, "2026-04-16 09:00")
}

func TestWhatIsRefusedDoesNotCount(t *testing.T) {
	d := newDesk(t)
	d.rules.Limits.Bookings = 1
	for range 3 {
		_, err := d.tryBook(phoneA, tobu, "2026-04-16 09:05")
		expect[*booking.NoSlot](t, err)
	}
	d.book(phoneA, tobu, "2026-04-16 09:00")
}
