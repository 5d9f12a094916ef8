package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// nightOf returns the night of a place's ledger, and its log.
func (p *place) nightOf(ledger *store.Store, plans func() ([]booking.DayPlan, error)) (*night, *bytes.Buffer) {
	log := &bytes.Buffer{}
	paper := func(context.Context) (int, error) { return 0, nil }
	return &night{ledger: ledger, plans: plans, paper: paper, log: slog.New(slog.NewTextHandler(log, nil))}, log
}

// Each job is due when its row says so, by the clock of Japan.
func TestEveryJobRunsAtItsTime(t *testing.T) {
	night, _ := newPlace(t).nightOf(nil, nil)
	clock, err := night.schedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	jobs, entries := night.jobs(), clock.Entries()
	if len(entries) != len(jobs) {
		t.Fatalf("%d jobs are due, expected the %d of the table", len(entries), len(jobs))
	}
	names := map[string]bool{}
	for i, j := range jobs {
		if j.name == "" || names[j.name] {
			t.Errorf("found the name %q twice or empty, expected one of its own", j.name)
		}
		names[j.name] = true
		last := tuesday.In(clock.Location())
		for range 200 {
			next := entries[i].Schedule.Next(last)
			at := next.In(booking.JST)
			part, often := strings.CutPrefix(j.when, "every ")
			switch {
			case !often && (at.Format("15:04:05") != j.when+":00" || next.Sub(last) > 24*time.Hour):
				t.Fatalf("%s: after %s it runs at %s, expected it at %s", j.name, last, next, j.when)
			case often:
				every, err := time.ParseDuration(part)
				if err != nil || !at.Equal(at.Truncate(every)) || next.Sub(last) > every {
					t.Fatalf("%s: after %s it runs at %s, expected it %s (%v)", j.name, last, next, j.when, err)
				}
			}
			last = next
		}
	}
}

func TestWhenAJobRunsIsReadByPeople(t *testing.T) {
	for when, want := range map[string]string{"00:05": "5 0 * * *", "23:59": "59 23 * * *", "every 15m": "*/15 * * * *", "every 1m": "*/1 * * * *"} {
		if got, err := spec(when); got != want || err != nil {
			t.Errorf("%q: %q, %v, expected %q", when, got, err, want)
		}
	}
	for _, wrong := range []string{"", "24:00", "3", "03:30:00", "every", "every 7m", "every 1h", "every 30s", "every 90s", "every -5m", "every night", "@daily", "5 0 * * *"} {
		if got, err := spec(wrong); err == nil {
			t.Errorf("found %q for %q, expected a refusal", got, wrong)
		}
	}
}

func TestANightMovesTheCalendarOnAndForgets(t *testing.T) {
	p := newPlace(t).withLedger()
	p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	last := func() string {
		slots := p.slotsOf("--facility", "tobu")
		return slots[len(slots)-1].Start
	}
	if got := last(); got != "2027-12-02T15:30:00+09:00" {
		t.Fatalf("the calendar ends at %s", got)
	}
	p.now = time.Date(2027, 2, 2, 3, 30, 0, 0, booking.JST)
	p.inLedger(func(ledger *store.Store) error {
		l, err := readLine("", p.now)
		if err != nil {
			return err
		}
		night, log := p.nightOf(ledger, func() ([]booking.DayPlan, error) { return l.City.Plan(p.now, booking.Ahead), nil })
		clock, err := night.schedule(t.Context())
		if err != nil {
			return err
		}
		for range 2 { // again, they do nothing
			for _, entry := range clock.Entries() {
				entry.WrappedJob.Run()
			}
		}
		if !strings.Contains(log.String(), `msg="a job is done" job="tidy ledger" holds=0 over=1 phones=1`) || !strings.Contains(log.String(), `msg="a job is done" job="keep calendar" days=0 closed=0 opened=0`) {
			t.Errorf("logged:\n%s", log)
		}
		return nil
	})
	if got := last(); got != "2028-02-03T15:30:00+09:00" {
		t.Errorf("the calendar ends at %s", got)
	}
	if got := p.list("--all"); len(got) != 1 || got[0].Phone != "" || got[0].Receipt != "" || got[0].State != "over" {
		t.Errorf("not forgotten: %+v", got)
	}
	if table := p.does("bookings", "list", "--db", p.db, "--all"); !strings.Contains(table, "\n-         2026-12-02(水) 09:00") {
		t.Errorf("a booking that was forgotten:\n%s", table)
	}
	p.sound()
}

