package store

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// watched opens a ledger as a line has it, in a directory of its own, with a clock of ticks
// that the test lets tick, and its log.
func watched(t *testing.T) (w *town, tick func(), log *bytes.Buffer) {
	t.Helper()
	ticks, log := make(chan time.Time), &bytes.Buffer{}
	w = &town{tester: t, clock: &clock{at: monday}, path: filepath.Join(t.TempDir(), "ledger.db")}
	ledger, err := Open(w.path, Options{Now: w.clock.Now, Serve: true, Ticks: ticks, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	w.Store = ledger
	t.Cleanup(func() { ledger.Close() })
	tick = func() { // the second is taken when the first has been looked at
		ticks <- time.Time{}
		ticks <- time.Time{}
	}
	return w, tick, log
}

func (w *town) move(from, to string) {
	w.Helper()
	if err := os.Rename(from, to); err != nil {
		w.Fatalf("%v", err)
	}
}

// expectDoubt expects what Doubt and Update say.
func (w *town) expectDoubt(want *FileDoubt) {
	w.Helper()
	err := w.Doubt()
	found, _ := errors.AsType[*FileDoubt](err)
	if (want == nil) != (err == nil) || want != nil && (found == nil || *found != *want || !errors.Is(err, ErrDoubt)) {
		w.Errorf("found the doubt %v, expected %v", err, want)
	}
	if written := w.Ready(bg); (written == nil) != (want == nil) || want != nil && !errors.Is(written, ErrDoubt) {
		w.Errorf("writing is answered with %v, and the doubt is %v", written, want)
	}
}

// A doubt is told once, by whoever looks first, and ends by itself when the file is back.
func TestAFileThatComesBackIsNoDoubt(t *testing.T) {
	w, tick, log := watched(t)
	count := func(text string) int { return strings.Count(log.String(), text) }
	for round := range 2 {
		w.expectDoubt(nil)
		w.move(w.path, w.path+".old")
		tick()
		tick()
		w.expectDoubt(&FileDoubt{FileGone, w.path})
		if got := count("level=ERROR msg=\"the ledger cannot be relied on\""); got != round+1 {
			t.Errorf("round %d: the beginning was told %d times:\n%s", round, got, log)
		}
		w.look(func(*Tx) error { return nil }) // reading goes on
		w.move(w.path+".old", w.path)
		tick()
		w.expectDoubt(nil)
		if got := count("level=INFO msg=\"the ledger can be relied on again\""); got != round+1 {
			t.Errorf("round %d: the end was told %d times:\n%s", round, got, log)
		}
	}
	if !strings.Contains(log.String(), w.path+" was deleted or renamed") || !strings.Contains(log.String(), "stop the line, put the file back, and start it") {
		t.Errorf("it does not say what happened, and what to do:\n%s", log)
	}
	w.sound()
}

func TestWhatMayHappenToTheFiles(t *testing.T) {
	put := func(path string) error { return os.WriteFile(path, []byte("something else"), 0o600) }
	for name, c := range map[string]struct {
		file string // which one
		do   func(path string) error
		want FileChange
	}{
		"deleted":               {"", os.Remove, FileGone},
		"another is there":      {"", func(p string) error { return errors.Join(os.Remove(p), put(p)) }, FileReplaced},
		"a directory is there":  {"", func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o700)) }, FileReplaced},
		"cut off":               {"", func(p string) error { return os.Truncate(p, 0) }, FileOther},
		"cut off in the middle": {"", func(p string) error { return os.Truncate(p, 4096) }, FileOther},
		"overwritten with text": {"", put, FileOther},
		"log deleted":           {"-wal", os.Remove, FileGone},
		"log replaced":          {"-wal", func(p string) error { return errors.Join(os.Remove(p), put(p)) }, FileReplaced},
		"log cut off":           {"-wal", func(p string) error { return os.Truncate(p, 0) }, FileOther},
		"log cut in the middle": {"-wal", func(p string) error { return os.Truncate(p, 5000) }, FileOther},
		"log overwritten":       {"-wal", put, FileOther},
		"index deleted":         {"-shm", os.Remove, FileGone},
		"index replaced":        {"-shm", func(p string) error { return errors.Join(os.Remove(p), put(p)) }, FileReplaced},
	} {
		t.Run(name, func(t *testing.T) {
			w, tick, _ := watched(t)
			slot := w.slot(ajiyoshi, at(11, 0), 2)
			w.book(phone(1), ajiyoshi, slot.Start)
			w.expectDoubt(nil)
			if err := c.do(w.path + c.file); err != nil {
				t.Fatal(err)
			}
			_, err := insertNow(w, phone(2), slot.Start)
			if !errors.Is(err, ErrDoubt) {
				t.Errorf("a booking is answered with %v", err)
			}
			tick()
			w.expectDoubt(&FileDoubt{c.want, w.path + c.file})
			if err := w.Check(bg); !errors.Is(err, ErrDoubt) {
				t.Errorf("the check says %v", err)
			}
		})
	}
}

