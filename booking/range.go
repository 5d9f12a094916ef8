package booking

import (
	"fmt"
	"strings"
)

// Range is a stretch of a day in which a facility takes visits, From included
// and To excluded. Capacity is the number of desks; 0 means the facility's own.
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
