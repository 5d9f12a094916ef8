package ivr

import "madoguchi/booking"

func (t *turn) personThere() bool { return t.city.Centre.Open(t.tx.Now()) }

// leave remembers where the caller was, to go on from there. A question whose
// silence is an answer is not asked again: the answer is.
func (t *turn) leave() {
	state := t.call.State
	row, ok := t.flow[state]
	if !ok || !row.waits() || row.Back == GoOn {
		return
	}
	if row.Else != "" {
		state = row.Else
	}
	t.call.Draft.Back = state
}

// findPerson passes the call on, or tells the hours. An agent who is lost has nobody
// to be passed on to but the agents.
func findPerson(t *turn) (State, error) {
	if t.call.Caller.Kind == booking.AtCentre {
		return AgentOut, nil
	}
	if t.personThere() {
		return Passing, nil
	}
	t.slow = true
	return Closed, nil
}

func goOn(t *turn) (State, error) {
	back := t.call.Draft.Back
	row, ok := t.flow[back]
	switch {
	case !ok:
		return Home, nil
	case row.Refresh != "":
		return row.Refresh, nil
	}
	return back, nil
}

// pass is the call that goes out: to the number of the config and no other,
// from the number that was dialled if it is one of ours.
func (t *turn) pass() *Pass {
	callerID := t.city.Number
	if _, ours := t.city.FacilityOf(t.call.Line); ours {
		callerID = t.call.Line
	}
	return &Pass{To: t.city.Centre.Number, CallerID: callerID, Whisper: t.phrase("whisper"), Ring: ringTime}
}

// spoken ends a call that came to a person: who has been spoken with needs not be
// called back.
func spoken(t *turn) (State, error) {
	if t.call.Caller.Kind != booking.Identified {
		return Bye, nil
	}
	return Bye, t.tx.SpokeWith(t.call.Caller.Phone)
}

// missed finds out whether the number waits to be called back already.
func missed(t *turn) (_ State, err error) {
	t.call.Draft.Waits = false
	if t.call.Caller.Kind == booking.Identified {
		t.call.Draft.Waits, err = t.tx.Awaits(t.call.Caller.Phone)
	}
	return Unanswered, err
}

// canBeCalled says whether the caller may ask to be called back: once, at a number
// that shows, in this country.
func canBeCalled(t *turn) bool {
	c := t.call.Caller
	return c.Kind == booking.Identified && c.Phone.Japanese() && !t.call.Draft.Waits
}

func askBack(t *turn) (State, error) {
	t.call.Draft.Waits = true
	return AskedBack, t.tx.AskBack(t.call.Caller.Phone, t.wanted())
}
