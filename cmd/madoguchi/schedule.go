package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"madoguchi/booking"
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

// schedule returns the clock of the jobs, which is Japan's; Start starts it. Jobs
// that run when ctx ends stop between two portions of their work.
func (n *night) schedule(ctx context.Context) (*cron.Cron, error) {
	c := cron.New(cron.WithLocation(booking.JST), cron.WithLogger(cronLog{n.log}))
	for _, j := range n.jobs() {
		at, err := spec(j.when)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.name, err)
		}
		if _, err := c.AddJob(at, n.guarded(ctx, j)); err != nil {
			return nil, fmt.Errorf("%s: schedule %q: %w", j.name, at, err)
		}
	}
	return c, nil
}

// guarded returns a job that is skipped while it still runs, and whose panic is
// logged and ends nothing else. The order matters: with Recover outside, a job that
// panicked would count as running for ever (https://github.com/robfig/cron/issues/366).
func (n *night) guarded(ctx context.Context, j job) cron.Job {
	log := cronLog{n.log.With("job", j.name)}
	return cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).Then(cron.FuncJob(func() {
		switch what, err := j.do(ctx); {
		case err == nil:
			n.tell(outcome{j.name, what})
		case ctx.Err() == nil: // one that was stopped has nothing to tell
			n.log.Error(jobFailed, "job", j.name, "err", err)
		}
	}))
}

// The messages of the log.
const (
	jobDone   = "a job is done"
	jobFailed = "a job failed; it runs again at its time, and at every start"
)

// An outcome is what a job did, for the log.
type outcome struct {
	job string
	did slog.LogValuer
}

func (n *night) tell(o outcome) { n.log.Info(jobDone, "job", o.job, slog.Any("", o.did)) }

// catchUp does the jobs that the line needs before it opens: nights may have been
// missed. Its caller logs what they did after "the line is open", which is the first
// line of the log.
func (n *night) catchUp(ctx context.Context) (done []outcome, err error) {
	for _, j := range n.jobs() {
		if !j.needed {
			continue
		}
		what, err := j.do(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.name, err)
		}
		done = append(done, outcome{j.name, what})
	}
	return done, nil
}

// others runs the other jobs. If they fail, the line is open all the same.
func (n *night) others(ctx context.Context) {
	for _, j := range n.jobs() {
		if !j.needed {
			n.guarded(ctx, j).Run()
		}
	}
}

// cronLog logs what goes wrong with the jobs, and not when each is due.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, args ...any) { l.log.Debug(msg, args...) }

func (l cronLog) Error(err error, msg string, args ...any) {
	l.log.Error(jobFailed, append(args, "cause", msg, "err", err)...)
}
