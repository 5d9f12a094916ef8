package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/store"
	"madoguchi/store/storetest"
)

// withEarlier makes a ledger of version 9 with a booking that is over.
func (p *place) withEarlier() *place {
	p.t.Helper()
	storetest.Earlier(p.t, p.db, 9,
		`INSERT INTO bookings (id, receipt, phone, member, procedure, facility, start, ends, party, status, made, ended)
			VALUES (1, '418952', '+819012345678', 1, 'renewal', 'tobu', 1, 2, 1, 2, 0, 2)`,
		`INSERT INTO audit (at, way, actor, deed, booking, detail) VALUES (0, 'terminal', 'window', 'book', 1, '{}')`)
	return p
}

// files returns what is in the directory of the place.
func (p *place) files() map[string]string {
	p.t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(p.dir, e.Name()))
		if err != nil {
			p.t.Fatal(err)
		}
		found[e.Name()] = string(text)
	}
	return found
}

const whatNow = ": start madoguchi serve on it once, which keeps a copy, or use the program that it is of"

// program returns the version that this program makes of a ledger.
func (p *place) program() (version int) {
	newPlace(p.t).withLedger().inLedger(func(ledger *store.Store) error {
		_, version = ledger.Version()
		return nil
	})
	return version
}

// older says that a ledger is of an earlier version.
func (p *place) older(version int) string {
	return fmt.Sprintf("version %d; this program would bring it to %d", version, p.program())
}

// Nothing but serve makes another version of a ledger: not a byte changes, and what only
// reads works.
func TestOnlyServeBringsALedgerUpToDate(t *testing.T) {
	p := newPlace(t).withSecrets().withEarlier()
	older := p.older(9)
	city := p.sampleWith()
	p.stdin = "correct horse battery staple"
	before := p.files()
	unchanged := func(args []string) {
		t.Helper()
		if after := p.files(); !maps.Equal(after, before) {
			t.Fatalf("after %q there are %q, or their bytes are others", args, slices.Sorted(maps.Keys(after)))
		}
	}
	for _, args := range [][]string{
		{"bookings", "list", "--all"}, {"slots", "list"}, {"slots", "decisions"}, {"notices", "list"}, {"callers", "list"},
		{"walk-in", "show"}, {"staff", "list"}, {"config", "check", city}, {"calendar", "--config", city, "--year", "2027"},
	} {
		got := p.run(append(args, "--db", p.db)...)
		told := p.db + " is only read: " + older + "\n"
		if args[0] == "calendar" { // it is about the file
			told = ""
		}
		if got.status != done || got.err != told && args[0] != "config" {
			t.Errorf("%q: %+v, expected %q", args, got, told)
		}
		unchanged(args)
	}
	if got := p.run("bookings", "list", "--all", "--db", p.db); !strings.Contains(got.out, "418952") {
		t.Errorf("the booking is not listed:\n%s", got.out)
	}
	if got, want := p.does("ledger", "check", "--db", p.db), p.db+": ok\n"+older+"; of version 9 were checked the file, what refers to what, and the schema\n"; got != want {
		t.Errorf("ledger check says\n%s\nwant\n%s", got, want)
	}
	unchanged([]string{"ledger", "check"})
	for _, args := range [][]string{
		{"bookings", "add", "--phone", "080-1111-2222", "--facility", "tobu", "--start", "2026-12-02 09:00"},
		{"bookings", "cancel", "418952"}, {"slots", "close", "--facility", "tobu", "--date", "2026-12-02"},
		{"notices", "add", "--until", "2026-12-02 17:15", "今日は、窓口がこんでいます。"}, {"callers", "block", "080-1111-2222"},
		{"walk-in", "close"}, {"staff", "add", "tanto", "--role", "agent"}, {"ledger", "adopt", "--config", city, "--yes"},
	} {
		got := p.run(append(args, "--db", p.db)...)
		want := "madoguchi " + strings.Join(args[:2], " ") + ": ledger " + p.db + ": " + older + whatNow + "\n"
		if got.status != refused || got.err != want {
			t.Errorf("%q: %+v, expected %q", args, got, want)
		}
		unchanged(args)
	}
	got := p.run("phone", "--db", p.db, "--keys", "1")
	if want := "madoguchi phone: ledger " + p.db + ": " + older + whatNow + "; or name a file that is not there yet: phone makes one\n"; got.status != refused || got.err != want {
		t.Errorf("phone: %+v, expected %q", got, want)
	}
	unchanged([]string{"phone"})

	s := p.serve()
	kept := p.db + "-version-9-2026-12-01"
	if !slices.ContainsFunc(s.before, func(line map[string]any) bool {
		return line["msg"] == "the ledger was brought up to date" && line["from"] == 9. && line["copy"] == kept
	}) {
		t.Errorf("the log begins with %v", s.before)
	}
	s.stop()
	p.sound()
	if got := p.does("ledger", "check", "--db", kept); !strings.HasPrefix(got, kept+": ok\n"+older) {
		t.Errorf("the copy: %s", got)
	}
	if got := p.does("bookings", "list", "--all", "--db", p.db); !strings.Contains(got, "東部市民センター") { // without its number, by now
		t.Errorf("the booking is gone:\n%s", got)
	}
}

// A ledger of years ago is not read by what was written for another one; the check knows it.
func TestALedgerOfYearsAgoIsCheckedAndNotRead(t *testing.T) {
	p := newPlace(t)
	storetest.Earlier(t, p.db, 4)
	before := p.files()
	older := p.older(4)
	got := p.run("bookings", "list", "--db", p.db)
	if want := "madoguchi bookings list: ledger " + p.db + ": " + older + whatNow + "\n"; got != (said{status: refused, err: want}) {
		t.Errorf("found %+v, expected %q", got, want)
	}
	if got := p.does("ledger", "check", "--db", p.db); !strings.HasPrefix(got, p.db+": ok\n"+older) {
		t.Errorf("ledger check says %s", got)
	}
	var machine struct {
		Wrong            []string
		Promised         []bookingJSON
		Version, Program int
		Columns          bool
	}
	if p.read(&machine, "ledger", "check", "--db", p.db, "--json"); machine.Version != 4 || machine.Program != p.program() || len(machine.Wrong) > 0 {
		t.Errorf("for machines: %+v", machine)
	}
	if after := p.files(); !maps.Equal(after, before) {
		t.Errorf("there are %q now, or their bytes are others", slices.Sorted(maps.Keys(after)))
	}
}

// A new ledger is not one that is brought up to date, whoever makes it.
func TestANewLedgerNeedsNoServe(t *testing.T) {
	for _, args := range [][]string{
		{"staff", "add", "tanto", "--role", "agent"}, {"phone", "--keys", "1 4 1", "--from", "080-1111-2222"}, {"slots", "list", "--date", "tomorrow"},
	} {
		p := newPlace(t)
		p.stdin = "correct horse battery staple"
		if got := p.run(append(args, "--db", p.db)...); got.status != done {
			t.Errorf("%q: %+v", args, got)
		}
		p.sound()
		if files := p.files(); len(files) != 1 {
			t.Errorf("%q leaves %q", args, slices.Sorted(maps.Keys(files)))
		}
	}
}
