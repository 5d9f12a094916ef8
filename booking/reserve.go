package booking

import "time"

// Most is how many visits may start at a facility on a day, in its morning, and in its
// afternoon; 0 means no limit. A visit counts as one, however many people come and
// however long it takes, in the half of the day in which it starts.
type Most struct{ Day, Morning, Afternoon int }

// Allows reports whether one more visit may start in a half of a day in which so many
// start already. With AnyTime it reports whether one may in either half.
func (m Most) Allows(half Half, morning, afternoon int) bool {
	under := func(most, visits int) bool { return most == 0 || visits < most }
	switch {
	case !under(m.Day, morning+afternoon):
		return false
	case half == Morning:
		return under(m.Morning, morning)
	case half == Afternoon:
		return under(m.Afternoon, afternoon)
	}
	return under(m.Morning, morning) || under(m.Afternoon, afternoon)
}

// left returns how many visits more may start on a day in whose halves so many start
// already.
func (m Most) left(morning, afternoon int) int {
	under := func(most, visits int) int {
		if most == 0 {
			return 1 << 20 // more than anybody can count
		}
		return max(most-visits, 0)
	}
	return min(under(m.Day, morning+afternoon), under(m.Morning, morning)+under(m.Afternoon, afternoon))
}

// Reserve keeps desks for staff: until some moment before a visit, callers have what
// is free of a facility beyond that many Desks. The zero Reserve keeps none.
type Reserve struct {
	Desks int
	Until CutOff // callers have the desks from this moment on
}

// released returns up to when the desks are released to callers at now: they have the
// reserve of visits that start before it, and not of those that start at or after it.
func (r Rules) released(now time.Time) time.Time {
	// At the moment itself they are released. Starts have no fractions of a second.
	return r.Reserve.Until.first(now.Add(time.Second), r.hours)
}

// reserved returns how many free desks callers must leave to staff for a visit that
// starts at start. It is never less for a later start.
func (r Rules) reserved(now, start time.Time) int {
	if start.Before(r.released(now)) {
		return 0
	}
	return r.Reserve.Desks
}
