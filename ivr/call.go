package ivr

import (
	"time"

	"madoguchi/booking"
)

// A Call is one telephone call between two turns. It is plain data, so that it can be
// stored, and a restarted or another process can take the next turn.
//
// It begins with the turn in which it arrives (turn 0) and ends when either side
// hangs up.
type Call struct {
	SID      string         `json:"sid"`
	Caller   booking.Caller `json:"caller"`
	Line     booking.Phone  `json:"line"` // the number that was dialled
	Lang     string         `json:"lang"` // "ja"
	State    State          `json:"state"`
	Said     Key            `json:"said,omitempty"`    // the phrase that the state said first; "" if it said none, such as a menu of names
	Turn     int            `json:"turn"`              // the last turn that was answered; -1 before the first
	Tries    int            `json:"tries"`             // silences and wrong keys in a row in this state
	Slow     bool           `json:"slow,omitempty"`    // the caller needs it slowly, and one option at a time
	Agent    string         `json:"agent,omitempty"`   // the account that passed the caller into the line
	Pressed  bool           `json:"pressed,omitempty"` // the caller has pressed a key that means something, or not
	Due      dues           `json:"dues,omitempty"`    // after the answer, until the caller can have heard what a key would decide
	Helped   bool           `json:"helped,omitempty"`  // this call needed it slowly
	Hasty    bool           `json:"hasty,omitempty"`   // a yes came before that, and the caller was told
	Answered time.Time      `json:"answered,omitzero"` // when the last turn was answered
	Failed   bool           `json:"failed,omitempty"`  // three failures, and not the key 0, led to a person
	Asked    bool           `json:"asked,omitempty"`   // the number has an open call-back request
	Message  int64          `json:"message,omitempty"` // what the line tells in this call, which it placed itself; 0 if somebody called
	Rings    bool           `json:"rings,omitempty"`   // that is the code of a proof, for the web
	Told     bool           `json:"told,omitempty"`    // somebody wanted to hear it; before that nothing is told of any booking
	Done     booking.Tally  `json:"done,omitzero"`     // what the number has done today, in this call and before it

	// Heard are the bookings of the number that were told. It is not reminded of them on that day.
	Heard []booking.Receipt `json:"heard,omitempty"`

	Draft Draft `json:"draft"`
}

// A Draft is what a caller is doing and has not finished.
type Draft struct {
	Visit
	Old     *Visit          `json:"old,omitempty"`    // the booking that the visit would replace
	Named   *Named          `json:"named,omitempty"`  // the booking that was chosen of several, as it was then
	Changed bool            `json:"moved,omitempty"`  // the visit is a booking that has just been changed; stored calls have the name "moved"
	Others  []Visit         `json:"others,omitempty"` // further bookings of the number
	More    bool            `json:"more,omitempty"`   // the number has more than are read out
	Undo    booking.Receipt `json:"undo,omitempty"`   // the booking that can be brought back
	In      State           `json:"in,omitempty"`     // the row in which the visit is offered; "" means Offer
	Other   time.Time       `json:"other,omitzero"`   // the first time of the other half of the day that was asked for
	Lead    Key             `json:"lead,omitempty"`   // how the offer begins
	Why     Key             `json:"why,omitempty"`    // what the phrase "why" says, mostly why something cannot be done
	Until   time.Time       `json:"until,omitzero"`   // the last moment at which it was possible
	Day     booking.Date    `json:"day,omitzero"`     // the day that is talked about
	Page    int             `json:"page,omitempty"`   // of a long menu of facilities or services

	// Services are those among which the caller chooses or, of a number that may have a booking
	// of each and has one, those that it can still book.
	Services  []booking.ServiceID `json:"services,omitempty"`
	Elsewhere bool                `json:"elsewhere,omitempty"` // the visit is the booking of another telephone
	Sought    booking.Receipt     `json:"sought,omitempty"`    // the receipt number of a booking that was made from another telephone
	Keyed     booking.Phone       `json:"keyed,omitempty"`     // the number that an agent passes in
	Back      State               `json:"back,omitempty"`      // where to go on after asking for a person
}

