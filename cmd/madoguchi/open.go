package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) openSlots(o *deskFlags) *cobra.Command {
	var s stretch
	var capacity int
	cmd := &cobra.Command{
		Use:   "open",
		Short: "take bookings on a day, on several, or in a part of each; add slots to a day",
		Long: `Open takes back what was closed. On one day of one facility, with --from and --to, it also
adds time in which no desk would be open, with slots one after the other.`,
		Example: `  madoguchi slots open --facility koseki --date 2026-12-01
  madoguchi slots open --facility all --date 2027-02-01 --through 2027-02-05
  madoguchi slots open --facility koseki --date 2026-12-13 --from 09:00 --to 12:00 --capacity 3`,
		Args: noArgs,
	}
	cmd.RunE = w.ruledFirst(o, func(d *desk) error {
		if err := s.checked(cmd, d); err != nil || s.single() || capacity == 0 {
			return err
		}
		return usage("--capacity: found it with several days or facilities, expected one of each: slots are added to one day of one facility")
	}, func(ctx context.Context, d *desk) error {
		var opened, added []booking.Slot
		var err error
		if s.single() {
			err = update(ctx, d, store.ToPlan, func(tx store.Planning) (err error) {
				opened, added, err = d.open(tx, &s, capacity)
				return err
			})
		} else {
			opened, _, err = d.set(ctx, &s, true)
		}
		if err != nil {
			return err
		}
		return d.opened(&s, opened, added)
	})
	w.stretch(cmd, &s)
	flag(cmd.Flags(), &capacity, "capacity", "N", "", "of slots that are added (default: the facility's)", readWhole("a number of parties", 1, 100))
	return cmd
}

// opened tells what was opened and what was added.
func (d *desk) opened(s *stretch, opened, added []booking.Slot) error {
	later := !s.single() && s.beyond(d)
	if d.json {
		return writeJSON(d.out, struct {
			Opened []slotJSON `json:"opened"`
			Later  bool       `json:"later,omitempty"` // also slots that do not exist yet
			Added  []slotJSON `json:"added"`
		}{forMachines(opened, slotForMachines), later, forMachines(added, slotForMachines)})
	}
	said := fmt.Sprintf("%s  %d枠の受付を始めました。", d.stretchName(s), len(opened))
	switch {
	case s.single():
		said += fmt.Sprintf("新しい枠を %d枠 加えました。", len(added))
	case later:
		said += "これからできる枠も、受付します。"
	}
	_, err := fmt.Fprintln(d.out, said)
	return err
}

// open opens the slots of one day of one facility that are there, and adds those
// that are not.
func (d *desk) open(tx store.Planning, s *stretch, capacity int) (opened, added []booking.Slot, err error) {
	facility, err := d.line.facility(s.Facilities[0])
	if err != nil {
		return nil, nil, err
	}
	from, until := s.From.On(s.First, booking.JST), s.To.On(s.First, booking.JST)
	if opened, _, err = tx.SetOpen(facility.ID, from, until, true); err != nil {
		return nil, nil, err
	}
	if s.whole {
		if added, err = add(tx, facility, from, until, cmp.Or(capacity, facility.Capacity)); err != nil {
			return nil, nil, err
		}
	}
	return opened, added, d.nothingOpened(tx, s, capacity, len(added))
}

// add opens desks from a moment until another wherever none is wanted then.
func add(tx store.Planning, f booking.Facility, from, until time.Time, desks int) (added []booking.Slot, err error) {
	every := time.Duration(f.Minutes) * time.Minute
	t, err := tx.Timeline(f.ID, from, until)
	if err != nil {
		return nil, err
	}
	for _, gap := range t.Gaps(from, until) {
		for !gap.From.After(tx.Now()) { // what has begun cannot be added
			gap.From = gap.From.Add(every)
		}
		if gap.Until.Sub(gap.From) < every {
			continue
		}
		slots, err := tx.AddTime(f.ID, gap.From, gap.Until, desks, every)
		if err != nil {
			return nil, err
		}
		added = append(added, slots...)
	}
	return added, nil
}

// nothingOpened refuses a command that would have done nothing of what it says.
func (d *desk) nothingOpened(tx store.Planning, s *stretch, capacity, added int) error {
	if added > 0 {
		return nil
	}
	ahead, err := s.hasAhead(tx)
	switch {
	case err != nil:
		return err
	case !ahead && !s.whole:
		return fmt.Errorf("the opening hours have no slot ahead at %s: say which to add, such as --from 09:00 --to 12:00", s)
	case !ahead:
		return fmt.Errorf("there is no time left for a slot at %s", s)
	case capacity > 0:
		return fmt.Errorf("the slots at %s are there, with the capacity of the config: --capacity is for slots that are added", s)
	}
	return nil
}
