package ivr

import (
	"errors"

	"madoguchi/booking"
)

func mayCancel(t *turn) (State, error) {
	if state, err := t.which(Which); state != "" || err != nil {
		return state, err
	}
	return askCancel(t)
}

func askCancel(t *turn) (State, error) {
	rules := t.rules()
	err := rules.MayCancel(t.tx.Now(), t.booking())
	if err == nil {
		err = rules.May(t.call.Done, booking.GaveUp)
	}
	switch {
	case err != nil:
		return t.refused(err)
	case t.options.OneKeyCancel:
		return DoCancel, nil
	}
	return ConfirmCancel, nil
}

// sayKept tells a caller who asks for a person in place of an answer that the booking
// stands.
func sayKept(t *turn) error {
	state, err := keep(t)
	if state == Kept {
		t.say("cancel.kept")
	}
	return err
}

func cancel(t *turn) (State, error) {
	rules := t.rules()
	gone, err := rules.CancelOwn(t.tx, t.call.Caller.Phone, t.call.Draft.Receipt)
	if err != nil {
		return t.refused(err)
	}
	t.call.Done.Cancels++
	// A caller who has other bookings is led back to them and not to a new one.
	named := t.call.Draft.Named
	if _, err := lookUp(t); err != nil {
		return "", err
	}
	t.call.Draft = Draft{Visit: visitOf(gone), Named: named, Others: t.own(), Undo: t.call.Draft.Undo}
	return WasCancelled, nil
}

// justCancelled makes the booking of h, which the caller cancelled in a call before,
// the one that is talked about.
func (t *turn) justCancelled(h booking.Hold) error {
	b, err := t.tx.BookingOf(h.Receipt)
	if err != nil {
		return err
	}
	gone, others := visitOf(b), t.own()
	t.call.Draft = Draft{Visit: gone, Named: t.nameAmong(gone, others), Others: others, Undo: h.Receipt}
	return nil
}

// ifGone looks again before the line repeats that a booking is cancelled: another
// call of the number may have brought it back.
func ifGone(state State) func(*turn) (State, error) {
	return func(t *turn) (State, error) {
		_, err := t.standing(t.call.Draft.Receipt)
		switch {
		case errors.Is(err, booking.ErrNotFound):
			return state, nil
		case err != nil:
			return "", err
		}
		return Home, nil
	}
}

// undo brings back the booking that was cancelled last.
func undo(t *turn) (State, error) {
	_, err := booking.Undo(t.tx, t.call.Caller.Phone, t.call.Draft.Undo)
	_, already := errors.AsType[*booking.Already](err)
	switch {
	case err == nil:
		t.say("undo.done")
		return Home, t.tx.DropHold(t.call.Caller.Phone) // the caller does not look for a new time any more
	case already:
		t.say("already")
	case errors.Is(err, booking.ErrNotFound):
		t.say("undo.gone")
	default:
		return "", err
	}
	return Home, nil
}

func canUndo(t *turn) bool    { return t.call.Draft.Undo != "" }
func hasOthers(t *turn) bool  { return len(t.call.Draft.Others) > 0 }
func hasNoOther(t *turn) bool { return !hasOthers(t) }

// rules returns the rules of the service and the facility that are talked about.
func (t *turn) rules() booking.Rules {
	return t.city.RulesFor(t.call.Draft.of(), t.call.Draft.Facility)
}

// booking returns what the rules need to know about the booking that is talked about.
func (t *turn) booking() booking.Booking {
	v := t.call.Draft.Visit
	return booking.Booking{Service: v.of(), Facility: v.Facility, Start: v.Start, Receipt: v.Receipt}
}

func canCancel(t *turn) bool { return t.rules().MayCancel(t.tx.Now(), t.booking()) == nil }
func canChange(t *turn) bool { return t.rules().MayChange(t.tx.Now(), t.booking()) == nil }

// refused tells why something cannot be done with the booking that is talked
// about, and leads to what still can.
func (t *turn) refused(err error) (State, error) {
	d := &t.call.Draft
	late, isLate := errors.AsType[*booking.TooLate](err)
	often, isOften := errors.AsType[*booking.TooOften](err)
	crowded, isCrowded := errors.AsType[*booking.Crowded](err)
	switch {
	case isCrowded:
		d.Until = crowded.Again
		t.say("crowded")
		return Person, nil
	case errors.Is(err, booking.ErrNotFound):
		t.say("cancel.gone")
		return Home, nil
	case isOften:
		d.Why = map[booking.Counted]Key{booking.Booked: "often.book", booking.Changed: "often.change", booking.GaveUp: "often.cancel"}[often.What]
		return TooOften, nil
	case !isLate:
		return "", err
	}
	since, grace := t.tx.Now().Sub(d.Start), t.rules().Grace
	d.Until = late.Until
	switch {
	case since > grace || since >= 0 && grace == 0:
		d.Why = "late.over"
	case since >= 0:
		d.Why = "late.begun"
	case late.What == "change":
		d.Why = "late.change"
	default:
		d.Why = "late.cancel"
	}
	return TooLate, nil
}
