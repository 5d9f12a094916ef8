package store

import (
	"context"
	"errors"
	"strings"
)

// A DamageDoubt says that what is stored is not what was written: the disk or the machine
// has changed it. It stays until the ledger is opened again, from a backup.
type DamageDoubt struct {
	File  string
	Found string // the first that was found
}

// Error says what was found.
func (d *DamageDoubt) Error() string { return d.File + " is damaged: " + d.Found }

// Unwrap returns ErrDoubt.
func (d *DamageDoubt) Unwrap() error { return ErrDoubt }

// Skim reads every page of the ledger, without comparing indexes with their tables, and
// returns *DamageDoubt if one of them is damaged; from then on so does Doubt. It takes a
// third of a second for 150 MB, beside everything else. Other errors are the engine's.
func (s *Store) Skim(ctx context.Context) error {
	return s.examine(ctx, func(tx *Tx) error { return s.suspect(tx, s.engine.damage(false)) })
}

// suspect returns *DamageDoubt if a query finds something, or is refused because of damage.
func (s *Store) suspect(tx *Tx, query string) error {
	found, err := all(tx, scanText, query)
	switch {
	case err == nil && len(found) == 0:
		return nil
	case err != nil && why(err) != damaged && why(err) != notALedger:
		return err
	case err != nil:
		found = []string{err.Error()}
	}
	return s.damagedBy(found[0])
}

// examine runs fn on one state of the ledger, over a connection that reads all of it. It
// returns *FileDoubt if the file is not the one that was opened.
func (s *Store) examine(ctx context.Context, fn func(*Tx) error) (err error) {
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	if err := s.engine.intact(); err != nil { // what is at the path is not what is open
		return err
	}
	c, err := s.engine.checker()
	if err != nil {
		return explained(s.file, err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	return s.read(ctx, c, fn)
}

// damagedBy has the ledger doubted from now on, and returns why.
func (s *Store) damagedBy(found string) *DamageDoubt {
	line, _, _ := strings.Cut(found, "\n")
	s.damage.CompareAndSwap(nil, &DamageDoubt{File: s.file, Found: cut(line, maxFound)})
	return s.damage.Load()
}

const maxFound = 200 // bytes of what was found that are told
