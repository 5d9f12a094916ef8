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

func findPerson(t *turn) (State, error) {
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

// who, has and wants are the three things that an agent hears before the
// caller does.
func (t *turn) who() string {
	if t.call.Caller.Kind != booking.Identified {
		return t.phrase("whisper.no-phone")
	}
	return t.phrase("whisper.phone")
}

func (t *turn) has() string {
	d := t.call.Draft
	switch {
	case d.Old != nil:
		return t.about(*d.Old, func() string { return t.phrase("whisper.has") })
	case d.Receipt == "" || d.Receipt == d.Undo: // of one that is cancelled nothing is left
		return t.phrase("whisper.has-not")
	}
	return t.phrase("whisper.has")
}

func (t *turn) wants() string {
	wants := t.flow[t.call.Draft.Back].Wants
	switch {
	case wants == "":
		wants = "wants.check"
	case wants == "wants.book" && isChange(t):
		wants = "wants.change"
	}
	return t.phrase(wants)
}
