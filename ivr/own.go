package ivr

import (
	"errors"
	"slices"

	"madoguchi/booking"
)

func greet(t *turn) (State, error) {
	if t.call.Caller.Kind == booking.AtCentre {
		t.say(t.flow[AskCode].Greet...)
		return AskCode, nil
	}
	state, err := t.meet()
	if err != nil || state == Blocked {
		return state, err
	}
	if state == Person { // the person hears whether this caller has a booking
		if _, err := lookUp(t); err != nil {
			return "", err
		}
		t.say("greet.unknown", "often.calls")
		return Person, nil
	}
	if t.asked {
		t.say(t.flow[AskShown].Greet...)
		return AskShown, nil
	}
	return t.begin()
}

// begin greets the caller and goes on where their last call was cut off, if it was.
func (t *turn) begin() (State, error) {
	state, err := t.pickUp()
	if err != nil {
		return "", err
	}
	t.say(t.flow[state].Greet...)
	return state, t.sayNotices()
}

// meet counts the call and finds out what is known about the caller. About a caller who
// shows no number nothing is known.
func (t *turn) meet() (State, error) {
	if t.call.Caller.Kind != booking.Identified {
		blocked, err := t.tx.KindBlocked(t.call.Caller.Kind)
		if blocked {
			return Blocked, err
		}
		return Home, err
	}
	known, err := t.tx.Greet(t.call.Caller.Phone)
	if err != nil {
		return "", err
	}
	t.know(known)
	most := t.city.Rules.Limits.Calls
	switch {
	case known.Blocked:
		return Blocked, nil
	case most > 0 && known.Today.Calls > most:
		return Person, nil
	}
	return Home, nil
}

// know keeps what is known about the caller, for this call and for this turn.
func (t *turn) know(known Acquaintance) {
	t.call.Slow, t.call.Done = known.Slow, known.Today
	t.quiet, t.clear = !known.Notices, !known.Holding
	t.asked = known.Asked
	t.call.Done.Calls = 0 // whether the call is let in is decided only once
}

// pickUp goes on where the number's last call was cut off, or begins at the beginning
// if it was not.
func (t *turn) pickUp() (State, error) {
	state, err := lookUp(t)
	if err != nil || state == NoNumber {
		return state, err
	}
	wanted := map[State]booking.HoldKind{NotBooked: booking.ForBooking, Booked: booking.ForChange}[state]
	second := func(h booking.Hold) bool { // of another service than the number has
		return state == Booked && h.Kind == booking.ForBooking && slices.Contains(t.call.Draft.Services, h.Service)
	}
	for _, h := range t.held {
		if h.Kind == wanted || second(h) {
			if resumed, err := t.resume(h); err != nil || resumed {
				return Resumed, err
			}
		}
	}
	if undoable, ok := booking.Undoable(t.held, t.tx.Now()); ok {
		return Undoable, t.justCancelled(undoable)
	}
	return state, nil
}

// sayNotices says what staff want said, right after the greeting.
func (t *turn) sayNotices() error {
	if t.quiet {
		return nil
	}
	notices, err := t.tx.Notices(t.call.Caller.Phone)
	for _, text := range notices {
		t.sayOfStaff(text)
	}
	return err
}

// resume goes on with what the number was offered in a call that was cut off, and
// holds it for as long again. It does not ask how that call ended, which may never have been
// reported. It says nothing about a time that is gone meanwhile, and returns false.
func (t *turn) resume(h booking.Hold) (bool, error) {
	before, own := t.call.Draft, t.own()
	t.call.Draft = Draft{Visit: Visit{Service: h.Service, Facility: h.Facility, Start: h.Start, Party: h.Party, Procedure: h.Procedure}, Undo: before.Undo}
	if h.Kind == booking.ForChange {
		b, err := t.tx.BookingOf(h.Receipt)
		if err != nil {
			return false, err
		}
		old := visitOf(b)
		t.call.Draft.Old, t.call.Draft.Named = &old, t.nameAmong(old, own)
	}
	_, err := t.rules().Resume(t.tx, h)
	if err == nil {
		return true, nil
	}
	t.call.Draft = before
	if !errors.Is(err, booking.ErrNoRoom) {
		return false, err
	}
	return false, t.tx.DropHold(t.call.Caller.Phone)
}

