package store

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Role is what an account is for; what each role may do the console knows.
type Role string

// The roles.
const (
	Agent   Role = "agent"   // of the call centre
	Counter Role = "counter" // at a counter
	Admin   Role = "admin"   // who looks after the line
)

// An Account is somebody who works with the ledger under a name of their own.
type Account struct {
	ID       int64
	Name     string // 2 to 20 of a-z 0-9 . - _, beginning with a letter
	Role     Role
	Number   string    // four digits, keyed on the telephone; "" is none
	Made     time.Time // and when it ended; zero if it has not
	Ended    time.Time
	Failures int       // wrong passwords since the last right one
	Retry    time.Time // no password is looked at before then
}

// Errors of accounts.
var (
	ErrNoAccount     = errors.New("there is no such account")
	ErrAccountExists = errors.New("there is an account of that name")
	ErrNumberTaken   = errors.New("another account has that number")
)

var (
	accountName   = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,19}$`)
	accountNumber = regexp.MustCompile(`^[0-9]{4}$`)
)

func (a Account) checked() error {
	switch {
	case !accountName.MatchString(a.Name):
		return fmt.Errorf("found the name %.40q, expected 2 to 20 of a-z 0-9 . - _, beginning with a letter", a.Name)
	case a.Role != Agent && a.Role != Counter && a.Role != Admin:
		return fmt.Errorf("found the role %.20q, expected %s, %s or %s", a.Role, Agent, Counter, Admin)
	case a.Number != "" && !accountNumber.MatchString(a.Number):
		return fmt.Errorf("found an agent number of %d characters, expected four digits", len(a.Number))
	}
	return nil
}

const accountColumns = `id, name, role, coalesce(number, ''), made, ended, failures, retry`

func scanAccount(_ *Tx, r row) (a Account, err error) {
	err = r.Scan(&a.ID, &a.Name, &a.Role, &a.Number, (*instant)(&a.Made), (*instant)(&a.Ended), &a.Failures, (*instant)(&a.Retry))
	return a, err
}

const addAccount = `INSERT INTO staff (name, role, number, secret, made) VALUES (?, ?, nullif(?, ''), ?, ?)`

// AddAccount makes an account, whose password is held against the secret. It
// returns ErrAccountExists, also of a name whose account has ended, for the audit
// trail knows who that was; and ErrNumberTaken.
func (tx *Tx) AddAccount(a Account, secret string) (Account, error) {
	if err := a.checked(); err != nil {
		return Account{}, err
	}
	err := tx.step(func() error {
		if _, _, err := tx.AccountOf(a.Name); !errors.Is(err, ErrNoAccount) {
			return errors.Join(err, ErrAccountExists)
		}
		res, err := tx.exec(addAccount, a.Name, string(a.Role), a.Number, secret, instant(tx.now))
		if extended(err) == sqlite3.ErrConstraintUnique {
			return ErrNumberTaken
		}
		if err != nil {
			return err
		}
		if a.ID, err = res.LastInsertId(); err != nil {
			return err
		}
		a.Made = tx.Now()
		return tx.note("account", 0, fmt.Sprintf("%s, %s", a.Name, a.Role))
	})
	return a, err
}

const (
	everyAccount = `SELECT ` + accountColumns + ` FROM staff ORDER BY name`
	accountsNow  = `SELECT ` + accountColumns + ` FROM staff WHERE ended IS NULL ORDER BY name`
)

// Accounts returns the accounts by name, or also those that have ended.
func (tx *Tx) Accounts(ended bool) ([]Account, error) {
	if ended {
		return all(tx, scanAccount, everyAccount)
	}
	return all(tx, scanAccount, accountsNow)
}

const accountOf = `SELECT ` + accountColumns + `, secret FROM staff WHERE name = ?`

// AccountOf returns the account of a name, which may have ended, and what its
// password is held against. It returns ErrNoAccount.
func (tx *Tx) AccountOf(name string) (a Account, secret string, err error) {
	a, ok, err := first(tx, func(_ *Tx, r row) (a Account, err error) {
		err = r.Scan(&a.ID, &a.Name, &a.Role, &a.Number, (*instant)(&a.Made), (*instant)(&a.Ended), &a.Failures, (*instant)(&a.Retry), &secret)
		return a, err
	}, accountOf, name)
	if err == nil && !ok {
		err = ErrNoAccount
	}
	return a, secret, err
}

// EndAccount ends an account, which is signed out everywhere. It returns
// ErrNoAccount of one that has ended, too.
func (tx *Tx) EndAccount(name string) error {
	return tx.alter("end-account", name, name, `UPDATE staff SET ended = ? WHERE name = ? AND ended IS NULL`, instant(tx.now), name)
}

// SetSecret gives an account another password, and signs it out everywhere.
func (tx *Tx) SetSecret(name, secret string) error {
	return tx.alter("password", name, name, `UPDATE staff SET secret = ?, failures = 0, retry = 0 WHERE name = ? AND ended IS NULL`, secret, name)
}

// SetRole gives an account another role, and signs it out everywhere.
func (tx *Tx) SetRole(name string, role Role) error {
	if err := (Account{Name: name, Role: role}).checked(); err != nil {
		return err
	}
	return tx.alter("role", name, fmt.Sprintf("%s, %s", name, role), `UPDATE staff SET role = ? WHERE name = ? AND ended IS NULL`, string(role), name)
}

// SetNumber gives an account another number to be keyed on the telephone, or none.
// It returns ErrNumberTaken.
func (tx *Tx) SetNumber(name, number string) error {
	if number != "" && !accountNumber.MatchString(number) {
		return fmt.Errorf("found an agent number of %d characters, expected four digits", len(number))
	}
	err := tx.alter("number", name, name, `UPDATE staff SET number = nullif(?, '') WHERE name = ? AND ended IS NULL`, number, name)
	if extended(err) == sqlite3.ErrConstraintUnique {
		return ErrNumberTaken
	}
	return err
}

// alter changes an account and notes it.
func (tx *Tx) alter(what, name, detail, query string, args ...any) error {
	return tx.step(func() error {
		n, err := tx.change(query, args...)
		if err == nil && n == 0 {
			err = fmt.Errorf("%.40q: %w", name, ErrNoAccount)
		}
		if err != nil {
			return err
		}
		return tx.note(what, 0, detail)
	})
}

// How wrong passwords are slowed down: a slip costs nothing, a machine that guesses
// gets a try an hour.
const (
	freeFailures = 5
	firstWait    = time.Minute
	longestWait  = time.Hour
)

// backOff is how long no password is looked at after so many wrong ones.
func backOff(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	wait := firstWait
	for n := freeFailures; n < failures && wait < longestWait; n++ {
		wait *= 2
	}
	return min(wait, longestWait)
}

const failed = `UPDATE staff SET failures = failures + 1, retry = ? WHERE name = ?`

// WrongPassword notes that somebody did not know the password of a name, and
// returns when the next one is looked at; zero is at once. Of a name that there is
// not, it notes that without the name: it may be a password.
func (tx *Tx) WrongPassword(name string) (retry time.Time, err error) {
	a, _, err := tx.AccountOf(name)
	if errors.Is(err, ErrNoAccount) {
		return time.Time{}, tx.note("wrong-password", 0, "of a name that there is not")
	}
	if err != nil {
		return time.Time{}, err
	}
	if wait := backOff(a.Failures + 1); wait > 0 {
		retry = tx.Now().Add(wait)
	}
	at := retry
	if at.IsZero() {
		at = time.Unix(0, 0)
	}
	if _, err := tx.exec(failed, instant(at), name); err != nil {
		return retry, err
	}
	return retry, tx.note("wrong-password", 0, fmt.Sprintf("%s, %d in a row", name, a.Failures+1))
}
