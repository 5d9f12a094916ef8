package booking

import (
	"fmt"
	"testing"
	"time"
)

// mustDays reads days as city.yaml writes them.
func mustDays(t testing.TB, s string) Days {
	t.Helper()
	days, err := ParseDays(s)
	if err != nil {
		t.Fatal(err)
	}
	return days
}

func TestDaysAreToldByTheirWeekdays(t *testing.T) {
	for _, c := range []struct {
		days, named string
		eachWeek    bool
	}{
		{"月-金", "月-金", true},
		{"日", "日", true},
		{"土", "土", true},
		{"土の翌日", "日", true},
		{"月-水の2日後", "水-金", true},
		{"第3土", "土", false},
		{"第3土の翌日", "日", false},
		{"祝", "", true},
		{"土,日,祝", "土,日", true},
		{"祝の翌日", "月-日", false}, // it may be any
		{"土の翌日,祝の翌日", "月-日", false},
	} {
		days := mustDays(t, c.days)
		if got := days.Named().String(); got != c.named || days.EachWeek() != c.eachWeek {
			t.Errorf("%s can be %q, each week %t; expected %q, %t", c.days, got, days.EachWeek(), c.named, c.eachWeek)
		}
	}
}

// TestHoursAsTheyAreTold has a counter of which the telephone tells "from Monday to Friday,
// and on the second and third Thursday in the evening".
func TestHoursAsTheyAreTold(t *testing.T) {
	h := Hours{
		Weekly: []Opening{
			row(weekdays5, office),
			row(nth(time.Thursday, 2, 3), evening, moved(ToNext)),
			row(EachWeek(time.Saturday), morning, valid(t, "2027-03-01", "")),
			row(Days{Holidays: true}, morning),
		},
		Special: []Special{{Day: mustDate(t, "2027-02-14"), Ranges: []Range{morning}}},
		Closed:  []Closure{{From: mustDate(t, "2027-02-15")}},
		Rests: []Rest{
			{Days: EachWeek(time.Wednesday)}, {Days: EachWeek(time.Friday), Valid: period(t, "2027-03-01", "")},
			{Days: nth(time.Tuesday, 3)}, {Days: Days{Holidays: true, After: 1}},
		},
	}
	told := h.AsTold(mustDate(t, "2027-02-01"))
	for day, want := range map[string]string{
		"2027-02-04": "[08:30-17:15 17:15-19:30]",                         // which Thursday it is, is forgotten
		"2027-02-11": "[08:30-09:00 09:00-12:00 12:00-17:15 17:15-19:30]", // a holiday, and a Thursday all the same
		"2027-02-12": "[08:30-17:15]",                                     // nothing is moved here
		"2027-02-14": "[]",                                                // nor is the special day told
		"2027-02-15": "[08:30-17:15]",                                     // or the closed one
		"2027-02-16": "[08:30-17:15]",                                     // the third Tuesday
		"2027-02-17": "[]",                                                // Wednesdays are always closed
		"2027-03-05": "[08:30-17:15]",                                     // what is valid later is not told today
		"2027-03-06": "[]",
	} {
		if got := fmt.Sprint(told.On(mustDate(t, day))); got != want {
			t.Errorf("%s: %s, expected %s", day, got, want)
		}
	}
}
