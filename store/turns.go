package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/ivr"
)

const (
	maxSID  = 128 // bytes; Twilio's have 34
	maxKeys = 128 // bytes of keys that are kept
)

// Turn answers one webhook in one transaction: what answer does to the ledger, the call
// as it stands then, and the reply become durable together, or nothing happened. Update
// says what happens when ctx ends.
//
// If the same call SID and turn number come again, with whatever input, Turn returns the stored
// reply, byte for byte, and nothing changes but since when the caller can have heard it. A turn
// that comes out of order gets the reply to the last turn that was answered, likewise. A call
// that is unknown arrives with this turn, whatever its number is.
func (s *Store) Turn(ctx context.Context, t ivr.Turn, answer ivr.Answer) (ivr.Reply, error) {
	switch {
	case t.SID == "":
		return ivr.Reply{}, errors.New("store: found no call SID, expected one")
	case len(t.SID) > maxSID:
		return ivr.Reply{}, fmt.Errorf("store: found a call SID of %d bytes, expected at most %d", len(t.SID), maxSID)
	}
	t.N = max(t.N, 0)
	s.turned.Store(s.clock().Unix())
	var reply ivr.Reply
	err := s.Update(ctx, By{Way: ByPhone, Call: t.SID}, func(tx *Tx) (err error) {
		reply, err = tx.turn(t, answer, s.now)
		return err
	})
	if err != nil {
		return ivr.Reply{}, err // not reply: fn may still be writing to it
	}
	return reply, nil
}

// turn answers a turn. now is the clock to the millisecond, by which a key is judged that comes
// before what it answers can have been heard.
func (tx *Tx) turn(t ivr.Turn, answer ivr.Answer, now func() time.Time) (reply ivr.Reply, err error) {
	call, known, err := tx.call(t.SID)
	if err != nil {
		return reply, err
	}
	switch {
	case known == over:
		return ivr.Reply{Turn: t.N}, nil
	case known == goingOn && t.N != call.Turn+1:
		return tx.again(t, call, now())
	case known == none:
		call = ivr.Call{SID: t.SID, Caller: t.Caller, Line: t.Line, Turn: -1, Message: t.Message}
		if t.N > 0 {
			t.In = ivr.Input{Kind: ivr.Arrived}
		}
	}
	if t.In.After == 0 && !call.Answered.IsZero() {
		t.In.After = max(now().Sub(call.Answered), time.Millisecond)
	}
	if reply, err = answer(tx, &call, t.In); err != nil {
		return reply, err
	}
	call.SID, call.Turn, reply.Turn = t.SID, t.N, t.N
	call.Answered = now().UTC().Truncate(time.Millisecond)
	return reply, tx.answered(call, known == goingOn, t.In, reply)
}

// again returns what a turn was answered with, or the last answer of the call. The caller hears
// it from now on, for what was said before may have been lost on the way: so a key that decides
// something is judged from now on as well.
func (tx *Tx) again(t ivr.Turn, call ivr.Call, now time.Time) (reply ivr.Reply, err error) {
	stored, answered, err := value[[]byte](tx, replyOfTurn, t.SID, t.N)
	if err == nil && !answered {
		stored, _, err = value[[]byte](tx, lastReply, t.SID)
	}
	if err != nil {
		return reply, err
	}
	if call.Due != nil {
		call.Answered = now.UTC().Truncate(time.Millisecond)
		data, err := document(&call)
		if err == nil {
			_, err = tx.exec(heardAgain, t.SID, data)
		}
		if err != nil {
			return reply, err
		}
	}
	return readReply(t.SID, stored)
}

// A standing is what the ledger knows of a call SID.
type standing int

const (
	none    standing = iota // nothing
	goingOn                 // a call, which is remembered
	over                    // a call that was erased: what was known of it is not known any more
)

const callOfSID = `SELECT data FROM calls WHERE sid = ?`

// call returns the call as its last turn left it, if it is going on.
func (tx *Tx) call(sid string) (call ivr.Call, p standing, err error) {
	data, found, err := value[[]byte](tx, callOfSID, sid)
	switch {
	case err != nil:
		return call, none, err
	case !found:
		p, err = tx.spent(sid)
		return call, p, err
	case data == nil:
		return call, over, nil
	}
	if err := json.Unmarshal(data, &call); err != nil {
		return ivr.Call{}, none, fmt.Errorf("store: call %s: found data that is no call: %w", sid, err)
	}
	return call, goingOn, nil
}

