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

// FindPhone returns the bookings of a number, in any state, that have not been erased;
// latest start first.
func (tx *Tx) FindPhone(phone booking.Phone) (found []booking.Booking, err error) {
	for _, query := range []string{phoneActive, phoneEnded} {
		some, err := all(tx, scanBooking, query, phone)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, latestFirst)
	return found, nil
}

// latestFirst orders bookings, the latest start first.
func latestFirst(a, b booking.Booking) int {
	return cmp.Or(b.Start.Compare(a.Start), cmp.Compare(a.Member, b.Member), cmp.Compare(b.ID, a.ID))
}

// mostFound is how many numbers FindLast4 returns at most: nobody reads more.
const mostFound = 50

// FindLast4 lists numbers with bookings first, then those that are known from a call or
// a hold. It reads the bookings together with the numbers: looking each number up again
// would read everything that ended in the last month once per number.
const (
	last4Active = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_active_phone WHERE status = 1 AND phone LIKE '%' || ? ORDER BY phone`
	last4Ended  = `SELECT ` + bookingColumns + ` FROM bookings INDEXED BY bookings_to_erase
		WHERE phone IS NOT NULL AND ended IS NOT NULL AND status <> 1 AND phone LIKE '%' || ?`
	last4Called = `SELECT phone FROM callers WHERE phone LIKE '%' || ?`
	last4Holds  = `SELECT phone FROM holds WHERE phone LIKE '%' || ?`
)

func fourDigits(s string) bool {
	return len(s) == 4 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || '9' < r })
}

// A FoundPhone is a number with its bookings, as FindPhone returns them.
type FoundPhone struct {
	Phone    Masked
	Bookings []Seen
}

// FindLast4 returns the numbers that end with last4 and are known from a booking, a call
// or a hold, 50 at most; those with an active booking first.
func (tx *Tx) FindLast4(last4 string) ([]FoundPhone, error) {
	if !fourDigits(last4) {
		return nil, fmt.Errorf("store: found %d bytes to look for, expected four digits", len(last4))
	}
	var found []FoundPhone
	for _, query := range []string{last4Active, last4Ended} {
		bookings, err := all(tx, scanBooking, query, last4)
		if err != nil {
			return nil, err
		}
		for _, b := range bookings {
			found = know(found, b.Phone, b)
		}
	}
	for _, f := range found {
		slices.SortFunc(f.Bookings, func(a, b Seen) int { return latestFirst(a.Booking, b.Booking) })
	}
	for _, query := range []string{last4Called, last4Holds} {
		phones, err := all(tx, func(_ *Tx, r row) (p booking.Phone, err error) {
			err = r.Scan(&p)
			return p, err
		}, query, last4)
		if err != nil {
			return nil, err
		}
		for _, p := range phones {
			found = know(found, p)
		}
	}
	return found, nil
}

// know adds bookings to a number. It adds the number if it is new and there is room.
func know(found []FoundPhone, phone booking.Phone, bookings ...booking.Booking) []FoundPhone {
	i := slices.IndexFunc(found, func(f FoundPhone) bool { return f.Phone.phone == phone })
	switch {
	case i >= 0:
		found[i].Bookings = append(found[i].Bookings, seenAll(bookings)...)
	case len(found) < mostFound:
		found = append(found, FoundPhone{Masked{phone}, seenAll(bookings)})
	}
	return found
}
