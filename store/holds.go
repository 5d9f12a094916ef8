package store

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

const dropDeadHolds = `DELETE FROM holds WHERE expires <= ?`

// sweep deletes dead holds, and their claims with them, before room is looked for. It
// does nothing in a view.
func (tx *Tx) sweep() error {
	if !tx.writes || tx.swept {
		return tx.usable()
	}
	_, err := tx.exec(dropDeadHolds, instant(tx.now))
	tx.swept = err == nil
	return err
}

// holdsOfPhone has two parts because no single index has all kinds of hold. The CAST keeps
// the statement prepared; freeSlots tells why.
const holdsOfPhone = holdsOfKind + ` < 3 UNION ALL ` + holdsOfKind + ` = 3`

const holdsOfKind = `SELECT h.id, h.phone, h.kind, coalesce(h.booking, 0), coalesce(b.receipt, ''), coalesce(b.member, 0),
		h.facility, h.start, h.ends, h.party, h.expires, h.extended, h.service, coalesce(h.procedure, '')
	FROM holds h LEFT JOIN bookings b ON b.id = h.booking
	WHERE h.phone = CAST(? AS TEXT) AND h.expires > ? AND h.kind`

// Holds implements booking.Tx. Among holds that expire at the same time, the one that was
// made last comes first.
func (tx *Tx) Holds(phone booking.Phone) ([]booking.Hold, error) {
	type numbered struct {
		booking.Hold
		id int64
	}
	now := instant(tx.now)
	found, err := all(tx, func(_ *Tx, r row) (h numbered, err error) {
		err = r.Scan(&h.id, &h.Phone, &h.Kind, &h.Booking, &h.Receipt, &h.Member,
			&h.Facility, (*instant)(&h.Start), (*instant)(&h.End), &h.Party, (*instant)(&h.Expires), &h.Extended, &h.Service, &h.Procedure)
		return h, err
	}, holdsOfPhone, phone, now, phone, now)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	slices.SortFunc(found, func(a, b numbered) int {
		return cmp.Or(b.Expires.Compare(a.Expires), cmp.Compare(b.id, a.id))
	})
	holds := make([]booking.Hold, len(found))
	for i, h := range found {
		holds[i] = h.Hold
	}
	return holds, nil
}

// PutHold implements booking.Tx. It returns booking.ErrNotFound for a hold ForChange
// whose booking is not active, or is not the number's.
func (tx *Tx) PutHold(h booking.Hold, claims []booking.Claim) error {
	switch {
	case !h.Expires.After(tx.now):
		return fmt.Errorf("store: found a hold that expires at %s, expected a time after %s", stamp(h.Expires), stamp(tx.now))
	case h.Kind != booking.ForBooking && h.Kind != booking.ForChange:
		return fmt.Errorf("store: found a hold of kind %d, expected %d or %d", h.Kind, booking.ForBooking, booking.ForChange)
	}
	return tx.step(func() error {
		if err := tx.sweep(); err != nil {
			return err
		}
		if h.Kind == booking.ForChange {
			b, err := tx.active(h.Booking)
			if err == nil && b.Phone != h.Phone {
				err = booking.ErrNotFound
			}
			if err != nil {
				return err
			}
		}
		id, err := tx.writeHold(h)
		if err != nil {
			return err
		}
		return tx.take(claimForHold, id, claims...)
	})
}

const insertHold = `INSERT INTO holds (phone, kind, booking, facility, start, ends, party, expires, extended, service, procedure)
	VALUES (?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))`

func (tx *Tx) writeHold(h booking.Hold) (id int64, err error) {
	return tx.insert(insertHold, h.Phone, h.Kind, h.Booking, h.Facility, instant(h.Start), instant(h.End), h.Party, instant(h.Expires), h.Extended, cmp.Or(h.Service, booking.CertificateService), h.Procedure)
}

const (
	resumeHold = `UPDATE holds SET expires = ?, resumed = resumed + 1` + ofPhone
	extendHold = `UPDATE holds SET expires = ?, extended = extended + 1` + ofPhone

	ofPhone = ` WHERE phone = CAST(? AS TEXT) AND kind < 3 AND expires > ?`
)

// Renew implements booking.Tx.
func (tx *Tx) Renew(phone booking.Phone, expires time.Time) error {
	return tx.longer(resumeHold, phone, expires)
}

// Extend implements booking.Tx.
func (tx *Tx) Extend(phone booking.Phone, expires time.Time) error {
	return tx.longer(extendHold, phone, expires)
}

func (tx *Tx) longer(statement string, phone booking.Phone, expires time.Time) error {
	n, err := tx.change(statement, instant(expires), phone, instant(tx.now))
	if err == nil && n == 0 {
		err = booking.ErrNotFound
	}
	return err
}

const dropHold = `DELETE FROM holds WHERE (phone = CAST(? AS TEXT) AND kind < 3) OR expires <= ?`

// DropHold implements booking.Tx. It also deletes dead holds, because whoever gives one
// back is about to look for room.
func (tx *Tx) DropHold(phone booking.Phone) error {
	_, err := tx.exec(dropHold, phone, instant(tx.now))
	tx.swept = tx.swept || err == nil
	return err
}
