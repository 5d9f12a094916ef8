package booking

import "fmt"

// HoursError is one mistake in Hours. Field is its place, such as
// "weekly[0].ranges[1]".
type HoursError struct{ Field, Found, Expected string }

func (e HoursError) Error() string {
	return fmt.Sprintf("%s: found %s, expected %s", e.Field, e.Found, e.Expected)
}

const aDay = "a day of the calendar such as 2026-04-20"

// Validate returns every mistake in h, in the order of its fields, or nil. Ranges
// that touch (09:00-12:00, 12:00-17:00) are not a mistake; ranges that overlap are
// ([Hours.Overlaps]).
func (h Hours) Validate() []HoursError {
	var found faults
	overlaps := h.Overlaps()
	for i, o := range h.Weekly {
		field := fmt.Sprintf("weekly[%d]", i)
		found.days(field+".days", o.Days)
		found.period(field+".valid", o.Valid)
		if o.Moved < Dropped || OpenAnyway < o.Moved {
			found.add(field+".moved", o.Moved.String(), "dropped, next, previous or open")
		}
		found.ranges(h, Place{List: ListWeekly, Row: i}, o.Ranges, overlaps)
	}
	for i, s := range h.Special {
		if !s.Day.Valid() {
			found.add(fmt.Sprintf("special[%d].day", i), s.Day.String(), aDay)
		}
		found.ranges(h, Place{List: ListSpecial, Row: i}, s.Ranges, overlaps)
	}
	for i, c := range h.Closed {
		found.closure(fmt.Sprintf("closed[%d]", i), c)
	}
	for i, r := range h.Rests {
		field := fmt.Sprintf("rests[%d]", i)
		found.days(field+".days", r.Days)
		found.period(field+".valid", r.Valid)
	}
	return found
}

type faults []HoursError

func (f *faults) add(field, found, expected string) {
	*f = append(*f, HoursError{field, found, expected})
}

func (f *faults) days(field string, d Days) {
	switch {
	case d.Weekdays&everyDay == 0 && !d.Holidays:
		f.add(field, "none", "days such as 月-金, 第2木 or 祝")
	case d.Weekdays&^everyDay != 0 || d.Nth&^everyNth != 0:
		f.add(field, fmt.Sprintf("weekdays %b at the places %b", d.Weekdays, d.Nth), "the weekdays and the places in a month that there are")
	case d.Weekdays == 0 && d.Nth != 0:
		f.add(field, "holidays by their place in the month", "weekdays such as 第2木")
	case d.After < 0 || mostAfter < d.After:
		f.add(field, fmt.Sprintf("%d days after", d.After), fmt.Sprintf("0 to %d days after", mostAfter))
	}
}

func (f *faults) period(field string, p Period) {
	switch {
	case p.From != (Date{}) && !p.From.Valid():
		f.add(field+".from", p.From.String(), aDay)
	case p.Until != (Date{}) && !p.Until.Valid():
		f.add(field+".until", p.Until.String(), aDay)
	case p.Until != (Date{}) && p.Until.Before(p.From):
		f.add(field+".until", p.Until.String(), p.From.String()+" or later")
	}
}

func (f *faults) closure(field string, c Closure) {
	valid, expected := Date.Valid, aDay
	if c.Yearly {
		valid, expected = Date.ofEveryYear, "a day of every year, such as 0000-04-20"
	}
	switch {
	case !valid(c.From):
		f.add(field+".from", c.From.String(), expected)
	case c.To == (Date{}):
	case !valid(c.To):
		f.add(field+".to", c.To.String(), expected)
	case !c.Yearly && c.To.Before(c.From):
		f.add(field+".to", c.To.String(), c.From.String()+" or later")
	}
}

// ofEveryYear reports whether d has no year, and a month and day that some years have.
func (d Date) ofEveryYear() bool { return d.Year == 0 && Date{2000, d.Month, d.Day}.Valid() }

func (f *faults) ranges(h Hours, at Place, ranges []Range, overlaps []Overlap) {
	if len(ranges) == 0 {
		f.add(fmt.Sprintf("%s[%d].ranges", at.List, at.Row), "none", "at least one range such as 09:00-12:00")
	}
	for i, r := range ranges {
		at.Range = i
		switch {
		case !r.From.Valid() || !r.To.Valid():
			f.add(at.String(), r.String(), "times from 00:00 to 24:00")
		case r.From >= r.To:
			f.add(at.String(), r.String(), "an end after the beginning")
		case r.Capacity < 0:
			f.add(at.String(), fmt.Sprintf("capacity %d", r.Capacity), "1 or more, or 0 for the facility's own")
		}
		for _, o := range overlaps {
			if o.Second == at {
				f.add(at.String(), r.String(), o.expected(h))
			}
		}
	}
}

// fault reports whether r is no stretch of a day.
func (r Range) fault() bool {
	return !r.From.Valid() || !r.To.Valid() || r.From >= r.To || r.Capacity < 0
}

// String returns "weekly[0].ranges[1]".
func (p Place) String() string { return fmt.Sprintf("%s[%d].ranges[%d]", p.List, p.Row, p.Range) }

func (p Place) in(h Hours) Range {
	if p.List == ListSpecial {
		return h.Special[p.Row].Ranges[p.Range]
	}
	return h.Weekly[p.Row].Ranges[p.Range]
}

func (o Overlap) expected(h Hours) string {
	expected := fmt.Sprintf("no overlap with %s (%s)", o.First, o.First.in(h))
	if o.Day != (Date{}) {
		expected += ", as on " + o.Day.String()
	}
	return expected
}
