package store

import "madoguchi/booking"

// inTheWay reports whether an active booking keeps another from being made.
func (m *memory) inTheWay(old, b booking.Booking) bool {
	return old.State == booking.Active && old.Phone == b.Phone && old.Member == b.Member && (!m.each || old.Service == b.Service)
}

func (m *memory) Errands(b booking.Booking) ([]booking.Errand, error) { return m.errands[b.ID], nil }

func (m *memory) SetErrands(b booking.Booking, errands []booking.Errand) (booking.Booking, error) {
	for i, have := range m.bookings {
		if have.ID == b.ID && m.live(have) {
			if m.errands[b.ID] = errands; len(errands) > 0 {
				m.bookings[i].Procedure = errands[0].Procedure
			}
			return m.bookings[i], nil
		}
	}
	return b, booking.ErrNotFound
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

func (m *memory) SetProxy(b booking.Booking, proxy bool) error {
	for i, have := range m.bookings {
		if have.ID == b.ID && have.State == booking.Active && have.End.After(m.now) {
			m.bookings[i].Proxy = proxy
			return nil
		}
	}
	return booking.ErrNotFound
}
