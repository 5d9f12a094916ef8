package voice

import (
	"cmp"
	"sync"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// FaultTexts is what the line says when it cannot go on. Empty ones are left
// out.
type FaultTexts struct {
	Sorry   string // an apology
	Passing string // the caller is passed on to a person
	Busy    string // nobody could be reached; call again later
	Hours   string // when people answer, in general
	Number  string // the number at which they answer
	Whisper string // to an agent, when nothing is known about the call
	Take    string // which key takes the call; "" means that it needs none
}

// Faults are the documents of a line that cannot go on. They are made at start, but for
// what depends on the time, because the ledger may be dead when they are needed.
type Faults struct {
	Passing []byte // in the hours of the call centre
	Closed  []byte // outside them, or without a call centre

	agent  prompt // when nothing is known about the call
	voice  Voice
	centre booking.Centre
	closed func(now time.Time) []byte // in place of Closed; nil means Closed
}

// NewFaults prepares the documents. hours returns when people answer as it is told at a
// time, such as on a holiday; if it is nil or returns "", that is texts.Hours. In the
// hours of the centre the caller is passed on to it, under callerID, which is one of our
// own numbers. That Dial has no action: it asks nothing of the line, and the caller hears
// what follows it only if nobody answers or the agent hangs up first.
func NewFaults(v Voice, texts FaultTexts, hours func(now time.Time) string, centre booking.Centre, callerID booking.Phone) Faults {
	f := Faults{centre: centre, voice: v, agent: prompt{text: texts.Whisper, take: texts.Take}}
	f.Closed = static(v, nil, texts.Sorry, texts.Hours, texts.Number)
	if hours != nil {
		f.closed = func(now time.Time) []byte {
			return static(v, nil, texts.Sorry, cmp.Or(hours(now), texts.Hours), texts.Number)
		}
	}
	f.Passing = f.Closed
	if dialable(centre.Number) {
		f.Passing = static(v, &dialTo{centre.Number, callerID, texts.Busy}, texts.Sorry, texts.Passing)
	}
	return f
}

// At returns what the caller gets at now: a document even if f is the zero Faults.
func (f Faults) At(now time.Time) []byte {
	document := f.Closed
	switch {
	case f.centre.Open(now):
		document = f.Passing
	case f.closed != nil:
		document = f.closed(now)
	}
	if len(document) == 0 {
		return static(Voice{}, nil)
	}
	return document
}

// Always returns what the caller gets when nobody knows what time it is: a person, if there
// is any. That nobody picks up is better than to be told that it is night.
func (f Faults) Always() []byte {
	if len(f.Passing) == 0 {
		return static(Voice{}, nil)
	}
	return f.Passing
}

// whisper returns what an agent hears, whose key goes to the address.
func (f Faults) whisper(address string) []byte { return f.agent.document(Voices{"": f.voice}, address) }

// Fallback returns the document for the fallback URL of the Twilio number
// (https://www.twilio.com/docs/usage/security/availability-reliability), which
// is asked when the line itself cannot be reached. It is the same at any hour
// and holds no address of ours, so that any static host can serve it: an
// apology, the hours, the call centre, and an apology if nobody answers there.
func Fallback(v Voice, texts FaultTexts, centre booking.Centre, callerID booking.Phone) []byte {
	if !dialable(centre.Number) {
		return static(v, nil, texts.Sorry, texts.Hours, texts.Number)
	}
	return static(v, &dialTo{centre.Number, callerID, texts.Busy}, texts.Sorry, texts.Hours, texts.Number)
}

// dialTo is a call to a person of which the line hears nothing more.
type dialTo struct {
	to, callerID booking.Phone
	otherwise    string // said when nobody was reached
}

// static makes a document that needs nothing from the line: texts, perhaps a
// Dial, and a Hangup.
func static(v Voice, person *dialTo, texts ...string) []byte {
	d := newDocument(Voices{"": v}, "")
	for _, text := range texts {
		d.say(ivr.Said{Text: text})
	}
	if person != nil {
		d.dial(person.to, person.callerID, 0, nil, nil)
		d.say(ivr.Said{Text: person.otherwise})
	}
	d.hangup()
	return d.end()
}

// sorryFor is for how long an apology counts: whoever watches the line asks once a minute.
const sorryFor = time.Minute

// apologies remembers the last one that a caller has heard.
type apologies struct {
	mu  sync.Mutex
	at  time.Time
	why string
}

func (a *apologies) heard(at time.Time, why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at, a.why = at, why
}

// recent returns why the last apology was heard, and whether that was within a minute, by a
// clock that may have jumped since.
func (a *apologies) recent(now time.Time) (why string, recent bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.why, !a.at.IsZero() && now.Sub(a.at).Abs() < sorryFor
}
