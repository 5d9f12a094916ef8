package booking

import (
	"sort"
	"time"
)

// A CutOff is a moment before a visit: that long Before its start or, if ByDay, at a
// time of day some Days earlier. With OpenDays only days on which the facility is open
// count as Days: two of them before a Tuesday may be the Friday. The zero CutOff is the
// start itself.
type CutOff struct {
	Before   time.Duration
	ByDay    bool
	Days     int
	OpenDays bool
	At       Clock
}

// For returns the last moment for a visit that starts at start, at a facility with these
// hours. It looks for open days in the year before the visit, and goes on from the earliest
// of them with days of the calendar if there are too few. If there are none, or no hours
// (nil), it is so many days of the calendar before the visit.
func (c CutOff) For(start time.Time, hours *Hours) time.Time {
	if !c.ByDay {
		return start.Add(-c.Before)
	}
	return c.At.On(c.day(DateOf(start.In(JST)), hours), JST)
}

// day returns the day on which the moment for a visit on that day falls. It is never
// earlier for a later visit.
func (c CutOff) day(visit Date, hours *Hours) Date {
	last, missing := visit, c.Days
	if c.OpenDays && hours != nil {
		for n := 1; missing > 0 && n <= aYear; n++ {
			if day := visit.AddDays(-n); len(hours.On(day)) > 0 {
				last, missing = day, missing-1
			}
		}
	}
	return last.AddDays(-missing)
}

// aYear is how many days before a visit are searched for open ones.
const aYear = 366

// first returns the first start for which the moment has not passed at now: For is before
// now for every earlier start, and for no later one.
func (c CutOff) first(now time.Time, hours *Hours) time.Time {
	if !c.ByDay {
		return now.Add(c.Before)
	}
	next := DateOf(now.In(JST)) // the day on which At comes next
	if c.At.On(next, JST).Before(now) {
		next = next.AddDays(1)
	}
	// Closed days between put the visit off further, by a year at most.
	visit := next.AddDays(c.Days)
	inTime := func(later int) bool { return !c.day(visit.AddDays(later), hours).Before(next) }
	most := 0
	for !inTime(most) {
		most = 2*most + 1
	}
	return visit.AddDays(sort.Search(most, inTime)).In(JST)
}
