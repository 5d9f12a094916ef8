package booking

import (
	"errors"
	"fmt"
	"time"
)

// Limits of what an agent keys to pass a caller into the line: a code that the
// console gave out, or their own number. Both are short, so that they can be keyed;
// this is why wrong ones are limited.
const (
	CodeFor   = 5 * time.Minute  // life of a transfer code
	CallTries = 3                // wrong codes and numbers in one call
	LineTries = 10               // on the whole line, in TriesFor
	TriesFor  = 10 * time.Minute // how long a wrong one counts on the line
)

// Errors that are rules, not faults, like those of a booking.
var (
	// ErrWrongCode says that a transfer code was never given out, or was deleted.
	ErrWrongCode = errors.New("there is no such transfer code")

	// ErrOldCode says that a transfer code has been used, or that its time is over.
	ErrOldCode = errors.New("the transfer code has been used, or its time is over")

	// ErrWrongNumber says that no usable account has that agent number.
	ErrWrongNumber = errors.New("there is no agent with that number")

	// ErrTries says that too many wrong ones were keyed on the whole line: none is
	// checked until those are older than TriesFor.
	ErrTries = errors.New("too many wrong codes and agent numbers on this line")
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
