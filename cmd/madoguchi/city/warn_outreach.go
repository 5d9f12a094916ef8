package city

import "madoguchi/booking"

// Before the first and after the last nobody wants to be told what they have not asked for.
const (
	rung  booking.Clock = 8 * 60
	quiet booking.Clock = 21 * 60
)

func (s *survey) lateOutreach() {
	s.ranges(func(t seen, at value, r booking.Range) {
		if t.of.Outreach && (r.From < rung || r.To > quiet) {
			s.warn(at, r.String()+", when people are asleep", "hours from "+rung.String()+" to "+quiet.String()+" such as 10:00-19:00")
		}
	})
}
