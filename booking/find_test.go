package booking_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func (d *desk) offer(w booking.Want, from string) (h booking.Hold, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { h, err = d.of(w.Facility).Offer(tx, w, at(from)); return err })
	return h, err
}

func (d *desk) offerEarlier(w booking.Want, before string) (h booking.Hold, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { h, err = d.of(w.Facility).OfferEarlier(tx, w, at(before)); return err })
	return h, err
}

func TestAnOfferIsHeldAndBecomesTheBooking(t *testing.T) {
	d := newDesk(t)
	d.book(phoneC, tobu, "2026-04-14 09:00") // one of two seats
	first, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu}, "2026-04-13 10:00")
	want := booking.Hold{
		Phone: phoneA, Kind: booking.ForBooking, Service: booking.CertificateService, Facility: tobu, Party: 1,
		Start: at("2026-04-14 09:00"), End: at("2026-04-14 09:30"), Expires: at("2026-04-13 10:10"),
	}
	if err != nil || first != want {
		t.Fatalf("offered %v, %v, expected %v", first, err, want)
	}
	if holds := d.holds(phoneA); len(holds) != 1 || holds[0] != want {
		t.Errorf("held: %v", holds)
	}
	second, err := d.offer(booking.Want{Phone: phoneB, Facility: tobu}, "2026-04-13 10:00")
	if err != nil || !second.Start.Equal(at("2026-04-14 09:30")) {
		t.Fatalf("the seat that is held was offered again: %v, %v", second, err)
	}
	_, err = d.tryBook(phoneB, tobu, "2026-04-14 09:00")
	expect[*booking.Full](t, err)
	d.now = d.now.Add(10 * time.Minute)
	if _, err := d.tryBook(phoneB, tobu, "2026-04-14 09:00"); err != nil {
		t.Errorf("the hold is dead after ten minutes, and still in the way: %v", err)
	}
	_, err = d.tryBook(phoneA, tobu, "2026-04-14 09:00")
	expect[*booking.Full](t, err)
	if _, err := d.offer(booking.Want{Facility: tobu}, "2026-04-13 10:00"); !errors.Is(err, booking.ErrNoPhone) {
		t.Errorf("without a number: %v", err)
	}
}

func TestALaterOfferGivesTheEarlierBack(t *testing.T) {
	d := newDesk(t)
	w := booking.Want{Phone: phoneA, Facility: seibu, Party: 4}
	for _, from := range []string{"2026-04-13 10:00", "2026-04-14 09:01", "2026-04-14 09:31"} {
		if _, err := d.offer(w, from); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.tryBook(phoneB, seibu, "2026-04-14 09:00", party(4)); err != nil {
		t.Errorf("a seat of an offer that was passed over is still held: %v", err)
	}
	if _, err := d.offer(w, "2026-04-23 13:31"); !errors.Is(err, booking.ErrNoRoom) {
		t.Errorf("after the last slot: %v", err)
	}
	if holds := d.holds(phoneA); len(holds) != 0 {
		t.Errorf("who was offered nothing holds %v", holds)
	}
}

func TestOffersKeepToTheHalfOfTheDay(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		half    booking.Half
		earlier bool
		from    string
		want    string // "" means nothing
	}{
		{booking.AnyTime, false, "2026-04-14 09:01", "2026-04-14 09:30"},
		{booking.Morning, false, "2026-04-14 09:01", "2026-04-14 09:30"},
		{booking.Morning, false, "2026-04-14 10:01", "2026-04-15 09:00"},
		{booking.Afternoon, false, "2026-04-14 09:01", "2026-04-14 13:00"},
		{booking.Afternoon, false, "2026-04-17 13:31", "2026-04-20 13:00"}, // over the weekend
		{booking.Afternoon, false, "2026-04-23 13:31", ""},
		{booking.AnyTime, true, "2026-04-14 13:00", "2026-04-14 10:00"},
		{booking.Morning, true, "2026-04-15 13:30", "2026-04-15 10:00"},
		{booking.Afternoon, true, "2026-04-15 09:30", "2026-04-14 13:30"},
		{booking.Afternoon, true, "2026-04-20 09:00", "2026-04-17 13:30"},
		{booking.Afternoon, true, "2026-04-14 13:00", ""},
		{booking.Afternoon, true, "2027-04-14 13:00", "2026-04-23 13:30"}, // the horizon
		{booking.AnyTime, true, "2026-04-14 09:00", ""},
		{booking.AnyTime, false, "2020-01-01 00:00", "2026-04-14 09:00"},
	} {
		w := booking.Want{Phone: phoneA, Facility: tobu, Half: c.half}
		find := d.offer
		if c.earlier {
			find = d.offerEarlier
		}
		h, err := find(w, c.from)
		if c.want == "" {
			if !errors.Is(err, booking.ErrNoRoom) {
				t.Errorf("%+v: %v, %v", c, h, err)
			}
			continue
		}
		if err != nil || !h.Start.Equal(at(c.want)) {
			t.Errorf("%+v: %s, %v", c, h.Start, err)
		}
	}
}

