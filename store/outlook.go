package store

import (
	"time"

	"madoguchi/booking"
)

// The statements of an outlook. What the number itself holds for a visit, or for another
// time of one, is left out of each, as are dead holds. The CASTs keep the statements prepared;
// freeSlots tells why.
const (
	slotsBeginning = `SELECT ` + slotColumns + ` FROM slots WHERE facility = CAST(?1 AS TEXT) AND start >= ?2 AND start < ?3 ORDER BY start`

	claimsOfOthers = `SELECT c.start, c.ends, c.seats FROM claims c LEFT JOIN holds h ON h.id = c.hold
		WHERE c.facility = CAST(?1 AS TEXT) AND c.start > ?2 - (SELECT max(ends - start) FROM claims WHERE facility = CAST(?1 AS TEXT)) AND c.start < ?3 AND c.ends > ?2
			AND (h.id IS NULL OR h.expires > ?4 AND NOT (h.phone = ?6 AND h.kind < 3)) AND c.booking IS DISTINCT FROM ?5 ORDER BY c.start`

	visitsBeginning = `SELECT start, NULL FROM claims
		WHERE facility = CAST(?1 AS TEXT) AND start >= ?2 AND start < ?3 AND booking IS NOT NULL AND booking <> CAST(?5 AS BIGINT)
		UNION ALL
		SELECT h.start, CASE WHEN b.facility = h.facility THEN b.start END FROM holds h LEFT JOIN bookings b ON b.id = h.booking AND h.kind = 2
		WHERE h.facility = CAST(?1 AS TEXT) AND h.start >= ?2 AND h.start < ?3 AND h.expires > ?4 AND NOT (h.phone = ?6 AND h.kind < 3)`

	strangersHolding = `SELECT h.start, h.party FROM holds h
		WHERE h.kind = 1 AND h.facility = CAST(?1 AS TEXT) AND h.start >= ?2 AND h.start < ?3 AND h.expires > ?4 AND h.phone <> ?5
			AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.phone = h.phone AND b.status = 1 AND b.came <> 2)
			AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.phone = h.phone AND b.came = 1)`
)

var _ booking.Outlooker = (*Tx)(nil)

// longestVisit is how long a visit may take, as booking has it.
const longestVisit = 24 * time.Hour

// Outlook implements booking.Outlooker. A booking that is looked for a new time for, inside
// Without, is the Own of the timeline and does not count as a visit.
func (tx *Tx) Outlook(facility string, from, until booking.Date, phone booking.Phone) (o booking.Outlook, err error) {
	begin, end := midnight(from), midnight(until)
	if o.Slots, err = all(tx, scanSlot, slotsBeginning, facility, begin, end); err != nil || len(o.Slots) == 0 {
		return o, err
	}
	after := instant(time.Time(end).Add(longestVisit))
	if o.Timeline.Wanted, err = all(tx, scanLevel, desksDuring, facility, begin, after); err != nil {
		return o, err
	}
	if tx.without != nil && tx.without.Facility == facility {
		o.Timeline.Own = tx.without
	}
	if o.Timeline.Claimed, err = all(tx, scanLevel, claimsOfOthers, facility, begin, after, instant(tx.now), tx.withoutID, phone); err != nil {
		return o, err
	}
	o.Visits, err = all(tx, func(_ *Tx, r row) (v booking.Begin, err error) {
		err = r.Scan((*instant)(&v.Start), (*instant)(&v.Had))
		return v, err
	}, visitsBeginning, facility, begin, end, instant(tx.now), tx.withoutID, phone)
	if err != nil {
		return o, err
	}
	o.Held, err = all(tx, func(_ *Tx, r row) (p booking.Party, err error) {
		err = r.Scan((*instant)(&p.Start), &p.People)
		return p, err
	}, strangersHolding, facility, begin, end, instant(tx.now), phone)
	return o, err
}
