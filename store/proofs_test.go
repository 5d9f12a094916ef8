package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestACodeIsSentToAMobileNumberAndShownForAnyOther(t *testing.T) {
	for _, c := range []struct {
		phone booking.Phone
		texts bool
		means booking.Means
		code  int // digits that the page shows
		sent  int
	}{
		{mobile, true, booking.ByText, 0, 1},
		{mobile, false, booking.ByCall, 4, 0},
		{landline, true, booking.ByCall, 4, 0},
		{"+815012345678", true, booking.ByCall, 4, 0},
	} {
		w := newTown(t)
		w.texts = c.texts
		p := w.begins(1, c.phone, home)
		want := booking.Proof{Phone: c.phone, Means: c.means, Code: p.Code, Expires: w.clock.Now().In(booking.JST).Add(10 * time.Minute)}
		if p != want || len(p.Code) != c.code {
			t.Errorf("%s, texts %t: %+v, expected %+v", c.phone.Masked(), c.texts, p, want)
		}
		if g := w.guest(1); g.Proof == nil || *g.Proof != want || g.Phone != "" {
			t.Errorf("%s, texts %t: the page then finds %+v", c.phone.Masked(), c.texts, g)
		}
		if found := len(w.outbox()); found != c.sent {
			t.Errorf("%s, texts %t: %d messages, expected %d", c.phone.Masked(), c.texts, found, c.sent)
		}
	}
}

// What somebody who only types a number can see does not depend on what the number has.
func TestBeginningToProveTellsNothingOfANumber(t *testing.T) {
	w := texting(t)
	w.calls(phone(1), at(10, 0))
	w.do(func(tx *Tx) error { _, err := tx.Block(phone(2), true); return err })
	w.did(phone(3), booking.Booked, booking.Changed, booking.GaveUp, booking.Called)
	var all []string
	for n := range 4 { // the last is of a number that nobody knows
		p, err := w.tryBegin(n, phone(n+1), home)
		p.Phone = ""
		all = append(all, fmt.Sprint(p, err, w.guest(n).Blocked))
	}
	for _, one := range all {
		if one != all[0] {
			t.Errorf("found %q, expected the same for all", all)
		}
	}
}

func TestACodeIsTakenFromItsGuestAndInItsTime(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	code := w.codeOf(1)
	if len(code) != booking.TextDigits {
		t.Fatalf("a code of %d digits", len(code))
	}
	if err := w.proves(2, code); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("somebody else: %v", err)
	}
	if err := w.provesByCall(mobile, code); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("in a call: %v", err)
	}
	for _, wrong := range []string{another(code), "", code + "0", code[1:]} {
		if err := w.proves(1, wrong); !errors.Is(err, booking.ErrWrongProof) {
			t.Errorf("a wrong code: %v", err)
		}
	}
	w.clock.Add(booking.ProofFor - time.Second)
	if err := w.proves(1, code); err != nil {
		t.Errorf("in the last second: %v", err)
	}
	if g := w.guest(1); g != (Guest{Phone: mobile}) {
		t.Errorf("found %+v", g)
	}
	if err := w.proves(1, code); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("once more: %v", err)
	}

	w.begins(1, landline, home)
	shown := w.guest(1).Proof.Code
	if err := w.proves(1, shown); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("typed into the page that shows it: %v", err)
	}
	w.clock.Add(booking.ProofFor)
	if err := w.provesByCall(landline, shown); !errors.Is(err, booking.ErrNoProof) {
		t.Errorf("after its time: %v", err)
	}
	if g := w.guest(1); g.Phone != mobile || g.Proof != nil {
		t.Errorf("the number that was proven before stays: %+v", g)
	}
	w.sound()
}

