package store

import (
	"context"
	"errors"
	"os"
	"time"
)

// Contents are what a file that holds a ledger tells of itself.
type Contents struct {
	Path    string
	Bytes   int64
	Version int       // of its schema
	Whose   Whose     // knows no city before version 9
	Newest  time.Time // of the entries of its audit trail; the zero time if there is none
	Seen    time.Time // the newest moment that a line has seen with it; the zero time if none has
}

// ClockDoubt returns the *ClockDoubt that a line would have which is started with it at now,
// or nil.
func (c Contents) ClockDoubt(now time.Time) error {
	known := seen{served: !c.Seen.IsZero(), newest: c.Seen}
	return known.doubt(now)
}

// Inspect opens the ledger in a file that nobody serves, such as a copy, and checks the whole of
// it, with the invariants of its version. It changes nothing. Its errors say what is wrong,
// and name no telephone number.
func Inspect(ctx context.Context, path string, o Options) (found Contents, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return found, err
	}
	s, err := unopened(path, o)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, s.disconnect()) }()
	c, version, err := s.engine.look()
	if err == nil && c == nil {
		err = errNoVersion
	}
	if err != nil {
		return found, explained(path, err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	found = Contents{Path: path, Bytes: info.Size(), Version: version}
	err = s.read(ctx, c, func(tx *Tx) error { return tx.inspect(&found) })
	return found, err
}

var errNoVersion = errors.New("the file is empty")

// newestEntry is in the order in which entries are made, which the clock may not be.
const newestEntry = `SELECT at FROM audit ORDER BY id DESC LIMIT 1`

func (tx *Tx) inspect(found *Contents) (err error) {
	e := tx.c.engine
	if found.Version == e.newest() {
		var known seen
		err = errors.Join(tx.check(e), tx.learnClock(&known))
		found.Seen = known.newest
	} else {
		err = tx.checkEarlier(e, found.Version)
	}
	if err != nil {
		return err
	}
	if found.Whose, err = tx.whoseOf(found.Version); err != nil {
		return err
	}
	found.Newest, _, err = first(tx, func(_ *Tx, r row) (at time.Time, err error) {
		err = r.Scan((*instant)(&at))
		return at, err
	}, newestEntry)
	return err
}
