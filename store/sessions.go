package store

import (
	"fmt"
	"time"
)

// A Session is a browser that is signed in.
type Session struct {
	Token     [32]byte // SHA-256 of what the browser shows
	Account   Account
	HasFactor bool // the account has a second factor
	Made      time.Time
	Seen      time.Time // when it was last used
}

// mostSessions is how many sessions one account has at most.
const mostSessions = 10

const (
	// keepSessions ends all sessions of an account but so many, those that were used last.
	keepSessions = `DELETE FROM sessions WHERE staff = (SELECT id FROM staff WHERE name = ?1) AND token NOT IN (
		SELECT token FROM sessions WHERE staff = (SELECT id FROM staff WHERE name = ?1) ORDER BY seen DESC, made DESC, token LIMIT ?2)`

	addSession = `INSERT INTO sessions (token, staff, made, seen) SELECT ?1, id, ?3, ?3 FROM staff WHERE name = ?2 AND ended IS NULL`
)

// SignIn begins a session of the account; token is the SHA-256 of what the browser
// shows. If alone is true, it ends the account's other sessions; otherwise only the one that
// has rested longest, if there would be more than 10. It returns ErrNoAccount.
func (tx *Tx) SignIn(name string, token [32]byte, alone bool) error {
	return tx.signIn(name, token, "", alone)
}

// signIn is SignIn for whoever has also shown a second factor; "" means none.
func (tx *Tx) signIn(name string, token [32]byte, by Factor, alone bool) error {
	return tx.step(func() error {
		keep := mostSessions - 1
		if alone {
			keep = 0
		}
		ended, err := tx.change(keepSessions, name, keep)
		if err != nil {
			return err
		}
		n, err := tx.change(addSession, token[:], name, instant(tx.now))
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrNoAccount
		}
		return tx.note(DidSignIn, 0, Detail{Account: name, Factor: by, Sessions: ended})
	})
}

// The CAST keeps the statement prepared; freeSlots tells why.
const sessionOf = `SELECT ` + accountColumns + `, ` + hasFactor + `, sessions.made, seen FROM sessions JOIN staff ON staff.id = sessions.staff
	WHERE token = CAST(? AS BLOB) AND seen > ? AND sessions.made > ? AND ended IS NULL`

// SessionOf returns the session with that token. It returns false if there is none, if
// it has not been used for idle, or if it began longest ago or earlier.
func (tx *Tx) SessionOf(token [32]byte, idle, longest time.Duration) (Session, bool, error) {
	return first(tx, func(_ *Tx, r row) (s Session, err error) {
		s.Token = token
		err = r.Scan(append(s.Account.columns(), &s.HasFactor, (*instant)(&s.Made), (*instant)(&s.Seen))...)
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

const putSession = `INSERT INTO sessions (token, staff, made, seen) VALUES (?, ?, ?, ?)`

// SetOwnSecret sets the hash that one's own password is compared with. It signs the account
// out everywhere but in this session. It returns ErrNoAccount.
func (tx *Tx) SetOwnSecret(s Session, secret string) error {
	return tx.step(func() error {
		if err := tx.SetSecret(s.Account.Name, secret); err != nil {
			return err
		}
		// A trigger has ended this session as well.
		_, err := tx.exec(putSession, s.Token[:], s.Account.ID, instant(s.Made), instant(tx.now))
		return err
	})
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
