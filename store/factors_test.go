package store

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var sealed = []byte(strings.Repeat("s", 48))

// owner makes an account and returns a session of it.
func (w *town) owner(name string, token byte) Session {
	w.Helper()
	w.account(name, Admin, "")
	w.signIn(name, token)
	s, ok := w.session(token)
	if !ok {
		w.Errorf("nobody is signed in")
	}
	return s
}

// withApp gives the account of a session an application whose last code was of step 100,
// and the recovery codes 1 and 2.
func (w *town) withApp(s Session) {
	w.Helper()
	w.do(func(tx *Tx) error {
		return errors.Join(tx.OfferApp(s, sealed), tx.AddApp(s, 100, [][32]byte{tokenOf(1), tokenOf(2)}))
	})
}

func (w *town) begin(name string, token byte) {
	w.Helper()
	w.do(func(tx *Tx) error { return tx.BeginSecondStep(name, tokenOf(token), false) })
}

// attempt runs fn in a transaction and returns its error.
func (w *town) attempt(fn func(*Tx) error) (err error) {
	w.Helper()
	w.do(func(tx *Tx) error {
		err = fn(tx)
		return nil
	})
	return err
}

func (w *town) factors(id int64) (f Factors) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		f, err = tx.FactorsOf(id)
		return err
	})
	return f
}

func key(n byte) Passkey {
	return Passkey{Credential: []byte{n}, Key: []byte("public"), Signs: 5, Transports: []string{"usb", "nfc"}, Name: "鍵"}
}

// A password alone signs nobody in who has a second factor; its step lasts five minutes.
func TestASecondStepIsNoSession(t *testing.T) {
	w := newTown(t)
	s := w.owner("kanri", 1)
	w.withApp(s)
	w.begin("kanri", 2)
	if _, ok := w.session(2); ok {
		t.Error("a second step is taken for a session")
	}
	if _, ok := w.session(3); ok {
		t.Error("there is a session that nobody began")
	}
	pass := func(step int64) error {
		return w.attempt(func(tx *Tx) error { return tx.PassCode(tokenOf(2), tokenOf(3), step) })
	}
	for _, step := range []int64{99, 100} {
		if err := pass(step); !errors.Is(err, ErrWrongFactor) {
			t.Errorf("a code of step %d, used before: %v", step, err)
		}
	}
	if err := pass(101); err != nil {
		t.Fatal(err)
	}
	if got, ok := w.session(3); !ok || got.Account.Name != "kanri" || !got.HasFactor {
		t.Errorf("the session is %+v, %t", got, ok)
	}
	if err := pass(102); !errors.Is(err, ErrNoStep) {
		t.Errorf("the step goes on after it was taken: %v", err)
	}
	w.begin("kanri", 2)
	w.clock.Add(SecondStepFor)
	if err := pass(103); !errors.Is(err, ErrNoStep) {
		t.Errorf("the step goes on after five minutes: %v", err)
	}
	w.sound()
}

// A recovery code is used up, a passkey never counts down, and neither is another account's.
func TestAFactorIsItsOwnAccounts(t *testing.T) {
	w := newTown(t)
	s, other := w.owner("kanri", 1), w.owner("betsu", 2)
	w.withApp(s)
	w.do(func(tx *Tx) error {
		return errors.Join(tx.AddPasskey(s, key(7), nil), tx.AddPasskey(other, key(8), nil))
	})
	spend := func(hash byte) func(*Tx) error {
		return func(tx *Tx) error { return tx.PassRecovery(tokenOf(9), tokenOf(10), tokenOf(hash)) }
	}
	show := func(credential byte, signs uint32) func(*Tx) error {
		return func(tx *Tx) error { return tx.PassPasskey(tokenOf(9), tokenOf(10), []byte{credential}, signs) }
	}
	for _, c := range []struct {
		who  string
		do   func(*Tx) error
		want error
	}{
		{"betsu", spend(1), ErrWrongFactor},
		{"betsu", show(7, 9), ErrWrongFactor},
		{"betsu", func(tx *Tx) error { return tx.PassCode(tokenOf(9), tokenOf(10), 500) }, ErrWrongFactor},
		{"kanri", show(8, 9), ErrWrongFactor},
		{"kanri", show(7, 4), ErrWrongFactor},
		{"kanri", show(7, 6), nil},
		{"kanri", spend(1), nil},
		{"kanri", spend(1), ErrWrongFactor},
		{"kanri", spend(3), ErrWrongFactor},
		{"kanri", spend(2), nil},
	} {
		w.do(func(tx *Tx) error {
			_, err := tx.SignOutEverywhere(s.Account.ID)
			return err
		})
		w.do(func(tx *Tx) error { _, err := tx.exec(`DELETE FROM second_steps`); return err })
		w.begin(c.who, 9)
		if err := w.attempt(c.do); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, expected %v", c.who, err, c.want)
		}
	}
	if f := w.factors(s.Account.ID); f.Recovery != 0 || len(f.Passkeys) != 1 || f.Passkeys[0].Signs != 6 || f.Passkeys[0].Used.IsZero() {
		t.Errorf("left are %+v", f)
	}
	w.sound()
}

