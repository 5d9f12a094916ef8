// Package booking says what a booking is and by which rules it may be held, made,
// changed, cancelled and brought back.
//
// It knows facilities, opening hours, holidays, slots, holds, bookings, phone
// numbers and receipt numbers. It must not know how a caller speaks (package
// ivr), how anything is remembered (package store), or what carries it
// (package voice): it imports the standard library only, and asks a memory for
// what it needs through the interface [Tx].
//
// Every rule reads the time from Tx.Now, so a test sets the clock:
//
//	rules := city.RulesOf("ajiyoshi")
//	offer, err := rules.Offer(tx, booking.Want{Phone: phone, Facility: "ajiyoshi", Party: 3}, tx.Now())
//	if err == nil {
//		made, err = rules.Book(tx, booking.Request{Phone: phone, Facility: "ajiyoshi", Start: offer.Start, Party: 3})
//	}
package booking
