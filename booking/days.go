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

// mostAfter is how many days after others days can be.
const mostAfter = 6

// EachWeek returns these days of every week.
func EachWeek(days ...time.Weekday) Days { return Days{Weekdays: WeekdaysOf(days...)} }

// Has reports whether day is one of them.
func (d Days) Has(day Date) bool {
	c := civil(day)
	return day.Valid() && d.has(&c)
}

func (d *Days) has(day *civilDay) bool {
	if d.After != 0 {
		before := civil(day.AddDays(-d.After))
		day = &before
	}
	return d.Weekdays.Has(day.weekday) && (d.Nth == 0 || d.Nth.has(day.Date)) || d.Holidays && day.isHoliday()
}

// namesHolidays reports whether the days are holidays by name: a holiday among them is
// meant, and is no reason to rest.
func (d *Days) namesHolidays() bool { return d.Holidays && d.After == 0 }

// Nth is a set of places in a month: the first to fifth of its weekday, and the last.
type Nth uint8

// Last is the last of a weekday in its month, which is its fourth or its fifth.
const Last Nth = 1 << 6

// NthOf returns the set of the given places, 1 to 5.
func NthOf(places ...int) Nth {
	var set Nth
	for _, n := range places {
		set |= 1 << n
	}
	return set
}

const everyNth = 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5 | Last

func (n Nth) has(day Date) bool {
	place := (day.Day-1)/7 + 1
	return n&(1<<place) != 0 || n&Last != 0 && day.Day+7 > daysIn(day.Year, day.Month)
}

// A Period is a stretch of days, both included. A zero From or Until is no limit.
type Period struct{ From, Until Date }

// Has reports whether day is in the period.
func (p Period) Has(day Date) bool {
	return !day.Before(p.From) && (p.Until == (Date{}) || !day.After(p.Until))
}

// Moved tells what becomes of an opening whose day falls on a national holiday or in
// the New Year. An open day, to which it may be moved, is no such day itself, nothing
// closes it, and a row of every week opens on it by itself; where all of these rows are
// moved, as of a counter that has evenings alone, it is a day from Monday to Friday.
type Moved int

// What becomes of such an opening.
const (
	Dropped    Moved = iota // it does not take place
	ToNext                  // it is on the next open day
	ToPrevious              // it is on the open day before
	OpenAnyway              // it takes place all the same
)

// moves reports whether such an opening takes place on another day.
func (m Moved) moves() bool { return m == ToNext || m == ToPrevious }

// String returns the word for it in city.yaml: "dropped", "next", "previous" or "open".
func (m Moved) String() string { return word("Moved", int(m), "dropped", "next", "previous", "open") }

// covers reports whether day is one of the closed days.
func (c *Closure) covers(day Date) bool {
	from, to := c.From, c.To
	if to == (Date{}) {
		to = from
	}
	if c.Yearly {
		day.Year, from.Year, to.Year = 0, 0, 0
		if to.Before(from) { // over New Year
			return !day.Before(from) || !day.After(to)
		}
	}
	return !day.Before(from) && !day.After(to)
}

// covers reports whether day is one of the closed days.
func (r *Rest) covers(day *civilDay) bool { return r.Valid.Has(day.Date) && r.Days.has(day) }

// civilDay is a day of the calendar, and what must be known of it more than once.
type civilDay struct {
	Date
	weekday time.Weekday
	asked   bool // whether holiday is known
	holiday string
}

func civil(day Date) civilDay { return civilDay{Date: day, weekday: day.Weekday()} }

// isHoliday reports whether the day is a national holiday.
func (d *civilDay) isHoliday() bool {
	if !d.asked {
		d.holiday, _ = Holiday(d.Date)
		d.asked = true
	}
	return d.holiday != ""
}

// rests reports whether the offices of a city rest on the day.
func (d *civilDay) rests() bool { return NewYear(d.Date) || d.isHoliday() }
