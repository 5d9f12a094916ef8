package main

import (
	"madoguchi/booking"
)

// calendarJSON is a year for machines.
type calendarJSON struct {
	City   string              `json:"city"`
	Year   int                 `json:"year"`
	Places []calendarPlaceJSON `json:"places"`
}

// calendarPlaceJSON is a year, or a day, of one timetable for machines.
type calendarPlaceJSON struct {
	Of        string         `json:"of"`       // facility, walk_in, service, call_centre
	Facility  string         `json:"facility"` // "" for the call centre and for a service
	Name      string         `json:"name"`
	Days      []dayJSON      `json:"days"`
	Decisions []decisionJSON `json:"decisions,omitempty"` // of staff; with --db
	Slots     []slotJSON     `json:"slots,omitempty"`     // of the day; with --db
	Service   string         `json:"service,omitempty"`   // whose hours they are
}

// dayJSON is a day of a timetable for machines.
type dayJSON struct {
	Date   string      `json:"date"`
	Kind   string      `json:"kind"`   // usual, other, special, closed, never
	Reason string      `json:"reason"` // booking.DayKind: open, off, closed, new year, holiday
	Why    string      `json:"why"`    // in the words of the staff
	Ranges []rangeJSON `json:"ranges"`
	Usual  []rangeJSON `json:"usual"`           // of such a weekday
	Rules  []ruleJSON  `json:"rules,omitempty"` // of --day
}

// rangeJSON is a range for machines.
type rangeJSON struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Desks int    `json:"desks"` // 0 where desks are not counted
}

// ruleJSON is a row of the file that has something to say of a day, for machines.
type ruleJSON struct {
	File   string      `json:"file"`
	Line   int         `json:"line"`
	Field  string      `json:"field"`
	Text   string      `json:"text"`
	Effect string      `json:"effect"` // booking.Effect
	Other  string      `json:"other"`  // of what is moved, the other day; "" otherwise
	Ranges []rangeJSON `json:"ranges"`
}

var kinds = map[kind]string{dayUsual: "usual", dayOther: "other", daySpecial: "special", dayClosed: "closed", dayNever: "never"}

func rangeForMachines(r booking.Range) rangeJSON {
	return rangeJSON{r.From.String(), r.To.String(), r.Capacity}
}

// yearForMachines returns the year of each place.
func (c *calendar) yearForMachines() calendarJSON {
	return calendarJSON{c.line.City.Name, c.year, forMachines(c.places, func(p calendarPlace) calendarPlaceJSON {
		j := p.forMachines()
		j.Days = forMachines(c.days(p), func(d calendarDay) dayJSON { return d.forMachines(p) })
		return j
	})}
}

// dayForMachines returns one day of each place, with its rules.
func (c *calendar) dayForMachines(day booking.Date, ledger bool) calendarJSON {
	return calendarJSON{c.line.City.Name, day.Year, forMachines(c.places, func(p calendarPlace) calendarPlaceJSON {
		j, d := p.forMachines(), p.on(day)
		one := d.forMachines(p)
		one.Rules = forMachines(d.Rules, func(s booking.Step) ruleJSON { return c.ruleForMachines(p, s) })
		j.Days = []dayJSON{one}
		if ledger && p.booked() {
			j.Slots = forMachines(p.slots, slotForMachines)
		}
		return j
	})}
}

func (p calendarPlace) forMachines() calendarPlaceJSON {
	j := calendarPlaceJSON{Of: "facility", Facility: p.of.Facility, Name: p.name}
	switch {
	case p.of.Service != "":
		j.Of, j.Service = "service", string(p.of.Service)
	case p.of.Facility == "":
		j.Of = "call_centre"
	case p.of.WalkIn:
		j.Of = "walk_in"
	}
	if p.decisions != nil {
		j.Decisions = forMachines(p.decisions, decisionForMachines)
	}
	return j
}

func (d calendarDay) forMachines(p calendarPlace) dayJSON {
	return dayJSON{
		Date: d.Day.String(), Kind: kinds[d.Kind], Reason: d.Why.Kind.String(), Why: d.why(p.timetable),
		Ranges: forMachines(d.Ranges, rangeForMachines), Usual: forMachines(d.Usual, rangeForMachines),
	}
}

func (c *calendar) ruleForMachines(p calendarPlace, s booking.Step) ruleJSON {
	row, _ := c.line.Row(p.of, s.List, s.Row)
	j := ruleJSON{File: row.File, Line: row.Line, Field: row.Field, Text: row.Text, Effect: s.Did.String(), Ranges: forMachines(s.Ranges, rangeForMachines)}
	if s.Other != (booking.Date{}) {
		j.Other = s.Other.String()
	}
	return j
}
