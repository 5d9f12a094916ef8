package ivr

import "madoguchi/booking"

// A Matter is what a call is about, for the person who takes it over: what the agent
// hears in the whisper, and sees in the console.
type Matter struct {
	Wants  string         // what was tried, in a word
	Caller booking.Caller // whose number is known, or is not
	Visit  *Visit         // the booking that is talked about; nil if there is none
	Failed bool           // nothing that was keyed meant anything, three times
	Agent  string         // who passed the caller in; "" if nobody did
}

// About returns what a call is about.
func (d *Dialogue) About(c Call) Matter {
	t := &turn{Dialogue: d, call: &c}
	return Matter{Wants: t.phrase(t.wanted()), Caller: c.Caller, Visit: t.theirs(), Failed: c.Failed, Agent: c.Agent}
}

// theirs is the booking that is talked about. Of one that is cancelled nothing is
// left.
func (t *turn) theirs() *Visit {
	d := t.call.Draft
	switch {
	case d.Old != nil:
		return d.Old
	case d.Receipt == "" || d.Receipt == d.Undo:
		return nil
	}
	return &d.Visit
}

// wanted is what the caller was doing when a person was needed.
func (t *turn) wanted() Key {
	wants := t.flow[t.call.Draft.Back].Wants
	switch {
	case wants == "":
		return "wants.check"
	case wants == "wants.book" && isChange(t):
		return "wants.change"
	}
	return wants
}

// wants, who and has are what an agent hears before the caller does.
func (t *turn) wants() string { return t.phrase(t.wanted()) }

func (t *turn) who() string {
	if t.call.Caller.Kind != booking.Identified {
		return t.phrase("whisper.no-phone")
	}
	return t.phrase("whisper.phone")
}

func (t *turn) has() string {
	if t.theirs() == nil {
		return t.phrase("whisper.has-not")
	}
	return t.phrase("whisper.has")
}
