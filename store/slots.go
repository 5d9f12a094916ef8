package store

import (
	"time"

	"madoguchi/booking"
)

const slotColumns = `facility, start, ends, wanted, claimed, free`

func scanSlot(_ *Tx, r row) (booking.Slot, error) {
	var s booking.Slot
	err := r.Scan(&s.Facility, (*instant)(&s.Start), (*instant)(&s.End), &s.Wanted, &s.Claimed, &s.Free)
	return s, err
}

// nextFree finds the earliest free slot.
const nextFree = freeSlots + ` ORDER BY start LIMIT 1`

// lastFree finds the latest, from the other end of the same index.
const lastFree = freeSlots + ` ORDER BY start DESC LIMIT 1`

// freeSlots has the literal "free > 0": with bound values SQLite could not use the index
// of free slots (https://sqlite.org/partialindex.html).
//
// The CAST keeps the statement prepared. For a plain "facility = ?" SQLite 3.54
// remembers that another value might deserve another plan
// (whereLoopOutputAdjust, sqlite3VdbeReprepareOnBind), and go-sqlite3 clears the
// bindings after every use, which then expires the statement
// (sqlite3_clear_bindings): it was prepared anew each time, 27 µs instead of 4.
const freeSlots = `SELECT ` + slotColumns + ` FROM slots
	WHERE facility = CAST(? AS TEXT) AND start >= ? AND start < ? AND free > 0 AND free >= ?`

// NextFree implements booking.Tx.
func (tx *Tx) NextFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	return tx.free(nextFree, facility, from, until, seats, time.Time.Before)
}

// LastFree implements booking.Tx.
func (tx *Tx) LastFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	return tx.free(lastFree, facility, from, until, seats, time.Time.After)
}

// free finds a free slot. Of two, it returns the one whose start is sooner.
func (tx *Tx) free(query, facility string, from, until time.Time, seats int, sooner func(a, b time.Time) bool) (booking.Slot, error) {
	if err := tx.sweep(); err != nil {
		return booking.Slot{}, err
	}
	slot, ok, err := first(tx, scanSlot, query, facility, instant(from), instant(until), seats)
	if err != nil {
		return booking.Slot{}, err
	}
	if own := tx.without; own != nil && own.Facility == facility {
		given, err := tx.givenUp(*own, from, until, seats)
		if err != nil {
			return booking.Slot{}, err
		}
		for _, s := range given {
			if !ok || sooner(s.Start, slot.Start) {
				slot, ok = s, true
			}
		}
	}
	if !ok {
		return booking.Slot{}, booking.ErrNoRoom
	}
	return slot, nil
}

const slotsDuring = `SELECT ` + slotColumns + ` FROM slots
	WHERE facility = CAST(?1 AS TEXT) AND start > ?2 - 14400 AND start < ?3 AND ends > ?2 ORDER BY start`

// givenUp returns the slots, among those that start at or after from and before until,
// that have so many seats free if a claim is given up which lies in them.
func (tx *Tx) givenUp(own booking.Claim, from, until time.Time, seats int) (given []booking.Slot, err error) {
	near, err := all(tx, scanSlot, slotsDuring, own.Facility, instant(own.Start), instant(own.End))
	if err != nil || len(near) == 0 {
		return nil, err
	}
	t, err := tx.Timeline(own.Facility, near[0].Start, near[len(near)-1].End)
	for _, s := range near {
		if _, _, s.Free = t.Worst(s.Start, s.End); s.Free >= seats && !s.Start.Before(from) && s.Start.Before(until) {
			given = append(given, s)
		}
	}
	return given, err
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