const (
	putCall = `INSERT INTO calls (sid, phone, line, state, said, turn, data, started, updated)
		VALUES (?1, nullif(?2, ''), ?3, ?4, nullif(?5, ''), ?6, ?7, ?8, ?8)
		ON CONFLICT (sid) DO UPDATE SET phone = excluded.phone, line = excluded.line, state = excluded.state,
			said = excluded.said, turn = excluded.turn, data = excluded.data, updated = excluded.updated`

	// Who calls whom does not change while a call goes on.
	moveCall = `UPDATE calls SET state = ?2, said = nullif(?3, ''), turn = ?4, data = ?5, updated = ?6 WHERE sid = ?1`

	heardAgain = `UPDATE calls SET data = ?2 WHERE sid = ?1`

	putTurn = `INSERT INTO turns (sid, n, kind, input, reply, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (sid, n) DO UPDATE SET kind = excluded.kind, input = excluded.input, reply = excluded.reply, at = excluded.at`

	replyOfTurn = `SELECT reply FROM turns WHERE sid = ? AND n = ? AND reply IS NOT NULL`
	lastReply   = `SELECT reply FROM turns WHERE sid = ? AND reply IS NOT NULL ORDER BY n DESC LIMIT 1`
)

// answered stores the call, which may be known already, and its turn.
func (tx *Tx) answered(call ivr.Call, known bool, in ivr.Input, reply ivr.Reply) error {
	in.Keys = cut(in.Keys, maxKeys)
	called, err := document(&call)
	if err != nil {
		return fmt.Errorf("store: call %s, turn %d: %w", call.SID, call.Turn, err)
	}
	did, err := document(&in)
	if err != nil {
		return fmt.Errorf("store: call %s, turn %d: %w", call.SID, call.Turn, err)
	}
	if known {
		_, err = tx.exec(moveCall, call.SID, string(call.State), string(call.Said), call.Turn, called, instant(tx.now))
	} else {
		_, err = tx.exec(putCall, call.SID, string(call.Caller.Phone), string(call.Line), string(call.State), string(call.Said), call.Turn,
			called, instant(tx.now))
	}
	if err != nil {
		return err
	}
	_, err = tx.exec(putTurn, call.SID, call.Turn, cut(string(in.Kind), maxKeys),
		did, string(reply.AppendJSON(make([]byte, 0, 1<<10))), instant(tx.now))
	return err
}

// document returns a value as JSON. It is json.Marshal without two copies of what every
// turn stores.
func document(v any) (string, error) {
	var b strings.Builder
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// errNoReply is the error of a reply that was damaged where it is stored.
var errNoReply = errors.New("no reply")

func readReply(sid string, stored []byte) (reply ivr.Reply, err error) {
	if err := json.Unmarshal(stored, &reply); err != nil {
		return ivr.Reply{}, fmt.Errorf("store: call %s: found %d bytes that are %w: %w", sid, len(stored), errNoReply, err)
	}
	return reply, nil
}

// Reply returns the last reply of a call, and false if the call is unknown or its words
// have been erased.
func (s *Store) Reply(ctx context.Context, sid string) (reply ivr.Reply, known bool, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		reply, known, err = tx.lastReply(sid)
		return err
	})
	return reply, known && err == nil, err
}

func (tx *Tx) lastReply(sid string) (reply ivr.Reply, known bool, err error) {
	stored, found, err := value[[]byte](tx, lastReply, sid)
	if err != nil || !found {
		return reply, false, err
	}
	reply, err = readReply(sid, stored)
	return reply, err == nil, err
}

const hangUp = `UPDATE calls SET ended = ? WHERE sid = ? AND ended IS NULL AND erased = 0`

// HangUp notes that a call has ended. It does nothing for a call that has ended already
// or is unknown, or was erased. It leaves what the caller holds until that expires: they may call again.
func (s *Store) HangUp(ctx context.Context, sid string) error {
	return s.Update(ctx, By{Way: ByPhone, Call: sid}, func(tx *Tx) error {
		_, err := tx.exec(hangUp, instant(tx.now), sid)
		return err
	})
}