func TestAfterFiveWrongCodesTheRightOneIsWorthNothing(t *testing.T) {
	for _, p := range []booking.Phone{mobile, landline} {
		w := visited(t)
		w.begins(1, p, home)
		code := w.codeOf(1)
		try := func(code string) error {
			if p == landline {
				return w.provesByCall(p, code)
			}
			return w.proves(1, code)
		}
		for n := range booking.ProofTries {
			if g := w.guest(1); g.Proof == nil {
				t.Errorf("%s: over after %d", p.Masked(), n)
			}
			if err := try(another(code)); !errors.Is(err, booking.ErrWrongProof) {
				t.Errorf("%s: wrong code %d: %v", p.Masked(), n+1, err)
			}
		}
		if err := try(code); !errors.Is(err, booking.ErrNoProof) {
			t.Errorf("%s: the right one: %v", p.Masked(), err)
		}
		if g := w.guest(1); g != (Guest{}) {
			t.Errorf("%s: %+v", p.Masked(), g)
		}
		w.sound()
	}
}

// Two pages ask for a call from one number: a code is that of one of them.
func TestTwoGuestsOfOneNumberAreToldApart(t *testing.T) {
	w := visited(t)
	first, second := w.begins(1, landline, home), w.begins(2, landline, home)
	if first.Code == second.Code {
		t.Fatal("both pages show the same code")
	}
	if err := w.provesByCall(landline, second.Code); err != nil {
		t.Fatal(err)
	}
	if one, two := w.guest(1), w.guest(2); one.Phone != "" || one.Proof == nil || two.Phone != landline {
		t.Errorf("found %+v and %+v", one, two)
	}
	if !w.greet(landline).Asked {
		t.Error("the first page still shows a code")
	}
	if err := w.provesByCall(landline, second.Code); !errors.Is(err, booking.ErrWrongProof) {
		t.Errorf("once more: %v", err)
	}
	for range booking.ProofTries - 1 {
		_ = w.provesByCall(landline, another(first.Code))
	}
	if w.greet(landline).Asked || w.guest(1).Proof != nil {
		t.Error("five wrong codes were keyed, and the first page still shows one")
	}
	if w.guest(2).Phone != landline {
		t.Error("what was proven is lost")
	}
}

func TestACallIsAskedForACodeWhileAPageShowsOne(t *testing.T) {
	w := visited(t)
	w.begins(1, landline, home)
	w.begins(2, mobile, home) // by text
	for p, want := range map[booking.Phone]bool{landline: true, mobile: false, "+81568999999": false} {
		if known := w.greet(p); known.Asked != want {
			t.Errorf("%s: asked %t, expected %t", p.Masked(), known.Asked, want)
		}
	}
	w.clock.Add(booking.ProofFor - time.Second)
	if !w.greet(landline).Asked {
		t.Error("a second too early")
	}
	w.clock.Add(time.Second)
	if w.greet(landline).Asked {
		t.Error("its time is over")
	}
}

