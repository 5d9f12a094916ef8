package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Outcome is how a call-back request ended, or a try at it.
type Outcome string

// The outcomes.
const (
	Reached   Outcome = "reached"   // they were spoken to
	Unreached Outcome = "unreached" // nobody answered; it ends with the third time
	Dropped   Outcome = "dropped"   // nobody needs to be called any more
)

// mostTries is how often somebody is called back who does not answer.
const mostTries = 3

// A CallBack is somebody who is to be called back.
type CallBack struct {
	ID    int64
	Phone booking.Phone
	Asked time.Time
	Wants ivr.Key // what they had tried, as a phrase of the line
	Taken string  // by whom; "" is nobody yet
	Tries int     // that were not answered
}

// Errors of the queue.
var (
	ErrNoCallBack = errors.New("nobody waits there to be called back")
	ErrTaken      = errors.New("somebody else calls them back")
)

const askBack = `INSERT INTO call_backs (phone, asked, wants, sid) VALUES (?, ?, ?, ?)`

// AskBack implements ivr.Memory. Whoever waits already goes on waiting: a second
// request is not written.
func (tx *Tx) AskBack(phone booking.Phone, wants ivr.Key) error {
	if phone == "" {
		return booking.ErrNoPhone
	}
	return tx.step(func() error {
		_, err := tx.exec(askBack, phone, instant(tx.now), string(wants), cut(tx.by.Actor, maxSID))
		if extended(err) == sqlite3.ErrConstraintUnique {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.note("call-back", 0, "for a number that ends with "+phone.Last4())
	})
}

const awaits = `SELECT EXISTS (SELECT 1 FROM call_backs WHERE phone = CAST(? AS TEXT) AND ended IS NULL)`

// Awaits implements ivr.Memory.
func (tx *Tx) Awaits(phone booking.Phone) (bool, error) {
	waiting, _, err := value[bool](tx, awaits, phone)
	return waiting, err
}

const spokeWith = `UPDATE call_backs SET ended = ?, outcome = 'reached' WHERE phone = ? AND ended IS NULL`

// SpokeWith implements ivr.Memory.
func (tx *Tx) SpokeWith(phone booking.Phone) error {
	n, err := tx.change(spokeWith, instant(tx.now), phone)
	if err != nil || n == 0 {
		return err
	}
	return tx.note("called-back", 0, "spoken with, a number that ends with "+phone.Last4())
}

const (
	openCallBacks = `SELECT b.id, b.phone, b.asked, b.wants, coalesce(s.name, ''), b.tries
		FROM call_backs b LEFT JOIN staff s ON s.id = b.staff WHERE b.ended IS NULL`

	callBacksWaiting = openCallBacks + ` ORDER BY b.asked, b.id`
	callBackOf       = openCallBacks + ` AND b.id = ?`
	callBackOfPhone  = openCallBacks + ` AND b.phone = ?`
)

func scanCallBack(_ *Tx, r row) (b CallBack, err error) {
	err = r.Scan(&b.ID, &b.Phone, (*instant)(&b.Asked), &b.Wants, &b.Taken, &b.Tries)
	return b, err
}

// CallBacks returns who is to be called back, who has waited longest first.
func (tx *Tx) CallBacks() ([]CallBack, error) { return all(tx, scanCallBack, callBacksWaiting) }

// CallBackOf returns the open request of a number; false if there is none.
func (tx *Tx) CallBackOf(phone booking.Phone) (CallBack, bool, error) {
	return first(tx, scanCallBack, callBackOfPhone, phone)
}

const (
	takeBack = `UPDATE call_backs SET staff = ?2 WHERE id = ?1 AND ended IS NULL AND (staff IS NULL OR staff = ?2)`
	giveUp   = `UPDATE call_backs SET staff = NULL, tries = tries + 1 WHERE id = ?`
	endBack  = `UPDATE call_backs SET ended = ?2, outcome = ?3 WHERE id = ?1`
)

// TakeBack has an account call somebody back, and nobody else. It returns
// ErrNoCallBack, and ErrTaken if somebody else does.
func (tx *Tx) TakeBack(id, staff int64) (CallBack, error) {
	var b CallBack
	err := tx.step(func() (err error) {
		if b, err = tx.callBack(id); err != nil {
			return err
		}
		n, err := tx.change(takeBack, id, staff)
		if err == nil && n == 0 {
			err = fmt.Errorf("%s: %w", b.Taken, ErrTaken)
		}
		if err != nil {
			return err
		}
		return tx.note("take-call-back", 0, "a number that ends with "+b.Phone.Last4())
	})
	return b, err
}

// EndBack says how it went. Whoever was not reached waits on, for somebody else,
// until the third time. It returns ErrNoCallBack, and ErrTaken if somebody else has
// taken it.
func (tx *Tx) EndBack(id, staff int64, how Outcome) error {
	if how != Reached && how != Unreached && how != Dropped {
		return fmt.Errorf("store: found the outcome %.20q, expected %s, %s or %s", how, Reached, Unreached, Dropped)
	}
	return tx.step(func() error {
		b, err := tx.TakeBack(id, staff)
		if err != nil {
			return err
		}
		if how == Unreached && b.Tries+1 < mostTries {
			_, err = tx.exec(giveUp, id)
		} else {
			_, err = tx.exec(endBack, id, instant(tx.now), string(how))
		}
		if err != nil {
			return err
		}
		return tx.note("called-back", 0, fmt.Sprintf("%s, a number that ends with %s", how, b.Phone.Last4()))
	})
}

func (tx *Tx) callBack(id int64) (CallBack, error) {
	b, ok, err := first(tx, scanCallBack, callBackOf, id)
	if err == nil && !ok {
		err = ErrNoCallBack
	}
	return b, err
}
