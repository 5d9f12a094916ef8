// Package archive keeps backups in a directory: what they are called, which is the newest,
// which are too old, and how one is encrypted.
//
// It knows files and the clock. It must not know what is in them.
//
//	b := archive.Of("madoguchi.db", now, sealed)
//	older, err := archive.In(dir, "madoguchi.db")
package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

// A Backup is a file in an archive, as its name tells.
type Backup struct {
	Dir    string
	Ledger string    // the name of the ledger, without its extension
	At     time.Time // when it was begun, in whole seconds
	Sealed bool      // it is encrypted
}

const (
	plainExt  = ".db"
	sealedExt = ".db.age"
	stamp     = "2006-01-02-150405" // of Japan: so they sort, and people find the day that they look for
)

// Of returns the backup of a ledger that is begun now.
func Of(dir, ledger string, now time.Time, sealed bool) Backup {
	return Backup{Dir: dir, Ledger: stem(ledger), At: now.In(booking.JST).Truncate(time.Second), Sealed: sealed}
}

func stem(ledger string) string {
	base := filepath.Base(ledger)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// Path returns where the backup is, such as madoguchi-2026-12-01-033000.db.
func (b Backup) Path() string {
	ext := plainExt
	if b.Sealed {
		ext = sealedExt
	}
	return filepath.Join(b.Dir, b.Ledger+"-"+b.At.In(booking.JST).Format(stamp)+ext)
}

var named = regexp.MustCompile(`^(.+)-([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6})(\.db|\.db\.age)$`)

// Parse returns the backup that a file is by its name, and false if it is none.
func Parse(path string) (Backup, bool) {
	m := named.FindStringSubmatch(filepath.Base(path))
	if m == nil {
		return Backup{}, false
	}
	at, err := time.ParseInLocation(stamp, m[2], booking.JST)
	return Backup{Dir: filepath.Dir(path), Ledger: m[1], At: at, Sealed: m[3] == sealedExt}, err == nil
}

// In returns the backups of a ledger in a directory, the newest first. If ledger is "", those
// of any. Other files are left alone.
func In(dir, ledger string) ([]Backup, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []Backup
	for _, e := range entries {
		b, ok := Parse(filepath.Join(dir, e.Name()))
		if ok && e.Type().IsRegular() && (ledger == "" || b.Ledger == stem(ledger)) {
			found = append(found, b)
		}
	}
	slices.SortStableFunc(found, func(a, b Backup) int { return b.At.Compare(a.At) })
	return found, nil
}

const (
	least = 2              // backups that are kept however old they are
	pause = 48 * time.Hour // after which a clock may be wrong
)

// Later returns those of the backups that have a later time in their names than at: a clock is
// wrong, or was when they were made.
func Later(backups []Backup, at time.Time) (later []Backup) {
	for _, b := range backups {
		if b.At.After(at) {
			later = append(later, b)
		}
	}
	return later
}

// TooOld returns those of the backups, which are the newest first, that are older than keep
// when the newest is made.
//
// It returns none if the one before the newest is more than two days older: the machine was
// off, or its clock is wrong, and by a wrong clock all would be too old. The next backup
// tells. The two newest stay whatever their age. The newest is the one that was just made: where
// Later finds any, nothing can be told of ages.
func TooOld(backups []Backup, keep time.Duration) (old []Backup, sure bool) {
	if len(backups) <= least {
		return nil, true
	}
	newest := backups[0].At
	if newest.Sub(backups[1].At) > pause {
		return nil, false
	}
	for _, b := range backups[least:] {
		if newest.Sub(b.At) > keep {
			old = append(old, b)
		}
	}
	return old, true
}

// Remove deletes the files of backups.
func Remove(backups []Backup) error {
	for _, b := range backups {
		if err := os.Remove(b.Path()); err != nil {
			return fmt.Errorf("an old backup could not be deleted: %w", err)
		}
	}
	return nil
}
