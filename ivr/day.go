package ivr

import (
	"errors"
	"strconv"
	"time"

	"madoguchi/booking"
)

// offerDay takes the day as four digits, month and day. If that day has no time, it
// says why and offers the nearest day that has one.
func offerDay(t *turn, digits string) (State, error) {
	now := t.tx.Now().In(booking.JST)
	_, until := t.rules().Window(now)
	day, ok := meant(digits, booking.DateOf(now), until)
	if !ok {
		return "", errWrongEntry
	}
	d := &t.call.Draft
	d.Day, d.Half = day, booking.AnyTime
	nearest, err := t.nearest(day)
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		return t.elsewhere()
	case err != nil:
		return t.refused(err)
	case nearest == day:
		return t.offer("lead.day", day.In(booking.JST))
	}
	why, err := t.whyNot(day)
	if err != nil {
		return "", err
	}
	t.say(why)
	return t.offer("lead.nearest", nearest.In(booking.JST))
}

// nearest returns the nearest day to a day on which the caller can have what they want,
// the later one of two. It returns ErrNoRoom if there is none.
func (t *turn) nearest(day booking.Date) (booking.Date, error) {
	w, err := t.want()
	if err != nil {
		return day, err
	}
	// What the caller was offered is free for this caller as well.
	if err := t.tx.DropHold(w.Phone); err != nil {
		return day, err
	}
	at := day.In(booking.JST)
	after, errAfter := t.rules().Earliest(t.tx, w, at)
	before, errBefore := t.rules().Latest(t.tx, w, at)
	for _, err := range []error{errAfter, errBefore} {
		if err != nil && !errors.Is(err, booking.ErrNoRoom) {
			return day, err
		}
	}
	next, last := booking.DateOf(after.In(booking.JST)), booking.DateOf(before.In(booking.JST))
	switch {
	case errAfter != nil && errBefore != nil:
		return day, booking.ErrNoRoom
	case errAfter != nil:
		return last, nil
	case errBefore == nil && at.Sub(last.In(booking.JST)) < next.In(booking.JST).Sub(at):
		return last, nil
	}
	return next, nil
}

// whyNot returns the phrase that says why a day has no time. The slots that staff opened
// or closed by hand count before the hours of the config.
func (t *turn) whyNot(day booking.Date) (Key, error) {
	from, until := t.rules().Window(t.tx.Now())
	switch start := day.In(booking.JST); {
	case !start.Before(until):
		return "day.far", nil
	case start.Before(booking.DateOf(from.In(booking.JST)).In(booking.JST)):
		return "day.past", nil
	}
	open, err := t.tx.OpenOn(t.call.Draft.Facility, day)
	if err != nil || open {
		return "day.full", err
	}
	if f, ok := t.city.Facility(t.call.Draft.Facility); ok && f.Hours.Why(day).Kind == booking.DayHoliday {
		return "day.holiday", nil
	}
	return "day.closed", nil
}

// meant reads MMDD as the day that a caller means: this year's or, if that has passed
// and next year's can be booked already or is nearer, next year's.
func meant(digits string, today booking.Date, until time.Time) (booking.Date, bool) {
	mmdd, err := strconv.Atoi(digits)
	if err != nil {
		return booking.Date{}, false
	}
	this := booking.Date{Year: today.Year, Month: time.Month(mmdd / 100), Day: mmdd % 100}
	next := this
	next.Year++
	switch {
	case this.Valid() && !this.Before(today):
		return this, true
	case !this.Valid() || !next.Valid():
		return next, next.Valid()
	}
	ahead, ago := next.In(booking.JST).Sub(today.In(booking.JST)), today.In(booking.JST).Sub(this.In(booking.JST))
	if next.In(booking.JST).Before(until) || ahead < ago {
		return next, true
	}
	return this, true
}
