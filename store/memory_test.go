package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"madoguchi/booking"
)

// memory is booking.Tx as its comments describe it, without a database. The ledger is
// compared with it. It cannot roll a transaction back; the test does that.
type memory struct {
	now      time.Time
	slots    []booking.Slot // Remaining is not kept, but counted
	bookings []booking.Booking
	claims   map[int64][]booking.Claim // by Booking.ID, of active bookings
	holds    []held                    // the one made last is last
	tallies  map[booking.Phone]tally
}

type held struct {
	booking.Hold
	claims []booking.Claim
}

type tally struct {
	day  booking.Date
	done map[booking.Counted]int
}

var _ booking.Tx = (*memory)(nil)

func (m *memory) copy() *memory {
	c := &memory{m.now, slices.Clone(m.slots), slices.Clone(m.bookings), maps.Clone(m.claims), slices.Clone(m.holds), map[booking.Phone]tally{}}
	for p, t := range m.tallies {
		c.tallies[p] = tally{t.day, maps.Clone(t.done)}
	}
	return c
}

// step does all of do or nothing of it.
func (m *memory) step(do func() error) error {
	before := m.copy()
	err := do()
	if err != nil {
		*m = *before
	}
	return err
}

func (m *memory) Now() time.Time { return m.now }

func (m *memory) live(b booking.Booking) bool { return b.State == booking.Active && b.End.After(m.now) }

func (m *memory) counted(s booking.Slot) booking.Slot {
	s.Remaining = s.Capacity
	count := func(claims []booking.Claim) {
		for _, c := range claims {
			if c.Slot.ID == s.ID {
				s.Remaining -= c.Seats
			}
		}
	}
	for _, claims := range m.claims {
		count(claims)
	}
	for _, h := range m.holds {
		if h.Expires.After(m.now) {
			count(h.claims)
		}
	}
	return s
}

func (m *memory) Bookings(p booking.Phone) (own []booking.Booking, _ error) {
	for _, b := range m.bookings {
		if b.Phone == p && m.live(b) {
			own = append(own, b)
		}
	}
	slices.SortFunc(own, func(a, b booking.Booking) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Member, b.Member))
	})
	return own, nil
}

func (m *memory) BookingOf(r booking.Receipt) (booking.Booking, error) {
	i := slices.IndexFunc(m.bookings, func(b booking.Booking) bool { return b.Receipt == r })
	if i < 0 {
		return booking.Booking{}, booking.ErrNotFound
	}
	b := m.bookings[i]
	if b.State == booking.Active && !m.live(b) {
		b.State = booking.Over
	}
	return b, nil
}

func (m *memory) free(facility string, from, until time.Time, seats int) (free []booking.Slot) {
	for _, s := range m.slots {
		s = m.counted(s)
		if s.Facility == facility && s.Open && !s.Start.Before(from) && s.Start.Before(until) && s.Remaining >= seats {
			free = append(free, s)
		}
	}
	slices.SortFunc(free, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	return free
}

func (m *memory) NextFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	if free := m.free(facility, from, until, seats); len(free) > 0 {
		return free[0], nil
	}
	return booking.Slot{}, booking.ErrNoRoom
}

func (m *memory) LastFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	if free := m.free(facility, from, until, seats); len(free) > 0 {
		return free[len(free)-1], nil
	}
	return booking.Slot{}, booking.ErrNoRoom
}

func (m *memory) SlotAt(facility string, start time.Time) (booking.Slot, error) {
	for _, s := range m.slots {
		if s.Facility == facility && s.Start.Equal(start) {
			return m.counted(s), nil
		}
	}
	return booking.Slot{}, &booking.NoSlot{Facility: facility, Start: start}
}

func (m *memory) Holds(p booking.Phone) (own []booking.Hold, _ error) {
	for _, h := range slices.Backward(m.holds) {
		if h.Phone == p && h.Expires.After(m.now) {
			own = append(own, h.Hold)
		}
	}
	slices.SortStableFunc(own, func(a, b booking.Hold) int { return b.Expires.Compare(a.Expires) })
	return own, nil
}

// take passes the claims to add one after the other, until one finds no room.
func (m *memory) take(claims []booking.Claim, add func(booking.Claim)) error {
	for _, c := range claims {
		s, err := m.SlotAt(c.Slot.Facility, c.Slot.Start)
		if err != nil {
			return err
		}
		if !s.Open || s.Remaining < c.Seats {
			return &booking.Full{Facility: s.Facility, Start: s.Start}
		}
		add(c)
	}
	return nil
}

func (m *memory) takeFor(id int64, claims []booking.Claim) error {
	m.claims[id] = nil
	return m.take(claims, func(c booking.Claim) { m.claims[id] = append(m.claims[id], c) })
}

func (m *memory) PutHold(h booking.Hold, claims []booking.Claim) error {
	return m.step(func() error {
		m.holds = append(m.holds, held{Hold: h})
		last := &m.holds[len(m.holds)-1]
		return m.take(claims, func(c booking.Claim) { last.claims = append(last.claims, c) })
	})
}