// Wrong codes make the next one wait, whoever tries at the same time, and a right one
// forgives them.
func TestWrongCodesMakeTheNextOneWait(t *testing.T) {
	w := newTown(t)
	s := w.owner("kanri", 1)
	w.withApp(s)
	wrong := func() (retry time.Time) {
		w.do(func(tx *Tx) (err error) {
			retry, err = tx.WrongCode(s.Account)
			return err
		})
		return retry
	}
	for range freeTries {
		if retry := wrong(); !retry.IsZero() {
			t.Errorf("waits until %v", retry)
		}
	}
	if retry := wrong(); !retry.Equal(w.clock.Now().Add(firstPause)) {
		t.Errorf("waits until %v", retry)
	}
	if retry := wrong(); !retry.Equal(w.clock.Now().Add(2 * firstPause)) {
		t.Errorf("waits until %v", retry)
	}
	w.trailHas(noted{DidMiskeyFactor, Detail{Account: "kanri", Factor: ByApp}})
	w.begin("kanri", 2)
	w.do(func(tx *Tx) error { return tx.PassCode(tokenOf(2), tokenOf(3), 101) })
	w.look(func(tx *Tx) error {
		if a, ok, err := tx.AppOf(s.Account.ID); err != nil || !ok || !a.Retry.IsZero() || a.Step != 101 || string(a.Sealed) != string(sealed) {
			t.Errorf("%+v, %t, %v", a, ok, err)
		}
		return nil
	})
}

