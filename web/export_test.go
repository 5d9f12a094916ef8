package web

import "madoguchi/booking"

// CardOf is the address of a number's card, for tests that go there at once.
func (c *Console) CardOf(p booking.Phone) string { return c.cardOf(p) }
