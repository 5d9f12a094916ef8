package store

import (
	"fmt"

	"madoguchi/booking"
)

const attend = `UPDATE bookings SET came = ? WHERE id = ? AND status <> 3`

// Attend implements booking.Tx. It returns booking.ErrNotFound for a booking that
// was cancelled.
func (tx *Tx) Attend(b booking.Booking, came booking.Came) error {
	deed, known := map[booking.Came]Deed{booking.Arrived: DidArrive, booking.Absent: DidMiss, booking.NotSaid: DidUnsay}[came]
	if !known {
		return fmt.Errorf("store: found attendance %d, expected %d, %d or %d", came, booking.NotSaid, booking.Arrived, booking.Absent)
	}
	return tx.step(func() error {
		n, err := tx.change(attend, came, b.ID)
		if err == nil && n == 0 {
			err = booking.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.note(deed, b.ID, Detail{Visit: visitTo(b)})
	})
}
