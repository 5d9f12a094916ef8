package ivr_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// TestCallersForServicesOfDifferentLengthShareADesk lets many callers at once book what takes a
// slot, and what takes longer, at one desk: whatever they were told stands, and the desk serves
// one at a time.
func TestCallersForServicesOfDifferentLengthShareADesk(t *testing.T) {
	s := newScene(t)
	s.set("city counter")
	s.set("city services")
	s.config.City.Rules.Strangers = 0 // all of them are, and this is about the desk
	l := startWire(s, false)
	callers := make([]caller, many/4)
	l.rush(callers, func(i int, c *caller) error {
		if err := l.place(c, fmt.Sprintf("+8190%08d", i+1)); err != nil {
			return err
		}
		for _, key := range []string{"1", fmt.Sprint(1 + i%3), "1", "1"} { // the service; take it, and if it is lost, the next
			if c.heard("予約が、できました。") {
				break
			}
			if err := c.Press(t.Context(), key); err != nil {
				return err
			}
		}
		return nil
	})
	told := 0
	for _, c := range callers {
		if c.heard("予約が、できました。") {
			told++
		}
	}
	booked := s.active()
	if told < len(callers)/2 || len(booked) != told {
		t.Errorf("%d of %d callers were told of a booking, and the ledger has %d", told, len(callers), len(booked))
	}
	minutes := map[booking.ServiceID]time.Duration{"certificate": 30, "application": 40, "pick-up": 30}
	slices.SortFunc(booked, func(a, b booking.Booking) int { return a.Start.Compare(b.Start) })
	for i, b := range booked {
		if took := b.End.Sub(b.Start); took < minutes[b.Service]*time.Minute {
			t.Errorf("%s takes %v at %s, expected %d minutes", b.Service, took, stamp(b.Start), minutes[b.Service])
		}
		if day := b.Start.In(booking.JST).Weekday(); b.Service == "pick-up" && day != time.Tuesday && day != time.Thursday {
			t.Errorf("a pick-up is on a %s", day)
		}
		if i > 0 && b.Start.Before(booked[i-1].End) {
			t.Errorf("at %s the desk serves two", stamp(b.Start))
		}
	}
}

// TestOneNumberBooksTwoServicesAtOnce lets husband and wife call from two telephones of one
// number at the same moment, for different services: the number has one booking, or one of each.
func TestOneNumberBooksTwoServicesAtOnce(t *testing.T) {
	for _, each := range []bool{false, true} {
		s := newScene(t)
		s.set("city services")
		want, refused := 1, 1
		if each {
			s.set("city one-of-each")
			want, refused = 2, 0
		}
		l := startWire(s, false)
		callers := make([]caller, 2)
		for i := range callers {
			l.must(l.place(&callers[i], "+819012345678"))
			l.must(callers[i].Press(t.Context(), "1"))
		}
		for i, key := range []string{"1", "3"} {
			l.must(callers[i].Press(t.Context(), key))
			l.must(callers[i].Press(t.Context(), "4"))
		}
		l.rush(callers, func(_ int, c *caller) error { return c.Press(t.Context(), "1") })
		told, already := 0, 0
		for _, c := range callers {
			if c.heard("予約が、できました。") {
				told++
			}
			if c.heard("もう、ご予約があります。") {
				already++
			}
		}
		if got := len(s.active()); got != want || told != want || already != refused {
			t.Errorf("one of each %t: the number has %d bookings, %d were told of one and %d that there is one already, expected %d, %d and %d",
				each, got, told, already, want, want, refused)
		}
	}
}
