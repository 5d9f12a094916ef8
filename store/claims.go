package store

import "madoguchi/booking"

func scanClaim(_ *Tx, r row) (c booking.Claim, err error) {
	err = r.Scan(&c.Facility, (*instant)(&c.Start), (*instant)(&c.End), &c.Seats)
	return c, err
}

// The CAST keeps the statement prepared; freeSlots tells why.
const claimOfBooking = `SELECT facility, start, ends, seats FROM claims WHERE booking = CAST(? AS BIGINT)`

// Claim implements booking.Tx.
func (tx *Tx) Claim(b booking.Booking) (booking.Claim, error) {
	claim, _, err := first(tx, scanClaim, claimOfBooking, b.ID)
	return claim, err
}

// Without implements booking.Tx. It changes nothing in the ledger, so a view may use it.
func (tx *Tx) Without(b booking.Booking, fn func() error) error {
	own, err := tx.Claim(b)
	if err != nil {
		return err
	}
	defer func(claim *booking.Claim, id int64) { tx.without, tx.withoutID = claim, id }(tx.without, tx.withoutID)
	tx.without, tx.withoutID = &own, b.ID
	return fn()
}

const (
	claimForBooking = `INSERT INTO claims (facility, start, ends, seats, booking) VALUES (?, ?, ?, ?, ?)`
	claimForHold    = `INSERT INTO claims (facility, start, ends, seats, hold) VALUES (?, ?, ?, ?, ?)`
)

// take writes claims of a booking or of a hold. It must run in a step: if a claim is
// refused, those before it must be given back.
func (tx *Tx) take(query string, id int64, claims ...booking.Claim) error {
	for _, c := range claims {
		if _, err := tx.exec(query, c.Facility, instant(c.Start), instant(c.End), c.Seats, id); err != nil {
			return refused(err, c)
		}
	}
	return nil
}

// refused translates the ledger's refusal of a claim: a trigger refuses what does not fit.
func refused(err error, c booking.Claim) error {
	if why(err) == raised {
		return &booking.Full{Facility: c.Facility, Start: c.Start}
	}
	return err
}
