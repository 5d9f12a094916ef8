package booking

import (
	"errors"
	"fmt"
	"time"
)

// What an agent keys to pass a caller into the line: a code that the console gave out, or
// their own number. A code is short, so codes are not looked at while many were wrong. A
// number is long enough to be looked at whatever else is keyed on the line: so nobody who
// keys rubbish, from whichever number, can shut the agents out.
const (
	CodeDigits   = 8
	CodeFor      = 5 * time.Minute // life of a transfer code
	NumberDigits = 12              // of an agent's number, which lives until it is changed
	CallTries    = 3               // wrong codes and numbers in one call
	LineTries    = 10              // wrong codes on the whole line, in TriesFor; so many wrong numbers raise the alarm
	TriesFor     = time.Hour       // how long a wrong one counts on the line
)

// Errors that are rules, not faults, like those of a booking.
var (
	// ErrWrongCode says that a transfer code was never given out, or was deleted.
	ErrWrongCode = errors.New("there is no such transfer code")

	// ErrOldCode says that a transfer code has been used, or that its time is over.
	ErrOldCode = errors.New("the transfer code has been used, or its time is over")

	// ErrWrongNumber says that no usable account has that agent number.
	ErrWrongNumber = errors.New("there is no agent with that number")

	// ErrTries says that too many wrong codes were keyed on the whole line: none is
	// checked until those are older than TriesFor. Agent numbers are.
	ErrTries = errors.New("too many wrong codes on this line")
)

// WrongTry says that a code or number was wrong, why, and how often this call may
// still try.
type WrongTry struct {
	Why  error // ErrWrongCode, ErrOldCode or ErrWrongNumber
	Left int
}

func (e *WrongTry) Error() string { return fmt.Sprintf("%v: %d tries are left", e.Why, e.Left) }

// Unwrap lets errors.Is find why.
func (e *WrongTry) Unwrap() error { return e.Why }
