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

// backedUp returns a copy of a ledger in which an agent is signed in and has given out a code.
func backedUp(t *testing.T) (w *town, copied []byte) {
	t.Helper()
	w = newTown(t)
	w.do(func(tx *Tx) error {
		a, err := tx.AddAccount(Account{Name: "sato", Role: Agent}, "$argon2id$x")
		if err != nil {
			return err
		}
		_, err = tx.NewCode(phone(1), a.ID)
		return errors.Join(err, tx.SignIn("sato", [32]byte{1}, false))
	})
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := Copy(bg, w.path, to, w.options()); err != nil {
		t.Fatal(err)
	}
	copied, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return w, copied
}

func TestARestoredLedgerHasItsBookingsAndNobodySignedIn(t *testing.T) {
	w, copied := backedUp(t)
	to := filepath.Join(t.TempDir(), "new.db")
	had, err := Restore(bg, bytes.NewReader(copied), to, staff, w.options())
	if err != nil {
		t.Fatal(err)
	}
	if !had.Newest.Equal(w.clock.Now()) || had.Version != versions(t) {
		t.Errorf("found %+v", had)
	}
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) != 1 {
		t.Errorf("beside the ledger: %v, %v", left, err)
	}
	restored := townAt(t, to)
	defer restored.Close()
	restored.sound()
	for _, table := range []string{"sessions", "codes"} {
		if n := restored.count(`SELECT count(*) FROM ` + table); n != 0 {
			t.Errorf("%s: %d rows, expected none", table, n)
		}
	}
	if n := restored.count(`SELECT count(*) FROM staff`); n != 1 {
		t.Errorf("%d accounts, expected the one of before", n)
	}
	if n := restored.count(`SELECT count(*) FROM audit WHERE deed = 'restore-ledger'`); n != 1 {
		t.Errorf("the trail tells %d times that it was restored", n)
	}
}

func TestRestoreOverwritesNothing(t *testing.T) {
	w, copied := backedUp(t)
	for _, there := range sqliteFiles("new.db") {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, there), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Restore(bg, bytes.NewReader(copied), filepath.Join(dir, "new.db"), staff, w.options())
		left, _ := os.ReadDir(dir)
		if text, _ := os.ReadFile(filepath.Join(dir, there)); !errors.Is(err, fs.ErrExist) || string(text) != "mine" || len(left) != 1 {
			t.Errorf("%s: %v, and there are %v", there, err, left)
		}
	}
}

// Whatever half of a page was overwritten, the backup is not taken.
func TestADamagedBackupIsNotRestored(t *testing.T) {
	w, copied := backedUp(t)
	for at := 0; at+2048 < len(copied); at += 7 * 4096 {
		damaged := bytes.Clone(copied)
		copy(damaged[at:], bytes.Repeat([]byte{0xa5}, 2048))
		dir := t.TempDir()
		_, err := Restore(bg, bytes.NewReader(damaged), filepath.Join(dir, "new.db"), staff, w.options())
		if left, _ := os.ReadDir(dir); err == nil && !unused(copied, at) || err != nil && len(left) != 0 {
			t.Errorf("damaged at %d: %v, and there are %v", at, err, left)
		}
	}
}

// unused reports whether no content is in half a page, so that nothing is lost with it.
func unused(file []byte, at int) bool { return len(bytes.Trim(file[at:at+2048], "\x00")) <= 16 }

func TestABackupOfAnEarlierVersionIsRestoredAsItIs(t *testing.T) {
	for version := 1; version < versions(t); version++ {
		path := ledgerOf(t, version, "")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		w := newTown(t)
		to := filepath.Join(t.TempDir(), "new.db")
		had, err := Restore(bg, bytes.NewReader(text), to, staff, w.options())
		if err != nil || had.Version != version {
			t.Errorf("version %d: %+v, %v", version, had, err)
		}
	}
}

