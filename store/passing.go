package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// A PassedCall is a call that rings at the call centre, or is being answered there.
type PassedCall struct {
	Call    ivr.Call // without its numbers
	Phone   Masked   // the caller's
	Started time.Time
	Updated time.Time // the time of its last turn, which passed it on
}

// longestCall bounds how far back calls that go on are looked for: the index is on the
// time when they began.
const longestCall = 4 * time.Hour

const callsBeingPassed = `SELECT data, started, updated FROM calls
	WHERE started > ? AND ended IS NULL AND state = 'passing' AND updated > ? AND data IS NOT NULL ORDER BY updated, sid`

// CallsBeingPassed returns the calls that the line has passed on to a person after since
// and that have neither come back nor ended, longest first.
func (tx *Tx) CallsBeingPassed(since time.Time) ([]PassedCall, error) {
	return all(tx, func(_ *Tx, r row) (p PassedCall, err error) {
		var data []byte
		if err := r.Scan(&data, (*instant)(&p.Started), (*instant)(&p.Updated)); err != nil {
			return p, err
		}
		if err := json.Unmarshal(data, &p.Call); err != nil {
			return p, fmt.Errorf("store: a call that is being passed: found data that is no call: %w", err)
		}
		p.Phone = Masked{p.Call.Caller.Phone}
		p.Call.Caller.Phone, p.Call.Draft.Keyed = "", ""
		return p, nil
	}, callsBeingPassed, instant(since.Add(-longestCall)), instant(since))
}

// A LastCall is the last call of a number, as its card shows it.
type LastCall struct {
	SID     string
	Started time.Time
	Ended   time.Time // zero while it goes on
	State   ivr.State // where it is, or ended
	Said    ivr.Key   // the phrase that the state began with; "" if it is not known
	Reply   ivr.Reply // the reply to its last turn; zero once its words are erased, or if they are damaged
	Turns   []LastTurn
}

// A LastTurn is one turn of a LastCall. Keys are erased with the call's words.
type LastTurn struct {
	At   time.Time
	Kind ivr.InputKind
	Keys string
}

const (
	lastCall = `SELECT calls.sid, started, ended, state, coalesce(said, '') FROM callers JOIN calls ON calls.sid = callers.last
		WHERE callers.phone = CAST(? AS TEXT)`
	turnsOfCall = `SELECT at, kind, coalesce(input ->> 'keys', '') FROM turns WHERE sid = ? ORDER BY n`
)

// LastCall returns the last call that a number made itself, and false if none is known.
// A call in which an agent passed the number in does not count: it is the agent's.
func (tx *Tx) LastCall(phone booking.Phone) (LastCall, bool, error) {
	last, ok, err := first(tx, func(_ *Tx, r row) (l LastCall, err error) {
		err = r.Scan(&l.SID, (*instant)(&l.Started), (*instant)(&l.Ended), &l.State, &l.Said)
		return l, err
	}, lastCall, phone)
	if err != nil || !ok {
		return LastCall{}, false, err
	}
	last.Turns, err = all(tx, func(_ *Tx, r row) (t LastTurn, err error) {
		err = r.Scan((*instant)(&t.At), &t.Kind, &t.Keys)
		return t, err
	}, turnsOfCall, last.SID)
	if err == nil {
		last.Reply, _, err = tx.lastReply(last.SID)
	}
	if errors.Is(err, errNoReply) {
		err = nil // State and Said tell as much, and a card is there to work on
	}
	return last, err == nil, err
}
