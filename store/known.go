package store

import (
	"madoguchi/booking"
	"madoguchi/ivr"
)

// Known returns what is known about a number, as Greet does, but counts nothing. For a
// number that has never called, only Blocked is known.
func (tx *Tx) Known(phone booking.Phone) (ivr.Acquaintance, error) {
	known, ok, err := first(tx, scanAcquaintance, acquaintance, phone, instant(tx.now))
	switch {
	case err != nil:
		return known, err
	case ok:
		known.Today, err = tx.Today(phone) // acquaintance has the tally of the day of its last call
		return known, err
	}
	known.Blocked, _, err = value[bool](tx, `SELECT EXISTS (SELECT 1 FROM blocked WHERE phone = ?)`, phone)
	return known, err
}

// Booking returns the booking with that ID, in any state. It returns
// booking.ErrNotFound if there is none.
func (tx *Tx) Booking(id int64) (booking.Booking, error) {
	return found(first(tx, scanBooking, bookingOfID, id))
}
