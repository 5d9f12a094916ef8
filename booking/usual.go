package booking

import "time"

// Usual returns the hours as somebody takes them who was told the rows: each on every one
// of its weekdays, whatever the month, a holiday or a closed day changes. Whenever they
// open otherwise than h, words that tell only the rows would mislead.
func (h Hours) Usual() Hours {
	rows := make([]Opening, len(h.Weekly))
	for i, o := range h.Weekly {
		o.Days = Days{Weekdays: o.Days.Named(), Holidays: o.Days.Holidays}
		o.Moved, o.Replaces = OpenAnyway, false
		rows[i] = o
	}
	return Hours{Weekly: rows}
}

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
