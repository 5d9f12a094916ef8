package city

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/booking"
)

// weekendRuns looks for 金-月, which is Friday to Monday.
func (s *survey) weekendRuns() {
	for _, t := range s.times {
		for _, list := range []booking.List{booking.ListWeekly, booking.ListRests} {
			t.each(list, func(_ int, row value) {
				at := row.get("days")
				text := strings.Map(func(r rune) rune {
					if strings.ContainsRune("〜～~－ー–—−", r) {
						return '-'
					}
					return r
				}, at.node.Value)
				for _, item := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",、・/，／", r) }) {
					first, last, isRange := strings.Cut(item, "-")
					from, to := weekday(first), weekday(last)
					if !isRange || to < 0 || from <= to {
						continue
					}
					days, err := booking.ParseDays(item)
					if err != nil {
						continue
					}
					s.warn(at, fmt.Sprintf("%s, which is %s", at.found(), days), fmt.Sprintf("%q, or the days one by one", strings.TrimSpace(last)+"-"+strings.TrimSpace(first)))
				}
			})
		}
	}
}

// weekday returns the place of a weekday in a week that begins on Monday, from 0; -1 if it
// is none.
func weekday(s string) int {
	days, err := booking.ParseDays(s)
	if err == nil {
		for i := range 7 {
			if days == booking.EachWeek(time.Weekday((i+1)%7)) {
				return i
			}
		}
	}
	return -1
}

// Before the earliest and after the latest no counter of a city is open.
const (
	earliest booking.Clock = 6 * 60
	latest   booking.Clock = 22 * 60
)

func (s *survey) nights() {
	s.ranges(func(t seen, at value, r booking.Range) {
		switch {
		case t.of.National != "": // the country answers at night
		case t.of.Outreach: // lateOutreach is stricter
		case r.To == booking.Midnight:
			s.warn(at, r.String()+", which ends at midnight", "hours of a day such as 08:30-17:15")
		case r.From < earliest || r.To > latest:
			s.warn(at, r.String()+", which is at night", "hours of a day such as 08:30-17:15")
		}
	})
}

// ranges calls do with every range of hours, and where the file has it.
func (s *survey) ranges(do func(t seen, at value, r booking.Range)) {
	for _, t := range s.times {
		of := func(row value, ranges []booking.Range) {
			items := row.get("ranges").items()
			for i, r := range ranges {
				at := row
				if len(items) == len(ranges) { // otherwise one from and to, around a break
					at = items[i]
				}
				do(t, at, r)
			}
		}
		t.each(booking.ListWeekly, func(i int, row value) { of(row, t.hours.Weekly[i].Ranges) })
		t.each(booking.ListSpecial, func(i int, row value) { of(row, t.hours.Special[i].Ranges) })
	}
}

func (s *survey) lostMinutes() {
	s.ranges(func(t seen, at value, r booking.Range) {
		every := booking.Clock(t.facility.Minutes)
		if t.of.Facility == "" || t.of.WalkIn || (r.To-r.From)%every == 0 {
			return
		}
		lost := (r.To - r.From) % every
		s.warn(at, fmt.Sprintf("%s, whose last %d minutes have no slot of %d", r, lost, every),
			fmt.Sprintf("an end at %s or %s", r.To-lost, r.To-lost+every))
	})
}
