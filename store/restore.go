package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Restore makes a ledger at path of what from has: a copy of one. It overwrites nothing, and
// checks the ledger before and after it is made what a ledger must be that comes out of the
// past: nobody is signed in, and no transfer code is good. It returns what the
// copy had. Nothing is at path until all is done.
//
// One of an earlier version stays so. Its errors are one of fs.ErrExist if a file of a ledger
// is there, *AlreadyServed if a line serves the ledger that was there, what is wrong with the copy, the disk's, and those of Open, whose options it takes.
func Restore(ctx context.Context, from io.Reader, path string, by By, o Options) (had Contents, err error) {
	for _, taken := range sqliteFiles(path) {
		if _, err := os.Lstat(taken); err == nil {
			return had, &fs.PathError{Op: "restore", Path: taken, Err: fs.ErrExist}
		}
	}
	if err := unserved(path); err != nil {
		return had, err
	}
	part, err := emptyBeside(path)
	if err != nil {
		return had, err
	}
	defer func() { err = errors.Join(err, removed(sqliteFiles(part)...)) }()
	if err := poured(from, part); err != nil {
		return had, err
	}
	if had, err = Inspect(ctx, part, o); err != nil {
		return had, fmt.Errorf("the backup does not hold: %w", err)
	}
	if err := awake(ctx, part, had, by, o); err != nil {
		return had, err
	}
	if _, err := Inspect(ctx, part, o); err != nil {
		return had, fmt.Errorf("what was restored does not hold: %w", err)
	}
	return had, settle(part, path)
}

// poured writes all of from into a file.
func poured(from io.Reader, path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(f, from)
	return err
}

// What no ledger of the past keeps, by the version that brought the table.
var forgotten = []struct {
	since int
	sql   string
}{
	{4, `DELETE FROM sessions`},
	{13, `DELETE FROM guests`},
	{5, `DELETE FROM codes`},
	{13, `UPDATE proofs SET guest = NULL, code = NULL, state = CASE state WHEN 'open' THEN 'over' ELSE state END`},
	{13, `DELETE FROM guests`},
	{15, `UPDATE links SET guest = NULL, secret = NULL, state = CASE state WHEN 'open' THEN 'over' ELSE state END`},
}

// awake forgets what must not be good again, and notes whence the ledger comes.
func awake(ctx context.Context, path string, had Contents, by By, o Options) (err error) {
	s, err := unopened(path, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.disconnect()) }()
	c, err := s.engine.alone()
	if err != nil {
		return explained(path, err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := c.begin(); err != nil {
		return err
	}
	tx := &Tx{ctx: ctx, c: c, now: s.clock(), rand: s.rand, by: by, writes: true}
	for _, f := range forgotten {
		if had.Version < f.since {
			continue
		}
		if _, err := tx.exec(f.sql); err != nil {
			return errors.Join(err, c.rollback())
		}
	}
	if had.Version >= 12 {
		if err := tx.restartOutbox(); err != nil {
			return errors.Join(err, c.rollback())
		}
	}
	if had.Version == s.engine.newest() {
		if err := tx.note(DidRestoreLedger, 0, Detail{AsOf: had.Newest}); err != nil {
			return errors.Join(err, c.rollback())
		}
	}
	return c.commit()
}

// removed removes files that may be there.
func removed(paths ...string) error {
	var errs []error
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
