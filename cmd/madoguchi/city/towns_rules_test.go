package city

import (
	"testing"
	"time"

	"madoguchi/booking"
)

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, booking.JST)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTownsCloseAVisitWhenTheirPagesSay(t *testing.T) {
	for _, c := range []struct{ why, town, facility, visit, last string }{
		{"the day before", "kaga", "madoguchi", "2026-06-10 10:00", "2026-06-09 23:59"},
		{"over a weekend", "kaga", "madoguchi", "2026-06-08 10:00", "2026-06-05 23:59"},
		{"over five days without a counter", "kaga", "madoguchi", "2026-05-07 09:00", "2026-05-01 23:59"},
		{"over the New Year", "kaga", "madoguchi", "2027-01-04 09:00", "2026-12-28 23:59"},
		{"Sundays count where they are open", "kaga", "kamomaru", "2026-06-08 10:00", "2026-06-07 23:59"},
		{"Wednesdays do not", "kaga", "kamomaru", "2026-06-11 10:00", "2026-06-09 23:59"},
		{"nor the Sunday after the third Saturday", "kaga", "kamomaru", "2026-06-22 10:00", "2026-06-20 23:59"},
		{"holidays count there", "kaga", "kamomaru", "2026-05-05 10:00", "2026-05-04 23:59"},
		{"but not on a Wednesday", "kaga", "kamomaru", "2026-05-07 10:00", "2026-05-05 23:59"},
		{"three days, open or not", "katano", "shimin", "2026-06-08 10:00", "2026-06-05 23:59"},
		{"three days before a Wednesday", "katano", "shimin", "2026-06-10 10:00", "2026-06-07 23:59"},
	} {
		city := loadTown(t, c.town)
		visit, last := moment(t, c.visit), moment(t, c.last)
		bookable := func(now time.Time) bool {
			from, until := city.RulesOf(c.facility).Window(now)
			return !visit.Before(from) && visit.Before(until)
		}
		if !bookable(last) || bookable(last.Add(time.Second)) {
			t.Errorf("%s, %s: the visit of %s can be booked until %s: %t, and after it: %t, want true and false",
				c.town, c.why, c.visit, c.last, bookable(last), bookable(last.Add(time.Second)))
		}
	}
}

func TestTownsOpenADayWhenTheirPagesSay(t *testing.T) {
	for _, c := range []struct{ why, town, facility, now, last string }{
		{"31 days", "ome", "shimin", "2026-06-01 08:00", "2026-07-02"},
		{"31 days over the New Year", "ome", "shimin", "2026-12-10 23:59", "2027-01-10"},
		{"45 days", "katano", "shimin", "2026-06-01 00:00", "2026-07-16"},
		{"next month, from its first day on", "koga", "shimin-kokuho", "2026-06-01 00:00", "2026-07-31"},
		{"and to its end", "koga", "shimin-kokuho", "2026-06-30 23:59", "2026-07-31"},
		{"a short month", "koga", "shimin-kokuho", "2027-01-31 12:00", "2027-02-28"},
		{"next year's January", "koga", "shimin-kokuho", "2026-12-31 12:00", "2027-01-31"},
	} {
		city := loadTown(t, c.town)
		if got := city.RulesOf(c.facility).Last(moment(t, c.now)).String(); got != c.last {
			t.Errorf("%s, %s: at %s the last day is %s, want %s", c.town, c.why, c.now, got, c.last)
		}
	}
}
