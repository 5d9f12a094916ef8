package booking

// MayMove returns why a caller could not change a booking so although there is room: what
// MayChange returns, and what MayHave returns without the booking's own visit.
func (c *City) MayMove(tx Tx, b Booking, to Change) error {
	if err := c.RulesOf(b.Facility).MayChange(tx.Now(), b); err != nil {
		return err
	}
	rules := c.RulesOf(to.Facility)
	if to.Facility == b.Facility && to.Start.Equal(b.Start) {
		return rules.MayBook(tx.Now(), to.Start) // what is had is not taken again
	}
	return tx.Without(b, func() error { return rules.MayHave(tx, to.Facility, to.Start, to.Party) })
}
