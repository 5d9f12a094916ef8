package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// serving opens a ledger to be served.
func serving(path string) (*Store, error) {
	return Open(path, Options{Now: func() time.Time { return monday }, Serve: true})
}

// expectServed expects the refusal of a process that would serve the ledger as well.
func expectServed(t *testing.T, err error, want AlreadyServed) {
	t.Helper()
	if found, ok := errors.AsType[*AlreadyServed](err); !ok || *found != want {
		t.Errorf("found %v, expected %v", err, &want)
	}
}

func TestALedgerIsServedByOneProcess(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	first, err := serving(path)
	if err != nil {
		t.Fatal(err)
	}
	here := AlreadyServed{PID: os.Getpid(), Since: monday}
	_, err = serving(path)
	expectServed(t, err, here)
	if err := first.ServedAt("127.0.0.1:8080"); err != nil {
		t.Fatal(err)
	}
	here.Address = "127.0.0.1:8080"
	linked := filepath.Join(t.TempDir(), "linked.db")
	if err := os.Symlink(path, linked); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, name := range []string{path, linked, "ledger.db", "../" + filepath.Base(dir) + "/ledger.db"} {
		_, err = serving(name)
		expectServed(t, err, here)
	}
	// Commands at the desk go on beside it.
	w := townAt(t, path)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.book(phone(1), ajiyoshi, at(11, 0))
	if err := errors.Join(w.Close(), first.Close()); err != nil {
		t.Fatal(err)
	}
	expectAlone(t, path)
	second, err := serving(linked)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(linked + "-serve"); err == nil {
		t.Error("the lock lies beside the link")
	}
}

// Whoever is refused reads which process it is and where, as far as that is known.
func TestWhoServesTheLedgerIsSaid(t *testing.T) {
	for want, served := range map[string]AlreadyServed{
		"another process is about to serve it":                             {},
		"process 7 has it since 2026-11-30 09:00, and does not listen yet": {PID: 7, Since: monday},
		"process 7 serves it at 127.0.0.1:8080, since 2026-11-30 09:00":    {PID: 7, Address: "127.0.0.1:8080", Since: monday},
	} {
		if got := served.Error(); got != want {
			t.Errorf("%+v: found %q, expected %q", served, got, want)
		}
	}
}

// A ledger of an earlier version is not brought up to date by a process that is refused.
func TestWhoIsRefusedChangesNothing(t *testing.T) {
	path := ledgerOf(t, 1, versionOne())
	lock, err := sqlite{file: path}.lock(monday)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = serving(path)
	expectServed(t, err, AlreadyServed{PID: os.Getpid(), Since: monday})
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the ledger has changed, %v", err)
	}
	if err := lock.release(); err != nil {
		t.Error(err)
	}
	expectAlone(t, path)
}

func TestALockThatWasLeftBehindIsFree(t *testing.T) {
	for what, text := range map[string]string{
		"of a process that was killed": `{"pid":1,"address":"127.0.0.1:8080 and much longer than the next one","since":"2026-11-29T09:00:00+09:00"}`,
		"that is empty":                "",
		"that somebody has edited":     "do not touch",
	} {
		path := filepath.Join(t.TempDir(), "ledger.db")
		if err := os.WriteFile(path+"-serve", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := serving(path)
		if err != nil {
			t.Errorf("a lock %s: %v", what, err)
			continue
		}
		if err := s.ServedAt("127.0.0.1:1"); err != nil {
			t.Error(err)
		}
		var h holder
		left, err := os.ReadFile(path + "-serve")
		if err != nil || json.Unmarshal(left, &h) != nil || !h.Since.Equal(monday) || h.PID != os.Getpid() || h.Address != "127.0.0.1:1" {
			t.Errorf("a lock %s has %s, %v", what, left, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A process that has opened the file while another one removed it must not believe that
// its lock keeps anybody away.
func TestALockOnAFileThatIsGoneKeepsNobodyAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db-serve")
	opened := func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	f := opened()
	if there, err := isAt(f, path); !there || err != nil {
		t.Errorf("found %t, %v", there, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for range 2 { // gone, and made anew by another process
		if there, err := isAt(f, path); there || err != nil {
			t.Errorf("found %t, %v", there, err)
		}
		opened()
	}
}

// However many take and release the lock at once, it has one holder at a time.
func TestTheLockHasOneHolderAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var holders, taken atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 300 {
				s, err := sqlite{file: path}.lock(monday)
				if _, ok := errors.AsType[*AlreadyServed](err); ok {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				taken.Add(1)
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d hold the lock", n)
				}
				runtime.Gosched()
				holders.Add(-1)
				if err := s.release(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if taken.Load() < 8 {
		t.Errorf("the lock was taken %d times", taken.Load())
	}
	expectAlone(t, path)
}

func TestTheLockIsForThoseWhoMayWriteTheLedger(t *testing.T) {
	for _, mode := range []os.FileMode{0o600, 0o660} {
		path := filepath.Join(t.TempDir(), "ledger.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		s, err := serving(path)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path + "-serve"); err != nil || info.Mode().Perm() != mode {
			t.Errorf("found %v, %v, expected %v", info.Mode(), err, mode)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Nobody makes root write elsewhere with a link.
func TestTheLockIsNoLink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	elsewhere := filepath.Join(t.TempDir(), "shadow")
	if err := errors.Join(os.WriteFile(elsewhere, []byte("root"), 0o600), os.Symlink(elsewhere, path+"-serve")); err != nil {
		t.Fatal(err)
	}
	if _, err := serving(path); !contains(err, "found a link at "+path+"-serve") {
		t.Errorf("found %v", err)
	}
	if text, err := os.ReadFile(elsewhere); err != nil || string(text) != "root" {
		t.Errorf("found %q, %v", text, err)
	}
}

func TestOnlyALedgerThatIsServedHasAnAddress(t *testing.T) {
	if err := newTown(t).ServedAt("127.0.0.1:8080"); !contains(err, "expected Options.Serve") {
		t.Errorf("found %v", err)
	}
}

// A lock that root has left behind is the ledger's owner's, who must be able to take it.
func TestTheLockIsOwnedByWhoOwnsTheLedger(t *testing.T) {
	type owner struct{ user, group int }
	owners := []owner{{os.Geteuid(), os.Getegid()}}
	if os.Geteuid() == 0 { // who alone may give a file away
		owners = append(owners, owner{65534, 0}, owner{0, 65534}, owner{65534, 65534})
	}
	for _, want := range owners {
		path := filepath.Join(t.TempDir(), "ledger.db")
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, want.user, want.group)); err != nil {
			t.Fatal(err)
		}
		s, err := serving(path)
		if err != nil {
			t.Fatal(err)
		}
		var of syscall.Stat_t
		if err := syscall.Stat(path+"-serve", &of); err != nil || (owner{int(of.Uid), int(of.Gid)}) != want {
			t.Errorf("found the owner %d and the group %d, %v, expected %v", of.Uid, of.Gid, err, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