// Whatever changes a factor signs the account's other browsers out.
func TestAChangedFactorEndsTheOtherSessions(t *testing.T) {
	w := newTown(t)
	s := w.owner("kanri", 1)
	for name, change := range map[string]func(*Tx) error{
		"an application": func(tx *Tx) error { return errors.Join(tx.OfferApp(s, sealed), tx.AddApp(s, 1, nil)) },
		"a passkey":      func(tx *Tx) error { return tx.AddPasskey(s, key(1), nil) },
	} {
		w.signIn("kanri", 2)
		w.do(change)
		_, own := w.session(1)
		if _, other := w.session(2); !own || other {
			t.Errorf("%s: the own session goes on: %t, the other: %t", name, own, other)
		}
	}
	w.signIn("kanri", 2)
	w.do(func(tx *Tx) error { return tx.DropApp(s) })
	if _, other := w.session(2); other {
		t.Error("the other session goes on when the application is taken away")
	}
	w.signIn("kanri", 2)
	w.do(func(tx *Tx) error { return tx.DropPasskey(s, w.factorsIn(tx, s).Passkeys[0].ID) })
	if _, other := w.session(2); other {
		t.Error("the other session goes on when the passkey is taken away")
	}
	for name, gone := range map[string]func(*Tx) error{
		"app": func(tx *Tx) error { return tx.DropApp(s) }, "passkey": func(tx *Tx) error { return tx.DropPasskey(s, 1) },
		"name": func(tx *Tx) error { return tx.NamePasskey(s.Account, 1, "x") }, "offer": func(tx *Tx) error { return tx.AddApp(s, 1, nil) },
	} {
		if err := w.attempt(gone); !errors.Is(err, ErrNoFactor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.sound()
}

func (w *town) factorsIn(tx *Tx, s Session) Factors {
	f, err := tx.FactorsOf(s.Account.ID)
	if err != nil {
		w.Errorf("%v", err)
	}
	return f
}

// Nothing is left of the factors of an account that ends, and of one that loses them.
func TestNothingIsLeftOfFactorsThatEnd(t *testing.T) {
	for name, end := range map[string]func(*Tx) error{
		"the account ends": func(tx *Tx) error { return tx.EndAccount("kanri") },
		"they are dropped": func(tx *Tx) error { return tx.DropFactors("kanri") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			s := w.owner("kanri", 1)
			w.withApp(s)
			w.do(func(tx *Tx) error { return errors.Join(tx.AddPasskey(s, key(1), nil), tx.OfferApp(s, sealed)) })
			w.begin("kanri", 2)
			w.do(end)
			w.look(func(tx *Tx) error {
				for _, table := range []string{"apps", "passkeys", "recovery_codes", "second_steps", "factor_offers", "sessions"} {
					if n, _, err := value[int](tx, `SELECT count(*) FROM `+table); err != nil || n != 0 {
						t.Errorf("%s has %d rows, %v", table, n, err)
					}
				}
				return nil
			})
			if err := w.attempt(func(tx *Tx) error { return tx.DropFactors("kanri") }); !errors.Is(err, ErrNoFactor) && !errors.Is(err, ErrNoAccount) {
				t.Error(err)
			}
			w.sound()
		})
	}
}

// The trail never has a secret, a key, or what a passkey is called.
func TestTheTrailHasNoFactorInIt(t *testing.T) {
	w := newTown(t)
	s := w.owner("kanri", 1)
	w.withApp(s)
	w.do(func(tx *Tx) error {
		return errors.Join(tx.AddPasskey(s, key(1), nil), tx.NamePasskey(s.Account, 1, "わたしの鍵"), tx.NewRecovery(s, [][32]byte{tokenOf(5)}), tx.DropPasskey(s, 1))
	})
	of := func(d Deed, f Factor) noted { return noted{d, Detail{Account: "kanri", Factor: f}} }
	w.trailHas(of(DidAddFactor, ByApp), of(DidAddFactor, ByPasskey), of(DidNameFactor, ByPasskey), of(DidDrawRecovery, ""), of(DidDropFactor, ByPasskey))
}

// An account has at most ten passkeys, and a passkey is one account's.
func TestPasskeysAreFew(t *testing.T) {
	w := newTown(t)
	s, other := w.owner("kanri", 1), w.owner("betsu", 2)
	for n := range byte(MostPasskeys) {
		w.do(func(tx *Tx) error { return tx.AddPasskey(s, key(n), nil) })
	}
	if err := w.attempt(func(tx *Tx) error { return tx.AddPasskey(s, key(100), nil) }); !errors.Is(err, ErrManyPasskeys) {
		t.Error(err)
	}
	if err := w.attempt(func(tx *Tx) error { return tx.AddPasskey(other, key(3), nil) }); !errors.Is(err, ErrPasskeyKnown) {
		t.Error(err)
	}
}

// A ledger of version 9 has accounts without a second factor, who go on signing in.
func TestAccountsOfVersionNineHaveNoFactor(t *testing.T) {
	w := townAt(t, ledgerOf(t, 9, `INSERT INTO staff (id, name, role, secret, made) VALUES (1, 'kanri', 'admin', '`+aSecret+`', 1);
		INSERT INTO sessions (token, staff, made, seen) SELECT zeroblob(32), 1, 1, 1;`))
	defer w.Close()
	if f := w.factors(1); f.Any() || f.Recovery != 0 {
		t.Errorf("found %+v", f)
	}
	w.signIn("kanri", 1)
	if s, ok := w.session(1); !ok || s.HasFactor {
		t.Errorf("found %+v, %t", s, ok)
	}
	w.sound()
}
