package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) slotsCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "slots",
		Short: "list, open and close slots",
		Long: `Slots is for staff at a terminal. A slot that was opened or closed here stays so: the
opening hours of the config do not touch it any more. What is said of days that are
still beyond the horizon is remembered for the slots that they will have.`,
		Example: `  madoguchi slots list --facility koseki --date 2026-12-01 --free
  madoguchi slots close --facility koseki --date 2026-12-01 --from 13:00
  madoguchi slots close --facility all --date 2027-02-01 --through 2027-02-05
  madoguchi slots open --facility koseki --date 2026-12-13 --from 09:00 --to 12:00 --capacity 3`,
	})
	o.add(cmd)
	cmd.AddCommand(w.listSlots(&o), w.openSlots(&o), w.closeSlots(&o))
	return cmd
}

func (w *world) listSlots(o *deskFlags) *cobra.Command {
	var f store.SlotFilter
	var day booking.Date
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "list the slots that are still to come, or those of a day",
		Example: "  madoguchi slots list --facility koseki --date tomorrow --free",
		Args:    noArgs,
		RunE: w.atFirst(o, func(d *desk) error { return d.known(f.Facility) }, func(ctx context.Context, d *desk) error {
			if day != (booking.Date{}) {
				f.From, f.Until = day.In(booking.JST), day.AddDays(1).In(booking.JST)
			}
			var found []booking.Slot
			err := view(ctx, d, store.ToPlan, func(tx store.Planning) (err error) {
				found, err = tx.Slots(f)
				return err
			})
			if err != nil {
				return err
			}
			if d.json {
				return writeJSON(d.out, forMachines(found, slotForMachines))
			}
			return d.slots(found)
		}),
	}
	flag(cmd.Flags(), &f.Facility, "facility", "ID", "", "of this facility", readText("the id of a facility"))
	flag(cmd.Flags(), &day, "date", "DAY", "", "of this day, such as 2026-12-01, today or tomorrow", w.readDay)
	cmd.Flags().BoolVar(&f.FreeOnly, "free", false, "only those that are open and have room")
	return cmd
}

func (d *desk) slots(slots []booking.Slot) error {
	t := table{head: []string{"日時", "窓口", "空き", "枠", "受付"}}
	free := 0
	for _, s := range slots {
		state := "する"
		if s.Open() {
			free += s.Free
		} else {
			state = "しない"
		}
		t.row(when(s.Start), d.name(s.Facility), fmt.Sprint(s.Free), fmt.Sprint(s.Wanted), state)
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	return d.sum("%d 枠、空き %d", len(slots), free)
}
