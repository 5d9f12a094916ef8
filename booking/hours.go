package booking

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Range is a stretch of a day in which a facility takes visits, From included
// and To excluded. Capacity is the number of parties at one time; 0 means the
// facility's own.
type Range struct {
	From, To Clock
	Capacity int
}

// ParseRange reads "09:00-12:00", also written with 〜; a range may end at "24:00".
func ParseRange(s string) (Range, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(fold(s), "~", "-"), "-")
	if !ok {
		return Range{}, fmt.Errorf("found %s, expected FROM-TO such as 09:00-12:00", quoted(s))
	}
	var r Range
	var err error
	if r.From, err = ParseClock(strings.TrimSpace(from)); err != nil {
		return Range{}, err
	}
	if r.To, err = ParseClosing(strings.TrimSpace(to)); err != nil {
		return Range{}, err
	}
	if r.From >= r.To {
		return Range{}, fmt.Errorf("found %s, expected an end after the beginning", quoted(s))
	}
	return r, nil
}

// String returns "09:00-12:00".
func (r Range) String() string { return r.From.String() + "-" + r.To.String() }

func (r Range) contains(c Clock) bool { return r.From <= c && c < r.To }
func (r Range) overlaps(o Range) bool { return r.From < o.To && o.From < r.To }
func compareRanges(a, b Range) int    { return int(a.From - b.From) }

// Starts returns the start times of the slots of that many minutes in r, one
// after the other from its beginning, without a slot that would end after r. It
// returns none if minutes is 0 or less.
func Starts(r Range, minutes int) []Clock {
	last := min(r.To, Midnight) - Clock(minutes)
	var starts []Clock
	for c := max(r.From, 0); minutes > 0 && c <= last; c += Clock(minutes) {
		starts = append(starts, c)
	}
	return starts
}

// Opening is a row of the opening hours: the same ranges on each of its days.
type Opening struct {
	Days     Days
	Valid    Period // the zero Period: always
	Moved    Moved  // what becomes of a day that falls on a holiday
	Replaces bool   // these ranges are all of the day; otherwise they are added to those of other rows
	Ranges   []Range
}

// Special is an opening on one listed day, whatever its weekday, holiday or not. Its
// ranges are all of the day, unless it Adds to what the day has otherwise.
type Special struct {
	Day    Date
	Adds   bool
	Ranges []Range
}

// Closure is a stretch of closed days, From and To included. A zero To closes
// the one day From. A Yearly closure is of every year, and its dates have no Year.
type Closure struct {
	From, To Date
	Yearly   bool
}

// A Rest closes days by their place in the week or in the month.
type Rest struct {
	Days  Days
	Valid Period
}

func (c Closure) covers(day Date) bool {
	if c.To == (Date{}) {
		return day == c.From
	}
	return !day.Before(c.From) && !day.After(c.To)
}

// Hours is when a facility (or the call centre) is open: a weekly pattern that
// rests on national holidays and from 12/29 to 1/3, special days that open
// nevertheless, and closed days that win over both (docs/rules.md, "Opening days").
// The zero Hours is never open. Hours are read only and safe for concurrent use.
type Hours struct {
	Weekly  []Opening
	Special []Special
	Closed  []Closure
	Rests   []Rest
}

// DayKind tells whether a day is open and, if not, what closes it.
type DayKind int

// The kinds of day. Of the reasons to be closed the first counts: a holiday that is
// listed as closed is DayClosed, and 1/1 is DayNewYear rather than DayHoliday.
const (
	DayOff     DayKind = iota // the weekly pattern has nothing on this weekday
	DayOpen                   // there is at least one range
	DayClosed                 // listed as closed
	DayNewYear                // 12/29 to 1/3
	DayHoliday                // a national holiday
)

// String returns "off", "open", "closed", "new year" or "holiday".
func (k DayKind) String() string {
	names := [...]string{"off", "open", "closed", "new year", "holiday"}
	if k < 0 || int(k) >= len(names) {
		return fmt.Sprintf("DayKind(%d)", int(k))
	}
	return names[k]
}

// Reason is why a day is open or not. Holiday is the holiday's Japanese name,
// and empty unless Kind is DayHoliday.
type Reason struct {
	Kind    DayKind
	Holiday string
}

// On returns the ranges that are open on day, earliest first, or none. They do not
// overlap in hours that pass [Hours.Validate]. The caller may change the slice.
func (h Hours) On(day Date) []Range {
	_, ranges := h.day(day)
	slices.SortFunc(ranges, compareRanges)
	return ranges
}

// Why returns the reason why day is open or not.
func (h Hours) Why(day Date) Reason {
	reason, _ := h.day(day)
	return reason
}

