package booking

import (
	"errors"
	"time"
)

// Rules are the city's figures; the defaults are in docs/rules.md, "Figures".
type Rules struct {
	Horizon   int           // days ahead, today not counted, that can be booked
	Hold      time.Duration // life of a hold
	BookUntil CutOff        // the last moment to book a slot by phone
	MaxParty  int           // most people under one booking
}

// A CutOff is a moment before a slot's start: either a time of day some days
// before (Days, At), or, if Before is not zero, that long before.
type CutOff struct {
	Days   int
	At     Clock
	Before time.Duration
}

// For returns the last moment for a slot that starts at start.
func (c CutOff) For(start time.Time) time.Time {
	if c.Before != 0 {
		return start.Add(-c.Before)
	}
	return c.At.On(DateOf(start.In(JST)).AddDays(-c.Days), JST)
}

// Window returns the starts that can be booked at now: from the first,
// inclusive, to the end, exclusive.
func (r Rules) Window(now time.Time) (from, until time.Time) {
	today := DateOf(now.In(JST))
	until = today.AddDays(r.Horizon + 1).In(JST)
	if r.BookUntil.Before != 0 {
		return now.Add(r.BookUntil.Before), until
	}
	day := today.AddDays(r.BookUntil.Days)
	if r.BookUntil.For(day.In(JST)).Before(now) {
		day = day.AddDays(1)
	}
	from = day.In(JST)
	if from.Before(now) { // a cut-off on the day itself never offers the past
		from = now
	}
	return from, until
}

// A Request is what somebody wants to book. The zero Member and Party are 1,
// the zero Procedure is a renewal.
type Request struct {
	Phone     Phone
	Member    int
	Party     int
	Procedure Procedure
	Facility  string
	Start     time.Time
	Staff     bool // made by staff: the cut-off and the horizon do not bind
}

// Offer finds the facility's earliest free slot that starts at or after from
// and may still be booked, and holds one seat in it for the number, in place
// of whatever the number held before. It returns ErrNoRoom if there is none;
// the number then holds nothing.
func (r Rules) Offer(tx Tx, phone Phone, facility string, from time.Time) (Slot, error) {
	if phone == "" {
		return Slot{}, ErrNoPhone
	}
	if err := tx.DropHold(phone); err != nil {
		return Slot{}, err
	}
	first, until := r.Window(tx.Now())
	if from.Before(first) {
		from = first
	}
	slot, err := tx.NextFree(facility, from, until, 1)
	if err != nil {
		return Slot{}, err
	}
	err = tx.PutHold(Hold{Phone: phone, Slot: slot, Seats: 1, Expires: tx.Now().Add(r.Hold)})
	return slot, err
}

// Book makes a booking. A live hold of the number becomes the booking if it
// is on that slot, and is given back if it is not.
//
// It returns *Already if the number has one for that member, *TooMany if the
// party is too large, *TooLate or *TooFar if the start is outside the window,
// *NoSlot if there is no such slot, and *Full if it is closed or its room is
// gone.
func (r Rules) Book(tx Tx, q Request) (Booking, error) {
	q.Member, q.Party = max(q.Member, 1), max(q.Party, 1)
	if q.Procedure == "" {
		q.Procedure = Renewal
	}
	if r.MaxParty > 0 && q.Party > r.MaxParty {
		return Booking{}, &TooMany{Party: q.Party, Max: r.MaxParty}
	}
	if q.Phone == "" {
		return Booking{}, ErrNoPhone
	}
	own, err := tx.Bookings(q.Phone)
	if err != nil {
		return Booking{}, err
	}
	for _, b := range own {
		if b.Member == q.Member {
			return Booking{}, &Already{b}
		}
	}
	if err := r.bookable(tx.Now(), q); err != nil {
		return Booking{}, err
	}
	// The hold has done its work once this transaction decides: giving it back
	// first makes room for the booking in the very seat it kept.
	if err := tx.DropHold(q.Phone); err != nil {
		return Booking{}, err
	}
	slot, err := tx.SlotAt(q.Facility, q.Start)
	if err != nil {
		return Booking{}, err
	}
	if !slot.Open || slot.Remaining < q.Party {
		return Booking{}, r.full(tx, slot, q.Party)
	}
	return tx.Insert(Booking{
		Phone: q.Phone, Member: q.Member, Party: q.Party, Procedure: q.Procedure,
		Facility: slot.Facility, Start: slot.Start, End: slot.End, State: Active, Made: tx.Now(),
	}, slot)
}

func (r Rules) bookable(now time.Time, q Request) error {
	if !q.Start.After(now) {
		return &TooLate{What: "book", Start: q.Start, Until: q.Start}
	}
	if q.Staff {
		return nil
	}
	if until := r.BookUntil.For(q.Start); until.Before(now) {
		return &TooLate{What: "book", Start: q.Start, Until: until}
	}
	if _, until := r.Window(now); !q.Start.Before(until) {
		return &TooFar{Start: q.Start, Last: until.AddDate(0, 0, -1)}
	}
	return nil
}

// full names the nearest free slot after the wanted one, so that whoever asked
// can be offered something at once.
func (r Rules) full(tx Tx, slot Slot, seats int) error {
	err := &Full{Facility: slot.Facility, Start: slot.Start}
	first, until := r.Window(tx.Now())
	if first.Before(slot.Start) {
		first = slot.Start
	}
	next, nextErr := tx.NextFree(slot.Facility, first, until, seats)
	switch {
	case nextErr == nil:
		err.Nearest = append(err.Nearest, next)
	case !errors.Is(nextErr, ErrNoRoom):
		return nextErr
	}
	return err
}

// Cancel ends the booking with that receipt number. It returns ErrNotFound if
// there is no such active booking, and *TooLate from its start on.
func (r Rules) Cancel(tx Tx, receipt Receipt) (Booking, error) {
	b, err := r.alive(tx, receipt)
	if err != nil {
		return Booking{}, err
	}
	if !b.Start.After(tx.Now()) {
		return b, &TooLate{What: "cancel", Start: b.Start, Until: b.Start}
	}
	if err := tx.Cancel(b); err != nil {
		return Booking{}, err
	}
	b.State = Cancelled
	return b, nil
}

// Move puts the booking with that receipt number into another slot, for staff.
// The old slot is given up only in the transaction that takes the new one. It
// returns ErrNotFound, *TooLate once the visit or the new start has begun,
// *NoSlot, and *Full; in each of these cases the booking stands as it was.
func (r Rules) Move(tx Tx, receipt Receipt, facility string, start time.Time) (Booking, error) {
	b, err := r.alive(tx, receipt)
	if err != nil {
		return Booking{}, err
	}
	for _, s := range []time.Time{b.Start, start} {
		if !s.After(tx.Now()) {
			return b, &TooLate{What: "move", Start: s, Until: s}
		}
	}
	slot, err := tx.SlotAt(facility, start)
	if err != nil {
		return b, err
	}
	if slot.Facility == b.Facility && slot.Start.Equal(b.Start) {
		return b, nil
	}
	if !slot.Open || slot.Remaining < b.Party {
		return b, r.full(tx, slot, b.Party)
	}
	return tx.Move(b, slot)
}

func (r Rules) alive(tx Tx, receipt Receipt) (Booking, error) {
	b, err := tx.BookingOf(receipt)
	if err != nil {
		return Booking{}, err
	}
	if b.State != Active || !b.End.After(tx.Now()) {
		return b, ErrNotFound
	}
	return b, nil
}
