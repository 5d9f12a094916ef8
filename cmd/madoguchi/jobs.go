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
	name  string // one word, which is typed at a terminal
	when  string // "03:30" is every day at that time, "every 15m" each quarter of an hour
	terms terms
	what  string // it does, for operators
	do    work
	plan  work // tells what do would do now, and changes nothing
}

// A work is what a job does.
type work func(context.Context) (slog.LogValuer, error)

// terms are what holds for a job.
type terms int

const (
	early terms = 1 << iota // callers are better off if it is done before the line opens
	ruled                   // goes by the config, and so touches no other city's ledger
	alone                   // only the line itself does it while a line is served
)

// are reports whether all of some terms hold.
func (t terms) are(some terms) bool { return t&some == some }

// A night is what the jobs work with, and where they are logged.
type night struct {
	ledger *store.Store
	learn  func(context.Context) error                // tells the ledger its city
	plans  func() ([]booking.DayPlan, error)          // what the opening hours want, from now on
	paper  func(context.Context) (lists int, _ error) // writes the lists for a counter without a line
	papers papers                                     // those lists
	sender *outbox.Sender                             // nil: the line tells nobody anything by itself
	mails  *outbox.Mails                              // nil: it sends no mails
	mute   error                                      // why it does not, if somebody asks for it
	tells  booking.Outreach                           // what it tells
	doubt  func() error                               // why nothing is written now; store.Store.Doubt
	log    *slog.Logger

	skimmed bool // the ledger was, since the start; used by the job alone

	mu     sync.Mutex
	open   bool     // the line is open: what the jobs did may be told
	untold []func() // until then
}

// jobs returns all jobs, in the order in which they run at the start. Every field of a row
// is written, so that none is forgotten.
func (n *night) jobs() []job {
	return []job{
		// The calendar goes on by a day, far beyond what callers can book.
		{"keep-calendar", "00:05", early | ruled, "台帳の暦を先の日まで延ばし、開庁時間の変更を入れる", n.keepCalendar, n.foreseeCalendar},
		// Nobody calls at that hour.
		{"tidy-ledger", "03:30", early, "残しておく期間を過ぎた番号や記録を消す", result(n.ledger.Tidy), result(n.ledger.ForeseeTidy)},
		// The lists that a counter has are at most this old.
		{"print-lists", "every 15m", ruled, "回線が使えないときの窓口の一覧（今日と明日）を書き出す", result(n.printed), result(n.foreseePrinted)},
		// What was erased is then in no byte of the ledger, nor in the backup of 04:00.
		{"compact-ledger", "03:40", alone, "台帳を書き直し、消したものをファイルにも残さない", result(n.ledger.Compact), result(n.ledger.ForeseeCompact)},
		// It only reads.
		{"check-ledger", "03:50", 0, "台帳がこわれていないか、決まりに反していないかを調べる", result(n.checkLedger), result(n.checkLedger)},
		// What is due is written down, and what is written down is sent: also as soon as a
		// caller has done something.
		{"remind", "every 5m", ruled, "予約の日が近い方への、お知らせを用意する", result(n.remind), result(n.foreseeReminders)},
		// Two who send at once could take each other's requests for lost.
		{sendMessages, "every 1m", ruled | alone, "SMSとお知らせの電話を、送る", result(n.send), result(n.foreseeMessages)},
		// No text waits for a mail server that hangs.
		{sendMails, "every 1m", ruled | alone, "メールを、送る", result(n.sendMails), result(n.foreseeMails)},
	}
}

// The jobs that are also run whenever a message was written.
const (
	sendMessages = "send-messages"
	sendMails    = "send-mails"
)

// result makes a work of a function whose result has a type of its own.
func result[D slog.LogValuer](do func(context.Context) (D, error)) work {
	return func(ctx context.Context) (slog.LogValuer, error) { return do(ctx) }
}

// try does a job, or tells what it would do, unless the ledger is in doubt.
func (n *night) try(ctx context.Context, do work) (slog.LogValuer, error) {
	if err := n.doubt(); err != nil {
		return nil, err
	}
	return do(ctx)
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

// foreseeCalendar tells what the opening hours of the config would change.
func (n *night) foreseeCalendar(ctx context.Context) (slog.LogValuer, error) {
	plans, err := n.plans()
	if err != nil {
		return nil, fmt.Errorf("the opening hours: %w", err)
	}
	return n.ledger.ForeseeMaterialise(ctx, plans)
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
	tells, ok := n.reminds()
	if !ok {
		return store.Reminded{}, n.mute
	}
	return n.ledger.Remind(ctx, tells)
}

// reminds returns what people are reminded of, and by which means alone if there is no other;
// false if by none.
func (n *night) reminds() (tells booking.Outreach, ok bool) {
	tells = n.tells
	if n.sender == nil {
		tells.Only = booking.ByMail
	}
	return tells, n.sender != nil || n.mails != nil
}

func (n *night) foreseeReminders(ctx context.Context) (store.Reminded, error) {
	tells, ok := n.reminds()
	if !ok {
		return store.Reminded{}, n.mute
	}
	return n.ledger.ForeseeReminders(ctx, tells)
}

// send sends what is due, and finds out what became of messages of which that is not known:
// what is due does not wait for the carrier's lists. What is due again then is sent too.
func (n *night) send(ctx context.Context) (outbox.Done, error) {
	if n.sender == nil {
		return outbox.Done{}, n.mute
	}
	done, failed := n.sender.Send(ctx)
	found, err := n.sender.Reconcile(ctx)
	if err != nil && ctx.Err() == nil {
		n.tell(slog.LevelWarn, "what became of some messages is not known yet", "err", err)
	}
	if failed != nil || found.Found == 0 {
		return done.And(found), failed
	}
	more, err := n.sender.Send(ctx)
	return done.And(found).And(more), err
}

func (n *night) foreseeMessages(ctx context.Context) (store.DueMessages, error) {
	if n.sender == nil {
		return store.DueMessages{}, n.mute
	}
	return n.ledger.ForeseeMessages(ctx)
}

// sendMails sends the mails that are due. What became of one that is in doubt nobody can find out.
func (n *night) sendMails(ctx context.Context) (outbox.Mailed, error) {
	if n.mails == nil {
		return outbox.Mailed{}, n.mute
	}
	return n.mails.Send(ctx)
}

func (n *night) foreseeMails(ctx context.Context) (store.DueMails, error) {
	if n.mails == nil {
		return store.DueMails{}, n.mute
	}
	return n.ledger.ForeseeMails(ctx)
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

// foreseePrinted tells which lists would be written.
func (n *night) foreseePrinted(context.Context) (papers, error) { return n.papers, nil }

// papers are the lists that are written, and where.
type papers struct {
	lists int
	dir   string
}

// LogValue returns how many lists there are, and where.
func (p papers) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("lists", p.lists), slog.String("dir", p.dir))
}

// lists counts paper lists that were written.
type lists int

// LogValue returns how many lists there are.
func (l lists) LogValue() slog.Value { return slog.GroupValue(slog.Int("lists", int(l))) }
