package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) closeSlots(o *deskFlags) *cobra.Command {
	var s stretch
	cmd := &cobra.Command{
		Use:   "close",
		Short: "take no more bookings on a day, on several, or in a part of each",
		Long: `Close takes no more bookings in the slots of a day, of several days, or of a part of
each, and of days that only come later: slots open takes it back. The bookings that stand
in closed slots stay, and are listed: somebody must call these people. Their whole
telephone numbers are printed with --numbers, on record.`,
		Example: `  madoguchi slots close --facility koseki --date 2026-12-01
  madoguchi slots close --facility koseki --date today --from 13:00 --to 15:00 --json
  madoguchi slots close --facility all --date 2027-02-01 --through 2027-02-05 --why "庁舎の工事"`,
		Args: noArgs,
	}
	cmd.RunE = w.ruledFirst(o, func(d *desk) error { return s.checked(cmd, d) }, func(ctx context.Context, d *desk) error {
		closed, affected, err := d.decide(ctx, &s, "there is no slot to close at %s", setOpen(false))
		if err != nil {
			return err
		}
		if err := d.reveal(ctx, affected...); err != nil {
			return fmt.Errorf("it is done: %w", err)
		}
		return d.closed(&s, closed, affected)
	})
	w.stretch(cmd, &s)
	o.reason(cmd)
	o.wholeNumbers(cmd.Flags())
	return cmd
}

// closed tells what was closed, and who must be called.
func (d *desk) closed(s *stretch, closed []booking.Slot, affected []store.Seen) error {
	later := s.beyond(d)
	if d.json {
		return writeJSON(d.out, struct {
			Closed   []slotJSON    `json:"closed"`
			Later    bool          `json:"later,omitempty"` // also slots that do not exist yet
			Bookings []bookingJSON `json:"bookings"`
		}{forMachines(closed, slotForMachines), later, forMachines(affected, d.forMachines)})
	}
	said := fmt.Sprintf("%s  %d枠の受付を止めました。", d.stretchName(s), len(closed))
	if later {
		said += "これからできる枠も、受け付けません。"
	}
	if len(affected) == 0 {
		_, err := fmt.Fprintln(d.out, said+"予約は残っていません。")
		return err
	}
	if _, err := fmt.Fprintf(d.out, "%s予約が %d件 残っています。\n", said, len(affected)); err != nil {
		return err
	}
	if err := d.bookings(affected, false); err != nil {
		return err
	}
	_, err := fmt.Fprintln(d.out, "\nあとで見るには: madoguchi bookings list --affected")
	return err
}
