package booking

import (
	"cmp"
	"time"
)

// A Change is another time, place or party for a booking. A zero Party keeps the
// party as it is.
type Change struct {
	Facility string
	Start    time.Time
	Party    int
}

// ChangeOwn changes one of the number's own bookings, for its caller. The old visit
// is given up only in the transaction that takes the new one; the receipt number
// stays. The visit that the number was offered becomes the new one, or is given back.
//
// It returns ErrNotFound if the number has no such active booking; *TooLate with
// What "change" if it cannot be changed any more; *TooOften; *TooMany; *TooLate with
// What "book" or *TooFar if the new start is outside the window; *NoSlot; and *Full.
// In each of these cases the booking stands as it was.
func (c *City) ChangeOwn(tx Tx, phone Phone, receipt Receipt, to Change) (Booking, error) {
	b, err := own(tx, phone, receipt)
	if err != nil {
		return b, err
	}
	if err := c.RulesFor(b.Service, b.Facility).MayChange(tx.Now(), b); err != nil {
		return b, err
	}
	rules := c.RulesFor(b.Service, to.Facility)
	if err := rules.mayToday(tx, phone, Changed); err != nil {
		return b, err
	}
	if err := rules.inTime(tx.Now(), to.Start, false); err != nil {
		return b, err
	}
	next := b
	next.Facility, next.Start, next.Party = to.Facility, to.Start, cmp.Or(to.Party, b.Party)
	if next.End, err = promised(tx, next, ForChange); err != nil {
		return b, err
	}
	var changed Booking
	if !next.End.IsZero() {
		changed, err = rules.changeAsHeld(tx, b, next)
	} else {
		if err := rules.bookable(tx.Now(), to.Start, false); err != nil {
			return b, err
		}
		if err := tx.DropHold(phone); err != nil {
			return b, err
		}
		changed, err = rules.change(tx, b, to, true)
	}
	if err == nil {
		err = rules.count(tx, phone, Changed)
	}
	return changed, err
}

// Change is ChangeOwn for staff: neither cut-offs nor limits apply. It returns
// ErrNotFound, *TooLate once the visit or the new start has begun, *TooMany,
// *NoSlot and *Full; in each of these cases the booking stands as it was.
func (c *City) Change(tx Tx, receipt Receipt, to Change) (Booking, error) {
	b, err := alive(tx, receipt)
	if err != nil {
		return b, err
	}
	for _, s := range []time.Time{b.Start, to.Start} {
		if !s.After(tx.Now()) {
			return b, &TooLate{What: "change", Start: s, Until: s}
		}
	}
	return c.RulesFor(b.Service, to.Facility).change(tx, b, to, false)
}

// changeAsHeld changes a booking to the visit that its number holds for that.
func (r Rules) changeAsHeld(tx Tx, b, next Booking) (Booking, error) {
	if err := r.fits(next.Party); err != nil {
		return b, err
	}
	_, seats := r.seats(next.Party)
	return tx.Change(b, next, seats)
}

// change changes a booking. limited tells whether the limits of a day and the desks of
// staff bind it.
func (r Rules) change(tx Tx, b Booking, to Change, limited bool) (Booking, error) {
	if to.Party == 0 {
		to.Party = b.Party
	}
	if err := r.fits(to.Party); err != nil {
		return b, err
	}
	if to.Facility == b.Facility && to.Start.Equal(b.Start) && to.Party == b.Party {
		return b, nil
	}
	var visit Claim
	err := tx.Without(b, func() (err error) {
		visit, err = r.at(tx, Want{Facility: to.Facility, Party: to.Party, Instead: &b}, to.Start)
		if err == nil && limited && !(to.Facility == b.Facility && to.Start.Equal(b.Start)) {
			err = r.taken(tx, visit, to.Party)
		}
		return err
	})
	if err != nil {
		return b, err
	}
	next := b
	next.Facility, next.Start, next.End, next.Party = to.Facility, to.Start, visit.End, to.Party
	return tx.Change(b, next, visit.Seats)
}

// own returns the number's active booking with that receipt number, or ErrNotFound.
func own(tx Tx, phone Phone, receipt Receipt) (Booking, error) {
	b, err := alive(tx, receipt)
	if err == nil && b.Phone != phone {
		err = ErrNotFound
	}
	return b, err
}

// alive returns the active booking with that receipt number, or ErrNotFound.
func alive(tx Tx, receipt Receipt) (Booking, error) {
	b, err := tx.BookingOf(receipt)
	if err != nil {
		return Booking{}, err
	}
	if b.State != Active || !b.End.After(tx.Now()) {
		return b, ErrNotFound
	}
	return b, nil
}
