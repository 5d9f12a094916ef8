package store

import (
	"encoding/json"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// A PassedCall is a call that is being passed on to a person just now.
type PassedCall struct {
	Call    ivr.Call
	Started time.Time
	Passed  time.Time
}

// A call takes hours at most: the bound lets SQLite begin near the end of the index.
const longestCall = 3 * time.Hour

const callsBeingPassed = `SELECT data, started, updated FROM calls
	WHERE started > ? AND ended IS NULL AND state = ? AND updated > ? AND data IS NOT NULL ORDER BY updated`

// CallsBeingPassed returns the calls that have been passed on since a moment and have
// neither come back nor ended, earliest first.
func (tx *Tx) CallsBeingPassed(since time.Time) ([]PassedCall, error) {
	return all(tx, func(_ *Tx, r row) (p PassedCall, err error) {
		var data []byte
		if err := r.Scan(&data, (*instant)(&p.Started), (*instant)(&p.Passed)); err != nil {
			return p, err
		}
		return p, json.Unmarshal(data, &p.Call)
	}, callsBeingPassed, instant(tx.now.Add(-longestCall)), string(ivr.Passing), instant(since))
}

// A LastCall is the call of a number that came in last.
type LastCall struct {
	Started, Ended time.Time // Ended is zero while it goes on, or if nobody has reported its end
	Updated        time.Time
	State          ivr.State
	Turns          []LastTurn
}

// A LastTurn is what the caller did in one turn.
type LastTurn struct {
	At    time.Time
	Input ivr.Input
}

const (
	lastCallOf = `SELECT c.sid, c.started, c.ended, c.updated, c.state FROM callers k JOIN calls c ON c.sid = k.last WHERE k.phone = ? AND c.data IS NOT NULL`
	turnsOf    = `SELECT at, input FROM turns WHERE sid = ? AND input IS NOT NULL ORDER BY n`
)

// LastCall returns the last call of a number whose words are still kept; false if
// there is none.
func (tx *Tx) LastCall(phone booking.Phone) (last LastCall, ok bool, err error) {
	var sid string
	last, ok, err = first(tx, func(_ *Tx, r row) (c LastCall, err error) {
		err = r.Scan(&sid, (*instant)(&c.Started), (*instant)(&c.Ended), (*instant)(&c.Updated), &c.State)
		return c, err
	}, lastCallOf, phone)
	if err != nil || !ok {
		return last, false, err
	}
	last.Turns, err = all(tx, func(_ *Tx, r row) (t LastTurn, err error) {
		var input []byte
		if err := r.Scan((*instant)(&t.At), &input); err != nil {
			return t, err
		}
		return t, json.Unmarshal(input, &t.Input)
	}, turnsOf, sid)
	return last, true, err
}
