package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// ledgerOf makes a ledger of an earlier version, runs a script on it, and closes it.
func ledgerOf(t *testing.T, version int, script string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "ledger.db")
	c := bare(t, path)
	if err := errors.Join(c.migrate(version, nil), c.script(script), c.close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// versionOne returns a script for a ledger of version 1 in the middle of a morning: two
// bookings, of which the first is for two people; one that was cancelled; a live hold for
// two people, and a dead one; a slot that was closed under a booking and a hold; and a
// booking whose slot has been given another end since.
func versionOne() string {
	unix := func(hour, minute int) int64 { return at(hour, minute).Unix() }
	slot := func(id int, facility string, hour int) string {
		return fmt.Sprintf(`INSERT INTO slots VALUES (%d, '%s', %d, %d, 4, 4, 1, 0);`, id, facility, unix(hour, 0), unix(hour, 30))
	}
	book := func(id, slot, party int) string {
		return fmt.Sprintf(`INSERT INTO bookings SELECT %d, '%s', '%s', 1, 'renewal', facility, start, ends, %d, 1, %d, NULL FROM slots WHERE id = %d;
			INSERT INTO claims (slot, seats, booking) VALUES (%d, %d, %d);
			INSERT INTO audit (at, through, actor, what, booking, detail) VALUES (%[5]d, 'phone', 'CA', 'book', %[1]d, '');`,
			id, withCheckDigit(fmt.Sprintf("%05d", id)), phone(id), party, unix(8, 0), slot, slot, party, id)
	}
	hold := func(id, slot, seats, minute int) string {
		return fmt.Sprintf(`INSERT INTO holds VALUES (%d, '%s', %d); INSERT INTO claims (slot, seats, hold) VALUES (%d, %d, %d);`,
			id, phone(id), unix(9, minute), slot, seats, id)
	}
	return strings.Join([]string{
		slot(1, ajiyoshi, 11), slot(2, sakashita, 12), slot(3, ajiyoshi, 13),
		book(1, 1, 2), book(2, 2, 1), book(3, 1, 1), book(4, 3, 1),
		`UPDATE bookings SET status = 3, ended = 1 WHERE id = 3;
			INSERT INTO audit (at, through, actor, what, booking, detail) VALUES (1, 'phone', 'CA', 'cancel', 3, '');`,
		hold(11, 1, 2, 5), hold(12, 2, 1, 5), hold(13, 2, 1, 0),
		`UPDATE slots SET open = 0 WHERE id = 2;`,
		fmt.Sprintf(`UPDATE slots SET ends = %d WHERE id = 3;`, unix(13, 20)),
	}, "\n")
}

func TestALedgerOfVersionOneLosesNothing(t *testing.T) {
	w := townAt(t, ledgerOf(t, 1, versionOne()))
	defer w.Close()
	w.sound()
	slots := []booking.Slot{w.slotNow(ajiyoshi, at(11, 0)), w.slotNow(ajiyoshi, at(13, 0))}
	w.expectFree(slots, 0, 3)
	w.look(func(tx *Tx) error {
		for i, want := range []struct {
			party int
			start int
			end   [2]int
			state booking.State
		}{{2, 11, [2]int{11, 30}, booking.Active}, {1, 12, [2]int{12, 30}, booking.Active}, {1, 11, [2]int{11, 30}, booking.Cancelled}, {1, 13, [2]int{13, 20}, booking.Active}} {
			receipt := booking.Receipt(withCheckDigit(fmt.Sprintf("%05d", i+1)))
			b, err := tx.BookingOf(receipt)
			if err != nil || b.Phone != phone(i+1) || b.Party != want.party || b.State != want.state ||
				!b.Start.Equal(at(want.start, 0)) || !b.End.Equal(at(want.end[0], want.end[1])) {
				t.Errorf("booking %s: %+v, %v, expected %+v", receipt, b, err, want)
			}
		}
		for id, want := range map[int]booking.Hold{
			11: {Facility: ajiyoshi, Start: at(11, 0), End: at(11, 30), Party: 2},
			12: {Facility: sakashita, Start: at(12, 0), End: at(12, 30), Party: 1},
		} {
			want.Phone, want.Kind, want.Expires, want.Service = phone(id), booking.ForBooking, at(9, 5), booking.CertificateService
			holds, err := tx.Holds(want.Phone)
			if err != nil || len(holds) != 1 || holds[0] != want {
				t.Errorf("hold %d: %+v, %v, expected %+v", id, holds, err, want)
			}
		}
		if holds, err := tx.Holds(phone(13)); err != nil || len(holds) != 0 {
			t.Errorf("a dead hold has come to life: %v, %v", holds, err)
		}
		return nil
	})
	// It goes on like any other ledger: a hold becomes a booking, a dead hold gives way.
	b, err := w.tryBook(booking.Request{Phone: phone(11), Facility: ajiyoshi, Start: at(11, 0), Party: 2, Staff: true})
	if err != nil {
		t.Fatal(err)
	}
	w.do(func(tx *Tx) error { return tx.Cancel(b, at(9, 10)) })
	if _, err := w.undo(b.Receipt); err != nil {
		t.Error(err)
	}
	w.expectFree(slots, 0, 3)
	if n := w.count(`SELECT count(*) FROM holds`); n != 1 {
		t.Errorf("%d holds, expected the one that is live", n)
	}
}

func TestForeignKeysAreInForceAfterAnUpgrade(t *testing.T) {
	w := townAt(t, ledgerOf(t, 1, versionOne()))
	defer w.Close()
	if err := w.sql(`UPDATE claims SET booking = 99 WHERE booking = 1`); !contains(err, "FOREIGN KEY") {
		t.Errorf("found %v, expected a refusal", err)
	}
	w.do(func(tx *Tx) error { return tx.DropHold(phone(11)) }) // its claims go with it
	w.sound()
}

func TestAnUpgradeOfADamagedLedgerIsRefused(t *testing.T) {
	path := ledgerOf(t, 1, versionOne()+`; PRAGMA foreign_keys = 0; DELETE FROM slots WHERE id = 2`)
	before := readAll(t, path)
	_, err := Open(path, Options{Now: func() time.Time { return monday }, Upgrade: true})
	if !contains(err, "what is referred to exists: claims") {
		t.Errorf("found %v", err)
	}
	c := bare(t, path) // without a copy, the migration finds it
	if err := c.migrate(2, nil); !contains(err, "0002_visits.sql") || !contains(err, "refer to nothing") {
		t.Errorf("found %v", err)
	}
	if err := c.close(); err != nil {
		t.Error(err)
	}
	expectUnchanged(t, "refused", path, before)
}

// TestMigrations makes every version out of the one before and pins its schema. The schema
// of a version that has been released never changes.
func TestMigrations(t *testing.T) {
	c := bare(t, filepath.Join(t.TempDir(), "ledger.db"))
	defer c.close()
	for version := 1; version <= versions(t); version++ {
		if err := c.migrate(version, nil); err != nil {
			t.Fatal(err)
		}
		if found, err := c.version(); err != nil || found != version {
			t.Fatalf("version %d, %v, expected %d", found, err, version)
		}
		objects, err := all(&Tx{ctx: bg, c: c}, scanText, schemaObjects)
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Join(objects, "\n\n") + "\n"
		golden := fmt.Sprintf("testdata/schema_%04d.txt", version)
		if *update {
			if err := os.WriteFile(golden, []byte(found), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		switch want, err := os.ReadFile(golden); {
		case errors.Is(err, fs.ErrNotExist): // the test of the numbers says so
		case err != nil || string(want) != found:
			t.Errorf("the schema of version %d is not that of %s (%v): a migration that has been released is never edited", version, golden, err)
		}
	}
}

// versions returns how many versions the ledger has.
func versions(t *testing.T) int {
	t.Helper()
	files, err := migrations()
	if err != nil || len(files) < 6 {
		t.Fatalf("found the migrations %q, %v, expected six at least", files, err)
	}
	return len(files)
}

// A migration is found by its number, so no number may be missing or be there twice, and
// there may be no other files.
func TestTheMigrationsAreNumberedWithoutAGap(t *testing.T) {
	files, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		if !regexp.MustCompile(fmt.Sprintf(`^migrations/%04d_[a-z]+\.sql$`, i+1)).MatchString(file) {
			t.Errorf("migration %d is %s", i+1, file)
		}
		if _, err := os.Stat(fmt.Sprintf("testdata/schema_%04d.txt", i+1)); err != nil {
			t.Errorf("the schema of version %d is not pinned: go test ./store -run Migrations -update writes it: %v", i+1, err)
		}
	}
	for version := range functions {
		if version < 1 || len(files) < version {
			t.Errorf("there are functions for version %d of %d", version, len(files))
		}
	}
	on, err := os.ReadDir("migrations")
	if pinned, _ := filepath.Glob("testdata/schema_*.txt"); err != nil || len(on) != len(files) || len(pinned) != len(files) {
		t.Errorf("%d migrations, %d files beside them, %v, and %d schemas are pinned", len(files), len(on), err, len(pinned))
	}
}

func TestAMigrationThatFailsLeavesTheVersionBefore(t *testing.T) {
	c := bare(t, filepath.Join(t.TempDir(), "ledger.db"))
	defer c.close()
	if err := c.script("PRAGMA max_page_count = 3"); err != nil { // no room for the schema
		t.Fatal(err)
	}
	if err := c.create(); err == nil {
		t.Fatal("the schema found room")
	}
	if version, err := c.version(); err != nil || version != 0 {
		t.Errorf("version %d, %v, expected none", version, err)
	}
	if err := c.script("PRAGMA max_page_count = 1000"); err != nil {
		t.Fatal(err)
	}
	if err := c.create(); err != nil {
		t.Error(err)
	}
}
