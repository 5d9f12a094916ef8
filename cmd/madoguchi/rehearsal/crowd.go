package rehearsal

import (
	"math/rand/v2"

	"madoguchi/booking"
)

// A crowd is the numbers that have a booking, one of which can be drawn: by the seed, and
// not by the order of a map.
type crowd struct {
	phones []booking.Phone
	at     map[booking.Phone]int
}

func newCrowd() *crowd { return &crowd{at: map[booking.Phone]int{}} }

func (c *crowd) add(p booking.Phone) {
	if _, there := c.at[p]; !there {
		c.at[p] = len(c.phones)
		c.phones = append(c.phones, p)
	}
}

func (c *crowd) remove(p booking.Phone) {
	i, there := c.at[p]
	if !there {
		return
	}
	last := c.phones[len(c.phones)-1]
	c.phones[i], c.at[last] = last, i
	c.phones = c.phones[:len(c.phones)-1]
	delete(c.at, p)
}

func (c *crowd) draw(r *rand.Rand) booking.Phone { return c.phones[r.IntN(len(c.phones))] }