func (h Hours) day(day Date) (Reason, []Range) {
	if !day.Valid() {
		return Reason{Kind: DayOff}, nil
	}
	for _, c := range h.Closed {
		if c.covers(day) {
			return Reason{Kind: DayClosed}, nil
		}
	}
	var ranges []Range
	for _, s := range h.Special {
		if s.Day == day {
			ranges = append(ranges, s.Ranges...)
		}
	}
	if len(ranges) > 0 {
		return Reason{Kind: DayOpen}, ranges
	}
	if NewYear(day) {
		return Reason{Kind: DayNewYear}, nil
	}
	if name, ok := Holiday(day); ok {
		return Reason{Kind: DayHoliday, Holiday: name}, nil
	}
	for _, o := range h.Weekly {
		if o.Days.Weekdays.Has(day.Weekday()) {
			ranges = append(ranges, o.Ranges...)
		}
	}
	if len(ranges) == 0 {
		return Reason{Kind: DayOff}, nil
	}
	return Reason{Kind: DayOpen}, ranges
}

// Open reports whether a range is under way at t, which is in the city's zone.
func (h Hours) Open(t time.Time) bool {
	_, ranges := h.day(DateOf(t))
	return slices.ContainsFunc(ranges, func(r Range) bool { return r.contains(ClockOf(t)) })
}

// Next returns the first moment at or after t that is open: t itself when it
// is, else the beginning of the next range. It looks a year ahead and returns false
// if nothing opens. t is in the city's zone, and so is the answer.
func (h Hours) Next(t time.Time) (time.Time, bool) {
	today, now := DateOf(t), ClockOf(t)
	for n := range 366 {
		day := today.AddDays(n)
		for _, r := range h.On(day) {
			switch {
			case n > 0 || now < r.From:
				return r.From.On(day, t.Location()), true
			case r.contains(now):
				return t, true
			}
		}
	}
	return time.Time{}, false
}

// HoursError is one mistake in Hours. Field is its place, such as
// "weekly[0].ranges[1]".
type HoursError struct{ Field, Found, Expected string }

func (e HoursError) Error() string {
	return fmt.Sprintf("%s: found %s, expected %s", e.Field, e.Found, e.Expected)
}

// Validate returns every mistake in h, in the order of its fields, or nil. Ranges
// that touch (09:00-12:00, 12:00-17:00) are not a mistake.
func (h Hours) Validate() []HoursError {
	var faults []HoursError
	report := func(field, found, expected string) {
		faults = append(faults, HoursError{field, found, expected})
	}
	var placed []placedRange
	place := func(field string, days Weekdays, day Date, ranges []Range) {
		if len(ranges) == 0 {
			report(field+".ranges", "none", "at least one range such as 09:00-12:00")
		}
		for i, r := range ranges {
			p := placedRange{r, fmt.Sprintf("%s.ranges[%d]", field, i), days, day}
			if found, expected := p.fault(); expected != "" {
				report(p.field, found, expected)
				continue
			}
			for _, q := range placed {
				if p.meets(q) {
					report(p.field, p.String(), fmt.Sprintf("no overlap with %s (%s)", q.field, q))
				}
			}
			placed = append(placed, p)
		}
	}
	for i, o := range h.Weekly {
		field := fmt.Sprintf("weekly[%d]", i)
		if o.Days.Weekdays&everyDay == 0 {
			report(field+".days", "none", "weekdays such as 月-金")
		}
		place(field, o.Days.Weekdays, Date{}, o.Ranges)
	}
	for i, s := range h.Special {
		field := fmt.Sprintf("special[%d]", i)
		if !s.Day.Valid() {
			report(field+".day", s.Day.String(), "a day of the calendar such as 2026-04-20")
		}
		place(field, 0, s.Day, s.Ranges)
	}
	for i, c := range h.Closed {
		field := fmt.Sprintf("closed[%d]", i)
		switch {
		case !c.From.Valid():
			report(field+".from", c.From.String(), "a day of the calendar such as 2026-04-20")
		case c.To == (Date{}):
		case !c.To.Valid():
			report(field+".to", c.To.String(), "a day of the calendar such as 2026-04-20")
		case c.To.Before(c.From):
			report(field+".to", c.To.String(), c.From.String()+" or later")
		}
	}
	return faults
}

// placedRange is a range with its place in Hours: on weekdays, or on one day.
type placedRange struct {
	Range
	field string
	days  Weekdays
	day   Date
}

func (p placedRange) meets(q placedRange) bool {
	sameDay := p.days&q.days != 0 || p.days == 0 && q.days == 0 && p.day == q.day
	return sameDay && p.overlaps(q.Range)
}

func (p placedRange) fault() (found, expected string) {
	switch {
	case !p.From.Valid() || !p.To.Valid():
		return p.String(), "times from 00:00 to 24:00"
	case p.From >= p.To:
		return p.String(), "an end after the beginning"
	case p.Capacity < 0:
		return fmt.Sprintf("capacity %d", p.Capacity), "1 or more, or 0 for the facility's own"
	}
	return "", ""
}
