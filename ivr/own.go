package ivr

import (
	"errors"

	"madoguchi/booking"
)

// greetings say, in one sentence, what the line is for. They differ because
// whoever has a booking wants its time, and nothing before it.
var greetings = map[State][]Key{
	Booked:    {"greet.booked"},
	NotBooked: {"greet.new", "not-here"},
	NoNumber:  {"greet.unknown"},
	Resumed:   {"greet.resumed"},
}

func greet(t *turn) (State, error) {
	home, err := lookUp(t)
	if err == nil && home == NotBooked {
		home, err = resume(t)
	}
	t.say(greetings[home]...)
	return home, err
}

// resume finds what the number was offered in a call that was cut off, and holds
// it for another ten minutes. It does not ask how that call ended: its end may
// never have been reported.
func resume(t *turn) (State, error) {
	phone := t.call.Caller.Phone
	hold, held, err := t.tx.HoldOf(phone)
	if err != nil || !held {
		return NotBooked, err
	}
	slot, err := t.city.Rules.Offer(t.tx, phone, hold.Slot.Facility, hold.Slot.Start)
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		return NotBooked, nil
	case err != nil:
		return "", err
	case !slot.Start.Equal(hold.Slot.Start): // it has been closed meanwhile
		return NotBooked, t.tx.DropHold(phone)
	}
	t.call.Draft = Draft{Visit: Visit{Facility: slot.Facility, Start: slot.Start}}
	return Resumed, nil
}

// lookUp knows the caller by the number. Whoever does not show one is nobody:
// no booking is ever looked up for them.
func lookUp(t *turn) (State, error) {
	t.call.Draft = Draft{}
	if t.call.Caller.Kind != booking.Identified {
		return NoNumber, nil
	}
	bookings, err := t.tx.Bookings(t.call.Caller.Phone)
	if err != nil {
		return "", err
	}
	if len(bookings) == 0 {
		return NotBooked, nil
	}
	t.talkOf(bookings[0])
	for _, b := range bookings[1:min(len(bookings), maxRead)] {
		t.call.Draft.Others = append(t.call.Draft.Others, visitOf(b))
	}
	t.call.Draft.More = len(bookings) > maxRead
	return Booked, nil
}

// maxRead is how many bookings of a household are read out, and can be told
// apart by a key. Nobody remembers more.
const maxRead = 3

// talkOf makes the booking the one that is talked about.
func (t *turn) talkOf(b booking.Booking) { t.call.Draft = Draft{Visit: visitOf(b)} }

func visitOf(b booking.Booking) Visit {
	return Visit{Facility: b.Facility, Start: b.Start, Receipt: b.Receipt, Procedure: b.Procedure}
}

// mayCancel looks again before it asks: the number may have lost its booking
// while the caller was thinking.
func mayCancel(t *turn) (State, error) {
	wanted := t.call.Draft.Receipt
	home, err := lookUp(t)
	switch {
	case err != nil:
		return "", err
	case home == Booked && len(t.call.Draft.Others) > 0:
		return Which, nil
	case home != Booked || t.call.Draft.Receipt != wanted:
		t.say("cancel.gone")
		return Home, nil
	}
	return askCancel(t)
}

// household are the keys 1, 2 … for the bookings of the number, the earliest
// first, as they were read out.
func household(t *turn) []Option {
	visits := append([]Visit{t.call.Draft.Visit}, t.call.Draft.Others...)
	name := tellApart(visits)
	var options []Option
	for i, v := range visits {
		options = append(options, Option{
			Key: '1' + byte(i), Name: t.about(v, func() string { return t.phrase(name) }), To: AskCancel,
			set: func(d *Draft) { *d = Draft{Visit: v} },
		})
	}
	return options
}

// tellApart returns the shortest name that differs from visit to visit: the day,
// or the time if some are on one day, or both.
func tellApart(visits []Visit) Key {
	days, times := map[booking.Date]bool{}, map[booking.Clock]bool{}
	for _, v := range visits {
		start := v.Start.In(booking.JST)
		days[booking.DateOf(start)], times[booking.ClockOf(start)] = true, true
	}
	switch len(visits) {
	case len(days):
		return "which.day"
	case len(times):
		return "which.time"
	}
	return "which.both"
}

func askCancel(t *turn) (State, error) {
	switch {
	case t.options.OneKeyCancel:
		return DoCancel, nil
	case !t.call.Draft.Start.After(t.tx.Now()):
		return TooLate, nil
	}
	return ConfirmCancel, nil
}

// keep and stillBooked look again before the line says that a booking stands:
// staff may have cancelled or moved it while the caller was listening.
func keep(t *turn) (State, error)        { return t.ifItStands(Kept) }
func stillBooked(t *turn) (State, error) { return t.ifItStands(Done) }

// sayKept says so to a caller who asks for a person in place of an answer.
func sayKept(t *turn) error {
	state, err := keep(t)
	if state == Kept {
		t.say("cancel.kept")
	}
	return err
}

func (t *turn) ifItStands(state State) (State, error) {
	b, err := t.tx.BookingOf(t.call.Draft.Receipt)
	switch {
	case err != nil && !errors.Is(err, booking.ErrNotFound):
		return "", err
	case err != nil || b.State != booking.Active:
		t.say("cancel.gone")
		return Home, nil
	}
	t.call.Draft.Visit = visitOf(b)
	return state, nil
}

func cancel(t *turn) (State, error) {
	_, err := t.city.Rules.Cancel(t.tx, t.call.Draft.Receipt)
	var late *booking.TooLate
	switch {
	case errors.Is(err, booking.ErrNotFound):
		t.say("cancel.gone")
		return Home, nil
	case errors.As(err, &late):
		return TooLate, nil
	case err != nil:
		return "", err
	}
	return WasCancelled, nil
}
