package city

import "madoguchi/booking"

// specials reads the published list of days on which a place opens besides its rows of
// opening hours. Days that have passed may stay in it. Several rows may have one day.
func (t *timetable) specials(v value) {
	for _, row := range v.list(0, mostDays, "a list of special openings such as {date: 2026-12-13, from: \"09:00\", to: \"12:00\"}") {
		m := row.keys(t.withCapacity("date", "from", "to", "lunch", "mode")...)
		told := len(m.in.mistakes)
		day, okDay := m.must("date").date()
		s := booking.Special{Day: day, Adds: !m.may("mode").replaces(true)}
		understood := okDay && len(m.in.mistakes) == told
		ranges, ok := m.timeRanges(t.minutes)
		if !understood || !ok {
			continue
		}
		s.Ranges = t.put(booking.ListSpecial, len(t.Special), nil, ranges, m.value)
		t.Special = append(t.Special, s)
	}
}
