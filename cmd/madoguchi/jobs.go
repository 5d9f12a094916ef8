package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"madoguchi/booking"
	"madoguchi/carrier/outbox"
	"madoguchi/store"
)

// A job runs at its time, whether anybody calls or not, and once at every start, so
// that a missed one costs nothing. One that fails is tried again until it is done. It may
// run again at any time, and then does what is left to do. Once its context ends, it stops
// between two portions of its work. What it returns logs itself.
type job struct {
	name  string
	when  string // "03:30" is every day at that time, "every 15m" each quarter of an hour
	first bool   // callers are better off if it is done before the line opens
	do    func(context.Context) (slog.LogValuer, error)
}

// A night is what the jobs work with, and where they are logged.
type night struct {
	ledger *store.Store
	learn  func(context.Context) error                // tells the ledger its city
	plans  func() ([]booking.DayPlan, error)          // what the opening hours want, from now on
	paper  func(context.Context) (lists int, _ error) // writes the lists for a counter without a line
	sender *outbox.Sender                             // nil: the line tells nobody anything by itself
	tells  booking.Outreach                           // what it tells
	doubt  func() error                               // why nothing is written now; store.Store.Doubt
	log    *slog.Logger

	skimmed bool // the ledger was, since the start; used by the job alone

	mu     sync.Mutex
	open   bool     // the line is open: what the jobs did may be told
	untold []func() // until then
}

// jobs returns all jobs, in the order in which they run at the start.
func (n *night) jobs() []job {
	jobs := []job{
		// The calendar goes on by a day, far beyond what callers can book.
		{"keep calendar", "00:05", true, n.keepCalendar},
		// Nobody calls at that hour.
		{"tidy ledger", "03:30", true, result(n.ledger.Tidy)},
		// The lists that a counter has are at most this old.
		{"print lists", "every 15m", false, result(n.printed)},
		// What was erased is then in no byte of the ledger, nor in the backup of 04:00.
		{"compact ledger", "03:40", false, result(n.ledger.Compact)},
		{"check ledger", "03:50", false, result(n.checkLedger)},
	}
	if n.sender == nil {
		return jobs
	}
	return append(jobs,
		// What is due is written down, and what is written down is sent: also as soon as a
		// caller has done something.
		job{"remind", "every 5m", false, result(n.remind)},
		job{sendMessages, "every 1m", false, result(n.send)})
}

// sendMessages is the job that is also run whenever a message was written.
const sendMessages = "send messages"

// result makes a job of a function whose result has a type of its own.
func result[D slog.LogValuer](do func(context.Context) (D, error)) func(context.Context) (slog.LogValuer, error) {
	return func(ctx context.Context) (slog.LogValuer, error) { return do(ctx) }
}

// keepCalendar tells the ledger its city, and gives the days ahead the opening hours of the
// config.
func (n *night) keepCalendar(ctx context.Context) (slog.LogValuer, error) {
	if err := n.learn(ctx); err != nil {
		return nil, fmt.Errorf("the city: %w", err)
	}
	plans, err := n.plans()
	if err != nil {
		return nil, fmt.Errorf("the opening hours: %w", err)
	}
	return n.ledger.Materialise(ctx, plans)
}

// checkLedger looks for damage, and for what breaks a rule. At the start it only reads every
// page, beside the first callers: a second for 275 MiB, where the whole takes fourteen.
func (n *night) checkLedger(ctx context.Context) (extent, error) {
	if n.skimmed {
		return everything, n.ledger.Check(ctx)
	}
	err := n.ledger.Skim(ctx)
	n.skimmed = err == nil
	return everyPage, err
}

// remind writes the reminders that are due.
func (n *night) remind(ctx context.Context) (store.Reminded, error) {
	return n.ledger.Remind(ctx, n.tells)
}

// send finds out what became of messages of which that is not known, and sends what is due.
func (n *night) send(ctx context.Context) (outbox.Done, error) {
	found, err := n.sender.Reconcile(ctx)
	if err != nil { // what is due does not wait for it: none of it is what is in doubt
		n.tell(slog.LevelWarn, "what became of some messages is not known yet", "err", err)
	}
	done, err := n.sender.Send(ctx)
	done.Found = found.Found
	return done, err
}

// An extent is how much of the ledger was checked.
type extent string

const (
	everyPage  extent = "every page"
	everything extent = "everything"
)

// LogValue returns how much it was.
func (e extent) LogValue() slog.Value { return slog.GroupValue(slog.String("read", string(e))) }

// printed writes the lists on which a counter works when the line is dead.
func (n *night) printed(ctx context.Context) (lists, error) {
	written, err := n.paper(ctx)
	return lists(written), err
}

// lists counts paper lists that were written.
type lists int

// LogValue returns how many lists there are.
func (l lists) LogValue() slog.Value { return slog.GroupValue(slog.Int("lists", int(l))) }
