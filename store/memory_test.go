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
// compared with it. It counts desks and seats minute by minute (wanted_test.go has what is
// wanted) and knows no slots but those that it makes out of the hours when it is asked. It
// cannot roll a transaction back; the test does that.
type memory struct {
	now      time.Time
	calendar calendarOf
	bookings []booking.Booking
	claims   map[int64]booking.Claim // by Booking.ID, of active bookings
	holds    []held                  // the one made last is last
	tallies  map[booking.Phone]tally
	errands  map[int64][]booking.Errand
	each     bool             // a number may have an active booking of each service
	without  *booking.Booking // what it claims is free for whoever asks
}

type held struct {
	booking.Hold
	claims []booking.Claim
}

var _ booking.Tx = (*memory)(nil)

func (m *memory) copy() *memory {
	c := *m
	c.bookings, c.claims, c.holds = slices.Clone(m.bookings), maps.Clone(m.claims), slices.Clone(m.holds)
	c.errands = maps.Clone(m.errands)
	c.tallies = map[booking.Phone]tally{}
	for p, t := range m.tallies {
		c.tallies[p] = tally{t.day, maps.Clone(t.done)}
	}
	return &c
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

// has returns the seats of a claim at a minute of a facility.
func has(c booking.Claim, facility string, at time.Time) int {
	if c.Facility != facility || at.Before(c.Start) || !at.Before(c.End) {
		return 0
	}
	return c.Seats
}

// claimed returns the seats that are claimed at a minute, and how many of them are those
// of the booking that would be given up.
func (m *memory) claimed(facility string, at time.Time) (n, own int) {
	for id, c := range m.claims {
		if m.without != nil && id == m.without.ID {
			own = has(c, facility, at)
		}
		n += has(c, facility, at)
	}
	for _, h := range m.holds {
		if h.Expires.After(m.now) {
			for _, c := range h.claims {
				n += has(c, facility, at)
			}
		}
	}
	return n, own
}

// worst returns the fewest desks, the most seats claimed and the fewest free at any
// minute.
func (m *memory) worst(facility string, from, until time.Time) (wanted, claimed, free int) {
	wanted, free = 1000, 1000
	for at := from; at.Before(until); at = at.Add(time.Minute) {
		w := m.calendar.wanted(facility, at)
		c, own := m.claimed(facility, at)
		if w == 0 {
			own = 0 // nobody keeps a time at a closed counter
		}
		wanted, claimed, free = min(wanted, w), max(claimed, c), min(free, max(w-c+own, own, 0))
	}
	return wanted, claimed, free
}

func (m *memory) Room(facility string, from, until time.Time) (int, error) {
	_, _, free := m.worst(facility, from, until)
	return free, nil
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

// slots returns the slots that start at or after from and before until, earliest first.
func (m *memory) slots(facility string, from, until time.Time) (found []booking.Slot) {
	for start, end := range m.calendar.grid(facility, from, until) {
		s := booking.Slot{Facility: facility, Start: start, End: end}
		s.Wanted, s.Claimed, s.Free = m.worst(facility, start, end)
		found = append(found, s)
	}
	slices.SortFunc(found, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	return found
}

func (m *memory) withRoom(facility string, from, until time.Time, seats int) []booking.Slot {
	return slices.DeleteFunc(m.slots(facility, from, until), func(s booking.Slot) bool { return s.Free < seats })
}

func (m *memory) NextFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	if free := m.withRoom(facility, from, until, seats); len(free) > 0 {
		return free[0], nil
	}
	return booking.Slot{}, booking.ErrNoRoom
}

func (m *memory) LastFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	if free := m.withRoom(facility, from, until, seats); len(free) > 0 {
		return free[len(free)-1], nil
	}
	return booking.Slot{}, booking.ErrNoRoom
}

func (m *memory) SlotAt(facility string, start time.Time) (booking.Slot, error) {
	for _, s := range m.slots(facility, start, start.Add(time.Second)) {
		return s, nil
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

// fits returns *Full if a claim would take more than is wanted at any minute. What was
// had before, it may keep.
func (m *memory) fits(c booking.Claim, before ...booking.Claim) error {
	for at := c.Start; at.Before(c.End); at = at.Add(time.Minute) {
		claimed, _ := m.claimed(c.Facility, at)
		had := 0
		for _, b := range before {
			had += has(b, c.Facility, at)
		}
		if c.Seats > had && claimed-had+c.Seats > m.calendar.wanted(c.Facility, at) {
			return &booking.Full{Facility: c.Facility, Start: c.Start}
		}
	}
	return nil
}

// Starting counts the bookings that claim something, and the live holds. A hold for a
// change of one of these bookings is the same visit.
func (m *memory) Starting(facility string, from, until time.Time) (n int, _ error) {
	starts := func(f string, at time.Time) bool { return f == facility && !at.Before(from) && at.Before(until) }
	for _, b := range m.bookings {
		if _, active := m.claims[b.ID]; active && starts(b.Facility, b.Start) && (m.without == nil || m.without.ID != b.ID) {
			n++
		}
	}
	for _, h := range m.holds {
		if h.Expires.After(m.now) && starts(h.Facility, h.Start) &&
			!(h.Kind == booking.ForChange && starts(m.bookings[h.Booking-1].Facility, m.bookings[h.Booking-1].Start)) {
			n++
		}
	}
	return n, nil
}

func (m *memory) PutHold(h booking.Hold, claims []booking.Claim) error {
	return m.step(func() error {
		m.holds = append(m.holds, held{Hold: h})
		last := &m.holds[len(m.holds)-1]
		for _, c := range claims {
			if err := m.fits(c); err != nil {
				return err
			}
			last.claims = append(last.claims, c)
		}
		return nil
	})
}

func (m *memory) drop(which func(booking.Hold) bool) {
	m.holds = slices.DeleteFunc(slices.Clone(m.holds), func(h held) bool { return which(h.Hold) })
}

func (m *memory) Renew(p booking.Phone, expires time.Time) error {
	for i, h := range m.holds {
		if h.Phone == p && h.Kind != booking.ForUndo && h.Expires.After(m.now) {
			m.holds = slices.Clone(m.holds)
			m.holds[i].Expires = expires
			return nil
		}
	}
	return booking.ErrNotFound
}

func (m *memory) Extend(p booking.Phone, expires time.Time) error {
	err := m.Renew(p, expires)
	for i, h := range m.holds {
		if h.Phone == p && h.Kind != booking.ForUndo {
			m.holds[i].Extended++
		}
	}
	return err
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

func (m *memory) Insert(b booking.Booking, seats int) (booking.Booking, error) {
	return m.made(b, func(id int64) error {
		c := booking.Claim{Facility: b.Facility, Start: b.Start, End: b.End, Seats: seats}
		if err := m.fits(c); err != nil {
			return err
		}
		m.claims[id] = c
		return nil
	})
}

func (m *memory) made(b booking.Booking, claim func(id int64) error) (booking.Booking, error) {
	err := m.step(func() error {
		for _, old := range m.bookings {
			if !m.inTheWay(old, b) {
				continue
			}
			if m.live(old) {
				return &booking.Already{Booking: old}
			}
			m.over(func(o booking.Booking) bool { return o.Phone == b.Phone })
		}
		m.drop(func(h booking.Hold) bool {
			return h.Kind == booking.ForUndo && h.Phone == b.Phone && h.Member == b.Member && (!m.each || h.Service == b.Service)
		})
		b.ID, b.State, b.Made = int64(len(m.bookings)+1), booking.Active, m.now
		b.Receipt = booking.Receipt(fmt.Sprint("model ", b.ID))
		m.bookings = append(m.bookings, b)
		return claim(b.ID)
	})
	return b, err
}

func (m *memory) Take(b booking.Booking) (booking.Booking, error) {
	promised := func(h held) bool {
		return h.Kind == booking.ForBooking && h.Phone == b.Phone && h.Facility == b.Facility && h.Start.Equal(b.Start) && h.Party == b.Party && h.Service == b.Service && h.Expires.After(m.now)
	}
	i := slices.IndexFunc(m.holds, promised)
	if i < 0 {
		return booking.Booking{}, booking.ErrNotFound
	}
	kept := m.holds[i]
	b.End = kept.End
	return m.made(b, func(id int64) error {
		m.claims[id] = kept.claims[0]
		m.holds = slices.DeleteFunc(slices.Clone(m.holds), promised)
		return nil
	})
}

func (m *memory) Staffed(b booking.Booking) (bool, error) {
	wanted, _, _ := m.worst(b.Facility, b.Start, b.End)
	return wanted > 0, nil
}

func (m *memory) Claim(b booking.Booking) (booking.Claim, error) { return m.claims[b.ID], nil }

func (m *memory) Without(b booking.Booking, fn func() error) error {
	defer func(before *booking.Booking) { m.without = before }(m.without)
	m.without = &b
	return fn()
}

func (m *memory) Change(b, to booking.Booking, seats int) (booking.Booking, error) {
	err := m.step(func() error {
		c := booking.Claim{Facility: to.Facility, Start: to.Start, End: to.End, Seats: seats}
		promised := func(h booking.Hold) bool {
			return h.Kind == booking.ForChange && h.Booking == b.ID && h.Facility == to.Facility && h.Start.Equal(to.Start) && h.End.Equal(to.End)
		}
		before := []booking.Claim{m.claims[b.ID]}
		for _, h := range m.holds {
			if promised(h.Hold) && h.Expires.After(m.now) {
				before = append(before, h.claims...)
			}
		}
		if err := m.fits(c, before...); err != nil {
			return err
		}
		m.drop(promised)
		if booking.DateOf(b.Start) != booking.DateOf(to.Start) {
			b.Came = booking.NotSaid
		}
		b.Facility, b.Start, b.End, b.Party = to.Facility, to.Start, to.End, to.Party
		if said := m.errands[b.ID]; len(said) > b.Party {
			m.errands[b.ID] = said[:b.Party]
		}
		m.bookings[b.ID-1], m.claims[b.ID] = b, c
		return nil
	})
	return b, err
}

func (m *memory) Cancel(b booking.Booking, keep time.Time) error {
	if keep.After(m.now) {
		m.holds = append(m.holds, held{booking.Hold{
			Phone: b.Phone, Kind: booking.ForUndo, Booking: b.ID, Receipt: b.Receipt, Member: b.Member,
			Service: b.Service, Facility: b.Facility, Start: b.Start, End: b.End, Party: b.Party, Expires: keep,
		}, []booking.Claim{m.claims[b.ID]}})
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
	for _, old := range m.bookings {
		if old.ID != b.ID && m.inTheWay(old, b) {
			return b, &booking.Already{Booking: old}
		}
	}
	b.State = booking.Active
	m.bookings[b.ID-1], m.claims[b.ID] = b, m.holds[i].claims[0]
	m.drop(undo)
	return b, nil
}
