package store

import (
	"cmp"
	"slices"

	"madoguchi/booking"
)

// Day looks for active bookings, of which there are few, and for those that have ended
// since the day began and still have their number. Both use an index that exists anyway.
// Bookings that were cancelled before the day do not belong to it any more.
const (
	dayActive = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_active_phone
		WHERE status = 1 AND start >= ?1 AND start < ?2 AND (?3 = '' OR facility = ?3)`

	dayEnded = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_to_erase
		WHERE phone IS NOT NULL AND ended IS NOT NULL AND ended >= ?1 AND status <> 1 AND start >= ?1 AND start < ?2 AND (?3 = '' OR facility = ?3)`
)

// Day returns the bookings of a day at a facility, or at all of them if facility is "":
// those that are active or over, and those that were cancelled on the day itself;
// earliest start first. It returns none for a day whose numbers have been erased.
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