// A backup that was made while the same process served the ledger has its mark in it, of
// before. What was written since is enough to tell them apart, as soon as the line has
// rested, or has been busy for a while.
func TestABackupOfTheSameDayIsNotTakenForTheLedger(t *testing.T) {
	for name, wait := range map[string]func(*town){
		"after a rest": func(w *town) {
			if err := w.engine.rest(w.writer); err != nil {
				w.Fatalf("%v", err)
			}
		},
		"after much was written": func(w *town) {
			for range markEvery {
				w.beat()
			}
			if err := w.engine.(sqlite).checkpoint(w.writer); err != nil { // as SQLite does by itself
				w.Fatalf("%v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, _, _ := watched(t)
			slot := w.slot(ajiyoshi, at(11, 0), 2)
			w.raw("PRAGMA wal_checkpoint(TRUNCATE)")
			backup, err := os.ReadFile(w.path)
			if err != nil {
				t.Fatal(err)
			}
			w.book(phone(1), ajiyoshi, slot.Start)
			wait(w)
			w.expectDoubt(nil)
			if err := os.WriteFile(w.path, backup, 0); err != nil { // the same inode
				t.Fatal(err)
			}
			w.expectDoubt(&FileDoubt{FileOther, w.path})
		})
	}
}

// What SQLite itself does with the file is no doubt, whoever asks it to.
func TestWhatSQLiteDoesWithTheFileIsNoDoubt(t *testing.T) {
	w, tick, log := watched(t)
	slot := w.slot(ajiyoshi, at(11, 0), 2)
	w.book(phone(1), ajiyoshi, slot.Start)
	steps := []func(){
		func() { w.beat() },
		func() { w.raw("VACUUM") },
		func() { w.raw("PRAGMA wal_checkpoint(PASSIVE)") },
		func() { w.raw("ANALYZE") },
		func() { w.raw("CREATE TABLE theirs (x); INSERT INTO theirs SELECT randomblob(9000) FROM bookings") },
		func() { w.raw("PRAGMA wal_checkpoint(TRUNCATE)") },
		func() { w.raw("DROP TABLE theirs; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)") },
		func() {
			other := townAt(t, w.path) // a command at the desk
			other.book(phone(2), ajiyoshi, slot.Start)
			if err := other.Close(); err != nil {
				t.Error(err)
			}
		},
		func() {
			if err := w.engine.rest(w.writer); err != nil {
				t.Error(err)
			}
		},
	}
	for i, step := range steps {
		step()
		w.expectDoubt(nil)
		tick()
		if t.Failed() {
			t.Fatalf("at step %d\n%s", i, log)
		}
	}
	w.sound()
}

// What was confirmed before the log was deleted is in the file as soon as somebody notices,
// also if the process is killed then.
func TestALogThatWasDeletedIsSaved(t *testing.T) {
	w, tick, _ := watched(t)
	slot := w.slot(ajiyoshi, at(11, 0), 2)
	w.book(phone(1), ajiyoshi, slot.Start)
	if err := os.Remove(w.path + "-wal"); err != nil {
		t.Fatal(err)
	}
	tick()
	data, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	copied := townWith(t, data, nil)
	defer copied.Close()
	copied.sound()
	if n := copied.count(`SELECT count(*) FROM bookings WHERE status = 1`); n != 1 {
		t.Errorf("%d bookings, expected the one that was confirmed", n)
	}
}

// restless is an engine that cannot rest.
type restless struct{ engine }

func (restless) rest(*conn) error { return errInjected }

// Whoever looks at the log of the line learns that what was confirmed is not safe; and only then.
func TestALogThatCannotBeSavedIsTold(t *testing.T) {
	for _, fails := range []bool{false, true} {
		w, tick, log := watched(t)
		w.beat()
		if fails {
			w.engine = restless{w.engine}
		}
		if err := os.Remove(w.path + "-wal"); err != nil {
			t.Fatal(err)
		}
		tick()
		if told := strings.Contains(log.String(), "the write-ahead log could not be saved"); told != fails {
			t.Errorf("saving fails: %t, and the log says\n%s", fails, log)
		}
	}
}

// The log is not moved into a file that somebody has put in the place of the ledger.
func TestAFileThatWasPutThereIsLeftAsItIs(t *testing.T) {
	for name, put := range map[string]func(path string, data []byte) error{
		"over it": func(path string, data []byte) error { return os.WriteFile(path, data, 0) },
		"in its place": func(path string, data []byte) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, data, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, tick, _ := watched(t)
			slot := w.slot(ajiyoshi, at(11, 0), 9)
			w.raw("PRAGMA wal_checkpoint(TRUNCATE)")
			backup, err := os.ReadFile(w.path)
			if err != nil {
				t.Fatal(err)
			}
			backup = bytes.Replace(backup, w.engine.(sqlite).watched.mark.key[:], make([]byte, 16), 1) // of another day
			for i := range 9 {
				w.book(phone(i), ajiyoshi, slot.Start)
			}
			if err := put(w.path, backup); err != nil {
				t.Fatal(err)
			}
			tick()
			if err := w.Close(); err != nil {
				t.Error(err)
			}
			if found, err := os.ReadFile(w.path); err != nil || !bytes.Equal(found, backup) {
				t.Errorf("the file has changed, %v", err)
			}
			again := townAt(t, w.path)
			defer again.Close()
			again.sound()
			if n := again.count(`SELECT count(*) FROM bookings`); n != 0 {
				t.Errorf("%d bookings of another file", n)
			}
		})
	}
}

