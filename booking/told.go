package booking

import "time"

// AsTold returns the hours as somebody takes them who is told the rows that are valid today:
// each on every one of its weekdays, whatever the month, a holiday or a closed day changes,
// but not on a weekday that is always closed. Where h opens otherwise, words that tell only
// the rows would mislead.
func (h Hours) AsTold(today Date) Hours {
	var rows []Opening
	for _, o := range h.Weekly {
		if o.Valid.Has(today) {
			days := Days{Weekdays: o.Days.Named(), Holidays: o.Days.Holidays}
			rows = append(rows, Opening{Days: days, Moved: OpenAnyway, Ranges: o.Ranges})
		}
	}
	var rests []Rest
	for _, r := range h.Rests {
		if r.Valid.Has(today) && r.Days.EachWeek() {
			rests = append(rests, Rest{Days: Days{Weekdays: r.Days.Named()}})
		}
	}
	return Hours{Weekly: rows, Rests: rests}
}

// EachWeek reports whether the days are, apart from holidays, the same weekdays of each week.
func (d Days) EachWeek() bool { return d.Nth == 0 && !(d.Holidays && d.After != 0) }

// Named returns the weekdays on which the days can fall, apart from holidays: Sunday, for
// the day after the third Saturday, and any for the day after a holiday.
func (d Days) Named() (days Weekdays) {
	if d.Holidays && d.After != 0 {
		return everyDay
	}
	for w := time.Sunday; w <= time.Saturday; w++ {
		if d.Weekdays.Has(w) {
			days |= WeekdaysOf((w + time.Weekday(d.After)) % 7)
		}
	}
	return days
}
