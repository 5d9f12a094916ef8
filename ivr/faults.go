package ivr

import (
	"time"
)

// An Apology is what the line says when it cannot hold the conversation any
// more: words that need neither a caller nor a ledger.
type Apology struct {
	Sorry   string // what has happened
	Passing string // the caller is passed on to a person
	Busy    string // nobody could be reached
	Hours   string // when people answer, in general
	Number  string // the number at which they answer
	Whisper string // to the person, when nothing is known about the call
	Take    string // which key takes the call; "" means that it needs none
}

// Apology returns the words in the city's own language, because that of the call is no
// longer known. The city's overrides apply. The hours are those that are valid at now.
func (d *Dialogue) Apology(now time.Time) Apology {
	t := newTurn(d, atThisTime{now: now}, &Call{}).forStaff()
	a := Apology{
		Sorry:   t.phrase("fault.sorry"),
		Passing: t.phrase("passing"),
		Busy:    t.phrase("person.busy"),
		Hours:   t.phrase("person.hours"),
		Number:  t.phrase("person.number"),
		Whisper: t.phrase(t.choose("fault.whisper")),
	}
	if !d.city.Centre.NoKey {
		a.Take = t.phrase("whisper.take")
	}
	return a
}

// PersonAt returns when people answer in words that mislead nobody at now: the hours, or
// when they answer next. It is "" if nobody ever answers.
func (d *Dialogue) PersonAt(now time.Time) string {
	t := newTurn(d, atThisTime{now: now}, &Call{}).forStaff()
	return t.phrase(whenCentre(t))
}

// atThisTime is a memory that knows nothing but the time.
type atThisTime struct {
	Memory
	now time.Time
}

func (m atThisTime) Now() time.Time { return m.now }
