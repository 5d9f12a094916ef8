package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A sqliteWatch is what intact holds a ledger's files against, and what the engine keeps
// open for that. SQLite goes on writing to files that it has open, whatever lies at their
// paths by now: the next process would open others.
type sqliteWatch struct {
	mu     sync.Mutex
	held   *heldFile     // nil before the ledger is opened, and once it is closed
	files  []watchedFile // the ledger's own first; none before watch was called
	header [headerSize]byte
	known  bool // whether header was seen in the file; it may still be in the log
	mark   sqliteMark
	log    sqliteLog   // watched only while this process serves the ledger
	lock   *sqliteLock // nil unless this process serves the ledger
	other  bool        // the file was overwritten, and its log is set aside once it is closed

	// Of a ledger that is only read: see sqliteToRead.
	unwritable bool
	last       *conn  // closed after all others
	thrown     string // a directory that is thrown away afterwards
}

// A watchedFile is a file at its path.
type watchedFile struct {
	path string
	id   fileID
}

// watch implements engine.
func (e sqlite) watch(c *conn) error {
	w := e.watched
	own, err := filepath.EvalSymlinks(e.file)
	if err != nil {
		return err
	}
	if err := c.touch(); err != nil { // from now on, the log and its index are there
		return err
	}
	files := []watchedFile{{e.file, w.held.id}, {path: own + "-wal"}, {path: own + "-shm"}}
	for i := range files[1:] {
		f := &files[i+1]
		if f.id, err = fileAt(f.path); err != nil {
			return err
		}
		if f.id == (fileID{}) {
			return &FileDoubt{FileGone, f.path}
		}
	}
	w.mu.Lock()
	w.files = files
	w.mu.Unlock()
	return nil
}

// touch reads from a connection, with which SQLite opens the log.
func (c *conn) touch() error {
	_, err := c.version()
	return err
}

// intact implements engine.
func (e sqlite) intact() error {
	w := e.watched
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held == nil {
		return nil
	}
	for _, f := range w.files {
		switch id, err := fileAt(f.path); {
		case err != nil:
			return fmt.Errorf("%w: %w", ErrDoubt, err)
		case id == (fileID{}):
			return &FileDoubt{FileGone, f.path}
		case id != f.id:
			return &FileDoubt{FileReplaced, f.path}
		}
	}
	if len(w.files) == 0 {
		return nil
	}
	switch same, err := w.same(); {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDoubt, err)
	case !same:
		return &FileDoubt{FileOther, w.files[0].path}
	}
	switch whole, err := w.log.whole(); {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDoubt, err)
	case !whole:
		return &FileDoubt{FileOther, w.files[1].path}
	}
	return nil
}

// The header of a file, and the fields in it that never change while a ledger is open: the
// magic string, the size of a page, the version of the schema, and the program's own mark.
// https://sqlite.org/fileformat2.html#the_database_header
const (
	headerSize    = 100
	magic         = "SQLite format 3\x00"
	pageSizeAt    = 16 // two bytes
	userVersionAt = 60 // four bytes
	applicationAt = 68 // four bytes
)

// same reports whether the file has what it had in it: its mark or, as long as that was not
// seen, the header of a ledger.
func (w *sqliteWatch) same() (bool, error) {
	if w.mark.least > 0 {
		return w.mark.isIn(w.held, pageSize(w.header))
	}
	var header [headerSize]byte
	n, err := w.held.ReadAt(header[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if !w.known {
		if n < headerSize || !ofThisProgram(header) {
			return true, nil // it is a new ledger, or one that was brought up to date, whose log has not been moved yet
		}
		w.header, w.known = header, true
	}
	for _, f := range []struct{ from, size int }{{0, len(magic)}, {pageSizeAt, 2}, {userVersionAt, 4}, {applicationAt, 4}} {
		if !bytes.Equal(header[f.from:f.from+f.size], w.header[f.from:f.from+f.size]) {
			return false, nil
		}
	}
	if w.mark.page == 0 {
		return true, nil
	}
	return w.mark.isIn(w.held, pageSize(header))
}

// ofThisProgram reports whether a header is that of a ledger of this program's version.
func ofThisProgram(header [headerSize]byte) bool {
	return bytes.HasPrefix(header[:], []byte(magic)) &&
		binary.BigEndian.Uint32(header[userVersionAt:]) == uint32(sqlite{}.newest()) &&
		binary.BigEndian.Uint32(header[applicationAt:]) == applicationID
}

// pageSize returns the size of a page, which is 1 where two bytes have no room for it.
func pageSize(header [headerSize]byte) int64 {
	if n := int64(binary.BigEndian.Uint16(header[pageSizeAt:])); n > 1 {
		return n
	}
	return 1 << 16
}

// rest implements engine. It moves the log into the ledger file and empties it, if no
// reader and no other process is in the way. If the ledger is not intact, what the log has
// is saved into the file that SQLite has open, wherever that is now; it must not go into a
// file that somebody has overwritten, and not if another process has begun another log.
func (e sqlite) rest(c *conn) error {
	switch doubt, ok := errors.AsType[*FileDoubt](e.intact()); {
	case !ok:
		if err := e.raise(c); err != nil {
			return fmt.Errorf("store: marking the ledger: %w", err)
		}
	case !movable(doubt):
		return nil
	}
	return e.checkpoint(c)
}

// movable reports whether the log may be moved into the file that it belongs to.
func movable(d *FileDoubt) bool {
	if d.What != FileReplaced {
		return d.What == FileGone
	}
	other, err := os.Stat(d.File)
	return err == nil && (other.Size() == 0 || !beside(d.File))
}

// beside reports whether a file is a log or its index.
func beside(path string) bool {
	return slices.Contains([]string{"-wal", "-shm"}, path[max(0, len(path)-4):])
}

// movesLog implements engine.
func (e sqlite) movesLog() bool {
	doubt, ok := errors.AsType[*FileDoubt](e.intact())
	if !ok {
		return true
	}
	e.watched.mu.Lock()
	defer e.watched.mu.Unlock()
	e.watched.other = doubt.What == FileOther
	return movable(doubt)
}

// letGo implements engine.
func (e sqlite) letGo() error {
	w := e.watched
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var errs []error
	if w.last != nil {
		errs = append(errs, w.last.close())
		w.last = nil
	}
	if w.other { // what the log has is not of the file that is there now
		_, err := setAside(strings.TrimSuffix(w.files[1].path, "-wal"))
		errs = append(errs, err)
	}
	if w.held != nil {
		errs = append(errs, w.held.letGo())
		w.held = nil
	}
	if w.thrown != "" {
		errs = append(errs, os.RemoveAll(w.thrown))
	}
	return errors.Join(errs...)
}
