package booking

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	weekdays5 = EachWeek(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	evening   = Range{From: 17*60 + 15, To: 19*60 + 30}
	office    = Range{From: 8*60 + 30, To: 17*60 + 15}
	morning   = Range{From: 9 * 60, To: 12 * 60}
)

func nth(d time.Weekday, places ...int) Days {
	return Days{Weekdays: WeekdaysOf(d), Nth: NthOf(places...)}
}

// row returns a row of opening hours with one range.
func row(d Days, r Range, more ...func(*Opening)) Opening {
	o := Opening{Days: d, Ranges: []Range{r}}
	for _, m := range more {
		m(&o)
	}
	return o
}

func moved(m Moved) func(*Opening) { return func(o *Opening) { o.Moved = m } }
func replaces(o *Opening)          { o.Replaces = true }
func valid(t *testing.T, from, until string) func(*Opening) {
	return func(o *Opening) { o.Valid = period(t, from, until) }
}

func period(t *testing.T, from, until string) Period {
	var p Period
	if from != "" {
		p.From = mustDate(t, from)
	}
	if until != "" {
		p.Until = mustDate(t, until)
	}
	return p
}

// TestWhatACityCanWrite has for each kind of row the days that tell it from others,
// found on a calendar on the wall. A day is what is open, or why nothing is.
func TestWhatACityCanWrite(t *testing.T) {
	yearly := func(from, to Date) Closure { return Closure{From: from, To: to, Yearly: true} }
	saturdaysAndHolidays := Days{Weekdays: WeekdaysOf(time.Saturday, time.Sunday), Holidays: true}
	for _, c := range []struct {
		claim string
		h     Hours
		days  map[string]string
	}{
		{"places in the month", Hours{Weekly: []Opening{row(nth(time.Thursday, 2, 3), evening), row(Days{Weekdays: WeekdaysOf(time.Friday), Nth: Last}, morning)}}, map[string]string{
			"2026-12-03": "off", "2026-12-10": "17:15-19:30", "2026-12-17": "17:15-19:30", "2026-12-24": "off",
			"2026-12-25": "09:00-12:00", "2026-12-18": "off", // four Fridays
			"2027-04-30": "09:00-12:00", "2027-04-23": "off", // five Fridays
			"2027-07-08": "17:15-19:30", "2027-07-01": "off", // the month begins with a Thursday
		}},
		{"the fifth, in months that have one", Hours{Weekly: []Opening{row(nth(time.Saturday, 5), morning)}}, map[string]string{
			"2026-10-31": "09:00-12:00", "2026-11-28": "off", "2027-01-30": "09:00-12:00", "2027-07-31": "09:00-12:00",
		}},
		{"evenings add to the day", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Thursday, 2), evening)}}, map[string]string{
			"2026-12-10": "08:30-17:15 17:15-19:30", "2026-12-11": "08:30-17:15", "2026-12-12": "off",
		}},
		{"a row that replaces is all of the day", Hours{Weekly: []Opening{
			row(nth(time.Friday, 4), Range{From: 540, To: 1140}, replaces), row(weekdays5, office), row(nth(time.Friday, 4), Range{From: 1140, To: 1200}, replaces),
		}}, map[string]string{"2026-12-25": "09:00-19:00 19:00-20:00", "2026-12-18": "08:30-17:15"}},
		{"a row that replaces and rests replaces nothing", Hours{Weekly: []Opening{
			row(Days{Holidays: true}, morning), row(EachWeek(time.Monday), office, replaces),
		}}, map[string]string{"2027-01-11": "09:00-12:00", "2027-01-18": "08:30-17:15"}},
		{"weekdays rest on holidays", Hours{Weekly: []Opening{row(weekdays5, office)}}, map[string]string{
			"2027-02-11": "holiday 建国記念の日", "2027-03-22": "holiday 振替休日", "2026-12-28": "08:30-17:15", "2026-12-29": "new year", "2027-01-04": "08:30-17:15",
		}},
		{"holidays with hours of their own", Hours{Weekly: []Opening{row(weekdays5, office), row(Days{Holidays: true}, morning)}}, map[string]string{
			"2027-02-11": "09:00-12:00", "2027-02-10": "08:30-17:15", "2027-02-13": "off", "2027-04-29": "09:00-12:00",
			"2027-01-01": "new year", "2027-01-02": "new year", "2026-12-31": "new year", // 元日 is in the New Year
			"2026-05-03": "09:00-12:00", "2026-05-06": "09:00-12:00", // a Sunday, and the day that stands in for it
		}},
		{"Saturdays, Sundays and holidays", Hours{Weekly: []Opening{row(saturdaysAndHolidays, morning)}}, map[string]string{
			"2027-02-11": "09:00-12:00", "2027-02-13": "09:00-12:00", "2027-02-12": "off", "2027-05-01": "09:00-12:00",
			"2026-05-03": "09:00-12:00", // a Sunday that is a holiday
			"2027-01-02": "new year", "2027-01-03": "new year", "2027-01-09": "09:00-12:00",
		}},
		{"moved to the next open day", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Thursday, 2, 3), evening, moved(ToNext))}}, map[string]string{
			"2027-02-11": "holiday 建国記念の日", "2027-02-12": "08:30-17:15 17:15-19:30", "2027-02-15": "08:30-17:15", "2027-02-18": "08:30-17:15 17:15-19:30",
		}},
		{"moved over a weekend", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Friday, 3), evening, moved(ToNext))}}, map[string]string{
			"2026-03-20": "holiday 春分の日", "2026-03-21": "off", "2026-03-23": "08:30-17:15 17:15-19:30", "2026-03-24": "08:30-17:15",
		}},
		{"moved over a closed day", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Thursday, 2), evening, moved(ToNext))},
			Closed: []Closure{{From: mustDate(t, "2027-02-12")}}}, map[string]string{
			"2027-02-12": "closed", "2027-02-15": "08:30-17:15 17:15-19:30",
		}},
		{"moved by 31 days at most", Hours{Weekly: []Opening{row(Days{Weekdays: everyDay}, office), row(nth(time.Thursday, 2), evening, moved(ToNext))},
			Closed: []Closure{{From: mustDate(t, "2027-02-12"), To: mustDate(t, "2027-03-13")}}}, map[string]string{
			"2027-03-14": "08:30-17:15 17:15-19:30", "2027-03-15": "08:30-17:15",
		}},
		{"and not by 32", Hours{Weekly: []Opening{row(Days{Weekdays: everyDay}, office), row(nth(time.Thursday, 2), evening, moved(ToNext))},
			Closed: []Closure{{From: mustDate(t, "2027-02-12"), To: mustDate(t, "2027-03-14")}}}, map[string]string{"2027-03-15": "08:30-17:15"}},
		{"a closed day moves nothing, holiday or not", Hours{Weekly: []Opening{row(weekdays5, office), row(EachWeek(time.Thursday), evening, moved(ToNext))},
			Closed: []Closure{{From: mustDate(t, "2027-02-11")}, {From: mustDate(t, "2027-02-18")}}}, map[string]string{
			"2027-02-11": "closed", "2027-02-12": "08:30-17:15", "2027-02-18": "closed", "2027-02-19": "08:30-17:15",
		}},
		{"moved to the open day before", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Monday, 2), evening, moved(ToPrevious))}}, map[string]string{
			"2027-01-11": "holiday 成人の日", "2027-01-08": "08:30-17:15 17:15-19:30", "2027-01-07": "08:30-17:15", "2027-01-12": "08:30-17:15",
			"2027-02-08": "08:30-17:15 17:15-19:30",
		}},
		{"moved out of the New Year", Hours{Weekly: []Opening{row(weekdays5, office), row(EachWeek(time.Wednesday), evening, moved(ToNext))}}, map[string]string{
			"2026-12-30": "new year", "2027-01-04": "08:30-17:15 17:15-19:30", "2027-01-05": "08:30-17:15",
		}},
		{"two that are moved to one day, and its own, open it once", Hours{Weekly: []Opening{row(weekdays5, office, moved(ToNext))}}, map[string]string{
			"2026-05-07": "08:30-17:15", "2026-05-04": "holiday みどりの日", "2026-05-09": "off",
		}},
		{"open all the same", Hours{Weekly: []Opening{row(nth(time.Thursday, 2), evening, moved(OpenAnyway)), row(EachWeek(time.Friday), morning, moved(OpenAnyway))}}, map[string]string{
			"2027-02-11": "17:15-19:30", "2027-01-01": "09:00-12:00", "2027-01-02": "new year",
		}},
		{"the Sunday after the third Saturday", Hours{Weekly: []Opening{row(EachWeek(time.Sunday), morning)}, Rests: []Rest{{Days: Days{Weekdays: WeekdaysOf(time.Saturday), Nth: NthOf(3), After: 1}}}}, map[string]string{
			"2026-12-20": "closed", "2026-12-13": "09:00-12:00", "2026-08-16": "closed", "2026-11-22": "closed", "2026-11-15": "09:00-12:00",
		}},
		{"the day after the last of a month", Hours{Weekly: []Opening{row(Days{Weekdays: WeekdaysOf(time.Wednesday), Nth: Last, After: 1}, morning)}}, map[string]string{
			"2026-10-01": "09:00-12:00", "2026-09-24": "off", "2026-10-29": "09:00-12:00",
		}},
		{"the day after a holiday", Hours{Weekly: []Opening{row(Days{Holidays: true, After: 1}, morning)}}, map[string]string{
			"2027-02-12": "09:00-12:00", "2027-02-11": "holiday 建国記念の日", "2026-05-05": "holiday こどもの日", "2026-05-07": "09:00-12:00",
		}},
		{"from a date and until one", Hours{Weekly: []Opening{row(weekdays5, office, valid(t, "", "2026-09-30")), row(weekdays5, morning, valid(t, "2026-10-01", "2027-03-31"))},
			Rests: []Rest{{Days: EachWeek(time.Wednesday), Valid: period(t, "2026-11-01", "")}}}, map[string]string{
			"2026-09-30": "08:30-17:15", "2026-10-01": "09:00-12:00", "2027-03-31": "closed", "2027-03-30": "09:00-12:00", "2027-04-01": "off", "2026-10-28": "09:00-12:00",
		}},
		{"a row is valid on its own day, wherever it is moved", Hours{Weekly: []Opening{row(weekdays5, office), row(EachWeek(time.Thursday), evening, moved(ToNext), valid(t, "", "2027-02-11"))}}, map[string]string{
			"2027-02-04": "08:30-17:15 17:15-19:30", "2027-02-12": "08:30-17:15 17:15-19:30", "2027-02-18": "08:30-17:15",
		}},
		{"a special opening adds or is all of the day", Hours{Weekly: []Opening{row(weekdays5, office)}, Special: []Special{
			{Day: mustDate(t, "2026-12-17"), Adds: true, Ranges: []Range{evening}},
			{Day: mustDate(t, "2026-12-18"), Ranges: []Range{morning}},
			{Day: mustDate(t, "2026-12-31"), Adds: true, Ranges: []Range{morning}},
		}}, map[string]string{"2026-12-17": "08:30-17:15 17:15-19:30", "2026-12-18": "09:00-12:00", "2026-12-31": "09:00-12:00"}},
		{"closed every year", Hours{Weekly: []Opening{row(weekdays5, office)}, Closed: []Closure{
			yearly(Date{0, time.August, 13}, Date{0, time.August, 16}), yearly(Date{0, time.December, 28}, Date{0, time.January, 5}), yearly(Date{0, time.June, 1}, Date{}),
		}}, map[string]string{
			"2026-08-12": "08:30-17:15", "2026-08-13": "closed", "2027-08-16": "closed", "2027-08-17": "08:30-17:15", "2031-08-14": "closed",
			"2026-12-25": "08:30-17:15", "2026-12-28": "closed", "2026-12-31": "closed", "2027-01-05": "closed", "2027-01-06": "08:30-17:15",
			"2027-06-01": "closed", "2026-06-02": "08:30-17:15",
		}},
		{"29 February is in leap years alone", Hours{Weekly: []Opening{row(weekdays5, office)}, Closed: []Closure{yearly(Date{0, time.February, 29}, Date{})}}, map[string]string{
			"2028-02-29": "closed", "2027-02-26": "08:30-17:15", "2027-03-01": "08:30-17:15", "2028-03-01": "08:30-17:15",
		}},
		{"from 29 February on", Hours{Weekly: []Opening{row(weekdays5, office)}, Closed: []Closure{yearly(Date{0, time.February, 29}, Date{0, time.March, 2})}}, map[string]string{
			"2028-02-28": "08:30-17:15", "2028-02-29": "closed", "2027-02-26": "08:30-17:15", "2027-03-01": "closed", "2027-03-03": "08:30-17:15",
		}},
		{"the desks of the later row count", Hours{Weekly: []Opening{row(weekdays5, Range{From: 540, To: 1020, Capacity: 2}), row(weekdays5, Range{From: 720, To: 780, Capacity: 5})}}, map[string]string{
			"2026-12-01": "09:00-12:00 x2 12:00-13:00 x5 13:00-17:00 x2",
		}},
	} {
		t.Run(c.claim, func(t *testing.T) {
			for day, want := range c.days {
				if got := told(c.h, mustDate(t, day)); got != want {
					t.Errorf("%s: %s, want %s", day, got, want)
				}
			}
		})
	}
}

