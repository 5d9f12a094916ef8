package words

import (
	"fmt"
	"time"

	"madoguchi/booking"
)

// Day writes a day: 12月1日（火）. The zero Date is "".
func Day(d booking.Date) string {
	if d == (booking.Date{}) {
		return ""
	}
	return fmt.Sprintf("%d月%d日（%s）", d.Month, d.Day, booking.WeekdaysOf(d.Weekday()))
}

// Clock writes a time of day: 09:30.
func Clock(t time.Time) string { return t.In(booking.JST).Format("15:04") }

// When writes a moment: 12月1日（火） 09:30. The zero time is "".
func When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Day(booking.DateOf(t.In(booking.JST))) + " " + Clock(t)
}

// Stamp writes a moment with its year, as the audit trail does: 2026-12-01 09:30. The
// zero time is "".
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(booking.JST).Format("2006-01-02 15:04")
}
