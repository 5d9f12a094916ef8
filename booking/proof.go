package booking

import (
	"errors"
	"fmt"
	"time"
)

// How a telephone is proven to be somebody's on the web. docs/rules.md, "On the web".
const (
	ProofFor    = 10 * time.Minute // life of a code
	TextDigits  = 6                // of a code that is sent, or read in a call of the line
	ShownDigits = 4                // of a code that a page shows, and that is keyed in a call
	ProofTries  = 5                // wrong ones, then the proof is over
	ProofsFor   = time.Hour        // in which they are counted
)

// ByRing is the means of a Proof whose code the line reads in a call that it places. The message
// of it is one ByCall.
const ByRing Means = "ring"

// When the line places such calls, on every day: whoever wants one is awake, and whoever wants none
// may not be.
const (
	ringsFrom  Clock = 8 * 60
	ringsUntil Clock = 21 * 60
)

// How long a visit on the web lasts.
const (
	VisitIdle    = 30 * time.Minute // since its guest was last here
	VisitLongest = 2 * time.Hour
)

// A Proof is what somebody on the web has begun to show that a telephone is theirs.
type Proof struct {
	Phone   Phone
	Means   Means     // ByText: a code was sent to it; ByCall: the page shows one, which is keyed in a call from it; ByRing: the line calls it and reads one
	Code    string    // ByCall: what the page shows; "" where it was sent or is read
	Expires time.Time // ten minutes after it was begun
}

// Errors that are rules, not faults, like those of a booking.
var (
	// ErrWrongProof says that it is not that code. It was counted: after ProofTries the proof
	// is over.
	ErrWrongProof = errors.New("it is not that code")

	// ErrNoProof says that nothing could be proven: it is over, or was never begun.
	ErrNoProof = errors.New("nothing is being proven")

	// ErrNoLink says that there is no such link: nobody was sent it, or it is forgotten.
	ErrNoLink = errors.New("there is no such link")

	// ErrLinkUsed says that a link was used already: it is good once.
	ErrLinkUsed = errors.New("the link was used")

	// ErrLinkOld says that the time of a link is over.
	ErrLinkOld = errors.New("the link is too old")
)

// LinkFor is how long a link is good that proves an address, where a city does not say otherwise.
const LinkFor = 24 * time.Hour

// A Link is what somebody on the web has asked for to show that a mail address is theirs: it goes
// to that address, and whoever opens it and says so has the bookings of the address.
type Link struct {
	Address Phone
	Lang    string // in which the mail is written; the code of a language of the pages
	Wish    string // what they had chosen before, as the pages write it
}

// ProofLimits are how many proofs of one means are begun: for a number or address on one day, and within
// ProofsFor from a place of the net and by anybody.
type ProofLimits struct{ Day, Place, All int }

// LimitsOf returns how often a proof of a means is begun. A text costs money and rings somebody
// who may not have asked for it; a code that a page shows does neither, and where it had the same
// limits a few strangers could shut everybody out.
//
// A call of the line is as a text. A mail costs nothing, and yet fills the box of somebody who did not ask.
func LimitsOf(m Means) ProofLimits {
	switch m {
	case ByCall:
		return ProofLimits{Day: 10, Place: 60, All: 600}
	case ByMail:
		return ProofLimits{Day: 3, Place: 10, All: 120}
	}
	return ProofLimits{Day: 3, Place: 10, All: 60}
}

// RingsUntil returns until when the line places calls that read a code, and a *NoRings if it places
// none at t.
func RingsUntil(t time.Time) (time.Time, error) {
	day := DateOf(t.In(JST))
	w := Window{ringsFrom.On(day, JST), ringsUntil.On(day, JST)}
	switch {
	case w.Contains(t):
		return w.Until, nil
	case t.Before(w.From):
		return time.Time{}, &NoRings{w.From}
	}
	return time.Time{}, &NoRings{ringsFrom.On(day.AddDays(1), JST)}
}

// NoRings says that the line calls nobody with a code at this hour.
type NoRings struct{ Until time.Time }

func (e *NoRings) Error() string {
	return "nobody is called with a code before " + e.Until.Format(time.RFC3339)
}

// TooManyProofs says that no other proof is begun now: there were too many for the number,
// from the address, or at all.
type TooManyProofs struct {
	Until    time.Time
	OfNumber bool // there were too many for the number or address; otherwise others have begun too many
}

func (e *TooManyProofs) Error() string {
	return fmt.Sprintf("too many proofs: none is begun before %s", e.Until.Format(time.RFC3339))
}
