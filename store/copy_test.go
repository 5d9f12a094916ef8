package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestACopyOfARunningLedgerIsWholeAndItsOwn(t *testing.T) {
	w := newTown(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	done := make(chan error, 1)
	stop := make(chan struct{})
	go func() { // turns go on meanwhile
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.exec(beat); return err }); err != nil {
				done <- err
				return
			}
		}
	}()
	made, err := Copy(bg, w.path, to, w.options())
	close(stop)
	if err := errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || made.Path != to || info.Size() != made.Bytes || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v, expected %d bytes at %s that only the owner reads", info, err, made.Bytes, made.Path)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(to), "*")); err != nil || len(left) != 1 {
		t.Errorf("beside the copy: %q, %v", left, err)
	}
	if hidden, err := filepath.Glob(filepath.Join(filepath.Dir(to), ".*")); err != nil || len(hidden) != 0 {
		t.Errorf("left behind: %q, %v", hidden, err)
	}
	copied := townAt(t, to)
	defer copied.Close()
	copied.sound()
}

func TestACopyOverwritesNothing(t *testing.T) {
	w := newTown(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(to, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Copy(bg, w.path, to, w.options())
	if left, _ := os.ReadFile(to); !errors.Is(err, fs.ErrExist) || string(left) != "mine" {
		t.Errorf("%v, and %q is there", err, left)
	}
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Something comes to be at the path after the copy was begun: there is no copy, and nobody is
// told that there is one.
func TestACopyOverwritesNothingThatComesMeanwhile(t *testing.T) {
	w := newTown(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	o, late := w.options(), false
	o.Now = func() time.Time {
		if parts, _ := filepath.Glob(filepath.Join(filepath.Dir(to), ".*.part")); len(parts) > 0 && !late {
			late = true
			if err := os.WriteFile(to, []byte("mine"), 0o600); err != nil {
				t.Error(err)
			}
		}
		return monday
	}
	_, err := Copy(bg, w.path, to, o)
	if left, _ := os.ReadFile(to); !late || !errors.Is(err, fs.ErrExist) || string(left) != "mine" {
		t.Errorf("%v, and %q is there, put meanwhile: %t", err, left, late)
	}
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// sized is an engine whose ledger takes so many bytes.
type sized struct {
	engine
	bytes int64
	err   error
}

func (e sized) size() (int64, error) { return e.bytes, e.err }

func TestACopyIsNotBegunWithoutRoom(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		ledger sized
		dir    string
		want   func(error) bool
	}{
		{sized{bytes: 1}, dir, func(err error) bool { return err == nil }},
		{sized{bytes: 1 << 62}, dir, func(err error) bool {
			no, ok := errors.AsType[*NoRoom](err)
			return ok && no.Dir == dir && no.Needed == 1<<62 && no.Free > 0
		}},
		{sized{bytes: 1, err: errInjected}, dir, func(err error) bool { return errors.Is(err, errInjected) }},
		{sized{bytes: 1}, filepath.Join(dir, "missing"), func(err error) bool { return errors.Is(err, fs.ErrNotExist) }},
	} {
		if err := roomFor(c.ledger, filepath.Join(c.dir, "copy.db")); !c.want(err) {
			t.Errorf("%+v in %s: found %v", c.ledger, c.dir, err)
		}
	}
}

func TestAnErasedNumberIsInNoCopy(t *testing.T) {
	w := newTown(t)
	w.raw(`PRAGMA secure_delete = OFF; CREATE TABLE gone (number TEXT) STRICT`)
	w.raw(`WITH RECURSIVE n (value) AS (SELECT 1000 UNION ALL SELECT value + 1 FROM n WHERE value < 3000)
		INSERT INTO gone SELECT '+81909999' || value FROM n`)
	w.raw(`DROP TABLE gone`)
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := Copy(bg, w.path, to, w.options()); err != nil {
		t.Fatal(err)
	}
	if all, err := os.ReadFile(to); err != nil || bytes.Contains(all, []byte("+81909999")) {
		t.Errorf("found an erased number in the copy, or %v", err)
	}
}

func TestACopyOfADamagedLedgerIsNotLeft(t *testing.T) {
	w := newTown(t)
	w.raw(`PRAGMA foreign_keys = 0; INSERT INTO remarks (entry, text) VALUES (999999, 'x'); PRAGMA foreign_keys = 1`)
	to := filepath.Join(t.TempDir(), "copy.db")
	_, err := Copy(bg, w.path, to, w.options())
	if left, _ := os.ReadDir(filepath.Dir(to)); err == nil || !strings.Contains(err.Error(), "does not hold") || len(left) != 0 {
		t.Errorf("%v, and there are %v", err, left)
	}
}

func TestAFileOfAnEarlierVersionIsInspected(t *testing.T) {
	path := ledgerOf(t, 4, "")
	found, err := Inspect(bg, path, Options{Now: func() time.Time { return monday }})
	if err != nil || found.Version != 4 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAFileThatIsNoLedgerIsNotInspected(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{empty, filepath.Join(t.TempDir(), "missing.db")} {
		if _, err := Inspect(bg, path, Options{Now: func() time.Time { return monday }}); err == nil {
			t.Errorf("%s: found no error", path)
		}
	}
}
