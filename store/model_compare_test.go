package store

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func sorted(bookings []booking.Booking) []booking.Booking {
	slices.SortFunc(bookings, func(a, b booking.Booking) int { return cmp.Compare(a.ID, b.ID) })
	return bookings
}

// A minuteOf is a minute of a facility.
type minuteOf struct {
	facility string
	at       time.Time
}

// compare fails unless the ledger is sound, no minute is sold that has no desk, and all
// that anybody is told is what counting minute by minute gives.
func (g *game) compare(t *rapid.T) {
	if err := g.Check(bg); err != nil {
		t.Fatalf("%v", err)
	}
	m := g.model
	m.now = g.clock.Now()
	g.oversold(t)
	none := errors.New("nothing is to be written")
	err := g.Update(bg, staff, func(tx *Tx) error {
		for _, f := range []string{ajiyoshi, kozoji} {
			slots, err := tx.Slots(SlotFilter{Facility: f})
			if want := m.slots(f, m.now.Add(time.Second), farFuture); err != nil || !slices.Equal(slots, want) {
				t.Fatalf("slots of %s, %v:\n%+v, expected\n%+v", f, err, slots, want)
			}
			for seats := 1; seats <= 3; seats++ {
				want := m.withRoom(f, m.now, farFuture, seats)
				for i, from := 0, m.now; ; i++ {
					s, err := tx.NextFree(f, from, farFuture, seats)
					if errors.Is(err, booking.ErrNoRoom) && i == len(want) {
						break
					}
					if err != nil || i >= len(want) || s != want[i] {
						t.Fatalf("for %d at %s the ledger has %+v, %v, expected %+v", seats, f, s, err, want)
					}
					from = s.Start.Add(time.Second)
				}
			}
		}
		for _, f := range []string{ajiyoshi, kozoji} {
			of := modelServices[(len(m.bookings)+len(m.holds))%len(modelServices)] // another one each time: all of them are dear
			g.offered(t, tx, of, f, 1+len(m.bookings)%3)
			next := m.now.Add(time.Second)
			kept := g.city.Rules.Reserve.Desks
			got, err := tx.Strangers(f, next, farFuture, kept)
			if want, _ := m.Strangers(f, next, farFuture, kept); err != nil || got.Held != want.Held || got.Visits != want.Visits || got.Free != want.Free || !got.Again.Equal(want.Again) {
				t.Fatalf("strangers of %s are %+v, %v, expected %+v", f, got, err, want)
			}
		}
		for i := 1; i <= 4; i++ {
			known, err := tx.Familiar(phone(i))
			if want, _ := m.Familiar(phone(i)); err != nil || known != want {
				t.Fatalf("%s is known: %t, %v, expected %t", phone(i), known, err, want)
			}
		}
		var unstaffed, over []booking.Booking
		for _, b := range m.bookings {
			if !m.live(b) {
				continue
			}
			closed, more := false, false
			for at := b.Start; at.Before(b.End); at = at.Add(time.Minute) {
				wanted := m.calendar.wanted(b.Facility, at)
				claimed, _ := m.claimed(b.Facility, at)
				ahead := at.Add(time.Minute).After(tx.now) // where a visit is under way, what is over of it is past
				closed, more = closed || wanted == 0, more || ahead && wanted > 0 && claimed > wanted
			}
			if closed {
				unstaffed = append(unstaffed, b)
			}
			if more {
				over = append(over, b)
			}
		}
		affected, err := tx.List(Filter{Affected: true})
		over2, err2 := tx.OverPromised("", tx.now, farFuture)
		if err := errors.Join(err, err2); err != nil || plain(sorted(affected), nil) != plain(unstaffed, nil) || plain(sorted(over2), nil) != plain(over, nil) {
			t.Fatalf("%v, without a desk are %v, expected %v\nand above it %v, expected %v", err, affected, unstaffed, over2, over)
		}
		return none
	})
	if !errors.Is(err, none) {
		t.Fatalf("%v", err)
	}
}

