package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"madoguchi/cmd/madoguchi/archive"
	"madoguchi/store"
)

func (w *world) backupLedger() *cobra.Command {
	var b backing
	cmd := &cobra.Command{
		Use:   "backup",
		Short: "write a checked copy of the ledger, also while the line runs",
		Long: `Backup writes a copy of the ledger, as of one moment, while the line goes on. The copy is opened
and the whole of it checked, and only then has it a name, which is the day and the time in
Japan: madoguchi-2026-12-01-033000.db. Numbers that were erased are not in it.

Then it deletes the backups of this ledger in the directory that are older than --keep days.
The two newest stay, and all stay while the clock may be wrong: if the backup before is more
than two days older, if one has a later time in its name, or if the line doubts its clock (see
madoguchi ledger clock). Nothing else in the directory is touched.

With --age the backup is encrypted to these recipients, and can be read only with their keys, which should not
be on this machine: age-keygen makes them. It is then copied and checked beside the ledger first.`,
		Example: `  madoguchi ledger backup --db madoguchi.db --to /var/backups/madoguchi
  madoguchi ledger backup --db madoguchi.db --to /mnt/nas --age /etc/madoguchi/recipients`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := required(cmd, "--to /var/backups/madoguchi", "to"); err != nil {
				return err
			}
			return w.backup(cmd.Context(), &b)
		},
	}
	dbFlag(cmd.Flags(), &b.db)
	flag(cmd.Flags(), &b.to, "to", "DIR", "", "the directory of the backups, which must be there", readText("a directory"))
	flag(cmd.Flags(), &b.keep, "keep", "DAYS", "14", "how long backups stay: they have numbers that the ledger has erased", readWhole("days", 1, 366))
	flag(cmd.Flags(), &b.recipients, "age", "RECIPIENT", "", "encrypt to an age1… recipient, or to those of a file", archive.Recipients)
	cmd.Flags().BoolVar(&b.json, "json", false, "write JSON")
	return cmd
}

// backing is what a backup is made of.
type backing struct {
	db, to     string
	keep       int // days
	recipients []age.Recipient
	json       bool
}

func (w *world) backup(ctx context.Context, b *backing) error {
	if !exists(b.db) {
		return noLedger(b.db)
	}
	if info, err := os.Stat(b.to); err != nil || !info.IsDir() {
		return fmt.Errorf("--to: found no directory %s: create it, for the user that makes the backups only (mode 700)", b.to)
	}
	if err := sweep(w.now(), b.to, filepath.Dir(b.db)); err != nil {
		return err
	}
	made := archive.Of(b.to, b.db, w.now(), b.recipients != nil)
	began := time.Now()
	w.progress("複製し、確かめています…")
	found, size, err := w.copyTo(ctx, b, made)
	if err != nil {
		return roomier(err)
	}
	took := time.Since(began)
	all, err := archive.In(b.to, b.db)
	if err != nil {
		return err
	}
	old, unsure := w.tooOld(all, made, found, time.Duration(b.keep)*24*time.Hour)
	if err := archive.Remove(old); err != nil {
		return err
	}
	return w.tellBackup(b, unsure, backupJSON{
		Path: made.Path(), Bytes: size, Encrypted: made.Sealed, Seconds: took.Seconds(), City: found.Whose.City.Name,
		Version: found.Version, Active: active(found), AsOf: orNever(found.Newest), Deleted: len(old), Sure: unsure == "", Kept: len(all) - len(old),
	})
}

// tooOld returns which backups are to be deleted after one was made. It returns none, and why
// in the words for staff, if the clock may be wrong: by a wrong one all others are too old, and
// beside those that a wrong one has named, so is the one that was just made.
func (w *world) tooOld(all []archive.Backup, made archive.Backup, found store.Contents, keep time.Duration) (old []archive.Backup, unsure string) {
	if later := archive.Later(all, made.At); len(later) > 0 {
		return nil, fmt.Sprintf("いまより先の日時のバックアップ（%s）があるので", filepath.Base(later[0].Path()))
	}
	if found.ClockDoubt(w.now()) != nil {
		return nil, fmt.Sprintf("台帳が最後に見た時刻（%s）といまの時計が離れているので", when(found.Seen))
	}
	old, sure := archive.TooOld(all, keep)
	if !sure {
		return nil, "前のバックアップから 2日より長く空いたので"
	}
	return old, ""
}