// A job that panics or fails is logged by name, and runs again at its time.
func TestAJobThatGoesWrongRunsAgain(t *testing.T) {
	for cause, goWrong := range map[string]func() ([]booking.DayPlan, error){
		"bad dream": func() ([]booking.DayPlan, error) { panic("bad dream") },
		"no hours":  func() ([]booking.DayPlan, error) { return nil, errors.New("no hours") },
	} {
		nights := 0
		night, log := newPlace(t).nightOf(nil, func() ([]booking.DayPlan, error) { nights++; return goWrong() })
		clock, err := night.schedule(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			clock.Entries()[0].WrappedJob.Run()
		}
		for _, told := range []string{`msg="a job failed;`, `job="keep calendar"`, cause} {
			if got := strings.Count(log.String(), told); got < 3 {
				t.Errorf("%s: told %s %d times, expected 3:\n%s", cause, told, got, log)
			}
		}
		if nights != 3 || strings.Contains(log.String(), jobDone) {
			t.Errorf("%s: ran %d times, expected 3; logged:\n%s", cause, nights, log)
		}
	}
}

func TestAJobThatStillRunsIsNotRunTwice(t *testing.T) {
	begun, end, nights := make(chan bool), make(chan bool), 0
	night, log := newPlace(t).nightOf(nil, func() ([]booking.DayPlan, error) {
		if nights++; nights > 1 {
			return nil, nil
		}
		begun <- true
		<-end
		return nil, errors.New("woken")
	})
	clock, err := night.schedule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	job := clock.Entries()[0].WrappedJob
	var long sync.WaitGroup
	long.Go(job.Run)
	<-begun
	job.Run() // returns at once
	close(end)
	long.Wait()
	if got := strings.Count(log.String(), "woken"); nights != 1 || got != 1 {
		t.Errorf("ran %d times, expected once:\n%s", nights, log)
	}
}

// If a job that the line needs fails at the start, the line stays closed and the error
// names the job. If another one fails, that is logged.
func TestTheLineOpensAfterTheJobsThatItNeeds(t *testing.T) {
	p := newPlace(t).withLedger()
	p.inLedger(func(ledger *store.Store) error {
		night, log := p.nightOf(ledger, func() ([]booking.DayPlan, error) { return nil, errors.New("no hours") })
		night.paper = func(context.Context) (int, error) { panic("no paper") }
		if _, err := night.catchUp(t.Context()); err == nil || err.Error() != "keep calendar: the opening hours: no hours" {
			t.Errorf("found the error %v", err)
		}
		night.others(t.Context())
		if !strings.Contains(log.String(), "no paper") || strings.Contains(log.String(), "no hours") {
			t.Errorf("logged:\n%s", log)
		}
		return nil
	})
}

// A job that stops because the line ends has not failed.
func TestAJobThatIsStoppedTellsNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	night, log := newPlace(t).nightOf(nil, func() ([]booking.DayPlan, error) { return nil, ctx.Err() })
	clock, err := night.schedule(ctx)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	clock.Entries()[0].WrappedJob.Run()
	if log.Len() > 0 {
		t.Errorf("logged:\n%s", log)
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
		if got := len(koseki.Plan(booking.DateOf(saturday)).Starts()); got != 6 {
			t.Errorf("at %s: %d slots, want 6", saturday, got)
		}
	}
}

// The sample city has new special openings every night; a city with a city.yaml does
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
