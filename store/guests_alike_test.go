package store

import (
	"errors"
	"slices"
	"testing"

	"madoguchi/booking"
)

// A heard wire keeps the statements that pass it.
type heardWire struct{ passed []string }

func (h *heardWire) pass(query string) error { h.passed = append(h.passed, query); return nil }
func (h *heardWire) refused(error)           {}

// Until a number is proven, the ledger is asked the same of each, statement by statement:
// nobody can tell from how long it takes whether one has a booking or is turned away.
func TestUntilANumberIsProvenTheLedgerIsAskedTheSameOfEach(t *testing.T) {
	w := visited(t)
	w.slot(ajiyoshi, at(11, 0), 5)
	w.slot(sakashita, at(12, 0), 5)
	w.book(phone(1), ajiyoshi, at(11, 0))
	w.do(func(tx *Tx) error { _, err := tx.Block(phone(2), true); return err })
	if err := w.hold(phone(3), w.slotNow(sakashita, at(12, 0)), 1); err != nil {
		t.Fatal(err)
	}
	w.did(phone(4), booking.Booked, booking.Changed, booking.Called)
	w.begins(9, phone(9), "203.0.113.9") // the ledger draws its key with the first
	var first []string
	for n := range 6 { // the first and the last are of numbers that nobody knows
		if n == 0 {
			n = 7
		}
		heard := &heardWire{}
		w.do(func(tx *Tx) error {
			tx.c.wire = heard
			defer func() { tx.c.wire = nil }()
			token := [32]byte{byte(n)}
			if _, err := tx.GuestOf(token); err != nil {
				return err
			}
			if _, err := tx.BeginProof(token, phone(n), "203.0.113.7"); err != nil {
				return err
			}
			if g, err := tx.GuestOf(token); err != nil || g.Phone != "" || g.Blocked {
				return errors.Join(err, errors.New("the guest is known"))
			}
			for range booking.ProofTries + 1 {
				if _, err := tx.Prove(token, "x"); err != nil {
					return err
				}
			}
			return nil
		})
		if first == nil {
			first = heard.passed
		}
		if !slices.Equal(heard.passed, first) {
			t.Errorf("of number %d the ledger is asked %d statements, of one that nobody knows %d, or others", n, len(heard.passed), len(first))
		}
	}
	if len(first) < 20 {
		t.Errorf("found %d statements", len(first))
	}
	t.Logf("%d statements", len(first))
}