func TestThreeAreNotOfferedTwoSlots(t *testing.T) {
	d := newDesk(t)
	w := booking.Want{Phone: phoneA, Facility: tobu, Party: 3, Half: booking.Afternoon}
	if h, err := d.offer(w, "2026-04-14 09:00"); !errors.Is(err, booking.ErrNoRoom) {
		t.Errorf("in the afternoon there are two slots: %v, %v", h, err)
	}
	w.Half = booking.AnyTime
	h, err := d.offer(w, "2026-04-14 09:30") // 9:30, 10:00, and then lunch
	if err != nil || !h.Start.Equal(at("2026-04-15 09:00")) || !h.End.Equal(at("2026-04-15 10:30")) {
		t.Errorf("%v, %v", h, err)
	}
}

// TestOffersAreTheFirstAndTheLastVisit compares offers, in a ledger with random
// bookings, with a look at every start.
// Seven people at four hours each would take 28 hours, of which the ledger has no visit.
func TestNobodyIsOfferedAVisitOfMoreThanADay(t *testing.T) {
	d := newDesk(t)
	d.rules.MaxParty = 9
	each := booking.EachWeek(time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday)
	d.city.Facilities[0].Minutes = 240
	d.city.Facilities[0].Hours.Weekly = []booking.Opening{{Days: each, Ranges: []booking.Range{{From: 0, To: booking.Midnight}}}}
	if _, err := d.store.Materialise(t.Context(), d.city.Plan(d.now, 14)); err != nil {
		t.Fatal(err)
	}
	h, err := d.offer(booking.Want{Phone: phoneA, Facility: tobu, Party: 6}, "2026-04-14 00:00")
	if err != nil || !h.End.Equal(at("2026-04-15 00:00")) {
		t.Errorf("six are offered %v, %v, expected a day", h, err)
	}
	if h, err = d.offer(booking.Want{Phone: phoneA, Facility: tobu, Party: 7}, "2026-04-14 00:00"); !errors.Is(err, booking.ErrNoRoom) {
		t.Errorf("seven are offered %v, %v, expected nothing", h, err)
	}
	_, err = d.tryBook(phoneB, tobu, "2026-04-14 00:00", func(q *booking.Request) { q.Party, q.Staff = 7, true })
	expect[*booking.Full](t, err)
}

func TestOffersAreTheFirstAndTheLastVisit(t *testing.T) {
	d := newDesk(t)
	d.rules.BookUntil = booking.CutOff{}
	var slots []booking.Slot
	for _, p := range d.city.Plan(d.now, 10) {
		for _, start := range p.Starts() {
			slots = append(slots, booking.Slot{Facility: p.Facility, Start: start})
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		taken := make([]booking.Receipt, 0, 30)
		for i := range rapid.IntRange(0, 30).Draw(t, "bookings") {
			s := rapid.SampledFrom(slots).Draw(t, "slot")
			q := booking.Request{
				Phone: booking.Phone(fmt.Sprintf("+8190%08d", i)), Facility: s.Facility, Start: s.Start,
				Party: rapid.IntRange(1, 4).Draw(t, "people"), Staff: true,
			}
			if b, err := d.tryBook(q.Phone, q.Facility, q.Start.Format("2006-01-02 15:04"), func(r *booking.Request) { *r = q }); err == nil {
				taken = append(taken, b.Receipt)
			}
		}
		w := booking.Want{
			Phone: phoneA, Facility: rapid.SampledFrom([]string{tobu, seibu}).Draw(t, "facility"), Party: rapid.IntRange(0, 4).Draw(t, "party"),
			Half: booking.Half(rapid.IntRange(0, 2).Draw(t, "half")),
		}
		mark := rapid.SampledFrom(slots).Draw(t, "mark").Start.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "seconds")) * time.Second)
		var first, last time.Time
		err := d.do(func(tx booking.Tx) error {
			for _, s := range slots {
				fits := s.Facility == w.Facility && s.Start.After(d.now) && d.fits(tx, s, max(w.Party, 1)) &&
					(w.Half == booking.AnyTime || booking.HalfOf(s.Start) == w.Half)
				if fits && !s.Start.Before(mark) && first.IsZero() {
					first = s.Start
				}
				if fits && s.Start.Before(mark) {
					last = s.Start
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		text := mark.Format("2006-01-02 15:04:05")
		for name, c := range map[string]struct {
			find func(booking.Want, string) (booking.Hold, error)
			want time.Time
		}{"the first": {d.offer, first}, "the last": {d.offerEarlier, last}} {
			h, err := c.find(w, text)
			if c.want.IsZero() != errors.Is(err, booking.ErrNoRoom) || !h.Start.Equal(c.want) {
				t.Fatalf("%s of %s: %v, %v, expected %s", name, text, h, err, c.want)
			}
		}
		for _, r := range taken {
			if err := d.do(func(tx booking.Tx) error { _, err := d.rules.Cancel(tx, r); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.do(func(tx booking.Tx) error { return tx.DropHold(phoneA) }); err != nil {
			t.Fatal(err)
		}
	})
}

// fits reports whether a party can come at the start of a slot.
func (d *desk) fits(tx booking.Tx, s booking.Slot, people int) bool {
	slots, seats := people, 1
	if s.Facility == seibu {
		slots, seats = 1, people
	}
	for range slots {
		now, err := tx.SlotAt(s.Facility, s.Start)
		if err != nil || now.Free < seats {
			return false
		}
		s.Start = now.End
	}
	return true
}
