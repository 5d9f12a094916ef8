package store

import (
	"encoding/json"
	"fmt"
	"time"

	"madoguchi/booking"
)

const (
	draftOf      = `SELECT coalesce(errands, '[]') FROM guests WHERE token = ?1 AND seen > ?2 AND began > ?3`
	setDraft     = `UPDATE guests SET errands = ?2 WHERE token = ?1`
	forgetDrafts = `UPDATE guests SET errands = NULL WHERE token IN (SELECT token FROM guests WHERE errands IS NOT NULL AND seen <= ? LIMIT ?)`
)

// Draft implements Visiting.
func (tx *Tx) Draft(token [32]byte) (errands []booking.Errand, err error) {
	idle, longest := tx.oldest()
	text, known, err := value[string](tx, draftOf, token[:], idle, longest)
	if err != nil || !known {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &errands); err != nil {
		return nil, fmt.Errorf("store: a draft of a guest: %w", err)
	}
	return errands, nil
}

// SetDraft implements Visiting.
func (tx *Tx) SetDraft(token [32]byte, errands []booking.Errand) error {
	var text any
	if len(errands) > 0 {
		data, err := json.Marshal(errands)
		if err != nil {
			return err
		}
		text = string(data)
	}
	_, err := tx.exec(setDraft, token[:], text)
	return err
}

// eraseIDs erases the application IDs that nobody needs any more: those of visits that were
// over, or cancelled, before today, and what a guest has typed and left.
func eraseIDs(now time.Time) func(*Tx) (int, error) {
	return func(tx *Tx) (int, error) {
		n, err := tx.change(eraseApplications, instant(midnightBefore(now)), batch)
		if err != nil {
			return 0, err
		}
		left, err := tx.change(forgetDrafts, instant(now.Add(-booking.VisitIdle)), batch)
		return max(n, left), err
	}
}
