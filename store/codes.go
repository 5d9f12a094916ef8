package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

const (
	endCodes = `UPDATE codes SET expires = ?3 WHERE staff = ?1 AND phone = ?2 AND used IS NULL AND expires > ?3`
	putCode  = `INSERT INTO codes (code, phone, staff, made, expires) VALUES (?, ?, ?, ?, ?)`
	codeOf   = `SELECT codes.phone, codes.expires, codes.used, staff.name, staff.ended
		FROM codes JOIN staff ON staff.id = codes.staff WHERE code = CAST(? AS TEXT)`
	useCode = `UPDATE codes SET used = ?2 WHERE code = ?1`
	agentOf = `SELECT name FROM staff WHERE number = CAST(? AS TEXT) AND ended IS NULL AND role IN ('agent', 'counter', 'admin')`
)

// NewCode returns a transfer code for a resident whom an account is about to hand
// over to the line: eight digits, good once and for booking.CodeFor. It ends an
// unused code that the account has for the same number. It returns booking.ErrNoPhone if
// there is no number.
func (tx *Tx) NewCode(phone booking.Phone, staffID int64) (code string, err error) {
	if phone == "" || phone.IsAddress() { // nobody is passed to the line as an address
		return "", booking.ErrNoPhone
	}
	err = tx.attempts(func(int) (err error) {
		if _, err := tx.exec(endCodes, staffID, phone, instant(tx.now)); err != nil {
			return err
		}
		if code, err = tx.drawCode(phone, staffID); err != nil {
			return err
		}
		return tx.note(DidGiveCode, 0, Detail{Last4: phone.Last4()})
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// drawCode draws a code and writes it. It is refused if the ledger still has that code.
func (tx *Tx) drawCode(phone booking.Phone, staffID int64) (string, error) {
	code, err := eightDigits(tx.rand)
	if err != nil {
		return "", err
	}
	_, err = tx.exec(putCode, code, phone, staffID, instant(tx.now), instant(tx.now.Add(booking.CodeFor)))
	if why(err) == unique {
		err = again("store: nearly every transfer code is in use")
	}
	return code, err
}

// eightDigits draws one of a hundred million codes, all equally likely: 27 bits count to
// 134,217,727, and a number above the last code is drawn again.
func eightDigits(r io.Reader) (string, error) {
	for range mostAttempts {
		var b [4]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return "", fmt.Errorf("drawing a transfer code: %w", err)
		}
		if n := binary.BigEndian.Uint32(b[:]) >> 5; n < 100_000_000 {
			return fmt.Sprintf("%08d", n), nil
		}
	}
	return "", errors.New("drawing a transfer code: the source of chance is stuck")
}

// UseCode implements ivr.Memory.
func (tx *Tx) UseCode(code string) (phone booking.Phone, agent string, err error) {
	if err := tx.mayTry(triedCode); err != nil {
		return "", "", err
	}
	var expires, used, ended time.Time
	_, known, err := first(tx, func(_ *Tx, r row) (none struct{}, err error) {
		return none, r.Scan(&phone, (*instant)(&expires), (*instant)(&used), &agent, (*instant)(&ended))
	}, codeOf, code)
	switch {
	case err != nil:
		return "", "", err
	case !known:
		return "", "", tx.wrongCode(booking.ErrWrongCode, CodeUnknown, "")
	case !used.IsZero():
		return "", "", tx.wrongCode(booking.ErrOldCode, CodeUsed, agent)
	case !expires.After(tx.now):
		return "", "", tx.wrongCode(booking.ErrOldCode, CodeOld, agent)
	case !ended.IsZero():
		return "", "", tx.wrongCode(booking.ErrOldCode, CodeEnded, agent)
	}
	_, err = tx.exec(useCode, code, instant(tx.now))
	return phone, agent, err
}

// AgentOf implements ivr.Memory.
func (tx *Tx) AgentOf(number string) (agent string, err error) {
	if err := tx.mayTry(triedNumber); err != nil {
		return "", err
	}
	agent, known, err := value[string](tx, agentOf, number)
	if err == nil && !known {
		err = tx.wrongTry(triedNumber, booking.ErrWrongNumber, DidMiskeyNumber, 0, Detail{})
	}
	return agent, err
}

// A tried is what somebody keyed that was wrong.
type tried string

const (
	triedCode    tried = "code"
	triedNumber  tried = "number"
	triedReceipt tried = "receipt" // with four digits, from another telephone
)

// alarm returns by which deed it is on record that very many were wrong.
func (t tried) alarm() Deed {
	switch t {
	case triedCode:
		return DidStopCodes
	case triedReceipt:
		return DidDoubtReceipts
	}
	return DidDoubtNumbers
}

const (
	tryBefore   = `SELECT at FROM wrong_tries WHERE kind = CAST(? AS TEXT) ORDER BY at DESC LIMIT 1 OFFSET ?`
	triesOfCall = `SELECT count(*) FROM wrong_tries WHERE sid = CAST(? AS TEXT)`
	putTry      = `INSERT INTO wrong_tries (at, sid, kind) VALUES (?, ?, ?)`
)

// mayTry returns booking.ErrTries for a code while there were too many wrong ones on the
// line, and *booking.WrongTry if the call has no tries left.
func (tx *Tx) mayTry(what tried) error {
	if what == triedCode {
		many, err := tx.lately(what, booking.LineTries)
		if err == nil && many {
			err = booking.ErrTries
		}
		if err != nil {
			return err
		}
	}
	left, err := tx.triesLeft()
	if err == nil && left == 0 {
		err = &booking.WrongTry{Why: booking.ErrWrongCode}
	}
	return err
}

// lately reports whether so many, or more, were wrong on the line in the last
// booking.TriesFor. It reads no more than those, however much rubbish there is.
func (tx *Tx) lately(what tried, n int) (bool, error) {
	at, _, err := value[instant](tx, tryBefore, string(what), n-1)
	return time.Time(at).After(tx.now.Add(-booking.TriesFor)), err
}

func (tx *Tx) triesLeft() (int, error) {
	n, _, err := value[int](tx, triesOfCall, tx.by.Call)
	return max(booking.CallTries-n, 0), err
}

// wrongCode is wrongTry for a code that agent gave out; agent is "" if nobody did.
func (tx *Tx) wrongCode(why error, fault CodeFault, agent string) error {
	return tx.wrongTry(triedCode, why, DidMiskeyCode, 0, Detail{Fault: fault, Account: agent})
}

// wrongTry writes down that something wrong was keyed, but not what. The audit trail has
// the reason, which the caller does not hear. When there are as many as LineTries, the
// alarm is raised, once; those beyond are not in the trail, which rubbish shall not fill,
// but for receipt numbers: of those staff must be able to tell a resident who asked.
func (tx *Tx) wrongTry(what tried, why error, deed Deed, id int64, detail Detail) error {
	if _, err := tx.exec(putTry, instant(tx.now), tx.by.Call, string(what)); err != nil {
		return err
	}
	many, err := tx.lately(what, booking.LineTries)
	if err != nil {
		return err
	}
	more, err := tx.lately(what, booking.LineTries+1)
	if err == nil && (!more || what == triedReceipt) {
		err = tx.note(deed, id, detail)
	}
	if err == nil && many && !more {
		tx.alarms = append(tx.alarms, what.alarm())
		err = tx.note(what.alarm(), 0, Detail{})
	}
	if err != nil {
		return err
	}
	left, err := tx.triesLeft()
	if err != nil {
		return err
	}
	return &booking.WrongTry{Why: why, Left: left}
}

// TakeIn implements ivr.Memory.
func (tx *Tx) TakeIn(phone booking.Phone, agent string) (ivr.Acquaintance, error) {
	if phone == "" {
		return ivr.Acquaintance{}, booking.ErrNoPhone
	}
	if err := tx.note(DidPassIn, 0, Detail{Account: agent, Last4: phone.Last4()}); err != nil {
		return ivr.Acquaintance{}, err
	}
	return tx.Rung(phone)
}