func (m *memory) drop(which func(booking.Hold) bool) {
	m.holds = slices.DeleteFunc(slices.Clone(m.holds), func(h held) bool { return which(h.Hold) })
}

func (m *memory) DropHold(p booking.Phone) error {
	m.drop(func(h booking.Hold) bool { return h.Phone == p && h.Kind != booking.ForUndo })
	return nil
}

// over marks bookings as over.
func (m *memory) over(which func(booking.Booking) bool) {
	for i, b := range m.bookings {
		if b.State == booking.Active && !b.End.After(m.now) && which(b) {
			m.ended(i, booking.Over)
		}
	}
}

func (m *memory) ended(i int, how booking.State) {
	m.bookings[i].State = how
	id := m.bookings[i].ID
	delete(m.claims, id)
	m.drop(func(h booking.Hold) bool { return h.Kind == booking.ForChange && h.Booking == id })
}

func (m *memory) Insert(b booking.Booking, claims []booking.Claim) (booking.Booking, error) {
	err := m.step(func() error {
		for _, old := range m.bookings {
			if old.Phone != b.Phone || old.Member != b.Member || old.State != booking.Active {
				continue
			}
			if m.live(old) {
				return &booking.Already{Booking: old}
			}
			m.over(func(o booking.Booking) bool { return o.Phone == b.Phone })
		}
		m.drop(func(h booking.Hold) bool {
			return h.Kind == booking.ForUndo && h.Phone == b.Phone && h.Member == b.Member
		})
		b.ID, b.State, b.Made = int64(len(m.bookings)+1), booking.Active, m.now
		b.Receipt = booking.Receipt(fmt.Sprint("model ", b.ID))
		m.bookings = append(m.bookings, b)
		return m.takeFor(b.ID, claims)
	})
	return b, err
}

func (m *memory) Claims(b booking.Booking) ([]booking.Claim, error) {
	claims := slices.Clone(m.claims[b.ID])
	for i, c := range claims {
		for _, s := range m.slots {
			if s.ID == c.Slot.ID {
				claims[i].Slot = m.counted(s)
			}
		}
	}
	return claims, nil
}

func (m *memory) Without(b booking.Booking, fn func() error) error {
	before := m.copy()
	delete(m.claims, b.ID)
	err := fn()
	*m = *before
	return err
}

func (m *memory) Change(b, to booking.Booking, claims []booking.Claim) (booking.Booking, error) {
	err := m.step(func() error {
		if booking.DateOf(b.Start) != booking.DateOf(to.Start) {
			b.Came = booking.NotSaid
		}
		b.Facility, b.Start, b.End, b.Party = to.Facility, to.Start, to.End, to.Party
		m.bookings[b.ID-1] = b
		return m.takeFor(b.ID, claims)
	})
	return b, err
}

func (m *memory) Cancel(b booking.Booking, keep time.Time) error {
	if !keep.IsZero() {
		m.holds = append(m.holds, held{booking.Hold{
			Phone: b.Phone, Kind: booking.ForUndo, Booking: b.ID, Receipt: b.Receipt, Member: b.Member,
			Facility: b.Facility, Start: b.Start, End: b.End, Party: b.Party, Expires: keep,
		}, m.claims[b.ID]})
	}
	m.bookings[b.ID-1].Came = booking.NotSaid
	m.ended(int(b.ID-1), booking.Cancelled)
	return nil
}

func (m *memory) Restore(b booking.Booking) (booking.Booking, error) {
	undo := func(h booking.Hold) bool { return h.Kind == booking.ForUndo && h.Booking == b.ID }
	i := slices.IndexFunc(m.holds, func(h held) bool { return undo(h.Hold) && h.Expires.After(m.now) })
	if i < 0 || b.State != booking.Cancelled {
		return b, booking.ErrNotFound
	}
	b.State = booking.Active
	m.bookings[b.ID-1], m.claims[b.ID] = b, m.holds[i].claims
	m.drop(undo)
	return b, nil
}

func (m *memory) tally(p booking.Phone) tally {
	if t := m.tallies[p]; t.day == booking.DateOf(m.now) {
		return t
	}
	return tally{booking.DateOf(m.now), map[booking.Counted]int{}}
}

func (m *memory) Attend(b booking.Booking, came booking.Came) error {
	for i, have := range m.bookings {
		if have.ID == b.ID && have.State != booking.Cancelled {
			m.bookings[i].Came = came
			return nil
		}
	}
	return booking.ErrNotFound
}

func (m *memory) Today(p booking.Phone) (booking.Tally, error) {
	done := m.tally(p).done
	return booking.Tally{Calls: done[booking.Called], Bookings: done[booking.Booked], Changes: done[booking.Changed], Cancels: done[booking.GaveUp]}, nil
}

func (m *memory) Count(p booking.Phone, d booking.Counted, most int) (bool, error) {
	t := m.tally(p)
	if most > 0 && t.done[d] >= most {
		return false, nil
	}
	t.done[d]++
	m.tallies[p] = t
	return true, nil
}
