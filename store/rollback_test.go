package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"madoguchi/booking"
)

// SQLite ends the whole transaction by itself after some errors. All operations of the
// group must get an error then, even if the one that caused it swallows it.
func TestNobodyIsToldSuccessWhenSQLiteRollsBackByItself(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 9)
	book := func(n int) func(*Tx) error {
		return func(tx *Tx) error {
			_, err := insert(tx, phone(n), seats(1, slot))
			return err
		}
	}
	dump := w.dump()
	errs := w.together(
		book(1),
		func(tx *Tx) error {
			if _, err := tx.exec("ROLLBACK"); err != nil { // what SQLite does
				return err
			}
			if _, err := tx.exec("no such statement"); err == nil {
				t.Error("nonsense was executed")
			}
			if _, err := tx.exec(beat); err == nil {
				t.Error("a statement ran outside of every transaction")
			}
			return nil
		},
	)
	for i, err := range errs {
		if err == nil {
			t.Errorf("operation %d was told success", i)
		}
	}
	if now := w.dump(); now != dump {
		t.Errorf("left behind:\n%s", now)
	}
	if err := errors.Join(w.together(book(3), book(4))...); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	w.sound()
}

func TestNobodyIsToldSuccessWhenTheCommitFails(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 9)
	dump := w.dump()
	w.wire.fault = func(q string) error {
		if q == "COMMIT" {
			return errInjected
		}
		return nil
	}
	refusal := errors.New("a refusal that rests on what was not committed")
	for i, err := range w.together(
		func(tx *Tx) error {
			_, err := insert(tx, phone(1), seats(9, slot))
			return err
		},
		func(tx *Tx) error { return refusal },
	) {
		if !errors.Is(err, errInjected) || errors.Is(err, refusal) {
			t.Errorf("operation %d: %v", i, err)
		}
	}
	w.wire.fault = nil
	if now := w.dump(); now != dump {
		t.Errorf("left behind:\n%s", now)
	}
	w.sound()
}

func TestAFullDiskIsAnErrorUntilThereIsRoom(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 9, 1, "11:00-11:40"))
	limit := func(pages int) { w.raw(fmt.Sprintf("PRAGMA max_page_count = %d", pages)) }
	limit(w.count("PRAGMA page_count"))
	booked := 0
	var tooMuch error
	for tooMuch == nil {
		_, tooMuch = w.tryBook(booking.Request{Phone: phone(booked), Facility: ajiyoshi, Start: at(11, booked%40), Staff: true})
		if tooMuch == nil {
			booked++
		}
	}
	if why(tooMuch) != full {
		t.Fatalf("found %v, expected a full disk", tooMuch)
	}
	if n := w.count(`SELECT count(*) FROM bookings`); n != booked {
		t.Errorf("%d bookings are there, %d were told so", n, booked)
	}
	// One operation swallows the error, between two that do not meet it.
	errs := w.together(
		func(*Tx) error { return nil },
		func(tx *Tx) error {
			for i := range 100 {
				if err := tx.note(DidDrawSecret, 0, Detail{Secret: strings.Repeat("x", 4000)}); err != nil {
					return nil
				}
				if i == 99 {
					t.Error("the disk is not full")
				}
			}
			return nil
		},
		func(tx *Tx) error { _, err := tx.exec(beat); return err },
	)
	w.sound()
	if pulse := w.count(`SELECT count(*) FROM pulse`); (pulse == 1) != (errs[2] == nil) {
		t.Errorf("told %v, but the ledger has %d", errs[2], pulse)
	}
	limit(1 << 30)
	w.book(phone(999), ajiyoshi, at(11, 39))
	w.sound()
}
