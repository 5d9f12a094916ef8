package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// nightOf is the night of a place's ledger, with its log.
func (p *place) nightOf(ledger *store.Store, slots func() ([]booking.Slot, error)) (*night, *bytes.Buffer) {
	log := &bytes.Buffer{}
	paper := func(context.Context) (int, error) { return 0, nil }
	return &night{ledger: ledger, slots: slots, paper: paper, log: slog.New(slog.NewTextHandler(log, nil))}, log
}

func TestTheJobsRunByTheClockOfJapan(t *testing.T) {
	p := newPlace(t)
	night, _ := p.nightOf(nil, nil)
	clock, err := night.schedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-12-02 00:05", "2026-12-02 03:30", "2026-12-01 08:45"}
	for i, entry := range clock.Entries() {
		next := entry.Schedule.Next(tuesday.In(clock.Location()))
		if got := next.In(booking.JST).Format("2006-01-02 15:04"); got != want[i] {
			t.Errorf("job %d runs next at %s, want %s", i, got, want[i])
		}
	}
	if n := len(clock.Entries()); n != len(want) {
		t.Errorf("%d jobs, want %d", n, len(want))
	}
}

func TestANightMovesTheHorizonAndForgets(t *testing.T) {
	p := newPlace(t).withLedger()
	p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	last := func() string {
		slots := p.slotsOf("--facility", "tobu")
		return slots[len(slots)-1].Start
	}
	if got := last(); got != "2027-01-15T15:30:00+09:00" {
		t.Fatalf("the horizon ends at %s", got)
	}
	p.now = time.Date(2027, 2, 2, 3, 30, 0, 0, booking.JST)
	p.inLedger(func(ledger *store.Store) error {
		l, err := readLine("", p.now)
		if err != nil {
			return err
		}
		night, log := p.nightOf(ledger, func() ([]booking.Slot, error) { return l.City.Slots(p.now), nil })
		clock, err := night.schedule(t.Context())
		if err != nil {
			return err
		}
		for range 2 { // again, they do nothing
			for _, entry := range clock.Entries() {
				entry.WrappedJob.Run()
			}
		}
		if !strings.Contains(log.String(), `msg="ledger tidied" holds=0 over=1 phones=1`) || !strings.Contains(log.String(), `msg="slots made" added=0 changed=0`) {
			t.Errorf("logged:\n%s", log)
		}
		return nil
	})
	if got := last(); got != "2027-03-19T15:30:00+09:00" {
		t.Errorf("the horizon ends at %s", got)
	}
	if got := p.list("--all"); len(got) != 1 || got[0].Phone != "" || got[0].Receipt != "" || got[0].State != "over" {
		t.Errorf("not forgotten: %+v", got)
	}
	if table := p.does("bookings", "list", "--db", p.db, "--all"); !strings.Contains(table, "\n-         2026-12-02(水) 09:00") {
		t.Errorf("a booking that was forgotten:\n%s", table)
	}
	p.sound()
}

// A job that panics is run again the next night.
func TestAJobThatPanicsRunsAgain(t *testing.T) {
	p := newPlace(t)
	nights := 0
	night, log := p.nightOf(nil, func() ([]booking.Slot, error) { nights++; panic("bad dream") })
	clock, err := night.schedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		clock.Entries()[0].WrappedJob.Run()
	}
	if nights != 3 || strings.Count(log.String(), "bad dream") != 3 {
		t.Errorf("ran %d times, logged:\n%s", nights, log)
	}
}

// A special opening of the sample city lasts until its day is over.
func TestTheSpecialOpeningsOfTheSampleLastTheirDay(t *testing.T) {
	for _, hour := range []int{0, 8, 11, 23} {
		saturday := time.Date(2026, 12, 12, hour, 5, 0, 0, booking.JST)
		l, err := readLine("", saturday)
		if err != nil {
			t.Fatal(err)
		}
		koseki, _ := l.City.Facility("koseki")
		if got := len(koseki.Slots(booking.DateOf(saturday))); got != 6 {
			t.Errorf("at %s: %d slots, want 6", saturday, got)
		}
	}
}

// The sample city has new special openings every night; a city of its own does
// not change while the line is open.
func TestTheSampleCityMovesOn(t *testing.T) {
	p := newPlace(t)
	for path, want := range map[string]string{"": "2027-02-28", p.file("city.yaml", p.does("config", "sample")): "2026-12-12"} {
		p.now = tuesday
		l, err := readLine(path, p.now)
		if err != nil {
			t.Fatal(err)
		}
		p.now = time.Date(2027, 2, 15, 0, 5, 0, 0, booking.JST)
		today, err := l.today(p.world(nil, nil, nil))
		if err != nil {
			t.Fatal(err)
		}
		koseki, _ := today.Facility("koseki")
		if got := koseki.Hours.Special[0].Day.String(); got != want {
			t.Errorf("config %q: the next special opening is %s, want %s", path, got, want)
		}
	}
}
