package ivr

// State is a named place in the dialogue: a row of flow.
type State string

// A Chapter is one of the things that a caller does, one after the other, and its rows
// in the order in which they are drawn.
type Chapter struct {
	Title string
	Rows  []Step
}

// A Step is a row of flow, and all that is known about its state. A row is exactly one
// of
//
//   - a menu: Menu (or List, if the options are not always the same), the keys and
//     where they lead;
//   - an entry: Entry, which takes Digits keys and decides;
//   - silent: Do, which decides without waiting for the caller;
//   - an end: End.
//
// The engine handles the keys 0 (a person), * (back) and # (again), silence and wrong
// keys, in the same way in every row that waits.
type Step struct {
	Name State

	Greet []Key // said before Say when the call begins here: what the line is for, in one sentence
	Say   []Key // said on arriving
	Again []Key // said instead of Say when the row repeats itself

	Menu  []Option
	List  func(*turn) []Option
	Entry *Entry
	Do    func(*turn) (State, error)
	Act   bool // Do makes, changes or cancels a booking, or brings one back; silence must not lead here
	End   Ending

	To      []State           // where List, Entry.Do or Do may lead
	Else    State             // where silence and every other key lead at once, because they decide nothing
	Leave   func(*turn) error // tells what stands when the key 0 leads away from here
	Silence State             // where silence leads at once, because the caller may be done
	Mute    State             // where the second silence leads a caller who has pressed nothing in the whole call
	Back    State             // where * leads; "" repeats the row
	Refresh State             // the silent row that looks again whether this one is still true before it repeats

	Wants  Key     // what a caller who is here wants, for the person who takes over
	HungUp Outcome // what becomes of a caller who hangs up here
	Agent  bool    // an agent is on the line: 0 means nothing, and after three tries the line hangs up
}

// An Option is a key that can be pressed, what is said for it, and where it
// leads.
type Option struct {
	Key  byte
	Say  Key              // the phrase that announces it
	Name string           // said instead of Say, if it is the name of something: a facility, a day
	Told string           // the hole in which the row's first phrase, which is Say, names the key, so that the menu does not
	If   func(*turn) bool // whether the caller has it; nil means always. The others keep their keys
	To   State
	set  func(*Draft)
}

// An Entry takes digits.
type Entry struct {
	Digits int
	Fewer  bool // there may be fewer: # ends them
	Skip   bool // none are needed: # alone leads on as silence does
	Wrong  Key  // said if the digits mean nothing
	Do     func(t *turn, digits string) (State, error)
}

// Ending is how the line's part in a call ends.
type Ending string

// Endings.
const (
	HangUp Ending = "hang up"
	PassOn Ending = "pass on" // the call comes back, and tells how it went
)

// rows are the rows of flow by name.
var rows = byName(flow)

func byName(chapters []Chapter) map[State]Step {
	rows := map[State]Step{}
	for _, chapter := range chapters {
		for _, row := range chapter.Rows {
			rows[row.Name] = row
		}
	}
	return rows
}

// waits reports whether the row waits for the caller.
func (s Step) waits() bool { return s.Menu != nil || s.List != nil || s.Entry != nil }

// options returns the row's keys for this caller.
func (s Step) options(t *turn) []Option {
	options := s.Menu
	if s.List != nil {
		options = s.List(t)
	}
	var theirs []Option
	for _, o := range options {
		if o.If == nil || o.If(t) {
			theirs = append(theirs, o)
		}
	}
	return theirs
}
