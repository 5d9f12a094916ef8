package ivr

import (
	"errors"
	"strconv"
	"time"

	"madoguchi/booking"
)

// offerDay takes the day as four digits, month and day. If the calendar has no such day,
// it says so. If that day has no time, it says why and offers the nearest day that has one.
func offerDay(t *turn, digits string) (State, error) {
	now := t.tx.Now().In(booking.JST)
	_, until := t.rules().Window(now)
	d := &t.call.Draft
	day, why := meant(digits, booking.DateOf(now), until)
	if why != "" {
		d.Why = why
		return "", errWrongEntry
	}
	d.Day, d.In = day, OfferDay
	nearest, err := t.nearest(day)
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		return t.elsewhere("full.here")
	case tooMany(err):
		return t.elsewhere("party.small")
	case err != nil:
		return t.refused(err)
	case nearest == day:
		return t.offer("lead.day", day.In(booking.JST))
	}
	why, err = t.whyNot(day)
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
	f, known := t.city.Facility(t.call.Draft.Facility)
	switch start := day.In(booking.JST); {
	case !start.Before(until) && known && len(f.Hours.On(day)) == 0: // nobody shall wait for a day that never opens
		return whyClosed(f, day), nil
	case known && len(f.Hours.On(day)) > 0 && !isOn(t.service(), day) && day.Compare(dayOf(from)) >= 0:
		return "day.no-service", nil
	case !start.Before(until):
		t.call.Draft.Until, _ = t.rules().Opens(day, t.tx.Now())
		return "day.far", nil
	case start.Before(booking.DateOf(from.In(booking.JST)).In(booking.JST)):
		return "day.past", nil
	}
	open, err := t.tx.OpenOn(t.call.Draft.Facility, day)
	if err != nil || open {
		return "day.full", err
	}
	if !known {
		return "day.closed", nil
	}
	return whyClosed(f, day), nil
}

func whyClosed(f booking.Facility, day booking.Date) Key {
	if f.Hours.Why(day).Kind == booking.DayHoliday {
		return "day.holiday"
	}
	return "day.closed"
}

// meant reads MMDD as the day that a caller means: this year's or, if that has passed
// and next year's can be booked already or is nearer, next year's. If there is no such
// day, it returns the phrase that says so.
func meant(digits string, today booking.Date, until time.Time) (day booking.Date, why Key) {
	mmdd, err := strconv.Atoi(digits)
	this := booking.Date{Year: today.Year, Month: time.Month(mmdd / 100), Day: mmdd % 100}
	if this.Month == time.February && this.Day == 29 {
		return leapDay(today)
	}
	if err != nil || !this.Valid() {
		return day, "day.wrong"
	}
	next := this
	next.Year++
	if !this.Before(today) {
		return this, ""
	}
	ahead, ago := next.In(booking.JST).Sub(today.In(booking.JST)), today.In(booking.JST).Sub(this.In(booking.JST))
	if next.In(booking.JST).Before(until) || ahead < ago {
		return next, ""
	}
	return this, ""
}

// leapDay returns 29 February of the February that is ahead. If that has none, a caller
// hears how long it is, and not of a 29 February that is years away.
func leapDay(today booking.Date) (day booking.Date, why Key) {
	day = booking.Date{Year: today.Year, Month: time.February, Day: 29}
	why = "day.short"
	if today.Month > time.February {
		day.Year++
		why = "day.short.next"
	}
	if day.Valid() {
		why = ""
	}
	return day, why
}
