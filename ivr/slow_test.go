package ivr_test

import (
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// Whoever needs it slowly has two seconds after each option to find the key.
func TestTwoSecondsFollowEachOptionForWhoeverNeedsThem(t *testing.T) {
	s := newScene(t)
	d := s.dialogue()
	for _, said := range s.press(d).Say {
		if said.Rest != 0 {
			t.Errorf("at once the line rests %d s after %q", said.Rest, said.Text)
		}
	}
	options := 0
	for _, said := range s.press(d, "8").Say {
		if len(said.Menu) > 0 {
			options++
			if said.Rest != 2 {
				t.Errorf("%q is followed by %d s", said.Text, said.Rest)
			}
		}
	}
	if options < 3 {
		t.Errorf("%d options, expected each by itself", options)
	}
}

// A city may leave it to its callers how often they call.
func TestWithoutALimitEveryCallIsTaken(t *testing.T) {
	s := newScene(t)
	s.config.City.Rules.Limits = booking.Tally{}
	s.fill()
	d := s.dialogue()
	for _, sid := range []string{"first", "second", "third"} {
		turn := ivr.Turn{SID: sid, Caller: booking.CallerFrom(s.from), Line: s.to, In: ivr.Input{Kind: ivr.Arrived}}
		reply, err := s.store.Turn(t.Context(), turn, d.Answer)
		if err != nil || reply.Pass != nil {
			t.Errorf("the %s call is passed on: %v, %v", sid, said(reply), err)
		}
		s.staff(func(tx *store.Tx) error { return tx.DropHold(booking.CallerFrom(s.from).Phone) })
	}
}