func TestProofsAreBegunSoOften(t *testing.T) {
	numbers := func(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8190%08d", 10_000_000+n)) }
	address := func(n int) string { return fmt.Sprintf("192.0.2.%d", n) }
	expect := func(w *town, n int, p booking.Phone, from string, until time.Time) {
		w.Helper()
		_, err := w.tryBegin(n, p, from)
		many, is := errors.AsType[*booking.TooManyProofs](err)
		if until.IsZero() != (err == nil) || err != nil && (!is || !many.Until.Equal(until)) {
			t.Errorf("guest %d: %v, expected none before %s", n, err, until)
		}
	}

	t.Run("of a number", func(t *testing.T) {
		w := visited(t)
		for n := range booking.LimitsOf(booking.ByText).Day {
			expect(w, n, mobile, address(n), time.Time{})
		}
		midnight := booking.DateOf(w.clock.Now().In(booking.JST)).AddDays(1).In(booking.JST)
		expect(w, 4, mobile, address(4), midnight)
		if w.guest(4) != (Guest{}) {
			t.Error("what was refused has begun a visit")
		}
		expect(w, 4, landline, address(4), time.Time{})
		w.clock.Add(midnight.Sub(w.clock.Now()) - time.Second)
		expect(w, 5, mobile, address(5), midnight)
		w.clock.Add(time.Second)
		expect(w, 5, mobile, address(5), time.Time{})
	})
	t.Run("from an address", func(t *testing.T) {
		w := visited(t)
		begun := w.clock.Now()
		for n := range booking.LimitsOf(booking.ByText).Place {
			expect(w, n, numbers(n), fmt.Sprintf("2001:db8:1:2::%d", n+1), time.Time{})
		}
		expect(w, 11, numbers(11), "2001:db8:1:2:ffff::1%eth0", begun.Add(time.Hour))
		expect(w, 11, numbers(11), "2001:db8:1:3::1", time.Time{}) // next door
		w.clock.Add(time.Hour)
		expect(w, 12, numbers(12), "2001:db8:1:2::1", time.Time{})
	})
	t.Run("in all", func(t *testing.T) {
		w := visited(t)
		begun := w.clock.Now()
		for n := range booking.LimitsOf(booking.ByText).All {
			expect(w, n, numbers(n), address(n), time.Time{})
		}
		found := w.alarms()
		if len(found) != 1 || found[0] != (Alarm{DidStopProofs, begun.In(booking.JST), begun.Add(time.Hour).In(booking.JST)}) {
			t.Errorf("found the alarms %+v", found)
		}
		w.clock.Add(time.Hour - time.Second)
		expect(w, 100, numbers(100), address(100), begun.Add(time.Hour))
		w.clock.Add(time.Second)
		expect(w, 100, numbers(100), address(100), time.Time{})
		if found := w.alarms(); len(found) != 0 {
			t.Errorf("after an hour: %+v", found)
		}
		if n := w.count(`SELECT count(*) FROM audit WHERE deed = 'proofs-stopped'`); n != 1 {
			t.Errorf("the alarm was raised %d times, expected once", n)
		}
	})
	t.Run("by calls, which cost nothing and ring nobody", func(t *testing.T) {
		w := visited(t)
		begun, most := w.clock.Now(), booking.LimitsOf(booking.ByCall)
		landlines := func(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+81568%06d", 310_000+n)) }
		for n := range most.Day {
			expect(w, n, landline, "192.0.2.1", time.Time{})
		}
		expect(w, 20, landline, "192.0.2.2", booking.DateOf(w.clock.Now().In(booking.JST)).AddDays(1).In(booking.JST))
		for n := range most.Place - most.Day {
			expect(w, n, landlines(n), "192.0.2.1", time.Time{})
		}
		expect(w, 20, landlines(200), "192.0.2.1", begun.Add(time.Hour))
		for n := range most.All - most.Place {
			expect(w, n, landlines(1000+n), fmt.Sprintf("192.0.%d.%d", 3+n/50, n%50), time.Time{})
		}
		expect(w, 20, landlines(201), "192.0.2.2", begun.Add(time.Hour))
		expect(w, 21, mobile, "192.0.2.1", time.Time{}) // texts have limits of their own
		if found := w.alarms(); len(found) != 1 {
			t.Errorf("found the alarms %+v", found)
		}
	})
	t.Run("from nowhere that is known", func(t *testing.T) {
		w := visited(t)
		begun := w.clock.Now()
		for n := range booking.LimitsOf(booking.ByText).Place {
			expect(w, n, numbers(n), "", time.Time{})
		}
		expect(w, 11, numbers(11), "unix", begun.Add(time.Hour))
	})
	t.Run("leaving does not count less", func(t *testing.T) {
		w := visited(t)
		for n := range booking.LimitsOf(booking.ByText).Day {
			expect(w, n, mobile, address(n), time.Time{})
			if err := w.web(func(tx Visiting) error { return tx.EndVisit(browser(n)) }); err != nil {
				t.Fatal(err)
			}
		}
		expect(w, 4, mobile, address(4), booking.DateOf(w.clock.Now().In(booking.JST)).AddDays(1).In(booking.JST))
	})
}

// codeWords are the body of a text with a code.
func codeWords(m booking.Message) (string, error) { return "code " + m.Code, nil }

func TestACodeIsSentAtOnceAndOnce(t *testing.T) {
	w := visited(t)
	w.do(func(tx *Tx) error { return tx.SetReminded(mobile, false) }) // which is about something else
	w.clock.Add(14 * time.Hour)                                       // in the night
	p := w.begins(1, mobile, home)
	m, ok, err := w.BeginMessage(bg, codeWords)
	if err != nil || !ok || m.Kind != booking.ProofCode || m.Body != "code "+w.codeOf(1) || m.Booking.Phone != mobile || !m.Last.Equal(p.Expires) || m.Booking.ID != 0 {
		t.Fatalf("found %+v, %t, %v", m, ok, err)
	}
	if err := w.SettleMessage(bg, m.ID, m.Tries, takenAs("SM1")); err != nil {
		t.Fatal(err)
	}
	w.report(m, "SM1", booking.Undelivered, unreachable) // a quarter of an hour later it would be worth nothing
	w.expectOutbox("code text failed")
	w.sound()
}

func TestACodeIsNotSentWhenItIsWorthNothing(t *testing.T) {
	for what, meanwhile := range map[string]func(w *town){
		"its time is over":   func(w *town) { w.clock.Add(booking.ProofFor) },
		"another was begun":  func(w *town) { w.begins(1, landline, home) },
		"its guest has left": func(w *town) { _ = w.web(func(tx Visiting) error { return tx.EndVisit(browser(1)) }) },
		"it was guessed":     func(w *town) { _ = w.proves(1, w.codeOf(1)) },
		"many were wrong": func(w *town) {
			wrong := another(w.codeOf(1))
			for range 5 {
				_ = w.proves(1, wrong)
			}
		},
		"its number is proven": func(w *town) { _ = w.proves(1, w.codeOf(1)); w.clock.Add(time.Minute) },
	} {
		w := visited(t)
		w.begins(1, mobile, home)
		meanwhile(w)
		if m, ok, err := w.BeginMessage(bg, codeWords); ok || err != nil {
			t.Errorf("%s: %+v, %v", what, m, err)
		}
		w.expectOutbox("code text cancelled")
		w.sound()
	}
}

// While nobody knows whether the carrier took a code, its proof ends one way or the other.
func TestOfACodeThatIsOverNothingIsLeftOpen(t *testing.T) {
	for _, c := range []struct {
		before, after string
		proven        bool
	}{
		{"sending", "delivered", true}, {"sending", "failed", false},
		{"unknown", "delivered", true}, {"unknown", "failed", false},
		{"sent", "delivered", true}, {"sent", "sent", false},
	} {
		w := visited(t)
		w.begins(1, mobile, home)
		m, ok, err := w.BeginMessage(bg, codeWords)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		switch c.before {
		case "unknown":
			if err := w.SettleMessage(bg, m.ID, m.Tries, booking.Outcome{State: booking.MessageUnknown}); err != nil {
				t.Fatal(err)
			}
		case "sent":
			if err := w.SettleMessage(bg, m.ID, m.Tries, takenAs("SM1")); err != nil {
				t.Fatal(err)
			}
		}
		code := w.codeOf(1)
		if c.proven {
			if err := w.proves(1, code); err != nil {
				t.Fatal(err)
			}
		} else {
			w.begins(1, landline, home)
		}
		w.expectOutbox("code text " + c.after)
		if n := w.count(`SELECT count(*) FROM messages WHERE phone IS NOT NULL OR body IS NOT NULL`) + w.count(`SELECT count(*) FROM taken`); n != 0 {
			t.Errorf("%s: the code, or to whom it went, is still there", c.before)
		}
		// What the carrier tells later changes nothing.
		if err := w.SettleMessage(bg, m.ID, m.Tries, takenAs("SM2")); err != nil {
			t.Error(err)
		}
		w.report(m, "SM2", booking.Delivered, 0)
		w.sound()
	}
}

// A code goes before what was written earlier.
func TestWhoeverWaitsForACodeIsFirst(t *testing.T) {
	w := texting(t)
	w.calls(phone(2), at(10, 0))
	w.clock.Add(time.Second)
	w.begins(1, mobile, home)
	if m, ok, err := w.BeginMessage(bg, codeWords); err != nil || !ok || m.Kind != booking.ProofCode {
		t.Errorf("found %s, %t, %v", m.Kind, ok, err)
	}
}

func (w *town) alarms() (found []Alarm) {
	w.Helper()
	w.look(func(tx *Tx) (err error) { found, err = tx.Alarms(); return err })
	return found
}
