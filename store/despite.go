package store

import (
	"errors"
	"fmt"
	"slices"

	"madoguchi/booking"
)

// A Limit is what binds callers, and what staff may set aside with a reason.
type Limit string

// The limits.
const (
	LimitCutOff  Limit = "cut-off" // the last moment to book, to change or to cancel
	LimitHorizon Limit = "horizon" // the last day that can be booked
	LimitReserve Limit = "reserve" // the desks that are kept for staff
	LimitMost    Limit = "most"    // the visits that may start on a day
)

// Limits lists all limits.
var Limits = []Limit{LimitCutOff, LimitHorizon, LimitReserve, LimitMost}

// SetAside has the audit trail say, of what is done to bookings from now on in this
// transaction, that staff set a limit aside.
func (tx *Tx) SetAside(l Limit) error {
	if !slices.Contains(Limits, l) {
		return fmt.Errorf("store: found the limit %.20q, expected one of %q", l, Limits)
	}
	tx.setAside = l
	return nil
}

// LimitOf returns which limit of callers an error of the rules tells of. It returns false
// if it tells of none.
func LimitOf(err error) (Limit, bool) {
	_, late := errors.AsType[*booking.TooLate](err)
	_, far := errors.AsType[*booking.TooFar](err)
	_, reserved := errors.AsType[*booking.Reserved](err)
	_, enough := errors.AsType[*booking.Enough](err)
	switch {
	case late:
		return LimitCutOff, true
	case far:
		return LimitHorizon, true
	case reserved:
		return LimitReserve, true
	case enough:
		return LimitMost, true
	}
	return "", false
}
