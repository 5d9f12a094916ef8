package ivr

import (
	"errors"
	"slices"

	"madoguchi/booking"
)

// help answers silence and wrong keys: with a word the first time, with all the keys
// the second, with a person the third. From the first on the line speaks slowly. Who has
// pressed nothing in the whole call may only have listened, or cannot press: the row tells
// where the second silence leads them.
func (t *turn) help(row Step, why Key) (State, bool, error) {
	t.call.Tries++
	switch {
	case isOurs(t) && why == "help.silence":
		return t.letBe(row)
	case !t.call.Pressed && row.Mute != "":
		return t.mute(row)
	}
	if err := t.slowDown(); err != nil {
		return "", false, err
	}
	switch {
	case t.call.Tries >= maxTries && row.Agent:
		t.call.Draft.Why = "in.give-up"
		return TurnedBack, false, nil
	case t.call.Tries >= maxTries:
		return t.giveUp(row)
	}
	t.say(why)
	if t.call.Tries == maxTries-1 {
		t.sayKeys(row)
	}
	return t.repeat(row), true, t.sayStands()
}

// sayKeys says the keys that work everywhere, as far as the row has them and its menu, which
// follows, does not name a key for the same.
func (t *turn) sayKeys(row Step) {
	var keys []Option
	menu := row.options(t)
	if !row.Agent && !slices.ContainsFunc(menu, func(o Option) bool { return o.Say == again.Say }) {
		keys = append(keys, again)
	}
	if row.Back != "" {
		keys = append(keys, back)
	}
	if !row.Agent && !slices.ContainsFunc(menu, func(o Option) bool { return o.To == Person }) {
		keys = append(keys, person)
	}
	if len(keys) > 0 {
		t.add(t.menu(keys, InFull))
	}
}

// mute answers a caller who has pressed nothing at all. Who has heard a booking hears it once
// more, and is said goodbye to; who has none hears that waiting helps, and is passed on.
func (t *turn) mute(row Step) (State, bool, error) {
	switch {
	case t.call.Tries == 1 && row.Mute == Bye:
		t.slow = true
		return t.repeat(row), true, nil
	case t.call.Tries == 1:
		err := t.slowDown()
		t.say("help.mute", "help.other-phone")
		return t.repeat(row), true, err
	case row.Mute == Bye:
		return Bye, false, nil
	}
	return t.giveUp(row)
}

// letBe answers the silence of somebody who did not call: they hear it once more and are said
// goodbye to, with what stands. Nobody is passed on who may be a machine.
func (t *turn) letBe(row Step) (State, bool, error) {
	if t.call.Tries == 1 {
		t.slow = true
		return t.repeat(row), true, nil
	}
	var err error
	if row.Leave != nil {
		err = row.Leave(t)
	}
	return Bye, false, errors.Join(err, t.sayStands())
}

// giveUp leads to a person, and tells what stands and what does not.
func (t *turn) giveUp(row Step) (State, bool, error) {
	t.call.Failed = true
	if row.Leave != nil {
		if err := row.Leave(t); err != nil {
			return "", false, err
		}
	}
	return Person, false, t.sayStands()
}

// slowDown makes the rest of this call slow, and the number's next ones, until two of them
// have gone well.
func (t *turn) slowDown() error {
	if t.call.Helped {
		return nil
	}
	t.call.Slow, t.call.Helped = true, true
	if t.call.Caller.Kind != booking.Identified {
		return nil
	}
	return t.tx.Slow(t.call.Caller.Phone)
}

// sayUnfinished tells a caller who leaves an offer that nothing is booked.
func sayUnfinished(t *turn) error {
	if !isChange(t) {
		t.say("unfinished")
	}
	return nil
}

func (t *turn) repeat(row Step) State {
	if row.Refresh != "" {
		return row.Refresh
	}
	return t.call.State
}
