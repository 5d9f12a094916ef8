package booking_test

import (
	"errors"
	"testing"

	"madoguchi/booking"
)

func (d *desk) changeOwn(phone booking.Phone, receipt booking.Receipt, to booking.Change) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.city.ChangeOwn(tx, phone, receipt, to); return err })
	return b, err
}

func (d *desk) change(receipt booking.Receipt, to booking.Change) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.city.Change(tx, receipt, to); return err })
	return b, err
}

// stands checks that the ledger has the booking exactly as it is here.
func (d *desk) stands(b booking.Booking) {
	d.Helper()
	err := d.do(func(tx booking.Tx) error {
		now, err := tx.BookingOf(b.Receipt)
		if err == nil && now != b {
			d.Errorf("the booking is %+v, expected %+v", now, b)
		}
		return err
	})
	if err != nil {
		d.Error(err)
	}
}

func TestAChangeKeepsTheOldPlaceUntilTheNewIsCertain(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, seibu, "2026-04-14 09:00", party(4))
	d.book(phoneB, seibu, "2026-04-14 09:30")
	for start, want := range map[string]error{
		"2026-04-14 09:30": &booking.Full{}, "2026-04-14 09:05": &booking.NoSlot{}, "2026-04-13 09:00": &booking.TooLate{}, "2026-04-13 10:00": &booking.TooLate{},
	} {
		_, byStaff := d.change(b.Receipt, booking.Change{Facility: seibu, Start: at(start)})
		_, own := d.changeOwn(phoneA, b.Receipt, booking.Change{Facility: seibu, Start: at(start)})
		for _, err := range []error{byStaff, own} {
			switch want.(type) {
			case *booking.Full:
				expect[*booking.Full](t, err)
			case *booking.NoSlot:
				expect[*booking.NoSlot](t, err)
			case *booking.TooLate:
				expect[*booking.TooLate](t, err)
			}
		}
		d.stands(b)
	}
	_, err := d.tryBook(phoneC, seibu, "2026-04-14 09:00")
	expect[*booking.Full](t, err) // the old place is kept all the while
	changed, err := d.change(b.Receipt, booking.Change{Facility: seibu, Start: at("2026-04-16 09:00")})
	if err != nil || changed.Receipt != b.Receipt || changed.Party != 4 || !changed.Start.Equal(at("2026-04-16 09:00")) {
		t.Fatalf("changed to %v, %v", changed, err)
	}
	d.stands(changed)
	d.book(phoneC, seibu, "2026-04-14 09:00", party(4)) // the old place is free
	if same, err := d.change(b.Receipt, booking.Change{Facility: seibu, Start: at("2026-04-16 09:00")}); err != nil || same != changed {
		t.Errorf("changed to where it is: %v, %v", same, err)
	}
}

func TestAChangeMayUseItsOwnSeats(t *testing.T) {
	d := newDesk(t)
	d.rules.MaxParty = 3
	b := d.book(phoneA, tobu, "2026-04-14 09:00", party(2))
	other := d.book(phoneB, tobu, "2026-04-14 09:00", party(3)) // nobody else has room at nine
	for _, c := range []struct {
		start string
		party int // 0 means as many as before
		end   string
		come  int
	}{
		{"2026-04-14 09:30", 0, "2026-04-14 10:30", 2}, // later by one
		{"2026-04-14 09:00", 3, "2026-04-14 10:30", 3}, // earlier, and one more
		{"2026-04-14 09:30", 1, "2026-04-14 10:00", 1}, // alone
	} {
		b2, err := d.changeOwn(phoneA, b.Receipt, booking.Change{Facility: tobu, Start: at(c.start), Party: c.party})
		if err != nil || !b2.Start.Equal(at(c.start)) || !b2.End.Equal(at(c.end)) || b2.Party != c.come || b2.Receipt != b.Receipt {
			t.Errorf("%+v: %v, %v", c, b2, err)
		}
		d.stands(b2)
	}
	_, err := d.changeOwn(phoneA, b.Receipt, booking.Change{Facility: tobu, Start: at("2026-04-14 09:00"), Party: 4})
	expect[*booking.TooMany](t, err)
	d.stands(other)
}

