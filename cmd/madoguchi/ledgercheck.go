package main

import (
	"errors"
	"fmt"
	"log/slog"
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
one line each, and exit status 1. It never names a telephone number, and never writes: it
also checks a ledger of an earlier version, as far as this program knows that, and one that
can only be read.

It also lists the bookings that stand where more is promised than desks are wanted now.
That is no error: they were made before fewer desks were wanted, and they stand, while
their seats are not given to anybody else.`,
		Example: "  madoguchi ledger check --db madoguchi.db\n  madoguchi ledger check --db madoguchi.db --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if !exists(db) {
				return noLedger(db)
			}
			ledger, err := w.open(db, store.Options{ReadOnly: true, Log: w.log(slog.LevelError)})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, ledger.Close()) }()
			wrong := ledger.Check(cmd.Context())
			c := checked{db: db, wrong: wrong, columns: ledger.ChecksColumns()}
			c.version, c.program = ledger.Version()
			if err := ledger.View(cmd.Context(), store.ToPlan.Do(func(tx store.Planning) (err error) {
				c.over, err = tx.OverPromised("", tx.Now(), endOfTime)
				return err
			})); err != nil && !c.earlier() { // an earlier version may not tell
				return errors.Join(wrong, err)
			}
			if err := w.tellChecked(c, asJSON); err != nil {
				return err
			}
			if wrong != nil {
				return errTold
			}
			return nil
		},
	}
	dbFlag(cmd.Flags(), &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

// A checked ledger is what was found in it.
type checked struct {
	db               string
	wrong            error
	over             []store.Seen // promised beyond the desks that are wanted
	version, program int
	columns          bool // the values in the columns were checked
}

// earlier reports whether the ledger is of an earlier version.
func (c checked) earlier() bool { return c.version != c.program }

// tellChecked tells what is wrong with a ledger, what was not checked, and what it has
// promised beyond the desks.
func (w *world) tellChecked(c checked, asJSON bool) error {
	if asJSON {
		lines := []string{}
		if c.wrong != nil {
			lines = strings.Split(c.wrong.Error(), "\n")
		}
		return writeJSON(w.out, struct {
			Wrong    []string      `json:"wrong"`
			Promised []bookingJSON `json:"promised"` // beyond the desks that are wanted
			Version  int           `json:"version"`
			Program  int           `json:"program"` // to which version serve would bring it
			Columns  bool          `json:"columns"` // the values in the columns were checked
		}{lines, forMachines(c.over, (&desk{world: w}).forMachines), c.version, c.program, c.columns})
	}
	if c.wrong != nil {
		if _, err := fmt.Fprintln(w.err, c.wrong); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintf(w.out, "%s: ok\n", c.db); err != nil {
		return err
	}
	if c.earlier() {
		if _, err := fmt.Fprintf(w.out, "%v; of version %d were checked the file, what refers to what, and the schema\n",
			&store.OlderLedger{Version: c.version, Program: c.program}, c.version); err != nil {
			return err
		}
	}
	if !c.columns {
		if _, err := fmt.Fprintln(w.out, "not checked, because the file cannot be written: whether each value is one that its column allows"); err != nil {
			return err
		}
	}
	for _, b := range c.over {
		start, end := b.Start.In(booking.JST), b.End.In(booking.JST)
		if _, err := fmt.Fprintf(w.out, "promised beyond the desks: receipt %s: %s %s-%s\n", b.Receipt, b.Facility, start.Format("2006-01-02 15:04"), end.Format("15:04")); err != nil {
			return err
		}
	}
	return nil
}
