package store

import (
	"time"

	"madoguchi/booking"
)

const slotColumns = `id, facility, start, ends, capacity, remaining, open`

func scanSlot(_ *Tx, r row) (booking.Slot, error) {
	var s booking.Slot
	err := r.Scan(&s.ID, &s.Facility, (*instant)(&s.Start), (*instant)(&s.End), &s.Capacity, &s.Remaining, &s.Open)
	return s, err
}

// nextFree finds the earliest free slot.
const nextFree = freeSlots + ` ORDER BY start LIMIT 1`

// lastFree finds the latest, from the other end of the same index.
const lastFree = freeSlots + ` ORDER BY start DESC LIMIT 1`

// freeSlots has the literal "remaining > 0 AND open = 1": with bound values SQLite
// could not use the index of free slots (https://sqlite.org/partialindex.html).
//
// The CAST keeps the statement prepared. For a plain "facility = ?" SQLite 3.54
// remembers that another value might deserve another plan
// (whereLoopOutputAdjust, sqlite3VdbeReprepareOnBind), and go-sqlite3 clears the
// bindings after every use, which then expires the statement
// (sqlite3_clear_bindings): it was prepared anew each time, 27 µs instead of 4.
const freeSlots = `SELECT ` + slotColumns + ` FROM slots
	WHERE facility = CAST(? AS TEXT) AND start >= ? AND start < ? AND remaining > 0 AND open = 1 AND remaining >= ?`

// NextFree implements booking.Tx.
func (tx *Tx) NextFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	return tx.free(nextFree, facility, from, until, seats)
}

// LastFree implements booking.Tx.
func (tx *Tx) LastFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	return tx.free(lastFree, facility, from, until, seats)
}

func (tx *Tx) free(query, facility string, from, until time.Time, seats int) (booking.Slot, error) {
	if err := tx.sweep(); err != nil {
		return booking.Slot{}, err
	}
	slot, ok, err := first(tx, scanSlot, query, facility, instant(from), instant(until), seats)
	if err == nil && !ok {
		err = booking.ErrNoRoom
	}
	return slot, err
}

const slotAt = `SELECT ` + slotColumns + ` FROM slots WHERE facility = ? AND start = ?`

// SlotAt implements booking.Tx.
func (tx *Tx) SlotAt(facility string, start time.Time) (booking.Slot, error) {
	if err := tx.sweep(); err != nil {
		return booking.Slot{}, err
	}
	slot, ok, err := first(tx, scanSlot, slotAt, facility, instant(start))
	if err == nil && (!ok || !slot.Start.Equal(start)) { // stored starts have no fractions of a second
		err = &booking.NoSlot{Facility: facility, Start: start}
	}
	return slot, err
}
