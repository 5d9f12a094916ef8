package store

import (
	"errors"
	"time"

	"madoguchi/booking"
)

// receiptsKey is the name of the key with which receipt numbers that were keyed are hashed.
const receiptsKey = "receipts"

const (
	wrongToday    = `SELECT count(*) FROM receipt_tries WHERE receipt = ? AND at >= ? AND wrong = 1`
	namelessTries = `SELECT at FROM receipt_tries WHERE nameless = 1 ORDER BY at DESC LIMIT ?`
	putReceiptTry = `INSERT INTO receipt_tries (at, receipt, wrong, nameless) VALUES (?, ?, ?, ?)`
)

// An inquiry is a receipt number and four digits that were keyed, and by whom.
type inquiry struct {
	receipt  []byte // hashed
	last4    string
	caller   booking.Caller
	nameless bool
}

// Shown implements ivr.Memory. What it reads and writes for a wrong pair does not depend on
// what was wrong: a receipt number that no booking has is counted, and refused, like one
// that has a booking, and nobody learns from the answer, or from how long it took, which
// numbers exist.
func (tx *Tx) Shown(receipt booking.Receipt, last4 string, caller booking.Caller) (booking.Booking, error) {
	key, err := tx.secret(receiptsKey)
	if err != nil {
		return booking.Booking{}, err
	}
	p := inquiry{hashed(key, "receipt", string(receipt)), last4, caller, caller.Kind != booking.Identified || caller.Phone == ""}
	if err := tx.mayAsk(p); err != nil {
		return booking.Booking{}, err
	}
	b, err := tx.BookingOf(receipt)
	if err != nil && !errors.Is(err, booking.ErrNotFound) {
		return booking.Booking{}, err
	}
	wrong := err != nil || b.State != booking.Active || len(last4) != booking.Last4Digits || b.Phone.Last4() != last4
	if _, err := tx.exec(putReceiptTry, instant(tx.now), p.receipt, wrong, p.nameless); err != nil {
		return booking.Booking{}, err
	}
	if p.nameless {
		if err := tx.noteBudget(); err != nil {
			return booking.Booking{}, err
		}
	}
	if wrong {
		return booking.Booking{}, tx.wrongPair(p, b.ID)
	}
	shown := p.facts()
	shown.Visit = visitTo(b)
	b.Phone = ""
	return b, tx.note(DidShow, b.ID, shown)
}

// facts says who asked.
func (p inquiry) facts() Detail {
	return Detail{Elsewhere: true, Kind: p.caller.Kind.String(), Last4: p.caller.Phone.Last4()}
}

// mayAsk returns why a pair is not looked at. Such a try is not counted.
func (tx *Tx) mayAsk(p inquiry) error {
	left, err := tx.triesLeft()
	if err != nil {
		return err
	}
	if left == 0 {
		return &booking.WrongTry{Why: booking.ErrWrongPair}
	}
	if p.nameless {
		asked, err := tx.namelessAsked(booking.NamelessTries)
		if err != nil {
			return err
		}
		if budgetSpent(asked, tx.now) {
			return booking.ErrBudget
		}
	}
	wrong, _, err := value[int](tx, wrongToday, p.receipt, midnight(tx.today()))
	if err == nil && wrong >= booking.ReceiptTries {
		err = booking.ErrStaffOnly
	}
	return err
}

// wrongPair writes down that a pair was wrong: on the booking that has the receipt number, if
// any has. What was keyed is not kept.
func (tx *Tx) wrongPair(p inquiry, id int64) error {
	refused := tx.wrongTry(triedReceipt, booking.ErrWrongPair, DidMiskeyReceipt, id, p.facts())
	if _, ok := errors.AsType[*booking.WrongTry](refused); !ok {
		return refused
	}
	wrong, _, err := value[int](tx, wrongToday, p.receipt, midnight(tx.today()))
	if err == nil && wrong == booking.ReceiptTries {
		err = tx.note(DidStopReceipt, id, Detail{Elsewhere: true})
	}
	if err != nil {
		return err
	}
	return refused
}

// namelessAsked returns when callers without a number asked last, at most n times, newest
// first.
func (tx *Tx) namelessAsked(n int) ([]time.Time, error) {
	return all(tx, func(_ *Tx, r row) (at time.Time, err error) { return at, r.Scan((*instant)(&at)) }, namelessTries, n)
}

// budgetSpent reports whether the newest of those tries have used up the budget of callers
// without a number, at a moment that is not before them.
func budgetSpent(asked []time.Time, at time.Time) bool {
	return len(asked) >= booking.NamelessTries && asked[booking.NamelessTries-1].After(at.Add(-booking.NamelessFor))
}

// noteBudget raises the alarm when the newest try has used up the budget, unless it had
// been used up within the hour before: whoever goes on asking gets one try in whenever an
// old one is forgotten, and the trail shall not fill with that.
func (tx *Tx) noteBudget() error {
	asked, err := tx.namelessAsked(2*booking.NamelessTries - 1)
	if err != nil || !budgetSpent(asked, tx.now) {
		return err
	}
	for i := 1; i < len(asked) && asked[i].After(tx.now.Add(-booking.NamelessFor)); i++ {
		if budgetSpent(asked[i:], asked[i]) {
			return nil
		}
	}
	tx.alarms = append(tx.alarms, DidStopNameless)
	return tx.note(DidStopNameless, 0, Detail{})
}

const shownInCall = `SELECT 1 FROM audit WHERE booking = ? AND deed = 'shown' AND call = ? LIMIT 1`

// noteFrom notes what was done to a booking, and whether it was in a call from another
// telephone, which was shown it: then it was not done by the booking's own number.
func (tx *Tx) noteFrom(kind booking.MessageKind, deed Deed, b booking.Booking) error {
	did := Detail{Visit: visitTo(b)}
	if tx.by.Call != "" {
		_, shown, err := value[int](tx, shownInCall, b.ID, cut(tx.by.Call, maxSID))
		if err != nil {
			return err
		}
		did.Elsewhere = shown
	}
	return tx.told(kind, deed, b, did)
}
