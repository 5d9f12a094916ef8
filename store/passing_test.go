package store

import (
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// standsIn answers a turn and puts the call, which is the number's own, into a state.
func standsIn(state ivr.State, phone booking.Phone) ivr.Answer {
	return func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		call.State, call.Caller = state, booking.Caller{Kind: booking.Identified, Phone: phone}
		if in.Kind == ivr.Arrived {
			if _, err := tx.Greet(phone); err != nil {
				return ivr.Reply{}, err
			}
		}
		return ivr.Reply{}, nil
	}
}

func (w *town) passed(since time.Time) (sids []string) {
	w.Helper()
	w.look(func(tx *Tx) error {
		passed, err := tx.CallsBeingPassed(since)
		for _, p := range passed {
			sids = append(sids, p.Call.SID)
			if p.Phone == (Masked{}) || p.Call.Caller.Phone != "" || p.Updated.Before(p.Started) || p.Started.Before(monday) {
				w.Errorf("passed: %+v", p)
			}
		}
		return err
	})
	return sids
}

func TestCallsThatArePassedOnAreSeen(t *testing.T) {
	w := newTown(t)
	arrive := func(sid string, n int, state ivr.State) {
		w.turn(ivr.Turn{SID: sid, In: ivr.Input{Kind: ivr.Arrived}}, standsIn(state, phone(n)))
	}
	arrive("CA1", 1, ivr.Passing)
	arrive("CA2", 2, ivr.Booked)
	w.clock.Add(time.Minute)
	arrive("CA3", 3, ivr.Passing)
	w.turn(ivr.Turn{SID: "CA2", N: 1, In: ivr.Input{Kind: ivr.Pressed, Keys: "0"}}, standsIn(ivr.Passing, phone(2)))
	if got := w.passed(monday.Add(-time.Minute)); !slices.Equal(got, []string{"CA1", "CA2", "CA3"}) {
		t.Errorf("passed on are %q", got)
	}
	if got := w.passed(monday); !slices.Equal(got, []string{"CA2", "CA3"}) {
		t.Errorf("passed on since then are %q", got)
	}
	if err := w.HangUp(bg, "CA3"); err != nil {
		t.Fatal(err)
	}
	w.turn(ivr.Turn{SID: "CA2", N: 2, In: ivr.Input{Kind: ivr.Returned}}, standsIn(ivr.Unanswered, phone(2)))
	if got := w.passed(monday.Add(-time.Minute)); !slices.Equal(got, []string{"CA1"}) {
		t.Errorf("of those that have ended or come back: %q", got)
	}
}

func TestTheLastCallOfANumberIsFound(t *testing.T) {
	w := newTown(t)
	last := func() (l LastCall, known bool) {
		w.look(func(tx *Tx) (err error) {
			l, known, err = tx.LastCall(phone(1))
			return err
		})
		return l, known
	}
	if _, known := last(); known {
		t.Error("found a call of a number that never called")
	}
	w.turn(ivr.Turn{SID: "CA1", In: ivr.Input{Kind: ivr.Arrived}}, standsIn(ivr.Booked, phone(1)))
	w.clock.Add(time.Minute)
	w.turn(ivr.Turn{SID: "CA2", In: ivr.Input{Kind: ivr.Arrived}}, standsIn(ivr.Booked, phone(1)))
	w.turn(ivr.Turn{SID: "CA2", N: 1, In: ivr.Input{Kind: ivr.Pressed, Keys: "9"}}, standsIn(ivr.ConfirmCancel, phone(1)))
	if err := w.HangUp(bg, "CA2"); err != nil {
		t.Fatal(err)
	}
	w.do(func(tx *Tx) error { return tx.Slow(phone(1)) }) // which is not a call
	began := monday.Add(time.Minute)
	l, known := last()
	if !known || l.SID != "CA2" || !l.Started.Equal(began) || !l.Ended.Equal(began) || l.State != ivr.ConfirmCancel ||
		!slices.Equal(l.Turns, []LastTurn{{began, ivr.Arrived, ""}, {began, ivr.Pressed, "9"}}) {
		t.Errorf("the last call is %+v, %t", l, known)
	}
}

// Something was heard of the number since, so that it is still known.
func TestOfALastCallThatIsErasedOnlyTheOutlineIsFound(t *testing.T) {
	w := newTown(t)
	w.turn(ivr.Turn{SID: "CA1", In: ivr.Input{Kind: ivr.Arrived}}, standsIn(ivr.AskNumber, phone(1)))
	w.turn(ivr.Turn{SID: "CA1", N: 1, In: ivr.Input{Kind: ivr.Pressed, Keys: "08011112222"}}, standsIn(ivr.Passing, phone(1)))
	w.clock.Add(30*day - time.Second)
	w.do(func(tx *Tx) error { return tx.Slow(phone(1)) })
	last := func() (l LastCall) {
		w.look(func(tx *Tx) (err error) {
			l, _, err = tx.LastCall(phone(1))
			return err
		})
		return l
	}
	w.tidy()
	if l := last(); len(l.Turns) != 2 || l.Turns[1].Keys != "08011112222" {
		t.Errorf("a second too early: %+v", l)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Calls: 1}) {
		t.Errorf("after a month: %+v", done)
	}
	if l := last(); l.SID != "CA1" || l.State != ivr.Passing || !slices.Equal(l.Turns, []LastTurn{{monday, ivr.Arrived, ""}, {monday, ivr.Pressed, ""}}) {
		t.Errorf("of the erased call: %+v", l)
	}
	if got := w.passed(monday.Add(-time.Minute)); len(got) != 0 {
		t.Errorf("an erased call is passed on: %q", got)
	}
}

// A call in which an agent passes a resident in is not the last call of the resident.
func TestACallOfAnAgentIsNotFoundByTheResidentsNumber(t *testing.T) {
	w := newTown(t)
	w.turn(ivr.Turn{SID: "CA1", Caller: booking.Caller{Kind: booking.AtCentre}, In: ivr.Input{Kind: ivr.Arrived}}, echo)
	w.turn(ivr.Turn{SID: "CA1", N: 1, In: ivr.Input{Kind: ivr.Pressed, Keys: "1"}}, func(tx ivr.Memory, call *ivr.Call, _ ivr.Input) (ivr.Reply, error) {
		if call.Caller.Kind != booking.AtCentre {
			t.Errorf("the call is from %s", call.Caller)
		}
		call.Caller = booking.Caller{Kind: booking.Identified, Phone: phone(1)}
		_, err := tx.TakeIn(phone(1), "tanto")
		return ivr.Reply{}, err
	})
	if n := w.count(`SELECT count(*) FROM calls WHERE phone IS NOT NULL`) + w.count(`SELECT count(*) FROM callers WHERE last IS NOT NULL`); n != 0 {
		t.Errorf("the call is the resident's in %d places", n)
	}
	w.turn(ivr.Turn{SID: "CA1", N: 2, In: ivr.Input{Kind: ivr.Silent}}, func(_ ivr.Memory, call *ivr.Call, _ ivr.Input) (ivr.Reply, error) {
		if call.Caller.Phone != phone(1) {
			t.Errorf("the call goes on for %s", call.Caller)
		}
		return ivr.Reply{}, nil
	})
	w.sound()
}
