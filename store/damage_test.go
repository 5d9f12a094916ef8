package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Half a page is overwritten, anywhere, as a disk does that loses a write. To open the
// ledger finds it seldom, to skim it at the start nearly always if something was lost, and
// to check it by night is what else can be done.
func TestHalfAPageThatWasOverwrittenIsFound(t *testing.T) {
	w := newTown(t)
	w.busyMonth(200)
	whole := filepath.Join(t.TempDir(), "whole.db")
	if _, err := Copy(bg, w.path, whole, w.options()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	const ledgers, half = 40, 2048
	r := rand.New(rand.NewPCG(7, 11))
	var opened, skimmed, checked, doubted int
	for range ledgers {
		hurt := bytes.Clone(file)
		at := r.IntN(len(file)/half) * half
		for i := range half {
			hurt[at+i] = byte(r.IntN(256))
		}
		path := filepath.Join(t.TempDir(), "hurt.db")
		if err := os.WriteFile(path, hurt, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, w.options())
		if err != nil {
			opened, skimmed, checked, doubted = opened+1, skimmed+1, checked+1, doubted+1
			continue
		}
		if s.Skim(bg) != nil {
			skimmed++
		}
		if s.Check(bg) != nil {
			checked++
		}
		if err := s.Doubt(); err != nil {
			doubted++
			if err := s.Ready(bg); !errors.Is(err, ErrDoubt) {
				t.Errorf("a damaged ledger is written to: %v", err)
			}
		}
		_ = s.Close() // it may say that the file is damaged
	}
	t.Logf("of %d ledgers, opening finds %d, skimming %d, checking %d", ledgers, opened, skimmed, checked)
	if skimmed < ledgers*3/4 || checked < skimmed || doubted < skimmed {
		t.Errorf("of %d ledgers, skimming finds %d, checking %d, and %d are doubted", ledgers, skimmed, checked, doubted)
	}
}

func TestASoundLedgerIsNotDoubted(t *testing.T) {
	w := newTown(t)
	if err := errors.Join(w.Skim(bg), w.Check(bg), w.Doubt()); err != nil {
		t.Error(err)
	}
	// What breaks a rule is told by Check, and is no damage.
	w.raw(`PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0`)
	if err := w.sql(`INSERT INTO remarks (entry, text) VALUES (999, 'x')`); err != nil {
		t.Fatal(err)
	}
	if err := w.Check(bg); err == nil || w.Doubt() != nil {
		t.Errorf("check: %v, and the ledger is doubted: %v", err, w.Doubt())
	}
}

// A page that cannot be read stops the line when somebody needs it, a turn or a page of the
// console, not at the next check.
func TestADamagedPageThatATurnMeetsStopsTheLine(t *testing.T) {
	meets := func(*Tx) error { return &refusedError{damaged, errors.New("malformed")} }
	for name, do := range map[string]func(*town) error{
		"written": func(w *town) error { return w.Update(bg, staff, meets) },
		"read":    func(w *town) error { return w.View(bg, meets) },
	} {
		w := newTown(t)
		if err := do(w); !errors.Is(err, ErrDoubt) {
			t.Errorf("%s: found %v", name, err)
		}
		if err := w.Ready(bg); !errors.Is(err, ErrDoubt) {
			t.Errorf("%s, afterwards: %v", name, err)
		}
	}
}
