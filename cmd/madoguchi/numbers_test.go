package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

// numbersIn returns which of the numbers a text has the whole of.
func numbersIn(text string, numbers ...booking.Phone) (found []booking.Phone) {
	for _, n := range numbers {
		if strings.Contains(text, string(n)) || strings.Contains(text, n.Domestic()) {
			found = append(found, n)
		}
	}
	return found
}

// printed returns how many looks at what a command printed are on record.
func (p *place) printed() (looks int) {
	p.t.Helper()
	p.inside(func(ledger *store.Store) {
		err := ledger.View(p.t.Context(), func(tx *store.Tx) error {
			trail, err := tx.Trail(0, 10_000, store.TrailFilter{Deed: store.DidSee})
			for _, e := range trail {
				if e.Way == store.ByTerminal && e.Actor == "window" && e.Detail.Look.Page == store.TerminalPage {
					looks++
				}
			}
			return err
		})
		if err != nil {
			p.t.Error(err)
		}
	})
	return looks
}

// inside does something with the ledger of the place.
func (p *place) inside(do func(*store.Store)) {
	p.t.Helper()
	ledger, err := store.Open(p.db, store.Options{Now: p.world(nil, nil, nil).now})
	if err != nil {
		p.t.Fatal(err)
	}
	do(ledger)
	if err := ledger.Close(); err != nil {
		p.t.Fatal(err)
	}
}

// inUse gives a ledger one of everything that has a number. It returns the numbers, and
// what each command of the tree can be run with, by its path; nil for what has no ledger,
// or only reads from a keyboard.
func (p *place) inUse() (numbers []booking.Phone, args map[string]string) {
	first := p.add("090-1234-5678", "koseki", "2026-12-02 09:00")
	second := p.add("0568-11-2222", "koseki", "2026-12-02 10:00")
	p.add("080-3333-1111", "tobu", "2026-12-02 09:00")
	p.add("080-3333-1112", "koseki", "2026-12-02 09:00") // more than one desk, which is promised
	p.does("callers", "block", "070-1111-2222", "--db", p.db)
	p.does("slots", "desks", "1", "--db", p.db, "--facility", "koseki", "--date", "2026-12-02")
	return []booking.Phone{"+819012345678", "+81568112222", "+818033331111", "+818033331112", "+817011112222", "+818044441111"}, map[string]string{
		"bookings list":   "--all",
		"bookings show":   first,
		"bookings add":    "--phone 080-4444-1111 --facility tobu --start 2026-12-03T09:00",
		"bookings move":   first + " --start 2026-12-03T10:00",
		"bookings cancel": second,
		"callers list":    "",
		"callers block":   "080-3333-1111",
		"callers unblock": "080-3333-1111",
		"slots list":      "--date 2026-12-02",
		"slots close":     "--facility koseki --date 2026-12-03",
		"slots open":      "--facility koseki --date 2026-12-03",
		"slots desks":     "1 --facility tobu --date 2026-12-02",
		"slots decisions": "",
		"slots undo":      "1",
		"notices list":    "",
		"staff list":      "",
		"walk-in show":    "",
		"ledger check":    "",
	}
}

// Every command that writes JSON is run, with and without --numbers where it has that.
func TestNoCommandPrintsAWholeNumberOffTheRecord(t *testing.T) {
	p := newPlace(t).withLedger()
	numbers, args := p.inUse()
	ran, whole := 0, 0
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, c := range cmd.Commands() {
			walk(c)
		}
		path := strings.TrimPrefix(cmd.CommandPath(), "madoguchi ")
		with, ok := args[path]
		if !ok {
			return
		}
		ways := [][]string{{"--json"}, nil}
		if cmd.Flag("numbers") != nil {
			ways = append(ways, []string{"--json", "--numbers"}, []string{"--numbers"})
		}
		for _, way := range ways {
			before := p.printed()
			line := append(strings.Fields(path), "--db", p.db)
			got := p.run(append(append(line, strings.Fields(with)...), way...)...)
			ran++
			seen, looks := numbersIn(got.out+got.err, numbers...), p.printed()-before
			whole += len(seen)
			if len(seen) > 0 && (looks < len(seen) || len(way) == 0 || way[len(way)-1] != "--numbers") {
				t.Errorf("%s %s %q prints %d whole numbers, and the trail says that it were %d:\n%s", path, with, way, len(seen), looks, got.out)
			}
			if len(seen) == 0 && looks > 0 {
				t.Errorf("%s %s %q prints no whole number, and the trail says that it did", path, with, way)
			}
		}
	}
	walk(p.world(nil, nil, nil).command())
	t.Logf("%d commands, %d whole numbers", ran, whole)
	if ran < 36 || whole < 6 {
		t.Errorf("ran %d commands and saw %d whole numbers: the commands must have changed", ran, whole)
	}
	if wrong := p.run("ledger", "check", "--db", p.db); wrong.status != 0 {
		t.Errorf("the ledger is damaged: %s%s", wrong.out, wrong.err)
	}
}

func TestNumbersLeaveAnEntryForEachBooking(t *testing.T) {
	p := newPlace(t).withLedger()
	p.inUse()
	for range 2 { // each command is a look of its own
		before := p.printed()
		if found := p.list("--numbers"); len(found) != 4 || found[0].Phone != "+819012345678" {
			t.Errorf("found %+v", found)
		}
		if looks := p.printed() - before; looks != 4 {
			t.Errorf("%d entries, expected 4", looks)
		}
	}
}

// What cannot be put on record is not printed.
func TestNumbersAreRefusedWhereNothingCanBeWritten(t *testing.T) {
	p := newPlace(t).servedUntilNow()
	numbers, _ := p.inUse()
	ledger, err := store.Open(p.db, store.Options{Now: p.world(nil, nil, nil).now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{world: p.world(nil, nil, nil), ledger: ledger, numbers: true}
	var found []store.Seen
	if err := view(t.Context(), d, store.ToFind, func(tx store.Finding) (err error) {
		found, err = tx.List(store.Filter{})
		return err
	}); err != nil || len(found) != 4 {
		t.Fatalf("found %v, %v", found, err)
	}
	if err := d.reveal(t.Context(), found...); !errors.Is(err, store.ErrReadOnly) || len(numbersIn(d.phone(found[0]), numbers...)) > 0 {
		t.Errorf("a ledger that is only read reveals %s: %v", d.phone(found[0]), err)
	}
	if _, _, shown, err := d.blocked(t.Context()); !errors.Is(err, store.ErrReadOnly) || shown != nil {
		t.Errorf("a ledger that is only read reveals who is blocked: %q, %v", shown, err)
	}
	if err := ledger.Close(); err != nil {
		t.Error(err)
	}
	p.now = p.now.AddDate(0, 0, 60) // the clock is in doubt
	for _, command := range []string{"bookings list --all --numbers", "bookings list --all --numbers --json", "callers list --numbers --json"} {
		got := p.run(append(strings.Fields(command), "--db", p.db)...)
		if got.status != refused || got.out != "" || len(numbersIn(got.err, numbers...)) > 0 {
			t.Errorf("%s: status %d, %q, %q", command, got.status, got.out, got.err)
		}
	}
}
