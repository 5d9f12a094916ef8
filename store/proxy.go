package store

import "madoguchi/booking"

const setProxy = `UPDATE bookings SET proxy = ? WHERE id = ? AND status = 1`

// SetProxy implements booking.Tx. It notes nothing if the booking says so already.
func (tx *Tx) SetProxy(b booking.Booking, proxy bool) error {
	deed := DidSetProxy
	if !proxy {
		deed = DidUnsetProxy
	}
	return tx.step(func() error {
		old, err := tx.active(b.ID)
		if err != nil || old.Proxy == proxy {
			return err
		}
		if _, err := tx.exec(setProxy, proxy, old.ID); err != nil {
			return err
		}
		old.Proxy = proxy
		if !proxy {
			return tx.note(deed, old.ID, Detail{Visit: visitTo(old)})
		}
		return tx.told(booking.ToldProxy, deed, old, Detail{Visit: visitTo(old)})
	})
}
