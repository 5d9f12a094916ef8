package ivr

import (
	"errors"
	"strconv"
	"time"

	"madoguchi/booking"
)

// perPage is how many facilities are read out at once. One more is read
// rather than a page with a single name on it.
const perPage = 4

func startBooking(t *turn) (State, error) {
	t.call.Draft = Draft{}
	if f, ok := t.city.FacilityOf(t.call.Line); ok {
		t.call.Draft.Facility = f.ID
		return Find, nil
	}
	if len(t.city.Facilities) == 1 {
		t.call.Draft.Facility = t.city.Facilities[0].ID
		return Find, nil
	}
	return Facility, nil
}

// facilities are the keys 1, 2, 3 … for the city's facilities, in the order of
// the config; 9 turns the page where there are more than five.
func facilities(t *turn) []Option {
	all := t.city.Facilities
	page := all
	if len(all) > perPage+1 {
		pages := (len(all) + perPage - 1) / perPage
		first := t.call.Draft.Page % pages * perPage
		page = all[first:min(first+perPage, len(all))]
	}
	var options []Option
	for i, f := range page {
		options = append(options, Option{Key: '1' + byte(i), Name: f.Short, To: Find, set: func(d *Draft) {
			*d = Draft{Visit: Visit{Facility: f.ID}}
		}})
	}
	if len(page) < len(all) {
		options = append(options, Option{Key: '9', Say: "option.more", To: Facility, set: func(d *Draft) { d.Page++ }})
	}
	return options
}

func offerEarliest(t *turn) (State, error) { return t.offer("lead.earliest", t.tx.Now()) }
func offerAgain(t *turn) (State, error)    { return t.offer("lead.again", t.call.Draft.Start) }

func offerLater(t *turn) (State, error) {
	return t.offer("lead.next", t.call.Draft.Start.Add(time.Minute))
}

// offer holds the facility's earliest free slot from a time on and offers it.
// Where there is none so late, it begins again with the earliest of all.
func (t *turn) offer(lead Key, from time.Time) (State, error) {
	phone, draft := t.call.Caller.Phone, &t.call.Draft
	slot, err := t.city.Rules.Offer(t.tx, phone, draft.Facility, from)
	if errors.Is(err, booking.ErrNoRoom) {
		slot, err = t.city.Rules.Offer(t.tx, phone, draft.Facility, t.tx.Now())
		if err == nil && lead == "lead.next" {
			t.say("later.none")
		}
		if err == nil {
			lead = "lead.earliest"
		}
	}
	if errors.Is(err, booking.ErrNoRoom) {
		return t.full()
	}
	if err != nil {
		return "", err
	}
	if lead == "lead.again" && !slot.Start.Equal(draft.Start) {
		t.say("lost")
		lead = "lead.nearest"
	}
	draft.Start, draft.Lead = slot.Start, lead
	return Offer, nil
}

// full says whether another facility could still help.
func (t *turn) full() (State, error) {
	from, until := t.city.Rules.Window(t.tx.Now())
	for _, f := range t.city.Facilities {
		_, err := t.tx.NextFree(f.ID, from, until, 1)
		if err == nil {
			return FullHere, nil
		}
		if !errors.Is(err, booking.ErrNoRoom) {
			return "", err
		}
	}
	return FullAll, nil
}

// offerDay takes the day as four digits, month and day: the next such day from
// today on. Whatever is wrong with it is said, with the nearest free slot.
func offerDay(t *turn, digits string) (State, error) {
	today := booking.DateOf(t.tx.Now().In(booking.JST))
	day, ok := nextDate(today, digits)
	if !ok {
		return "", errWrongEntry
	}
	t.call.Draft.Day = day
	from, until := t.city.Rules.Window(t.tx.Now())
	start := day.In(booking.JST)
	switch {
	case !start.Before(until):
		t.say("day.far")
		return t.offer("lead.earliest", t.tx.Now())
	case start.Before(booking.DateOf(from.In(booking.JST)).In(booking.JST)):
		t.say("day.past")
		return t.offer("lead.earliest", t.tx.Now())
	}
	f, _ := t.city.Facility(t.call.Draft.Facility)
	reason := f.Hours.Why(day)
	next, err := t.offer("lead.nearest", start)
	if err != nil || next != Offer {
		return next, err
	}
	if booking.DateOf(t.call.Draft.Start.In(booking.JST)) == day {
		t.call.Draft.Lead = "lead.day"
		return next, nil
	}
	switch reason.Kind {
	case booking.DayOpen:
		t.say("day.full")
	case booking.DayHoliday:
		t.say("day.holiday")
	default:
		t.say("day.closed")
	}
	return next, nil
}

// nextDate reads MMDD as the next such day from today on, within a year.
func nextDate(today booking.Date, digits string) (booking.Date, bool) {
	mmdd, err := strconv.Atoi(digits)
	if err != nil {
		return booking.Date{}, false
	}
	for _, year := range []int{today.Year, today.Year + 1} {
		day := booking.Date{Year: year, Month: time.Month(mmdd / 100), Day: mmdd % 100}
		if day.Valid() && !day.Before(today) {
			return day, true
		}
	}
	return booking.Date{}, false
}

// take turns the offer into a booking. Whatever stood in the way is said, with
// the next thing that can be done.
func take(t *turn) (State, error) {
	draft := &t.call.Draft
	b, err := t.city.Rules.Book(t.tx, booking.Request{
		Phone: t.call.Caller.Phone, Facility: draft.Facility, Start: draft.Start,
	})
	var (
		already *booking.Already
		full    *booking.Full
		none    *booking.NoSlot
		late    *booking.TooLate
		far     *booking.TooFar
	)
	switch {
	case err == nil:
		t.talkOf(b)
		return Done, nil
	case errors.As(err, &already):
		t.say("already")
		t.talkOf(already.Booking)
		return Booked, nil
	case errors.As(err, &full), errors.As(err, &none), errors.As(err, &late), errors.As(err, &far):
		t.say("lost")
		return t.offer("lead.nearest", draft.Start)
	}
	return "", err
}
