package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) rings(n int, address string) (p booking.Proof, err error) {
	w.Helper()
	err = w.web(func(tx Visiting) (err error) { p, err = tx.BeginRing(browser(n), address); return err })
	return p, err
}

// placed takes the call that is due, as the outbox does.
func (w *town) placed() (booking.Sending, bool) {
	w.Helper()
	m, ok, err := w.BeginMessage(bg, func(booking.Message) (string, error) { return "words", nil })
	if err != nil {
		w.Fatalf("a call: %v", err)
	}
	return m, ok
}

func TestTheLineCallsAndTheCodeIsTypedIntoThePage(t *testing.T) {
	for _, phone := range []booking.Phone{landline, mobile, "+815012345678"} {
		w := visited(t)
		w.begins(1, phone, home)
		p, err := w.rings(1, home)
		want := booking.Proof{Phone: phone, Means: booking.ByRing, Expires: w.clock.Now().In(booking.JST).Add(10 * time.Minute)}
		if err != nil || p != want {
			t.Fatalf("%s: %+v, %v, expected %+v", phone.Masked(), p, err, want)
		}
		if g := w.guest(1); g.Proof == nil || *g.Proof != want {
			t.Errorf("%s: the page finds %+v, and never the code", phone.Masked(), g.Proof)
		}
		if again, err := w.rings(1, home); err != nil || again != want {
			t.Errorf("%s: sent twice: %+v, %v", phone.Masked(), again, err)
		}
		code := w.codeOf(1)
		m, ok := w.placed()
		if !ok || m.Kind != booking.ProofCode || m.Means != booking.ByCall || m.Booking.Phone != phone || m.Code != code || len(code) != booking.TextDigits {
			t.Errorf("%s: called with %+v, %t", phone.Masked(), m, ok)
		}
		if err := w.SettleMessage(bg, m.ID, m.Tries, booking.Outcome{State: booking.MessageSent, SID: "CA1"}); err != nil {
			t.Fatal(err)
		}
		if err := w.proves(1, code); err != nil {
			t.Errorf("%s: %v", phone.Masked(), err)
		}
		if g := w.guest(1); g != (Guest{Phone: phone}) {
			t.Errorf("%s: found %+v", phone.Masked(), g)
		}
		w.sound()
	}
}

func TestACallWithACodeIsPlacedOnceAndInItsTime(t *testing.T) {
	for name, c := range map[string]struct {
		before func(w *town)
		called bool
	}{
		"at once":              {func(*town) {}, true},
		"in its last second":   {func(w *town) { w.clock.Add(booking.ProofFor - time.Second) }, true},
		"after ten minutes":    {func(w *town) { w.clock.Add(booking.ProofFor) }, false},
		"another has begun":    {func(w *town) { w.begins(1, landline, home) }, false},
		"five wrong codes":     {func(w *town) { wrongly(w) }, false},
		"it was proven before": {func(w *town) { rightly(w) }, false},
	} {
		w := visited(t)
		w.begins(1, landline, home)
		if _, err := w.rings(1, home); err != nil {
			t.Fatal(err)
		}
		c.before(w)
		m, called := w.placed()
		if called != c.called {
			t.Errorf("%s: called %t, expected %t", name, called, c.called)
		}
		if !called {
			continue
		}
		if err := w.SettleMessage(bg, m.ID, m.Tries, booking.Outcome{State: booking.MessageSent, SID: "CA1"}); err != nil {
			t.Fatal(err)
		}
		if err := w.ReportMessage(bg, booking.Report{ID: m.ID, Tries: m.Tries, SID: "CA1", Fate: booking.CallOver}); err != nil {
			t.Fatal(err)
		}
		if _, again := w.placed(); again {
			t.Errorf("%s: nobody answered, and the line calls again", name)
		}
		w.expectOutbox("code call failed")
		w.sound()
	}
}

func rightly(w *town) {
	w.Helper()
	if err := w.proves(1, w.codeOf(1)); err != nil {
		w.Errorf("the right code: %v", err)
	}
}

func wrongly(w *town) {
	w.Helper()
	wrong := another(w.codeOf(1))
	for range booking.ProofTries {
		if err := w.proves(1, wrong); !errors.Is(err, booking.ErrWrongProof) {
			w.Errorf("a wrong code: %v", err)
		}
	}
}

