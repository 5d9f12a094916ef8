package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// nightOf returns the night of a place's ledger whose line is open, and its log.
func (p *place) nightOf(ledger *store.Store, plans func() ([]booking.DayPlan, error)) (*night, *bytes.Buffer) {
	log := &bytes.Buffer{}
	return &night{
		ledger: ledger, plans: plans, log: slog.New(slog.NewTextHandler(log, nil)), open: true,
		paper: func(context.Context) (int, error) { return 0, nil },
		learn: func(context.Context) error { return nil },
		doubt: func() error { return nil },
	}, log
}

// Each job is due when its row says so, by the clock of Japan.
func TestEveryJobRunsAtItsTime(t *testing.T) {
	night, _ := newPlace(t).nightOf(nil, nil)
	clock, err := night.round(t.Context()).schedule()
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
		clock, err := night.round(t.Context()).schedule()
		if err != nil {
			return err
		}
		for range 2 { // again, they do nothing
			for _, entry := range clock.Entries() {
				entry.WrappedJob.Run()
			}
		}
		if !strings.Contains(log.String(), `msg="a job is done" job=tidy-ledger holds=0 over=1 errands=0 phones=1`) || !strings.Contains(log.String(), `msg="a job is done" job=keep-calendar days=0 closed=0 opened=0`) {
			t.Errorf("logged:\n%s", log)
		}
		for _, want := range []string{`job=compact-ledger bytes_before=`, `job=check-ledger read="every page"`, `job=check-ledger read=everything`} {
			if !strings.Contains(log.String(), `msg="a job is done" `+want) {
				t.Errorf("expected %s, logged:\n%s", want, log)
			}
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

// A job that panics or fails is logged by name, and is tried again after 1 minute, 2, 4, 8
// and then every 15, until it is done, although its own time comes in between.
func TestAJobThatGoesWrongIsTriedAgainUntilItIsDone(t *testing.T) {
	for cause, goWrong := range map[string]func() ([]booking.DayPlan, error){
		"bad dream": func() ([]booking.DayPlan, error) { panic("bad dream") },
		"no hours":  func() ([]booking.DayPlan, error) { return nil, errors.New("no hours") },
		"no room":   func() ([]booking.DayPlan, error) { return nil, fmt.Errorf("writing: %w", syscall.ENOSPC) },
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			night, log := newPlace(t).nightOf(nil, nil)
			began := time.Now()
			var tried []time.Duration
			r := &round{night: night, ctx: ctx}
			calendar := &trial{round: r, job: job{name: "keep-calendar", do: func(context.Context) (slog.LogValuer, error) {
				tried = append(tried, time.Since(began))
				if len(tried) < 8 {
					_, err := goWrong()
					return nil, err
				}
				return lists(0), nil
			}}}
			calendar.Run()
			time.Sleep(90 * time.Second)
			calendar.Run() // its own time has come
			time.Sleep(24 * time.Hour)
			stop()
			r.work.Wait()
			var want []time.Duration
			for _, seconds := range []int{0, 60, 90, 90 + 4*60, 90 + 12*60, 90 + 27*60, 90 + 42*60, 90 + 57*60} {
				want = append(want, time.Duration(seconds)*time.Second)
			}
			if !slices.Equal(tried, want) {
				t.Errorf("%s: tried after %v, expected %v", cause, tried, want)
			}
			for told, want := range map[string]int{`msg="` + jobFailed: 7, `job=keep-calendar`: 8, "again_in=1m0s": 1, "again_in=15m0s": 3, jobDone: 1} {
				if got := strings.Count(log.String(), told); got != want {
					t.Errorf("%s: told %s %d times, expected %d:\n%s", cause, told, got, want, log)
				}
			}
			if !strings.Contains(log.String(), strings.ReplaceAll(cause, "no room", "no space left")) {
				t.Errorf("%s is not told:\n%s", cause, log)
			}
		})
	}
}