// Whoever closes a ledger, the locks of whoever has it open in the same process stay: or
// the next process believes that it is the last, and deletes the log.
func TestOpeningALedgerTwiceLosesNoLocks(t *testing.T) {
	w := newTown(t)
	w.book(phone(1), ajiyoshi, w.slot(ajiyoshi, at(11, 0), 2).Start)
	if err := townAt(t, w.path).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := WhoseIs(w.path, Options{Now: w.clock.Now}); err != nil {
		t.Fatal(err)
	}
	if err := run(t, "open", w.path, "").Run(); err != nil {
		t.Fatal(err)
	}
	w.expectDoubt(nil)
	w.sound()
}

// insertNow books by the rules for staff, and returns what it is answered.
func insertNow(w *town, p booking.Phone, start time.Time) (booking.Booking, error) {
	return w.tryBook(booking.Request{Phone: p, Facility: ajiyoshi, Start: start, Staff: true})
}

// beat writes something that nobody needs.
func (w *town) beat() {
	w.Helper()
	if err := w.Ready(bg); err != nil {
		w.Fatalf("%v", err)
	}
}

// BenchmarkIntact writes the smallest thing that there is, and a booking and its
// cancellation, with and without looking at the files before and after each commit.
func BenchmarkIntact(b *testing.B) {
	for _, what := range []struct {
		name string
		do   func(*town, booking.Slot)
	}{
		{"beat", func(w *town, _ booking.Slot) { w.beat() }},
		{"booking", func(w *town, s booking.Slot) {
			made := w.book(phone(1), ajiyoshi, s.Start)
			w.do(func(tx *Tx) error { return tx.Cancel(made, time.Time{}) })
		}},
	} {
		b.Run(what.name, func(b *testing.B) {
			var took [2]time.Duration
			var towns [2]*town
			var slots [2]booking.Slot
			for i := range towns {
				towns[i] = newTown(b)
				slots[i] = towns[i].slot(ajiyoshi, at(11, 0), 2)
				if err := towns[i].engine.mark(towns[i].writer); err != nil {
					b.Fatal(err)
				}
			}
			towns[0].engine.(sqlite).watched.files = nil
			for n := 0; b.Loop(); n++ {
				for j := range towns {
					i := (n + j) % 2
					w := towns[i]
					began := time.Now()
					what.do(w, slots[i])
					took[i] += time.Since(began)
				}
			}
			b.ReportMetric(float64(took[1])/float64(took[0]), "with/without")
			b.ReportMetric(float64(took[0].Nanoseconds())/float64(b.N), "ns/without")
		})
	}
	b.Run("look", func(b *testing.B) {
		w := newTown(b)
		if err := w.engine.mark(w.writer); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := w.engine.intact(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A line opens although another process holds the ledger, and marks it when it can.
func TestALineOpensAlthoughTheLedgerIsHeld(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	letGo := w.heldByAnother()
	var log bytes.Buffer
	s, err := Open(w.path, Options{Now: w.clock.Now, Serve: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !strings.Contains(log.String(), "could not be marked yet") {
		t.Errorf("the log says %q", log.String())
	}
	letGo()
	line := &town{tester: t, Store: s, path: w.path}
	if err := s.engine.rest(s.writer); err != nil {
		t.Fatal(err)
	}
	line.expectDoubt(nil)
	if least := s.engine.(sqlite).watched.mark.least; least == 0 {
		t.Error("the ledger is not marked")
	}
}