func TestAnOfferedChangeIsHeldBesideTheBooking(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-14 09:00", party(2))
	w := booking.Want{Phone: phoneA, Facility: tobu, Party: 2, Instead: &b}
	// The very same visit is never offered; the one that overlaps it is.
	h, err := d.offer(w, "2026-04-14 09:00")
	want := booking.Hold{
		Phone: phoneA, Kind: booking.ForChange, Booking: b.ID, Receipt: b.Receipt, Member: 1, Service: booking.CertificateService, Facility: tobu, Party: 2,
		Start: at("2026-04-14 09:30"), End: at("2026-04-14 10:30"), Expires: at("2026-04-13 10:10"),
	}
	if err != nil || h != want {
		t.Fatalf("offered %+v, %v, expected %+v", h, err, want)
	}
	d.stands(b)
	if holds := d.holds(phoneA); len(holds) != 1 || holds[0] != want {
		t.Errorf("held: %v", holds)
	}
	d.book(phoneB, tobu, "2026-04-14 09:00", party(3)) // 9:00 and 9:30 have one left beside the booking, 10:00 beside the hold
	_, err = d.tryBook(phoneC, tobu, "2026-04-14 10:00")
	expect[*booking.Full](t, err)
	changed, err := d.changeOwn(phoneA, b.Receipt, booking.Change{Facility: h.Facility, Start: h.Start, Party: h.Party})
	if err != nil || !changed.Start.Equal(h.Start) || !changed.End.Equal(h.End) {
		t.Fatalf("%v, %v", changed, err)
	}
	if holds := d.holds(phoneA); len(holds) != 0 {
		t.Errorf("it still holds %v", holds)
	}
	d.book(phoneC, tobu, "2026-04-14 09:00") // what it gave up
}