// While the ledger is in doubt no job does anything, not even what writes no ledger: lists of
// another day would be written over those of today. It is told once, and done a minute after
// the doubt is over.
func TestAJobWaitsWhileTheLedgerIsInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		night, log := newPlace(t).nightOf(nil, nil)
		began, printed := time.Now(), []time.Duration(nil)
		var over atomic.Bool
		night.doubt = func() error {
			if over.Load() {
				return nil
			}
			return &store.ClockDoubt{Now: tuesday, Newest: tuesday.AddDate(0, 0, -60)}
		}
		r := &round{night: night, ctx: ctx}
		paper := &trial{round: r, job: job{name: "print-lists", do: func(context.Context) (slog.LogValuer, error) {
			printed = append(printed, time.Since(began))
			return lists(10), nil
		}}}
		paper.Run()
		time.Sleep(59*time.Minute + 30*time.Second)
		over.Store(true)
		time.Sleep(time.Hour)
		stop()
		r.work.Wait()
		if !slices.Equal(printed, []time.Duration{time.Hour}) {
			t.Errorf("printed after %v, expected once after an hour", printed)
		}
		if got := strings.Count(log.String(), jobWaits); got != 1 || strings.Contains(log.String(), jobFailed) || !strings.Contains(log.String(), "the machine's clock says") {
			t.Errorf("told %d times that it waits, expected once:\n%s", got, log)
		}
	})
}

// The ledger is written anew when callers leave it alone; to wait for that is no failure.
func TestAJobWaitsUntilNobodyIsOnTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		night, log := newPlace(t).nightOf(nil, nil)
		began := time.Now()
		var done []time.Duration
		r := &round{night: night, ctx: ctx}
		compact := &trial{round: r, job: job{name: "compact-ledger", do: func(context.Context) (slog.LogValuer, error) {
			if time.Since(began) < 7*time.Minute {
				return nil, store.ErrCalls
			}
			done = append(done, time.Since(began))
			return store.Compacted{}, nil
		}}}
		compact.Run()
		time.Sleep(24 * time.Hour)
		stop()
		r.work.Wait()
		if !slices.Equal(done, []time.Duration{7 * time.Minute}) {
			t.Errorf("done after %v, expected once after seven minutes", done)
		}
		if got := strings.Count(log.String(), jobQuiet); got != 1 || strings.Contains(log.String(), jobFailed) {
			t.Errorf("told %d times that it waits, expected once:\n%s", got, log)
		}
	})
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
	clock, err := night.round(t.Context()).schedule()
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

// A job that fails or panics at the start keeps no other one from running, and is told once
// the line is open.
func TestAJobThatFailsAtTheStartIsToldWhenTheLineIsOpen(t *testing.T) {
	p := newPlace(t).withLedger()
	p.inLedger(func(ledger *store.Store) error {
		ctx, stop := context.WithCancel(t.Context())
		night, log := p.nightOf(ledger, func() ([]booking.DayPlan, error) { return nil, errors.New("no hours") })
		night.open, night.paper = false, func(context.Context) (int, error) { panic("no paper") }
		r := night.round(ctx)
		r.run(true)
		if log.Len() > 0 {
			t.Errorf("told before the line is open:\n%s", log)
		}
		night.opened()
		if got := log.String(); !strings.Contains(got, "keep-calendar") || !strings.Contains(got, "no hours") || !strings.Contains(got, `msg="a job is done" job=tidy-ledger`) || strings.Contains(got, "no paper") {
			t.Errorf("told when the line is open:\n%s", got)
		}
		r.run(false)
		if !strings.Contains(log.String(), "no paper") {
			t.Errorf("told of the others:\n%s", log)
		}
		stop()
		r.work.Wait()
		return nil
	})
}

// A job that stops because the line ends has not failed.
func TestAJobThatIsStoppedTellsNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	night, log := newPlace(t).nightOf(nil, func() ([]booking.DayPlan, error) { return nil, ctx.Err() })
	clock, err := night.round(ctx).schedule()
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
