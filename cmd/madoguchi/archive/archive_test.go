package archive_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/archive"
)

func TestTheNameOfABackupIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0)
		b := archive.Of("dir", rapid.SampledFrom([]string{"madoguchi.db", "a-2026.db", "町.sqlite", "x"}).Draw(t, "ledger"), at, rapid.Bool().Draw(t, "sealed"))
		if got, ok := archive.Parse(b.Path()); !ok || got.Path() != b.Path() || !got.At.Equal(at) || archive.Sealed(b.Path()) != b.Sealed {
			t.Fatalf("%s is read as %+v, %t", b.Path(), got, ok)
		}
	})
}

func TestTheNameHasTheDayOfJapan(t *testing.T) {
	at := time.Date(2026, 11, 30, 15, 30, 0, 0, time.UTC)
	if got := archive.Of("", "madoguchi.db", at, false).Path(); got != "madoguchi-2026-12-01-003000.db" {
		t.Errorf("found %s", got)
	}
}

func TestOtherNamesAreNoBackups(t *testing.T) {
	for _, name := range []string{
		"", "madoguchi.db", "madoguchi-2026-12-01.db", "madoguchi-2026-12-01-033000.db.part", ".madoguchi-2026-12-01-033000.db.1.part",
		"madoguchi-2026-13-01-033000.db", "madoguchi-2026-12-01-253000.db", "-2026-12-01-033000.db", "madoguchi-2026-12-01-033000.age",
	} {
		if b, ok := archive.Parse(name); ok {
			t.Errorf("%q is taken for %+v", name, b)
		}
	}
}

// Whatever backups there are, the two newest stay, none stays that is too old when the
// clock can be trusted, and none goes otherwise.
func TestWhichBackupsAreTooOld(t *testing.T) {
	const keep = 14 * 24 * time.Hour
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 12, 1, 3, 30, 0, 0, booking.JST)
		var all []archive.Backup
		for range rapid.IntRange(0, 30).Draw(t, "backups") {
			all = append(all, archive.Of("", "madoguchi.db", at, false))
			at = at.Add(-time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
		}
		old, sure := archive.TooOld(all, keep)
		trusted := len(all) <= 2 || all[0].At.Sub(all[1].At) <= 48*time.Hour
		if sure != trusted {
			t.Fatalf("sure %t, expected %t", sure, trusted)
		}
		gone := map[time.Time]bool{}
		for _, b := range old {
			gone[b.At] = true
		}
		for i, b := range all {
			if want := trusted && i >= 2 && all[0].At.Sub(b.At) > keep; gone[b.At] != want {
				t.Fatalf("backup %d of %s goes: %t, expected %t", i, b.At, gone[b.At], want)
			}
		}
	})
}
