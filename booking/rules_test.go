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

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", text, booking.JST)
	if err != nil {
		t, err = time.ParseInLocation("2006-01-02 15:04", text, booking.JST)
	}
	if err != nil {
		panic(err)
	}
	return t
}

var evening = booking.CutOff{Days: 1, At: 17 * 60}

func TestTheWindowOpensAtTheCutOff(t *testing.T) {
	for _, c := range []struct {
		name         string
		until        booking.CutOff
		now          string
		first, after string
	}{
		{"before five, tomorrow", evening, "2026-04-13 16:59:59", "2026-04-14 00:00", "2026-04-16 00:00"},
		{"at five, still tomorrow", evening, "2026-04-13 17:00:00", "2026-04-14 00:00", "2026-04-16 00:00"},
		{"after five, the day after", evening, "2026-04-13 17:00:01", "2026-04-15 00:00", "2026-04-16 00:00"},
		{"after midnight, the day after", evening, "2026-04-14 00:00:01", "2026-04-15 00:00", "2026-04-17 00:00"},
		{"three hours ahead", booking.CutOff{Before: 3 * time.Hour}, "2026-04-13 10:00", "2026-04-13 13:00", "2026-04-16 00:00"},
		{"the same day until noon", booking.CutOff{At: 12 * 60}, "2026-04-13 10:00", "2026-04-13 10:00", "2026-04-16 00:00"},
		{"the same day after noon", booking.CutOff{At: 12 * 60}, "2026-04-13 12:01", "2026-04-14 00:00", "2026-04-16 00:00"},
		{"across a year", evening, "2026-12-31 18:00", "2027-01-02 00:00", "2027-01-03 00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, until := booking.Rules{Horizon: 2, BookUntil: c.until}.Window(at(c.now))
			if !from.Equal(at(c.first)) || !until.Equal(at(c.after)) {
				t.Errorf("from %s until %s, expected from %s until %s", from, until, c.first, c.after)
			}
		})
	}
}

