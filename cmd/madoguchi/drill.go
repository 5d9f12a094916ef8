package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"madoguchi/cmd/madoguchi/archive"
	"madoguchi/store"
)

func (w *world) drillLedger() *cobra.Command {
	var from, work string
	var keys []age.Identity
	var oldest int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "drill",
		Short: "restore the newest backup for practice, and check it",
		Long: `Drill takes the newest backup of a directory, restores it in a directory of its own, checks the
whole of it, tells what is in it and how long that took, and deletes it. The line is not touched. The exit status is 1 if the backup
cannot be restored, is older than --oldest hours, or has a time in its name that is yet to come:
then tomorrow there may be nothing to restore.`,
		Example: `  madoguchi ledger drill --from /var/backups/madoguchi
  madoguchi ledger drill --from /mnt/nas --identity key.txt --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(cmd, "--from /var/backups/madoguchi", "from"); err != nil {
				return err
			}
			return w.drill(cmd.Context(), from, work, keys, time.Duration(oldest)*time.Hour, asJSON)
		},
	}
	flag(cmd.Flags(), &from, "from", "DIR", "", "the directory of the backups", readText("a directory"))
	flag(cmd.Flags(), &work, "work", "DIR", "", "where there is room for a ledger, which nobody else may read meanwhile (default: the system's)", readText("a directory"))
	flag(cmd.Flags(), &keys, "identity", "FILE", "", "the key of a backup that is encrypted", archive.Identities)
	flag(cmd.Flags(), &oldest, "oldest", "HOURS", "26", "how old the newest backup may be", readWhole("hours", 1, 8784))
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

func (w *world) drill(ctx context.Context, from, work string, keys []age.Identity, oldest time.Duration, asJSON bool) (err error) {
	all, err := archive.In(from, "")
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if len(all) == 0 {
		return fmt.Errorf("found no backup in %s, expected one such as madoguchi-2026-12-01-033000.db", from)
	}
	newest := all[0]
	dir, err := os.MkdirTemp(work, "madoguchi-drill-") // which nobody else can read
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	began := time.Now()
	w.progress("復元し、確かめています…")
	had, err := w.restore(ctx, newest.Path(), filepath.Join(dir, "drill.db"), keys)
	if err != nil {
		return fmt.Errorf("%s: %w", newest.Path(), err)
	}
	took, old := time.Since(began), w.now().Sub(newest.At)
	if err := w.tellDrill(had, old, took, asJSON); err != nil {
		return err
	}
	if old < -drillAhead {
		return fmt.Errorf("the newest backup is of %s, which is yet to come: a clock is wrong, or was. If this machine's is right, move away what has a later time in its name (%s), and drill again: "+
			"whether a backup was made since cannot be told before", when(newest.At), filepath.Base(newest.Path()))
	}
	if old > oldest {
		return fmt.Errorf("the newest backup is of %s, which is more than %d hours ago: look why none was made since", when(newest.At), int(oldest.Hours()))
	}
	return nil
}

// drillAhead is how far the clock may be behind that of the machine which made the backup.
const drillAhead = 10 * time.Minute

// A drilledJSON is what a drill found, for machines.
type drilledJSON struct {
	restoredJSON
	Hours   float64 `json:"hours"` // since the backup
	Seconds float64 `json:"seconds"`
}

func (w *world) tellDrill(had store.Contents, old, took time.Duration, asJSON bool) error {
	if asJSON {
		return writeJSON(w.out, drilledJSON{w.restoredForMachines(had), old.Hours(), took.Seconds()})
	}
	_, err := fmt.Fprintf(w.out, "%s（%s、%s）を %.1f秒で復元し、すべて確かめました。%s\n",
		had.Path, ago(old), bytesOf(had.Bytes), took.Seconds(), whatIsIn(had, w.now()))
	return err
}
