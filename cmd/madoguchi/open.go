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
		Use:   "open",
		Short: "take bookings on a day, on several, or in a part of each; add slots to a day",
		Long: `Open takes bookings again in slots that were closed, and on days to come in those that
would have been. On one day of one facility it also adds slots where there are none:
those of the opening hours, or, with --from and --to, one after the other from --from
on.`,
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
	there, err := tx.Slots(store.SlotFilter{Facility: facility.ID, From: s.First.In(booking.JST), Until: s.First.AddDays(1).In(booking.JST)})
	if err != nil {
		return nil, nil, err
	}
	if opened, _, err = tx.SetOpen(facility.ID, from, until, true); err != nil {
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

// wanted returns the slots that should be there: those of the stretch, if its
// beginning and its end were typed, or else what the opening hours have in it.
func (s *stretch) wanted(f booking.Facility, capacity int) (wanted []booking.Slot) {
	if s.whole {
		f.Hours = booking.Hours{Special: []booking.Special{{Day: s.First, Ranges: []booking.Range{{From: s.From, To: s.To}}}}}
	}
	from, until := s.From.On(s.First, booking.JST), s.To.On(s.First, booking.JST)
	for _, slot := range f.Slots(s.First) {
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

// overlapping returns a slot that would share time with the wanted one, and of several
// the one with the same start. It returns nil if there is none.
func overlapping(there []booking.Slot, wanted booking.Slot) (found *booking.Slot) {
	for i, s := range there {
		if s.Start.Before(wanted.End) && wanted.Start.Before(s.End) && (found == nil || s.Start.Equal(wanted.Start)) {
			found = &there[i]
		}
	}
	return found
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
