package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) askBack(phone booking.Phone) {
	w.Helper()
	if err := w.inCall("CA1", func(tx *Tx) error { return tx.AskBack(phone, "wants.cancel", "confirm-cancel") }); err != nil {
		w.Fatalf("ask back: %v", err)
	}
}

func (w *town) callBacks() (open []CallBack) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		open, err = tx.CallBacks()
		return err
	})
	return open
}

// ofBack is what the trail says about a request.
func ofBack(deed Deed, id int64, last4 string) noted {
	return noted{deed, Detail{CallBack: id, Last4: last4}}
}

func (w *town) backAsked(phone booking.Phone) (asked bool) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		asked, err = tx.BackAsked(phone)
		return err
	})
	return asked
}

func TestANumberAsksToBeCalledBackOnce(t *testing.T) {
	w := newTown(t)
	w.askBack(phone(1))
	w.clock.Add(time.Minute)
	w.askBack(phone(2))
	w.askBack(phone(1))
	open := w.callBacks()
	want := CallBack{ID: 1, Phone: Mask(phone(1)), Asked: monday, Wants: "wants.cancel", State: "confirm-cancel", SID: "CA1"}
	if len(open) != 2 || open[0] != want || open[1].Phone != Mask(phone(2)) {
		t.Errorf("open are %+v", open)
	}
	if !w.backAsked(phone(1)) || w.backAsked(phone(3)) {
		t.Error("it is known who has asked")
	}
	if err := w.sql(`INSERT INTO call_backs (phone, asked, wants, state, sid) SELECT phone, asked, wants, state, sid FROM call_backs`); !contains(err, "UNIQUE") {
		t.Errorf("the ledger takes a second one: %v", err)
	}
	err := w.inCall("CA1", func(tx *Tx) error { return tx.AskBack("", "wants.check", "booked") })
	if !errors.Is(err, booking.ErrNoPhone) {
		t.Errorf("nobody is called back: %v", err)
	}
	w.trailHas(ofBack(DidAskBack, 1, "0001"), ofBack(DidAskBack, 2, "0002"))
	w.sound()
}

func TestACallBackIsTakenByOneAccount(t *testing.T) {
	w := newTown(t)
	tanto, other := w.account("tanto", Agent, ""), w.account("madoguchi1", Agent, "")
	w.askBack(phone(1))
	w.do(func(tx *Tx) error { return tx.TakeBack(1, tanto.ID) })
	w.do(func(tx *Tx) error { return tx.TakeBack(1, tanto.ID) })
	if open := w.callBacks(); open[0].By != "tanto" || !open[0].Taken.Equal(monday) {
		t.Errorf("taken: %+v", open)
	}
	w.refusedAccount(ErrTaken, func(tx *Tx) error { return tx.TakeBack(1, other.ID) })
	w.refusedAccount(ErrTaken, func(tx *Tx) error { return tx.EndBack(1, other.ID, Reached) })
	w.refusedAccount(ErrNoCallBack, func(tx *Tx) error { return tx.TakeBack(2, other.ID) })
	w.do(func(tx *Tx) error { return tx.EndBack(1, tanto.ID, Reached) })
	if open := w.callBacks(); len(open) != 0 {
		t.Errorf("still open: %+v", open)
	}
	w.refusedAccount(ErrNoCallBack, func(tx *Tx) error { return tx.EndBack(1, tanto.ID, Reached) })
	w.trailHas(ofBack(DidTakeBack, 1, "0001"), ofBack(DidReach, 1, "0001"))
	w.askBack(phone(1)) // it may ask again
	if open := w.callBacks(); len(open) != 1 || open[0].ID != 2 {
		t.Errorf("asked again: %+v", open)
	}
	w.sound()
}

func TestACallBackIsTriedThreeTimes(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	w.askBack(phone(1))
	for tries := 1; tries < BackTries; tries++ {
		w.do(func(tx *Tx) error { return errors.Join(tx.TakeBack(1, tanto.ID), tx.EndBack(1, tanto.ID, Unreached)) })
		if open := w.callBacks(); len(open) != 1 || open[0].Tries != tries || open[0].By != "" {
			t.Errorf("after %d tries: %+v, expected it open and nobody's", tries, open)
		}
		w.sound()
	}
	w.do(func(tx *Tx) error { return tx.EndBack(1, tanto.ID, Unreached) })
	if n := w.count(`SELECT count(*) FROM call_backs WHERE outcome = 'unreached' AND tries = 3 AND done IS NOT NULL`); n != 1 {
		t.Error("after the third it is over")
	}
	w.askBack(phone(2))
	w.do(func(tx *Tx) error { return tx.EndBack(2, tanto.ID, Dropped) })
	if err := w.Update(bg, staff, func(tx *Tx) error { return tx.EndBack(2, tanto.ID, "lost") }); err == nil {
		t.Error("an outcome that there is not is taken")
	}
	w.sound()
}

