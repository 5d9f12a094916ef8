package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) walkInCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "walk-in",
		Short: "end the walk-in hours of a day early, or take people again",
		Long: `Walk-in is for staff at a terminal. When too many people wait for the day, callers are
told that no more come without a booking. The hours are those of walk_in in city.yaml.`,
		Example: `  madoguchi walk-in close
  madoguchi walk-in show
  madoguchi walk-in open --facility koseki --date today`,
	})
	o.add(cmd)
	cmd.AddCommand(w.setWalkIn(&o, true), w.setWalkIn(&o, false), w.showWalkIn(&o))
	return cmd
}

// A walkInDay is a day of a facility's walk-in hours.
type walkInDay struct {
	facility booking.Facility
	day      booking.Date
	over     bool // staff have ended them
}

func (d *desk) hours(f booking.Facility, day booking.Date) (hours []string) {
	for _, r := range f.WalkIn.On(day) {
		hours = append(hours, r.String())
	}
	return hours
}

func (w *world) walkInFlags(cmd *cobra.Command, facility *string, day *booking.Date) {
	flag(cmd.Flags(), facility, "facility", "ID", "", "where (default: the one that has walk-in hours)", readText("the id of a facility"))
	flag(cmd.Flags(), day, "date", "DAY", "today", "the day, such as 2026-12-01, today or tomorrow", w.readDay)
}

// withWalkIn returns the facilities that have walk-in hours, or only the one that is
// named.
func (d *desk) withWalkIn(id string) (found []booking.Facility, err error) {
	for _, f := range d.line.City.Facilities {
		if len(f.WalkIn.Weekly) > 0 && (id == "" || f.ID == id) {
			found = append(found, f)
		}
	}
	switch {
	case found != nil:
		return found, nil
	case id != "":
		return nil, fmt.Errorf("%s has no walk-in hours: walk_in in city.yaml gives it some", id)
	}
	return nil, errors.New("no facility has walk-in hours: walk_in in city.yaml gives it some")
}

func (w *world) setWalkIn(o *deskFlags, over bool) *cobra.Command {
	var id string
	var at walkInDay
	cmd := &cobra.Command{
		Use:     "close",
		Short:   "tell callers that the walk-in hours of a day are over",
		Example: "  madoguchi walk-in close\n  madoguchi walk-in close --facility koseki --date tomorrow",
		Args:    noArgs,
	}
	if !over {
		cmd.Use, cmd.Short = "open", "tell callers that people are taken without a booking after all"
		cmd.Example = "  madoguchi walk-in open\n  madoguchi walk-in open --facility koseki --date tomorrow"
	}
	cmd.RunE = w.ruled(o, func(d *desk) error {
		if err := d.known(id); err != nil {
			return err
		}
		found, err := d.withWalkIn(id)
		if err != nil {
			return err
		}
		if len(found) > 1 {
			return required(cmd, "--facility "+found[0].ID, "facility")
		}
		at.facility, at.over = found[0], over
		switch {
		case at.day.Before(booking.DateOf(d.now().In(booking.JST))):
			return fmt.Errorf("%s has passed", at.day)
		case d.hours(at.facility, at.day) == nil:
			return fmt.Errorf("%s has no walk-in hours on %s", at.facility.ID, at.day)
		}
		return nil
	}, func(ctx context.Context, d *desk) error {
		err := update(ctx, d, store.ToTell, func(tx store.Telling) error {
			_, err := tx.SetWalkIn(at.facility.ID, at.day, over)
			return err
		})
		if err != nil {
			return err
		}
		if d.json {
			return writeJSON(d.out, d.walkInForMachines(at))
		}
		said := "予約なしの受付を終わりました。"
		if !over {
			said = "予約なしの方も受け付けます。"
		}
		_, err = fmt.Fprintf(d.out, "%s %s  %s\n", at.facility.Name, dayName(at.day), said)
		return err
	})
	w.walkInFlags(cmd, &id, &at.day)
	return cmd
}

func (w *world) showWalkIn(o *deskFlags) *cobra.Command {
	var id string
	var day booking.Date
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "show the walk-in hours of a day, and whether they were ended",
		Example: "  madoguchi walk-in show\n  madoguchi walk-in show --date tomorrow --json",
		Args:    noArgs,
		RunE: w.reading(o, func(d *desk) error { return d.known(id) }, func(ctx context.Context, d *desk) error {
			found, err := d.withWalkIn(id)
			if err != nil {
				return err
			}
			var days []walkInDay
			err = view(ctx, d, store.ToTell, func(tx store.Telling) error {
				for _, f := range found {
					over, err := tx.WalkInOver(f.ID, day)
					if err != nil {
						return err
					}
					days = append(days, walkInDay{f, day, over})
				}
				return nil
			})
			switch {
			case err != nil:
				return err
			case d.json:
				return writeJSON(d.out, forMachines(days, d.walkInForMachines))
			}
			t := table{head: []string{"窓口", "日", "時間", "予約なしの受付"}}
			for _, at := range days {
				t.row(at.facility.Name, dayName(at.day), dash(strings.Join(d.hours(at.facility, at.day), " ")), d.walkInState(at))
			}
			return t.print(d.out)
		}),
	}
	w.walkInFlags(cmd, &id, &day)
	return cmd
}

// walkInState says, at the time of the command, what callers are told.
func (d *desk) walkInState(at walkInDay) string {
	now := d.now().In(booking.JST)
	next, ok := at.facility.WalkIn.Next(later(now, at.day.In(booking.JST)))
	switch {
	case d.hours(at.facility, at.day) == nil:
		return "ない日"
	case at.over:
		return "職員が終わりにした"
	case !ok || booking.DateOf(next) != at.day:
		return "時間が過ぎた"
	case next.After(now):
		return "これから"
	}
	return "受付中"
}
