package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// readAll returns the files in the directory of a ledger, with what is in them.
func readAll(t *testing.T, path string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(path), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[e.Name()] = string(data)
	}
	return found
}

// expectUnchanged expects the files of a ledger to be as they were.
func expectUnchanged(t *testing.T, what, path string, before map[string]string) {
	t.Helper()
	if after := readAll(t, path); !maps.Equal(after, before) {
		t.Errorf("%s: there are %q, or their bytes are others, expected %q as they were", what, slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)))
	}
}

func expectOlder(t *testing.T, what string, err error, version int) {
	t.Helper()
	found, ok := errors.AsType[*OlderLedger](err)
	if !ok || *found != (OlderLedger{version, versions(t)}) || !contains(err, fmt.Sprintf("version %d; this program would bring it to %d: start madoguchi serve on it once", version, versions(t))) {
		t.Errorf("%s: found %v, expected the refusal of version %d", what, err, version)
	}
}

// keptOf returns the copies beside a ledger that were put there before it was brought up to
// date.
func keptOf(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(path + "-version-*")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Whoever opens an earlier ledger without serving it changes not a byte: neither the file
// nor what lies beside it.
func TestOnlyWhoServesBringsALedgerUpToDate(t *testing.T) {
	for _, version := range []int{1, 5, 9} {
		script := ""
		if version == 1 {
			script = versionOne()
		}
		path := ledgerOf(t, version, script)
		before := readAll(t, path)
		now := func() time.Time { return monday }
		for what, o := range map[string]Options{"writing": {Now: now}, "serving without upgrading": {Now: now, Serve: true}} {
			_, err := Open(path, o)
			expectOlder(t, what, err, version)
			expectUnchanged(t, what, path, before)
		}
		if _, err := WhoseIs(path, Options{Now: now}); err != nil {
			t.Error(err)
		}
		expectUnchanged(t, "whose it is", path, before)
		s, err := Open(path, Options{Now: now, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if ledger, program := s.Version(); ledger != version || program != versions(t) {
			t.Errorf("version %d of %d, expected %d of %d", ledger, program, version, versions(t))
		}
		if err := s.Check(bg); err != nil {
			t.Errorf("the check of version %d: %v", version, err)
		}
		if err := s.Ready(bg); !errors.Is(err, ErrReadOnly) {
			t.Errorf("writing it: %v", err)
		}
		err = s.View(bg, func(tx *Tx) error {
			_, err := tx.List(Filter{})
			return err
		})
		if version >= readableSince && err != nil {
			t.Errorf("reading version %d: %v", version, err)
		} else if version < readableSince {
			expectOlder(t, "reading it", err, version)
		}
		err = s.View(bg, func(tx *Tx) error { // of a table that only this version has
			_, _, err := value[int](tx, `SELECT count(*) FROM serving`)
			return err
		})
		expectOlder(t, "reading what it has not", err, version)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		expectUnchanged(t, "reading", path, before)
	}
}

// A check of what is wrong in an earlier ledger finds it, and the ledger stays what it is.
func TestACheckOfAnEarlierLedgerFindsWhatIsWrong(t *testing.T) {
	for script, want := range map[string]string{
		`PRAGMA foreign_keys = 0; DELETE FROM slots WHERE id = 2`: "claims 2 refers to no slots",
		`DROP TRIGGER bookings_stay`:                              "not there: trigger bookings_stay",
	} {
		path := ledgerOf(t, 1, versionOne()+";"+script)
		s, err := Open(path, Options{Now: time.Now, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(bg); !contains(err, want) {
			t.Errorf("found %v, expected %s", err, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// upgraded brings a ledger up to date, and returns what was logged.
func upgraded(t *testing.T, path string) string {
	t.Helper()
	var log bytes.Buffer
	s, err := Open(path, Options{Now: func() time.Time { return monday }, Serve: true, Upgrade: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(bg); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return log.String()
}

// The copy beside a ledger that is brought up to date is the ledger as it was: the program
// that it is of goes on with it. It is for its owner only, and never overwrites another. What
// a process that was killed has left of one is removed.
func TestACopyIsKeptOfALedgerThatIsBroughtUpToDate(t *testing.T) {
	path := ledgerOf(t, 1, versionOne())
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(filepath.Dir(path), ".ledger.db-version-1-2026-11-30-123.part")
	kept := path + "-version-1-2026-11-30"
	for round, want := range []string{kept, kept + "-2", kept + "-3"} {
		if err := errors.Join(os.WriteFile(path, old, 0o600), os.WriteFile(part, old[:4096], 0o600)); err != nil { // somebody has gone back
			t.Fatal(err)
		}
		log := upgraded(t, path)
		if there(part) {
			t.Errorf("%s is still there", part)
		}
		if kept := keptOf(t, path); len(kept) != round+1 || kept[round] != want {
			t.Errorf("there are %q, expected %q as the last", kept, want)
		}
		if !strings.Contains(log, `msg="the ledger was brought up to date" from=1 to=`+fmt.Sprint(versions(t))+" copy="+want) {
			t.Errorf("the log says\n%s", log)
		}
		c := bare(t, want)
		version, err := c.version()
		if err != nil || version != 1 {
			t.Errorf("the copy is of version %d, %v", version, err)
		}
		var bookings int
		if err := c.sql.QueryRowContext(bg, `SELECT count(*) FROM bookings`).Scan(&bookings); err != nil || bookings != 4 {
			t.Errorf("the copy has %d bookings, %v, expected 4", bookings, err)
		}
		if err := c.close(); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(want); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	if log := upgraded(t, path); log != "" || len(keptOf(t, path)) != 3 {
		t.Errorf("of a ledger that is up to date, there are the copies %q, and the log says %s", keptOf(t, path), log)
	}
	fresh := filepath.Join(t.TempDir(), "ledger.db")
	if log := upgraded(t, fresh); log != "" || len(keptOf(t, fresh)) != 0 {
		t.Errorf("a new ledger is not one that is brought up to date: %s", log)
	}
}

// Without the room for the copy, and for what bringing it up to date writes, nothing is
// changed, and the refusal says how much there is and how much it takes.
func TestALedgerIsNotBroughtUpToDateWithoutRoom(t *testing.T) {
	path := ledgerOf(t, 1, versionOne())
	before := readAll(t, path)
	needed := int64(len(before[filepath.Base(path)])) * (1 + upgradeGrows)
	for _, c := range []struct {
		free    int64
		refused bool
	}{{0, true}, {needed - 1, true}, {needed, false}} {
		s, err := Open(path, Options{Now: func() time.Time { return monday }, Upgrade: true, free: func(dir string) (int64, error) {
			if dir != filepath.Dir(path) {
				t.Errorf("asked about %s", dir)
			}
			return c.free, nil
		}})
		if !c.refused {
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			continue
		}
		found, ok := errors.AsType[*NoRoom](err)
		if !ok || *found != (NoRoom{filepath.Dir(path), needed, c.free}) ||
			!contains(err, fmt.Sprintf("%d bytes free, expected %d at least: make room", c.free, needed)) {
			t.Errorf("found %v, expected %d bytes of %d", err, c.free, needed)
		}
		expectUnchanged(t, "without room", path, before)
	}
	if _, err := Open(path, Options{Now: time.Now, free: func(string) (int64, error) { return 0, fs.ErrInvalid }}); err != nil {
		t.Errorf("a ledger that is up to date needs no room: %v", err)
	}
}

// A process is killed while it copies the ledger, or while it brings it up to date: the
// ledger is what it was or what it becomes, each file that is called a copy is a whole one,
// and the next process goes on.
func TestAnUpgradeThatIsKilledIsBegunAnew(t *testing.T) {
	const entries = 60_000
	path := ledgerOf(t, 1, versionOne()+fmt.Sprintf(`;
		WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d)
		INSERT INTO audit (at, through, actor, what, booking, detail) SELECT n, 'terminal', 'somebody at the window', 'open', NULL, '' FROM n`, entries))
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	inTheMiddle := 0
	for _, sight := range []string{"/.ledger.db-version-*.part", "/ledger.db-version-*", "/ledger.db-version-*"} { // the copy begins; it is complete
		for _, left := range keptOf(t, path) {
			if err := os.Remove(left); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := run(t, "open", path, "")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for seen := false; !seen; {
			found, err := filepath.Glob(filepath.Dir(path) + sight)
			if err != nil {
				t.Fatal(err)
			}
			seen = len(found) > 0
			select {
			case err := <-ended:
				t.Fatalf("the process ended before %s was there: %v", sight, err)
			default:
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil {
			t.Fatal("the process ended by itself")
		}
		s, err := Open(path, Options{Now: time.Now, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		version, _ := s.Version()
		if version != 1 && version != versions(t) {
			t.Errorf("killed at %s, it is of version %d", sight, version)
		}
		if version == 1 {
			inTheMiddle++
		}
		if err := errors.Join(s.Check(bg), s.Close()); err != nil {
			t.Errorf("killed at %s: %v", sight, err)
		}
		upgraded(t, path)
		for _, kept := range keptOf(t, path) {
			if had, err := Inspect(bg, kept, Options{Now: time.Now}); err != nil || had.Version != 1 {
				t.Errorf("killed at %s: %s has version %d, %v", sight, kept, had.Version, err)
			}
		}
		w := townAt(t, path)
		if n := w.count(`SELECT count(*) FROM audit WHERE actor = 'somebody at the window'`); n != entries {
			t.Errorf("killed at %s: %d entries, expected %d", sight, n, entries)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if left, err := filepath.Glob(filepath.Dir(path) + "/.*"); err != nil || len(left) > 0 {
			t.Errorf("killed at %s: %q are left, %v", sight, left, err)
		}
	}
	if inTheMiddle == 0 {
		t.Error("no process was killed in the middle")
	}
}
