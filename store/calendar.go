package store

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/booking"
)

// A DayLoad is what the slots of a day at a facility add up to.
type DayLoad struct {
	Day         booking.Date
	Facility    string
	Slots, Open int // how many there are, and in how many of them a desk is wanted
	Wanted      int // added up over the slots, as are Claimed and Free
	Claimed     int
	Free        int
}

// Days are counted from the midnight in Japan before the first unix second, as in
// loads. The CAST keeps the statement prepared; freeSlots tells why.
const calendar = `SELECT (start + 32400) / 86400 * 86400 - 32400 AS day, facility, count(*), count(*) FILTER (WHERE wanted > 0), sum(wanted), sum(claimed), sum(free)
	FROM slots WHERE start >= ?1 AND start < ?2 AND facility = CAST(?3 AS TEXT) GROUP BY day, facility ORDER BY day`

const facilitiesOfSlots = `SELECT DISTINCT facility FROM slots`

// Calendar returns the load of each day from from on, before until, at one facility, or
// at all of them if facility is "": facility by facility, earliest day first. It leaves
// out days without slots.
func (tx *Tx) Calendar(facility string, from, until booking.Date) (days []DayLoad, err error) {
	places := []string{facility}
	if facility == "" {
		if places, err = all(tx, scanText, facilitiesOfSlots); err != nil {
			return nil, err
		}
	}
	for _, place := range places {
		some, err := all(tx, func(_ *Tx, r row) (l DayLoad, err error) {
			var day time.Time
			err = r.Scan((*instant)(&day), &l.Facility, &l.Slots, &l.Open, &l.Wanted, &l.Claimed, &l.Free)
			l.Day = booking.DateOf(day)
			return l, err
		}, calendar, midnight(from), midnight(until), place)
		if err != nil {
			return nil, err
		}
		days = append(days, some...)
	}
	return days, tx.withoutDead(days)
}

// withoutDead adds up anew the days in which dead holds lie.
func (tx *Tx) withoutDead(days []DayLoad) error {
	dead, err := all(tx, scanClaim, deadClaims, instant(tx.now))
	for _, c := range dead {
		for i, l := range days {
			if l.Facility != c.Facility || l.Day != booking.DateOf(c.Start) {
				continue
			}
			slots, err := tx.Slots(SlotFilter{Facility: l.Facility, From: l.Day.In(booking.JST), Until: l.Day.AddDays(1).In(booking.JST)})
			if err != nil {
				return err
			}
			days[i].Claimed, days[i].Free = 0, 0
			for _, s := range slots {
				days[i].Claimed, days[i].Free = days[i].Claimed+s.Claimed, days[i].Free+s.Free
			}
		}
	}
	return err
}

const (
	// An active booking has one claim, and claims are found by their time.
	activeDuring = `SELECT ` + bookingColumns + ` FROM bookings b WHERE status = 1 AND ends > ?4 AND id IN (SELECT booking FROM claims
		WHERE facility = CAST(?1 AS TEXT) AND start > ?2 - (SELECT max(ends - start) FROM claims WHERE facility = CAST(?1 AS TEXT)) AND start < ?3 AND ends > ?2)`

	// Where no single row of desks has the whole visit, several may.
	halfStaffed = activeDuring + `
		AND NOT EXISTS (SELECT 1 FROM desks d WHERE d.facility = b.facility AND d.start > b.start - 86400 AND d.start <= b.start AND d.ends >= b.ends)`

	facilitiesOfClaims = `SELECT DISTINCT facility FROM claims`
)

// during returns the active bookings that a query finds between two moments at a facility,
// or at all of them if facility is "", earliest start first.
func (tx *Tx) during(query, facility string, from, until time.Time) (found []booking.Booking, err error) {
	places := []string{facility}
	if facility == "" {
		if places, err = all(tx, scanText, facilitiesOfClaims); err != nil {
			return nil, err
		}
	}
	for _, place := range places {
		some, err := all(tx, scanBooking, query, place, instant(from), instant(until), instant(tx.now))
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b booking.Booking) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	return found, nil
}

// InRange returns the slots of which a change between two moments would touch a part, and
// the bookings there.
func (tx *Tx) InRange(facility string, from, until time.Time) (slots []booking.Slot, bookings []booking.Booking, err error) {
	if slots, err = tx.slotsFrom(Decision{Facility: facility, From: from, Until: until}); err != nil {
		return nil, nil, err
	}
	if err := tx.counted(slots); err != nil {
		return nil, nil, err
	}
	bookings, err = tx.during(activeDuring, facility, from, until)
	return slots, bookings, err
}

// Unstaffed returns the bookings to come of which a part lies between two moments and that
// have no desk at some instant, at a facility or at all of them if facility is "", earliest
// first: somebody must call these people.
func (tx *Tx) Unstaffed(facility string, from, until time.Time) (found []booking.Booking, err error) {
	candidates, err := tx.during(halfStaffed, facility, from, until)
	for _, b := range candidates {
		staffed, err := tx.Staffed(b)
		if err != nil {
			return nil, err
		}
		if !staffed {
			found = append(found, b)
		}
	}
	return found, err
}

// OverPromised returns the bookings of which a part lies between two moments and that stand
// where more is promised than desks are wanted, at a facility or at all of them if
// facility is "". They were made before fewer desks were wanted, and stand; their seats
// are not given to anybody else.
func (tx *Tx) OverPromised(facility string, from, until time.Time) (found []booking.Booking, err error) {
	active, err := tx.during(activeDuring, facility, from, until)
	if err != nil {
		return nil, err
	}
	at := map[string]booking.Timeline{}
	for _, b := range active {
		t, ok := at[b.Facility]
		if !ok {
			if t, err = tx.Timeline(b.Facility, tx.now, farFuture); err != nil {
				return nil, err
			}
			at[b.Facility] = t
		}
		if t.Over(b.Start, b.End) {
			found = append(found, b)
		}
	}
	return found, nil
}
