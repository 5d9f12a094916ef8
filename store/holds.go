package store

import (
	"fmt"

	"madoguchi/booking"
)

const dropDeadHolds = `DELETE FROM holds WHERE expires <= ?`

// sweep gives dead holds back before room is looked for; claims go with them.
// A view has nothing to give.
func (tx *Tx) sweep() error {
	if !tx.writes || tx.swept {
		return tx.usable()
	}
	_, err := tx.exec(dropDeadHolds, instant(tx.now))
	tx.swept = err == nil
	return err
}

// The CAST keeps the statement prepared; nextFree tells why.
const holdOfPhone = `SELECT s.id, s.facility, s.start, s.ends, s.capacity, s.remaining, s.open, h.phone, c.seats, h.expires
	FROM holds h JOIN claims c ON c.hold = h.id JOIN slots s ON s.id = c.slot
	WHERE h.phone = CAST(? AS TEXT) AND h.expires > ?`

// HoldOf implements booking.Tx.
func (tx *Tx) HoldOf(phone booking.Phone) (booking.Hold, bool, error) {
	return first(tx, func(_ *Tx, r row) (h booking.Hold, err error) {
		s := &h.Slot
		err = r.Scan(&s.ID, &s.Facility, (*instant)(&s.Start), (*instant)(&s.End), &s.Capacity, &s.Remaining, &s.Open,
			&h.Phone, &h.Seats, (*instant)(&h.Expires))
		return h, err
	}, holdOfPhone, phone, instant(tx.now))
}

const (
	insertHold   = `INSERT INTO holds (phone, expires) VALUES (?, ?)`
	claimForHold = `INSERT INTO claims (slot, seats, hold) VALUES (?, ?, ?)`
)

// PutHold implements booking.Tx.
func (tx *Tx) PutHold(h booking.Hold) error {
	if !h.Expires.After(tx.now) {
		return fmt.Errorf("store: found a hold that expires at %s, expected a time after %s", stamp(h.Expires), stamp(tx.now))
	}
	return tx.step(func() error {
		if err := tx.sweep(); err != nil {
			return err
		}
		res, err := tx.exec(insertHold, h.Phone, instant(h.Expires))
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		_, err = tx.exec(claimForHold, h.Slot.ID, h.Seats, id)
		return refused(err, h.Slot)
	})
}

const dropHold = `DELETE FROM holds WHERE phone = CAST(? AS TEXT) OR expires <= ?`

// DropHold implements booking.Tx. Dead holds go with it: whoever gives one back
// is about to look for room.
func (tx *Tx) DropHold(phone booking.Phone) error {
	_, err := tx.exec(dropHold, phone, instant(tx.now))
	tx.swept = tx.swept || err == nil
	return err
}
