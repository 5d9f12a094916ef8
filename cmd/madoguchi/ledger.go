package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (w *world) ledgerCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "ledger",
		Short: "look after the ledger",
		Example: `  madoguchi ledger check --db madoguchi.db
  madoguchi ledger adopt --config city.yaml --db madoguchi.db`,
	})
	cmd.AddCommand(w.checkLedger(), w.adoptLedger())
	return cmd
}

func (w *world) checkLedger() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "hold the ledger against everything that must be true of it",
		Long: `Check reads the whole ledger, beside a running server, and tells what is wrong with it:
one line each, and exit status 1. It never names a telephone number.`,
		Example: "  madoguchi ledger check --db madoguchi.db",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ledger, err := w.openLedger(db)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, ledger.Close()) }()
			if wrong := ledger.Check(cmd.Context()); wrong != nil {
				if _, err := fmt.Fprintln(w.err, wrong); err != nil {
					return err
				}
				return errTold
			}
			_, err = fmt.Fprintf(w.out, "%s: ok\n", db)
			return err
		},
	}
	dbFlag(cmd.Flags(), &db)
	return cmd
}
