package booking

import (
	"errors"
	"time"
)

// MayVisit returns why a caller could not have a visit at a start although there is room,
// as MayTake does. Whether there is room, and a slot at all, Book finds out.
func (r Rules) MayVisit(tx Tx, facility string, start time.Time, party int) error {
	if err := r.MayBook(tx.Now(), start); err != nil {
		return err
	}
	slot, err := tx.SlotAt(facility, start)
	if _, none := errors.AsType[*NoSlot](err); none {
		return nil
	}
	if err != nil {
		return err
	}
	return r.MayTake(tx, slot, party)
}

// MayMove returns why a caller could not change a booking so although there is room: what
// MayChange returns, and what MayVisit returns without the booking's own visit.
func (c *City) MayMove(tx Tx, b Booking, to Change) error {
	if err := c.RulesOf(b.Facility).MayChange(tx.Now(), b); err != nil {
		return err
	}
	rules := c.RulesOf(to.Facility)
	if to.Facility == b.Facility && to.Start.Equal(b.Start) {
		return rules.MayBook(tx.Now(), to.Start) // what is had is not taken again
	}
	return tx.Without(b, func() error { return rules.MayVisit(tx, to.Facility, to.Start, to.Party) })
}