// desk is a ledger with one facility, open on weekdays from nine to ten with
// two slots for two.
type desk struct {
	*testing.T
	rules booking.Rules
	store *store.Store
	now   time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{T: t, now: at("2026-04-13 10:00"), rules: booking.Rules{Horizon: 10, Hold: 10 * time.Minute, BookUntil: evening, MaxParty: 2}}
	weekdays := booking.WeekdaysOf(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	city := booking.City{Rules: d.rules, Facilities: []booking.Facility{{
		ID: "tobu", Minutes: 30, Capacity: 2, Hours: booking.Hours{Weekly: []booking.Opening{{Days: weekdays, Ranges: []booking.Range{{From: 9 * 60, To: 10 * 60}}}}},
	}}}
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
	if _, err := d.store.Materialise(t.Context(), city.Slots(d.now)); err != nil {
		t.Fatal(err)
	}
	return d
}

// do runs a rule in a transaction whose changes stand even if the rule says no,
// as in a call.
func (d *desk) do(rule func(tx booking.Tx) error) error {
	d.Helper()
	var said error
	err := d.store.Update(d.Context(), store.By{Through: store.Terminal, Actor: "test"}, func(tx *store.Tx) error {
		said = rule(tx)
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
	return said
}

func (d *desk) book(phone booking.Phone, start string, change ...func(*booking.Request)) (b booking.Booking, err error) {
	q := booking.Request{Phone: phone, Facility: "tobu", Start: at(start)}
	for _, c := range change {
		c(&q)
	}
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.rules.Book(tx, q); return err })
	return b, err
}

func (d *desk) offer(phone booking.Phone, from string) (s booking.Slot, err error) {
	err = d.do(func(tx booking.Tx) (err error) { s, err = d.rules.Offer(tx, phone, "tobu", at(from)); return err })
	return s, err
}

const (
	phoneA = booking.Phone("+819011110001")
	phoneB = booking.Phone("+819011110002")
	phoneC = booking.Phone("+819011110003")
)

func byStaff(q *booking.Request) { q.Staff = true }
func ofTwo(q *booking.Request)   { q.Party = 2 }

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
	if _, err := d.book(phoneA, "2026-04-14 09:00"); err != nil {
		t.Fatal(err)
	}
	_, err := d.book(phoneA, "2026-04-15 09:00")
	if e := expect[*booking.Already](t, err); !e.Booking.Start.Equal(at("2026-04-14 09:00")) {
		t.Errorf("already at %s", e.Booking.Start)
	}
	_, err = d.book(phoneB, "2026-04-14 09:00", ofTwo)
	if e := expect[*booking.Full](t, err); len(e.Nearest) != 1 || !e.Nearest[0].Start.Equal(at("2026-04-14 09:30")) {
		t.Errorf("the nearest is %v", e.Nearest)
	}
	_, err = d.book(phoneB, "2026-04-14 09:10")
	expect[*booking.NoSlot](t, err)
	_, err = d.book(phoneB, "2026-04-14 09:00", func(q *booking.Request) { q.Party = 3 })
	expect[*booking.TooMany](t, err)
	_, err = d.book(phoneB, "2026-04-24 09:00")
	expect[*booking.TooFar](t, err)
	_, err = d.book("", "2026-04-14 09:00")
	if !errors.Is(err, booking.ErrNoPhone) {
		t.Errorf("without a number: %v", err)
	}
	d.now = at("2026-04-13 17:00:01")
	_, err = d.book(phoneB, "2026-04-14 09:30")
	if e := expect[*booking.TooLate](t, err); !e.Until.Equal(at("2026-04-13 17:00")) {
		t.Errorf("it was possible until %s", e.Until)
	}
	if _, err = d.book(phoneB, "2026-04-14 09:30", byStaff); err != nil {
		t.Errorf("staff may after the cut-off: %v", err)
	}
	d.now = at("2026-04-15 09:00")
	_, err = d.book(phoneC, "2026-04-15 09:00", byStaff)
	expect[*booking.TooLate](t, err)
}

func TestAnOfferIsHeldAndBecomesTheBooking(t *testing.T) {
	d := newDesk(t)
	if _, err := d.book(phoneC, "2026-04-14 09:00"); err != nil { // one of two seats
		t.Fatal(err)
	}
	first, err := d.offer(phoneA, "2026-04-13 10:00")
	if err != nil || !first.Start.Equal(at("2026-04-14 09:00")) {
		t.Fatalf("offered %v, %v", first, err)
	}
	second, err := d.offer(phoneB, "2026-04-13 10:00")
	if err != nil || !second.Start.Equal(at("2026-04-14 09:30")) {
		t.Fatalf("the seat that is held was offered again: %v, %v", second, err)
	}
	_, err = d.book(phoneB, "2026-04-14 09:00")
	expect[*booking.Full](t, err)
	d.now = d.now.Add(10 * time.Minute)
	if _, err := d.book(phoneB, "2026-04-14 09:00"); err != nil {
		t.Errorf("the hold is dead after ten minutes, and still in the way: %v", err)
	}
	_, err = d.book(phoneA, "2026-04-14 09:00")
	expect[*booking.Full](t, err)
}

