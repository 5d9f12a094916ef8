package store

import (
	"cmp"
	"slices"

	"madoguchi/booking"
)

// A day is found by what is active, of which there is little, and by what has ended
// since its beginning and still has its number: both by an index that is there
// anyway. What was cancelled before the day is no matter of that day any more.
const (
	dayActive = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_active_phone
		WHERE status = 1 AND start >= ?1 AND start < ?2 AND (?3 = '' OR facility = ?3)`

	dayEnded = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_to_erase
		WHERE phone IS NOT NULL AND ended IS NOT NULL AND ended >= ?1 AND status <> 1 AND start >= ?1 AND start < ?2 AND (?3 = '' OR facility = ?3)`
)

// Day returns the bookings of a day at a facility, or at all if that is "": what is
// active or over, and what was cancelled on the day itself; earliest start first.
// A day whose numbers have been erased has none.
func (tx *Tx) Day(facility string, day booking.Date) (found []booking.Booking, err error) {
	for _, query := range []string{dayActive, dayEnded} {
		some, err := all(tx, scanBooking, query, midnight(day), midnight(day.AddDays(1)), facility)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b booking.Booking) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}
