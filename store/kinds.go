package store

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

// A BlockedKind is a kind of caller without a number that is turned away.
type BlockedKind struct {
	Kind  booking.CallerKind
	Since time.Time
}

const (
	blockKind   = `INSERT INTO blocked_kinds (kind, since) VALUES (?, ?) ON CONFLICT (kind) DO NOTHING`
	unblockKind = `DELETE FROM blocked_kinds WHERE kind = ?`
	kindBlocked = `SELECT 1 FROM blocked_kinds WHERE kind = ?`
)

// BlockKind has all callers of a kind turned away, or not any more if on is false. It
// reports whether that changed anything, and returns an error for a kind that is not one of
// booking.Nameless: whoever shows a number is blocked by that.
func (tx *Tx) BlockKind(kind booking.CallerKind, on bool) (changed bool, err error) {
	if !slices.Contains(booking.Nameless, kind) {
		return false, fmt.Errorf("store: found the kind of caller %s, expected one of %s", kind, booking.Nameless)
	}
	deed, query, args := DidBlock, blockKind, []any{kind.String(), instant(tx.now)}
	if !on {
		deed, query, args = DidUnblock, unblockKind, args[:1]
	}
	err = tx.step(func() error {
		n, err := tx.change(query, args...)
		if err != nil || n == 0 {
			return err
		}
		changed = true
		return tx.note(deed, 0, Detail{Kind: kind.String()})
	})
	return changed && err == nil, err
}

// KindBlocked implements ivr.Memory.
func (tx *Tx) KindBlocked(kind booking.CallerKind) (bool, error) {
	_, blocked, err := value[int](tx, kindBlocked, kind.String())
	return blocked, err
}

// BlockedKinds returns the kinds of caller that are turned away, in the order of
// booking.Nameless.
func (tx *Tx) BlockedKinds() ([]BlockedKind, error) {
	kinds, err := all(tx, func(_ *Tx, r row) (b BlockedKind, err error) {
		var kind string
		if err := r.Scan(&kind, (*instant)(&b.Since)); err != nil {
			return b, err
		}
		return b, b.Kind.UnmarshalText([]byte(kind))
	}, `SELECT kind, since FROM blocked_kinds`)
	slices.SortFunc(kinds, func(a, b BlockedKind) int {
		return slices.Index(booking.Nameless, a.Kind) - slices.Index(booking.Nameless, b.Kind)
	})
	return kinds, err
}
