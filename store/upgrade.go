package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"madoguchi/booking"
)

// OlderLedger is the refusal to write a ledger of an earlier version, or to read in it what
// that version does not have. Nothing was changed. Only a process that serves the ledger
// brings it up to date: see Options.Upgrade.
type OlderLedger struct {
	Version int // of the ledger
	Program int // to which this program would bring it
}

// Error says both versions.
func (e *OlderLedger) Error() string {
	return fmt.Sprintf("version %d; this program would bring it to %d", e.Version, e.Program)
}

// readableSince is the earliest version whose tables this program reads as they are: what
// came later has only added to them. What a statement does not find is refused all the same.
const readableSince = 9

// knowsProxies and knowsServices are the versions from which on a booking has a proxy, and a
// service.
const (
	knowsProxies  = 11
	knowsServices = 14
)

// reads returns a statement that reads bookings as it is for an earlier version, which does
// not know of a proxy, or of a service: no booking has one. So lists can be read while the old line runs.
func (e *OlderLedger) reads(query string) string {
	return strings.ReplaceAll(query, bookingColumns, bookingColumnsOf(e.Version))
}

// upgradeGrows is how many times its size a ledger may take while it is brought up to date,
// besides the copy: its log has every page that is written, and then the ledger has it too.
// From version 1 that was 3.1 times its size, of a ledger full of entries; from 9 nothing.
const upgradeGrows = 4

// upgrade brings a ledger of an earlier version up to date, after it has put a copy beside
// it that was checked. The copy is of what nobody has changed since. It returns *NoRoom
// before anything is changed. A process that is killed in the middle leaves the ledger as it
// was, and the next one begins anew.
func (s *Store) upgrade(o Options) error {
	c, version, err := s.engine.look()
	if err != nil || c == nil { // there is none yet
		return err
	}
	if err := c.close(); err != nil || version == s.engine.newest() {
		return err
	}
	size, err := s.engine.size()
	if err != nil {
		return err
	}
	dir := filepath.Dir(s.file)
	free, err := o.freeBytes(dir)
	if err != nil {
		return err
	}
	if err := roomIn(dir, size*(1+upgradeGrows), free); err != nil {
		return fmt.Errorf("%w: %w", &OlderLedger{version, s.engine.newest()}, err)
	}
	s.log.Info("the ledger is being brought up to date", "from", version, "to", s.engine.newest(), "bytes", size)
	var kept string
	err = s.engine.upgrade(func(version int) (err error) {
		kept, err = s.keepVersion(version, o)
		return err
	})
	if err != nil {
		return err
	}
	s.log.Info("the ledger was brought up to date", "from", version, "to", s.engine.newest(), "copy", kept)
	return nil
}

// keepVersion puts a copy of the ledger beside it, before its version is another, and returns
// where. What a process that was killed has left of one is removed.
func (s *Store) keepVersion(version int, o Options) (path string, err error) {
	left, err := s.neighbours("." + filepath.Base(s.file) + "-version-")
	if err == nil {
		err = removed(left...)
	}
	if err != nil {
		return "", err
	}
	named := fmt.Sprintf("%s-version-%d-%s", s.file, version, booking.DateOf(s.clock().In(booking.JST)))
	for path, n := named, 2; ; n++ {
		_, err := copied(context.Background(), s.engine, s.file, path, Options{Now: o.Now})
		if !errors.Is(err, fs.ErrExist) {
			return path, err
		}
		path = fmt.Sprintf("%s-%d", named, n)
	}
}

// freeBytes returns how many bytes the disk of a directory has free.
func (o Options) freeBytes(dir string) (int64, error) {
	if o.free != nil {
		return o.free(dir)
	}
	return FreeBytes(dir)
}

// Readable returns *OlderLedger if the ledger was opened to be read, and is of so early a
// version that only Check can read it.
func (s *Store) Readable() error {
	if s.older != nil && s.older.Version < readableSince {
		return explained(s.file, s.older)
	}
	return nil
}

// lacking turns the error of a statement that cannot be prepared, because the ledger is of
// an earlier version, into *OlderLedger.
func (s *Store) lacking(err error) error {
	if _, unprepared := errors.AsType[*unpreparedError](err); unprepared && s.older != nil {
		return explained(s.file, s.older)
	}
	return err
}

// Version returns the version of the ledger's schema, and the one that this program makes.
// They differ only if the ledger was opened to be read.
func (s *Store) Version() (ledger, program int) {
	if s.older != nil {
		return s.older.Version, s.older.Program
	}
	return s.engine.newest(), s.engine.newest()
}

// there reports whether something is at a path.
func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
