package ivr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

const (
	maxTries  = 3                // silences and wrong keys in a row, then a person
	thinkTime = 10 * time.Second // slow hands: docs/rules.md, "Keys"
	restTime  = 2 * time.Second  // after each option, for callers who hear them one at a time
	ringTime  = 25 * time.Second
	maxKeyed  = 24 // keys before a #: more than any answer has, so that none counts for the next one
	maxHops   = 10 // silent rows in a row: a longer way is a loop in flow
)

// A Dialogue answers calls. It keeps nothing of a call, so it may answer any number of
// them at once.
type Dialogue struct {
	city    *booking.City
	phrases *Phrases
	options Options
	flow    map[State]Step
	answers *tongue // the language in which calls are answered
}

// Options are what a city may choose about the conversation.
type Options struct {
	OneKeyCancel bool       // 9 cancels without asking
	Overrides    []Override // the city's own words
	Languages    []Language // that of the city and its staff first; only Japanese if there are none
	Lang         string     // the language in which a call is answered; the first one if ""
	Rate, Slow   int        // in percent of the voice's own speed, as the city sets it; 90 and 80 if 0
}

// New returns the city's dialogue. It returns Faults, one for each override
// that cannot be said, TextFaults, one for each name with which a text is too long, if the
// city sends any, and another error for languages that cannot be spoken.
func New(city *booking.City, o Options) (*Dialogue, error) {
	if o.Languages == nil {
		o.Languages = []Language{Japanese()}
	}
	phrases, err := newPhrases(city, o.Languages, o.Overrides)
	if err != nil {
		return nil, err
	}
	d := &Dialogue{city: city, phrases: phrases, options: o, flow: rows, answers: phrases.home}
	if l, ok := phrases.tongues[o.Lang]; ok {
		d.answers = l
	} else if o.Lang != "" {
		return nil, fmt.Errorf("ivr: found the language %q to answer in, expected one that the line speaks", o.Lang)
	}
	if faults := d.LongTexts(); faults != nil && (city.Outreach.Texts || len(city.Outreach.Remind) > 0) {
		return nil, faults
	}
	return d, nil
}

// turn is one turn while it is being answered.
type turn struct {
	*Dialogue
	*tongue
	tx    Memory
	call  *Call
	said  []Said
	held  []booking.Hold // what the number holds, as far as it was looked up
	slow  bool           // the caller needs it slowly
	quiet bool           // staff have nothing to say to callers
	clear bool           // the number holds nothing
	asked bool           // a page of the web shows a code for the number
	key   string         // the key that means nothing here
	code  string         // that is read; it is written down nowhere else than in what is said
}

// usualSays is how many things are said in a turn; more are rare.
const usualSays = 6

// newTurn returns a turn in the language of the call. A call that has no language yet,
// or one that the line does not speak (any more), gets that in which the line answers.
func newTurn(d *Dialogue, tx Memory, call *Call) *turn {
	l, ok := d.phrases.tongues[call.Lang]
	if !ok {
		l = d.answers
		call.Lang = l.name
	}
	return &turn{Dialogue: d, tongue: l, tx: tx, call: call}
}

// forStaff returns the turn in the language of staff, for what they read and hear.
func (t *turn) forStaff() *turn {
	theirs := *t
	theirs.tongue = t.phrases.home
	return &theirs
}

// Answer takes one turn: from where the call is, through what the caller did, to where
// it waits or ends. It answers errors that are rules in words. An error that it returns
// is a fault, and the turn must then leave no trace.
func (d *Dialogue) Answer(tx Memory, call *Call, in Input) (Reply, error) {
	t := newTurn(d, tx, call)
	t.said = make([]Said, 0, usualSays)
	next, again, err := t.react(in)
	if err != nil {
		return Reply{}, err
	}
	next, err = t.settle(next)
	if err != nil {
		return Reply{}, err
	}
	return t.arrive(next, again && next == call.State)
}

// react decides where the input leads. again reports whether the row repeats itself.
func (t *turn) react(in Input) (next State, again bool, err error) {
	row, known := t.flow[t.call.State]
	switch {
	case in.Kind == Arrived, !known: // a row may be gone after an update
		return t.call.first(), false, nil
	case row.End == PassOn:
		return t.comeBack(in), false, nil
	case row.End == HangUp:
		return t.call.State, false, nil
	case in.Kind == Pressed && strings.Trim(in.Keys, " ") != "":
		t.call.Pressed = true
		return t.press(row, strings.Trim(in.Keys, " "), in.After)
	case row.Else != "":
		return row.Else, false, nil
	case row.Silence != "":
		return row.Silence, false, nil
	}
	return t.help(row, "help.silence")
}

