package booking

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Unit is what a horizon is counted in.
type Unit int

// The units of a horizon. Whole weeks, or months, open together.
const (
	InDays   Unit = iota // so many days after today
	InWeeks              // through the Friday of the week that is so many after the running one
	InMonths             // through the end of the month that is so many after the running one
)

// String returns "days", "weeks" or "months".
func (u Unit) String() string { return word("Unit", int(u), "days", "weeks", "months") }

var horizon = regexp.MustCompile(`^(0|[1-9][0-9]{0,4}) ?(?:(d|days?|日間?)|(w|weeks?|週間?)|(months?|[かヶカヵケヶｶ箇]月))$`)

// ParseHorizon reads how far ahead can be booked: "45d" or 45日, "10w" or 10週, 2か月 or
// "2months".
func ParseHorizon(s string) (n int, in Unit, err error) {
	m := horizon.FindStringSubmatch(fold(s))
	if m == nil {
		return 0, 0, fmt.Errorf("found horizon %s, expected days, weeks or months such as 45d, 10w or 2か月", quoted(s))
	}
	switch {
	case m[3] != "":
		in = InWeeks
	case m[4] != "":
		in = InMonths
	}
	n, err = strconv.Atoi(m[1])
	return n, in, err
}

// Last returns the last day that a caller can book at now. It moves on at OpensAt: every
// day by a day, on Mondays by a week, or on the 1st by a month.
func (r Rules) Last(now time.Time) Date {
	now = now.In(JST)
	day := DateOf(now)
	if ClockOf(now) < r.OpensAt {
		day = day.AddDays(-1)
	}
	switch r.HorizonIn {
	case InWeeks:
		sinceMonday := (int(day.Weekday()) + 6) % 7
		return day.AddDays(7*r.Horizon + int(time.Friday-time.Monday) - sinceMonday)
	case InMonths:
		return DateOf(time.Date(day.Year, day.Month+time.Month(r.Horizon)+1, 0, 0, 0, 0, 0, time.UTC))
	}
	return day.AddDays(r.Horizon)
}

// Window returns which starts can be booked at now: those at or after from and
// before until. A visit that starts at now has begun.
func (r Rules) Window(now time.Time) (from, until time.Time) {
	from = r.BookUntil.first(now, r.hours)
	if !from.After(now) {
		from = now.Add(time.Second)
	}
	return from, r.Last(now).AddDays(1).In(JST)
}

// Opens returns the first moment, at or after now, at which callers can book the day. It
// returns false for a day so far ahead that it is not worth telling.
func (r Rules) Opens(day Date, now time.Time) (time.Time, bool) {
	const worthTelling = 400 // days
	today := DateOf(now.In(JST))
	for n := range worthTelling {
		at := today.AddDays(n).In(JST).Add(time.Duration(r.OpensAt) * time.Minute)
		if at.Before(now) {
			at = now
		}
		if !r.Last(at).Before(day) {
			return at, true
		}
	}
	return time.Time{}, false
}
