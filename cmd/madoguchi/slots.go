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
		Short: "list, open and close slots, and say how many desks there are",
		Long: `Slots is for staff at a terminal. What is decided here is kept as it was decided, holds over
the opening hours of the config, whatever they become, and for days that only come later.
slots decisions lists it, and slots undo takes it back without a trace but the audit.`,
		Example: `  madoguchi slots list --facility koseki --date 2026-12-01 --free
  madoguchi slots close --facility koseki --date 2026-12-01 --from 13:00
  madoguchi slots close --facility all --date 2027-02-01 --through 2027-02-05
  madoguchi slots open --facility koseki --date 2026-12-13 --from 09:00 --to 12:00 --capacity 3
  madoguchi slots desks 1 --facility koseki --date 2026-12-01 --why "1人が研修"
  madoguchi slots decisions
  madoguchi slots undo 3`,
	})
	o.add(cmd)
	cmd.AddCommand(w.listSlots(&o), w.openSlots(&o), w.closeSlots(&o), w.sizeSlots(&o), w.listDecisions(&o), w.undoDecision(&o))
	return cmd
}

func (w *world) listSlots(o *deskFlags) *cobra.Command {
	var f store.SlotFilter
	var day booking.Date
	var service booking.ServiceID
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list the slots that are still to come, or those of a day",
		Long: `List tells of each slot how many desks are wanted in it by the opening hours and by staff,
how many seats are claimed at its fullest moment, and what is free throughout. Where more
was promised than is wanted now, more is claimed than is wanted, and nothing is free. In a city
with several services it also tells of which of them one person's visit may begin in it: each takes
as long as it takes.`,
		Example: "  madoguchi slots list --facility koseki --date tomorrow --free",
		Args:    noArgs,
		RunE: w.readingFirst(o, func(d *desk) error {
			if _, err := d.service(service); err != nil {
				return err
			}
			return d.known(f.Facility)
		}, func(ctx context.Context, d *desk) error {
			if day != (booking.Date{}) {
				f.From, f.Until = day.In(booking.JST), day.AddDays(1).In(booking.JST)
			}
			var found []servedSlot
			err := view(ctx, d, store.ToPlan, func(tx store.Planning) error {
				slots, err := tx.Slots(f)
				if err == nil {
					found, err = d.served(tx, slots, service)
				}
				return err
			})
			if err != nil {
				return err
			}
			if d.json {
				return writeJSON(d.out, forMachines(found, servedSlot.forMachines))
			}
			return d.slots(found)
		}),
	}
	flag(cmd.Flags(), &f.Facility, "facility", "ID", "", "of this facility", readText("the id of a facility"))
	flag(cmd.Flags(), &service, "service", "ID", "", "only those in which a visit of this service may begin", readService)
	flag(cmd.Flags(), &day, "date", "DAY", "", "of this day, such as 2026-12-01, today or tomorrow", w.readDay)
	cmd.Flags().BoolVar(&f.FreeOnly, "free", false, "only those that are open and have room")
	return cmd
}

func (d *desk) slots(slots []servedSlot) error {
	t := table{head: []string{"日時", "窓口", "窓口の数", "予約", "空き", "受付"}}
	several := d.line.City.SeveralServices()
	if several {
		t.head = append(t.head, "用件")
	}
	free := 0
	for _, s := range slots {
		state := "する"
		if !s.Open() {
			state = "しない"
		}
		free += s.Free
		cells := []string{when(s.Start), d.name(s.Facility), fmt.Sprint(s.Wanted), fmt.Sprint(s.Claimed), fmt.Sprint(s.Free), state}
		if several {
			cells = append(cells, dash(s.names()))
		}
		t.row(cells...)
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	return d.sum("%d 枠、空き %d", len(slots), free)
}
