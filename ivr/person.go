package ivr

import "madoguchi/booking"

func (t *turn) personThere() bool { return t.city.Centre.Open(t.tx.Now()) }

// leave remembers where the caller was, to go on from there. If silence answers the
// question there (Else), the call goes on where that answer leads.
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
	case !ok && t.call.Rings:
		return Ringing, nil
	case !ok:
		return Home, nil
	case row.Refresh != "":
		return row.Refresh, nil
	}
	return back, nil
}

// spoken notes that a person has spoken with the number: nobody needs to call it back.
func spoken(t *turn) (State, error) {
	if isOurs(t) { // who has spoken with a person is not called again
		if err := t.tx.Heard(t.call.Message); err != nil {
			return "", err
		}
	}
	if t.call.Caller.Kind != booking.Identified {
		return Bye, nil
	}
	return Bye, t.tx.SpokenWith(t.call.Caller.Phone)
}

// missed looks up whether the number has already asked to be called back.
func missed(t *turn) (_ State, err error) {
	if t.canBeCalled() {
		t.call.Asked, err = t.tx.BackAsked(t.call.Caller.Phone)
	}
	return Unanswered, err
}

// canBeCalled reports whether the centre can call back: it calls within Japan.
func (t *turn) canBeCalled() bool {
	c := t.call.Caller
	return c.Kind == booking.Identified && c.Phone.Japanese()
}

func mayAskBack(t *turn) bool { return t.canBeCalled() && !t.call.Asked }
func hasAsked(t *turn) bool   { return t.call.Asked }

// askBack writes the request down. If the number has got one meanwhile, that one stays.
func askBack(t *turn) (State, error) {
	t.call.Asked = true
	return BackAsked, t.tx.AskBack(t.call.Caller.Phone, t.wantsOf(*t.call), t.call.Draft.Back)
}

// pass returns the call to a person. It goes only to the number of the config, and
// shows the dialled number if that belongs to a facility, else the shared one.
func (t *turn) pass() *Pass {
	callerID := t.city.Number
	if _, ours := t.city.FacilityOf(t.call.Line); ours {
		callerID = t.call.Line
	}
	p := &Pass{To: t.city.Centre.Number, CallerID: callerID, Whisper: t.forStaff().phrase(t.choose("whisper")), Ring: ringTime}
	if !t.city.Centre.NoKey {
		p.Take = t.forStaff().phrase("whisper.take")
	}
	if home := t.phrases.home; home != t.tongue {
		p.Lang = home.name
	}
	return p
}
