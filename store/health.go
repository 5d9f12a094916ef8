package store

import "context"

const beat = `INSERT INTO pulse (id, beats) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET beats = pulse.beats + 1`

// Ready reports whether the ledger can be written, by writing it: an error says
// why not.
func (s *Store) Ready(ctx context.Context) error {
	return s.Update(ctx, By{Way: ByClock, Actor: "ready"}, func(tx *Tx) error {
		_, err := tx.exec(beat)
		return err
	})
}
