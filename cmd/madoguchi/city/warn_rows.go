package city

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/booking"
)

// idleRows looks for rows of opening hours that open on no day ahead.
func (s *survey) idleRows() {
	for _, t := range s.times {
		t.each(booking.ListWeekly, func(i int, row value) {
			o, did := t.hours.Weekly[i], t.did[rowIn{booking.ListWeekly, i}]
			switch {
			case did[booking.Opens] || did[booking.MovedHere]:
			case o.Valid.Until != booking.Date{} && o.Valid.Until.Before(s.today):
				s.warn(row, "hours that were valid until "+o.Valid.Until.String(), "no row that is over, or a later day")
			case did[booking.Overruled]:
				s.warn(row, fmt.Sprintf("%s, on which other rows replace these hours each time", o.Days), "days on which these hours count, or no such row")
			case did[booking.Shut]:
				s.warn(row, fmt.Sprintf("%s, which is closed each time", o.Days), "days that are not closed, or no such row")
			case did[booking.Rests] || did[booking.MovedAway]:
				s.warn(row, fmt.Sprintf("%s, which is a holiday each time", o.Days), "moved: open, or no such row")
			default:
				s.warn(row, fmt.Sprintf("%s, of which there is none in three years or while it is valid", o.Days), "days that come, or no such row")
			}
		})
	}
}

// unmoved looks for moved: next and previous of hours that are never on another day than
// their own.
func (s *survey) unmoved() {
	for _, t := range s.times {
		t.each(booking.ListWeekly, func(i int, row value) {
			o, at := t.hours.Weekly[i], rowIn{booking.ListWeekly, i}
			begun := o.Valid.From.Before(s.today) && o.Valid.Until != booking.Date{} // of its time, the rest is not enough to tell
			if m := row.get("moved"); !begun && (o.Moved == booking.ToNext || o.Moved == booking.ToPrevious) && !t.moved[at] && t.did[at][booking.Opens] {
				s.warn(m, m.found()+", although none of these days is moved in three years", "no moved")
			}
		})
	}
}

// everyWeekday is so many days that each day of the year falls on each weekday at least
// once; 29 February does not count.
const everyWeekday = 12 * 365

// idleClosures looks for closed days on which nothing would be open. Those of the whole
// city must close something at one facility at least.
func (s *survey) idleClosures() {
	closes := map[string]bool{} // by the path of the row
	for _, t := range s.times {
		bare, ahead := booking.Hours{Weekly: t.hours.Weekly, Special: t.hours.Special}, lookAhead
		if slices.ContainsFunc(t.hours.Closed, func(c booking.Closure) bool { return c.Yearly }) {
			ahead = everyWeekday
		}
		for n := range ahead {
			day := s.today.AddDays(n)
			if len(bare.On(day)) == 0 {
				continue
			}
			for _, step := range t.hours.Explain(day) {
				if step.Did == booking.Closes {
					closes[t.rows[step.List][step.Row].path] = true
				}
			}
		}
	}
	for _, t := range s.times {
		idle := func(row value, passed bool) {
			if !closes[row.path] && !passed {
				s.warn(row, row.typed()+", on which nothing would be open", "days that would be open, or no such row")
			}
		}
		t.each(booking.ListClosed, func(i int, row value) { idle(row, s.over(t.hours.Closed[i])) })
		t.each(booking.ListRests, func(i int, row value) {
			until := t.hours.Rests[i].Valid.Until
			idle(row, until != (booking.Date{}) && until.Before(s.today))
		})
	}
}

// over reports whether a closure has passed.
func (s *survey) over(c booking.Closure) bool {
	last := c.To
	if last == (booking.Date{}) {
		last = c.From
	}
	return !c.Yearly && last.Before(s.today)
}

func (s *survey) passedClosures() {
	s.passed(booking.ListClosed, func(t seen, i int) bool { return s.over(t.hours.Closed[i]) })
}

// passed warns of the rows of each list of the file that are over, all at once.
func (s *survey) passed(list booking.List, over func(t seen, row int) bool) {
	var rows []value
	more := map[string]int{} // of the list at that path
	told := map[string]bool{}
	for _, t := range s.times {
		t.each(list, func(i int, row value) {
			in := listOf(row)
			if told[row.path] || !over(t, i) {
				return
			}
			if told[row.path] = true; more[in] == 0 {
				rows = append(rows, row)
			}
			more[in]++
		})
	}
	for _, row := range rows {
		found := row.typed() + ", which has passed"
		if n := more[listOf(row)] - 1; n > 0 {
			found = fmt.Sprintf("%s and %d more, which have passed", row.typed(), n)
		}
		s.warn(row, found, "days to come: what has passed can be taken out")
	}
}

// listOf returns the path of the list in which a row stands: facilities[2].closed.
func listOf(row value) string { return row.path[:strings.LastIndex(row.path, "[")] }
