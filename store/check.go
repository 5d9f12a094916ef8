package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"madoguchi/booking"
)

// maxBroken is how many breaches of one invariant are listed.
const maxBroken = 20

// Check reads the whole ledger in one state, beside the writer, and returns an
// error that lists everything that is wrong with it. It names rows, never
// telephone numbers. The first is *DamageDoubt if the file is damaged, and from then on
// Doubt returns it. It is *FileDoubt alone if the file is not the one that was opened.
func (s *Store) Check(ctx context.Context) error {
	return s.examine(ctx, func(tx *Tx) error {
		check := tx.check
		if s.older != nil {
			check = func(e engine) error { return tx.checkEarlier(e, s.older.Version) }
		}
		wrong := check(s.engine)
		if wrong == nil {
			return nil
		}
		return errors.Join(s.suspect(tx, s.engine.damage(true)), wrong)
	})
}

// ChecksColumns reports whether Check also finds values that the columns of the schema do
// not allow. It does not where the file of the ledger can only be read.
func (s *Store) ChecksColumns() bool { return s.engine.readsColumns() }

func (tx *Tx) check(e engine) error {
	return errors.Join(tx.broken(slices.Concat(e.invariants(), invariants)), tx.checkReceipts(), e.checkSchema(tx, e.newest()))
}

// checkEarlier checks a ledger of an earlier version: only what the engine makes sure of, and
// the schema, because the invariants are written for the tables of the newest one.
func (tx *Tx) checkEarlier(e engine, version int) error {
	return errors.Join(tx.broken(e.sound()), e.checkSchema(tx, version))
}

// broken returns an error that lists what breaks invariants.
func (tx *Tx) broken(of []invariant) error {
	var wrong []error
	for _, inv := range of {
		broken, err := all(tx, scanText, inv.broken)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: cannot tell: %w", inv.claim, err))
		}
		wrong = append(wrong, listed(inv.claim, broken))
	}
	return errors.Join(wrong...)
}

// listed returns an error that lists what breaks a claim, or nil if nothing does.
func listed(claim string, broken []string) error {
	var wrong []error
	for i, line := range broken {
		if i == maxBroken {
			wrong = append(wrong, fmt.Errorf("%s: and %d more", claim, len(broken)-i))
			break
		}
		wrong = append(wrong, fmt.Errorf("%s: %s", claim, line))
	}
	return errors.Join(wrong...)
}

func scanText(_ *Tx, r row) (line string, err error) {
	err = r.Scan(&line)
	return line, err
}

// checkReceipts verifies the check digits, which SQL cannot compute.
func (tx *Tx) checkReceipts() error {
	var wrong []string
	_, err := all(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var id int64
		var receipt string
		if err := r.Scan(&id, &receipt); err != nil {
			return none, err
		}
		if _, err := booking.ParseReceipt(receipt); err != nil {
			wrong = append(wrong, fmt.Sprintf("booking %d: %v", id, err))
		}
		return none, nil
	}, `SELECT id, receipt FROM bookings WHERE receipt IS NOT NULL`)
	return errors.Join(listed("a receipt number has its check digit", wrong), err)
}
