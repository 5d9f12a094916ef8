package ivr_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// aSecret is the hash of a password that nobody has.
const aSecret = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"

// employ adds the agent tanto, with a number to key.
func (s *scene) employ(number string) {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		_, err := tx.AddAccount(store.Account{Name: "tanto", Role: store.Agent, Number: number}, aSecret)
		return err
	})
}

// giveOut gives tanto a transfer code for a resident.
func (s *scene) giveOut(phone booking.Phone) {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		agent, _, err := tx.AccountOf("tanto")
		if err == nil {
			s.code, err = tx.NewCode(phone, agent.ID)
		}
		return err
	})
}

// guess keys wrong codes, one in each call, as many as the line allows.
func (s *scene) guess() {
	s.t.Helper()
	for i := range booking.LineTries {
		err := s.store.Update(s.t.Context(), store.By{Way: store.ByPhone, Call: fmt.Sprint("guess ", i)}, func(tx *store.Tx) error {
			if _, agent, err := tx.UseCode("none"); err == nil {
				return fmt.Errorf("a code that is none is that of %s", agent)
			}
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestAgentsWhoPassCallersInAtOnceShareNothing passes many callers in at the same
// moment, over HTTP: each agent goes on as their own caller, and as nobody else's.
func TestAgentsWhoPassCallersInAtOnceShareNothing(t *testing.T) {
	s := newScene(t)
	s.employ("482173905161")
	start := func(i int) time.Time { return s.when("2026-04-20", "09:00").Add(time.Duration(i) * 30 * time.Minute) }
	callers := make([]caller, 12)
	for i := range callers {
		s.staff(func(tx *store.Tx) error {
			return s.book(tx, "", booking.Request{Phone: booking.Phone(fmt.Sprintf("+8190%08d", i+1)), Facility: "ajiyoshi", Start: start(i), Staff: true})
		})
	}
	l := startWire(s, false)
	l.rush(callers, func(i int, c *caller) error {
		if err := l.place(c, "+815038210921"); err != nil {
			return err
		}
		for _, keys := range []string{"482173905161#", fmt.Sprintf("090%08d#", i+1), "1"} {
			if err := c.Press(t.Context(), keys); err != nil {
				return err
			}
		}
		return nil
	})
	for i, c := range callers {
		for j := range callers {
			if heard := c.heard("月曜日。" + ivr.InJapanese.Time(booking.ClockOf(start(j))) + "。"); heard != (i == j) {
				t.Errorf("caller %d heard of the booking of %d: %t", i, j, heard)
			}
		}
	}
	// Now all cancel, and each cancels their own.
	l.rush(callers, func(i int, c *caller) error {
		if i%2 == 1 {
			return nil
		}
		return errors.Join(c.Press(t.Context(), "9"), c.Press(t.Context(), "1"))
	})
	var left []time.Time
	for _, b := range s.active() {
		left = append(left, b.Start)
	}
	for i := range callers {
		if stands := slices.ContainsFunc(left, start(i).Equal); stands != (i%2 == 1) {
			t.Errorf("the booking of caller %d stands: %t", i, stands)
		}
	}
}

// TestTwoCallsForOneCallerShareNoState has two agents pass in one caller at once: what
// one cancels, the other cannot.
func TestTwoCallsForOneCallerShareNoState(t *testing.T) {
	s := newScene(t)
	s.employ("482173905161")
	s.set("booking 090-1234-5678 ajiyoshi 2026-04-20 09:30")
	l := startWire(s, false)
	callers := make([]caller, 2)
	for i := range callers {
		l.must(l.place(&callers[i], "+815038210921"))
	}
	for _, keys := range []string{"482173905161#", "09012345678#", "1", "9", "1"} {
		l.rush(callers, func(_ int, c *caller) error { return c.Press(t.Context(), keys) })
	}
	done, gone := 0, 0
	for _, c := range callers {
		switch { // who finds it gone hears as well that it was cancelled just now
		case c.heard("そのご予約は、もうありません。"):
			gone++
		case c.heard("ご予約を、取り消しました。"):
			done++
		}
	}
	if done != 1 || gone != 1 || len(s.active()) != 0 {
		t.Errorf("%d were told that it is cancelled, %d that it is gone, %d bookings stand; expected 1, 1 and 0", done, gone, len(s.active()))
	}
}
