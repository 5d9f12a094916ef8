package store

import (
	"slices"
	"time"

	"madoguchi/booking"
)

const errandsOf = `SELECT procedure, coalesce(application, ''), coalesce(reason, '') FROM errands WHERE booking = ? ORDER BY person`

// Errands implements booking.Tx.
func (tx *Tx) Errands(b booking.Booking) ([]booking.Errand, error) {
	return all(tx, func(_ *Tx, r row) (e booking.Errand, err error) {
		err = r.Scan(&e.Procedure, &e.Application, &e.Reason)
		return e, err
	}, errandsOf, b.ID)
}

const (
	forgetErrands = `DELETE FROM errands WHERE booking = ?`
	noteErrand    = `INSERT INTO errands (booking, person, procedure, application, reason) VALUES (?, ?, ?, nullif(?, ''), nullif(?, ''))`
	setProcedure  = `UPDATE bookings SET procedure = ? WHERE id = ? AND status = 1`
)

// SetErrands implements booking.Tx. Errands that are as they were are no news, and nothing of
// them but the procedure is in the audit trail.
func (tx *Tx) SetErrands(b booking.Booking, errands []booking.Errand) (booking.Booking, error) {
	err := tx.step(func() (err error) {
		if b, err = tx.active(b.ID); err != nil {
			return err
		}
		was, err := tx.Errands(b)
		if err != nil || slices.Equal(was, errands) {
			return err
		}
		if _, err := tx.exec(forgetErrands, b.ID); err != nil {
			return err
		}
		for i, e := range errands {
			if _, err := tx.exec(noteErrand, b.ID, i+1, e.Procedure, e.Application, e.Reason); err != nil {
				return err
			}
		}
		if len(errands) > 0 {
			b.Procedure = errands[0].Procedure
		}
		if _, err := tx.exec(setProcedure, b.Procedure, b.ID); err != nil {
			return err
		}
		return tx.note(DidSetErrands, b.ID, Detail{Visit: visitTo(b), Procedure: b.Procedure})
	})
	return b, err
}

// eraseApplications erases the application IDs of visits that were over, or were cancelled,
// before a day began.
const eraseApplications = `UPDATE errands SET application = NULL WHERE (booking, person) IN (SELECT e.booking, e.person
	FROM errands e JOIN bookings b ON b.id = e.booking
	WHERE e.application IS NOT NULL AND (b.status = 1 AND b.ends <= ?1 OR b.ended <= ?1) LIMIT ?2)`

const setCounting = `UPDATE counting SET per_service = ? WHERE per_service <> ?`

// CountPerService tells the ledger whether a number may have one active booking of each
// service, or one of all. What is booked stands.
func (tx *Tx) CountPerService(yes bool) error {
	_, err := tx.exec(setCounting, yes, yes)
	return err
}

// midnightBefore returns the beginning of the day of now: what ended before it is erased in the
// night after. Tidy runs at night.
func midnightBefore(now time.Time) time.Time {
	return booking.DateOf(now.In(booking.JST)).In(booking.JST)
}
