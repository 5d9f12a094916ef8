package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"madoguchi/booking"
	"madoguchi/store"
)

// wholeNumbers adds the flag with which telephone numbers are printed whole.
func (o *deskFlags) wholeNumbers(flags *pflag.FlagSet) {
	flags.BoolVar(&o.numbers, "numbers", false, "write whole telephone numbers; the audit trail says whose, and who saw them")
}

// reveal has phone return the whole numbers of bookings, if they are asked for. Before it
// returns, the trail durably says who sees them.
func (d *desk) reveal(ctx context.Context, bookings ...store.Seen) error {
	if !d.numbers {
		return nil
	}
	var known []store.Seen
	for _, b := range bookings {
		if b.Phone != (store.Masked{}) {
			known = append(known, b)
		}
	}
	d.why = "" // of what was done, and not of the look
	var whole map[int64]booking.Phone
	err := update(ctx, d, store.ToFind, func(tx store.Finding) (err error) {
		whole, err = tx.Numbers(known, store.Look{Page: store.TerminalPage})
		return err
	})
	if err != nil {
		return refusedNumbers(err)
	}
	d.whole = whole
	return nil
}

func refusedNumbers(err error) error {
	return fmt.Errorf("whole telephone numbers are printed only where the trail can say so: %w", err)
}

// phone returns the number of a booking for the output: masked, unless it was revealed,
// and "" once it has been erased.
func (d *desk) phone(b store.Seen) string {
	if whole, ok := d.whole[b.ID]; ok {
		return cmp.Or(whole.Address(), string(whole))
	}
	return b.Phone.String()
}
