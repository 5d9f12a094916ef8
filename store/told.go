package store

import (
	"time"

	"madoguchi/booking"
)

// A SeenMessage is a message about a booking as staff see it: what it was for and what became
// of it, and neither whom it went to nor what it said.
type SeenMessage struct {
	Kind  booking.MessageKind
	Days  int // of a reminder: before the visit
	Means booking.Means
	State booking.MessageState
	At    time.Time // when it was sent last, or else when it is due
}

const messagesOfBooking = `SELECT kind, days, means, state, coalesce(began, due) FROM messages WHERE booking = ? ORDER BY made, id`

// Messages returns what the line has told of a booking by itself, or will, the oldest first.
func (tx *Tx) Messages(id int64) ([]SeenMessage, error) {
	return all(tx, func(_ *Tx, r row) (m SeenMessage, err error) {
		err = r.Scan(&m.Kind, &m.Days, &m.Means, &m.State, (*instant)(&m.At))
		return m, err
	}, messagesOfBooking, id)
}

// Reminded is Tx.Reminded, for staff.
func (s clerk) Reminded(m Masked) (bool, error) { return s.Tx.Reminded(m.phone) }

// SetReminded is Tx.SetReminded, for staff.
func (s clerk) SetReminded(m Masked, on bool) error { return s.Tx.SetReminded(m.phone, on) }
