package store

import (
	"context"
	"crypto/rand"
	"fmt"
)

const (
	secretOf  = `SELECT key FROM secrets WHERE name = ?`
	addSecret = `INSERT INTO secrets (name, key) VALUES (?, ?)`
)

// drawing is who draws a key: the process that needs it first.
var drawing = By{Way: ByClock, Actor: "secrets"}

// Secret returns the key of that name, and draws it when it is first asked for. Every
// process that uses this ledger gets the same key, also after a restart.
func (s *Store) Secret(ctx context.Context, name string) (key [32]byte, err error) {
	if name == "" {
		return key, fmt.Errorf("store: found a secret without a name, expected one such as %q", "forms")
	}
	drawn := false
	err = s.View(ctx, func(tx *Tx) error {
		key, drawn, err = tx.drawn(name)
		return err
	})
	if err != nil || drawn {
		return key, err
	}
	var found [32]byte // not key: the update may be running when ctx ends
	// A line with a wrong clock needs its keys to say so to the staff.
	err = s.despiteClock(ctx, &op{by: drawing, done: make(chan error, 1), fn: func(tx *Tx) (err error) {
		found, err = tx.secret(name)
		return err
	}})
	if err != nil {
		return key, err
	}
	return found, nil
}

// secret returns the key of that name, and draws it when it is first asked for.
func (tx *Tx) secret(name string) ([32]byte, error) {
	key, ok, err := tx.drawn(name)
	if err != nil || ok {
		return key, err
	}
	copy(key[:], drawnKey())
	if _, err := tx.exec(addSecret, name, key[:]); err != nil {
		return [32]byte{}, err
	}
	return key, tx.note(DidDrawSecret, 0, Detail{Secret: name})
}

// drawnKey draws a key.
func drawnKey() []byte {
	key := make([]byte, 32)
	rand.Read(key) // never fails: https://pkg.go.dev/crypto/rand#Read
	return key
}

// drawn returns the key of that name, and false if there is none yet.
func (tx *Tx) drawn(name string) (key [32]byte, ok bool, err error) {
	stored, ok, err := value[[]byte](tx, secretOf, name)
	if err == nil && ok && len(stored) != len(key) {
		err = fmt.Errorf("store: found a secret of %d bytes, expected %d", len(stored), len(key))
	}
	if err != nil || !ok {
		return key, false, err
	}
	return [32]byte(stored), true, nil
}
