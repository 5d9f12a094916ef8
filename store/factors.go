package store

import (
	"errors"
	"fmt"
	"time"
)

// A Factor is what somebody shows besides a password.
type Factor string

// The factors.
const (
	ByApp      Factor = "app"      // a code of an application
	ByPasskey  Factor = "passkey"  //
	ByRecovery Factor = "recovery" // one of the codes for whoever has lost the rest
)

// AllFactors lists all factors.
var AllFactors = []Factor{ByApp, ByPasskey, ByRecovery}

// SecondStepFor is how long after the password the second factor may be shown.
const SecondStepFor = 5 * time.Minute

var (
	// ErrNoStep says that a browser has not shown a password, or too long ago.
	ErrNoStep = errors.New("no password has been shown, or too long ago")

	// ErrWrongFactor says that what was shown is not the account's, or was used before.
	ErrWrongFactor = errors.New("the second factor is not that of the account, or was used before")

	// ErrNoFactor says that the account has no second factor.
	ErrNoFactor = errors.New("the account has no second factor")
)

// Factors are the second factors of an account.
type Factors struct {
	App      time.Time // when the application was set up; zero if there is none
	Passkeys []Passkey // the oldest first
	Recovery int       // codes that are left
}

// Any reports whether the account is asked for one of them.
func (f Factors) Any() bool { return !f.App.IsZero() || len(f.Passkeys) > 0 }

// An App is the application that shows an account's codes.
type App struct {
	Sealed []byte    // the secret that they share
	Step   int64     // whose code was taken last
	Retry  time.Time // no code is looked at before then; zero if codes were not wrong too often
}

const (
	hasFactor  = `(EXISTS (SELECT 1 FROM apps WHERE apps.staff = staff.id) OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.staff = staff.id))`
	appMade    = `SELECT made FROM apps WHERE staff = ?`
	recoveries = `SELECT count(*) FROM recovery_codes WHERE staff = ?`
	appOf      = `SELECT secret, step, nullif(retry, 0) FROM apps WHERE staff = ?`
)

// FactorsOf returns the second factors of the account with that ID.
func (tx *Tx) FactorsOf(staff int64) (f Factors, err error) {
	made, ok, err := value[int64](tx, appMade, staff)
	if err != nil {
		return f, err
	}
	if ok {
		f.App = time.Unix(made, 0).In(tx.Now().Location())
	}
	if f.Recovery, _, err = value[int](tx, recoveries, staff); err != nil {
		return f, err
	}
	f.Passkeys, err = tx.passkeysOf(staff)
	return f, err
}

// AppOf returns the application of the account with that ID; ok is false if it has none.
func (tx *Tx) AppOf(staff int64) (a App, ok bool, err error) {
	return first(tx, func(_ *Tx, r row) (a App, err error) {
		err = r.Scan(&a.Sealed, &a.Step, (*instant)(&a.Retry))
		return a, err
	}, appOf, staff)
}

// A SecondStep is a browser that has shown the password of an account.
type SecondStep struct {
	Account Account
	Asked   []byte // what AskPasskey kept; nil if no passkey was asked
	Alone   bool   // the account's other sessions end once it is signed in
}

const (
	forgetSteps = `DELETE FROM second_steps WHERE staff = (SELECT id FROM staff WHERE name = ?) AND made <= ?`
	addStep     = `INSERT INTO second_steps (token, staff, made, alone) SELECT ?1, id, ?3, ?4 FROM staff WHERE name = ?2 AND ended IS NULL`
	endStep     = `DELETE FROM second_steps WHERE token = ?`
	askStep     = `UPDATE second_steps SET asked = ?2 WHERE token = ?1`

	stepOf = `SELECT ` + accountColumns + `, asked, alone FROM second_steps JOIN staff ON staff.id = second_steps.staff
		WHERE token = ? AND second_steps.made > ? AND ended IS NULL`
)

// BeginSecondStep notes that a browser has shown the right password of an account; token
// is the SHA-256 of what it shows from now on. Nobody is signed in by it. If alone is true,
// the account's other sessions end once it is. It returns ErrNoAccount.
func (tx *Tx) BeginSecondStep(name string, token [32]byte, alone bool) error {
	return tx.step(func() error {
		if _, err := tx.exec(forgetSteps, name, instant(tx.now.Add(-SecondStepFor))); err != nil {
			return err
		}
		n, err := tx.change(addStep, token[:], name, instant(tx.now), alone)
		if err == nil && n == 0 {
			err = ErrNoAccount
		}
		return err
	})
}

// SecondStepOf returns what the browser with that token is in the middle of. It returns
// ErrNoStep.
func (tx *Tx) SecondStepOf(token [32]byte) (SecondStep, error) {
	s, ok, err := first(tx, func(_ *Tx, r row) (s SecondStep, err error) {
		err = r.Scan(append(s.Account.columns(), &s.Asked, &s.Alone)...)
		return s, err
	}, stepOf, token[:], instant(tx.now.Add(-SecondStepFor)))
	if err == nil && !ok {
		err = ErrNoStep
	}
	return s, err
}

