package booking

import (
	"strings"
	"time"
)

// A Message is what the line tells a number by itself, and not in answer to a call of that
// number: one text or one call. It is written down together with what it tells, and sent
// later.
type Message struct {
	ID    int64
	Kind  MessageKind
	Means Means
	Tries int // how often it has been sent, this time included

	// Missed is how often nobody took it, this time not included.
	Missed int

	// Booking is what it tells of, as it stood when the message was written. It tells
	// nothing else: once the booking stands otherwise the message is not sent any more.
	Booking Booking

	Code string    // of a ProofCode: what it tells, instead of a booking; "" once nobody needs it
	Link string    // of a ProofLink: the end of the address that it tells; "" once nobody needs it
	Lang string    // ByMail: the language that whoever gave the address reads, as pages name it
	Days int       // of a Reminder: how many days before the visit
	Due  time.Time // it is not sent before
	Last time.Time // nor from then on
}

// A Means is how a message reaches people. The words are stored.
type Means string

// The means.
const (
	ByText Means = "text"
	ByCall Means = "call"
	ByMail Means = "mail" // to a mail address
)

// MostCalls is how often the line calls with one message, if nobody takes the first call.
const MostCalls = 2

// A MessageKind is what a message tells. The words are stored.
type MessageKind string

// The kinds. All but a Reminder tell what somebody has just asked for, and go at any hour.
const (
	ToldBooked    MessageKind = "booked"
	ToldChanged   MessageKind = "changed"
	ToldCancelled MessageKind = "cancelled"
	ToldRestored  MessageKind = "restored"
	ToldProxy     MessageKind = "proxy"    // what somebody brings who comes for another
	Copied        MessageKind = "copy"     // the booking as it stands, at the request of staff
	Reminder      MessageKind = "reminder" // some days before the visit
	ProofCode     MessageKind = "code"     // for the web, and of no booking: of the Booking it has the Phone alone
	ProofLink     MessageKind = "link"     // likewise, to a mail address
)

// MessageKinds lists all kinds.
var MessageKinds = []MessageKind{ToldBooked, ToldChanged, ToldCancelled, ToldRestored, ToldProxy, Copied, Reminder, ProofCode, ProofLink}

// Asked reports whether somebody has just asked for what the message tells. What nobody has
// asked for keeps the hours of Outreach.
func (k MessageKind) Asked() bool { return k != Reminder }

// Reached returns by which means a number is told what it did not hear in a call of its own,
// and false if by none: only Japanese mobile numbers take texts, and a call is for the other
// numbers of Japan at which people answer, which is nobody at 020. docs/rules.md, "What the line tells by itself".
func (p Phone) Reached() (Means, bool) {
	switch {
	case p.IsAddress():
		return ByMail, true
	case p.Mobile():
		return ByText, true
	case !p.Japanese() || p.OnlyReceives() || p.Domestic() == string(p) || strings.HasPrefix(p.Domestic(), "020"):
		return "", false
	}
	return ByCall, true
}
