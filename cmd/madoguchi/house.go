package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/robfig/cron/v3"

	"madoguchi/carrier"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/web/console"
)

// A house is a line while it is served: what it answers with, and what works beside it. It
// has a ledger once that can be opened; until then callers hear an apology and are passed
// on to a person.
type house struct {
	*world
	line    *line
	db      string
	paper   string // a directory
	anew    bool   // a ledger may begin where another one was
	address string // at which it listens
	log     *slog.Logger
	server  *voice.Server // without a ledger

	ledger  *store.Store // nil until it is open
	console *console.Console
	night   *night
	sends   bool // texts and calls, by credentials
	credits carrier.Credentials
	jobs    *round
	clock   *cron.Cron

	watchman *watchman
	handler  atomic.Pointer[http.Handler]
}

// The messages of the log about a ledger that cannot be opened yet.
const (
	ledgerShut = "the ledger cannot be opened: callers hear an apology and are passed on to a person"
	ledgerOpen = "the ledger is open"
)

// longestShut is how long to wait at most before trying to open the ledger again.
const longestShut = 30 * time.Second

// firstJobs is how long the line waits for its first jobs before it opens without them.
const firstJobs = 5 * time.Second

// ServeHTTP implements http.Handler.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*h.handler.Load()).ServeHTTP(w, r)
}

// answerBy has the line answer by a ledger from now on.
func (h *house) answerBy(ledger voice.Ledger, noTime func() bool, beside func(gin.IRouter)) {
	server := *h.server
	server.Ledger, server.NoTime, server.Beside = ledger, noTime, beside
	if h.ledger != nil {
		server.Messages = reports(h.ledger)
	}
	handler := server.Handler()
	h.handler.Store(&handler)
}

// enter opens the ledger, and does what callers are better off if it is done before the line
// opens, as far as that can be done soon. If it returns an error there is no ledger yet, and
// callers hear an apology.
func (h *house) enter(ctx context.Context) error {
	texts := h.sends && h.line.City.Outreach.Texts
	ledger, err := h.open(h.db, store.Options{Log: h.log, For: h.line.owner(), Serve: true, Upgrade: true, New: h.anew, Texts: texts, Mails: h.line.mails()})
	if err != nil {
		return err
	}
	if h.console, err = h.line.console(ctx, ledger, h.now, h.log); err != nil {
		return errors.Join(err, ledger.Close())
	}
	paper := func(ctx context.Context) (int, error) { return h.console.Paper(ctx, h.paper) }
	h.night = h.line.nightOf(h.world, ledger, store.By{Way: store.ByClock, Actor: "serve"}, h.paper, paper, h.log)
	if h.sends {
		h.night.sender = h.sender(h.line, ledger, h.credits, h.server.PublicURL, h.server.FallbackURL, h.log)
	}
	if h.night.mails, err = h.mailer(h.line, ledger, h.server.PublicURL, h.log); err != nil {
		return errors.Join(err, ledger.Close())
	}
	h.jobs = h.night.round(ctx)
	if h.clock, err = h.jobs.schedule(); err != nil {
		return errors.Join(err, ledger.Close())
	}
	whole := &planned{Store: ledger, facilities: h.line.owner().Facilities}
	sites := []site{h.console}
	if h.line.Residents {
		door, err := h.line.residents(whole, h.server.PublicURL, h.sends && len(h.line.City.Outreach.Remind) > 0, h.sends && h.line.Web.CodeCalls, h.now, h.log)
		if err != nil {
			return errors.Join(err, ledger.Close())
		}
		sites = append(sites, door)
	}
	h.ledger = ledger
	h.watchman = &watchman{world: h.world, ledger: ledger, tell: h.night.tell}
	first := make(chan struct{})
	h.jobs.work.Go(func() {
		defer close(first)
		h.watchman.look(ctx)
		h.jobs.run(true)
	})
	soon := time.NewTimer(firstJobs)
	defer soon.Stop()
	select {
	case <-first:
	case <-soon.C:
	case <-ctx.Done():
	}
	h.answerBy(whole, ledger.DoubtsClock, beside(sites...))
	return nil
}

// live opens the ledger if that was not possible at first, and has everything work that goes
// on beside the calls, until ctx ends.
func (h *house) live(ctx context.Context, shut error) {
	for wait := time.Second; shut != nil; wait = min(2*wait, longestShut) {
		h.log.Error(ledgerShut, "again_in", wait.String(), "err", shut)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if shut = h.enter(ctx); shut == nil {
			h.log.Info(ledgerOpen, "ledger", h.db)
		}
	}
	if err := h.ledger.ServedAt(h.address); err != nil {
		h.log.Warn("others that want the ledger are not told where it is served", "err", err)
	}
	h.night.opened()
	h.jobs.work.Go(func() { h.tryMail(ctx) })
	h.jobs.work.Go(func() { h.jobs.run(false) })
	h.clock.Start()
	h.jobs.work.Go(func() { h.jobs.wakeBy(ctx, h.ledger.Messages(), sendMessages, sendMails) })
	for _, watch := range []func(context.Context, <-chan time.Time){h.console.Watch, h.watchman.watch} {
		h.jobs.work.Go(func() {
			every := time.NewTicker(lookAgain)
			defer every.Stop()
			watch(ctx, every.C)
		})
	}
	<-ctx.Done()
	<-h.clock.Stop().Done()
}

// close waits for what still works, and closes the ledger.
func (h *house) close() error {
	if h.ledger == nil {
		return nil
	}
	h.jobs.work.Wait()
	return h.ledger.Close()
}
