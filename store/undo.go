package store

import (
	"time"

	"madoguchi/booking"
)

const cancelBooking = `UPDATE bookings SET status = 3, came = 0, ended = ? WHERE id = ? AND status = 1`

// Cancel implements booking.Tx. It returns booking.ErrNotFound if the booking
// is not active any more.
func (tx *Tx) Cancel(b booking.Booking, keep time.Time) error {
	return tx.step(func() error {
		old, err := tx.active(b.ID)
		if err != nil {
			return err
		}
		if keep.After(tx.now) {
			if err := tx.keep(old, keep); err != nil {
				return err
			}
		}
		// A trigger gives back what the booking still claims.
		if _, err := tx.exec(cancelBooking, instant(tx.now), old.ID); err != nil {
			return err
		}
		return tx.noteFrom(booking.ToldCancelled, DidCancel, old)
	})
}

const claimsToHold = `UPDATE claims SET booking = NULL, hold = ? WHERE booking = ?`

// keep turns the booking's claims into those of an undo hold, so that its seats are free
// at no moment.
func (tx *Tx) keep(b booking.Booking, until time.Time) error {
	id, err := tx.writeHold(booking.Hold{
		Phone: b.Phone, Kind: booking.ForUndo, Booking: b.ID,
		Service: b.Service, Facility: b.Facility, Start: b.Start, End: b.End, Party: b.Party, Expires: until,
	})
	if err != nil {
		return err
	}
	_, err = tx.exec(claimsToHold, id, b.ID)
	return err
}

const (
	undoOfBooking   = `SELECT id FROM holds WHERE booking = ? AND kind = 3 AND expires > ?`
	restoreBooking  = `UPDATE bookings SET status = 1, ended = NULL, alone = (SELECT 1 - per_service FROM counting WHERE id = 1) WHERE id = ? AND status = 3`
	claimsToBooking = `UPDATE claims SET booking = ?, hold = NULL WHERE hold = ?`
	deleteHold      = `DELETE FROM holds WHERE id = ?`
)

// Restore implements booking.Tx.
func (tx *Tx) Restore(b booking.Booking) (booking.Booking, error) {
	var back booking.Booking
	taken := false // a later booking has taken the place of the phone and member
	err := tx.step(func() error {
		hold, held, err := value[int64](tx, undoOfBooking, b.ID, instant(tx.now))
		if err != nil {
			return err
		}
		if !held {
			return booking.ErrNotFound
		}
		restored, err := tx.change(restoreBooking, b.ID)
		switch taken = why(err) == unique || why(err) == raised; {
		case err != nil:
			return err
		case restored == 0:
			return booking.ErrNotFound
		}
		if _, err := tx.exec(claimsToBooking, b.ID, hold); err != nil {
			return err
		}
		if _, err := tx.exec(deleteHold, hold); err != nil {
			return err
		}
		if back, err = found(first(tx, scanBooking, bookingOfID, b.ID)); err != nil {
			return err
		}
		return tx.noteFrom(booking.ToldRestored, DidRestore, back)
	})
	if taken { // the step has been taken back, so the ledger can be asked again
		if err := tx.inTheWay(b); err != nil {
			return b, err
		}
		return b, booking.ErrNotFound
	}
	if err != nil {
		return b, err
	}
	return back, nil
}
