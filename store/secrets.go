package store

import (
	"context"
	"errors"
	"fmt"
	"io"
)

const (
	secretOf  = `SELECT key FROM secrets WHERE name = ?`
	putSecret = `INSERT INTO secrets (name, key) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`
)

// Secret returns a key that every process at this ledger has alike. It is drawn the
// first time that anybody asks.
func (s *Store) Secret(ctx context.Context, name string) (key [32]byte, err error) {
	var found []byte
	err = s.Update(ctx, By{Through: Clock, Actor: "secrets"}, func(tx *Tx) error {
		drawn := make([]byte, len(key))
		if _, err := io.ReadFull(tx.rand, drawn); err != nil {
			return fmt.Errorf("drawing a key: %w", err)
		}
		if _, err := tx.exec(putSecret, name, drawn); err != nil {
			return err
		}
		found, _, err = value[[]byte](tx, secretOf, name)
		return err
	})
	if err == nil && len(found) != len(key) {
		err = errors.New("store: found a key of another length than 32 bytes")
	}
	copy(key[:], found)
	return key, err
}
