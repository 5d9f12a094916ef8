package store

import "madoguchi/booking"

// A tally is what one number has done on a day.
type tally struct {
	day  booking.Date
	done map[booking.Counted]int
}

func (m *memory) tally(p booking.Phone) tally {
	if t := m.tallies[p]; t.day == booking.DateOf(m.now) {
		return t
	}
	return tally{booking.DateOf(m.now), map[booking.Counted]int{}}
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
