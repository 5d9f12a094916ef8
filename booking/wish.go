package booking

import "time"

// A Wish is when somebody would like to come, as people say it: on a Monday, in
// the morning, from the 20th on. The zero Wish means any time.
type Wish struct {
	Days Weekdays // the empty set means any
	Half Half
	From Date // the zero Date means any
}

// Fits reports whether a start is as wished.
func (w Wish) Fits(start time.Time) bool {
	start = start.In(JST)
	day := DateOf(start)
	return (w.Days == 0 || w.Days.Has(day.Weekday())) && (w.Half == AnyTime || w.Half == HalfOf(start)) && !day.Before(w.From)
}

// Visits returns those slots at which a visit of a party could begin. slots and t are of
// one facility, earliest first. Staff see a whole facility at once in this way; a
// booking is judged again when it is made.
func (r Rules) Visits(slots []Slot, t Timeline, party int) (starts []Slot) {
	for _, s := range slots {
		if v := r.visit(s, party); t.Room(v.Start, v.End) >= v.Seats && r.takesPlace(v.Start, v.End) {
			starts = append(starts, s)
		}
	}
	return starts
}

// MayBook returns *TooLate or *TooFar if a caller could not book a start. Staff may
// set that aside, with a reason.
func (r Rules) MayBook(now, start time.Time) error { return r.bookable(now, start, false) }
