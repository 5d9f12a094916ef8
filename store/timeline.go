package store

import (
	"slices"
	"time"

	"madoguchi/booking"
)

// No desks that overlap a time began a day before it, or earlier: the schema says so. No
// claim did that began longer before it than the longest takes. What is held by a dead hold
// is free. The CASTs keep the statements prepared; freeSlots tells why.
const (
	desksDuring = `SELECT start, ends, wanted FROM desks
		WHERE facility = CAST(?1 AS TEXT) AND start > ?2 - 86400 AND start < ?3 AND ends > ?2 ORDER BY start`

	claimsDuring = `SELECT c.start, c.ends, c.seats FROM claims c LEFT JOIN holds h ON h.id = c.hold
		WHERE c.facility = CAST(?1 AS TEXT) AND c.start > ?2 - (SELECT max(ends - start) FROM claims WHERE facility = CAST(?1 AS TEXT)) AND c.start < ?3 AND c.ends > ?2
			AND (h.id IS NULL OR h.expires > ?4) AND c.booking IS DISTINCT FROM ?5 ORDER BY c.start`
)

func scanLevel(_ *Tx, r row) (l booking.Level, err error) {
	err = r.Scan((*instant)(&l.From), (*instant)(&l.Until), &l.N)
	return l, err
}

// Timeline returns what is wanted and claimed at a facility from a moment until another.
// Inside Without, what the booking claims is its Own.
func (tx *Tx) Timeline(facility string, from, until time.Time) (t booking.Timeline, err error) {
	if t.Wanted, err = all(tx, scanLevel, desksDuring, facility, instant(from), instant(until)); err != nil {
		return t, err
	}
	var own int64
	if tx.without != nil {
		own = tx.withoutID
		if tx.without.Facility == facility {
			t.Own = tx.without
		}
	}
	t.Claimed, err = all(tx, scanLevel, claimsDuring, facility, instant(from), instant(until), instant(tx.now), own)
	return t, err
}

// Room implements booking.Tx.
func (tx *Tx) Room(facility string, from, until time.Time) (int, error) {
	t, err := tx.Timeline(facility, from, until)
	return t.Room(from, until), err
}

// Staffed reports whether a desk is wanted at every instant of a booking. Where none is,
// its people would come to a closed counter.
func (tx *Tx) Staffed(b booking.Booking) (bool, error) {
	desks, err := all(tx, scanLevel, desksDuring, b.Facility, instant(b.Start), instant(b.End))
	wanted, _, _ := booking.Timeline{Wanted: desks}.Worst(b.Start, b.End)
	return wanted > 0, err
}

// deadClaims are those of holds that have expired and have not been given back yet.
const deadClaims = `SELECT facility, start, ends, seats FROM claims WHERE hold IN (SELECT id FROM holds WHERE expires <= ?)`

// counted gives those slots their true figures that dead holds lie in. The ledger's own
// figures still count them, and in a view nobody may give them back.
func (tx *Tx) counted(slots []booking.Slot) error {
	dead, err := all(tx, scanClaim, deadClaims, instant(tx.now))
	if err != nil || len(dead) == 0 {
		return err
	}
	for i := range slots {
		s := &slots[i]
		if !slices.ContainsFunc(dead, func(c booking.Claim) bool {
			return c.Facility == s.Facility && c.Start.Before(s.End) && s.Start.Before(c.End)
		}) {
			continue
		}
		t, err := tx.Timeline(s.Facility, s.Start, s.End)
		if err != nil {
			return err
		}
		s.Wanted, s.Claimed, s.Free = t.Worst(s.Start, s.End)
	}
	return nil
}

// What starts is counted by the claims of bookings, which an index has by time, and by the
// holds, of which there are never many: one for a change may claim nothing at its start.
const (
	bookingsStarting = `SELECT count(*) FROM claims
		WHERE facility = CAST(? AS TEXT) AND start >= ? AND start < ? AND booking IS NOT NULL AND booking <> CAST(? AS BIGINT)`

	holdsStarting = `SELECT count(*) FROM holds h LEFT JOIN bookings b ON b.id = h.booking AND h.kind = 2
		WHERE h.facility = CAST(?1 AS TEXT) AND h.start >= ?2 AND h.start < ?3 AND h.expires > ?4
			AND NOT coalesce(b.facility = h.facility AND b.start >= ?2 AND b.start < ?3, false)`
)

// Starting implements booking.Tx. A booking that is looked for a new time for, inside
// Without, does not count.
func (tx *Tx) Starting(facility string, from, until time.Time) (int, error) {
	bookings, _, err := value[int](tx, bookingsStarting, facility, instant(from), instant(until), tx.withoutID)
	if err != nil {
		return 0, err
	}
	holds, _, err := value[int](tx, holdsStarting, facility, instant(from), instant(until), instant(tx.now))
	return bookings + holds, err
}