// told says what is open on a day, or why nothing is.
func told(h Hours, day Date) string {
	var open []string
	for _, r := range h.On(day) {
		s := r.String()
		if r.Capacity > 0 {
			s += fmt.Sprintf(" x%d", r.Capacity)
		}
		open = append(open, s)
	}
	why := h.Why(day)
	if (why.Kind == DayOpen) != (open != nil) {
		return fmt.Sprintf("%v, and yet %s", open, why.Kind)
	}
	if open != nil {
		return strings.Join(open, " ")
	}
	return strings.TrimSpace(why.Kind.String() + " " + why.Holiday)
}

// said writes steps as a line: weekly[1] moved here 2027-02-11.
func said(steps []Step) string {
	var lines []string
	for _, s := range steps {
		line := fmt.Sprintf("%s[%d] %s", s.List, s.Row, s.Did)
		if s.Other != (Date{}) {
			line += " " + s.Other.String()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ", ")
}

func TestADayIsExplainedRowByRow(t *testing.T) {
	h := Hours{
		Weekly: []Opening{
			row(weekdays5, office),
			row(nth(time.Thursday, 2), evening, moved(ToNext)),
			row(nth(time.Friday, 4), Range{From: 540, To: 1140}, replaces),
			row(EachWeek(time.Saturday), morning, valid(t, "2027-03-01", "")),
			row(Days{Holidays: true}, morning, valid(t, "2027-03-01", "")),
		},
		Special: []Special{{Day: mustDate(t, "2027-02-25"), Ranges: []Range{morning}}, {Day: mustDate(t, "2027-02-26"), Adds: true, Ranges: []Range{{From: 1140, To: 1200}}},
			{Day: mustDate(t, "2027-02-21"), Ranges: []Range{morning}}},
		Closed: []Closure{{From: mustDate(t, "2027-02-21"), To: mustDate(t, "2027-02-22")}, {From: mustDate(t, "2028-05-11"), To: mustDate(t, "2028-07-01")}},
		Rests:  []Rest{{Days: Days{Weekdays: WeekdaysOf(time.Saturday), Nth: NthOf(3), After: 1}}},
	}
	if faults := h.Validate(); faults != nil {
		t.Fatal(faults)
	}
	for day, want := range map[string]string{
		"2027-02-10": "weekly[0] opens",
		"2027-02-11": "weekly[0] rests, weekly[1] moved away 2027-02-12, weekly[4] not valid",
		"2027-02-12": "weekly[0] opens, weekly[1] moved here 2027-02-11",
		"2027-02-13": "weekly[3] not valid",
		"2027-02-14": "",
		"2027-03-06": "weekly[3] opens",
		"2027-02-21": "closed[0] closes, rests[0] closes, special[2] shut",
		"2027-02-22": "closed[0] closes, weekly[0] shut",
		"2027-02-25": "weekly[0] overruled, special[0] opens",
		"2027-02-26": "weekly[0] overruled, weekly[2] opens, special[1] opens",
		"2027-03-22": "weekly[0] rests, weekly[4] opens",
		"2028-05-11": "closed[1] closes, weekly[0] shut, weekly[1] shut",
	} {
		if got := said(h.Explain(mustDate(t, day))); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	if steps := h.Explain(Date{2027, 2, 29}); steps != nil {
		t.Errorf("a day that does not exist: %v", steps)
	}
	holiday := h.Explain(mustDate(t, "2027-02-12"))
	if !slices.Equal(holiday[1].Ranges, []Range{evening}) {
		t.Errorf("moved here: %v", holiday[1].Ranges)
	}
	// The furthest that an opening is moved.
	h.Closed = []Closure{{From: mustDate(t, "2027-02-12"), To: mustDate(t, "2027-03-13")}}
	h.Weekly[0].Days.Weekdays = everyDay
	if got, want := said(h.Explain(mustDate(t, "2027-02-11"))), "weekly[0] rests, weekly[1] moved away 2027-03-14, weekly[4] not valid"; got != want {
		t.Errorf("moved by 31 days: %s, want %s", got, want)
	}
}