// stillResumed looks again before the line repeats which time it has kept.
func stillResumed(t *turn) (State, error) {
	holds, err := t.tx.Holds(t.call.Caller.Phone)
	for _, h := range holds {
		if h.Kind == booking.ForUndo || !h.Start.Equal(t.call.Draft.Start) {
			continue
		}
		_, err := t.rules().Resume(t.tx, h)
		switch {
		case err == nil:
			return Resumed, nil
		case !errors.Is(err, booking.ErrNoRoom):
			return "", err
		}
	}
	if err != nil {
		return "", err
	}
	return offerAgain(t)
}

// lookUp looks up the bookings and holds of the caller's number. It looks up nothing
// for a caller who does not show one.
func lookUp(t *turn) (State, error) {
	t.call.Draft = Draft{}
	if t.call.Caller.Kind != booking.Identified {
		return NoNumber, nil
	}
	bookings, err := t.tx.Bookings(t.call.Caller.Phone)
	if err != nil {
		return "", err
	}
	if !t.clear {
		if t.held, err = t.tx.Holds(t.call.Caller.Phone); err != nil {
			return "", err
		}
	}
	if undoable, ok := booking.Undoable(t.held, t.tx.Now()); ok {
		t.call.Draft.Undo = undoable.Receipt
	}
	if len(bookings) == 0 {
		return NotBooked, nil
	}
	for i, b := range bookings[:min(len(bookings), maxRead)] {
		v := visitOf(b)
		if v.Closed, err = t.closed(b); err != nil {
			return "", err
		}
		if len(bookings) > 1 {
			v.Nth = i + 1
		}
		if i == 0 {
			t.call.Draft.Visit = v
		} else {
			t.call.Draft.Others = append(t.call.Draft.Others, v)
		}
	}
	t.call.Draft.More = len(bookings) > maxRead
	if naming(t) && t.city.PerService {
		t.call.Draft.Services = idsOf(t.open(bookings))
	}
	return Booked, nil
}

// goHome looks up what the number has. Who has just cancelled can still bring it back.
// It looks up nothing for whoever has picked up and has not wanted to hear anything.
func goHome(t *turn) (State, error) {
	if !isKnown(t) {
		return begunByUs(t)
	}
	state, err := lookUp(t)
	if err != nil || state != NotBooked {
		return state, err
	}
	if undoable, ok := booking.Undoable(t.held, t.tx.Now()); ok {
		return Undoable, t.justCancelled(undoable)
	}
	return state, nil
}

// closed reports whether the counter is closed at the time of a booking, or in a part of
// it, so that nobody comes in vain.
func (t *turn) closed(b booking.Booking) (bool, error) {
	staffed, err := t.tx.Staffed(b)
	return !staffed, err
}

// maxRead is how many bookings of a household are read out, and can be told
// apart by a key. Nobody remembers more.
const maxRead = 3

// talkOf makes the booking the one that is talked about.
func (t *turn) talkOf(b booking.Booking) { t.call.Draft = Draft{Visit: visitOf(b)} }

func visitOf(b booking.Booking) Visit {
	return Visit{Service: b.Service, Facility: b.Facility, Start: b.Start, Party: b.Party, Receipt: b.Receipt, Procedure: b.Procedure, Proxy: b.Proxy}
}

// which makes sure that there is one booking to talk about. It looks again: the
// number may have lost its booking while the caller was thinking. With several,
// ask is where the caller chooses.
func (t *turn) which(ask State) (State, error) {
	wanted := t.call.Draft.Receipt
	state, err := lookUp(t)
	switch {
	case err != nil:
		return "", err
	case state == Booked && len(t.call.Draft.Others) > 0:
		return ask, nil
	case state != Booked || t.call.Draft.Receipt != wanted:
		t.say("cancel.gone")
		return Home, nil
	}
	return "", nil
}

// keep and stillBooked look again before the line says that a booking stands:
// staff may have cancelled or changed it while the caller was listening.
func keep(t *turn) (State, error)        { return t.ifItStands(Kept) }
func stillBooked(t *turn) (State, error) { return t.ifItStands(Done) }

func (t *turn) ifItStands(state State) (State, error) {
	b, err := t.standing(t.call.Draft.Receipt)
	switch {
	case errors.Is(err, booking.ErrNotFound):
		t.say("cancel.gone")
		return Home, nil
	case err != nil:
		return "", err
	}
	t.call.Draft.Visit = visitOf(b)
	return state, nil
}

// standing returns the booking, or ErrNotFound if it is not active any more.
func (t *turn) standing(receipt booking.Receipt) (booking.Booking, error) {
	b, err := t.tx.BookingOf(receipt)
	if err == nil && b.State != booking.Active {
		err = booking.ErrNotFound
	}
	return b, err
}
