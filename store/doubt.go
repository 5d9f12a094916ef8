package store

import (
	"errors"
	"time"
)

// ErrDoubt is in the chain of every error that says why the ledger must not be relied on: of
// *FileDoubt, of *DamageDoubt and of *ClockDoubt.
var ErrDoubt = errors.New("the ledger cannot be relied on")

// A FileDoubt says that the ledger's file is not the one that was opened: what is written
// now would be lost with the next start.
type FileDoubt struct {
	What FileChange
	File string // the path of the file that is concerned
}

// A FileChange is what happened to a file while the ledger was open.
type FileChange string

// The changes.
const (
	FileGone     FileChange = "gone"     // nothing is at its path: it was deleted or renamed
	FileReplaced FileChange = "replaced" // another file is at its path
	FileOther    FileChange = "other"    // it is the same file, with something else in it
	FileVanished FileChange = "vanished" // a line has served it, and when the next one began it was gone or empty
)

// Error says which file it is and what happened to it.
func (d *FileDoubt) Error() string {
	switch d.What {
	case FileGone:
		return d.File + " was deleted or renamed while the ledger was open"
	case FileReplaced:
		return d.File + " was replaced by another file while the ledger was open"
	case FileVanished:
		return d.File + " is gone or empty, and a line has served it"
	}
	return d.File + " was overwritten while the ledger was open"
}

// Unwrap returns ErrDoubt.
func (d *FileDoubt) Unwrap() error { return ErrDoubt }

// A ClockDoubt says that the machine's clock is too far from the newest moment that the
// ledger has seen: either may be wrong.
type ClockDoubt struct {
	Now    time.Time // what the machine says
	Newest time.Time // that the ledger has seen
}

// Error says both times.
func (d *ClockDoubt) Error() string {
	return "the machine's clock says " + stamp(d.Now) + ", and the ledger has last seen " + stamp(d.Newest)
}

// Unwrap returns ErrDoubt.
func (d *ClockDoubt) Unwrap() error { return ErrDoubt }

// Doubt returns why the ledger must not be relied on now: *FileDoubt, *DamageDoubt,
// *ClockDoubt, or nil.
// While it returns an error, Update refuses everything with that error, because nothing
// that a caller is told could be kept.
func (s *Store) Doubt() error { return s.doubtBut(false) }

// doubtBut is Doubt, but for the files if looked says that they have just been found in order.
func (s *Store) doubtBut(looked bool) error {
	if !looked {
		if err := s.engine.intact(); err != nil {
			return err
		}
	}
	if d := s.damage.Load(); d != nil {
		return d
	}
	return s.doubtClock(s.clock())
}

// look returns Doubt, and does what a doubt asks for when it begins. A line logs that, and
// when it ends; whoever is refused at a terminal is told. It runs on the goroutine that
// writes, outside of transactions.
func (s *Store) look(looked bool) error {
	err := s.doubtBut(looked)
	if sameDoubt(err, s.doubting) {
		return err
	}
	s.doubting = err
	if _, ok := errors.AsType[*FileDoubt](err); ok { // what was confirmed is saved first
		if err := s.engine.rest(s.writer); err != nil {
			s.log.Error("the write-ahead log could not be saved", "err", err)
		}
	}
	if s.lock != nil {
		s.tellDoubt(err)
	}
	return err
}

// tellDoubt logs that a doubt has begun, or that it has ended.
func (s *Store) tellDoubt(err error) {
	if err == nil {
		s.log.Info("the ledger can be relied on again")
		return
	}
	s.log.Error("the ledger cannot be relied on", "err", err, "do", remedy(err))
}

// sameDoubt reports whether two doubts are about the same thing, so that nobody needs to be
// told again.
func sameDoubt(a, b error) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	fileA, isA := errors.AsType[*FileDoubt](a)
	fileB, isB := errors.AsType[*FileDoubt](b)
	if isA && isB {
		return *fileA == *fileB
	}
	return remedy(a) == remedy(b)
}

// remedy returns what is to be done about a doubt, for the log.
func remedy(doubt error) string {
	if _, ok := errors.AsType[*ClockDoubt](doubt); ok {
		return "set the machine's clock, or confirm it with madoguchi ledger clock confirm"
	}
	if _, ok := errors.AsType[*DamageDoubt](doubt); ok {
		return "stop the line, look at the disk, and restore a backup: madoguchi ledger restore --help"
	}
	d, ok := errors.AsType[*FileDoubt](doubt)
	switch {
	case !ok:
		return "look at the disk, and who may read the directory of the ledger"
	case d.What == FileOther && beside(d.File):
		return "stop the line, and start it: what it had confirmed last may be lost, because it was in the log; then look what is missing, or restore a backup"
	case d.What == FileOther:
		return "stop the line; start it if what is in the file now shall be the ledger, or restore a backup first"
	case beside(d.File):
		return "stop the line, and start it"
	}
	return "stop the line, put the file back, and start it"
}
