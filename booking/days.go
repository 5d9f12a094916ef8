package booking

import "time"

// Days are days by their place in the week or in the month: each Monday, the second
// and fourth Thursday of a month, holidays, the day after the third Saturday. The zero
// Days is no day.
type Days struct {
	Weekdays Weekdays
	Nth      Nth  // which of them in their month; 0 means each
	Holidays bool // and national holidays
	After    int  // so many days after these days
}

// EachWeek returns these days of every week.
func EachWeek(days ...time.Weekday) Days { return Days{Weekdays: WeekdaysOf(days...)} }

// Nth is a set of places in a month: the first to fifth of its weekday, and the last.
type Nth uint8

// The last of a weekday in its month, which is its fourth or its fifth.
const Last Nth = 1 << 6

// NthOf returns the set of the given places, 1 to 5.
func NthOf(places ...int) Nth {
	var set Nth
	for _, n := range places {
		set |= 1 << n
	}
	return set
}

// A Period is a stretch of days, both included. A zero From or Until is no limit.
type Period struct{ From, Until Date }

// Moved tells what becomes of an opening whose day falls on a national holiday or in
// the New Year.
type Moved int

// What becomes of such an opening.
const (
	Dropped    Moved = iota // it does not take place
	ToNext                  // it is on the next open day
	ToPrevious              // it is on the open day before
	OpenAnyway              // it takes place all the same
)
