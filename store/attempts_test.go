package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestAnAttemptThatIsMadeAgainLeavesNothingBehind(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	if err := w.hold(phone(1), w.slotNow(ajiyoshi, at(11, 0)), 1); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(time.Hour) // the hold is dead
	before := w.dump()
	var befores []int
	w.do(func(tx *Tx) error {
		err := tx.attempts(func(before int) error {
			befores = append(befores, before)
			if err := tx.sweep(); err != nil {
				return err
			}
			if _, err := tx.exec(putTry, before, "CA1", "code"); err != nil {
				return err
			}
			if before < 2 {
				return fmt.Errorf("somebody has it: %w", again("in vain"))
			}
			return nil
		})
		if !tx.swept {
			t.Error("the dead hold is gone, and the transaction does not know")
		}
		return err
	})
	if !slices.Equal(befores, []int{0, 1, 2}) {
		t.Errorf("attempts after %v others, expected 0, 1 and 2", befores)
	}
	if n := w.count(`SELECT count(*) FROM wrong_tries`); n != 1 {
		t.Errorf("%d attempts have left something, expected the last", n)
	}
	w.do(func(tx *Tx) error { _, err := tx.exec(`DELETE FROM wrong_tries`); return err })
	if now := w.dump(); now == before {
		t.Error("the last attempt did not give the dead hold back")
	}
	w.sound()
}

func TestAttemptsAreMadeSoOftenAndNoMore(t *testing.T) {
	w := newTown(t)
	before := w.dump()
	made := 0
	err := w.Update(bg, staff, func(tx *Tx) error {
		return tx.step(func() error { // an outer step does not try again
			return tx.attempts(func(int) error {
				made++
				if _, err := tx.exec(putTry, 1, "CA1", "code"); err != nil {
					return err
				}
				return again("in vain")
			})
		})
	})
	if made != mostAttempts || err == nil || err.Error() != "in vain" || errors.As(err, new(again)) {
		t.Errorf("%d attempts, %v, expected %d", made, err, mostAttempts)
	}
	if now := w.dump(); now != before {
		t.Errorf("left behind:\n%s", now)
	}
}

// TestAnAttemptAfterARefusalIsAllOrNothing fails each statement in turn of operations that
// are refused at first and then tried in another way.
func TestAnAttemptAfterARefusalIsAllOrNothing(t *testing.T) {
	one, two := []byte{0, 0, 0, 1 << 5}, []byte{0, 0, 0, 2 << 5}
	for name, c := range map[string]struct {
		do     func(w *town, tx *Tx, free booking.Slot) error
		refuse error // the error in the end; nil if it is done
	}{
		"the number's last visit is over": {func(_ *town, tx *Tx, free booking.Slot) error {
			_, err := insert(tx, phone(1), seats(1, free))
			return err
		}, nil},
		"the number has a booking": {func(_ *town, tx *Tx, free booking.Slot) error {
			_, err := insert(tx, phone(2), seats(1, free))
			return err
		}, &booking.Already{}},
		"the code is somebody's": {func(w *town, tx *Tx, _ booking.Slot) error {
			tx.rand = bytes.NewReader(slices.Concat(one, two))
			_, err := tx.NewCode(phone(2), 1)
			return err
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			row := w.row(4, 1)
			w.insert(phone(1), seats(1, row[0]))
			w.insert(phone(2), seats(1, row[2]))
			w.account("tanto", Agent, "482173905161")
			w.rand = bytes.NewReader(one)
			w.newCode(phone(3), 1)
			w.clock.Add(90 * time.Minute) // the first visit is over
			before := w.dump()
			for n := 1; ; n++ {
				w.rand = bytes.NewReader(bytes.Repeat([]byte{byte(n)}, 64))
				fault, hit := failing(n)
				err := w.Update(bg, staff, func(tx *Tx) error {
					w.wire.fault = fault
					defer func() { w.wire.fault = nil }()
					err := c.do(w, tx, row[3])
					if err != nil && !errors.Is(err, errInjected) && (c.refuse == nil || !errors.As(err, new(*booking.Already))) {
						t.Errorf("statement %d: %v", n, err)
					}
					return nil // the caller swallows the error
				})
				query, failed := hit()
				if err != nil && (!strings.HasSuffix(query, " step") || !errors.Is(err, errInjected)) { // only a lost transaction is an error
					t.Fatalf("statement %d, %.40s: %v", n, query, err)
				}
				w.sound()
				if now := w.dump(); (now == before) != (failed || c.refuse != nil) {
					t.Errorf("statement %d, %.40s, left\n%s", n, query, now)
				}
				if !failed {
					if n < 8 {
						t.Errorf("only %d statements: nothing was refused", n-1)
					}
					return
				}
			}
		})
	}
}
