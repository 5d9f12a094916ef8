package phone

import "time"

// Kind is the kind of an Event.
type Kind string

// The kinds of Event.
const (
	Placed    Kind = "placed"    // the caller dials the line; Text is the line's number
	Rang      Kind = "rang"      // the telephone rings: the line calls from Text
	PickedUp  Kind = "picked up" // somebody picks it up
	Missed    Kind = "missed"    // nobody does; Text is the CallStatus
	Said      Kind = "said"      // the line says Text
	Played    Kind = "played"    // the line plays the recording at URL Text; its length is not known and counts as none
	Paused    Kind = "paused"    // the line is silent for Length
	Pressed   Kind = "pressed"   // the caller presses Text; Early when the line was still speaking
	Leaked    Kind = "leaked"    // keys Text, pressed for the last Gather, count for this one
	Lost      Kind = "lost"      // keys Text are lost, because no Gather listens
	Silent    Kind = "silent"    // the caller presses nothing (more) for Length
	Dialled   Kind = "dialled"   // the line dials Text; Length is how long it rings
	Whispered Kind = "whispered" // the line says Text to whoever picked up, before the caller is put through
	Keyed     Kind = "keyed"     // whoever picked up presses Text at a whisper
	Talked    Kind = "talked"    // the caller talks for Length with the number Text, which picked up
	Unbridged Kind = "unbridged" // nobody talked: Text is the DialCallStatus
	Rejected  Kind = "rejected"  // the line does not take the call; Text is the reason
	HungUp    Kind = "hung up"   // the call ends; By says who ended it
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
	At     time.Duration // when it began, from the moment the call was picked up
	Length time.Duration // how long the whole of it takes
	Heard  time.Duration // how much of Length was heard; less than Length if Cut
	Cut    bool          // the caller pressed or hung up before the end
	Early  bool          // Pressed: the line was still speaking
	By     By            // HungUp

	// Only of Said and Whispered.
	Language string // ja-JP
	Voice    string
	Rate     int // speed in percent
}
