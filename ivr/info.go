package ivr

import (
	"slices"

	"madoguchi/booking"
)

// crowded is the difference between the shares of the two halves of the day that are
// taken, from which on one half is called crowded.
const crowded = 0.1

// howQuiet asks the ledger which half of the day is crowded on the days that can be
// booked, and which of these days is the quietest.
func howQuiet(t *turn) (State, error) {
	d := &t.call.Draft
	loads, err := t.loads()
	if err != nil {
		return "", err
	}
	halves, days := map[booking.Half]booking.Load{}, map[booking.Date]booking.Load{}
	for _, l := range loads {
		halves[l.Half] = together(halves[l.Half], l)
		days[l.Day] = together(days[l.Day], l)
	}
	morning, afternoon := share(halves[booking.Morning]), share(halves[booking.Afternoon])
	switch {
	case halves[booking.Morning].Seats == 0 || halves[booking.Afternoon].Seats == 0:
		d.Why = "" // there is nothing to choose between
	case morning >= afternoon+crowded:
		d.Why = "quiet.afternoon"
	case afternoon >= morning+crowded:
		d.Why = "quiet.morning"
	default:
		d.Why = "quiet.even"
	}
	d.Day = booking.Date{}
	for _, l := range loads { // the earliest of those that are equally quiet
		if s := share(days[l.Day]); s < 1 && (d.Day == (booking.Date{}) || s < share(days[d.Day])) {
			d.Day = l.Day
		}
	}
	if d.Day == (booking.Date{}) {
		d.Why = "full.everywhere"
	}
	return HowQuiet, nil
}

// loads returns how full the days are that can be booked, earliest first: at the facility
// of the dialled line or, on the shared one, at each. Each has days of its own that can
// be booked.
func (t *turn) loads() (loads []booking.Load, err error) {
	facilities := t.city.Facilities
	if f, ok := t.city.FacilityOf(t.call.Line); ok {
		facilities = []booking.Facility{f}
	}
	for _, f := range facilities {
		from, until := t.rulesAt(f.ID).Window(t.tx.Now())
		some, err := t.tx.Loads(f.ID, from, until)
		if err != nil {
			return nil, err
		}
		loads = append(loads, some...)
	}
	slices.SortStableFunc(loads, func(a, b booking.Load) int { return a.Day.Compare(b.Day) })
	return loads, nil
}

func together(a, b booking.Load) booking.Load {
	return booking.Load{Seats: a.Seats + b.Seats, Taken: a.Taken + b.Taken}
}

// share returns how much is taken, from 0 to 1. It is 1 if there are no seats.
func share(l booking.Load) float64 {
	if l.Seats == 0 {
		return 1
	}
	return float64(l.Taken) / float64(l.Seats)
}

// walkInAt returns the facility that takes people without a booking: that of the
// dialled line, or the first of the city.
func (t *turn) walkInAt() (booking.Facility, bool) {
	if f, ok := t.city.FacilityOf(t.call.Line); ok && takesWalkIns(f) {
		return f, true
	}
	for _, f := range t.city.Facilities {
		if takesWalkIns(f) {
			return f, true
		}
	}
	return booking.Facility{}, false
}

// takesAnyWalkIn reports whether people are taken without a booking anywhere.
func takesAnyWalkIn(t *turn) bool {
	_, ok := t.walkInAt()
	return ok
}

// walkInInstead reports whether whoever finds no time may come without a booking: cards are
// handed over and applied for with one.
func walkInInstead(t *turn) bool { return takesAnyWalkIn(t) && isCertificate(t) }

func takesWalkIns(f booking.Facility) bool {
	return len(f.WalkIn.Weekly)+len(f.WalkIn.Special) > 0
}

// walkIn finds out whether people are taken without a booking today, and still are.
func walkIn(t *turn) (State, error) {
	d := &t.call.Draft
	d.Why = ""
	f, ok := t.walkInAt()
	if !ok {
		return WalkInHours, nil
	}
	now := t.tx.Now().In(booking.JST)
	today := booking.DateOf(now)
	over, err := t.tx.WalkInOver(f.ID, today)
	if err != nil {
		return "", err
	}
	next, _ := f.WalkIn.Next(now)
	switch {
	case len(f.WalkIn.On(today)) == 0:
		d.Why = "walk-in.off"
	case over || booking.DateOf(next) != today:
		d.Why = "walk-in.over"
	default:
		d.Why = "walk-in.wait"
	}
	return WalkInHours, nil
}
