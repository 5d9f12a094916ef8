package booking

import "time"

// CancelOwn ends one of the number's own bookings, for its caller, who may undo
// that for a while. It returns ErrNotFound if the number has no such active
// booking, *TooLate if it cannot be cancelled any more, and *TooOften.
func (r Rules) CancelOwn(tx Tx, phone Phone, receipt Receipt) (Booking, error) {
	b, err := own(tx, phone, receipt)
	if err != nil {
		return b, err
	}
	if err := r.MayCancel(tx.Now(), b); err != nil {
		return b, err
	}
	if err := r.count(tx, phone, GaveUp); err != nil {
		return b, err
	}
	if err := tx.Cancel(b, tx.Now().Add(r.UndoFor)); err != nil {
		return b, err
	}
	b.State, b.Came = Cancelled, NotSaid
	return b, nil
}

// Cancel ends a booking for staff; its seats are free at once. It returns
// ErrNotFound if there is no such active booking, and *TooLate from its start on.
func (r Rules) Cancel(tx Tx, receipt Receipt) (Booking, error) {
	b, err := alive(tx, receipt)
	if err != nil {
		return b, err
	}
	if !b.Start.After(tx.Now()) {
		return b, &TooLate{What: "cancel", Start: b.Start, Until: b.Start}
	}
	if err := tx.Cancel(b, time.Time{}); err != nil {
		return b, err
	}
	b.State, b.Came = Cancelled, NotSaid
	return b, nil
}

// Undoable finds, among the holds of a number as [Tx.Holds] returns them, that of the
// booking which it cancelled last and may still bring back. It returns false if there
// is none; a booking whose visit has begun cannot be brought back.
func Undoable(holds []Hold, now time.Time) (Hold, bool) {
	for _, h := range holds {
		if h.Kind == ForUndo && h.Start.After(now) {
			return h, true
		}
	}
	return Hold{}, false
}

// Undo makes a booking that the number has cancelled active again, in the seats
// that were kept. It returns ErrNotFound if they are not kept any more or the
// visit has begun, and *Already if the number has another booking for that member.
func Undo(tx Tx, phone Phone, receipt Receipt) (Booking, error) {
	b, err := tx.BookingOf(receipt)
	switch {
	case err != nil:
		return b, err
	case b.Phone != phone || !b.Start.After(tx.Now()):
		return b, ErrNotFound
	}
	return tx.Restore(b)
}
