package ivr

import "madoguchi/booking"

// A Matter is what a call is about, for the person who takes it over. The whisper and
// the console both use it, so that they say the same.
type Matter struct {
	Wants   string            // what the caller was doing where a person was asked for, in a word: 取り消し
	Caller  booking.Caller    // who it is, and how much is known about that
	Service booking.ServiceID // what it is for; "" if that is not known, or the line books nothing else
	Visit   *Visit            // the booking that is talked about; nil if there is none
	Failed  bool              // three failures, and not the key 0, led to the person
	Agent   string            // the account that had passed the caller into the line; "" means none
}

// About returns what a call is about. It looks only at the call.
func (d *Dialogue) About(c Call) Matter {
	t := newTurn(d, nil, &c).forStaff()
	about := Matter{
		Wants: t.phrase(d.wantsOf(c)), Caller: c.Caller, Visit: bookingIn(c.Draft), Failed: c.Failed, Agent: c.Agent,
	}
	if naming(t) && (c.Draft.Service != "" || about.Visit != nil) {
		about.Service = c.Draft.of()
	}
	return about
}

// wantsOf returns the phrase for what a caller wants who has asked for a person, or has
// failed three times.
func (d *Dialogue) wantsOf(c Call) Key {
	wants := d.flow[c.Draft.Back].Wants
	switch {
	case wants == "":
		return "wants.check"
	case wants == "wants.book" && c.Draft.Old != nil:
		return "wants.change"
	}
	return wants
}

// bookingIn returns the booking that is talked about: the old one while it is being
// changed, and nil for one that was cancelled.
func bookingIn(d Draft) *Visit {
	switch {
	case d.Old != nil:
		return d.Old
	case d.Receipt == "" || d.Receipt == d.Undo || d.Elsewhere:
		return nil
	}
	return &d.Visit
}

// who, has and wants return the three things that an agent hears in the whisper.
func (t *turn) who() string {
	if t.call.Caller.Kind != booking.Identified {
		return t.phrase("whisper.no-phone")
	}
	return t.phrase("whisper.phone")
}

func (t *turn) has() string {
	if t.About(*t.call).Visit == nil {
		return t.phrase("whisper.has-not")
	}
	return t.phrase("whisper.has")
}

func (t *turn) wants() string { return t.About(*t.call).Wants }