// offered fails unless what a caller is offered at a facility, one after the other, is
// what counting minute by minute leaves to callers.
func (g *game) offered(t *rapid.T, tx *Tx, service booking.Service, facility string, party int) {
	r, m := g.city.RulesFor(service.ID, facility), g.model
	seats, length := party, 1
	if !r.SameSlot {
		seats, length = 1, party
	}
	var want []time.Time
	horizon := booking.DateOf(m.now).AddDays(r.Horizon + 1).In(booking.JST)
	for _, s := range m.slots(facility, m.now.Add(time.Second), horizon) {
		need := seats
		if m.now.Before(s.Start.Add(-time.Hour)) {
			need += r.Reserve.Desks
		}
		day := booking.DateOf(s.Start)
		noon := day.In(booking.JST).Add(12 * time.Hour)
		morning, _ := m.Starting(facility, day.In(booking.JST), noon)
		afternoon, _ := m.Starting(facility, noon, day.AddDays(1).In(booking.JST))
		half, most := morning, r.Most.Morning
		if !s.Start.Before(noon) {
			half, most = afternoon, r.Most.Afternoon
		}
		each := max(s.End.Sub(s.Start), time.Duration(service.Minutes)*time.Minute)
		end := s.Start.Add(time.Duration(length) * each)
		_, _, free := m.worst(facility, s.Start, end)
		if !thereAll(service, facility, s.Start, end) {
			continue
		}
		if free >= need && (most == 0 || half < most) && (r.Most.Day == 0 || morning+afternoon < r.Most.Day) {
			want = append(want, s.Start)
		}
	}
	w := booking.Want{Facility: facility, Party: party}
	var found []time.Time
	for from := m.now; ; {
		start, err := r.Earliest(tx, w, from)
		if errors.Is(err, booking.ErrNoRoom) {
			break
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		found, from = append(found, start), start.Add(time.Second)
	}
	slices.Reverse(want)
	for i, before := 0, farFuture; i <= len(want); i++ {
		start, err := r.Latest(tx, w, before)
		if i == len(want) && errors.Is(err, booking.ErrNoRoom) {
			break
		}
		if i == len(want) || err != nil || !start.Equal(want[i]) {
			t.Fatalf("before %s a party of %d is offered %s, %v at %s, expected %v", stamp(before), party, stamp(start), err, facility, want)
		}
		before = start
	}
	slices.Reverse(want)
	if !slices.EqualFunc(found, want, time.Time.Equal) {
		t.Fatalf("a party of %d is offered %v at %s, expected %v", party, found, facility, want)
	}
}

// thereAll reports whether a facility has a service at every minute of a stretch.
func thereAll(s booking.Service, facility string, from, until time.Time) bool {
	for at := from; s.At(facility) && at.Before(until); at = at.Add(time.Minute) {
		if s.Hours != nil && !s.Hours.Open(at) {
			return false
		}
	}
	return s.At(facility)
}

// oversold fails if any minute is more above its desks than it was, unless the step has
// changed what is wanted. It reads the claims beside the code of the ledger.
func (g *game) oversold(t *rapid.T) {
	above := map[minuteOf]int{}
	g.town.look(func(tx *Tx) error {
		claims, err := all(tx, scanClaim, `SELECT facility, start, ends, seats FROM claims`)
		for _, c := range claims {
			for at := c.Start; at.Before(c.End); at = at.Add(time.Minute) {
				above[minuteOf{c.Facility, at}] += c.Seats
			}
		}
		return err
	})
	for m := range above {
		above[m] -= g.model.calendar.wanted(m.facility, m.at)
		if above[m] > max(g.before[m], 0) && !g.replaced {
			t.Fatalf("at %s %s, %d seats more are sold than there are desks, and %d were before", m.facility, stamp(m.at), above[m], g.before[m])
		}
	}
	g.before, g.replaced = above, false
}
