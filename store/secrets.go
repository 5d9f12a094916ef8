package store

import (
	"context"
	"crypto/rand"
	"fmt"
)

const (
	secretOf  = `SELECT key FROM secrets WHERE name = ?`
	addSecret = `INSERT INTO secrets (name, key) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`
)

// drawing is who draws a key: the process that needs it first.
var drawing = By{Way: ByClock, Actor: "secrets"}

// Secret returns the key of that name, and draws it when it is first asked for. Every
// process that uses this ledger gets the same key, also after a restart.
func (s *Store) Secret(ctx context.Context, name string) (key [32]byte, err error) {
	if name == "" {
		return key, fmt.Errorf("store: found a secret without a name, expected one such as %q", "forms")
	}
	key, ok, err := s.secret(ctx, name)
	if err != nil || ok {
		return key, err
	}
	err = s.Update(ctx, drawing, func(tx *Tx) error {
		var drawn [32]byte
		rand.Read(drawn[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
		n, err := tx.change(addSecret, name, drawn[:])
		if err != nil || n == 0 { // another process was quicker
			return err
		}
		return tx.note(DidDrawSecret, 0, Detail{Secret: name})
	})
	if err != nil {
		return key, err
	}
	key, ok, err = s.secret(ctx, name)
	if err == nil && !ok {
		err = fmt.Errorf("store: found no secret %.40q after it was drawn", name)
	}
	return key, err
}

func (s *Store) secret(ctx context.Context, name string) (key [32]byte, ok bool, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		drawn, found, err := value[[]byte](tx, secretOf, name)
		if err != nil || !found {
			return err
		}
		if len(drawn) != len(key) {
			return fmt.Errorf("store: found a secret of %d bytes, expected %d", len(drawn), len(key))
		}
		key, ok = [32]byte(drawn), true
		return nil
	})
	return key, ok, err
}
