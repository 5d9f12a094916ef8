package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// readDesks reads how many desks there are.
var readDesks = readWhole("a number of desks", 1, 100)

func (w *world) sizeSlots(o *deskFlags) *cobra.Command {
	var s stretch
	var desks int
	cmd := &cobra.Command{
		Use:   "desks N",
		Short: "say how many desks there are on a day, on several, or in a part of each",
		Long: `Desks gives a facility so many desks wherever it is open then, whatever the config says, also
on days that only come later: the latest decision about a moment holds, but what is closed
stays closed. The bookings that stand where more is promised than that stay, and are
listed; their seats are not given to anybody else when they end.`,
		Example: `  madoguchi slots desks 1 --facility koseki --date 2026-12-01 --why "1人が研修"
  madoguchi slots desks 3 --facility all --date 2027-03-25 --through 2027-04-05
  madoguchi slots desks 1 --facility koseki --date today --from 13:00 --to 15:00 --json`,
	}
	cmd.Args = func(_ *cobra.Command, args []string) (err error) {
		if len(args) != 1 {
			return usage("found %d words, expected one number of desks, for example: %s", len(args), "madoguchi slots desks 1 --facility koseki --date 2026-12-01")
		}
		if desks, err = readDesks(args[0]); err != nil {
			return usage("%s", err)
		}
		return nil
	}
	cmd.RunE = w.ruledFirst(o, func(d *desk) error { return s.checked(cmd, d) }, func(ctx context.Context, d *desk) error {
		changed, over, err := d.decide(ctx, &s, "there is no slot that could have desks at %s", func(tx store.Planning, p booking.Piece) ([]booking.Slot, []store.Seen, error) {
			return tx.SetCapacity(p.Facility, p.From, p.Until, desks)
		})
		if err != nil {
			return err
		}
		if err := d.reveal(ctx, over...); err != nil {
			return fmt.Errorf("it is done: %w", err)
		}
		return d.sized(&s, desks, changed, over)
	})
	w.stretch(cmd, &s)
	o.reason(cmd)
	o.wholeNumbers(cmd.Flags())
	return cmd
}

// sized tells of which slots the number of desks was changed, and who stands where more is
// promised.
func (d *desk) sized(s *stretch, desks int, changed []booking.Slot, over []store.Seen) error {
	later := s.beyond(d)
	if d.json {
		return writeJSON(d.out, struct {
			Changed  []slotJSON    `json:"changed"`
			Later    bool          `json:"later,omitempty"` // also slots that do not exist yet
			Bookings []bookingJSON `json:"bookings"`
		}{forMachines(changed, slotForMachines), later, forMachines(over, d.forMachines)})
	}
	said := fmt.Sprintf("%s  %d枠を、窓口の数 %d にしました。", d.stretchName(s), len(changed), desks)
	if len(changed) == 0 && !later {
		said = fmt.Sprintf("%s  窓口の数を %d と決めました。いまの枠は、変わりません。", d.stretchName(s), desks)
	}
	if later {
		said += "これからできる枠も、そうなります。"
	}
	if len(over) == 0 {
		_, err := fmt.Fprintln(d.out, said)
		return err
	}
	if _, err := fmt.Fprintf(d.out, "%s窓口の数をこえる時間の予約が %d件 あります。予約は、そのまま有効です。\n", said, len(over)); err != nil {
		return err
	}
	return d.bookings(over, false)
}

func (w *world) listDecisions(o *deskFlags) *cobra.Command {
	var facility string
	var day booking.Date
	cmd := &cobra.Command{
		Use:   "decisions",
		Short: "list what staff have decided about times that are not over",
		Long: `Decisions lists what staff have closed, opened or given a number of desks, at the console and
here, with its number for slots undo: where, from when until when, who, when and why.`,
		Example: "  madoguchi slots decisions\n  madoguchi slots decisions --facility koseki --date 2026-12-01 --json",
		Args:    noArgs,
		RunE: w.reading(o, func(d *desk) error { return d.known(facility) }, func(ctx context.Context, d *desk) error {
			from, until := d.now(), endOfTime
			if day != (booking.Date{}) {
				from, until = day.In(booking.JST), day.AddDays(1).In(booking.JST)
			}
			var found []store.Decision
			err := view(ctx, d, store.ToPlan, func(tx store.Planning) (err error) {
				found, err = tx.Decisions(facility, from, until)
				return err
			})
			if err != nil {
				return err
			}
			return d.decisions(found)
		}),
	}
	flag(cmd.Flags(), &facility, "facility", "ID", "", "of this facility", readText("the id of a facility"))
	flag(cmd.Flags(), &day, "date", "DAY", "", "about this day, such as 2026-12-01, today or tomorrow", w.readDay)
	return cmd
}

// endOfTime is after every day of the calendar.
var endOfTime = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// decisions prints decisions as a table, or as JSON.
func (d *desk) decisions(found []store.Decision) error {
	if d.json {
		return writeJSON(d.out, forMachines(found, decisionForMachines))
	}
	t := table{head: []string{"番号", "いつの", "窓口", "何を", "だれが", "いつ", "理由"}}
	for _, x := range found {
		t.row(fmt.Sprint(x.ID), span(x.From, x.Until), d.name(x.Facility), words.Decision(x), dash(x.By.Actor), dash(words.Stamp(x.At)), dash(x.By.Why))
	}
	return t.print(d.out)
}

