package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) openSlots(o *deskFlags) *cobra.Command {
	var s stretch
	var capacity int
	cmd := &cobra.Command{
		Use: "open",

		Annotations: makesLedger,

		Short: "take bookings in a stretch of a day, with new slots where there are none",
		Long: `Open takes bookings again in slots that were closed, and adds slots in a stretch where
the opening hours have none: those of the opening hours, or, with --from and --to, one
after the other from --from on.`,
		Example: `  madoguchi slots open --facility koseki --date 2026-12-01
  madoguchi slots open --facility koseki --date 2026-12-13 --from 09:00 --to 12:00 --capacity 3`,
		Args: noArgs,
	}
	cmd.RunE = w.at(o, func(d *desk) error { return s.checked(cmd, d) }, func(ctx context.Context, d *desk) error {
		var opened, added []booking.Slot
		err := d.update(ctx, func(tx *store.Tx) (err error) {
			opened, added, err = d.open(tx, &s, capacity)
			return err
		})
		if err != nil {
			return err
		}
		if d.json {
			return writeJSON(d.out, struct {
				Opened []slotJSON `json:"opened"`
				Added  []slotJSON `json:"added"`
			}{forMachines(opened, slotForMachines), forMachines(added, slotForMachines)})
		}
		_, err = fmt.Fprintf(d.out, "%s  %d枠の受付を始めました。新しい枠を %d枠 加えました。\n", d.stretchName(&s), len(opened), len(added))
		return err
	})
	w.stretch(cmd, &s)
	flag(cmd.Flags(), &capacity, "capacity", "N", "", "of slots that are added (default: the facility's)", readWhole("a number of parties", 1, 100))
	return cmd
}

// open opens the slots of a stretch that are there, and adds those that are not.
func (d *desk) open(tx *store.Tx, s *stretch, capacity int) (opened, added []booking.Slot, err error) {
	facility, err := d.line.facility(s.facility)
	if err != nil {
		return nil, nil, err
	}
	there, err := tx.Slots(store.SlotFilter{Facility: s.facility, From: s.day.In(booking.JST), Until: s.day.AddDays(1).In(booking.JST)})
	if err != nil {
		return nil, nil, err
	}
	from, until := s.bounds()
	if opened, _, err = tx.SetOpen(s.facility, from, until, true); err != nil {
		return nil, nil, err
	}
	for _, slot := range s.wanted(facility, capacity) {
		near := overlapping(there, slot)
		switch {
		case !slot.Start.After(tx.Now()), near != nil && near.Start.Equal(slot.Start):
			continue
		case near != nil:
			return nil, nil, fmt.Errorf("a slot at %s would overlap the one of %s: begin at a time such as %s",
				booking.ClockOf(slot.Start), booking.ClockOf(near.Start), booking.ClockOf(near.Start))
		}
		if err := tx.AddSlot(slot); err != nil {
			return nil, nil, err
		}
		added = append(added, slot)
	}
	return opened, added, d.nothingOpened(tx, s, capacity, len(added))
}

// wanted are the slots that should be there: those of the stretch, if its
// beginning and its end were typed, or else what the opening hours have in it.
func (s *stretch) wanted(f booking.Facility, capacity int) (wanted []booking.Slot) {
	if s.whole {
		f.Hours = booking.Hours{Special: []booking.Special{{Day: s.day, Ranges: []booking.Range{{From: s.from, To: s.to}}}}}
	}
	from, until := s.bounds()
	for _, slot := range f.Slots(s.day) {
		if slot.Start.Before(from) || slot.End.After(until) {
			continue
		}
		if capacity > 0 {
			slot.Capacity, slot.Remaining = capacity, capacity
		}
		wanted = append(wanted, slot)
	}
	return wanted
}

// overlapping returns the slot that would share time with the wanted one, the
// one with its start if there is one.
func overlapping(there []booking.Slot, wanted booking.Slot) (found *booking.Slot) {
	for i, s := range there {
		if s.Start.Before(wanted.End) && wanted.Start.Before(s.End) && (found == nil || s.Start.Equal(wanted.Start)) {
			found = &there[i]
		}
	}
	return found
}

// nothingOpened refuses a command that would have done nothing of what it says.
func (d *desk) nothingOpened(tx *store.Tx, s *stretch, capacity, added int) error {
	if added > 0 {
		return nil
	}
	ahead, err := s.ahead(tx)
	switch {
	case err != nil:
		return err
	case len(ahead) == 0 && !s.whole:
		return fmt.Errorf("the opening hours have no slot ahead at %s: say which to add, such as --from 09:00 --to 12:00", s)
	case len(ahead) == 0:
		return fmt.Errorf("there is no time left for a slot at %s", s)
	case capacity > 0:
		return fmt.Errorf("the slots at %s are there, with the capacity of the config: --capacity is for slots that are added", s)
	}
	return nil
}
