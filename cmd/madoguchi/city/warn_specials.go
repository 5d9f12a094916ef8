package city

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/booking"
)

func (s *survey) passedSpecials() {
	s.passed(booking.ListSpecial, func(t seen, i int) bool { return t.hours.Special[i].Day.Before(s.today) })
}

// doubledSpecials looks for two rows of one day that one row could have said, or that
// contradict each other.
func (s *survey) doubledSpecials() {
	for _, t := range s.times {
		t.each(booking.ListSpecial, func(i int, row value) {
			day := t.hours.Special[i]
			first := slices.IndexFunc(t.hours.Special, func(o booking.Special) bool { return o.Day == day.Day })
			before := t.hours.Special[first]
			if first == i || day.Day.Before(s.today) || before.Adds == day.Adds && before.Ranges[0].Capacity != day.Ranges[0].Capacity {
				return
			}
			expected := "one row, with a lunch break if there is one"
			if before.Adds != day.Adds {
				expected = "one mode for both rows"
			}
			s.warn(row.get("date"), fmt.Sprintf("%s again, which line %d has", day.Day, t.rows[booking.ListSpecial][first].line), expected)
		})
	}
}

func (s *survey) closedSpecials() {
	for _, t := range s.times {
		t.each(booking.ListSpecial, func(i int, row value) {
			day := t.hours.Special[i].Day
			if day.Before(s.today) || t.hours.Why(day).Kind != booking.DayClosed {
				return
			}
			for _, step := range t.hours.Explain(day) {
				if step.Did == booking.Closes {
					s.warn(row, fmt.Sprintf("%s, which is closed (line %d)", day, t.rows[step.List][step.Row].line), "a day that is not closed: what is closed wins")
					return
				}
			}
		})
	}
}

// silentSpecials looks for special openings without a mode on days that have hours: they
// replace them, and whoever wrote an evening opening surely did not mean that.
func (s *survey) silentSpecials() {
	for _, t := range s.times {
		bare := booking.Hours{Weekly: t.hours.Weekly, Closed: t.hours.Closed, Rests: t.hours.Rests}
		t.each(booking.ListSpecial, func(i int, row value) {
			special := t.hours.Special[i]
			otherwise := bare.On(special.Day)
			if special.Day.Before(s.today) || !row.get("mode").absent() || len(otherwise) == 0 {
				return
			}
			s.warn(row, fmt.Sprintf("%s on %s without a mode, which takes the place of %s", ranged(special.Ranges), special.Day, ranged(otherwise)),
				"mode: add for hours besides these, or mode: replace")
		})
	}
}

// ranged writes ranges: 09:00-12:00 13:00-16:00.
func ranged(ranges []booking.Range) string {
	words := make([]string, len(ranges))
	for i, r := range ranges {
		words[i] = r.String()
	}
	return strings.Join(words, " ")
}