func TestTheVerySameVisitIsNeverOffered(t *testing.T) {
	d := newDesk(t)
	for _, facility := range []string{tobu, seibu} {
		b := d.book(phoneA, facility, "2026-04-14 13:00", party(2))
		w := booking.Want{Phone: phoneA, Facility: facility, Party: 2, Instead: &b}
		for _, find := range []func(booking.Want, string) (booking.Hold, error){d.offer, d.offerEarlier} {
			for _, mark := range []string{"2026-04-14 13:00", "2026-04-14 13:01", "2026-04-14 13:30"} {
				if h, err := find(w, mark); err != nil || h.Start.Equal(b.Start) {
					t.Errorf("%s, from %s: %v, %v", facility, mark, h, err)
				}
			}
		}
		// For another party the same start is another visit, and may claim nothing.
		w.Party = 1
		if h, err := d.offer(w, "2026-04-14 13:00"); err != nil || !h.Start.Equal(b.Start) || h.Party != 1 {
			t.Errorf("%s, alone: %v, %v", facility, h, err)
		}
		if _, err := d.cancel(b.Receipt); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlyItsCallerChangesABooking(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-14 09:00")
	to := booking.Change{Facility: tobu, Start: at("2026-04-15 09:00")}
	if _, err := d.changeOwn(phoneB, b.Receipt, to); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	if _, err := d.changeOwn(phoneA, "000000", to); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	d.stands(b)
	if _, err := d.cancel(b.Receipt); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func() (booking.Booking, error){
		"change": func() (booking.Booking, error) { return d.changeOwn(phoneA, b.Receipt, to) },
		"move":   func() (booking.Booking, error) { return d.change(b.Receipt, to) },
	} {
		if _, err := change(); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s of a cancelled booking: %v", name, err)
		}
	}
}

func TestAChangeHasItsCutOffsAndLimits(t *testing.T) {
	d := newDesk(t)
	d.rules.Limits.Changes = 1
	b := d.book(phoneA, tobu, "2026-04-15 09:00")
	to := func(start string) booking.Change { return booking.Change{Facility: tobu, Start: at(start)} }
	_, err := d.changeOwn(phoneA, b.Receipt, to("2026-04-24 09:00"))
	expect[*booking.TooFar](t, err)
	b, err = d.changeOwn(phoneA, b.Receipt, to("2026-04-15 09:30"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.changeOwn(phoneA, b.Receipt, to("2026-04-15 10:00"))
	if e := expect[*booking.TooOften](t, err); e.What != booking.Changed || e.Max != 1 {
		t.Errorf("%v", e)
	}
	d.stands(b)
	d.now = at("2026-04-14 17:00:00") // the next day, and the last moment
	if b, err = d.changeOwn(phoneA, b.Receipt, to("2026-04-15 10:00")); err != nil {
		t.Fatal(err)
	}
	d.rules.Limits.Changes = 0
	d.now = at("2026-04-14 17:00:01")
	_, err = d.changeOwn(phoneA, b.Receipt, to("2026-04-17 10:00"))
	if e := expect[*booking.TooLate](t, err); e.What != "change" || !e.Until.Equal(at("2026-04-14 17:00")) {
		t.Errorf("%v", e)
	}
	if b, err = d.change(b.Receipt, to("2026-04-15 13:00")); err != nil {
		t.Errorf("staff may after the cut-off: %v", err)
	}
	d.now = at("2026-04-15 13:00")
	_, err = d.change(b.Receipt, to("2026-04-17 10:00"))
	if e := expect[*booking.TooLate](t, err); e.What != "change" {
		t.Errorf("once the visit has begun: %v", e)
	}
}

// A booking may stand off the grid, because its facility has other slots now. How many
// come with it can be changed at its own time all the same, and there it is looked for
// first.
func TestFewerOrMoreComeToABookingThatStandsOffTheGrid(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-14 09:30", party(2))     // two half hours
	same := d.book(phoneB, seibu, "2026-04-14 09:30", party(3)) // three seats
	d.city.Facilities[0].Minutes, d.city.Facilities[1].Minutes = 20, 20
	d.city.Facilities[0].Capacity = 1
	if _, err := d.store.Materialise(t.Context(), d.city.Plan(d.now, 14)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		b     booking.Booking
		party int
		end   string // "" where there is no room
	}{{b, 1, "10:00"}, {b, 2, "10:30"}, {b, 3, ""}, {same, 4, "10:00"}, {same, 1, "10:00"}} {
		w := booking.Want{Phone: c.b.Phone, Facility: c.b.Facility, Party: c.party, Instead: &c.b}
		offered, err := d.offer(w, "2026-04-14 09:30")
		if c.end == "" {
			if err != nil || offered.Start.Equal(c.b.Start) {
				t.Errorf("%d are offered %v, %v", c.party, offered, err)
			}
			_, err = d.change(c.b.Receipt, booking.Change{Facility: c.b.Facility, Start: c.b.Start, Party: c.party})
			expect[*booking.Full](t, err)
			continue
		}
		end := at("2026-04-14 " + c.end)
		if c.party != c.b.Party && (err != nil || !offered.Start.Equal(c.b.Start) || !offered.End.Equal(end)) {
			t.Errorf("%d are offered %v, %v, expected the time that they have", c.party, offered, err)
		}
		if c.b, err = d.changeOwn(c.b.Phone, c.b.Receipt, booking.Change{Facility: c.b.Facility, Start: c.b.Start, Party: c.party}); err != nil || !c.b.End.Equal(end) {
			t.Errorf("%d come until %v, %v, expected %s", c.party, c.b.End, err, c.end)
		}
	}
	_, err := d.change(b.Receipt, booking.Change{Facility: seibu, Start: b.Start})
	expect[*booking.NoSlot](t, err) // it is off the grid for everybody else
}