func TestWhatIsNoLedgerIsNotRestored(t *testing.T) {
	w := newTown(t)
	for _, text := range []string{"", "not a ledger", strings.Repeat("x", 100000)} {
		dir := t.TempDir()
		_, err := Restore(bg, strings.NewReader(text), filepath.Join(dir, "new.db"), By{Way: ByTerminal, Actor: "test"}, w.options())
		if left, _ := os.ReadDir(dir); err == nil || len(left) != 0 {
			t.Errorf("%.20q: %v, and there are %v", text, err, left)
		}
	}
}

// A line goes on with a ledger whose files were moved away: whoever restores another in their
// place is told of it.
func TestNothingIsRestoredUnderARunningLine(t *testing.T) {
	w, copied := backedUp(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "new.db")
	o := w.options()
	if _, err := Restore(bg, bytes.NewReader(copied), path, staff, o); err != nil {
		t.Fatal(err)
	}
	o.Serve = true
	line, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sqliteFiles(path) {
		if err := os.Rename(file, file+".broken"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	_, err = Restore(bg, bytes.NewReader(copied), path, staff, w.options())
	if _, served := errors.AsType[*AlreadyServed](err); !served {
		t.Errorf("found %v, expected a refusal", err)
	}
	_ = line.Close() // it may say that its file is gone
	if _, err := Restore(bg, bytes.NewReader(copied), path, staff, w.options()); err != nil {
		t.Errorf("once the line was ended: %v", err)
	}
}

// Whoever restores a backup is told if a line that is started with it will doubt the clock.
func TestABackupTellsWhetherItsLineWillDoubtTheClock(t *testing.T) {
	w := newTown(t)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	o := w.options()
	o.Serve = true
	line, err := Open(w.path, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(line.Ready(bg), line.Close()); err != nil {
		t.Fatal(err)
	}
	had, err := Copy(bg, w.path, filepath.Join(t.TempDir(), "copy.db"), w.options())
	if err != nil || !had.Seen.Equal(w.clock.Now()) {
		t.Fatalf("%+v, %v", had, err)
	}
	for later, doubts := range map[time.Duration]bool{0: false, 48 * time.Hour: false, 49 * time.Hour: true, -11 * time.Minute: true} {
		if err := had.ClockDoubt(w.clock.Now().Add(later)); (err != nil) != doubts {
			t.Errorf("%s later: %v", later, err)
		}
	}
	if err := (Contents{}).ClockDoubt(w.clock.Now()); err != nil {
		t.Errorf("without a line: %v", err)
	}
}

// What must not be good again is forgotten from the very version on that brought it.
func TestTheFirstVersionWithASessionOrACodeIsRestoredWithoutThem(t *testing.T) {
	const account = `INSERT INTO staff (id, name, role, number, secret, made) VALUES (1, 'sato', 'agent', '1234', '$argon2id$x', 1);`
	for _, c := range []struct {
		version       int
		table, script string
	}{
		{4, "sessions", account + `INSERT INTO sessions VALUES (zeroblob(32), 1, 1, 1)`},
		{5, "codes", account + `INSERT INTO codes VALUES ('123456', '+819000000001', 1, 1, 2, NULL)`},
	} {
		text, err := os.ReadFile(ledgerOf(t, c.version, c.script))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "new.db")
		if had, err := Restore(bg, bytes.NewReader(text), to, staff, newTown(t).options()); err != nil || had.Version != c.version {
			t.Fatalf("%s: %+v, %v", c.table, had, err)
		}
		restored := bare(t, to)
		var n int
		err = restored.sql.QueryRowContext(bg, `SELECT count(*) FROM `+c.table).Scan(&n)
		if err := errors.Join(err, restored.close()); err != nil || n != 0 {
			t.Errorf("%s: %d rows, %v, expected none", c.table, n, err)
		}
	}
}

func TestWhatCannotBeRemovedIsTold(t *testing.T) {
	dir := t.TempDir()
	full := filepath.Join(dir, "full")
	if err := errors.Join(os.Mkdir(full, 0o700), os.WriteFile(filepath.Join(full, "file"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := removed(full, filepath.Join(dir, "absent")); !contains(err, full) || contains(err, "absent") {
		t.Errorf("found %v, expected the directory alone that is not empty", err)
	}
}
