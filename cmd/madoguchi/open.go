package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) openSlots(o *deskFlags) *cobra.Command {
	var s stretch
	var desks int
	cmd := &cobra.Command{
		Use:   "open",
		Short: "take bookings on a day, on several, or in a part of each; add slots to a day",
		Long: `Open takes back what was closed, as if it had never been closed. On one day of one facility,
with --from and --to, it also adds slots wherever the day has none then; they stay,
whatever the opening hours become, until slots undo takes them back.`,
		Example: `  madoguchi slots open --facility koseki --date 2026-12-01
  madoguchi slots open --facility all --date 2027-02-01 --through 2027-02-05
  madoguchi slots open --facility koseki --date 2026-12-13 --from 09:00 --to 12:00 --capacity 3`,
		Args: noArgs,
	}
	cmd.RunE = w.ruledFirst(o, func(d *desk) error {
		if err := s.checked(cmd, d); err != nil || s.single() || desks == 0 {
			return err
		}
		return usage("--capacity: found it with several days or facilities, expected one of each: slots are added to one day of one facility")
	}, func(ctx context.Context, d *desk) error {
		var opened, added []booking.Slot
		var err error
		if s.single() {
			err = update(ctx, d, store.ToPlan, func(tx store.Planning) (err error) {
				opened, added, err = d.open(tx, &s, desks)
				return err
			})
		} else {
			opened, _, err = d.decide(ctx, &s, "there is no slot to open at %s: slots are added to one day of one facility", setOpen(true))
		}
		if err != nil {
			return err
		}
		return d.opened(&s, opened, added)
	})
	w.stretch(cmd, &s)
	flag(cmd.Flags(), &desks, "capacity", "N", "", "of slots that are added (default: the facility's)", readDesks)
	o.reason(cmd)
	return cmd
}

// opened tells what was opened and what was added.
func (d *desk) opened(s *stretch, opened, added []booking.Slot) error {
	later := s.beyond(d) && len(added) == 0
	if d.json {
		return writeJSON(d.out, struct {
			Opened []slotJSON `json:"opened"`
			Later  bool       `json:"later,omitempty"` // also slots that do not exist yet
			Added  []slotJSON `json:"added"`
		}{forMachines(opened, slotForMachines), later, forMachines(added, slotForMachines)})
	}
	said := d.stretchName(s) + "  "
	if len(opened) > 0 || len(added) == 0 {
		said += fmt.Sprintf("%d枠の受付を始めました。", len(opened))
	}
	if len(added) > 0 {
		said += fmt.Sprintf("新しい枠を %d枠 加えました。", len(added))
	}
	if later {
		said += "これからできる枠も、受け付けます。"
	}
	_, err := fmt.Fprintln(d.out, said)
	return err
}

// open takes back what is closed on one day of one facility. If both ends were typed, it
// also adds so many desks wherever none are wanted between them, or the facility's own
// number if desks is 0.
func (d *desk) open(tx store.Planning, s *stretch, desks int) (opened, added []booking.Slot, err error) {
	facility, err := d.line.facility(s.Facilities[0])
	if err != nil {
		return nil, nil, err
	}
	from, until := s.From.On(s.First, booking.JST), s.To.On(s.First, booking.JST)
	if opened, _, err = tx.SetOpen(facility.ID, from, until, true); err != nil {
		return nil, nil, err
	}
	if s.whole {
		added, err = add(tx, facility, from, until, cmp.Or(desks, facility.Capacity))
		switch {
		case errors.Is(err, errTooShort) && len(opened) == 0:
			return nil, nil, fmt.Errorf("no slot of %d minutes fits between the others at %s", facility.Minutes, s)
		case err != nil && !errors.Is(err, errTooShort):
			return nil, nil, err
		}
	}
	return opened, added, d.nothingOpened(tx, s, desks, len(added))
}

// errTooShort means that there is time without a desk, but not enough for a slot.
var errTooShort = errors.New("too short for a slot")

// add opens desks from a moment until another wherever none are wanted. It returns the
// slots that this makes, and errTooShort if there is such time ahead, and none of it is as
// long as a slot.
func add(tx store.Planning, f booking.Facility, from, until time.Time, desks int) (added []booking.Slot, err error) {
	every := time.Duration(f.Minutes) * time.Minute
	t, err := tx.Timeline(f.ID, from, until)
	if err != nil {
		return nil, err
	}
	short := false
	for _, gap := range t.Gaps(from, until) {
		for !gap.From.After(tx.Now()) { // what has begun cannot be added
			gap.From = gap.From.Add(every)
		}
		if gap.Until.Sub(gap.From) < every {
			short = short || gap.Until.After(tx.Now())
			continue
		}
		slots, err := tx.AddTime(f.ID, gap.From, gap.Until, desks, every)
		if err != nil {
			return nil, err
		}
		added = append(added, slots...)
	}
	if short && len(added) == 0 {
		return nil, errTooShort
	}
	return added, nil
}

// nothingOpened refuses a command that would have done nothing of what it says.
func (d *desk) nothingOpened(tx store.Planning, s *stretch, desks, added int) error {
	if added > 0 {
		return nil
	}
	ahead, err := s.hasAhead(tx)
	switch {
	case err != nil:
		return err
	case !ahead && s.whole:
		return fmt.Errorf("there is no time left for a slot at %s", s)
	case !ahead && !s.beyond(d):
		return fmt.Errorf("the opening hours have no slot ahead at %s: say which to add, such as --from 09:00 --to 12:00", s)
	case desks > 0:
		return fmt.Errorf("the slots at %s are there: --capacity is for slots that are added; slots desks gives them another number", s)
	}
	return nil
}
