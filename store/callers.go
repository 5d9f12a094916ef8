package store

import (
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// tallied adds to what is known about a number. On a new day the counts begin at zero,
// but a caller who needs slow speech still needs it: clean counts the calls since it was
// needed last.
const tallied = `INSERT INTO callers (phone, day, calls, bookings, changes, cancels, slow, seen, last)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?10, ''))
	ON CONFLICT (phone) DO UPDATE SET
		calls    = CASE WHEN callers.day = excluded.day THEN callers.calls ELSE 0 END    + excluded.calls,
		bookings = CASE WHEN callers.day = excluded.day THEN callers.bookings ELSE 0 END + excluded.bookings,
		changes  = CASE WHEN callers.day = excluded.day THEN callers.changes ELSE 0 END  + excluded.changes,
		cancels  = CASE WHEN callers.day = excluded.day THEN callers.cancels ELSE 0 END  + excluded.cancels,
		slow     = CASE WHEN excluded.slow = 1 THEN 1 ELSE callers.slow END,
		clean    = CASE WHEN excluded.slow = 1 THEN 0 ELSE callers.clean + excluded.calls END,
		day      = excluded.day,
		seen     = excluded.seen,
		last     = coalesce(excluded.last, callers.last)
	WHERE ?9 = 0 OR ?9 > CASE WHEN callers.day = excluded.day THEN callers.calls * excluded.calls + callers.bookings * excluded.bookings
		+ callers.changes * excluded.changes + callers.cancels * excluded.cancels ELSE 0 END`

// The CAST keeps the statement prepared; freeSlots tells why. Counting first
// and then looking costs three quarters of one statement with RETURNING, for which
// SQLite sets up a table each time (https://sqlite.org/lang_returning.html).
const acquaintance = `SELECT calls, bookings, changes, cancels, slow = 1 AND clean <= 2, EXISTS (SELECT 1 FROM blocked WHERE phone = callers.phone),
		EXISTS (SELECT 1 FROM notices WHERE ends > ?2 AND starts <= ?2),
		EXISTS (SELECT 1 FROM holds WHERE phone = callers.phone AND kind < 3) OR EXISTS (SELECT 1 FROM holds WHERE phone = callers.phone AND kind = 3),
		EXISTS (SELECT 1 FROM proofs WHERE phone = callers.phone AND state = 'open' AND means = 'call' AND expires > ?2)
	FROM callers WHERE phone = CAST(?1 AS TEXT)`

// Greet implements ivr.Memory. It counts nothing and knows nothing for a caller without
// a number. From now on the call is the number's last one.
func (tx *Tx) Greet(phone booking.Phone) (ivr.Acquaintance, error) {
	if _, err := tx.tallyIn(phone, booking.Tally{Calls: 1}, false, 0, tx.by.Call); err != nil {
		return ivr.Acquaintance{}, err
	}
	known, _, err := first(tx, scanAcquaintance, acquaintance, phone, instant(tx.now))
	return known, err
}

// Rung implements ivr.Memory. It is no call of the number, and is not noted as its last one.
func (tx *Tx) Rung(phone booking.Phone) (ivr.Acquaintance, error) {
	if _, err := tx.tally(phone, booking.Tally{}, false, 0); err != nil { // so that the counts are those of today
		return ivr.Acquaintance{}, err
	}
	known, _, err := first(tx, scanAcquaintance, acquaintance, phone, instant(tx.now))
	return known, err
}

func scanAcquaintance(_ *Tx, r row) (k ivr.Acquaintance, err error) {
	err = r.Scan(&k.Today.Calls, &k.Today.Bookings, &k.Today.Changes, &k.Today.Cancels, &k.Slow, &k.Blocked, &k.Notices, &k.Holding, &k.Asked)
	return k, err
}

// Slow implements ivr.Memory. It keeps nothing for a caller without a number.
func (tx *Tx) Slow(phone booking.Phone) error {
	_, err := tx.tally(phone, booking.Tally{}, true, 0)
	return err
}

// Count implements booking.Tx. It counts nothing for the empty Phone, which is nobody. It
// returns an error if what is not one of the things that are counted.
func (tx *Tx) Count(phone booking.Phone, what booking.Counted, most int) (bool, error) {
	var one booking.Tally
	switch what {
	case booking.Called:
		one.Calls = 1
	case booking.Booked:
		one.Bookings = 1
	case booking.Changed:
		one.Changes = 1
	case booking.GaveUp:
		one.Cancels = 1
	default:
		return false, fmt.Errorf("store: found %.20q to be counted, expected %s, %s, %s or %s",
			what, booking.Called, booking.Booked, booking.Changed, booking.GaveUp)
	}
	return tx.tally(phone, one, false, most)
}

// tally adds to what is known about a number, unless it has done that most times today;
// if most is 0, there is no limit. It adds nothing for the empty Phone, which is nobody.
func (tx *Tx) tally(phone booking.Phone, more booking.Tally, slow bool, most int) (added bool, err error) {
	return tx.tallyIn(phone, more, slow, most, "")
}

// tallyIn does what tally does, and notes sid as the number's last call unless it is "".
func (tx *Tx) tallyIn(phone booking.Phone, more booking.Tally, slow bool, most int, sid string) (added bool, err error) {
	if phone == "" {
		return true, tx.usable()
	}
	n, err := tx.change(tallied, phone, midnight(tx.today()),
		more.Calls, more.Bookings, more.Changes, more.Cancels, slow, instant(tx.now), most, sid)
	return n > 0, err
}

// The CAST keeps the statement prepared; freeSlots tells why.
const tallyOf = `SELECT calls, bookings, changes, cancels FROM callers WHERE phone = CAST(? AS TEXT) AND day = ?`

// Today implements booking.Tx.
func (tx *Tx) Today(phone booking.Phone) (booking.Tally, error) {
	tally, _, err := first(tx, func(_ *Tx, r row) (t booking.Tally, err error) {
		err = r.Scan(&t.Calls, &t.Bookings, &t.Changes, &t.Cancels)
		return t, err
	}, tallyOf, phone, midnight(tx.today()))
	return tally, err
}

// today returns the day of Now.
func (tx *Tx) today() booking.Date { return booking.DateOf(tx.Now()) }

// midnight returns the beginning of a day in Japan, which is how a day is stored.
func midnight(day booking.Date) instant { return instant(day.In(booking.JST)) }

// A BlockedNumber is a number that is turned away when it calls.
type BlockedNumber struct {
	Phone Masked
	Since time.Time
}

const (
	block   = `INSERT INTO blocked (phone, since) VALUES (?, ?) ON CONFLICT (phone) DO NOTHING`
	unblock = `DELETE FROM blocked WHERE phone = ?`
)

// Block has a number turned away when it calls, or not any more if on is false. It
// reports whether that changed anything, and returns booking.ErrNoPhone if there is no
// number. A number stays blocked, and known, until it is unblocked.
func (tx *Tx) Block(phone booking.Phone, on bool) (changed bool, err error) {
	if phone == "" {
		return false, booking.ErrNoPhone
	}
	deed, query, args := DidBlock, block, []any{phone, instant(tx.now)}
	if !on {
		deed, query, args = DidUnblock, unblock, []any{phone}
	}
	err = tx.step(func() error {
		n, err := tx.change(query, args...)
		if err != nil || n == 0 {
			return err
		}
		changed = true
		return tx.note(deed, 0, Detail{Masked: phone.Masked()})
	})
	return changed && err == nil, err
}

// Blocked returns the numbers that are turned away, the longest blocked first.
func (tx *Tx) Blocked() ([]BlockedNumber, error) {
	return all(tx, func(_ *Tx, r row) (b BlockedNumber, err error) {
		err = r.Scan(&b.Phone.phone, (*instant)(&b.Since))
		return b, err
	}, `SELECT phone, since FROM blocked ORDER BY since, phone`)
}
