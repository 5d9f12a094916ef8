// Package booking says what a booking is and by which rules one may be held,
// made, moved and cancelled.
//
// It knows facilities, opening hours, holidays, slots, holds, bookings, phone
// numbers and receipt numbers. It must not know how a caller speaks (package
// ivr), how anything is remembered (package store), or what carries it
// (package voice): it imports the standard library only, and what it needs of
// a memory it asks through the interface Tx.
//
// Every rule reads the time from Tx.Now, so a test sets the clock:
//
//	offer, err := rules.Offer(tx, phone, "ajiyoshi", tx.Now())
//	if err == nil {
//		made, err = rules.Book(tx, booking.Request{Phone: phone, Facility: offer.Facility, Start: offer.Start})
//	}
package booking