// AskPasskey keeps what is needed to check a passkey that the browser is asked for, in the
// place of what was kept before. nil forgets it: a question is answered once.
func (tx *Tx) AskPasskey(token [32]byte, asked []byte) error {
	_, err := tx.exec(askStep, token[:], asked)
	return err
}

const (
	useStep       = `UPDATE apps SET step = ?2, failures = 0, retry = 0 WHERE staff = ?1 AND step < ?2`
	useRecovery   = `DELETE FROM recovery_codes WHERE staff = ? AND hash = ?`
	failuresOfApp = `SELECT failures FROM apps WHERE staff = ?`
	failApp       = `UPDATE apps SET failures = failures + 1, retry = ?2 WHERE staff = ?1`
)

// PassCode ends the second step of a browser by a right code of the application, which
// belongs to a step of time, and begins a session. It returns ErrNoStep, and
// ErrWrongFactor if that code or a later one was used before.
func (tx *Tx) PassCode(token, session [32]byte, step int64) error {
	return tx.pass(token, session, ByApp, func(a Account) (int, error) { return tx.change(useStep, a.ID, step) })
}

// PassRecovery ends the second step of a browser by a recovery code, which is used up by
// it, and begins a session. It returns ErrNoStep and ErrWrongFactor.
func (tx *Tx) PassRecovery(token, session, hash [32]byte) error {
	return tx.pass(token, session, ByRecovery, func(a Account) (int, error) { return tx.change(useRecovery, a.ID, hash[:]) })
}

// PassPasskey ends the second step of a browser by a passkey, which has signed so often
// by now, and begins a session. It returns ErrNoStep and ErrWrongFactor.
func (tx *Tx) PassPasskey(token, session [32]byte, credential []byte, signs uint32) error {
	return tx.pass(token, session, ByPasskey, func(a Account) (int, error) {
		return tx.change(usePasskey, a.ID, credential, signs, instant(tx.now))
	})
}

// pass begins a session in the place of a second step if use has used something up.
func (tx *Tx) pass(token, session [32]byte, by Factor, use func(Account) (int, error)) error {
	return tx.step(func() error {
		s, err := tx.SecondStepOf(token)
		if err != nil {
			return err
		}
		n, err := use(s.Account)
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrWrongFactor
		}
		if _, err := tx.exec(endStep, token[:]); err != nil {
			return err
		}
		return tx.signIn(s.Account.Name, session, by, s.Alone)
	})
}

// WrongCode counts a wrong code of the application, and returns the time from which
// another is looked at; zero means at once. It is called in the transaction in which the
// code was compared, so that nobody can try several at once.
func (tx *Tx) WrongCode(a Account) (retry time.Time, err error) {
	err = tx.step(func() error {
		failures, ok, err := value[int](tx, failuresOfApp, a.ID)
		if err != nil || !ok {
			return err
		}
		until := int64(0)
		if wait := pause(failures + 1); wait > 0 {
			retry = tx.Now().Add(wait)
			until = retry.Unix()
		}
		if _, err := tx.exec(failApp, a.ID, until); err != nil {
			return err
		}
		return tx.note(DidMiskeyFactor, 0, Detail{Account: a.Name, Factor: ByApp})
	})
	if err != nil {
		return time.Time{}, err
	}
	return retry, nil
}

const (
	dropApp      = `DELETE FROM apps WHERE staff = ?`
	dropPasskeys = `DELETE FROM passkeys WHERE staff = ?`
	dropRecovery = `DELETE FROM recovery_codes WHERE staff = ?`
	idOfAccount  = `SELECT id FROM staff WHERE name = ? AND ended IS NULL`
	dropSteps    = `DELETE FROM second_steps WHERE staff = ?`
)

// DropFactors takes all second factors of an account away, for whoever has lost the
// telephone, and signs it out everywhere. It returns ErrNoAccount and ErrNoFactor.
func (tx *Tx) DropFactors(name string) error {
	return tx.step(func() error {
		id, ok, err := value[int64](tx, idOfAccount, name)
		switch {
		case err != nil:
			return err
		case !ok:
			return fmt.Errorf("%.20s: %w", name, ErrNoAccount)
		}
		had := false
		for _, query := range []string{dropApp, dropPasskeys, dropRecovery} {
			n, err := tx.change(query, id)
			if err != nil {
				return err
			}
			had = had || n > 0
		}
		if !had {
			return fmt.Errorf("%.20s: %w", name, ErrNoFactor)
		}
		for _, query := range []string{dropSteps, signOutAll} {
			if _, err := tx.exec(query, id); err != nil {
				return err
			}
		}
		return tx.note(DidDropFactor, 0, Detail{Account: name})
	})
}
