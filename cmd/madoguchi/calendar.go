package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
)

func (w *world) calendarCommand() *cobra.Command {
	var c calendarFlags
	cmd := &cobra.Command{
		Use:   "calendar",
		Short: "show the year, to proof-read it; to print it; and why a day is open or closed",
		Long: `Calendar shows a year of a config as it is understood: for each facility, its walk-in hours,
the services with hours of their own and the call centre, which day is open with which hours and desks, which is closed and why,
and then the days that are not as in a usual week. Without --config it is the sample city.

--html writes one page to print and to pin up. --day tells rule by rule why a day is as it
is, each with its line in the file. With --db the decisions of staff are laid over it, and
--day also has what is wanted, claimed and free then.`,
		Example: `  madoguchi calendar --config city.yaml --year 2027
  madoguchi calendar --config city.yaml --year 2027 --html > 2027.html
  madoguchi calendar --config city.yaml --facility koseki --day 2027-01-14 --db madoguchi.db
  madoguchi calendar --config city.yaml --json`,
		Args: noArgs,
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case c.html && c.json:
			return usage("--html: found it with --json, expected one of them")
		case c.html && c.day != booking.Date{}:
			return usage("--html: found it with --day, expected one of them: the page is of a year")
		case cmd.Flags().Changed("year") && c.day != booking.Date{}:
			return usage("--year: found it with --day, expected one of them")
		case c.year == 0:
			c.year = w.now().In(booking.JST).Year()
		}
		return w.calendar(cmd.Context(), c)
	}
	flags := cmd.Flags()
	configFlag(flags, &c.config)
	flag(flags, &c.year, "year", "YEAR", "", "the year (default: this one)", readWhole("a year", 2000, 2099))
	flag(flags, &c.facility, "facility", "ID", "", "of this facility alone", readText("the id of a facility"))
	flag(flags, &c.day, "day", "DAY", "", "why this day is as it is, such as 2026-12-01, today or tomorrow", w.readDay)
	flags.BoolVar(&c.html, "html", false, "write a page to print")
	flags.BoolVar(&c.json, "json", false, "write JSON")
	flag(flags, &c.db, "db", "FILE", "", "the ledger whose decisions and bookings are laid over the hours", readText("a file such as madoguchi.db"))
	return cmd
}

type calendarFlags struct {
	config, facility, db string
	year                 int
	day                  booking.Date
	html, json           bool
}

// A calendar is the year of a city, or one day of it, place by place.
type calendar struct {
	*desk
	year   int
	places []calendarPlace
	file   string // what the file is called that it was read from
}

// A calendarPlace is what a calendar tells of one timetable.
type calendarPlace struct {
	timetable
	of        city.HoursOf
	name      string
	decisions []store.Decision
	slots     []booking.Slot // of the one day, in the ledger
}

// calendar prints the year, or the day.
func (w *world) calendar(ctx context.Context, o calendarFlags) error {
	l, err := readLine(o.config, w.now())
	if err != nil {
		return brief(o.config, err)
	}
	c := &calendar{desk: &desk{world: w, line: l, json: o.json}, year: o.year, file: "見本の市"}
	if o.config != "" {
		c.file = filepath.Base(o.config)
	}
	if err := c.known(o.facility); err != nil {
		return err
	}
	c.places = placesOf(l, o.facility)
	from, until := booking.Date{Year: o.year, Month: time.January, Day: 1}, booking.Date{Year: o.year + 1, Month: time.January, Day: 1}
	if o.day != (booking.Date{}) {
		from, until = o.day, o.day.AddDays(1)
	}
	if o.db != "" {
		if err := c.overlay(ctx, o.db, from, until, o.day != (booking.Date{})); err != nil {
			return err
		}
	}
	switch {
	case o.day != (booking.Date{}) && o.json:
		return writeJSON(w.out, c.dayForMachines(o.day, o.db != ""))
	case o.day != (booking.Date{}):
		return c.explain(o.day, o.db != "")
	case o.json:
		return writeJSON(w.out, c.yearForMachines())
	case o.html:
		return c.page()
	}
	return c.text()
}

// placesOf returns the timetables of a city, or of one facility: each facility with its
// walk-in hours, the services that have hours of their own, and the call centre last.
func placesOf(l *line, facility string) (places []calendarPlace) {
	for _, f := range l.City.Facilities {
		if facility != "" && facility != f.ID {
			continue
		}
		places = append(places, calendarPlace{timetable: newTimetable(f.Hours, f.Capacity), of: city.HoursOf{Facility: f.ID}, name: f.Name})
		if len(f.WalkIn.Weekly) > 0 {
			places = append(places, calendarPlace{timetable: newTimetable(f.WalkIn, 0), of: city.HoursOf{Facility: f.ID, WalkIn: true}, name: f.Name + " 予約なしの受付"})
		}
	}
	for _, s := range l.City.AllServices() {
		if s.Hours != nil && (facility == "" || s.At(facility)) {
			places = append(places, calendarPlace{timetable: newTimetable(*s.Hours, 0), of: city.HoursOf{Service: s.ID}, name: s.Name + " の時間"})
		}
	}
	if facility == "" {
		places = append(places, calendarPlace{timetable: newTimetable(l.City.Centre.Hours, 0), name: "コールセンター"})
	}
	return places
}

// booked reports whether visits are booked in these hours, which the ledger knows.
func (p calendarPlace) booked() bool { return p.of.Facility != "" && !p.of.WalkIn }

// overlay adds what the ledger knows: what staff have decided, and the slots of the day.
func (c *calendar) overlay(ctx context.Context, db string, from, until booking.Date, day bool) (err error) {
	if c.ledger, err = c.openToRead(db, store.Options{For: c.line.owner()}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.ledger.Close()) }()
	return view(ctx, c.desk, store.ToPlan, func(tx store.Planning) error {
		for i := range c.places {
			p := &c.places[i]
			if !p.booked() {
				continue
			}
			if p.decisions, err = tx.Decisions(p.of.Facility, from.In(booking.JST), until.In(booking.JST)); err != nil {
				return err
			}
			if !day {
				continue
			}
			if p.slots, err = tx.Slots(store.SlotFilter{Facility: p.of.Facility, From: from.In(booking.JST), Until: until.In(booking.JST)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// days returns every day of the year at a place.
func (c *calendar) days(p calendarPlace) (days []calendarDay) {
	for day := (booking.Date{Year: c.year, Month: time.January, Day: 1}); day.Year == c.year; day = day.AddDays(1) {
		days = append(days, p.on(day))
	}
	return days
}

// openingWords writes ranges with their desks: 09:00-12:00 (窓口 2)、13:00-16:00 (窓口 1).
// The desks are written once if all ranges have the same, and not at all if none are counted.
func openingWords(ranges []booking.Range) string {
	if len(ranges) == 0 {
		return ""
	}
	ranges = joined(ranges)
	desks := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprintf(" (窓口 %d)", n)
	}
	same, each := true, ""
	for i, r := range ranges {
		same = same && r.Capacity == ranges[0].Capacity
		if i > 0 {
			each += "、"
		}
		each += r.String() + desks(r.Capacity)
	}
	if same {
		return rangeWords(ranges) + desks(ranges[0].Capacity)
	}
	return each
}

// joined returns ranges without a seam where one begins when the one before ends, with the
// same desks.
func joined(ranges []booking.Range) (whole []booking.Range) {
	for _, r := range ranges {
		if n := len(whole) - 1; n >= 0 && whole[n].To == r.From && whole[n].Capacity == r.Capacity {
			whole[n].To = r.To
			continue
		}
		whole = append(whole, r)
	}
	return whole
}
