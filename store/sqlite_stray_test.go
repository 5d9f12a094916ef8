package store

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// killed returns the files of a ledger as a line leaves it that is killed: a booking is in
// the log only. It also returns a backup from before that booking.
func killed(t *testing.T) (files map[string]string, backup, key string) {
	t.Helper()
	w, _, _ := watched(t)
	slot := w.slot(ajiyoshi, at(11, 0), 2)
	w.raw("PRAGMA wal_checkpoint(TRUNCATE)")
	copied := filepath.Join(t.TempDir(), "backup.db")
	if _, err := Copy(bg, w.path, copied, Options{Now: w.clock.Now}); err != nil {
		t.Fatal(err)
	}
	w.book(phone(1), ajiyoshi, slot.Start)
	files = readAll(t, w.path)
	var h holder
	if err := json.Unmarshal([]byte(files["ledger.db-serve"]), &h); err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(h.Mark)
	if err != nil || len(raw) != 16 {
		t.Fatalf("the mark is %q, %v", h.Mark, err)
	}
	return files, readAll(t, copied)["backup.db"], string(raw)
}

// put writes files into a directory of their own, and returns the path of the ledger.
func put(t *testing.T, files map[string]string) (path string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "ledger.db")
}

// A line was killed, and somebody has copied a backup over its ledger and left the log: what
// that has is not of this file, and would spoil it. Nobody opens it before a line has set
// the log aside.
func TestALogOfAnotherFileIsSetAside(t *testing.T) {
	files, backup, _ := killed(t)
	log := files["ledger.db-wal"]
	files["ledger.db"] = backup
	path := put(t, files)
	before := readAll(t, path)
	for what, o := range map[string]Options{"writing": {}, "reading": {ReadOnly: true}} {
		o.Now = time.Now
		if _, err := Open(path, o); !errors.Is(err, errStray) {
			t.Errorf("%s: found %v", what, err)
		}
	}
	if _, err := Copy(bg, path, path+".copy", Options{Now: time.Now}); !errors.Is(err, errStray) {
		t.Errorf("copying: found %v", err)
	}
	expectUnchanged(t, "refused", path, before)
	s, err := serving(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(bg); err != nil {
		t.Error(err)
	}
	if n := (&town{tester: t, Store: s}).count(`SELECT count(*) FROM bookings`); n != 0 {
		t.Errorf("%d bookings, expected those of the backup", n)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if aside := readAll(t, path)["ledger.db-wal-before"]; aside != log {
		t.Errorf("%d bytes were set aside, expected the log with %d", len(aside), len(log))
	}
}

// The log of a line that was killed is the ledger's own, as long as its mark is in the file,
// or in the log itself.
func TestALogOfALineThatWasKilledIsItsOwn(t *testing.T) {
	files, _, key := killed(t)
	moved := map[string]string{
		"ledger.db":       string(bytes.Replace([]byte(files["ledger.db"]), []byte(key), make([]byte, 16), 1)),
		"ledger.db-wal":   files["ledger.db-wal"] + key, // behind its last frame, where SQLite does not look
		"ledger.db-serve": files["ledger.db-serve"],
	}
	for what, files := range map[string]map[string]string{"in the file": files, "in the log": moved} {
		path := put(t, files)
		for _, o := range []Options{{ReadOnly: true}, {}, {Serve: true}} {
			o.Now = func() time.Time { return monday }
			s, err := Open(path, o)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if n := (&town{tester: t, Store: s}).count(`SELECT count(*) FROM bookings`); n != 1 {
				t.Errorf("%s: %d bookings, expected the one in the log", what, n)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// A process that is killed before it has marked the ledger leaves what the one before has
// noted: whose log lies there is still to be told.
func TestTheMarkOfAKilledLineStaysUntilThereIsAnother(t *testing.T) {
	files, _, key := killed(t)
	path := put(t, files)
	lock, err := sqlite{file: path}.lock(monday)
	if err != nil {
		t.Fatal(err)
	}
	var h holder
	if err := json.Unmarshal([]byte(readAll(t, path)["ledger.db-serve"]), &h); err != nil || h.Mark != hex.EncodeToString([]byte(key)) || h.PID != os.Getpid() {
		t.Errorf("found %+v, %v", h, err)
	}
	if err := lock.release(); err != nil {
		t.Error(err)
	}
}

// A file is read in parts, and a key that lies across the border of two is found as well.
func TestAKeyIsFoundWhereverItLies(t *testing.T) {
	const part = 1 << 20
	key := []byte("0123456789abcdef")
	for _, at := range []int{0, part - 16, part - 8, part - 1, part, part + 1, 2*part - 8, 2*part + 84} {
		file := make([]byte, 2*part+100)
		if there, err := contains16(bytes.NewReader(file), key); there || err != nil {
			t.Fatalf("without it: %t, %v", there, err)
		}
		copy(file[at:], key)
		if there, err := contains16(bytes.NewReader(file), key); !there || err != nil {
			t.Errorf("at %d: %t, %v", at, there, err)
		}
	}
}
