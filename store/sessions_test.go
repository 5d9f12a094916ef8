package store

import (
	"slices"
	"testing"
	"time"
)

// tokenOf returns the token of the n-th browser.
func tokenOf(n byte) (token [32]byte) {
	token[0] = n
	return token
}

func (w *town) signIn(name string, tokens ...byte) {
	w.Helper()
	w.do(func(tx *Tx) error {
		for _, n := range tokens {
			if err := tx.SignIn(name, tokenOf(n), false); err != nil {
				return err
			}
		}
		return nil
	})
}

// session returns the session of a browser, which lasts for 30 minutes without use and for
// 12 hours in all.
func (w *town) session(token byte) (s Session, ok bool) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		s, ok, err = tx.SessionOf(tokenOf(token), 30*time.Minute, 12*time.Hour)
		return err
	})
	return s, ok
}

func (w *town) touch(token byte) {
	w.Helper()
	w.do(func(tx *Tx) error { return tx.Touch(tokenOf(token)) })
}

func TestASessionIsKnownByItsToken(t *testing.T) {
	w := newTown(t)
	account := w.account("tanto", Agent, "482173905161")
	w.signIn("tanto", 1)
	w.trailHas(about("tanto", DidSignIn))
	w.clock.Add(10 * time.Minute)
	w.touch(1)
	if s, ok := w.session(1); !ok || s != (Session{Token: tokenOf(1), Account: account, Made: monday, Seen: at(9, 10)}) {
		t.Errorf("found %+v, %t", s, ok)
	}
	if s, ok := w.session(2); ok {
		t.Errorf("nobody's token has %+v", s)
	}
	w.touch(2)
	w.clock.Add(-time.Hour) // a clock that is set back
	w.touch(1)
	if s, ok := w.session(1); !ok || !s.Seen.Equal(at(9, 10)) {
		t.Errorf("after the clock was set back: %+v, %t", s, ok)
	}
	w.sound()
}

func TestASessionEndsWhenItRestsOrLastsTooLong(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "")
	w.signIn("tanto", 1, 2)
	expect := func(when string, want bool) {
		t.Helper()
		if _, ok := w.session(1); ok != want {
			t.Errorf("%s: found %t, expected %t", when, ok, want)
		}
	}
	w.clock.Add(30*time.Minute - time.Second)
	expect("a second before half an hour", true)
	w.touch(1)
	w.clock.Add(time.Second)
	if _, ok := w.session(2); ok {
		t.Error("the other has rested for half an hour")
	}
	expect("used a second ago", true)
	for w.clock.Now().Before(at(21, 0).Add(-time.Second)) {
		w.touch(1)
		w.clock.Add(20*time.Minute - time.Second)
	}
	w.clock.at = at(21, 0).Add(-time.Second)
	w.touch(1)
	expect("a second before 12 hours", true)
	w.clock.Add(time.Second)
	w.touch(1)
	expect("after 12 hours", false)
	w.sound()
}

func TestSigningOutEndsOneSession(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "")
	w.signIn("tanto", 1, 2)
	for range 2 { // the second time it does nothing
		w.do(func(tx *Tx) error { return tx.SignOut(tokenOf(1)) })
	}
	w.trailHas(about("tanto", DidSignIn), about("tanto", DidSignIn), about("tanto", DidSignOut))
	if _, ok := w.session(1); ok {
		t.Error("it goes on")
	}
	if _, ok := w.session(2); !ok {
		t.Error("the other one has ended")
	}
}

