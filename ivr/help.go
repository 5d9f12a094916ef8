package ivr

import "madoguchi/booking"

// help answers silence and wrong keys: with a word the first time, with all the keys
// the second, with a person the third. From the first on the line speaks slowly.
func (t *turn) help(row Step, why Key) (State, bool, error) {
	if err := t.slowDown(); err != nil {
		return "", false, err
	}
	t.call.Tries++
	switch {
	case t.call.Tries >= maxTries && row.Agent:
		t.call.Draft.Why = "in.give-up"
		return TurnedBack, false, nil
	case t.call.Tries >= maxTries:
		t.call.Failed = true
		return Person, false, t.sayStands()
	}
	t.say(why)
	switch {
	case t.call.Tries < maxTries-1, row.Agent && row.Back == "":
	case row.Agent:
		t.say("help.agent")
	default:
		t.say("help.keys")
	}
	return t.repeat(row), true, t.sayStands()
}

// slowDown makes the rest of this call slow, and the number's later calls.
func (t *turn) slowDown() error {
	if t.call.Slow {
		return nil
	}
	t.call.Slow = true
	if t.call.Caller.Kind != booking.Identified {
		return nil
	}
	return t.tx.Slow(t.call.Caller.Phone)
}

func (t *turn) repeat(row Step) State {
	if row.Refresh != "" {
		return row.Refresh
	}
	return t.call.State
}
