package store

import (
	"time"

	"madoguchi/booking"
)

// The CAST keeps the statement prepared; freeSlots tells why.
const openOn = `SELECT EXISTS (SELECT 1 FROM slots WHERE facility = CAST(? AS TEXT) AND start >= ? AND start < ? AND wanted > 0)`

// OpenOn implements ivr.Memory.
func (tx *Tx) OpenOn(facility string, day booking.Date) (bool, error) {
	open, _, err := value[bool](tx, openOn, facility, midnight(day), midnight(day.AddDays(1)))
	return open, err
}

// Half-days, of 43200 s each, are counted from the last midnight in Japan before the
// first unix second, which was 32400 s earlier.
const (
	loads = `SELECT (start + 32400) / 43200 * 43200 - 32400 AS half, sum(wanted), sum(wanted - free) FROM slots
		WHERE start >= ? AND start < ? AND wanted > 0 GROUP BY half ORDER BY half`

	loadsOf = `SELECT (start + 32400) / 43200 * 43200 - 32400 AS half, sum(wanted), sum(wanted - free) FROM slots
		WHERE start >= ? AND start < ? AND wanted > 0 AND facility = CAST(? AS TEXT) GROUP BY half ORDER BY half`
)

// Loads implements ivr.Memory. A half in which no slot is open is left out.
func (tx *Tx) Loads(facility string, from, until time.Time) ([]booking.Load, error) {
	if err := tx.sweep(); err != nil {
		return nil, err
	}
	query, args := loads, []any{instant(from), instant(until)}
	if facility != "" {
		query, args = loadsOf, append(args, facility)
	}
	return all(tx, func(_ *Tx, r row) (l booking.Load, err error) {
		var half time.Time
		err = r.Scan((*instant)(&half), &l.Seats, &l.Taken)
		l.Day, l.Half = booking.DateOf(half), booking.HalfOf(half)
		return l, err
	}, query, args...)
}
