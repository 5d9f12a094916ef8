package store

import (
	"slices"

	"madoguchi/booking"
)

// The CAST keeps the statement prepared; freeSlots tells why.
const claimsOfBooking = `SELECT s.id, s.facility, s.start, s.ends, s.capacity, s.remaining, s.open, c.seats
	FROM claims c JOIN slots s ON s.id = c.slot WHERE c.booking = CAST(? AS BIGINT)`

// Claims implements booking.Tx.
func (tx *Tx) Claims(b booking.Booking) ([]booking.Claim, error) {
	if err := tx.sweep(); err != nil { // so that the slots are as SlotAt returns them
		return nil, err
	}
	claims, err := all(tx, func(_ *Tx, r row) (c booking.Claim, err error) {
		s := &c.Slot
		err = r.Scan(&s.ID, &s.Facility, (*instant)(&s.Start), (*instant)(&s.End), &s.Capacity, &s.Remaining, &s.Open, &c.Seats)
		return c, err
	}, claimsOfBooking, b.ID)
	slices.SortFunc(claims, func(a, b booking.Claim) int { return a.Slot.Start.Compare(b.Slot.Start) })
	return claims, err
}

const giveBack = `DELETE FROM claims WHERE booking = ?`

// Without implements booking.Tx.
func (tx *Tx) Without(b booking.Booking, fn func() error) error {
	swept := tx.swept
	if _, err := tx.exec("SAVEPOINT step"); err != nil {
		return err
	}
	_, err := tx.exec(giveBack, b.ID)
	if err == nil {
		err = fn()
	}
	return tx.back(swept, err)
}

const (
	claimForBooking = `INSERT INTO claims (slot, seats, booking) VALUES (?, ?, ?)`
	claimForHold    = `INSERT INTO claims (slot, seats, hold) VALUES (?, ?, ?)`
)

// take writes the claims of a booking or of a hold. It must run in a step: if a claim is
// refused, those before it must be given back.
func (tx *Tx) take(query string, id int64, claims []booking.Claim) error {
	for _, c := range claims {
		if _, err := tx.exec(query, c.Slot.ID, c.Seats, id); err != nil {
			return refused(err, c.Slot)
		}
	}
	return nil
}

// refused translates the ledger's refusal of a claim. The CHECK on remaining means a full
// slot. The only trigger that refuses a new claim is the one on closed slots, which
// count as full. The foreign key means that there is no such slot.
func refused(err error, slot booking.Slot) error {
	switch why(err) {
	case check, raised:
		return &booking.Full{Facility: slot.Facility, Start: slot.Start}
	case missing:
		return &booking.NoSlot{Facility: slot.Facility, Start: slot.Start}
	}
	return err
}
