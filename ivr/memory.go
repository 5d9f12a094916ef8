package ivr

import (
	"errors"
	"time"

	"madoguchi/booking"
)

// Memory is what the dialogue needs of a memory besides what the rules need: what
// it knows of a caller, and what staff want said.
type Memory interface {
	booking.Tx

	// Greet counts a call of the number and returns what is known of it.
	Greet(booking.Phone) (Acquaintance, error)

	// Slow remembers that the number is to be spoken to slowly.
	Slow(booking.Phone) error

	// Notices returns what staff want said to callers now and this number has
	// not been told yet, and remembers that it has. A caller without a number
	// is told every time.
	Notices(booking.Phone) ([]string, error)

	// PassIn takes what an agent has keyed: a transfer code, which is then used
	// up, or an agent number. It returns ErrWrongCode, and ErrGuessing while too
	// much that was wrong has been keyed on the line.
	PassIn(keyed string) (PassedIn, error)

	// HandedOver notes that an agent speaks for a number from now on.
	HandedOver(PassedIn) error

	// Known is Greet without counting a call.
	Known(booking.Phone) (Acquaintance, error)

	// AskBack remembers that a number is to be called back, and what it had
	// tried. Whoever waits already goes on waiting.
	AskBack(phone booking.Phone, wants Key) error

	// Awaits says whether a number waits to be called back.
	Awaits(booking.Phone) (bool, error)

	// SpokeWith remembers that a person has spoken with a number, which needs
	// not be called back any more.
	SpokeWith(booking.Phone) error

	// WalkInOver says whether staff have ended the facility's walk-in hours of
	// the day.
	WalkInOver(facility string, day booking.Date) (bool, error)

	// OpenOn says whether any slot of the facility is open on the day, free or
	// not.
	OpenOn(facility string, day booking.Date) (bool, error)

	// Loads returns how full the slots are that start at or after from and
	// before until, by half-day, earliest first; of one facility, or of all if
	// it is "".
	Loads(facility string, from, until time.Time) ([]booking.Load, error)
}

// A PassedIn is a caller whom an agent passes into the line. Phone is empty if the
// agent has shown who they are, and not yet whom they speak for.
type PassedIn struct {
	Agent string
	Phone booking.Phone
}

// Errors of what agents key.
var (
	ErrWrongCode = errors.New("no transfer code or agent number is of these digits")
	ErrGuessing  = errors.New("too many wrong transfer codes have been keyed")
)

// An Acquaintance is what is known of a number that calls.
type Acquaintance struct {
	Today   booking.Tally // what it has done today, with this call
	Slow    bool          // it has needed slow speech before
	Blocked bool          // staff want it turned away
	Notices bool          // staff want something said to callers now
	Holding bool          // it may hold something, from a call before
}
