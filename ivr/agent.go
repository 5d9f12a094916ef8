package ivr

import (
	"errors"
	"time"

	"madoguchi/booking"
)

const (
	formerDigits = 4               // of agents' numbers, in ledgers before version 10
	handOver     = 2 * time.Second // for the agent to let the resident listen
)

// takeCode takes what an agent keys first: a transfer code or an agent number.
func takeCode(t *turn, digits string) (State, error) {
	d := &t.call.Draft
	var err error
	switch len(digits) {
	case booking.CodeDigits:
		if d.Keyed, t.call.Agent, err = t.tx.UseCode(digits); err == nil {
			return PassIn, nil
		}
		d.Why = "in.wrong-code"
	case booking.NumberDigits:
		if t.call.Agent, err = t.tx.AgentOf(digits); err == nil {
			return AskNumber, nil
		}
		d.Why = "in.wrong-number"
	case formerDigits:
		d.Why = "in.former"
		return "", errWrongEntry
	default:
		d.Why = "help.unclear"
		return "", errWrongEntry
	}
	try, wrong := errors.AsType[*booking.WrongTry](err)
	switch {
	case errors.Is(err, booking.ErrTries):
		d.Why = "in.locked"
		return "", errWrongEntry
	case !wrong:
		return "", err
	case try.Left == 0:
		d.Why = "in.tries"
		return TurnedBack, nil
	}
	return "", errWrongEntry
}

// takeNumber takes the number of the resident whom an agent passes in. It refuses the
// call centre's own numbers, which are not a resident's.
func takeNumber(t *turn, digits string) (State, error) {
	phone, err := booking.ParsePhone(digits)
	if err != nil || t.city.CallerOf(booking.Origin{From: string(phone)}).Kind != booking.Identified {
		return "", errWrongEntry // ParsePhone has no other errors
	}
	t.call.Draft.Keyed = phone
	return CheckNumber, nil
}

// passIn goes on as if the resident had called. It does not check how often they may
// call, nor whether they are turned away: the agent has decided that.
func passIn(t *turn) (State, error) {
	t.call.Caller = booking.Caller{Kind: booking.Identified, Phone: t.call.Draft.Keyed}
	known, err := t.tx.TakeIn(t.call.Caller.Phone, t.call.Agent)
	if err != nil {
		return "", err
	}
	t.know(known)
	t.say("in.done")
	t.rest(handOver)
	return t.begin()
}
