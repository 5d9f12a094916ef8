package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

func (w *world) showBooking(o *deskFlags) *cobra.Command {
	return w.byReceipt(o, &cobra.Command{
		Use:     "show RECEIPT",
		Short:   "show a booking and its history",
		Example: "  madoguchi bookings show 123456",
	}, anyCity, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b booking.Booking
		var history []store.Entry
		err := view(ctx, d, store.ToFind, func(tx store.Finding) (err error) {
			if b, err = tx.BookingOf(receipt); err != nil {
				return err
			}
			history, err = tx.Audit(b.ID)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, err)
		}
		return d.show(b, history)
	})
}

// did tells what was done to a booking: in a sentence for people, and in JSON for a
// program, or with the receipt number alone if alone is set.
func (d *desk) did(what string, b booking.Booking, alone bool) error {
	var err error
	switch {
	case d.json:
		err = writeJSON(d.out, bookingForMachines(b))
	case alone && !terminal(d.out):
		_, err = fmt.Fprintln(d.out, b.Receipt)
	default:
		_, err = fmt.Fprintf(d.out, "%s  %s  %s  %d人  %s\n", b.Receipt, visit(b), d.name(b.Facility), b.Party, what)
	}
	return err
}

// show prints everything about a booking.
func (d *desk) show(b booking.Booking, history []store.Entry) error {
	if d.json {
		j := bookingForMachines(b)
		j.History = forMachines(history, d.entryForMachines)
		return writeJSON(d.out, j)
	}
	about := table{head: []string{"受付番号", string(b.Receipt)}}
	about.row("日時", visit(b))
	about.row("窓口", d.name(b.Facility))
	about.row("手続き", words.Procedure(b.Procedure))
	about.row("人数", fmt.Sprint(b.Party))
	about.row("何人目", fmt.Sprint(b.Member))
	about.row("電話", dash(b.Phone.Masked()))
	about.row("状態", words.State(b.State))
	if err := about.print(d.out); err != nil {
		return err
	}
	past := table{head: []string{"いつ", "何で", "だれが", "何を", "内容"}}
	for _, e := range history {
		past.row(when(e.At), words.Way(e.Way), words.Actor(e), words.Deed(e.Deed), d.detail(e))
	}
	if _, err := fmt.Fprintln(d.out); err != nil {
		return err
	}
	return past.print(d.out)
}

// detail says what there is to know about an entry of the trail.
func (d *desk) detail(e store.Entry) string { return words.Detail(&d.line.City, e) }
