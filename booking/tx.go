package booking

import "time"

// Tx is what the rules need from a memory. All of it happens in one transaction:
// either every change is durable, or none happened.
type Tx interface {
	// Now returns the time of this transaction, which does not move while it lasts.
	Now() time.Time

	// Bookings returns the number's bookings that are Active and whose End is
	// after Now, earliest start first. None is not an error.
	Bookings(Phone) ([]Booking, error)

	// BookingOf returns the booking with that receipt number, in any state.
	// It returns ErrNotFound if there is none.
	BookingOf(Receipt) (Booking, error)

	// NextFree returns the earliest slot of the facility that starts at or after
	// from and before until and has so many seats free throughout. Holds that
	// are dead at Now do not count. It returns ErrNoRoom if there is none.
	NextFree(facility string, from, until time.Time, seats int) (Slot, error)

	// LastFree is like NextFree, but returns the latest slot.
	LastFree(facility string, from, until time.Time, seats int) (Slot, error)

	// SlotAt returns the facility's slot with that start, open or not. It returns
	// *NoSlot if there is none.
	SlotAt(facility string, start time.Time) (Slot, error)

	// Room returns how many seats of the facility are free from a moment until
	// another, at the instant at which the fewest are. Holds that are dead at Now do
	// not count.
	Room(facility string, from, until time.Time) (int, error)

	// Holds returns the number's live holds, the one that expires last first.
	Holds(Phone) ([]Hold, error)

	// Starting returns how many visits start at the facility at or after from and
	// before until: those of active bookings, and those of live holds, of which a
	// hold ForChange counts once with its booking.
	Starting(facility string, from, until time.Time) (int, error)

	// Familiar reports whether the number has an active booking, or has come to one that
	// the memory still knows.
	Familiar(Phone) (bool, error)

	// Strangers returns what numbers that are not Familiar hold ForBooking of the
	// facility's visits that start at or after from and before until, and how many seats
	// are free in its slots, beyond so many that are kept in each.
	Strangers(facility string, from, until time.Time, kept int) (Strangers, error)

	// PutHold writes a hold ForBooking or ForChange with its claims. The number
	// must not have one. A hold ForChange claims only what its booking does not
	// have already, which may be nothing or several pieces. PutHold returns *Full if
	// there is no room, and ErrNotFound if the booking to be changed is not active or
	// not the number's; nothing is then held.
	PutHold(Hold, []Claim) error

	// Renew lets the number's live hold ForBooking or ForChange expire at another time. It
	// returns ErrNotFound if it has none.
	Renew(phone Phone, expires time.Time) error

	// Extend is Renew, and counts that the hold was extended.
	Extend(phone Phone, expires time.Time) error

	// DropHold gives back the number's hold ForBooking or ForChange, if it has one.
	DropHold(Phone) error

	// Insert writes a new active booking that takes so many seats from its Start to
	// its End, draws its receipt number, and returns it complete. Whatever the number
	// could undo for that member is given back. It returns *Full if there is no room
	// and *Already if the number has an active booking for that member.
	Insert(b Booking, seats int) (Booking, error)

	// Take is like Insert, in the seats that the number holds ForBooking: whatever is
	// wanted and claimed by now, they were promised. The booking gets the End of the hold.
	// It returns ErrNotFound if the number does not hold that visit: that facility, that
	// start and so many people.
	Take(Booking) (Booking, error)

	// Staffed reports whether a desk is wanted at every instant of a booking. Where
	// none is, its people would come to a closed counter.
	Staffed(Booking) (bool, error)

	// Claim returns what an active booking claims. A booking that has ended claims
	// nothing, which is the zero Claim.
	Claim(Booking) (Claim, error)

	// Without runs fn as if what the active booking claims were free for whoever
	// asks, even where it was promised before fewer desks were wanted, unless none
	// is wanted now. fn must only read. Errors of fn are returned as they are.
	Without(b Booking, fn func() error) error

	// Change gives an active booking the Facility, Start, End and Party of to, and so
	// many seats in place of those that it has. Its receipt number and history stay.
	// On another day its Came is NotSaid again. A hold ForChange of the booking that is
	// of the very visit ends with it, and its seats are the booking's, whatever is wanted
	// and claimed by now. Change returns *Full if there is no room; the booking is then
	// as it was.
	Change(b, to Booking, seats int) (Booking, error)

	// Cancel ends an active booking; its Came is NotSaid again. Its seats are held
	// ForUndo until keep, or given back at once unless keep is after Now.
	Cancel(b Booking, keep time.Time) error

	// Restore makes a cancelled booking active again, in the seats that are
	// held ForUndo. It returns ErrNotFound if they are not held any more, and
	// *Already if the number has another active booking for that member.
	Restore(Booking) (Booking, error)

	// Attend notes whether the people of a booking came. It returns ErrNotFound
	// if the booking was cancelled.
	Attend(Booking, Came) error

	// SetProxy notes of an active booking whether a proxy comes. It returns ErrNotFound if
	// the booking is not active any more.
	SetProxy(b Booking, proxy bool) error

	// Errands returns what those who come with a booking are there for, the first person's
	// first, as far as anybody has said.
	Errands(Booking) ([]Errand, error)

	// SetErrands puts errands in the place of those of an active booking, whose Procedure is
	// then that of the first, and returns the booking. It returns ErrNotFound if the booking is
	// not active any more.
	SetErrands(Booking, []Errand) (Booking, error)

	// Today returns how often the number has done what on the day of Now.
	Today(Phone) (Tally, error)

	// Count counts something that the number does on the day of Now, unless it has
	// done so most times already, and reports whether it was counted. A most of 0
	// means no limit.
	Count(phone Phone, what Counted, most int) (bool, error)
}

// A Counted is something that is counted, because a number may do it only so often
// on one day.
type Counted string

// The things that are counted.
const (
	Called  Counted = "call"
	Booked  Counted = "book"
	Changed Counted = "change"
	GaveUp  Counted = "cancel"
)

// A Tally is how often a number did, or may do, each thing that is Counted.
type Tally struct{ Calls, Bookings, Changes, Cancels int }

// Of returns the figure for what.
func (t Tally) Of(what Counted) int {
	switch what {
	case Called:
		return t.Calls
	case Booked:
		return t.Bookings
	case Changed:
		return t.Changes
	case GaveUp:
		return t.Cancels
	}
	return 0
}
