package store

import (
	"slices"
	"testing"

	"madoguchi/booking"
)

// What is counted of services together is what is counted of all, but for calls and people
// without a booking, who are of none.
func TestFiguresOfServicesAddUpToThoseOfAll(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 5, 30, "09:00-17:00"))
	town := modelCity(9, booking.Most{}, 0, 0)
	book := func(n int, service booking.ServiceID) (b booking.Booking) {
		w.do(func(tx *Tx) (err error) {
			b, err = town.RulesFor(service, kozoji).Book(tx, booking.Request{Phone: phone(n), Facility: kozoji, Start: at(10, 0)})
			return err
		})
		return b
	}
	book(1, "card")
	gone := book(2, "card")
	book(3, booking.CertificateService)
	w.do(func(tx *Tx) error { _, err := rules.Cancel(tx, gone.Receipt); return err })
	w.call(1, manyCalls[0])
	terminal := Done{Bookings: 2, Cancels: 1}
	want := []ServiceFigures{
		{"card", Figures{Day: dayAt(0), Facility: kozoji, Done: terminal, ByTerminal: terminal, Visits: 1}},
		{booking.CertificateService, Figures{Day: dayAt(0), Facility: kozoji, Done: Done{Bookings: 1}, ByTerminal: Done{Bookings: 1}, Visits: 1}},
	}
	w.look(func(tx *Tx) error {
		got, err := tx.FiguresByService(dayAt(0), dayAt(1))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("found %+v, %v\nexpected %+v", got, err, want)
		}
		if _, err := tx.FiguresByService(dayAt(1), dayAt(0)); err == nil {
			t.Error("days that end before they begin are counted")
		}
		return nil
	})
	all := Done{Bookings: 3, Cancels: 1}
	w.expectFigures(dayAt(0), dayAt(1), Figures{Day: dayAt(0), Calls: 1}, Figures{Day: dayAt(0), Facility: kozoji, Done: all, ByTerminal: all, Visits: 2})
}
