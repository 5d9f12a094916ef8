package booking

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Date is a civil day, without time of day and without zone. Dates can be
// compared with == and used as map keys. The zero Date means no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-04-20" and nothing else: four, two and two digits. A day
// that the calendar does not have, such as 31 April, is an error that says so.
func ParseDate(s string) (Date, error) {
	shape := len(s) == len("2006-01-02") && s[4] == '-' && s[7] == '-'
	if shape {
		y, okYear := number(s[:4])
		m, okMonth := number(s[5:7])
		d, okDay := number(s[8:])
		if okYear && okMonth && okDay {
			return Date{y, time.Month(m), d}.checked()
		}
	}
	return Date{}, fmt.Errorf("found date %s, expected YYYY-MM-DD such as 2026-04-20", quoted(s))
}

// checked returns d, or an error that says what is wrong with it.
func (d Date) checked() (Date, error) {
	switch {
	case d.Valid():
		return d, nil
	case d.Year < 1 || 9999 < d.Year:
		return Date{}, fmt.Errorf("found date %s, expected a year from 0001 to 9999", d)
	case d.Month < time.January || time.December < d.Month:
		return Date{}, fmt.Errorf("found date %s, expected a month from 01 to 12", d)
	}
	return Date{}, fmt.Errorf("found date %s, but %s %d has days 1 to %d", d, d.Month, d.Year, daysIn(d.Year, d.Month))
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Valid reports whether the calendar has the day, in the years 1 to 9999.
func (d Date) Valid() bool {
	return 1 <= d.Year && d.Year <= 9999 &&
		time.January <= d.Month && d.Month <= time.December &&
		1 <= d.Day && d.Day <= daysIn(d.Year, d.Month)
}

// In returns midnight, the beginning of the day, in loc.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }

// Compare returns -1 when d is before e, 0 when they are the same day, 1 when d is after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// String returns the day as "2026-04-20".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes "2026-04-20", and nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) {
	if d == (Date{}) {
		return []byte{}, nil
	}
	if _, err := d.checked(); err != nil {
		return nil, err
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [Date.MarshalText] writes, with the errors of [ParseDate].
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Clock is a time of day on the wall: minutes since midnight, 0 to 1439, and
// [Midnight] for the end of a day.
type Clock int

// Midnight is 24:00, at which a range may end but not begin.
const Midnight Clock = 24 * 60

// ClockOf returns the time of day of t in t's own zone; seconds are dropped.
func ClockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }

// ParseClock reads "09:30" or "9:30", from 00:00 to 23:59.
func ParseClock(s string) (Clock, error) {
	c, err := ParseClosing(s)
	if err == nil && c == Midnight {
		return 0, fmt.Errorf("found time %q, expected 00:00 to 23:59: 24:00 can only be an end", s)
	}
	return c, err
}

// ParseClosing reads a time at which something ends: like [ParseClock], and "24:00" too.
func ParseClosing(s string) (Clock, error) {
	hh, mm, colon := strings.Cut(s, ":")
	h, okHour := number(hh)
	m, okMinute := number(mm)
	switch {
	case !colon || !okHour || !okMinute || len(hh) > 2 || len(mm) != 2:
		return 0, fmt.Errorf("found time %s, expected HH:MM such as 09:30", quoted(s))
	case m > 59:
		return 0, fmt.Errorf("found time %q, expected minutes from 00 to 59", s)
	case h*60+m > int(Midnight):
		return 0, fmt.Errorf("found time %q, expected 00:00 to 23:59", s)
	}
	return Clock(h*60 + m), nil
}

// Valid reports whether c is a time of day or [Midnight].
func (c Clock) Valid() bool { return 0 <= c && c <= Midnight }

// On returns the moment at which the clocks of loc show c on day; Midnight is
// the beginning of the next day.
func (c Clock) On(day Date, loc *time.Location) time.Time {
	return time.Date(day.Year, day.Month, day.Day, int(c)/60, int(c)%60, 0, 0, loc)
}

// String returns "09:30".
func (c Clock) String() string {
	if !c.Valid() {
		return fmt.Sprintf("Clock(%d)", int(c))
	}
	return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60)
}
