package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// readWhatIsThere checks a ledger in a process of its own, as a user who may write nothing,
// and prints how many bookings there are and whether the columns were checked.
func readWhatIsThere(path string) {
	var t shell
	if os.Geteuid() == 0 { // to whom everything is permitted
		if err := errors.Join(syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			t.Fatalf("%v", err)
		}
	}
	s, err := Open(path, Options{Now: time.Now, ReadOnly: true})
	if err != nil {
		t.Fatalf("%v", err)
	}
	if err := s.Check(bg); err != nil {
		t.Fatalf("%v", err)
	}
	w := &town{tester: t, Store: s}
	fmt.Println(w.count(`SELECT count(*) FROM bookings`), s.ChecksColumns())
	if err := s.Close(); err != nil {
		t.Fatalf("%v", err)
	}
}

// left returns the files of a ledger with two bookings, of which the second is in the log.
func left(t *testing.T) map[string]string {
	t.Helper()
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 2)
	w.book(phone(1), ajiyoshi, slot.Start)
	w.raw("PRAGMA wal_checkpoint(TRUNCATE)")
	w.book(phone(2), ajiyoshi, slot.Start)
	return readAll(t, w.path)
}

// Whatever of a ledger's files a read-only disk has, it is read, with its log, and nothing
// is written to it.
func TestALedgerIsReadWhereNothingCanBeWritten(t *testing.T) {
	files := left(t)
	copies := t.TempDir() // its own, or what another process reads would be found there
	if err := errors.Join(os.Chmod(copies, 0o777), os.Chmod(filepath.Dir(copies), 0o755)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", copies)
	for _, c := range []struct {
		there []string
		want  string
	}{
		{[]string{""}, "1 false"}, // a copy without its log: what is in there
		{[]string{"", "-wal"}, "2 true"},
		{[]string{"", "-wal", "-shm"}, "2 false"},
	} {
		path := filepath.Join(t.TempDir(), "ledger.db")
		for _, suffix := range c.there {
			if err := os.WriteFile(path+suffix, []byte(files["ledger.db"+suffix]), 0o444); err != nil {
				t.Fatal(err)
			}
		}
		dir := filepath.Dir(path)
		before := readAll(t, path)
		if err := errors.Join(os.Chmod(dir, 0o555), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { // or it cannot be removed
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Error(err)
			}
		})
		out, err := run(t, "read", path, "").Output()
		if err != nil || strings.TrimSpace(string(out)) != c.want {
			t.Errorf("with %q: found %q, %v, expected %s", c.there, out, err, c.want)
		}
		expectUnchanged(t, fmt.Sprint(c.there), path, before)
	}
	if thrown, err := filepath.Glob(filepath.Join(copies, "*")); err != nil || len(thrown) > 0 {
		t.Errorf("%q are left, %v", thrown, err)
	}
}

// What a process that was killed has left is read, and stays as it is: the log is not moved
// by who only reads.
func TestReadingMovesNoLog(t *testing.T) {
	files := left(t)
	for _, there := range [][]string{{""}, {"", "-wal", "-shm"}} {
		path := filepath.Join(t.TempDir(), "ledger.db")
		for _, suffix := range there {
			if err := os.WriteFile(path+suffix, []byte(files["ledger.db"+suffix]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		before := readAll(t, path)
		s, err := Open(path, Options{Now: time.Now, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(bg); err != nil {
			t.Error(err)
		}
		if !s.ChecksColumns() {
			t.Error("it leaves out the columns")
		}
		if n := (&town{tester: t, Store: s}).count(`SELECT count(*) FROM bookings`); n != (len(there)+1)/2 {
			t.Errorf("with %q: %d bookings", there, n)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		after := readAll(t, path)
		delete(before, "ledger.db-shm") // it says who reads
		delete(after, "ledger.db-shm")
		if len(before) != len(after) || before["ledger.db"] != after["ledger.db"] || before["ledger.db-wal"] != after["ledger.db-wal"] {
			t.Errorf("with %q: the files have changed", there)
		}
	}
}

// A line goes on beside whoever reads, and neither disturbs the other.
func TestReadingBesideALineChangesNothing(t *testing.T) {
	w, _, _ := watched(t)
	slot := w.slot(ajiyoshi, at(11, 0), 4)
	w.book(phone(1), ajiyoshi, slot.Start)
	before := readAll(t, w.path)
	delete(before, "ledger.db-shm")
	s, err := Open(w.path, Options{Now: time.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(bg); err != nil {
		t.Error(err)
	}
	w.book(phone(2), ajiyoshi, slot.Start)
	if n := (&town{tester: t, Store: s}).count(`SELECT count(*) FROM bookings`); n != 2 {
		t.Errorf("%d bookings, expected those of the line", n)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if after := readAll(t, w.path); after["ledger.db"] != before["ledger.db"] {
		t.Error("the log was moved into the ledger")
	}
	w.expectDoubt(nil)
	w.book(phone(3), ajiyoshi, slot.Start)
	w.sound()
}

func TestAFileThatIsNoLedgerIsNotRead(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"empty.db":   {"", "the file is empty"},
		"letter.txt": {strings.Repeat("Dear Sir or Madam, ", 100), "this is not a ledger"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, Options{Now: time.Now, ReadOnly: true}); !contains(err, c.want) || !contains(err, path) {
			t.Errorf("%s: found %v, expected %s", name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(dir, "none.db"), Options{Now: time.Now, ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("found %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("there are %v now, %v", entries, err)
	}
}
