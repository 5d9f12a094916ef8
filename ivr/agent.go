package ivr

import (
	"errors"
	"time"

	"madoguchi/booking"
)

// whoPassesIn takes a transfer code, or the number of an agent.
func whoPassesIn(t *turn, digits string) (State, error) {
	who, err := t.tx.PassIn(digits)
	switch {
	case errors.Is(err, ErrWrongCode):
		return "", errWrongEntry
	case errors.Is(err, ErrGuessing):
		return AgentLocked, nil
	case err != nil:
		return "", err
	}
	t.call.Agent, t.call.Draft.For = who.Agent, who.Phone
	if who.Phone == "" {
		return AgentFor, nil
	}
	return HandOver, nil
}

// forWhom takes the number of the resident whom an agent speaks for.
func forWhom(t *turn, digits string) (State, error) {
	phone, err := booking.ParsePhone(digits)
	if err != nil {
		return "", errWrongEntry
	}
	t.call.Draft.For = phone
	return AgentSure, nil
}

// handOver makes the call the resident's. The agent has decided to let them in: it
// is no call of theirs, and nobody turns it away.
func handOver(t *turn) (State, error) {
	who := PassedIn{Agent: t.call.Agent, Phone: t.call.Draft.For}
	if err := t.tx.HandedOver(who); err != nil {
		return "", err
	}
	t.call.Caller = booking.Caller{Kind: booking.Identified, Phone: who.Phone}
	known, err := t.tx.Known(who.Phone)
	if err != nil {
		return "", err
	}
	t.call.Slow, t.call.Done = known.Slow, known.Today
	t.call.Done.Calls = 0
	t.quiet, t.clear = !known.Notices, !known.Holding
	t.say("agent.over")
	t.said[len(t.said)-1].Rest = int(handTime / time.Second)
	state, err := t.pickUp()
	if err != nil {
		return "", err
	}
	t.say(greetings[state]...)
	return state, t.sayNotices()
}
