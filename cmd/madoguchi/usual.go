package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"madoguchi/booking"
)

// usual returns the hours of a week without holidays, closed and special days, and without
// what comes once or twice a month: what people have in mind as the hours of a place.
func usual(h booking.Hours) booking.Hours {
	var week booking.Hours
	for _, o := range h.Weekly {
		if o.Days.Nth != 0 || o.Days.After != 0 || o.Days.Weekdays == 0 {
			continue
		}
		o.Days.Holidays, o.Moved = false, booking.OpenAnyway
		week.Weekly = append(week.Weekly, o)
	}
	for _, r := range h.Rests {
		if r.Days.Holidays = false; r.Days.EachWeek() {
			week.Rests = append(week.Rests, r)
		}
	}
	return week
}

// A kind tells how a day is to whoever reads the calendar of a place.
type kind int

// The kinds of day.
const (
	dayNever   kind = iota // not open, as in every such week
	dayUsual               // open as in every such week
	dayClosed              // would be open in such a week, and is not
	daySpecial             // a day that is listed as open
	dayOther               // other hours than in such a week: an evening, a Saturday of the month
)

// A calendarDay is a day of a place: how it is, and why.
type calendarDay struct {
	Day    booking.Date
	Kind   kind
	Why    booking.Reason
	Ranges []booking.Range // without 0 for the facility's own number of desks
	Usual  []booking.Range
	Rules  []booking.Step
}

// A timetable is the hours of one place, as a calendar shows them: of a facility, its
// walk-in hours, or the call centre.
type timetable struct {
	booking.Hours
	week  booking.Hours
	desks int // of a range that does not say; 0 where desks are not counted
}

func newTimetable(h booking.Hours, desks int) timetable { return timetable{h, usual(h), desks} }

// on returns what a day is like.
func (t timetable) on(day booking.Date) calendarDay {
	d := calendarDay{Day: day, Why: t.Why(day), Ranges: t.counted(t.On(day)), Usual: t.counted(t.week.On(day)), Rules: t.Explain(day)}
	listed := slices.ContainsFunc(d.Rules, func(s booking.Step) bool { return s.List == booking.ListSpecial && s.Did == booking.Opens })
	switch {
	case listed:
		d.Kind = daySpecial
	case slices.Equal(d.Ranges, d.Usual) && len(d.Ranges) > 0:
		d.Kind = dayUsual
	case len(d.Ranges) > 0:
		d.Kind = dayOther
	case len(d.Usual) > 0:
		d.Kind = dayClosed
	}
	return d
}

// turns reports whether the usual week is another one from this day on.
func (t timetable) turns(day booking.Date) bool {
	return slices.ContainsFunc(t.week.Weekly, func(o booking.Opening) bool {
		return o.Valid.From == day || o.Valid.Until != booking.Date{} && o.Valid.Until.AddDays(1) == day
	})
}

// counted puts the facility's own number of desks where a range has none.
func (t timetable) counted(ranges []booking.Range) []booking.Range {
	for i := range ranges {
		if ranges[i].Capacity == 0 {
			ranges[i].Capacity = t.desks
		}
	}
	return ranges
}

// differs reports whether the day is not as in every such week.
func (d calendarDay) differs() bool { return d.Kind != dayUsual && d.Kind != dayNever }

// why says what makes the day so: the name of the holiday, 年末年始, 休み, 特別に開く, or which
// days of the month it is.
func (d calendarDay) why(t timetable) string {
	switch {
	case d.Kind == daySpecial:
		return "特別に開く"
	case d.Kind == dayOther:
		return cmp.Or(d.rows(t), "いつもと違う時間")
	case d.Why.Kind == booking.DayHoliday:
		return d.Why.Holiday
	case d.Why.Kind == booking.DayNewYear:
		return "年末年始"
	case d.Why.Kind == booking.DayClosed && slices.ContainsFunc(d.Rules, func(s booking.Step) bool { return s.List == booking.ListRests }):
		return "決まった休み"
	case d.Why.Kind == booking.DayClosed:
		return "休み"
	}
	return ""
}

// rows names the rows of opening hours that make the day another one than in a usual week:
// 第2・第3木, or 第2木 (2027-02-11から).
func (d calendarDay) rows(t timetable) string {
	var names []string
	for _, s := range d.Rules {
		if s.List != booking.ListWeekly || s.Did != booking.Opens && s.Did != booking.MovedHere {
			continue
		}
		o := t.Weekly[s.Row]
		switch {
		case s.Did == booking.MovedHere:
			names = append(names, fmt.Sprintf("%s (%sから)", o.Days, dayName(s.Other)))
		case o.Days.Nth != 0 || o.Days.After != 0 || o.Days.Holidays:
			names = append(names, o.Days.String())
		}
	}
	return strings.Join(names, "、")
}
