package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"madoguchi/cmd/madoguchi/archive"
	"madoguchi/store"
)

func (w *world) restoreLedger() *cobra.Command {
	var db string
	var keys []age.Identity
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "make a ledger of a backup",
		Long: `Restore makes a ledger of a backup. It checks the whole backup before, and the ledger after.
It overwrites nothing: end the line, and move the ledger's files away, all of them.

Nobody is signed in on the restored ledger, and no transfer code is good. What was booked,
changed and cancelled after the backup is not in it: it says from when it is.`,
		Example: `  madoguchi ledger restore /var/backups/madoguchi/madoguchi-2026-12-01-033000.db --db madoguchi.db
  madoguchi ledger restore madoguchi-2026-12-01-033000.db.age --identity key.txt --db madoguchi.db`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("found %d files, expected one backup, such as madoguchi-2026-12-01-033000.db", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			had, err := w.restore(cmd.Context(), args[0], db, keys)
			if err != nil {
				return err
			}
			return w.tellRestored(db, had, asJSON)
		},
	}
	dbFlag(cmd.Flags(), &db)
	flag(cmd.Flags(), &keys, "identity", "FILE", "", "the key of a backup that is encrypted", archive.Identities)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

func (w *world) restore(ctx context.Context, from, to string, keys []age.Identity) (had store.Contents, err error) {
	sealed := archive.Sealed(from)
	switch _, err := os.Stat(from); {
	case errors.Is(err, fs.ErrNotExist):
		return had, fmt.Errorf("there is no backup %s", from)
	case err != nil:
		return had, err
	case sealed && keys == nil:
		return had, usage("found an encrypted backup, expected its key: --identity key.txt")
	}
	in, err := archive.Open(from, keys)
	if err != nil {
		return had, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	had, err = store.Restore(ctx, in, to, store.By{Way: store.ByTerminal, Actor: w.user}, store.Options{Now: w.now})
	if errors.Is(err, fs.ErrExist) {
		return had, fmt.Errorf("%w: nothing is overwritten: end the line, and move %s* away, all of them", err, to)
	}
	had.Path = from
	return had, err
}

// A restoredJSON is what a backup had, for machines.
type restoredJSON struct {
	Backup  string `json:"backup"`
	Bytes   int64  `json:"bytes"`
	City    string `json:"city"`
	Version int    `json:"version"`
	Active  int    `json:"active"`
	AsOf    string `json:"as_of"`
	Doubt   bool   `json:"clock_in_doubt"` // a line that is started with it waits until the clock is confirmed
}

func (w *world) restoredForMachines(had store.Contents) restoredJSON {
	return restoredJSON{had.Path, had.Bytes, had.Whose.City.Name, had.Version, active(had), orNever(had.Newest), had.ClockDoubt(w.now()) != nil}
}

func (w *world) tellRestored(db string, had store.Contents, asJSON bool) error {
	if asJSON {
		return writeJSON(w.out, w.restoredForMachines(had))
	}
	said := fmt.Sprintf("%s を復元し、すべて確かめました。%s\n", db, whatIsIn(had, w.now()))
	said += "それより後に受けた予約・変更・取り消しは、入っていません。サインインと引き継ぎ番号は、すべて無効です。\n"
	if had.ClockDoubt(w.now()) != nil {
		said += fmt.Sprintf("台帳が最後に知っている時刻は %s です。いまの時計と離れているので、電話会社の時計と合うか、"+
			"madoguchi ledger clock confirm --db %s をするまで、予約を受けません。\n", when(had.Seen), db)
	}
	_, err := fmt.Fprint(w.out, said)
	return err
}

// whatIsIn says what a backup has in it, and from when it is.
func whatIsIn(c store.Contents, now time.Time) string {
	said := fmt.Sprintf("予約 %d件。", active(c))
	if city := c.Whose.City.Name; city != "" {
		said = city + "の台帳、" + said
	}
	if !c.Newest.IsZero() {
		said += fmt.Sprintf("最後の記録は %s（%s）です。", when(c.Newest), ago(now.Sub(c.Newest)))
	}
	return said
}
