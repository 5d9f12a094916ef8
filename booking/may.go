package booking

// MayChange returns why a caller could not change a booking so, though there is room:
// *TooLate, *TooFar, *Reserved or *Enough. A time that the booking has already is not taken
// again. Staff may set these aside, with a reason.
func (c *City) MayChange(tx Tx, b Booking, to Change) error {
	if err := c.RulesFor(b.Service, b.Facility).MayChange(tx.Now(), b); err != nil {
		return err
	}
	rules := c.RulesFor(b.Service, to.Facility)
	if to.Facility == b.Facility && to.Start.Equal(b.Start) {
		return rules.MayBook(tx.Now(), to.Start)
	}
	return tx.Without(b, func() error { return rules.MayHave(tx, to.Facility, to.Start, to.Party) })
}