func TestWhoHasBeenSpokenWithIsNotCalledBack(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	w.askBack(phone(1))
	w.do(func(tx *Tx) error { return tx.TakeBack(1, tanto.ID) })
	spoken := func(tx *Tx) error { return tx.SpokenWith(phone(1)) }
	if err := w.inCall("CA2", spoken); err != nil {
		t.Fatal(err)
	}
	if len(w.callBacks()) != 0 || w.count(`SELECT count(*) FROM call_backs WHERE outcome = 'reached'`) != 1 {
		t.Error("expected it to be over, and reached")
	}
	if err := w.inCall("CA2", spoken); err != nil {
		t.Errorf("with none open: %v", err)
	}
	w.sound()
}

func TestACallBackIsErasedAMonthAfterItWasOver(t *testing.T) {
	w := newTown(t)
	w.askBack(phone(1))
	w.askBack(phone(2))
	w.do(func(tx *Tx) error { return tx.SpokenWith(phone(1)) })
	w.clock.Add(30*day - time.Second)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{CallBacks: 1}) {
		t.Errorf("after a month: %+v", done)
	}
	if open := w.callBacks(); len(open) != 1 || open[0].Phone != Mask(phone(2)) {
		t.Errorf("what is open stays: %+v", open)
	}
}

// Several calls of each of two numbers ask to be called back at the same moment.
func TestANumberThatAsksTwiceAtOnceWaitsOnce(t *testing.T) {
	w := newTown(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			err := w.inCall(fmt.Sprint("CA", i), func(tx *Tx) error { return tx.AskBack(phone(i%2), "wants.book", "booked") })
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if open := w.callBacks(); len(open) != 2 || open[0].Phone == open[1].Phone {
		t.Errorf("open are %+v, expected one a number", open)
	}
	if n := w.count(`SELECT count(*) FROM audit WHERE deed = 'ask-back'`); n != 2 {
		t.Errorf("the trail tells of %d requests, expected 2", n)
	}
	w.sound()
}

// All agents see the same list, and take its first row at the same moment.
func TestACallBackIsTakenOnceByAccountsAtOnce(t *testing.T) {
	w := newTown(t)
	w.askBack(phone(1))
	accounts := make([]Account, 8)
	for i := range accounts {
		accounts[i] = w.account(fmt.Sprint("madoguchi", i), Agent, "")
	}
	refused := make([]error, len(accounts))
	var all sync.WaitGroup
	for i, a := range accounts {
		all.Go(func() { refused[i] = w.Update(bg, staff, func(tx *Tx) error { return tx.TakeBack(1, a.ID) }) })
	}
	all.Wait()
	has := w.callBacks()[0].By
	for i, err := range refused {
		if mine := has == accounts[i].Name; mine != (err == nil) || !mine && !errors.Is(err, ErrTaken) {
			t.Errorf("%s has it, and %s was told %v", has, accounts[i].Name, err)
		}
	}
	w.sound()
}

func TestWhoAskedFirstIsCalledBackFirst(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	order := func(want ...booking.Phone) {
		t.Helper()
		open := w.callBacks()
		if len(open) != len(want) {
			t.Fatalf("open are %+v, expected %d", open, len(want))
		}
		for i := range open {
			if open[i].Phone.phone != want[i] {
				t.Errorf("at %d is %+v, expected %s", i, open[i], want[i])
			}
		}
	}
	w.askBack(phone(3))
	w.clock.Add(time.Minute)
	w.askBack(phone(2))
	w.askBack(phone(1)) // in the same second
	order(phone(3), phone(2), phone(1))
	w.do(func(tx *Tx) error { return tx.EndBack(1, tanto.ID, Unreached) }) // keeps its place
	order(phone(3), phone(2), phone(1))
	w.do(func(tx *Tx) error { return tx.EndBack(2, tanto.ID, Dropped) })
	w.clock.Add(time.Minute)
	w.askBack(phone(2)) // begins anew, at the end
	order(phone(3), phone(1), phone(2))
}

func TestTheTrailOfCallBacksHoldsNoNumber(t *testing.T) {
	w := newTown(t)
	tanto := w.account("tanto", Agent, "")
	for n, how := range []Outcome{Reached, Unreached, Dropped} {
		w.askBack(phone(n))
		id := int64(n + 1)
		w.do(func(tx *Tx) error { return errors.Join(tx.TakeBack(id, tanto.ID), tx.EndBack(id, tanto.ID, how)) })
	}
	w.do(func(tx *Tx) error { return tx.SpokenWith(phone(1)) })
	w.trailHas(ofBack(DidTakeBack, 3, "0002"), ofBack(DidDropBack, 3, "0002"), ofBack(DidReach, 2, "0001"))
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		for _, e := range trail {
			for n := range 3 {
				if facts, err := e.Detail.stored(); err != nil || strings.Contains(e.Actor+e.Call+facts, strings.TrimPrefix(string(phone(n)), "+81")) {
					t.Errorf("the trail says %s, %v", facts, err)
				}
			}
		}
		return err
	})
}
