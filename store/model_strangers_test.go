package store

import (
	"errors"
	"slices"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// strangersAreCutOff lets some numbers that nobody knows call one facility, one after the
// other, and hang up on the offer.
func (g *game) strangersAreCutOff(t *rapid.T) {
	facility, first := rapid.SampledFrom([]string{ajiyoshi, kozoji}).Draw(t, "facility"), rapid.IntRange(11, 14).Draw(t, "first of them")
	for i := range rapid.IntRange(3, 8).Draw(t, "strangers") {
		g.offers(t, booking.Want{
			Phone: phone(first + i), Facility: facility, Party: g.party.Draw(t, "party"),
			Vouched: rapid.IntRange(0, 3).Draw(t, "passed in by staff") == 0,
		}, g.service.Draw(t, "service"), false)
	}
}

// visit lets the time of a booking come, if it is soon, and its people come to it, or not.
// Whichever they do, they may call after that.
func (g *game) visit(t *rapid.T) {
	i, ok := g.made(t)
	if !ok {
		return
	}
	b := g.model.bookings[i]
	if ahead := b.Start.Sub(g.clock.Now()); ahead > 0 && ahead <= 2*time.Hour {
		g.clock.Add(ahead)
	}
	g.attends(t, i, rapid.SampledFrom([]booking.Came{booking.Arrived, booking.Absent}).Draw(t, "came"))
	if rapid.Bool().Draw(t, "calls") {
		g.offers(t, booking.Want{Phone: b.Phone, Facility: b.Facility, Party: 1}, b.Service, false)
	}
}

// shared fails if an offer has made numbers without history hold more of a day than their
// share, the first of the day excepted, or if one was refused that had its place in it.
// before is the memory as it was before the offer.
func (g *game) shared(t *rapid.T, before *memory, r booking.Rules, w booking.Want, h booking.Hold, err error) {
	known, _ := before.Familiar(w.Phone)
	bound := r.Strangers > 0 && !known && !w.Vouched
	before.drop(func(h booking.Hold) bool { return h.Phone == w.Phone && h.Kind != booking.ForUndo })
	crowded, refused := errors.AsType[*booking.Crowded](err)
	switch {
	case refused && !bound:
		t.Fatalf("%s is no stranger, and was told %v", w.Phone, err)
	case refused:
		s := before.strangersOf(r, w.Facility, crowded.Day)
		if s.Held == 0 || s.within(max(w.Party, 1), r.Strangers) || !crowded.Again.Equal(s.Again) || !s.Again.After(before.now) {
			t.Fatalf("a party of %d was told %v, where strangers hold %+v of %d in a hundred", w.Party, err, s, r.Strangers)
		}
	case err == nil && bound && h.Kind == booking.ForBooking:
		day := booking.DateOf(h.Start.In(booking.JST))
		if s := before.strangersOf(r, w.Facility, day); s.Held > 0 && !s.within(h.Party, r.Strangers) {
			t.Fatalf("%d people more hold %s, where strangers hold %+v of %d in a hundred", h.Party, stamp(h.Start), s, r.Strangers)
		}
	}
}

// A share is what strangers hold of what can still be booked of a day, and what callers may
// have of it beside that: seats, and visits.
type share struct {
	booking.Strangers
	left int
}

func (m *memory) strangersOf(r booking.Rules, facility string, day booking.Date) share {
	begins := day.In(booking.JST)
	noon, ends := begins.Add(12*time.Hour), begins.Add(24*time.Hour)
	from, _ := r.Window(m.now)
	if from.Before(begins) {
		from = begins
	}
	held, _ := m.Strangers(facility, from, ends, 0)
	held.Free = 0
	for _, s := range m.slots(facility, from, ends) {
		if m.now.Before(s.Start.Add(-time.Hour)) {
			s.Free -= r.Reserve.Desks
		}
		held.Free += max(s.Free, 0)
	}
	left := 1000
	morning, _ := m.Starting(facility, begins, noon)
	afternoon, _ := m.Starting(facility, noon, ends)
	if r.Most.Day > 0 {
		left = max(r.Most.Day-morning-afternoon, 0)
	}
	if r.Most.Morning > 0 && r.Most.Afternoon > 0 {
		left = min(left, max(r.Most.Morning-morning, 0)+max(r.Most.Afternoon-afternoon, 0))
	}
	return share{held, left}
}

// within reports whether so many people more, a visit, begin below so much in a hundred
// of what would be free without the strangers, the last of them too.
func (s share) within(more, percent int) bool {
	return 100*(s.Held+more-1) < percent*(s.Held+s.Free) && 100*s.Visits < percent*(s.Visits+s.left)
}

func (m *memory) Familiar(p booking.Phone) (bool, error) {
	return slices.ContainsFunc(m.bookings, func(b booking.Booking) bool {
		_, active := m.claims[b.ID]
		return b.Phone == p && (active && b.Came != booking.Absent || b.Came == booking.Arrived)
	}), nil
}

func (m *memory) Strangers(facility string, from, until time.Time, kept int) (s booking.Strangers, _ error) {
	for _, h := range m.holds {
		known, _ := m.Familiar(h.Phone)
		if known || h.Kind != booking.ForBooking || h.Facility != facility || h.Start.Before(from) || !h.Start.Before(until) || !h.Expires.After(m.now) {
			continue
		}
		s.Held, s.Visits = s.Held+h.Party, s.Visits+1
		if s.Again.IsZero() || h.Expires.Before(s.Again) {
			s.Again = h.Expires
		}
	}
	for _, slot := range m.withRoom(facility, from, until, 1) {
		s.Free += max(slot.Free-kept, 0)
	}
	return s, nil
}
