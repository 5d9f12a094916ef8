package ivr_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/voice/phone"
)

// caller is one of many telephones on the same line.
type caller struct {
	*phone.Call
	err error
}

// heard reports whether the line ever said the text.
func (c caller) heard(text string) bool {
	for _, e := range c.Events() {
		if e.Kind == phone.Said && strings.Contains(e.Text, text) {
			return true
		}
	}
	return false
}

// rush lets many callers call at once, over HTTP with signatures.
func (l *wire) rush(callers []caller, do func(i int, c *caller) error) {
	l.t.Helper()
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() { callers[i].err = do(i, &callers[i]) })
	}
	all.Wait()
	for i, c := range callers {
		if c.err != nil {
			l.t.Fatalf("caller %d: %v", i, c.err)
		}
	}
}

func (l *wire) place(c *caller, from string) (err error) {
	c.Call, err = phone.Place(l.t.Context(), phone.Config{
		VoiceURL: l.server.URL + "/voice", StatusURL: l.server.URL + "/voice/status", PublicURL: publicURL,
		Token: "12345", From: from, To: string(l.to), Client: l.client, Start: l.now,
		Seconds: l.seconds,
	})
	return err
}

func (s *scene) active() []booking.Booking {
	s.t.Helper()
	var active []booking.Booking
	err := s.store.View(s.t.Context(), func(tx *store.Tx) (err error) {
		active, err = tx.List(store.Filter{})
		return err
	})
	if err == nil {
		err = s.store.Check(s.t.Context())
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return active
}

const many = 200

// TestTwoHundredCallersAskForTheLastSlot lets all of them call at the same moment. One
// is offered the slot; the others hear that nothing is free.
func TestTwoHundredCallersAskForTheLastSlot(t *testing.T) {
	s := newScene(t)
	s.vary("one-slot")
	for _, other := range []string{"sakashita", "tobu", "ajiyoshi", "kozoji"} {
		s.crowd(slotsOf(other), nil)
	}
	l := startWire(s, false)
	callers := make([]caller, many)
	l.rush(callers, func(i int, c *caller) error {
		if err := l.place(c, fmt.Sprintf("+8190%08d", i+1)); err != nil {
			return err
		}
		for _, key := range []string{"1", "1", "1"} { // book, the first facility, take it
			if c.Over() || c.heard("空きがありません") {
				return nil
			}
			if err := c.Press(t.Context(), key); err != nil {
				return err
			}
		}
		return nil
	})
	one, full := 0, 0
	for _, c := range callers {
		switch {
		case c.heard("予約が、できました。"):
			one++
		case c.heard("どの窓口にも、空きがありません。"):
			full++
		}
	}
	if one != 1 || full != many-1 || len(s.booked("koseki")) != 1 {
		t.Errorf("%d were told of a booking, %d that nothing is free; the ledger has %d, expected 1, %d and 1", one, full, len(s.booked("koseki")), many-1)
	}
}

func (s *scene) booked(facility string) []booking.Booking {
	var at []booking.Booking
	for _, b := range s.active() {
		if b.Facility == facility && b.Phone != crowd {
			at = append(at, b)
		}
	}
	return at
}

// TestTwoHundredCallersTakeTheSameOffer offers all of them the same slot, one after the
// other, each after the hold of the one before has run out. Then all of them press 1.
func TestTwoHundredCallersTakeTheSameOffer(t *testing.T) {
	s := newScene(t)
	s.vary("one-slot")
	l := startWire(s, false)
	callers := make([]caller, many)
	for i := range callers {
		c := &callers[i]
		l.must(l.place(c, fmt.Sprintf("+8190%08d", i+1)))
		l.must(c.Press(t.Context(), "1"))
		l.must(c.Press(t.Context(), "1"))
		if !c.heard("4月14日火曜日、午前9時なら1番。") {
			t.Fatalf("caller %d was not offered the slot", i)
		}
		s.setNow(s.now.Add(10 * time.Minute))
		if s.now.Hour() == 16 { // so that all calls are before the evening's cut-off
			s.setNow(s.now.Add(-6 * time.Hour))
			s.forget()
		}
	}
	l.rush(callers, func(_ int, c *caller) error { return c.Press(t.Context(), "1") })
	one, lost := 0, 0
	for _, c := range callers {
		switch {
		case c.heard("予約が、できました。"):
			one++
		case c.heard("うまりました。"):
			lost++
		}
	}
	if one != 1 || lost != many-1 || len(s.booked("koseki")) != 1 {
		t.Errorf("%d were told of a booking, %d that the slot is gone; the ledger has %d, expected 1, %d and 1", one, lost, len(s.booked("koseki")), many-1)
	}
}

// forget gives back all holds, as if they had run out.
func (s *scene) forget() {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		for i := range many {
			if err := tx.DropHold(booking.Phone(fmt.Sprintf("+8190%08d", i+1))); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestOneNumberBooksFromTwoCallsAtOnce lets husband and wife call from two telephones of
// one number at the same moment.
func TestOneNumberBooksFromTwoCallsAtOnce(t *testing.T) {
	s := newScene(t)
	l := startWire(s, false)
	callers := make([]caller, 2)
	for i := range callers {
		l.must(l.place(&callers[i], "+819012345678"))
	}
	l.must(callers[0].Press(t.Context(), "1"))
	l.must(callers[1].Press(t.Context(), "1"))
	l.must(callers[0].Press(t.Context(), "4"))
	l.must(callers[1].Press(t.Context(), "4"))
	l.rush(callers, func(_ int, c *caller) error { return c.Press(t.Context(), "1") })
	if got := len(s.active()); got != 1 {
		t.Errorf("the number has %d bookings, expected 1", got)
	}
	told, already := 0, 0
	for _, c := range callers {
		if c.heard("予約が、できました。") {
			told++
		}
		if c.heard("もう、ご予約があります。") {
			already++
		}
	}
	if told != 1 || already != 1 {
		t.Errorf("%d were told of a booking and %d that there is one already, expected 1 and 1", told, already)
	}
}