// copyTo makes the backup, and returns what is in it and how large it is.
func (w *world) copyTo(ctx context.Context, b *backing, made archive.Backup) (found store.Contents, size int64, err error) {
	o := store.Options{Now: w.now}
	if !made.Sealed {
		found, err = store.Copy(ctx, b.db, made.Path(), o)
		return found, found.Bytes, err
	}
	// The plain copy never reaches the medium of the backups.
	plain := filepath.Join(filepath.Dir(b.db), partName(made))
	if found, err = store.Copy(ctx, b.db, plain, o); err != nil {
		return found, 0, err
	}
	w.progress("暗号化しています…")
	size, err = archive.Seal(plain, made, b.recipients)
	return found, size, errors.Join(err, os.Remove(plain))
}

// partName is the name of a copy that is going to be encrypted.
func partName(b archive.Backup) string { return "." + filepath.Base(b.Path()) + ".part" }

// sweep deletes what copies that were killed have left, an hour ago or longer.
func sweep(now time.Time, dirs ...string) error {
	for _, dir := range dirs {
		parts, err := filepath.Glob(filepath.Join(dir, ".*.part*"))
		if err != nil {
			return err
		}
		for _, part := range parts {
			info, err := os.Lstat(part)
			if err != nil || !info.Mode().IsRegular() || now.Sub(info.ModTime()) < time.Hour {
				continue
			}
			if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// roomier adds to the refusal of a full disk what can be done.
func roomier(err error) error {
	if no, ok := errors.AsType[*store.NoRoom](err); ok {
		return fmt.Errorf("%w, or name another directory with --to", no)
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: a backup of this second is there", err)
	}
	return err
}

// active counts the bookings that stand.
func active(c store.Contents) (n int) {
	for _, of := range c.Whose.Active {
		n += of
	}
	return n
}

// A backupJSON is what was made, for machines.
type backupJSON struct {
	Path      string  `json:"path"`
	Bytes     int64   `json:"bytes"`
	Encrypted bool    `json:"encrypted"`
	Seconds   float64 `json:"seconds"`
	City      string  `json:"city"` // "" if the ledger knows none
	Version   int     `json:"version"`
	Active    int     `json:"active"` // bookings that stand
	AsOf      string  `json:"as_of"`  // the newest entry of the trail
	Deleted   int     `json:"deleted"`
	Kept      int     `json:"kept"` // this one with it
	Sure      bool    `json:"sure"` // else none were deleted, because the clock may be wrong
}

// tellBackup tells of the backup and, unless unsure is empty, why none was deleted.
func (w *world) tellBackup(b *backing, unsure string, made backupJSON) error {
	if b.json {
		return writeJSON(w.out, made)
	}
	said := fmt.Sprintf("%s  %s  予約 %d件  %.1f秒\n複製を開いて、すべて確かめました。", made.Path, bytesOf(made.Bytes), made.Active, made.Seconds)
	switch {
	case !made.Sure:
		said += unsure + "、時計を疑い、古いものを消していません。"
	case made.Deleted > 0:
		said += fmt.Sprintf("%d日より古いもの %d個を消しました。", b.keep, made.Deleted)
	}
	_, err := fmt.Fprintf(w.out, "%sいまあるバックアップは %d個です。\n", said, made.Kept)
	return err
}

// bytesOf writes a size as people read it.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KiB", (n+1023)/1024)
}

// progress says at a terminal what takes a while. A terminal that is gone misses it.
func (w *world) progress(what string) {
	if terminal(w.err) {
		_, _ = fmt.Fprintln(w.err, what)
	}
}

// ago writes how long ago something was, or how far ahead it is, as a person would count it.
func ago(d time.Duration) string {
	side := "前"
	if d <= -time.Minute { // in whole seconds, what was just now may be ahead
		d, side = -d, "先"
	}
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d分%s", int(d.Minutes()), side)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d時間%s", int(d.Hours()), side)
	}
	return fmt.Sprintf("%d日%s", int(d.Hours()/24), side)
}
