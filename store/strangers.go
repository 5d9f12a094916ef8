package store

import (
	"time"

	"madoguchi/booking"
)

// A number is familiar by a booking that stands, or by one that its people came to. What
// was booked and cancelled, or not kept, cost nothing but a call.
const (
	familiarNow = `SELECT EXISTS (SELECT 1 FROM bookings WHERE phone = CAST(? AS TEXT) AND status = 1 AND came <> 2)`

	familiarPast = `SELECT EXISTS (SELECT 1 FROM bookings WHERE phone = CAST(? AS TEXT) AND came = 1)`

	heldByStrangers = `SELECT coalesce(sum(h.party), 0), count(*), min(h.expires) FROM holds h
		WHERE h.kind = 1 AND h.facility = CAST(? AS TEXT) AND h.start >= ? AND h.start < ? AND h.expires > ?
			AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.phone = h.phone AND b.status = 1 AND b.came <> 2)
			AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.phone = h.phone AND b.came = 1)`

	freeSeats = `SELECT coalesce(sum(CASE WHEN free > ?4 THEN free - ?4 ELSE 0 END), 0) FROM slots WHERE facility = CAST(?1 AS TEXT) AND start >= ?2 AND start < ?3 AND free > 0`
)

// Familiar implements booking.Tx.
func (tx *Tx) Familiar(phone booking.Phone) (bool, error) {
	known, _, err := value[bool](tx, familiarNow, phone)
	if err != nil || known {
		return known, err
	}
	known, _, err = value[bool](tx, familiarPast, phone)
	return known, err
}

// Strangers implements booking.Tx.
func (tx *Tx) Strangers(facility string, from, until time.Time, kept int) (booking.Strangers, error) {
	if err := tx.sweep(); err != nil {
		return booking.Strangers{}, err
	}
	s, _, err := first(tx, func(_ *Tx, r row) (s booking.Strangers, err error) {
		err = r.Scan(&s.Held, &s.Visits, (*instant)(&s.Again))
		return s, err
	}, heldByStrangers, facility, instant(from), instant(until), instant(tx.now))
	if err != nil {
		return s, err
	}
	s.Free, _, err = value[int](tx, freeSeats, facility, instant(from), instant(until), kept)
	return s, err
}
