package booking

import "time"

// Tx is what the rules need of a memory. All of it happens in one transaction:
// either every change is durable, or none happened.
type Tx interface {
	// Now is the time of this transaction. It does not move while it lasts.
	Now() time.Time

	// Bookings returns the number's bookings that are Active and whose End is
	// after Now, earliest start first. None is not an error.
	Bookings(Phone) ([]Booking, error)

	// BookingOf returns the booking with that receipt number, in any state.
	// It returns ErrNotFound if there is none.
	BookingOf(Receipt) (Booking, error)

	// NextFree returns the earliest open slot of the facility that starts at
	// or after from and before until and has room for seats. Holds that are
	// dead at Now do not count. It returns ErrNoRoom if there is none.
	NextFree(facility string, from, until time.Time, seats int) (Slot, error)

	// SlotAt returns the facility's slot with that start, open or not, with
	// dead holds already given back. It returns *NoSlot if there is none.
	SlotAt(facility string, start time.Time) (Slot, error)

	// HoldOf returns the number's live hold; false if it has none.
	HoldOf(Phone) (Hold, bool, error)

	// PutHold claims the seats. The number must have no hold. It returns
	// *Full if the slot has no room.
	PutHold(Hold) error

	// DropHold gives the number's hold back, if it has one.
	DropHold(Phone) error

	// Insert writes a new active booking with its claim on the slot, draws
	// its receipt number, and returns it complete. It returns *Full if the
	// slot has no room and *Already if the number has an active booking for
	// that member.
	Insert(Booking, Slot) (Booking, error)

	// Cancel ends an active booking and gives its seats back.
	Cancel(Booking) error

	// Move puts an active booking into another slot, with its receipt number
	// and history. It returns *Full if that slot has no room; the booking is
	// then where it was.
	Move(Booking, Slot) (Booking, error)
}