// span writes a stretch of time: 2026-12-01(火) 13:00-24:00, or 2026-12-01(火) for a whole
// day, or 2026-12-01(火)から2026-12-04(金)まで.
func span(from, until time.Time) string {
	from, until = from.In(booking.JST), until.In(booking.JST)
	first, last := booking.DateOf(from), booking.DateOf(until.Add(-time.Second))
	whole := booking.ClockOf(from) == 0 && booking.ClockOf(until) == 0
	end := until.Format("15:04")
	if booking.ClockOf(until) == 0 {
		end = booking.Midnight.String()
	}
	switch {
	case first == last && whole:
		return dayName(first)
	case first == last:
		return when(from) + "-" + end
	case whole:
		return dayName(first) + "から" + dayName(last) + "まで"
	}
	return when(from) + "から" + dayName(last) + " " + end + "まで"
}

// decisionJSON is a decision of staff for machines.
type decisionJSON struct {
	ID       int64  `json:"id"`
	Facility string `json:"facility"`
	From     string `json:"from"`
	Until    string `json:"until"`
	What     string `json:"what"`              // close, add, capacity
	Desks    int    `json:"desks"`             // 0 for close
	Minutes  int    `json:"minutes,omitempty"` // of add: visits begin so often
	At       string `json:"at"`                // "" if it is not known
	Through  string `json:"through"`           // store.Way; "" if it is not known
	Actor    string `json:"actor"`
	Why      string `json:"why"`
}

func decisionForMachines(x store.Decision) decisionJSON {
	return decisionJSON{
		ID: x.ID, Facility: x.Facility, From: rfc3339(x.From), Until: rfc3339(x.Until), What: string(x.Kind.Deed()), Desks: x.Desks,
		Minutes: int(x.Every / time.Minute), At: orNever(x.At), Through: string(x.By.Way), Actor: x.By.Actor, Why: x.By.Why,
	}
}

func (w *world) undoDecision(o *deskFlags) *cobra.Command {
	var id int64
	cmd := &cobra.Command{
		Use:   "undo ID",
		Short: "take a decision back, as if it had never been made",
		Long: `Undo takes back one decision of slots decisions, by its number. The opening hours of the config
hold there again, and what else was decided. The bookings that have no desk then are listed.`,
		Example: "  madoguchi slots undo 3 --why \"工事が延期になった\"",
	}
	cmd.Args = func(_ *cobra.Command, args []string) (err error) {
		if len(args) != 1 {
			return usage("found %d words, expected the number of a decision, such as madoguchi slots undo 3; slots decisions lists them", len(args))
		}
		if id, err = strconv.ParseInt(args[0], 10, 64); err != nil || id < 1 {
			return usage("found %.40q, expected the number of a decision, such as 3; slots decisions lists them", args[0])
		}
		return nil
	}
	cmd.RunE = w.at(o, func(*desk) error { return nil }, func(ctx context.Context, d *desk) error {
		var undone store.Decision
		var changed []booking.Slot
		var affected []store.Seen
		err := update(ctx, d, store.ToPlan, func(tx store.Planning) error {
			all, err := tx.Decisions("", time.Unix(0, 0), endOfTime)
			if err != nil {
				return err
			}
			for _, x := range all {
				if x.ID == id {
					undone = x
				}
			}
			if undone.ID == 0 {
				return fmt.Errorf("there is no decision %d: slots decisions lists them", id)
			}
			changed, affected, err = tx.Retract(id)
			return err
		})
		if err != nil {
			return err
		}
		if err := d.reveal(ctx, affected...); err != nil {
			return fmt.Errorf("it is done: %w", err)
		}
		return d.undone(undone, changed, affected)
	})
	o.reason(cmd)
	o.wholeNumbers(cmd.Flags())
	return cmd
}

// undone tells what was taken back, and whom it concerns.
func (d *desk) undone(x store.Decision, changed []booking.Slot, affected []store.Seen) error {
	if d.json {
		return writeJSON(d.out, struct {
			Undone   decisionJSON  `json:"undone"`
			Changed  []slotJSON    `json:"changed"`
			Bookings []bookingJSON `json:"bookings"`
		}{decisionForMachines(x), forMachines(changed, slotForMachines), forMachines(affected, d.forMachines)})
	}
	said := fmt.Sprintf("%s %s  「%s」をやめました。", d.name(x.Facility), span(x.From, x.Until), words.Decision(x))
	if len(changed) > 0 { // slots that are gone are not among them
		said += fmt.Sprintf("%d枠が変わりました。", len(changed))
	}
	if len(affected) == 0 {
		_, err := fmt.Fprintln(d.out, said)
		return err
	}
	concern := "窓口が開いていない時間の予約"
	if x.Kind == store.Sized {
		concern = "窓口の数をこえる時間の予約"
	}
	if _, err := fmt.Fprintf(d.out, "%s%sが %d件 あります。\n", said, concern, len(affected)); err != nil {
		return err
	}
	return d.bookings(affected, false)
}
