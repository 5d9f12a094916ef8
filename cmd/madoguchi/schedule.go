package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"madoguchi/booking"
	"madoguchi/store"
)

// spec returns when a job runs as cron writes it. A job has a time of day, such as
// "03:30", or a part of an hour, such as "every 15m".
func spec(when string) (string, error) {
	if part, ok := strings.CutPrefix(when, "every "); ok {
		d, err := time.ParseDuration(part)
		if err == nil && d >= time.Minute && d < time.Hour && d%time.Minute == 0 && time.Hour%d == 0 {
			return fmt.Sprintf("*/%d * * * *", d/time.Minute), nil
		}
	} else if at, err := time.Parse("15:04", when); err == nil {
		return fmt.Sprintf("%d %d * * *", at.Minute(), at.Hour()), nil
	}
	return "", fmt.Errorf("found the time %q, expected one of a day such as 03:30, or a part of an hour such as every 15m", when)
}

// A round is the jobs of a night as they run: at the start, at their times, and again when
// they have failed.
type round struct {
	night  *night
	ctx    context.Context // jobs that run when it ends stop between two portions of their work
	trials []*trial
	work   sync.WaitGroup // goroutines that end when ctx does
}

// round returns the jobs, none of which has run yet.
func (n *night) round(ctx context.Context) *round {
	r := &round{night: n, ctx: ctx}
	for _, j := range n.jobs() {
		r.trials = append(r.trials, &trial{round: r, job: j})
	}
	return r
}

// schedule returns the clock of the jobs, which is Japan's; Start starts it.
func (r *round) schedule() (*cron.Cron, error) {
	c := cron.New(cron.WithLocation(booking.JST), cron.WithLogger(cronLog{r.night.log}))
	for _, t := range r.trials {
		at, err := spec(t.when)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		if _, err := c.AddJob(at, t); err != nil {
			return nil, fmt.Errorf("%s: schedule %q: %w", t.name, at, err)
		}
	}
	return c, nil
}

// run runs the jobs of the start, those before the line opens or the others.
func (r *round) run(first bool) {
	for _, t := range r.trials {
		if t.terms.are(early) == first {
			t.Run()
		}
	}
}

// wakeBy runs the jobs of these names whenever something comes. None waits for another.
func (r *round) wakeBy(ctx context.Context, woken <-chan struct{}, names ...string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-woken:
		}
		for _, t := range r.trials {
			if slices.Contains(names, t.name) {
				r.work.Go(t.wake)
			}
		}
	}
}

// A trial is a job with what has become of it. Its methods may be called from many
// goroutines.
type trial struct {
	job
	round *round

	mu       sync.Mutex
	running  bool
	waiting  *time.Timer // until it is tried again; nil if it does not wait
	failures int         // since it was done last
	wanted   bool        // it was woken while it ran
	waits    string      // the message that told since then what it waits for; "" if it does not wait
}

// The messages of the log.
const (
	jobDone   = "a job is done"
	jobFailed = "a job failed; it is tried again until it is done"
	jobWaits  = "a job waits until the ledger can be relied on"
	jobQuiet  = "a job waits until nobody is on the line"
)

// Run implements cron.Job. It runs the job, unless it still runs, and tells what it did. One
// that failed is tried again later.
func (t *trial) Run() {
	for again := t.begin(); again; {
		again = t.end(t.attempt()) && t.begin()
	}
}

// wake runs the job as soon as it does not run any more: what it is woken for may have come
// after it looked.
func (t *trial) wake() {
	t.mu.Lock()
	t.wanted = t.running
	wanted := t.wanted
	t.mu.Unlock()
	if !wanted {
		t.Run()
	}
}

// begin reports whether the job did not run already.
func (t *trial) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.running
	t.running = true
	return !was
}

// attempt does the job. A panic in it is an error like any other, and ends nothing else.
func (t *trial) attempt() (did slog.LogValuer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return t.round.night.try(t.round.ctx, t.do)
}

// end tells what came of the job, and whether it was woken meanwhile and has to run again.
func (t *trial) end(did slog.LogValuer, err error) (wanted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running = false
	wanted, t.wanted = t.wanted && err == nil, false
	n := t.round.night
	switch {
	case err == nil:
		t.failures, t.waits = 0, ""
		n.tell(loudness(did), jobDone, "job", t.name, slog.Any("", did))
	case t.round.ctx.Err() != nil: // one that was stopped has nothing to tell
	case errors.Is(err, store.ErrDoubt):
		t.wait(slog.LevelWarn, jobWaits, "err", err)
	case errors.Is(err, store.ErrCalls):
		t.wait(slog.LevelInfo, jobQuiet)
	default:
		t.failures++
		n.tell(slog.LevelError, jobFailed, "job", t.name, "again_in", pause(t.failures).String(), "err", err)
		t.later(pause(t.failures))
	}
	return wanted
}

// loudness returns the level at which it is told that a job is done: one that runs every minute
// and has mostly nothing to do says so only to whoever wants to know.
func loudness(did slog.LogValuer) slog.Level {
	if idle, ok := did.(interface{ Idle() bool }); ok && idle.Idle() {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// wait runs the job again in a minute, and tells once what it waits for. The lock is held.
func (t *trial) wait(level slog.Level, msg string, args ...any) {
	if t.waits != msg {
		t.round.night.tell(level, msg, append([]any{"job", t.name}, args...)...)
	}
	t.waits = msg
	t.later(pause(1))
}

// pause returns how long to wait after so many failures: 1 minute, 2, 4, 8 and then 15.
func pause(failures int) time.Duration {
	if failures > 4 {
		return 15 * time.Minute
	}
	return time.Minute << (failures - 1)
}

// later runs the job again after a while, unless it has been done meanwhile. The lock is
// held.
func (t *trial) later(wait time.Duration) {
	if t.waiting != nil {
		t.waiting.Reset(wait)
		return
	}
	timer := time.NewTimer(wait)
	t.waiting = timer
	t.round.work.Go(func() {
		defer timer.Stop()
		select {
		case <-t.round.ctx.Done():
			return
		case <-timer.C:
		}
		t.mu.Lock()
		needed := t.failures > 0 || t.waits != ""
		t.waiting = nil
		t.mu.Unlock()
		if needed {
			t.Run()
		}
	})
}

// tell logs what a job did, or keeps it until the line is open: that is the first line of
// the log.
func (n *night) tell(level slog.Level, msg string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.open {
		n.log.Log(context.Background(), level, msg, args...)
		return
	}
	n.untold = append(n.untold, func() { n.log.Log(context.Background(), level, msg, args...) })
}

// opened tells what the jobs have done before the line was open.
func (n *night) opened() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.open = true
	for _, tell := range n.untold {
		tell()
	}
	n.untold = nil
}

// cronLog logs what goes wrong with the clock of the jobs, and not when each is due.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, args ...any) { l.log.Debug(msg, args...) }

func (l cronLog) Error(err error, msg string, args ...any) {
	l.log.Error("the clock of the jobs", append(args, "cause", msg, "err", err)...)
}
