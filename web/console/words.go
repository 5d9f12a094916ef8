package console

import (
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/web/words"
)

// dayOf returns the day of a moment in Japan.
func dayOf(t time.Time) booking.Date { return booking.DateOf(t.In(booking.JST)) }

// place returns what staff call a facility.
func (c *Console) place(id string) string { return words.Place(c.City, id) }

// visit writes a visit in one line.
func (c *Console) visit(facility string, start time.Time, party int) string {
	return fmt.Sprintf("%s　%s　%s", words.When(start), c.place(facility), words.People(party))
}

// forService goes on after a visit: it says of which service it is, where there are several.
func (c *Console) forService(id booking.ServiceID) string {
	if told := words.ServiceTold(c.City, id); told != "" {
		return "　" + told
	}
	return ""
}

// byProxy goes on after a visit: it says that a proxy comes, where one does.
func byProxy(proxy bool) string {
	if proxy {
		return "　" + words.Proxy(proxy)
	}
	return ""
}
