package ivr_test

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// TestTwoHundredCallersBookWhileTheGridChanges lets waves of callers book at two desks of
// one counter. Under each wave the line is started with slots of another length, on the
// same ledger. Whatever the callers were told stands, and at no minute do they take more
// than the two desks.
func TestTwoHundredCallersBookWhileTheGridChanges(t *testing.T) {
	s := newScene(t)
	s.vary("counter")
	f := &s.config.City.Facilities[0]
	f.Hours.Weekly[0].Ranges[0].Capacity = 2
	s.config.City.Rules.Strangers = 0 // all of them are, and this is about the grid
	s.fill()
	l := startWire(s, false)
	callers := make([]caller, many)
	told := 0
	for wave, minutes := range []int{20, 45, 30, 25, 15} {
		some := callers[wave*many/5 : (wave+1)*many/5]
		f.Minutes = minutes
		plans, started := s.config.City.Plan(s.now, ahead), make(chan error)
		go func() { started <- another(s, plans) }()
		l.rush(some, func(i int, c *caller) error {
			if err := l.place(c, fmt.Sprintf("+8190%08d", wave*many/5+i+1)); err != nil {
				return err
			}
			for _, key := range []string{"1", "1", "1"} { // book; take it, and if it is lost, the next
				if c.heard("予約が、できました。") {
					break
				}
				if err := c.Press(t.Context(), key); err != nil {
					return err
				}
			}
			return nil
		})
		if err := <-started; err != nil {
			t.Fatal(err)
		}
		for _, c := range some {
			if c.heard("予約が、できました。") {
				told++
			}
		}
		l.must(s.store.Close()) // the next wave calls the line that was started anew
		s.open()
		l.serve()
	}
	booked := s.active()
	if told < many/2 || len(booked) != told {
		t.Errorf("%d of %d callers were told of a booking, and the ledger has %d", told, many, len(booked))
	}
	taken := map[time.Time]int{}
	for _, b := range booked {
		for at := b.Start; at.Before(b.End); at = at.Add(time.Minute) {
			if taken[at]++; taken[at] == 3 {
				t.Errorf("at %s three are promised two desks", stamp(at))
			}
		}
	}
}

// another opens the ledger a second time, as a line does that is started while the one
// before has not ended, and gives it the hours of its file.
func another(s *scene, plans []booking.DayPlan) error {
	second, err := store.Open(s.path, store.Options{Now: s.clock})
	if err != nil {
		return err
	}
	_, err = second.Materialise(s.t.Context(), plans)
	if err != nil {
		return err
	}
	return second.Close()
}
