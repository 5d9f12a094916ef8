package main

import (
	"context"
	"fmt"
	"log/slog"

	"madoguchi/booking"
	"madoguchi/store"
)

// A job runs at its time, whether anybody calls or not, and once at every start, so
// that a missed one costs nothing. It may run again at any time, and then does what is
// left to do. Once its context ends, it stops between two portions of its work. What
// it returns logs itself.
type job struct {
	name   string
	when   string // "03:30" is every day at that time, "every 15m" each quarter of an hour
	needed bool   // the line does not open before it has been done
	do     func(context.Context) (slog.LogValuer, error)
}

// A night is what the jobs work with, and where they are logged.
type night struct {
	ledger *store.Store
	plans  func() ([]booking.DayPlan, error)          // what the opening hours want, from now on
	paper  func(context.Context) (lists int, _ error) // writes the lists for a counter without a line
	log    *slog.Logger
}

// jobs returns all jobs, in the order in which they run at the start.
func (n *night) jobs() []job {
	return []job{
		// The calendar goes on by a day, far beyond what callers can book.
		{"keep calendar", "00:05", true, n.keepCalendar},
		// Nobody calls at that hour.
		{"tidy ledger", "03:30", true, result(n.ledger.Tidy)},
		// The lists that a counter has are at most this old.
		{"print lists", "every 15m", false, result(n.printed)},
	}
}

// result makes a job of a function whose result has a type of its own.
func result[D slog.LogValuer](do func(context.Context) (D, error)) func(context.Context) (slog.LogValuer, error) {
	return func(ctx context.Context) (slog.LogValuer, error) { return do(ctx) }
}

// keepCalendar gives the days ahead the opening hours of the config.
func (n *night) keepCalendar(ctx context.Context) (slog.LogValuer, error) {
	plans, err := n.plans()
	if err != nil {
		return nil, fmt.Errorf("the opening hours: %w", err)
	}
	return n.ledger.Materialise(ctx, plans)
}

// printed writes the lists on which a counter works when the line is dead.
func (n *night) printed(ctx context.Context) (lists, error) {
	written, err := n.paper(ctx)
	return lists(written), err
}

// lists counts paper lists that were written.
type lists int

// LogValue returns how many lists there are.
func (l lists) LogValue() slog.Value { return slog.GroupValue(slog.Int("lists", int(l))) }
