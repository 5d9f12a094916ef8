package store

import (
	"errors"
	"strings"
	"time"
)

// A Passkey is one that an account may show as its second factor.
type Passkey struct {
	ID         int64
	Credential []byte // by which an authenticator finds it
	Key        []byte // the public key
	Signs      uint32 // how often it has signed
	Transports []string
	Synced     bool   // it may be on several machines of its owner
	Name       string // as its owner calls it
	Made       time.Time
	Used       time.Time // zero if never
}

var (
	// ErrPasskeyKnown says that the passkey is an account's already.
	ErrPasskeyKnown = errors.New("an account has that passkey already")

	// ErrManyPasskeys says that the account has as many passkeys as it may have.
	ErrManyPasskeys = errors.New("the account has as many passkeys as it may have")
)

// MostPasskeys is how many passkeys an account may have.
const MostPasskeys = 10

const (
	passkeysOf = `SELECT id, credential, key, signs, transports, synced, name, made, used FROM passkeys WHERE staff = ? ORDER BY id`
	usePasskey = `UPDATE passkeys SET signs = ?3, used = ?4 WHERE staff = ?1 AND credential = ?2 AND signs <= ?3`
	addPasskey = `INSERT INTO passkeys (staff, credential, key, signs, transports, synced, name, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	isPasskey  = `SELECT EXISTS (SELECT 1 FROM passkeys WHERE credential = ?)`
	callKey    = `UPDATE passkeys SET name = ?3 WHERE staff = ?1 AND id = ?2`
	dropKey    = `DELETE FROM passkeys WHERE staff = ? AND id = ?`
)

// passkeysOf returns the passkeys of an account.
func (tx *Tx) passkeysOf(staff int64) ([]Passkey, error) {
	return all(tx, func(_ *Tx, r row) (p Passkey, err error) {
		var transports string
		err = r.Scan(&p.ID, &p.Credential, &p.Key, &p.Signs, &transports, &p.Synced, &p.Name, (*instant)(&p.Made), (*instant)(&p.Used))
		p.Transports = strings.Fields(transports)
		return p, err
	}, passkeysOf, staff)
}

// AddPasskey gives the account of a session another passkey, with the Credential, Key,
// Signs, Transports, Synced and Name of p, and ends the account's other sessions. The first
// factor of an account brings recovery codes with it: their hashes. It returns ErrPasskeyKnown and
// ErrManyPasskeys.
func (tx *Tx) AddPasskey(s Session, p Passkey, recovery [][32]byte) error {
	return tx.step(func() error {
		known, _, err := value[bool](tx, isPasskey, p.Credential)
		if err != nil {
			return err
		}
		own, err := tx.passkeysOf(s.Account.ID)
		switch {
		case err != nil:
			return err
		case known:
			return ErrPasskeyKnown
		case len(own) >= MostPasskeys:
			return ErrManyPasskeys
		}
		_, err = tx.insert(addPasskey, s.Account.ID, p.Credential, p.Key, p.Signs, strings.Join(p.Transports, " "), p.Synced, p.Name, instant(tx.now))
		if err != nil {
			return err
		}
		return tx.added(s, ByPasskey, recovery)
	})
}

// NamePasskey calls a passkey of the account by another name. It returns ErrNoFactor.
func (tx *Tx) NamePasskey(a Account, id int64, name string) error {
	return tx.step(func() error {
		n, err := tx.change(callKey, a.ID, id, name)
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrNoFactor
		}
		return tx.note(DidNameFactor, 0, Detail{Account: a.Name, Factor: ByPasskey})
	})
}

// DropPasskey takes a passkey away from the account of a session, and ends the account's
// other sessions. It returns ErrNoFactor.
func (tx *Tx) DropPasskey(s Session, id int64) error {
	return tx.dropped(s, ByPasskey, func() (int, error) { return tx.change(dropKey, s.Account.ID, id) })
}
