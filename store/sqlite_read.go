package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Settings of the connections to a ledger that is only read, where not even the index of a
// log can be written. Such a file is read as if it never changed, without locks: there is
// no log beside it, so nobody writes. https://sqlite.org/uri.html#uriimmutable
const immutableSettings = "?mode=ro&immutable=1&_query_only=1&_foreign_keys=1"

// sqliteToRead returns an engine that only reads the ledger in the file at path, which must
// be there. It writes nothing that stays, also if the file, its directory or the whole disk
// is read-only:
//
//   - If the file and its directory can be written, or log and index are there, it reads as
//     a line does that runs beside it, with the log.
//   - If there is no log, it reads the file alone.
//   - Else SQLite would have to write the log's index: it reads a copy of both.
//
// https://sqlite.org/wal.html#read_only_databases
func sqliteToRead(path string) (e sqlite, err error) {
	if path == "" || path == inMemory {
		return e, fmt.Errorf("ledger %q: expected the path of a file, such as madoguchi.db", path)
	}
	file, err := filepath.Abs(path)
	if err != nil {
		return e, fmt.Errorf("ledger %s: %w", path, err)
	}
	h, err := hold(file, os.O_RDONLY)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return e, fmt.Errorf("ledger %s: this user may not read it: run as the owner", path)
	case err != nil:
		return e, fmt.Errorf("ledger %s: %w", path, err)
	}
	e = sqlite{file: file, watched: &sqliteWatch{held: h}}
	_, err = e.unstray(false)
	if err == nil {
		err = e.chooseReading()
	}
	if err != nil {
		return e, errors.Join(fmt.Errorf("ledger %s: %w", path, err), e.letGo())
	}
	return e, nil
}

// chooseReading chooses how the ledger is read.
func (e *sqlite) chooseReading() error {
	own, err := filepath.EvalSymlinks(e.file)
	if err != nil {
		return err
	}
	log, index := own+"-wal", own+"-shm"
	e.watched.unwritable = !mayWrite(own)
	if !e.watched.unwritable && mayWrite(filepath.Dir(own)) || there(log) && there(index) {
		e.reading = checkerSettings
		return e.keepLog(log)
	}
	e.watched.unwritable = true
	if sizeOf(log) == 0 {
		e.reading = immutableSettings
		return nil
	}
	return e.readCopy(own, log)
}

// keepLog keeps the log from being moved into the ledger by this process, as the last that
// closes it: a connection that may only write nothing is closed after all others.
func (e *sqlite) keepLog(log string) (err error) {
	if sizeOf(log) == 0 {
		return nil
	}
	c, err := e.connect(readerSettings, toRead)
	if err != nil {
		return err
	}
	e.watched.last = c
	return c.touch()
}

// readCopy makes the engine one that reads a copy of a ledger and its log.
func (e *sqlite) readCopy(ledger, log string) error {
	dir, err := os.MkdirTemp("", "madoguchi-read-")
	if err != nil {
		return err
	}
	e.watched.thrown = dir
	copied := filepath.Join(dir, "ledger.db")
	if err := errors.Join(duplicate(ledger, copied), duplicate(log, copied+"-wal")); err != nil {
		return err
	}
	e.file, e.reading = copied, checkerSettings
	e.watched.unwritable = false
	return nil
}

// duplicate copies a file. One of a ledger must not be open in this process otherwise than
// by hold: see ledgerFiles.
func duplicate(from, to string) (err error) {
	h, err := hold(from, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.letGo()) }()
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(f, io.NewSectionReader(h, 0, 1<<62))
	return err
}

// mayWrite reports whether this user may write a file or a directory.
// https://man7.org/linux/man-pages/man2/access.2.html
func mayWrite(path string) bool {
	const write = 2 // W_OK
	return syscall.Access(path, write) == nil
}

// sizeOf returns how many bytes a file has: 0 if there is none.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
