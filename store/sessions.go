package store

import (
	"fmt"
	"time"
)

// A Session is a browser in which somebody is signed in.
type Session struct {
	Account    Account
	Made, Seen time.Time
}

const (
	signIn  = `INSERT INTO sessions (token, staff, made, seen) VALUES (?1, ?2, ?3, ?3)`
	forgive = `UPDATE staff SET failures = 0, retry = 0 WHERE id = ?`
)

// SignIn signs the account of a name in, under the SHA-256 of what its browser will
// show. It returns ErrNoAccount if there is none, or if it has ended.
func (tx *Tx) SignIn(name string, token [32]byte) error {
	return tx.step(func() error {
		a, _, err := tx.AccountOf(name)
		if err == nil && !a.Ended.IsZero() {
			err = ErrNoAccount
		}
		if err != nil {
			return err
		}
		if _, err := tx.exec(forgive, a.ID); err != nil {
			return err
		}
		if _, err := tx.exec(signIn, token[:], a.ID, instant(tx.now)); err != nil {
			return err
		}
		return tx.note("sign-in", 0, a.Name)
	})
}

const sessionOf = `SELECT s.made, s.seen, a.id, a.name, a.role, coalesce(a.number, ''), a.made, a.ended, a.failures, a.retry
	FROM sessions s JOIN staff a ON a.id = s.staff WHERE s.token = ?1 AND s.seen > ?2 AND s.made > ?3 AND a.ended IS NULL`

// SessionOf returns who is signed in under a token. It is false if nobody is, if
// nothing was asked for as long as idle, or if that was longest ago.
func (tx *Tx) SessionOf(token [32]byte, idle, longest time.Duration) (Session, bool, error) {
	return first(tx, func(_ *Tx, r row) (s Session, err error) {
		a := &s.Account
		err = r.Scan((*instant)(&s.Made), (*instant)(&s.Seen), &a.ID, &a.Name, &a.Role, &a.Number, (*instant)(&a.Made), (*instant)(&a.Ended), &a.Failures, (*instant)(&a.Retry))
		return s, err
	}, sessionOf, token[:], instant(tx.now.Add(-idle)), instant(tx.now.Add(-longest)))
}

const touch = `UPDATE sessions SET seen = ?2 WHERE token = ?1`

// Touch notes that a session is in use.
func (tx *Tx) Touch(token [32]byte) error {
	_, err := tx.exec(touch, token[:], instant(tx.now))
	return err
}

const (
	signOut           = `DELETE FROM sessions WHERE token = ?`
	signOutEverywhere = `DELETE FROM sessions WHERE staff = ?`
	nameOfStaff       = `SELECT name FROM staff WHERE id = ?`
)

// SignOut ends a session. One that there is not is no error.
func (tx *Tx) SignOut(token [32]byte) error {
	return tx.step(func() error {
		n, err := tx.change(signOut, token[:])
		if err != nil || n == 0 {
			return err
		}
		return tx.note("sign-out", 0, "")
	})
}

// SignOutEverywhere ends every session of an account, and returns how many there
// were.
func (tx *Tx) SignOutEverywhere(staff int64) (sessions int, err error) {
	err = tx.step(func() error {
		name, ok, err := value[string](tx, nameOfStaff, staff)
		if err == nil && !ok {
			err = ErrNoAccount
		}
		if err != nil {
			return err
		}
		if sessions, err = tx.change(signOutEverywhere, staff); err != nil {
			return err
		}
		return tx.note("sign-out", 0, fmt.Sprintf("%s, everywhere", name))
	})
	return sessions, err
}
