package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
)

func (w *world) configCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "config",
		Short: "write and check city.yaml",
		Example: `  madoguchi config sample > city.yaml
  madoguchi config check city.yaml
  madoguchi config check city.yaml --db madoguchi.db`,
	})
	cmd.AddCommand(w.sampleConfig(), w.checkConfig())
	return cmd
}

func (w *world) sampleConfig() *cobra.Command {
	return &cobra.Command{
		Use:   "sample [FILE]",
		Short: "write a commented city.yaml to start from",
		Long:  "Sample writes a commented city.yaml, to the terminal or to a file that is not there yet.",
		Example: `  madoguchi config sample > city.yaml
  madoguchi config sample city.yaml`,
		Args: oneFile,
		RunE: func(_ *cobra.Command, args []string) error {
			sample := city.Sample(w.now())
			if len(args) == 0 {
				_, err := w.out.Write(sample)
				return err
			}
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s is there already: name a file that is not", args[0])
			}
			if err != nil {
				return err
			}
			_, err = bytes.NewReader(sample).WriteTo(f)
			return errors.Join(err, f.Close())
		},
	}
}

// oneFile takes the name of a file, or nothing.
func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("found %d files, expected at most one, such as city.yaml; see %s --help", len(args), cmd.CommandPath())
	}
	if len(args) == 1 && args[0] == "" {
		return usage("found an empty file name, expected one such as city.yaml")
	}
	return nil
}

func (w *world) checkConfig() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "name every mistake in a city.yaml, with its line and field",
		Long: `Check reads a city.yaml (without FILE: the sample city) and names every mistake with its
line and field. With --db it also lists the active bookings that would be outside the
opening hours of the config, and says if the ledger is another city's, which serve would
refuse. Exit status 1 if there is anything to tell.`,
		Example: `  madoguchi config check city.yaml
  madoguchi config check city.yaml --db madoguchi.db`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			path := ""
			if len(args) == 1 {
				path = args[0]
			}
			return w.check(cmd.Context(), path, db)
		},
	}
	flag(cmd.Flags(), &db, "db", "FILE", "", "the ledger whose bookings are held against the config", readText("a file such as madoguchi.db"))
	return cmd
}

func (w *world) check(ctx context.Context, path, db string) error {
	l, err := readLine(path, w.now())
	if ms, ok := errors.AsType[city.Mistakes](err); ok {
		if _, err := fmt.Fprintln(w.err, ms); err != nil {
			return err
		}
		return errTold
	}
	if err != nil {
		return err
	}
	if db != "" {
		whose, err := w.whoseIs(db)
		if err != nil {
			return err
		}
		if err := errors.Join(w.checkOutside(ctx, l, db), notTheirs(whose.Refuse(*l.owner()))); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w.out, "%s: ok\n", cmp.Or(path, "sample city"))
	return err
}

// checkOutside lists the active bookings that would have no desk by the config.
func (w *world) checkOutside(ctx context.Context, l *line, db string) (err error) {
	ledger, err := w.openLedger(db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	var active, outside, over []booking.Booking
	if err := ledger.View(ctx, store.ToPlan.Do(func(tx store.Planning) (err error) {
		if active, err = tx.List(store.Filter{}); err != nil {
			return err
		}
		outside, over, err = tx.Foresee(l.City.Plan(w.now(), booking.Ahead))
		return err
	})); err != nil {
		return err
	}
	if len(outside) == 0 && len(over) == 0 {
		return nil
	}
	d := &desk{world: w, line: l}
	if err := d.bookings(outside, false); err != nil {
		return err
	}
	return fmt.Errorf("%d of %d active bookings are outside the opening hours of this config: move them, or call these people", len(outside), len(active))
}
