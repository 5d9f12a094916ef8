package phone

import "time"

// Kind is what sort of thing happened in a call.
type Kind string

// The kinds of Event.
const (
	Placed    Kind = "placed"    // the caller dials the line; Text is the line's number
	Said      Kind = "said"      // the line says Text
	Played    Kind = "played"    // the line plays the recording at URL Text; its length is not known and counts as none
	Paused    Kind = "paused"    // the line is silent for Length
	Pressed   Kind = "pressed"   // the caller presses Text; Early when the line was still speaking
	Leaked    Kind = "leaked"    // keys Text, pressed for the last Gather, fall into this one
	Lost      Kind = "lost"      // keys Text fall where no Gather listens
	Silent    Kind = "silent"    // the caller presses nothing (more) for Length
	Dialled   Kind = "dialled"   // the line dials Text; Length is how long it rings
	Whispered Kind = "whispered" // the line says Text to who picked up, before the caller is put through
	Talked    Kind = "talked"    // the caller talks with Text, who picked up, for Length
	Unbridged Kind = "unbridged" // nobody talked: Text is the DialCallStatus
	Rejected  Kind = "rejected"  // the line does not take the call; Text is the reason
	HungUp    Kind = "hung up"   // the call ends; By says through whom
)

// By says who hung up.
type By string

// The two who can hang up the call.
const (
	ByLine   By = "line"
	ByCaller By = "caller"
)

// Event is one thing that happened in a call.
type Event struct {
	Kind   Kind
	Text   string
	At     time.Duration // when it began, from the moment the line picked up
	Length time.Duration // how long it takes to the end
	Heard  time.Duration // how much of Length was heard; less than Length if Cut
	Cut    bool          // the caller pressed or hung up before the end
	Early  bool          // Pressed: while the line was still speaking
	By     By            // HungUp

	// Said, Whispered
	Language string // ja-JP
	Voice    string
	Rate     int // speed in percent
}
