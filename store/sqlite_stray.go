package store

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// errStray is the refusal to open a file with the log of another one.
var errStray = errors.New("the log beside it, which ends in -wal, is that of another file: " +
	"it was replaced while a line had it open; end that line, and start madoguchi serve, which sets the log aside")

// stray reports whether the log beside the ledger is that of another file. Somebody has put
// a file in the place of the ledger, such as a backup, and the process that had the ledger
// open was killed, or goes on. SQLite would write into the one file what the log has of the
// other. https://sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
//
// It is so if that process has seen its mark in the file, and it is neither there any more
// nor in the log. The log has it if a VACUUM has not been moved into the file yet.
func (e sqlite) stray() (bool, error) {
	own, err := filepath.EvalSymlinks(e.file)
	if err != nil || sizeOf(own+"-wal") == 0 {
		return false, err
	}
	f, err := os.Open(own + "-serve")
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return false, nil // nobody serves it, or another user does, whom only they can ask
	}
	if err != nil {
		return false, err
	}
	key, err := hex.DecodeString(heldBy(f).Mark)
	if err := f.Close(); err != nil {
		return false, err
	}
	if err != nil || len(key) == 0 {
		return false, nil
	}
	there, err := contains16(e.watched.held, key)
	if err != nil || there {
		return false, err
	}
	log, err := os.Open(own + "-wal") // SQLite has no locks on it that closing it could lose
	if err != nil {
		return false, err
	}
	there, err = contains16(log, key)
	return err == nil && !there, errors.Join(err, log.Close())
}

// contains16 reports whether a file has a key in it.
func contains16(f io.ReaderAt, key []byte) (bool, error) {
	const size = 1 << 20
	part := make([]byte, size+len(key))
	for at := int64(0); ; at += size {
		n, err := f.ReadAt(part, at)
		switch {
		case bytes.Contains(part[:n], key):
			return true, nil
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		}
	}
}

// unstray implements engine.
func (e sqlite) unstray(serve bool) (aside string, err error) {
	switch stray, err := e.stray(); {
	case err != nil || !stray:
		return "", err
	case !serve:
		return "", errStray
	}
	own, err := filepath.EvalSymlinks(e.file)
	if err != nil {
		return "", err
	}
	return setAside(own)
}

// setAside renames the log of a file, and removes its index, which is of no use without it.
func setAside(own string) (aside string, err error) {
	aside = own + "-wal-before"
	return aside, errors.Join(os.Rename(own+"-wal", aside), removed(own+"-shm"))
}
