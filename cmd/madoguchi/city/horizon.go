package city

import (
	"fmt"
	"time"

	"madoguchi/booking"
)

// mostAhead is the longest horizon in each unit.
var mostAhead = map[booking.Unit]int{booking.InDays: 180, booking.InWeeks: 26, booking.InMonths: 6}

// horizon reads 45d, 10w or 2か月. A wrong one counts as the longest, so that no last
// moment is reported as well.
func (v value) horizon(n int, in booking.Unit) (int, booking.Unit) {
	const expected = "a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月"
	if v.absent() {
		return n, in
	}
	if s, ok := v.text(expected); ok {
		n, in, err := booking.ParseHorizon(s)
		if err == nil && 1 <= n && n <= mostAhead[in] {
			return n, in
		}
		v.wrong(expected)
	}
	return mostAhead[booking.InMonths], booking.InMonths
}

// reach is how far ahead can be booked.
type reach struct {
	days int    // from today to the last day, when it is furthest ahead
	text string // as city.yaml has it
}

// reachOf returns how far ahead can be booked by the rules. In the course of a week or
// a month the last day comes nearer, and so it looks at each day of a year.
func reachOf(r booking.Rules) reach {
	unit := map[booking.Unit]string{booking.InDays: "d", booking.InWeeks: "w", booking.InMonths: "か月"}[r.HorizonIn]
	ahead := reach{text: fmt.Sprintf("%d%s", r.Horizon, unit)}
	r.OpensAt = 0
	for today := time.Date(2026, time.January, 1, 0, 0, 0, 0, booking.JST); today.Year() == 2026; today = today.AddDate(0, 0, 1) {
		ahead.days = max(ahead.days, int(r.Last(today).In(booking.JST).Sub(today)/day))
	}
	return ahead
}
