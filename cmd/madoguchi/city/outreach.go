package city

import (
	"fmt"
	"slices"

	"madoguchi/booking"
)

// The most reminders of a visit, and of the days before it: more would be a nuisance, and
// what is farther ahead is forgotten again.
const (
	mostReminders = 3
	mostDaysAhead = 14
)

// daily is when people are told what they have not asked for, where the file does not say:
// every day, in the hours in which neighbours would ring.
var daily = booking.Opening{
	Days:   booking.EachWeek(0, 1, 2, 3, 4, 5, 6),
	Ranges: []booking.Range{{From: 10 * 60, To: 19 * 60}},
}

// outreach reads what the line tells by itself: nothing, where the file does not say so.
func (v value) outreach() (o booking.Outreach) {
	if v.absent() {
		return o
	}
	m := v.keys("texts", "reminders", "hours", "special", "closed")
	o.Texts = m.may("texts").choice("true or false", []string{"true", "false"}, "false") == "true"
	o.Remind = m.may("reminders").reminders()
	o.Hours = m.outreachHours()
	return o
}

// reminders reads how many days before a visit its number is reminded: the most first, in
// whatever order they stand.
func (v value) reminders() (days []int) {
	lines := map[int]int{}
	for _, item := range v.list(0, mostReminders, fmt.Sprintf("a list of days before the visit such as [3, 1], each from 1 to %d", mostDaysAhead)) {
		n := item.count(1, mostDaysAhead, 0)
		if first, again := lines[n]; again && n > 0 {
			item.twice("a number of its own", first)
			continue
		}
		lines[n] = item.line
		days = append(days, n)
	}
	slices.Sort(days)
	slices.Reverse(days)
	return days
}

// outreachHours reads when people are told what they have not asked for.
func (m keyed) outreachHours() booking.Hours {
	var t timetable
	if hours := m.may("hours"); !hours.absent() {
		t.weekly(hours, 1)
	} else if m.isMapping() && !m.meant["hours"] {
		o := daily
		o.Ranges = t.put(booking.ListWeekly, 0, nil, daily.Ranges, hours)
		t.Weekly = append(t.Weekly, o)
	}
	t.specials(m.may("special"))
	t.close(m.may("closed").closures())
	t.overlaps()
	return t.Hours
}
