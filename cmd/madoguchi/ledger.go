package main

import "github.com/spf13/cobra"

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
