package booking

import "time"

// A Sending is a message that is being sent, or was.
type Sending struct {
	Message
	Body  string    // of a text, as it was sent
	Began time.Time // when it was sent last
	SID   string    // by which the carrier knows it; "" as long as that is not known
}

// A MessageState is the stage of a message's life. The words are stored.
//
// A message is MessageDue until it is sent or Withdrawn. While it is MessageSending, nobody
// knows whether the carrier has it; MessageUnknown says that this was not found out in time.
// What is known not to have reached anybody may be due again. MessageDelivered and
// MessageFailed are for good.
type MessageState string

// The life of a message.
const (
	MessageDue       MessageState = "due"
	MessageSending   MessageState = "sending"
	MessageSent      MessageState = "sent" // the carrier has it
	MessageDelivered MessageState = "delivered"
	MessageFailed    MessageState = "failed"
	MessageUnknown   MessageState = "unknown"
	Withdrawn        MessageState = "cancelled" // what it would have told is not so any more, or it is too late
)

// An Outcome is what came of asking the carrier to send a message: MessageSent,
// MessageFailed, MessageUnknown, or MessageDue if it was not taken and is to be sent again.
type Outcome struct {
	State MessageState
	SID   string    // of MessageSent
	Code  int       // the carrier's, of MessageFailed; 0 if it told none
	Due   time.Time // of MessageDue

	// Refused is of MessageDue, if the carrier took nothing at all: it had too much to do, or
	// refused the account.
	Refused bool
}

// A Report is what the carrier says later of a message that it has taken.
type Report struct {
	ID    int64 // Message.ID
	Tries int   // Message.Tries when it was sent
	SID   string
	Fate  Fate
	Code  int // the carrier's, of Undelivered
}

// A Fate is what became of a message that the carrier has taken.
type Fate string

// The fates. A call is over without more ado; whether somebody heard what it told is not
// for the carrier to say.
const (
	Underway    Fate = "underway"
	Delivered   Fate = "delivered"   // a text
	Undelivered Fate = "undelivered" // a text
	CallOver    Fate = "over"        // a call, whether or not anybody answered it
)
