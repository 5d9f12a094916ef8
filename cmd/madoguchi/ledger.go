package main

import "github.com/spf13/cobra"

func (w *world) ledgerCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:     "ledger",
		Short:   "look after the ledger",
		Example: "  madoguchi ledger check --db madoguchi.db",
	})
	cmd.AddCommand(w.checkLedger())
	return cmd
}
