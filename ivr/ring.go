package ivr

import "madoguchi/booking"

// ring says who calls and why, and nothing else. What the call is stays written down, so that it
// never becomes one that reminds, whatever becomes of the code.
func (t *turn) ring() State {
	t.call.Rings = true
	t.say(t.flow[Ringing].Greet...)
	return Ringing
}

// readCode reads the code to somebody who wants to hear it. It is looked up each time: once it is
// over, nobody hears it.
func readCode(t *turn, m booking.Message) (State, error) {
	t.code = m.Code
	return CodeRead, t.tx.Heard(m.ID)
}

// disown ends what whoever was called knows nothing of.
func disown(t *turn) (State, error) {
	return Disowned, t.tx.Disown(t.call.Message, t.call.Caller.Phone)
}
