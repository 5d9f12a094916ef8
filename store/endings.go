package store

import (
	"madoguchi/booking"
	"madoguchi/ivr"
)

// An Ending is a state in which callers hung up, the phrase that the state had begun
// with, and how many calls ended there. The state tells whether callers had what they
// called for. Where one state serves several purposes, the phrase tells which; it is ""
// for calls from before the phrase was kept.
type Ending struct {
	State ivr.State
	Said  ivr.Key
	Calls int
}

const endingsOfCalls = `SELECT state, coalesce(said, ''), count(*) FROM calls
	WHERE started >= ? AND started < ? AND ended IS NOT NULL GROUP BY state, said ORDER BY count(*) DESC, state, said`

// Endings returns where callers hung up, for calls that began on the days from from on,
// before until; most calls first. It leaves out calls that the line or a person ended.
func (tx *Tx) Endings(from, until booking.Date) (theirs []Ending, err error) {
	between, err := span(from, until)
	if err != nil {
		return nil, err
	}
	_, err = all(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var e Ending
		if err = r.Scan(&e.State, &e.Said, &e.Calls); err == nil && !e.State.Ends() {
			theirs = append(theirs, e)
		}
		return none, err
	}, endingsOfCalls, between...)
	if err != nil {
		return nil, err
	}
	return theirs, nil
}

const firstReplies = `SELECT calls.sid, line, reply FROM calls JOIN turns ON turns.sid = calls.sid AND n = 0
	WHERE started >= ? AND started < ? AND reply IS NOT NULL ORDER BY started`

// FirstReplies calls each with the line and the first reply of every call of the day
// whose words are kept. It stops at the first error and returns it.
func (tx *Tx) FirstReplies(day booking.Date, each func(line booking.Phone, r ivr.Reply) error) error {
	between, err := span(day, day.AddDays(1))
	if err != nil {
		return err
	}
	_, err = all(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var sid string
		var line booking.Phone
		var stored []byte
		if err := r.Scan(&sid, &line, &stored); err != nil {
			return none, err
		}
		reply, err := readReply(sid, stored)
		if err != nil {
			return none, err
		}
		return none, each(line, reply)
	}, firstReplies, between...)
	return err
}
