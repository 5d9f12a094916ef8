package store

import (
	"fmt"
	"time"
)

// How a wrong password is answered. docs/rules.md, "Accounts".
const (
	freeTries   = 5           // wrong passwords that cause no wait
	firstPause  = time.Minute // after the next one; it doubles each time
	longestWait = time.Hour
)

// pause returns how long no password is looked at after that many wrong ones.
func pause(failures int) time.Duration {
	wait := firstPause
	for range failures - freeTries - 1 {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	if failures <= freeTries {
		return 0
	}
	return wait
}

const (
	failuresOf = `SELECT failures FROM staff WHERE name = ?`
	fail       = `UPDATE staff SET failures = failures + 1, retry = ?2 WHERE name = ?1`
)

// WrongPassword counts a wrong password and returns the time from which another is
// looked at; zero means at once. If no account has the name, the trail notes that, but
// not the name: it may be a password that was typed into the wrong field.
func (tx *Tx) WrongPassword(name string) (retry time.Time, err error) {
	err = tx.step(func() error {
		failures, ok, err := value[int](tx, failuresOf, name)
		switch {
		case err != nil:
			return err
		case !ok:
			return tx.note(DidMistype, 0, Detail{NoAccount: true})
		}
		until := int64(0)
		if wait := pause(failures + 1); wait > 0 {
			retry = tx.Now().Add(wait)
			until = retry.Unix()
		}
		if _, err := tx.exec(fail, name, until); err != nil {
			return err
		}
		return tx.note(DidMistype, 0, Detail{Account: name})
	})
	if err != nil {
		return time.Time{}, err
	}
	return retry, nil
}

// A Session is a browser that is signed in.
type Session struct {
	Account Account
	Made    time.Time
	Seen    time.Time // when it was last used
}

const (
	forgive    = `UPDATE staff SET failures = 0, retry = 0 WHERE name = ? AND ended IS NULL`
	addSession = `INSERT INTO sessions (token, staff, made, seen) SELECT ?1, id, ?3, ?3 FROM staff WHERE name = ?2`
)

// SignIn begins a session of the account; token is the SHA-256 of what the browser
// shows. It forgives earlier wrong passwords. It returns ErrNoAccount.
func (tx *Tx) SignIn(name string, token [32]byte) error {
	return tx.step(func() error {
		n, err := tx.change(forgive, name)
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrNoAccount
		}
		if _, err := tx.exec(addSession, token[:], name, instant(tx.now)); err != nil {
			return err
		}
		return tx.note(DidSignIn, 0, Detail{Account: name})
	})
}

// The CAST keeps the statement prepared; freeSlots tells why.
const sessionOf = `SELECT ` + accountColumns + `, sessions.made, seen FROM sessions JOIN staff ON staff.id = sessions.staff
	WHERE token = CAST(? AS BLOB) AND seen > ? AND sessions.made > ? AND ended IS NULL`

// SessionOf returns the session with that token. It returns false if there is none, if
// it has not been used for idle, or if it began longest ago or earlier.
func (tx *Tx) SessionOf(token [32]byte, idle, longest time.Duration) (Session, bool, error) {
	return first(tx, func(_ *Tx, r row) (s Session, err error) {
		err = r.Scan(append(s.Account.columns(), (*instant)(&s.Made), (*instant)(&s.Seen))...)
		return s, err
	}, sessionOf, token[:], instant(tx.now.Add(-idle)), instant(tx.now.Add(-longest)))
}

const (
	// A clock that was set back does not make a session older than it is.
	touch = `UPDATE sessions SET seen = CASE WHEN seen < ?1 THEN ?1 ELSE seen END WHERE token = ?2`

	nameOfSession = `SELECT name FROM sessions JOIN staff ON staff.id = sessions.staff WHERE token = ?`
	signOut       = `DELETE FROM sessions WHERE token = ?`
	nameOfAccount = `SELECT name FROM staff WHERE id = ?`
	signOutAll    = `DELETE FROM sessions WHERE staff = ?`
)

// Touch notes that a session is being used. A session that has ended stays ended.
func (tx *Tx) Touch(token [32]byte) error {
	_, err := tx.exec(touch, instant(tx.now), token[:])
	return err
}

// SignOut ends a session. It does nothing if there is none any more.
func (tx *Tx) SignOut(token [32]byte) error {
	return tx.step(func() error {
		name, ok, err := value[string](tx, nameOfSession, token[:])
		if err != nil || !ok {
			return err
		}
		if _, err := tx.exec(signOut, token[:]); err != nil {
			return err
		}
		return tx.note(DidSignOut, 0, Detail{Account: name})
	})
}

// SignOutEverywhere ends every session of the account with that ID, and returns how
// many there were. It returns ErrNoAccount.
func (tx *Tx) SignOutEverywhere(staff int64) (sessions int, err error) {
	err = tx.step(func() error {
		name, ok, err := value[string](tx, nameOfAccount, staff)
		switch {
		case err != nil:
			return err
		case !ok:
			return fmt.Errorf("account %d: %w", staff, ErrNoAccount)
		}
		if sessions, err = tx.change(signOutAll, staff); err != nil || sessions == 0 {
			return err
		}
		return tx.note(DidSignOut, 0, Detail{Account: name, Sessions: sessions})
	})
	if err != nil {
		return 0, err
	}
	return sessions, nil
}
