package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"madoguchi/booking"
)

const (
	phoneActive = `SELECT ` + bookingColumns + ` FROM bookings WHERE phone = ? AND status = 1`
	phoneEnded  = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_to_erase
		WHERE phone IS NOT NULL AND ended IS NOT NULL AND status <> 1 AND phone = ?`
)

// FindPhone returns the bookings of a number, of any state, that still have it;
// latest start first.
func (tx *Tx) FindPhone(phone booking.Phone) (found []booking.Booking, err error) {
	for _, query := range []string{phoneActive, phoneEnded} {
		some, err := all(tx, scanBooking, query, phone)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b booking.Booking) int {
		return cmp.Or(b.Start.Compare(a.Start), cmp.Compare(a.Member, b.Member), cmp.Compare(b.ID, a.ID))
	})
	return found, nil
}

// mostFound is how many numbers are found at most: nobody reads more.
const mostFound = 50

// Numbers with bookings come first, then those that are known from a call.
var last4Queries = []string{
	`SELECT DISTINCT phone FROM bookings INDEXED BY bookings_active_phone WHERE status = 1 AND phone LIKE '%' || ?`,
	`SELECT DISTINCT phone FROM bookings INDEXED BY bookings_to_erase WHERE phone IS NOT NULL AND ended IS NOT NULL AND status <> 1 AND phone LIKE '%' || ?`,
	`SELECT phone FROM callers WHERE phone LIKE '%' || ?`,
	`SELECT DISTINCT phone FROM holds WHERE phone LIKE '%' || ?`,
}

func fourDigits(s string) bool {
	return len(s) == 4 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || '9' < r })
}

// FindLast4 returns the numbers that end with four digits and are known for a
// booking, a call or a hold; those with an active booking first.
func (tx *Tx) FindLast4(last4 string) (found []booking.Phone, err error) {
	if !fourDigits(last4) {
		return nil, fmt.Errorf("store: found %d bytes to look for, expected four digits", len(last4))
	}
	for _, query := range last4Queries {
		some, err := all(tx, func(_ *Tx, r row) (p booking.Phone, err error) {
			err = r.Scan(&p)
			return p, err
		}, query, last4)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			if len(found) < mostFound && !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
	}
	return found, nil
}
