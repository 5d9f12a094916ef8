package store

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the schemas in testdata")

func TestOpenSaysWhatIsWrongWithTheFileAndWhatToDo(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("letter.txt"), []byte(strings.Repeat("Dear Sir or Madam, ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"foreign.db": "CREATE TABLE guests (name)",
		"numbered":   "PRAGMA user_version = 1",
		"theirs.db":  "PRAGMA application_id = 7",
		"newer.db":   fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, versions(t)+1),
	} {
		c := bare(t, path(name))
		if err := errors.Join(c.script(query), c.close()); err != nil {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]string{
		path("missing/ledger.db"): "there is no directory " + path("missing") + ": create it",
		dir:                       "is a directory",
		path("letter.txt"):        "this is not a ledger",
		path("foreign.db"):        "another program",
		path("numbered"):          "another program",
		path("theirs.db"):         "another program",
		path("newer.db"):          fmt.Sprintf("a newer madoguchi wrote it: run that one, or restore the backup from before the upgrade (it is of version %d, this program knows %d)", versions(t)+1, versions(t)),
		"":                        "expected the path of a file",
		":memory:":                "expected the path of a file",
	} {
		s, err := Open(file, Options{Now: time.Now})
		if !contains(err, want) || !contains(err, file) {
			t.Errorf("%s: found %v, expected %q", file, err, want)
		}
		if err == nil {
			s.Close()
		}
	}
	if _, err := Open(path("newer.db"), Options{Now: time.Now, ReadOnly: true}); !contains(err, "a newer madoguchi wrote it") {
		t.Errorf("a newer ledger, to be read: found %v", err)
	}
	if _, err := Open(path("ledger.db"), Options{}); !contains(err, "Options.Now") {
		t.Errorf("without a clock: %v", err)
	}
}

func TestANewLedgerIsForItsOwnerOnly(t *testing.T) {
	w := newTown(t)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(w.path + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", suffix, info.Mode(), err)
		}
	}
}

func TestAnyFileNameWillDo(t *testing.T) {
	for _, name := range []string{"窓口 1.db", "a?b#c%41.db", "a&_synchronous=OFF"} {
		w := townAt(t, filepath.Join(t.TempDir(), name))
		if err := w.Ready(bg); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(w.path); err != nil {
			t.Error(err)
		}
	}
}

func TestTwoProcessesMayOpenANewLedgerAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(path, Options{Now: func() time.Time { return monday }})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Ready(bg); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// A statement that cannot be read is only put down to the ledger's version if that is an
// earlier one.
func TestALedgerOfThisVersionIsNotCalledOlder(t *testing.T) {
	w := newTown(t)
	s, err := Open(w.path, Options{Now: w.clock.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(bg, func(tx *Tx) error {
		_, _, err := value[int](tx, `SELECT count(*) FROM nowhere`)
		return err
	})
	if _, older := errors.AsType[*OlderLedger](err); err == nil || older {
		t.Errorf("found %v", err)
	}
}
