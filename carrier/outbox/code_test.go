package outbox_test

import (
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/carriertest"
	"madoguchi/store"
)

// guest is whoever proves a number on the web.
var guest = [32]byte{1}

// begins begins to prove a number on the web.
func (w *world) begins(p booking.Phone) booking.Proof {
	w.Helper()
	var begun booking.Proof
	err := w.ledger.Update(w.testing.Context(), store.By{Way: store.ByWeb}, store.ToVisit.Do(func(tx store.Visiting) (err error) {
		begun, err = tx.BeginProof(guest, p, "192.0.2.7")
		return err
	}))
	if err != nil {
		w.Fatalf("%v", err)
	}
	return begun
}

// A code goes out in the night, for as long as it is worth something, and no longer.
func TestACodeIsSentAtAnyHourUntilItsTimeIsOver(t *testing.T) {
	w := alone(t)
	w.set(w.now.Add(16 * time.Hour))
	w.begins(mobile)
	w.set(w.now.Add(4 * time.Minute))
	if _, err := w.sender.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	texts := w.fake.Texts()
	if len(texts) != 1 || texts[0].Form.Get("To") != string(mobile) || texts[0].Form.Get("ValidityPeriod") != "360" {
		t.Fatalf("found %+v, expected one text, for six minutes", texts)
	}

	w.begins(mobile)
	w.set(w.now.Add(booking.ProofFor))
	if _, err := w.sender.Send(t.Context()); err != nil || len(w.fake.Texts()) != 1 {
		t.Errorf("a code that is worth nothing was sent: %v", err)
	}
}

// Nobody knows whether the carrier took it: it is found there, or its time is over, and no
// second one is sent.
func TestACodeWhoseRequestHadNoAnswerIsNotSentTwice(t *testing.T) {
	for _, trouble := range carriertest.Troubles {
		w := alone(t)
		w.begins(mobile)
		w.fake.Next(trouble)
		_, _ = w.sender.Send(t.Context()) // whatever came of it
		w.fake.Settle()
		took := len(w.fake.Texts())
		for range 4 {
			w.set(w.now.Add(4 * time.Minute))
			_, _ = w.sender.Reconcile(t.Context())
			_, _ = w.sender.Send(t.Context())
			w.fake.Settle()
		}
		if found := len(w.fake.Texts()); found > max(took, 1) {
			t.Errorf("%+v: %d texts were sent", trouble, found)
		}
	}
}

// rings has the line call a number with a code.
func (w *world) rings(p booking.Phone) {
	w.Helper()
	w.begins(p)
	err := w.ledger.Update(w.testing.Context(), store.By{Way: store.ByWeb}, store.ToVisit.Do(func(tx store.Visiting) error {
		_, err := tx.BeginRing(guest, "192.0.2.7")
		return err
	}))
	if err != nil {
		w.Fatalf("%v", err)
	}
}

// A call with a code is placed once, at once: not when nobody answers it, nor once it is over.
func TestACallWithACodeIsPlacedOnce(t *testing.T) {
	for name, c := range map[string]struct {
		before func(w *world)
		calls  int
	}{
		"at once":                {func(*world) {}, 1},
		"its time is over":       {func(w *world) { w.set(w.now.Add(booking.ProofFor)) }, 0},
		"another proof is begun": {func(w *world) { w.begins(landline) }, 0},
	} {
		w := alone(t)
		w.rings(landline)
		c.before(w)
		if _, err := w.sender.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.fake.Settle() // nobody answers
		for range 4 {
			w.set(w.now.Add(2 * time.Minute))
			if _, err := w.sender.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := w.sender.Send(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		calls := w.fake.Calls()
		if len(calls) != c.calls || c.calls > 0 && (calls[0].Form.Get("To") != string(landline) || calls[0].Form.Get("Url") == "") || len(w.fake.Texts()) > 0 {
			t.Errorf("%s: found %+v, expected %d", name, calls, c.calls)
		}
	}
}

// Whatever becomes of the request, a number is called once.
func TestACallWithACodeWhoseRequestHadNoAnswerIsNotPlacedTwice(t *testing.T) {
	for _, trouble := range carriertest.Troubles {
		w := alone(t)
		w.rings(landline)
		w.fake.Next(trouble)
		_, _ = w.sender.Send(t.Context()) // whatever came of it
		w.fake.Settle()
		took := len(w.fake.Calls())
		for range 4 {
			w.set(w.now.Add(4 * time.Minute))
			_, _ = w.sender.Reconcile(t.Context())
			_, _ = w.sender.Send(t.Context())
			w.fake.Settle()
		}
		if found := len(w.fake.Calls()); found > max(took, 1) {
			t.Errorf("%+v: %d calls were placed", trouble, found)
		}
	}
}

// What was asked for in the last minute of the day does not ring in the night.
func TestACallWithACodeKeepsTheNight(t *testing.T) {
	w := alone(t)
	day := booking.DateOf(w.now.In(booking.JST)).AddDays(1)
	w.set((booking.Clock(20*60 + 59)).On(day, booking.JST))
	w.rings(landline)
	w.set(w.now.Add(time.Minute))
	if _, err := w.sender.Send(t.Context()); err != nil || len(w.fake.Calls()) != 0 {
		t.Errorf("%d calls at 21:00, %v", len(w.fake.Calls()), err)
	}
}
