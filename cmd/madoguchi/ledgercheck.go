package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

func (w *world) checkLedger() *cobra.Command {
	var db string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "hold the ledger against everything that must be true of it",
		Long: `Check reads the whole ledger, beside a running server, and tells what is wrong with it:
one line each, and exit status 1. It never names a telephone number.

It also lists the bookings that stand where more is promised than desks are wanted now.
That is no error: they were made before fewer desks were wanted, and they stand, while
their seats are not given to anybody else.`,
		Example: "  madoguchi ledger check --db madoguchi.db\n  madoguchi ledger check --db madoguchi.db --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ledger, err := w.openLedger(db)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, ledger.Close()) }()
			wrong := ledger.Check(cmd.Context())
			var over []booking.Booking
			if err := ledger.View(cmd.Context(), store.ToPlan.Do(func(tx store.Planning) (err error) {
				over, err = tx.OverPromised("", tx.Now(), endOfTime)
				return err
			})); err != nil {
				return errors.Join(wrong, err)
			}
			if err := w.tellChecked(db, wrong, over, asJSON); err != nil {
				return err
			}
			if wrong != nil {
				return errTold
			}
			return nil
		},
	}
	dbFlag(cmd.Flags(), &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON, with whole telephone numbers")
	return cmd
}

// tellChecked tells what is wrong with a ledger, and what it has promised beyond the desks.
func (w *world) tellChecked(db string, wrong error, over []booking.Booking, asJSON bool) error {
	switch {
	case asJSON:
		lines := []string{}
		if wrong != nil {
			lines = strings.Split(wrong.Error(), "\n")
		}
		return writeJSON(w.out, struct {
			Wrong    []string      `json:"wrong"`
			Promised []bookingJSON `json:"promised"` // beyond the desks that are wanted
		}{lines, forMachines(over, bookingForMachines)})
	case wrong != nil:
		if _, err := fmt.Fprintln(w.err, wrong); err != nil {
			return err
		}
	default:
		if _, err := fmt.Fprintf(w.out, "%s: ok\n", db); err != nil {
			return err
		}
	}
	for _, b := range over {
		start, end := b.Start.In(booking.JST), b.End.In(booking.JST)
		if _, err := fmt.Fprintf(w.out, "promised beyond the desks: receipt %s: %s %s-%s\n", b.Receipt, b.Facility, start.Format("2006-01-02 15:04"), end.Format("15:04")); err != nil {
			return err
		}
	}
	return nil
}