func (t *turn) press(row Step, keys string, after time.Duration) (next State, again bool, err error) {
	if keys == "0" && !row.Agent {
		t.call.Failed = false
		if row.Leave != nil {
			err = row.Leave(t)
		}
		return Person, false, errors.Join(err, t.sayStands())
	}
	for _, o := range row.options(t) {
		if keys == string(o.Key) {
			if t.unheard(o, after) {
				return t.hasten(row), true, nil
			}
			if o.set != nil {
				o.set(&t.call.Draft)
			}
			if o.To == t.call.State {
				return t.repeat(row), true, nil
			}
			if row.List != nil && !slices.Contains(row.To, o.To) {
				return "", false, fmt.Errorf("a key of %s leads to %s, which its row does not name", t.call.State, o.To)
			}
			t.call.Tries = 0
			return o.To, false, nil
		}
	}
	switch {
	case row.Else != "":
		return row.Else, false, nil
	case keys == "#" && row.Entry != nil && row.Entry.Skip:
		return row.Silence, false, nil
	case keys == "#":
		t.slow = true
		return t.repeat(row), true, nil
	case keys == "*" && row.Back != "":
		t.call.Tries = 0
		return row.Back, false, nil
	case keys == "*":
		return t.repeat(row), true, nil
	case row.Entry != nil:
		return t.enter(row, keys)
	case len(keys) == 1 && keys[0] >= '0' && keys[0] <= '9':
		t.key = keys
		return t.help(row, "help.wrong")
	}
	return t.help(row, "help.unclear")
}

// errWrongEntry says that the digits mean nothing. Entry.Wrong is then said.
var errWrongEntry = errors.New("wrong entry")

func (t *turn) enter(row Step, keys string) (State, bool, error) {
	digits := strings.TrimRight(keys, "#")
	fits := len(digits) == row.Entry.Digits || (row.Entry.Fewer || row.Entry.Skip) && len(digits) < row.Entry.Digits
	if !fits || strings.Trim(digits, "0123456789") != "" {
		return t.help(row, "help.unclear")
	}
	next, err := row.Entry.Do(t, digits)
	switch {
	case errors.Is(err, errWrongEntry):
		return t.help(row, row.Entry.Wrong)
	case err != nil:
		return "", false, err
	case !slices.Contains(row.To, next):
		return "", false, fmt.Errorf("the entry of %s leads to %s, which its row does not name", t.call.State, next)
	}
	t.call.Tries = 0
	return next, false, nil
}

// comeBack answers the return of a call that was passed on.
func (t *turn) comeBack(in Input) State {
	if in.Kind == Returned && in.Person == Talked {
		return Spoken
	}
	return Missed
}

// settle runs silent rows until the call waits or ends.
func (t *turn) settle(state State) (State, error) {
	for range maxHops {
		row, ok := t.flow[state]
		if !ok {
			return "", fmt.Errorf("the dialogue has no state %q", state)
		}
		if row.Do == nil {
			return state, nil
		}
		if state == Person {
			t.leave()
		}
		next, err := row.Do(t)
		if err != nil {
			return "", fmt.Errorf("%s: %w", state, err)
		}
		if !slices.Contains(row.To, next) && !slices.Contains(row.To, anywhere) {
			return "", fmt.Errorf("%s leads to %s, which its row does not name", state, next)
		}
		state = next
	}
	return "", fmt.Errorf("the dialogue goes round in circles at %s", state)
}

// leads returns the phrase that the row says first, by which staff know the place, but for
// how many come. It is the same when the row repeats itself and begins with something else.
func (t *turn) leads(row Step) Key {
	for _, key := range row.Say {
		if key = t.choose(key); key != "" && key != "people" {
			return key
		}
	}
	return ""
}

// arrive moves the call to the state, says what the state says, and returns the reply.
func (t *turn) arrive(state State, again bool) (Reply, error) {
	row := t.flow[state]
	if state != t.call.State {
		t.call.Tries = 0
	}
	t.call.State = state
	words := row.Say
	if again && row.Again != nil {
		words = row.Again
	}
	helped := len(t.said)
	t.say(words...)
	told := len(t.said)
	t.call.Said = t.leads(row)
	reply := Reply{Lang: t.call.Lang}
	switch {
	case row.End == PassOn:
		reply.Pass = t.pass()
	case row.waits():
		reply.Ask = &Ask{Digits: 1, Timeout: thinkTime}
		if row.Entry != nil {
			reply.Ask.Digits = row.Entry.Digits
			switch {
			case row.Entry.Fewer:
				reply.Ask.Digits, reply.Ask.Finish = maxKeyed, "#"
			case row.Entry.Skip:
				reply.Ask.Finish = "#"
			}
		} else {
			t.sayMenu(row.options(t))
		}
		if row.Silence == Bye || again && row.Mute == Bye && (!t.call.Pressed || isOurs(t)) {
			t.say("safe")
		}
		if again && !t.asksForAYes(row) && t.speaks() > maxTurnSeconds { // it was heard before, and help and keys are what is needed
			t.said = slices.Delete(t.said, helped, told)
		}
	}
	reply.Say = t.said
	t.call.Due = t.due(row)
	return reply, nil
}