// A Visit is what is talked about: a booking, which has a Receipt, or an offer.
type Visit struct {
	Service   booking.ServiceID `json:"service,omitempty"`  // "" before it was chosen, and in calls of before there were several, which are about the certificate
	Facility  string            `json:"facility,omitempty"` // of an offer: chosen, or given by the dialled number
	Start     time.Time         `json:"start,omitzero"`
	Party     int               `json:"party,omitempty"` // 0 means 1
	Receipt   booking.Receipt   `json:"receipt,omitempty"`
	Procedure booking.Procedure `json:"procedure,omitempty"`
	Proxy     bool              `json:"proxy,omitempty"`  // of a booking: somebody else comes
	Closed    bool              `json:"closed,omitempty"` // of a booking: staff have closed its time
	Nth       int               `json:"nth,omitempty"`    // of several bookings of a number: its place in the order in which they are read out, from 1
}

// An Input is what one webhook says that the caller did.
type Input struct {
	Kind   InputKind `json:"kind"`
	Keys   string    `json:"keys,omitempty"`   // of Pressed: as received, may be anything
	Person Answered  `json:"person,omitempty"` // of Returned

	// After is how long after the answer to the turn before it came, as far as that is known;
	// 0 if it is not.
	After time.Duration `json:"-"`
}

// InputKind is the kind of an Input.
type InputKind string

// What a caller can do.
const (
	Arrived  InputKind = "arrived"  // the call begins
	Pressed  InputKind = "pressed"  // keys
	Silent   InputKind = "silent"   // nothing, for as long as one may think
	Returned InputKind = "returned" // the call that was passed on came back
)

// Answered is how the call to the person ended.
type Answered string

// How a call to a person ends.
const (
	Talked    Answered = "talked"    // somebody spoke with the caller
	Engaged   Answered = "busy"      // the line was busy
	NoAnswer  Answered = "no-answer" // nobody picked up, or hung up before speaking
	Unreached Answered = "failed"    // the call could not be made
)

// A Turn is one webhook. One with the same SID and N is the same webhook, delivered
// again.
type Turn struct {
	SID    string
	N      int // 0 when the call arrives
	Caller booking.Caller
	Line   booking.Phone
	In     Input

	Message int64 // booking.Message.ID, of a call that the line places; 0 if somebody called
}

// An Answer answers one turn: it moves the call on and returns what to say. It
// runs inside the ledger's transaction and must do nothing else. [Dialogue.Answer]
// is one.
type Answer func(tx Memory, call *Call, in Input) (Reply, error)

// A Reply is what is said and what happens then. It has Ask, or Pass, or neither: then
// the line hangs up.
type Reply struct {
	Turn int    `json:"turn"` // the turn that it answers
	Lang string `json:"lang"`
	Say  []Said `json:"say,omitempty"`
	Ask  *Ask   `json:"ask,omitempty"`
	Pass *Pass  `json:"pass,omitempty"`
}

// Ask waits for keys.
type Ask struct {
	Digits  int           `json:"digits"`           // how many keys end the answer
	Finish  string        `json:"finish,omitempty"` // a key that ends it sooner; "" means none
	Timeout time.Duration `json:"timeout"`          // silence after which the line goes on
}

// Pass passes the call on to a person.
type Pass struct {
	To       booking.Phone `json:"to"`             // from the config only, never from keys
	CallerID booking.Phone `json:"caller_id"`      // one of our own numbers
	Whisper  string        `json:"whisper"`        // what the agent hears before the caller does
	Take     string        `json:"take,omitempty"` // which key takes the call, said after the whisper; "" means that it needs none
	Lang     string        `json:"lang,omitempty"` // of both, if it is not the reply's
	Ring     time.Duration `json:"ring"`           // how long it rings, as the caller hears it
}
