package store

import (
	"testing"

	"madoguchi/booking"
)

// A number is proven whatever the city counted when the address booked; where the number has
// none, the booking becomes its own, and where it must not, it stays the address's.
func TestANumberIsProvenHoweverTheCityCountedBefore(t *testing.T) {
	for _, c := range []struct {
		name        string
		each, later bool // a number had, and then has, one booking of each service
		has         bool // the number has another one
		moves       bool
	}{
		{"of each, then of all", true, false, false, true},
		{"of all, then of each", false, true, false, true},
		{"of all, then of each, beside another", false, true, true, true},
		{"of each, then of all, beside another", true, false, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := mailed(t)
			w.plan(planOf(kozoji, 0, 3, 30, "10:00-17:00"))
			town := modelCity(9, booking.Most{}, 0, 0)
			count := func(each bool) { town.PerService = each; w.do(func(tx *Tx) error { return tx.CountPerService(each) }) }
			book := func(service booking.ServiceID, p booking.Phone) {
				w.do(func(tx *Tx) error {
					_, err := town.RulesFor(service, kozoji).Book(tx, booking.Request{Phone: p, Facility: kozoji, Start: at(11, 0), Staff: true})
					return err
				})
			}
			count(c.each)
			book(booking.CertificateService, hanako)
			if c.has {
				book("card", mobile)
			}
			count(c.later)
			w.comesByMail(1, hanako)
			if err := w.web(func(tx Visiting) error { return tx.Follow(browser(1), browser(2)) }); err != nil {
				t.Fatal(err)
			}
			w.begins(2, mobile, home)
			if err := w.proves(2, w.codeOf(2)); err != nil {
				t.Fatal(err)
			}
			w.look(func(tx *Tx) error {
				own, err := tx.Bookings(mobile)
				left, err2 := tx.Bookings(hanako)
				if moved := len(left) == 0; err != nil || err2 != nil || moved != c.moves || len(own)+len(left) != 1+map[bool]int{true: 1}[c.has] {
					t.Errorf("the number has %+v, the address %+v", own, left)
				}
				return nil
			})
			w.sound()
		})
	}
}
