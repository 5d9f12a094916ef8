package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/robfig/cron/v3"

	"madoguchi/booking"
	"madoguchi/store"
)

// When the jobs run, by the city's clock. Each may run again at any time, and all
// run at start: one that was missed costs nothing.
const (
	atFive      = "5 0 * * *"    // 00:05: the horizon has moved on by a day
	atHalfThree = "30 3 * * *"   // 03:30: nobody calls
	quarterly   = "*/15 * * * *" // what a counter has on paper is at most so old
)

// A night is what the ledger needs once a day, and the counters four times an hour.
type night struct {
	ledger *store.Store
	slots  func() ([]booking.Slot, error)             // of the opening hours, from now on
	paper  func(context.Context) (lists int, _ error) // writes the lists for a counter without a line
	log    *slog.Logger
}

// A report is what a job did, for the log.
type report struct {
	what   string
	counts []any
}

func (n *night) tell(r report) { n.log.Info(r.what, r.counts...) }

// materialise makes the slots up to the horizon.
func (n *night) materialise(ctx context.Context) (report, error) {
	slots, err := n.slots()
	if err != nil {
		return report{}, fmt.Errorf("the opening hours: %w", err)
	}
	did, err := n.ledger.Materialise(ctx, slots)
	if err != nil {
		return report{}, fmt.Errorf("making the slots: %w", err)
	}
	return report{"slots made", []any{"added", did.Added, "changed", did.Changed, "closed", did.Closed, "removed", did.Removed}}, nil
}

// tidy forgets what must be forgotten.
func (n *night) tidy(ctx context.Context) (report, error) {
	did, err := n.ledger.Tidy(ctx)
	if err != nil {
		return report{}, fmt.Errorf("tidying the ledger: %w", err)
	}
	return report{"ledger tidied", []any{"holds", did.Holds, "over", did.Over, "phones", did.Phones,
		"calls", did.Calls, "gone", did.Gone, "slots", did.Slots, "callers", did.Callers, "heard", did.Heard,
		"notices", did.Notices, "walk-ins", did.WalkIns, "decisions", did.Decisions, "sessions", did.Sessions,
		"remarks", did.Remarks, "visitors", did.Visitors, "call-backs", did.CallBacks, "codes", did.Codes, "tries", did.Tries}}, nil
}

// print writes the lists on which a counter works when the line is dead.
func (n *night) print(ctx context.Context) (report, error) {
	lists, err := n.paper(ctx)
	if err != nil {
		return report{}, fmt.Errorf("writing the paper lists: %w", err)
	}
	return report{"paper lists written", []any{"lists", lists}}, nil
}

// catchUp does what nights since the last start may have missed.
func (n *night) catchUp(ctx context.Context) (did []report, err error) {
	for _, job := range []func(context.Context) (report, error){n.materialise, n.tidy} {
		r, err := job(ctx)
		if err != nil {
			return nil, err
		}
		did = append(did, r)
	}
	return did, nil
}

// do does a job and tells of it. Jobs that ctx has stopped have nothing to tell.
func (n *night) do(ctx context.Context, job func(context.Context) (report, error)) {
	did, err := job(ctx)
	switch {
	case err == nil:
		n.tell(did)
	case ctx.Err() == nil:
		n.log.Error("a job failed; it runs again at its time, and at every start", "err", err)
	}
}

// schedule returns the clock of the nightly jobs; Start starts it. Jobs that are
// running when ctx ends stop between two portions of their work.
//
// The order of the chain matters: with Recover outside, a job that panicked
// would count as running for ever (https://github.com/robfig/cron/issues/366).
func (n *night) schedule(ctx context.Context) (*cron.Cron, error) {
	log := cronLog{n.log}
	c := cron.New(cron.WithLocation(booking.JST), cron.WithLogger(log),
		cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	for _, job := range []struct {
		at string
		do func(context.Context) (report, error)
	}{
		{atFive, n.materialise},
		{atHalfThree, n.tidy},
		{quarterly, n.print},
	} {
		_, err := c.AddFunc(job.at, func() { n.do(ctx, job.do) })
		if err != nil {
			return nil, fmt.Errorf("schedule %q: %w", job.at, err)
		}
	}
	return c, nil
}

// cronLog tells what goes wrong with the jobs, and not when each is due.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, args ...any) { l.log.Debug(msg, args...) }
func (l cronLog) Error(err error, msg string, args ...any) {
	l.log.Error(msg, append(args, "err", err)...)
}
