package ivr

// An Apology is what the line says when it cannot hold the conversation any
// more: words that need neither a caller nor a ledger.
type Apology struct {
	Sorry   string // what has happened
	Passing string // the caller is passed on to a person
	Busy    string // nobody could be reached
	Hours   string // when people answer
	Number  string // the number at which they answer
	Whisper string // to the person, when nothing is known about the call
}

// Apology returns the words in the city's own language, because that of the call is no
// longer known. The city's overrides apply.
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