func TestNobodyIsCalledWithACodeInTheNight(t *testing.T) {
	for _, c := range []struct {
		hour, minute, second int
		until                int // the hour, of this day or the next, before which nobody is called; 0: now
		day                  int
	}{{7, 59, 59, 8, 0}, {8, 0, 0, 0, 0}, {20, 59, 59, 0, 0}, {21, 0, 0, 8, 1}, {23, 59, 59, 8, 1}} {
		w := visited(t)
		w.clock.Add(at(c.hour, c.minute).Add(time.Duration(c.second)*time.Second).AddDate(0, 0, 6).Sub(w.clock.Now())) // a Sunday, as any day
		w.begins(1, landline, home)
		_, err := w.rings(1, home)
		night, refused := errors.AsType[*booking.NoRings](err)
		if refused != (c.until != 0) || refused && !night.Until.Equal(at(c.until, 0).AddDate(0, 0, c.day+6)) {
			t.Errorf("%02d:%02d:%02d: %v", c.hour, c.minute, c.second, err)
		}
		if refused {
			if g := w.guest(1); g.Proof == nil || g.Proof.Means != booking.ByCall {
				t.Errorf("%02d:%02d: what was begun is over: %+v", c.hour, c.minute, g.Proof)
			}
			continue
		}
		if c.hour == 20 {
			w.clock.Add(time.Second)
			if m, called := w.placed(); called {
				t.Errorf("called at 21:00: %+v", m)
			}
		}
		w.sound()
	}
}

func TestCallsOfTheLineAreFew(t *testing.T) {
	if got, want := booking.LimitsOf(booking.ByRing), (booking.ProofLimits{Day: 3, Place: 10, All: 60}); got != want {
		t.Errorf("%+v, expected %+v", got, want)
	}
	for name, c := range map[string]struct {
		phone   func(n int) booking.Phone
		address func(n int) string
		most    int
		number  bool
	}{
		"one number, from anywhere":    {func(int) booking.Phone { return landline }, func(n int) string { return fmt.Sprintf("192.0.2.%d", n+1) }, 3, true},
		"one address, of any number":   {func(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8156831%04d", n)) }, func(int) string { return home }, 10, false},
		"any number, from any address": {func(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8156831%04d", n)) }, func(n int) string { return fmt.Sprintf("192.0.2.%d", n+1) }, 60, false},
	} {
		w := visited(t)
		for n := range c.most + 1 {
			w.begins(n, c.phone(n), c.address(n))
			_, err := w.rings(n, c.address(n))
			many, refused := errors.AsType[*booking.TooManyProofs](err)
			if refused != (n == c.most) || refused && many.OfNumber != c.number {
				t.Fatalf("%s: call %d: %v", name, n+1, err)
			}
		}
		if n := w.count(`SELECT count(*) FROM messages WHERE kind = 'code'`); n != c.most {
			t.Errorf("%s: %d calls, expected %d", name, n, c.most)
		}
		w.sound()
	}
}

func TestWhoBeganNothingIsNotCalled(t *testing.T) {
	w := visited(t)
	if _, err := w.rings(1, home); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("nobody: %v", err)
	}
	w.begins(1, landline, home)
	w.clock.Add(booking.ProofFor)
	if _, err := w.rings(1, home); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("too late: %v", err)
	}
}

// Whoever is called and knows nothing of it ends the proof, once, and the trail has that.
func TestWhoeverKnowsNothingOfACodeEndsItsProof(t *testing.T) {
	w := visited(t)
	w.begins(1, landline, home)
	if _, err := w.rings(1, home); err != nil {
		t.Fatal(err)
	}
	code := w.codeOf(1)
	m, _ := w.placed()
	for range 2 {
		if err := w.inCall("CA77", func(tx *Tx) error { return tx.Disown(m.ID, landline) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.proves(1, code); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("the code is still good: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM audit WHERE deed = 'disowned'`); n != 1 {
		t.Errorf("%d entries, expected one", n)
	}
	w.sound()
}

// A proof of the version before, and the text with its code, go on when the ledger is brought up to
// date.
func TestProofsOfVersionSixteenGoOn(t *testing.T) {
	began := at(9, 58).Unix()
	path := ledgerOf(t, 16, fmt.Sprintf(`
		INSERT INTO guests (token, began, seen) VALUES (x'%[1]x', %[2]d, %[2]d);
		INSERT INTO proofs (id, guest, phone, means, code, place, began, expires, state)
			VALUES (7, x'%[1]x', '%[3]s', 'text', '123456', zeroblob(16), %[2]d, %[2]d + 600, 'open');
		INSERT INTO audit (id, at, way, actor, deed, detail) VALUES (1, %[2]d, 'web', '', 'proof', '{}');
		INSERT INTO messages (id, kind, days, means, proof, entry, phone, state, due, last, made)
			VALUES (3, 'code', 0, 'text', 7, 1, '%[3]s', 'due', %[2]d, %[2]d + 600, %[2]d);`, browser(1), began, mobile))
	w := townAt(t, path)
	defer w.Close()
	w.texts = true
	w.expectOutbox("code text due")
	w.look(func(tx *Tx) error {
		if m, err := tx.Message(3); err != nil || m.Code != "123456" || m.Booking.Phone != mobile {
			t.Errorf("the text has %+v, %v", m, err)
		}
		return nil
	})
	if err := w.proves(1, "123456"); err != nil {
		t.Errorf("the code of before: %v", err)
	}
	if g := w.guest(1); g != (Guest{Phone: mobile}) {
		t.Errorf("found %+v", g)
	}
	w.sound()
}
