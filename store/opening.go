package store

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/booking"
)

// ErrSlotExists says that the facility already has a slot at that time.
var ErrSlotExists = errors.New("the facility already has a slot at that time")

const (
	inRange = ` s.facility = ?1 AND s.start >= ?2 AND s.start < ?3 AND s.ends > ?4`

	slotsToSet = `SELECT ` + slotColumns + ` FROM slots s WHERE` + inRange + ` AND s.open <> ?5 ORDER BY s.start`

	setOpen = `UPDATE slots AS s SET open = ?5, staff = 1 WHERE` + inRange

	bookingsInRange = `SELECT ` + bookingColumns + ` FROM bookings WHERE status = 1 AND ends > ?4 AND id IN (
		SELECT c.booking FROM slots s JOIN claims c ON c.slot = s.id WHERE` + inRange + `) ORDER BY start, id`
)

// SetOpen opens or closes the facility's slots that start at or after from and before
// until, and are not over, and those that the opening hours add later. From then on they
// are the staff's: the opening hours do not touch them any more. It returns the slots
// that changed and, after closing, the bookings in the range. It does not end the
// bookings: somebody must call these people.
func (tx *Tx) SetOpen(facility string, from, until time.Time, open bool) (changed []booking.Slot, affected []booking.Booking, err error) {
	if facility == "" || until.Unix() <= from.Unix() {
		return nil, nil, fmt.Errorf("store: found the range %s to %s at %q, expected a facility and an end after the beginning",
			stamp(from), stamp(until), facility)
	}
	err = tx.step(func() (err error) {
		where := []any{facility, instant(from), instant(until), instant(tx.now)}
		if changed, err = all(tx, scanSlot, slotsToSet, append(where, open)...); err != nil {
			return err
		}
		for i := range changed {
			changed[i].Open = open
		}
		if _, err := tx.exec(setOpen, append(where, open)...); err != nil {
			return err
		}
		if err := tx.decide(facility, from, until, open); err != nil {
			return err
		}
		deed := DidOpen
		if !open {
			deed = DidClose
			if affected, err = all(tx, scanBooking, bookingsInRange, where...); err != nil {
				return err
			}
		}
		return tx.note(deed, 0, Detail{
			Visit: Visit{Facility: facility, Start: from}, Until: until, Slots: len(changed), Bookings: len(affected),
		})
	})
	if err != nil {
		return nil, nil, err
	}
	return changed, affected, nil
}

const addSlot = `INSERT INTO slots (facility, start, ends, capacity, remaining, open, staff) VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5)`

// AddSlot adds an open slot that the opening hours do not have. They will not touch it,
// and it is open even if staff had closed that time. It returns ErrSlotExists if the
// facility has a slot at that start, and *booking.TooLate if the start has passed.
func (tx *Tx) AddSlot(s booking.Slot) error {
	switch {
	case s.Facility == "" || !s.End.After(s.Start) || s.Capacity < 1:
		return fmt.Errorf("store: found a slot at %q from %s to %s for %d, expected a facility, an end after the start, and room for one",
			s.Facility, stamp(s.Start), stamp(s.End), s.Capacity)
	case !s.Start.After(tx.now):
		return &booking.TooLate{What: "add a slot", Start: s.Start, Until: s.Start}
	}
	return tx.step(func() error {
		_, err := tx.exec(addSlot, s.Facility, instant(s.Start), instant(s.End), s.Capacity, true)
		if why(err) == unique {
			return fmt.Errorf("%s, %s: %w", s.Facility, stamp(s.Start), ErrSlotExists)
		}
		if err != nil {
			return err
		}
		return tx.note(DidAdd, 0, Detail{Visit: Visit{Facility: s.Facility, Start: s.Start}, Until: s.End, Capacity: s.Capacity})
	})
}
