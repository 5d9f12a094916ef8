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
}

func greet(t *turn) (State, error) {
	home, err := lookUp(t)
	t.say(greetings[home]...)
	return home, err
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
	t.call.Draft.More = len(bookings) > 1
	return Booked, nil
}

// talkOf makes the booking the one that is talked about.
func (t *turn) talkOf(b booking.Booking) {
	t.call.Draft = Draft{Facility: b.Facility, Start: b.Start, Receipt: b.Receipt, Procedure: b.Procedure}
}

func mayCancel(t *turn) (State, error) {
	if t.options.OneKeyCancel {
		return DoCancel, nil
	}
	// The number may have lost its booking while the caller was thinking.
	wanted := t.call.Draft.Receipt
	home, err := lookUp(t)
	switch {
	case err != nil:
		return "", err
	case home != Booked || t.call.Draft.Receipt != wanted:
		t.say("cancel.gone")
		return Home, nil
	case !t.call.Draft.Start.After(t.tx.Now()):
		return TooLate, nil
	}
	return ConfirmCancel, nil
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
