package store

import (
	"fmt"

	"madoguchi/booking"
)

const (
	endWalkIn    = `INSERT INTO walk_in (facility, day) VALUES (?, ?) ON CONFLICT (facility, day) DO NOTHING`
	resumeWalkIn = `DELETE FROM walk_in WHERE facility = ? AND day = ?`
)

// SetWalkIn notes that the facility's walk-in hours of the day are over, even if it is
// too early by the clock, or that they are not over after all. It reports whether that
// changed anything.
func (tx *Tx) SetWalkIn(facility string, day booking.Date, over bool) (changed bool, err error) {
	if facility == "" || !day.Valid() {
		return false, fmt.Errorf("store: found the walk-in hours of %q on %s, expected a facility and a day of the calendar", facility, day)
	}
	deed, query := DidEndWalkIn, endWalkIn
	if !over {
		deed, query = DidWalkIn, resumeWalkIn
	}
	err = tx.step(func() error {
		n, err := tx.change(query, facility, midnight(day))
		if err != nil || n == 0 {
			return err
		}
		changed = true
		return tx.note(deed, 0, Detail{Visit: Visit{Facility: facility}, Day: day})
	})
	return changed && err == nil, err
}

// The CAST keeps the statement prepared; freeSlots tells why.
const walkInOver = `SELECT EXISTS (SELECT 1 FROM walk_in WHERE facility = CAST(? AS TEXT) AND day = ?)`

// WalkInOver implements ivr.Memory.
func (tx *Tx) WalkInOver(facility string, day booking.Date) (bool, error) {
	over, _, err := value[bool](tx, walkInOver, facility, midnight(day))
	return over, err
}
