package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// copiesStay is how long a copy of earlier days stays beside the ledger: it has the numbers of
// then, which the ledger itself forgets. docs/rules.md, "What is kept".
const copiesStay = 14 * 24 * time.Hour

// forgetCopies removes the copies that were made before the ledger was brought up to date and
// the logs that were set aside, once they are old, and returns how many.
func (s *Store) forgetCopies() (removed int, err error) {
	old, err := s.oldCopies()
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, err
}

// oldCopies returns the paths of what forgetCopies removes.
func (s *Store) oldCopies() (old []string, err error) {
	name := filepath.Base(s.file)
	for _, kind := range []string{name + "-version-", name + "-wal-before"} {
		found, err := s.neighbours(kind)
		if err != nil {
			return old, err
		}
		for _, path := range found {
			info, err := os.Lstat(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return old, err
			}
			if !info.Mode().IsRegular() || s.clock().Sub(info.ModTime()) < copiesStay {
				continue
			}
			old = append(old, path)
		}
	}
	return old, nil
}

// neighbours returns what lies in the directory of the ledger and has a name that begins so.
func (s *Store) neighbours(name string) (paths []string, err error) {
	dir := filepath.Dir(s.file)
	all, err := os.ReadDir(dir)
	for _, e := range all {
		if strings.HasPrefix(e.Name(), name) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}
