package store

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"madoguchi/booking"
)

// Materialised counts what Materialise did to slots.
type Materialised struct {
	Added   int
	Changed int // another capacity or end, or open again
	Closed  int // the hours no longer have them, but bookings stand in them
	Removed int // the hours no longer have them, and nobody claims them
}

// LogValue implements slog.LogValuer.
func (d Materialised) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("added", d.Added), slog.Int("changed", d.Changed), slog.Int("closed", d.Closed), slog.Int("removed", d.Removed))
}

// portion is how many slots are written in one transaction: turns wait for it.
const portion = 1000

// Materialise makes the ledger's future slots those of the opening hours, which are the
// slots that it is given. No booking is harmed: a slot keeps at least the capacity that
// is claimed, and one that the hours no longer have is closed, and deleted only once
// nobody claims it. What staff opened, closed, sized or added stays as staff left it, and
// a slot that is added where staff have closed is closed. Called again with the same
// slots, it writes nothing.
func (s *Store) Materialise(ctx context.Context, slots []booking.Slot) (Materialised, error) {
	var total Materialised
	todo, err := s.compare(ctx, slots)
	if err != nil {
		return total, err
	}
	for _, facility := range slices.Sorted(maps.Keys(todo)) {
		for some := range slices.Chunk(todo[facility], portion) {
			var done Materialised
			err := s.Update(ctx, By{Way: ByClock, Actor: "opening hours"}, func(tx *Tx) error {
				for _, change := range some {
					if err := change(tx, &done); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return total, fmt.Errorf("store: the slots of %s: %w", facility, err)
			}
			total.Added += done.Added
			total.Changed += done.Changed
			total.Closed += done.Closed
			total.Removed += done.Removed
		}
	}
	return total, nil
}

// A change brings one slot in line with the hours. Inside the transaction it checks
// again whether the slot still allows that.
type change func(*Tx, *Materialised) error

const futureSlots = `SELECT ` + slotColumns + `, staff FROM slots WHERE ends > ?1 AND start > ?1`

// compare reads the ledger beside the writer and returns, by facility, what
// differs from the opening hours.
func (s *Store) compare(ctx context.Context, slots []booking.Slot) (map[string][]change, error) {
	type place struct {
		facility string
		start    int64
	}
	wanted := make(map[place]booking.Slot, len(slots))
	todo := make(map[string][]change)
	err := s.View(ctx, func(tx *Tx) error {
		for _, slot := range slots {
			if slot.Start.After(tx.now) {
				wanted[place{slot.Facility, slot.Start.Unix()}] = slot
			}
		}
		_, err := all(tx, func(_ *Tx, r row) (none struct{}, err error) {
			var have booking.Slot
			var staff bool
			if err := r.Scan(&have.ID, &have.Facility, (*instant)(&have.Start), (*instant)(&have.End),
				&have.Capacity, &have.Remaining, &have.Open, &staff); err != nil {
				return none, err
			}
			at := place{have.Facility, have.Start.Unix()}
			want, ok := wanted[at]
			delete(wanted, at)
			claimed := have.Capacity - have.Remaining
			switch {
			case staff:
			case !ok && (claimed == 0 || have.Open):
				todo[have.Facility] = append(todo[have.Facility], dismiss(have))
			case ok && (!have.Open || have.Capacity != max(want.Capacity, claimed) || !have.End.Equal(want.End)):
				todo[have.Facility] = append(todo[have.Facility], adapt(have, want))
			}
			return none, nil
		}, futureSlots, instant(tx.now))
		return err
	})
	for _, slot := range slots { // in the order of the hours, each once
		at := place{slot.Facility, slot.Start.Unix()}
		if want, ok := wanted[at]; ok {
			delete(wanted, at)
			todo[slot.Facility] = append(todo[slot.Facility], add(want))
		}
	}
	return todo, err
}

func add(s booking.Slot) change {
	return func(tx *Tx, m *Materialised) error {
		n, err := tx.change(addMissing, s.Facility, instant(s.Start), instant(s.End), s.Capacity)
		m.Added += n
		if err != nil {
			return fmt.Errorf("%s: %w", stamp(s.Start), err)
		}
		return nil
	}
}

// What is claimed is capacity - remaining.
const adaptSlot = `UPDATE slots SET ends = ?2, open = 1,
		capacity = CASE WHEN ?3 > capacity - remaining THEN ?3 ELSE capacity - remaining END,
		remaining = CASE WHEN ?3 > capacity - remaining THEN ?3 - (capacity - remaining) ELSE 0 END
	WHERE id = ?1 AND staff = 0`

func adapt(have, want booking.Slot) change {
	return func(tx *Tx, m *Materialised) error {
		n, err := tx.change(adaptSlot, have.ID, instant(want.End), want.Capacity)
		m.Changed += n
		if err != nil || n == 0 || have.Open {
			return err
		}
		return tx.note(DidOpen, 0, Detail{Visit: Visit{Facility: have.Facility, Start: have.Start}, Hours: true})
	}
}

const (
	removeSlot = `DELETE FROM slots WHERE id = ? AND staff = 0 AND remaining = capacity`
	closeSlot  = `UPDATE slots SET open = 0 WHERE id = ? AND staff = 0 AND open = 1`
)

func dismiss(have booking.Slot) change {
	return func(tx *Tx, m *Materialised) error {
		n, err := tx.change(removeSlot, have.ID)
		m.Removed += n
		if err != nil || n > 0 {
			return err
		}
		n, err = tx.change(closeSlot, have.ID)
		m.Closed += n
		if err != nil || n == 0 {
			return err
		}
		return tx.note(DidClose, 0, Detail{Visit: Visit{Facility: have.Facility, Start: have.Start}, Hours: true})
	}
}
