package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// vanished reports whether there is no ledger at a path, or nothing in it, although a line has
// served one there: whoever began a new one would tell everybody that they have no booking.
//
// What tells is the file of the lock, which a line that was killed leaves, and one that ends
// without its ledger; and what was put beside a ledger on purpose.
func vanished(path string) (bool, error) {
	own, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		own, err = path, nil
	}
	if err != nil || sizeOf(own) > 0 {
		return false, err
	}
	marked, err := markedBeside(own)
	if err != nil || marked {
		return marked, err
	}
	all, err := os.ReadDir(filepath.Dir(own))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // whoever creates the ledger is told
	}
	for _, e := range all {
		left, ok := strings.CutPrefix(e.Name(), filepath.Base(own))
		if ok && (strings.HasPrefix(left, "-version-") || strings.HasPrefix(left, "-wal-before")) {
			return true, nil
		}
	}
	return false, err
}

// markedBeside reports whether the file of the lock says that its process has seen a ledger.
func markedBeside(own string) (bool, error) {
	f, err := os.OpenFile(own+"-serve", os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ELOOP) {
		return false, nil // lock says what is wrong with it
	}
	if err != nil {
		return false, err
	}
	return heldBy(f).Mark != "", f.Close()
}
