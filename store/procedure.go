package store

import "madoguchi/booking"

const setProcedure = `UPDATE bookings SET procedure = ? WHERE id = ? AND status = 1`

// SetProcedure implements booking.Tx. It notes nothing if the booking says so already.
func (tx *Tx) SetProcedure(b booking.Booking, p booking.Procedure) error {
	return tx.step(func() error {
		old, err := tx.active(b.ID)
		if err != nil || old.Procedure == p {
			return err
		}
		if _, err := tx.exec(setProcedure, p, old.ID); err != nil {
			return err
		}
		return tx.note(DidSetProcedure, old.ID, Detail{Visit: visitTo(old), Procedure: p})
	})
}
