package residents

import (
	"madoguchi/booking"
	"madoguchi/ivr"
)

// otherAhead is of how many days a facility's page tells which are not as usual: after that
// nobody has them in mind.
const otherAhead = 62

// An otherDays is a day, or several in a row, on which a facility is open otherwise than each
// week, or closed.
type otherDays struct {
	First, Last booking.Date
	Hours       Marked // "" if it is closed
}

// Several reports whether it is more than one day.
func (o otherDays) Several() bool { return o.First != o.Last }

// otherDays returns the days of the next time on which a facility is not as usual: those of
// which the city says so, and holidays and the like on which one would find it closed.
func (r *request) otherDays(f booking.Facility) (all []otherDays, err error) {
	today := r.today()
	special := map[booking.Date]bool{}
	for _, s := range f.Hours.Special {
		special[s.Day] = true
	}
	var week uint8
	for _, row := range ivr.TellHours(f.Hours, today).Rows {
		if row.Days.Nth == 0 && row.Days.After == 0 {
			week |= row.Days.Week
		}
	}
	for n := range otherAhead {
		day := today.AddDays(n)
		ranges := f.Hours.On(day)
		usual := week&(1<<((day.Weekday()+6)%7)) != 0
		if !special[day] && (!usual || len(ranges) > 0) {
			continue
		}
		hours, err := r.spans(ranges)
		if err != nil {
			return nil, err
		}
		if i := len(all) - 1; i >= 0 && all[i].Hours == hours && all[i].Last.AddDays(1) == day {
			all[i].Last = day
			continue
		}
		all = append(all, otherDays{day, day, hours})
	}
	return all, nil
}

// spans writes from when to when it is open.
func (r *request) spans(ranges []booking.Range) (all Marked, err error) {
	for i, of := range ranges {
		span, err := r.voice.Mark("hours.span", "from", r.voice.Time(of.From), "to", r.voice.Time(of.To))
		if err != nil {
			return "", err
		}
		if i > 0 {
			all += " "
		}
		all += span
	}
	return all, nil
}
