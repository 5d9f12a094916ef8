package main

import "github.com/spf13/cobra"

func (w *world) ledgerCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "ledger",
		Short: "look after the ledger",
		Example: `  madoguchi ledger check --db madoguchi.db
  madoguchi ledger backup --db madoguchi.db --to /var/backups/madoguchi
  madoguchi ledger adopt --config city.yaml --db madoguchi.db
  madoguchi ledger clock --db madoguchi.db`,
	})
	cmd.AddCommand(w.checkLedger(), w.backupLedger(), w.restoreLedger(), w.drillLedger(), w.adoptLedger(), w.clockOfLedger())
	return cmd
}
