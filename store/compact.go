package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// ErrCalls says that somebody is on the line. Nothing was changed; try again.
var ErrCalls = errors.New("somebody is on the line")

// quietFor is how long nobody must have been on the line for Compact to begin: turns wait for it.
const quietFor = 2 * time.Minute

// Compacted is what became of the ledger's size, and of old copies beside it.
type Compacted struct {
	Before, After int64 // bytes, with the log
	Copies        int   // that were removed
}

// LogValue returns both sizes, and how many copies were removed.
func (c Compacted) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("bytes_before", c.Before), slog.Int64("bytes_after", c.After), slog.Int("copies", c.Copies))
}

// Compact writes the ledger anew, and removes old copies beside it, so that nothing that was
// erased is in any byte of its files:
// rows that were deleted, and copies of rows from before they were moved, stay on
// the pages of a database until something else is written there. Turns wait meanwhile, about a second
// for 150 MB, so it begins only when nobody is on the line, and otherwise returns ErrCalls. It needs
// the ledger's size on the disk, and in memory. Other errors are those of Update.
func (s *Store) Compact(ctx context.Context) (done Compacted, err error) {
	if s.clock().Sub(time.Unix(s.turned.Load(), 0)) < quietFor {
		return done, ErrCalls
	}
	type outcome struct {
		done Compacted
		err  error
	}
	told := make(chan outcome, 1)
	select {
	case s.between <- func() {
		done, err := s.compact()
		told <- outcome{done, err}
	}:
	case <-s.closing:
		return done, ErrClosed
	case <-ctx.Done():
		return done, ctx.Err()
	}
	o := <-told
	return o.done, o.err
}

// Compactable is what Compact would begin with.
type Compactable struct {
	Before int64 // bytes, with the log
	Copies int   // that would be removed
}

// LogValue returns the size, and how many copies would be removed.
func (c Compactable) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("bytes_before", c.Before), slog.Int("copies", c.Copies))
}

// ForeseeCompact returns what Compact would begin with, and changes nothing. How much it would
// save nobody knows before.
func (s *Store) ForeseeCompact(context.Context) (found Compactable, err error) {
	if found.Before, err = s.engine.size(); err != nil {
		return found, err
	}
	old, err := s.oldCopies()
	found.Copies = len(old)
	return found, err
}

// compact runs on the goroutine that writes, between two groups.
func (s *Store) compact() (done Compacted, err error) {
	if err := s.look(false); err != nil {
		return done, err
	}
	if done.Before, err = s.engine.size(); err != nil {
		return done, err
	}
	if err := roomFor(s.engine, s.file); err != nil {
		return done, err
	}
	if err := s.engine.compact(s.writer); err != nil {
		return done, fmt.Errorf("store: compacting: %w", err)
	}
	if done.After, err = s.engine.size(); err != nil {
		return done, err
	}
	done.Copies, err = s.forgetCopies()
	return done, err
}
