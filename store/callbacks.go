package store

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// A CallBack is the request of a number to be called back (折り返し), because nobody at
// the call centre answered it. A number has at most one open request.
type CallBack struct {
	ID    int64
	Phone Masked
	Asked time.Time
	Wants ivr.Key   // the phrase for what they had called for, such as "wants.cancel"
	State ivr.State // where they had asked for a person, or given up
	SID   string    // the call
	By    string    // the account that has taken it; "" means none
	Taken time.Time
	Tries int // how often they did not pick up
}

// An Outcome is the result of calling back.
type Outcome string

// The outcomes. A request that was Unreached for the last of BackTries times is over as
// well.
const (
	Reached   Outcome = "reached"   // somebody spoke with them
	Unreached Outcome = "unreached" // nobody picked up
	Dropped   Outcome = "dropped"   // it is not needed any more
)

var (
	// ErrNoCallBack says that there is no such open request.
	ErrNoCallBack = errors.New("there is no such open call-back request")

	// ErrTaken says that another account has taken the request.
	ErrTaken = errors.New("somebody else has taken the call-back request")
)

// BackTries is how often a number is called back in vain before the request is over.
const BackTries = 3

const (
	putBack    = `INSERT INTO call_backs (phone, asked, wants, state, sid) VALUES (?, ?, ?, ?, ?)`
	backOfID   = `SELECT staff, tries, phone FROM call_backs WHERE id = ? AND done IS NULL`
	idOfBack   = `SELECT id FROM call_backs WHERE phone = CAST(? AS TEXT) AND done IS NULL`
	takeBack   = `UPDATE call_backs SET staff = ?2, taken = ?3 WHERE id = ?1`
	leaveBack  = `UPDATE call_backs SET staff = NULL, taken = NULL, tries = ?2 WHERE id = ?1`
	finishBack = `UPDATE call_backs SET tries = ?2, done = ?3, outcome = ?4 WHERE id = ?1`
	openBacks  = `SELECT b.id, b.phone, b.asked, b.wants, b.state, b.sid, coalesce(s.name, ''), b.taken, b.tries
		FROM call_backs b LEFT JOIN staff s ON s.id = b.staff WHERE b.done IS NULL ORDER BY b.asked, b.id`
)

// CallBacks returns the requests that are open, oldest first.
func (tx *Tx) CallBacks() ([]CallBack, error) {
	return all(tx, func(_ *Tx, r row) (b CallBack, err error) {
		err = r.Scan(&b.ID, &b.Phone.phone, (*instant)(&b.Asked), &b.Wants, &b.State, &b.SID, &b.By, (*instant)(&b.Taken), &b.Tries)
		return b, err
	}, openBacks)
}

// BackAsked implements ivr.Memory.
func (tx *Tx) BackAsked(phone booking.Phone) (bool, error) {
	_, open, err := value[int64](tx, idOfBack, phone)
	return open, err
}

// AskBack implements ivr.Memory. Asking twice makes one request.
func (tx *Tx) AskBack(phone booking.Phone, wants ivr.Key, state ivr.State) error {
	if phone == "" {
		return booking.ErrNoPhone
	}
	return tx.step(func() error {
		open, err := tx.BackAsked(phone)
		if err != nil || open {
			return err
		}
		id, err := tx.insert(putBack, phone, instant(tx.now), string(wants), string(state), tx.by.Call)
		if err != nil {
			return err
		}
		return tx.noteBack(DidAskBack, id, phone.Last4())
	})
}

func (tx *Tx) noteBack(deed Deed, id int64, last4 string) error {
	return tx.note(deed, 0, Detail{CallBack: id, Last4: last4})
}

// anOpenBack is what has to be known about a request before it is changed.
type anOpenBack struct {
	staff int64 // 0 means nobody
	tries int
	phone booking.Phone
}

func (tx *Tx) openBack(id int64) (anOpenBack, error) {
	b, ok, err := first(tx, func(_ *Tx, r row) (b anOpenBack, err error) {
		var staff *int64
		if err = r.Scan(&staff, &b.tries, &b.phone); err == nil && staff != nil {
			b.staff = *staff
		}
		return b, err
	}, backOfID, id)
	if err == nil && !ok {
		err = ErrNoCallBack
	}
	return b, err
}

// TakeBack notes that an account is about to call back, so that nobody else does. Taking
// it again changes nothing. It returns ErrTaken or ErrNoCallBack.
func (tx *Tx) TakeBack(id, staffID int64) error {
	return tx.step(func() error {
		b, err := tx.openBack(id)
		switch {
		case err != nil:
			return err
		case b.staff == staffID:
			return nil
		case b.staff != 0:
			return ErrTaken
		}
		if _, err := tx.exec(takeBack, id, staffID, instant(tx.now)); err != nil {
			return err
		}
		return tx.noteBack(DidTakeBack, id, b.phone.Last4())
	})
}

// EndBack notes the result of calling back. A number that was unreached stays in the
// list, taken by nobody, until it was unreached BackTries times. It returns ErrTaken if
// another account has taken the request, or ErrNoCallBack.
func (tx *Tx) EndBack(id, staffID int64, outcome Outcome) error {
	deed, known := map[Outcome]Deed{Reached: DidReach, Unreached: DidNotReach, Dropped: DidDropBack}[outcome]
	if !known {
		return fmt.Errorf("store: found the outcome %.20q, expected %s, %s or %s", outcome, Reached, Unreached, Dropped)
	}
	return tx.step(func() error {
		b, err := tx.openBack(id)
		switch {
		case err != nil:
			return err
		case b.staff != 0 && b.staff != staffID:
			return ErrTaken
		}
		if outcome == Unreached {
			b.tries++
		}
		if outcome == Unreached && b.tries < BackTries {
			_, err = tx.exec(leaveBack, id, b.tries)
		} else {
			_, err = tx.exec(finishBack, id, b.tries, instant(tx.now), string(outcome))
		}
		if err != nil {
			return err
		}
		return tx.noteBack(deed, id, b.phone.Last4())
	})
}

// SpokenWith implements ivr.Memory.
func (tx *Tx) SpokenWith(phone booking.Phone) error {
	id, open, err := value[int64](tx, idOfBack, phone)
	if err != nil || !open {
		return err
	}
	return tx.step(func() error {
		b, err := tx.openBack(id)
		if err != nil {
			return err
		}
		if _, err := tx.exec(finishBack, id, b.tries, instant(tx.now), string(Reached)); err != nil {
			return err
		}
		return tx.noteBack(DidReach, id, b.phone.Last4())
	})
}
