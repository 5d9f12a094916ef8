package ivr

import (
	"errors"

	"madoguchi/booking"
)

// takeReceipt takes the receipt number of a booking that was made from another telephone. A
// slip of the finger is told at once, since its check digit tells it to anybody. Whether there
// is such a booking, nobody learns before the four digits.
func takeReceipt(t *turn, digits string) (State, error) {
	receipt, err := booking.ParseReceipt(digits)
	if err != nil {
		return "", errWrongEntry // it has six digits, of which one is wrong
	}
	t.call.Draft = Draft{Sought: receipt}
	return AskLast4, nil
}

// showElsewhere takes the last four digits of the booking's telephone, and tells of the booking.
func showElsewhere(t *turn, digits string) (State, error) {
	b, err := t.tx.Shown(t.call.Draft.Sought, digits, t.call.Caller)
	try, wrong := errors.AsType[*booking.WrongTry](err)
	switch {
	case err == nil:
		t.talkOf(b)
		t.call.Draft.Elsewhere = true
		return ShownElsewhere, nil
	case wrong && try.Left > 0:
		t.say("other.wrong")
		return AskReceipt, nil
	case wrong:
		t.say("other.wrong")
		return OnlyStaff, nil
	case errors.Is(err, booking.ErrStaffOnly), errors.Is(err, booking.ErrBudget):
		return OnlyStaff, nil
	}
	return "", err
}

// lookElsewhere looks again before the line repeats when the booking is.
func lookElsewhere(t *turn) (State, error) { return t.ifItStands(ShownElsewhere) }

func keepElsewhere(t *turn) (State, error) {
	state, err := lookElsewhere(t)
	if state == ShownElsewhere {
		t.say("cancel.kept")
	}
	return state, err
}

func sayKeptElsewhere(t *turn) error {
	_, err := keepElsewhere(t)
	return err
}

// cancelElsewhere cancels the booking that was shown. If it cannot, it says why.
func cancelElsewhere(t *turn) (State, error) {
	_, err := t.rules().CancelShown(t.tx, t.call.Draft.Receipt)
	if err == nil {
		return GoneElsewhere, nil
	}
	state, err := t.refused(err)
	if state == TooLate || state == TooOften {
		t.say(t.call.Draft.Why)
		return ShownElsewhere, err
	}
	return state, err
}

func undoElsewhere(t *turn) (State, error) {
	_, err := booking.UndoShown(t.tx, t.call.Draft.Receipt)
	_, already := errors.AsType[*booking.Already](err)
	switch {
	case err == nil:
		t.say("undo.done")
		return ShownElsewhere, nil
	case already, errors.Is(err, booking.ErrNotFound):
		t.say("undo.gone")
		return Home, nil
	}
	return "", err
}

// undoes reports whether a cancelled time is kept for a while.
func undoes(t *turn) bool { return t.rules().UndoFor > 0 }

// markProxy notes that a proxy comes for the caller's only booking, before the line tells
// what to bring. Nobody comes for another to pick up a card or to apply for one.
func markProxy(t *turn) (State, error) {
	if !isCertificate(t) {
		return Bring, nil
	}
	return t.proxy(true, BringProxy)
}

// unmarkProxy notes that nobody does.
func unmarkProxy(t *turn) (State, error) { return t.proxy(false, Bring) }

func (t *turn) proxy(comes bool, next State) (State, error) {
	d := &t.call.Draft
	if d.Receipt == "" || d.Receipt == d.Undo || hasOthers(t) || t.call.Caller.Kind != booking.Identified {
		return next, nil
	}
	b, err := booking.ProxyOwn(t.tx, t.call.Caller.Phone, d.Receipt, comes)
	switch {
	case errors.Is(err, booking.ErrNotFound):
		return next, nil
	case err != nil:
		return "", err
	}
	if d.Proxy = b.Proxy; comes {
		t.say("bring.proxy.marked")
	} else {
		t.say("bring.proxy.unmarked")
	}
	return next, nil
}

func isProxy(t *turn) bool { return t.call.Draft.Proxy && isCertificate(t) }
