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
// telephone numbers.
func (s *Store) Check(ctx context.Context) (err error) {
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	c, err := s.engine.checker()
	if err != nil {
		return explained(s.file, err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	return s.read(ctx, c, func(tx *Tx) error { return tx.check(s.engine) })
}

func (tx *Tx) check(e engine) error {
	var wrong []error
	for _, inv := range slices.Concat(e.invariants(), invariants) {
		broken, err := all(tx, scanText, inv.broken)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: cannot tell: %w", inv.claim, err))
		}
		for i, line := range broken {
			if i == maxBroken {
				wrong = append(wrong, fmt.Errorf("%s: and %d more", inv.claim, len(broken)-i))
				break
			}
			wrong = append(wrong, fmt.Errorf("%s: %s", inv.claim, line))
		}
	}
	return errors.Join(append(wrong, tx.checkReceipts(), e.checkSchema(tx))...)
}

func scanText(_ *Tx, r row) (line string, err error) {
	err = r.Scan(&line)
	return line, err
}

// checkReceipts verifies the check digits, which SQL cannot compute.
func (tx *Tx) checkReceipts() error {
	var wrong []error
	_, err := all(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var id int64
		var receipt string
		if err := r.Scan(&id, &receipt); err != nil {
			return none, err
		}
		if _, err := booking.ParseReceipt(receipt); err != nil && len(wrong) < maxBroken {
			wrong = append(wrong, fmt.Errorf("a receipt number has its check digit: booking %d: %w", id, err))
		}
		return none, nil
	}, `SELECT id, receipt FROM bookings WHERE receipt IS NOT NULL`)
	return errors.Join(append(wrong, err)...)
}
