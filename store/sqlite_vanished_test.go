package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Where a line has served a ledger, no new one begins by itself when that is gone: everybody
// would hear that they have no booking.
func TestNoLedgerBeginsWhereOneHasVanished(t *testing.T) {
	nothing := func(*testing.T, string) {}
	left := func(suffix, text string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path+suffix, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	// served has a line serve a ledger there, and something done to it meanwhile.
	served := func(do func(path string) error) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			w := &town{tester: t, clock: &clock{at: monday}, path: path}
			o := w.options()
			o.Serve = true
			s, err := Open(path, o)
			if err != nil {
				t.Fatal(err)
			}
			err = do(path)
			_ = s.Close() // it may say what is wrong with its files
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		before func(t *testing.T, path string)
		gone   bool
	}{
		"a new place":                        {nothing, false},
		"a line that never saw a ledger":     {left("-serve", `{"pid":1}`), false},
		"a line that was killed":             {left("-serve", `{"pid":1,"mark":"00"}`), true},
		"a copy of an earlier version":       {left("-version-9-2026-03-30", "x"), true},
		"a log that was set aside":           {left("-wal-before", "x"), true},
		"the ledger of somebody else":        {left(".old-wal-before", "x"), false},
		"deleted under a line":               {served(os.Remove), true},
		"renamed under a line":               {served(func(p string) error { return os.Rename(p, p+".away") }), true},
		"emptied under a line":               {served(func(p string) error { return os.Truncate(p, 0) }), true},
		"deleted with all that is beside it": {served(func(p string) error { return errors.Join(os.Remove(p), os.Remove(p+"-serve")) }), false},
		"served, and in order":               {served(func(string) error { return nil }), false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			c.before(t, path)
			w := &town{tester: t, clock: &clock{at: monday}, path: path}
			for _, serve := range []bool{false, true} {
				o := w.options()
				o.Serve = serve
				s, err := Open(path, o)
				if err == nil {
					err = s.Close()
				}
				d, doubt := errors.AsType[*FileDoubt](err)
				if doubt != c.gone || doubt && (d.What != FileVanished || !Temporary(err)) || !doubt && err != nil {
					t.Errorf("serve %t: found %v, expected a refusal: %t", serve, err, c.gone)
				}
			}
			if _, err := os.Stat(path); c.gone && err == nil && sizeOf(path) > 0 {
				t.Error("a ledger has begun")
			}
			o := w.options()
			o.Serve, o.New = true, true
			s, err := Open(path, o)
			if err != nil {
				t.Fatalf("with New: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
