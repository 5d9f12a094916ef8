package store

import (
	"fmt"
	"time"

	"madoguchi/booking"
)

// A DayLoad is how much there is, and how much of it is taken, on a day at a facility.
// Seats and Taken count open slots only.
type DayLoad struct {
	Day         booking.Date
	Facility    string
	Slots, Open int
	Seats       int
	Taken       int
}

// Days are counted from the midnight in Japan before the first unix second, as in
// loads. Dead holds count as room, as in slotsOf. The CAST keeps the statement
// prepared; freeSlots tells why.
const calendar = `SELECT (start + 32400) / 86400 * 86400 - 32400 AS day, facility, count(*), sum(open), sum(capacity * open),
		sum((capacity - remaining - coalesce((SELECT sum(c.seats) FROM claims c JOIN holds h ON h.id = c.hold WHERE c.slot = slots.id AND h.expires <= ?1), 0)) * open)
	FROM slots WHERE start >= ?2 AND start < ?3 AND facility = CAST(?4 AS TEXT) GROUP BY day, facility ORDER BY day`

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
			err = r.Scan((*instant)(&day), &l.Facility, &l.Slots, &l.Open, &l.Seats, &l.Taken)
			l.Day = booking.DateOf(day)
			return l, err
		}, calendar, instant(tx.now), midnight(from), midnight(until), place)
		if err != nil {
			return nil, err
		}
		days = append(days, some...)
	}
	return days, nil
}

const slotsInRange = `SELECT ` + slotColumns + ` FROM slots s WHERE` + inRange + ` ORDER BY s.start`

// InRange returns the slots that a change between two moments would touch, and the
// bookings in them.
func (tx *Tx) InRange(facility string, from, until time.Time) (slots []booking.Slot, bookings []booking.Booking, err error) {
	where := []any{facility, instant(from), instant(until), instant(tx.now)}
	if slots, err = all(tx, scanSlot, slotsInRange, where...); err != nil {
		return nil, nil, err
	}
	bookings, err = all(tx, scanBooking, bookingsInRange, where...)
	return slots, bookings, err
}

const (
	slotsToSize = `SELECT ` + slotColumns + ` FROM slots s WHERE` + inRange + ` AND s.capacity <> ?5 ORDER BY s.start`

	// What is claimed is capacity - remaining.
	setCapacity = `UPDATE slots AS s SET staff = 1,
		capacity = CASE WHEN ?5 > capacity - remaining THEN ?5 ELSE capacity - remaining END,
		remaining = CASE WHEN ?5 > capacity - remaining THEN ?5 - (capacity - remaining) ELSE 0 END WHERE` + inRange

	bookingsOver = `SELECT ` + bookingColumns + ` FROM bookings WHERE status = 1 AND ends > ?4 AND id IN (
		SELECT c.booking FROM slots s JOIN claims c ON c.slot = s.id WHERE` + inRange + ` AND s.capacity > ?5) ORDER BY start, id`
)

// SetCapacity gives the facility's slots that start at or after from and before
// until another capacity, 1 to 100, and makes them the staff's. A slot keeps at
// least the capacity that is claimed. It returns the slots that had another capacity, as
// they are now, and the bookings in those that still have more than the new one. Slots
// that the opening hours add later have the capacity of the hours.
func (tx *Tx) SetCapacity(facility string, from, until time.Time, capacity int) (changed []booking.Slot, over []booking.Booking, err error) {
	if facility == "" || until.Unix() <= from.Unix() || capacity < 1 || capacity > 100 {
		return nil, nil, fmt.Errorf("store: found a capacity of %d from %s to %s at %q, expected 1 to 100, a facility and an end after the beginning",
			capacity, stamp(from), stamp(until), facility)
	}
	err = tx.step(func() (err error) {
		if err := tx.sweep(); err != nil {
			return err
		}
		where := []any{facility, instant(from), instant(until), instant(tx.now), capacity}
		if changed, err = all(tx, scanSlot, slotsToSize, where...); err != nil {
			return err
		}
		for i, s := range changed {
			claimed := s.Capacity - s.Remaining
			changed[i].Capacity = max(capacity, claimed)
			changed[i].Remaining = changed[i].Capacity - claimed
		}
		if _, err := tx.exec(setCapacity, where...); err != nil {
			return err
		}
		if over, err = all(tx, scanBooking, bookingsOver, where...); err != nil {
			return err
		}
		return tx.note(DidSize, 0, Detail{
			Visit: Visit{Facility: facility, Start: from}, Until: until, Capacity: capacity, Slots: len(changed), Bookings: len(over),
		})
	})
	if err != nil {
		return nil, nil, err
	}
	return changed, over, nil
}
