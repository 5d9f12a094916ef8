package booking

import (
	"slices"
	"time"
)

// Opening is a row of the opening hours: the same ranges on each of its days.
type Opening struct {
	Days     Days
	Valid    Period // the zero Period: always
	Moved    Moved  // what becomes of a day that falls on a holiday
	Replaces bool   // its ranges and those of other rows that replace are all of the day; otherwise they are added to those of other rows
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
// the one day From. A Yearly closure is of every year: its dates have no Year, it runs
// over New Year if To is before From, and 29 February counts in leap years alone.
type Closure struct {
	From, To Date
	Yearly   bool
}

// A Rest closes days by their place in the week or in the month.
type Rest struct {
	Days  Days
	Valid Period
}

// Hours is when a facility (or the call centre) is open: rows of opening hours, which
// rest on national holidays and from 12/29 to 1/3 unless they say otherwise, special
// days that open nevertheless, and closed days that win over both (docs/rules.md,
// "Opening days"). The zero Hours is never open. Hours are read only and safe for
// concurrent use.
type Hours struct {
	Weekly  []Opening
	Special []Special
	Closed  []Closure
	Rests   []Rest
}

// On returns the ranges that are open on day, earliest first, or none. They never
// overlap: where two rows open the same instants, the desks of the later one count
// there. The caller may change the slice.
func (h Hours) On(day Date) []Range {
	_, ranges := h.day(day, nil)
	return ranges
}

// Why returns the reason why day is open or not.
func (h Hours) Why(day Date) Reason {
	reason, _ := h.day(day, nil)
	return reason
}

// Open reports whether a range is under way at t, which is in the city's zone.
func (h Hours) Open(t time.Time) bool {
	_, ranges := h.day(DateOf(t), nil)
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
