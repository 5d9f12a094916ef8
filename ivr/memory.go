package ivr

import (
	"time"

	"madoguchi/booking"
)

// Memory is what the dialogue needs from a memory: what the rules need, what is known
// about a caller, and what staff want said.
type Memory interface {
	booking.Tx

	// Greet counts a call of the number and returns what is known about it.
	Greet(booking.Phone) (Acquaintance, error)

	// Slow remembers that this number needs slow speech.
	Slow(booking.Phone) error

	// Notices returns what staff want said to callers now and this number has
	// not been told yet, and remembers that it was told. A caller without a number
	// is told every time.
	Notices(booking.Phone) ([]string, error)

	// WalkInOver reports whether staff have ended the facility's walk-in hours of
	// the day.
	WalkInOver(facility string, day booking.Date) (bool, error)

	// OpenOn reports whether any slot of the facility is open on the day, free or
	// not.
	OpenOn(facility string, day booking.Date) (bool, error)

	// Loads returns how full the slots are that start at or after from and before
	// until, by half-day, earliest first. They are those of one facility, or of all if
	// facility is "".
	Loads(facility string, from, until time.Time) ([]booking.Load, error)

	CallBacks
	Passers
	Elsewhere
	Outgoing
	OnTheWeb
}

// CallBacks is what the dialogue needs from a memory for callers whom nobody
// answered.
type CallBacks interface {
	// BackAsked reports whether the number has an open call-back request.
	BackAsked(booking.Phone) (bool, error)

	// AskBack writes down that the number wants to be called back, what its caller
	// wants, and in which state they asked for a person. A number that has an open
	// request keeps that one.
	AskBack(phone booking.Phone, wants Key, state State) error

	// SpokenWith ends the number's open call-back request, if it has one: a person
	// has spoken with it.
	SpokenWith(booking.Phone) error
}

// Passers is what the dialogue needs from a memory for agents who pass callers into
// the line. Wrong codes and numbers are counted, for this call and for the whole line.
type Passers interface {
	// UseCode returns the number for which a transfer code was given out, and the
	// agent who has it. A code works once. It returns *booking.WrongTry for a code
	// that does not work, and booking.ErrTries.
	UseCode(code string) (phone booking.Phone, agent string, err error)

	// AgentOf returns who has that agent number. It returns *booking.WrongTry if
	// nobody has, and booking.ErrTries.
	AgentOf(number string) (agent string, err error)

	// TakeIn writes down that the agent passed the number into this call, and returns
	// what is known about it. It does not count as a call of the number.
	TakeIn(phone booking.Phone, agent string) (Acquaintance, error)
}

// Elsewhere is what the dialogue needs from a memory for callers whose bookings are not
// those of the number that they call from, or who show none.
type Elsewhere interface {
	// Shown returns the active booking with that receipt number, without its telephone
	// number, if that ends in those four digits. Else it returns *booking.WrongTry, which
	// wraps booking.ErrWrongPair and does not tell which was wrong; booking.ErrStaffOnly; or
	// booking.ErrBudget, for a caller who shows no number. Wrong tries are counted for this
	// call, for the receipt number, and for the whole line.
	//
	// Whoever was shown a booking may cancel it with [booking.Rules.CancelShown].
	Shown(receipt booking.Receipt, last4 string, caller booking.Caller) (booking.Booking, error)

	// KindBlocked reports whether staff want all callers of a kind turned away, one of
	// booking.Nameless. Whoever shows a number is told by Greet.
	KindBlocked(booking.CallerKind) (bool, error)
}

// An Acquaintance is what is known about a number that calls.
type Acquaintance struct {
	Today   booking.Tally // what it has done today, this call included
	Slow    bool          // it has needed slow speech before
	Blocked bool          // staff want it turned away
	Notices bool          // staff want something said to callers now
	Holding bool          // it may hold something from an earlier call
	Asked   bool          // a page of the web shows a code that is to be keyed in a call from it
}

// OnTheWeb is what the dialogue needs from a memory for residents who show on the web, by
// calling from it, that a number is theirs.
type OnTheWeb interface {
	// ProveByCall takes a code that was keyed in a call from the number. It belongs from then
	// on to whoever's page shows that code. refused is booking.ErrWrongProof, which counts, or
	// booking.ErrNoProof, if no page shows one any more.
	ProveByCall(phone booking.Phone, code string) (refused, err error)
}

// Outgoing is what the dialogue needs from a memory for calls that the line places itself.
type Outgoing interface {
	// Rung returns what is known about a number that the line has called. It does not count
	// as a call of the number.
	Rung(booking.Phone) (Acquaintance, error)

	// Message returns what the line tells in a call that it placed, by the ID of Call.Message.
	// It returns booking.ErrNotFound if that is not so any more, because the booking stands
	// otherwise, or the code is over. Whether it is too late to call, or the counter is closed meanwhile, is not
	// asked: somebody listens.
	Message(id int64) (booking.Message, error)

	// Disown ends what a message has the code of: whoever was called at the number knows nothing
	// of it. It does nothing if that is over.
	Disown(id int64, phone booking.Phone) error

	// Heard notes that somebody wanted to hear the message. Until then it counts as not told.
	Heard(id int64) error

	// Reminded reports whether the number wants to be reminded of its bookings. It does
	// unless it has said otherwise.
	Reminded(booking.Phone) (bool, error)

	// SetReminded notes whether the number wants to be reminded of its bookings.
	SetReminded(phone booking.Phone, on bool) error
}