func TestAnAccountIsSignedOutEverywhere(t *testing.T) {
	for name, c := range map[string]struct {
		do  func(*Tx, Account) error
		out bool
	}{
		"signed out":          {func(tx *Tx, a Account) error { _, err := tx.SignOutEverywhere(a.ID); return err }, true},
		"the account ended":   {func(tx *Tx, a Account) error { return tx.EndAccount(a.Name) }, true},
		"a new password":      {func(tx *Tx, a Account) error { return tx.SetSecret(a.Name, aSecret) }, true},
		"another role":        {func(tx *Tx, a Account) error { return tx.SetRole(a.Name, Counter) }, true},
		"another number":      {func(tx *Tx, a Account) error { return tx.SetNumber(a.Name, "123417390562") }, false},
		"a wrong password":    {func(tx *Tx, a Account) error { return tx.WrongPassword(a.Name) }, false},
		"signed in once more": {func(tx *Tx, a Account) error { return tx.SignIn(a.Name, tokenOf(9), false) }, false},
	} {
		w := newTown(t)
		account := w.account("tanto", Agent, "")
		w.account("other", Admin, "")
		w.signIn("tanto", 1, 2)
		w.signIn("other", 3)
		w.do(func(tx *Tx) error { return c.do(tx, account) })
		for _, token := range []byte{1, 2} {
			if _, ok := w.session(token); ok == c.out {
				t.Errorf("%s: session %d: found %t", name, token, ok)
			}
		}
		if _, ok := w.session(3); !ok {
			t.Errorf("%s: somebody else was signed out", name)
		}
		w.sound()
	}
}

func TestSigningOutEverywhereCounts(t *testing.T) {
	w := newTown(t)
	account := w.account("tanto", Agent, "")
	w.signIn("tanto", 1, 2)
	for _, want := range []int{2, 0} {
		w.do(func(tx *Tx) error {
			if n, err := tx.SignOutEverywhere(account.ID); err != nil || n != want {
				t.Errorf("found %d, %v, expected %d", n, err, want)
			}
			return nil
		})
	}
	w.trailHas(about("tanto", DidSignIn), noted{DidSignOut, Detail{Account: "tanto", Sessions: 2}})
	w.refusedAccount(ErrNoAccount, func(tx *Tx) error { _, err := tx.SignOutEverywhere(99); return err })
}

// Whoever signs in once too often is let in, and the browser that nobody has used for longest
// is not any more. Other accounts lose nothing.
func TestAnAccountHasTenSessionsAtMost(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "")
	w.account("other", Agent, "")
	w.signIn("other", 100)
	expect := func(when string, ended ...byte) {
		t.Helper()
		for token := byte(1); token <= 13; token++ {
			_, ok := w.session(token)
			if out := slices.Contains(ended, token); ok == out {
				t.Errorf("%s: session %d: found %t, expected %t", when, token, ok, !out)
			}
		}
		if _, ok := w.session(100); !ok {
			t.Errorf("%s: somebody else was signed out", when)
		}
	}
	for token := byte(1); token <= 10; token++ {
		w.signIn("tanto", token)
		w.clock.Add(time.Minute)
	}
	w.touch(1)
	expect("ten", 11, 12, 13)
	w.clock.Add(time.Minute)
	w.signIn("tanto", 11)
	w.trailHas(about("tanto", DidSignIn), noted{DidSignIn, Detail{Account: "tanto", Sessions: 1}})
	expect("the second has rested longest", 2, 12, 13)
	w.clock.Add(-time.Hour) // a clock that is set back
	w.signIn("tanto", 12)
	expect("whoever has just signed in stays", 2, 3, 13)
	w.do(func(tx *Tx) error { return tx.SignIn("tanto", tokenOf(13), true) })
	expect("alone", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
	w.sound()
}

func TestOldSessionsAreForgotten(t *testing.T) {
	w := newTown(t)
	w.account("tanto", Agent, "")
	w.signIn("tanto", 1)
	w.clock.Add(time.Hour)
	w.signIn("tanto", 2)
	w.clock.Add(day - time.Hour - time.Second)
	w.touch(1)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Sessions: 1}) {
		t.Errorf("after a day: %+v", done)
	}
	if n := w.count(`SELECT count(*) FROM sessions`); n != 1 {
		t.Errorf("%d sessions are left, expected 1", n)
	}
}
