package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A copy that was made before the ledger was brought up to date has the numbers of that day.
func TestCopiesBesideTheLedgerAreForgotten(t *testing.T) {
	w := newTown(t)
	w.clock.Add(quietFor)
	dir, name := filepath.Dir(w.path), filepath.Base(w.path)
	for file, age := range map[string]time.Duration{
		name + "-version-9-2026-03-30":   copiesStay,
		name + "-version-9-2026-03-30-2": copiesStay - time.Second,
		name + "-wal-before":             copiesStay,
		name + "-wal-before-2":           0,
		name + ".txt":                    10 * copiesStay,
		"other.db-version-9-2026-03-30":  10 * copiesStay,
	} {
		path, at := filepath.Join(dir, file), w.clock.Now().Add(-age)
		if err := os.WriteFile(path, []byte("09012345678"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	done, err := w.Compact(bg)
	if err != nil || done.Copies != 2 {
		t.Errorf("found %+v, %v, expected that 2 are removed", done, err)
	}
	var left []string
	all, err := os.ReadDir(dir)
	for _, e := range all {
		left = append(left, e.Name())
	}
	for _, file := range []string{name, name + "-version-9-2026-03-30-2", name + "-wal-before-2", name + ".txt", "other.db-version-9-2026-03-30"} {
		if !slices.Contains(left, file) {
			t.Errorf("%s is gone: %q, %v", file, left, err)
		}
	}
}