func TestALaterOfferGivesTheEarlierBack(t *testing.T) {
	d := newDesk(t)
	for _, from := range []string{"2026-04-13 10:00", "2026-04-14 09:01", "2026-04-14 09:31"} {
		if _, err := d.offer(phoneA, from); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := d.book(phoneB, "2026-04-14 09:00", ofTwo); err != nil || b.Party != 2 {
		t.Errorf("a seat of an offer that was passed over is still held: %v", err)
	}
	if _, err := d.offer(phoneA, "2026-04-23 09:31"); !errors.Is(err, booking.ErrNoRoom) {
		t.Errorf("after the last slot: %v", err)
	}
}

func TestACancelledSlotIsFreeAtOnce(t *testing.T) {
	d := newDesk(t)
	b, err := d.book(phoneA, "2026-04-14 09:00", ofTwo)
	if err != nil {
		t.Fatal(err)
	}
	cancel := func() error {
		return d.do(func(tx booking.Tx) error { _, err := d.rules.Cancel(tx, b.Receipt); return err })
	}
	if err := cancel(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.book(phoneB, "2026-04-14 09:00", ofTwo); err != nil {
		t.Errorf("the slot is not free: %v", err)
	}
	if err := cancel(); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("cancelled twice: %v", err)
	}
	if b, err = d.book(phoneA, "2026-04-15 09:00"); err != nil {
		t.Errorf("the number may not book again: %v", err)
	}
	d.now = at("2026-04-15 09:00")
	expect[*booking.TooLate](t, cancel())
	d.now = at("2026-04-15 09:30")
	if err := cancel(); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a visit that is over was cancelled: %v", err)
	}
}

func TestAMoveKeepsTheOldPlaceUntilTheNewIsCertain(t *testing.T) {
	d := newDesk(t)
	b, err := d.book(phoneA, "2026-04-14 09:00", ofTwo)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.book(phoneB, "2026-04-14 09:30"); err != nil {
		t.Fatal(err)
	}
	move := func(start string) (booking.Booking, error) {
		var moved booking.Booking
		err := d.do(func(tx booking.Tx) (err error) {
			moved, err = d.rules.Move(tx, b.Receipt, "tobu", at(start))
			return err
		})
		return moved, err
	}
	_, err = move("2026-04-14 09:30") // one seat is taken
	expect[*booking.Full](t, err)
	_, err = move("2026-04-14 09:05")
	expect[*booking.NoSlot](t, err)
	_, err = move("2026-04-13 09:00")
	expect[*booking.TooLate](t, err)
	_, err = d.book(phoneC, "2026-04-14 09:00")
	expect[*booking.Full](t, err) // the old place is kept all the while
	moved, err := move("2026-04-16 09:00")
	if err != nil || moved.Receipt != b.Receipt || !moved.Start.Equal(at("2026-04-16 09:00")) {
		t.Fatalf("moved to %v, %v", moved, err)
	}
	if _, err := d.book(phoneC, "2026-04-14 09:00", ofTwo); err != nil {
		t.Errorf("the old place is not free: %v", err)
	}
	if same, err := move("2026-04-16 09:00"); err != nil || same.ID != b.ID {
		t.Errorf("moved to where it is: %v", err)
	}
}

func TestTheDialledNumberDecidesTheFacility(t *testing.T) {
	city := booking.City{Number: "+815000000000", Facilities: []booking.Facility{{ID: "a"}, {ID: "b", Line: "+815000000002"}}}
	for line, want := range map[booking.Phone]string{"+815000000002": "b", "+815000000000": "", "": "", "+815099999999": ""} {
		if f, ok := city.FacilityOf(line); f.ID != want || ok != (want != "") {
			t.Errorf("%q leads to %q, expected %q", line, f.ID, want)
		}
	}
}

func TestOutsideListsWhatTheHoursNoLongerHave(t *testing.T) {
	city := booking.City{Facilities: []booking.Facility{{
		ID: "a", Minutes: 30, Capacity: 1, Hours: booking.Hours{Weekly: []booking.Opening{{Days: booking.WeekdaysOf(time.Tuesday), Ranges: []booking.Range{{From: 540, To: 600}}}}},
	}}}
	inside := booking.Booking{Facility: "a", Start: at("2026-04-14 09:30")}
	outside := city.Outside([]booking.Booking{inside, {Facility: "a", Start: at("2026-04-14 10:00")}, {Facility: "b", Start: at("2026-04-14 09:30")}, {Facility: "a", Start: at("2026-04-15 09:30")}})
	if len(outside) != 3 {
		t.Errorf("%d bookings are outside the hours, expected 3: %v", len(outside), outside)
	}
}
