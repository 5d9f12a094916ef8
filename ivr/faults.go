package ivr

// An Apology is what the line says when it cannot hold the conversation any
// more: words that need neither a caller nor a ledger.
type Apology struct {
	Sorry   string // what has happened
	Passing string // the caller is passed on to a person
	Busy    string // nobody could be reached
	Hours   string // when people answer
	Number  string // and at which number
	Whisper string // to the person, when nothing is known of the call
}

// Apology returns the words, in the city's own where it has some, and in its
// language: what the call's was is no longer known.
func (d *Dialogue) Apology() Apology {
	t := newTurn(d, nil, &Call{}).forStaff()
	return Apology{
		Sorry:   t.phrase("fault.sorry"),
		Passing: t.phrase("passing"),
		Busy:    t.phrase("person.busy"),
		Hours:   t.phrase("person.hours"),
		Number:  t.phrase("person.number"),
		Whisper: t.phrase("fault.whisper"),
	}
}
