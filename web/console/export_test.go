package console

import (
	"madoguchi/booking"
	"madoguchi/store"
)

// CardOf returns the address of a number's card, for tests that go there at once.
func (c *Console) CardOf(p booking.Phone) string { return c.cardOf(store.Mask(p)) }

// A Route is a row of the table, for tests that go through all of it.
type Route struct {
	Method, Path string
	duty         duty
}

// Routes returns all rows.
func Routes() (all []Route) {
	for _, r := range routes() {
		all = append(all, Route{r.Method, r.Path, r.Duty})
	}
	return all
}

// May reports whether a role may ask for a route.
func May(role store.Role, r Route) bool { return may(role, r.duty) }

// Watched returns how many pages are open.
func (c *Console) Watched() int {
	c.watchers.mu.Lock()
	defer c.watchers.mu.Unlock()
	return len(c.watchers.open)
}
