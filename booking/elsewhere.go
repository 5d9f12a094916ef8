package booking

import (
	"errors"
	"time"
)

// How often a booking may be asked for from another telephone, by its receipt number and
// the last four digits of its own telephone. Wrong ones of a call count with its wrong
// codes (CallTries); as many as LineTries on the line raise the alarm, and stop nothing.
const (
	Last4Digits   = 4
	ReceiptTries  = 5         // wrong ones with one receipt number, on one day of Japan
	NamelessTries = 30        // of all who show no number together, in NamelessFor; right ones count
	NamelessFor   = time.Hour // how long one of those counts
)

// Errors that are rules, not faults, like those of a booking.
var (
	// ErrWrongPair says that no active booking has that receipt number and a telephone
	// that ends so. Which of the two is wrong, nobody is told.
	ErrWrongPair = errors.New("there is no booking with that receipt number and these last four digits")

	// ErrStaffOnly says that too many wrong digits were keyed with that receipt number
	// today, whether or not a booking has it: until tomorrow only staff look.
	ErrStaffOnly = errors.New("too many wrong digits with that receipt number today")

	// ErrBudget says that callers who show no number have asked so often that none of them
	// is answered now. Callers who show one are.
	ErrBudget = errors.New("callers without a number have asked too often")
)

// CancelShown ends a booking for a caller from another telephone, who has been shown it. The
// telephone that it was booked for may undo that for a while, as if it had cancelled
// itself: it hears of it when it calls, and a slip or a trick costs nobody a seat. The
// limit of a day is that of its number. It returns ErrNotFound if there is no such active
// booking, *TooLate, and *TooOften; what it returns has no number.
func (r Rules) CancelShown(tx Tx, receipt Receipt) (Booking, error) {
	b, err := alive(tx, receipt)
	if err == nil {
		b, err = r.CancelOwn(tx, b.Phone, receipt)
	}
	return withoutPhone(b), err
}

// UndoShown is Undo for a caller who has cancelled with CancelShown: whoever made a slip
// brings the booking back in the same call. What it returns has no number, and *Already,
// if the number has booked anew meanwhile, has none either.
func UndoShown(tx Tx, receipt Receipt) (Booking, error) {
	b, err := tx.BookingOf(receipt)
	if err == nil {
		b, err = Undo(tx, b.Phone, receipt)
	}
	if already, ok := errors.AsType[*Already](err); ok {
		err = &Already{withoutPhone(already.Booking)}
	}
	return withoutPhone(b), err
}

// withoutPhone returns what a caller from another telephone may know of a booking.
func withoutPhone(b Booking) Booking {
	b.Phone = ""
	return b
}
