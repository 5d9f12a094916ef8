package main

import (
	"context"
	"fmt"
	"strings"
	"time"

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
opening hours of the config do not touch it any more.`,
		Example: `  madoguchi slots list --facility koseki --date 2026-12-01 --free
  madoguchi slots close --facility koseki --date 2026-12-01 --from 13:00
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
		Use:   "list",
		Short: "list the slots that are still to come, or those of a day",

		Annotations: makesLedger,
		Example:     "  madoguchi slots list --facility koseki --date tomorrow --free",
		Args:        noArgs,
		RunE: w.at(o, func(d *desk) error { return d.known(f.Facility) }, func(ctx context.Context, d *desk) error {
			if day != (booking.Date{}) {
				f.From, f.Until = day.In(booking.JST), day.AddDays(1).In(booking.JST)
			}
			var found []booking.Slot
			err := d.ledger.View(ctx, func(tx *store.Tx) (err error) {
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
		if s.Open {
			free += s.Remaining
		} else {
			state = "しない"
		}
		t.row(when(s.Start), d.name(s.Facility), fmt.Sprint(s.Remaining), fmt.Sprint(s.Capacity), state)
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	return d.sum("%d 枠、空き %d", len(slots), free)
}

// A stretch is part of a day at a facility.
type stretch struct {
	facility string
	day      booking.Date
	from, to booking.Clock
	whole    bool // both from and to were typed
}

func (w *world) stretch(cmd *cobra.Command, s *stretch) {
	flag(cmd.Flags(), &s.facility, "facility", "ID", "", "where", readText("the id of a facility"))
	flag(cmd.Flags(), &s.day, "date", "DAY", "", "the day, such as 2026-12-01, today or tomorrow", w.readDay)
	flag(cmd.Flags(), &s.from, "from", "TIME", "", "the first start (default: of the whole day)", booking.ParseClock)
	flag(cmd.Flags(), &s.to, "to", "TIME", "", "the end (default: of the day)", booking.ParseClosing)
}

// checked refuses a stretch that is none.
func (s *stretch) checked(cmd *cobra.Command, d *desk) error {
	if err := required(cmd, "--facility "+d.line.City.Facilities[0].ID+" --date 2026-12-01", "facility", "date"); err != nil {
		return err
	}
	if !cmd.Flags().Changed("to") {
		s.to = booking.Midnight
	}
	s.whole = cmd.Flags().Changed("from") && cmd.Flags().Changed("to")
	if s.from >= s.to {
		return usage("--to: found %s, expected a time after %s, such as --from 09:00 --to 12:00", s.to, s.from)
	}
	return d.known(s.facility)
}

func (s *stretch) bounds() (from, until time.Time) {
	return s.from.On(s.day, booking.JST), s.to.On(s.day, booking.JST)
}

// ahead returns the slots of the stretch that are not over.
func (s *stretch) ahead(tx *store.Tx) (ahead []booking.Slot, err error) {
	from, until := s.bounds()
	found, err := tx.Slots(store.SlotFilter{Facility: s.facility, From: from, Until: until})
	for _, slot := range found {
		if slot.End.After(tx.Now()) {
			ahead = append(ahead, slot)
		}
	}
	return ahead, err
}

func (s *stretch) String() string {
	if s.from == 0 && s.to == booking.Midnight {
		return fmt.Sprintf("%s on %s", s.facility, s.day)
	}
	return fmt.Sprintf("%s on %s, %s-%s", s.facility, s.day, s.from, s.to)
}

// stretchName is a stretch as staff call it.
func (d *desk) stretchName(s *stretch) string {
	day, _, _ := strings.Cut(when(s.day.In(booking.JST)), " ")
	if s.from == 0 && s.to == booking.Midnight {
		return d.name(s.facility) + " " + day
	}
	return fmt.Sprintf("%s %s %s-%s", d.name(s.facility), day, s.from, s.to)
}

func (w *world) closeSlots(o *deskFlags) *cobra.Command {
	var s stretch
	cmd := &cobra.Command{
		Use: "close",

		Annotations: makesLedger,

		Short: "take no more bookings in a stretch of a day",
		Long: `Close takes no more bookings in the slots of a day, or of a part of it. The bookings
that stand in them stay, and are listed: somebody must call these people. Their
whole telephone numbers are in --json.`,
		Example: `  madoguchi slots close --facility koseki --date 2026-12-01
  madoguchi slots close --facility koseki --date today --from 13:00 --to 15:00 --json`,
		Args: noArgs,
	}
	cmd.RunE = w.at(o, func(d *desk) error { return s.checked(cmd, d) }, func(ctx context.Context, d *desk) error {
		var closed []booking.Slot
		var affected []booking.Booking
		err := d.update(ctx, func(tx *store.Tx) error {
			ahead, err := s.ahead(tx)
			if err != nil {
				return err
			}
			if len(ahead) == 0 {
				return fmt.Errorf("there is no slot to close at %s", &s)
			}
			from, until := s.bounds()
			closed, affected, err = tx.SetOpen(s.facility, from, until, false)
			return err
		})
		if err != nil {
			return err
		}
		if d.json {
			return writeJSON(d.out, struct {
				Closed   []slotJSON    `json:"closed"`
				Bookings []bookingJSON `json:"bookings"`
			}{forMachines(closed, slotForMachines), forMachines(affected, bookingForMachines)})
		}
		left := "予約は残っていません。"
		if len(affected) > 0 {
			left = fmt.Sprintf("予約が %d件 残っています。", len(affected))
		}
		if _, err := fmt.Fprintf(d.out, "%s  %d枠の受付を止めました。%s\n", d.stretchName(&s), len(closed), left); err != nil || len(affected) == 0 {
			return err
		}
		return d.bookings(affected, false)
	})
	w.stretch(cmd, &s)
	return cmd
}
