package main

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"madoguchi/ivr"
	"madoguchi/store"
)

// shut is the ledger of a line that could not open its own: it refuses everything.
type shut struct{ why error }

// Turn implements voice.Ledger.
func (s shut) Turn(context.Context, ivr.Turn, ivr.Answer) (ivr.Reply, error) {
	return ivr.Reply{}, s.why
}

// Reply implements voice.Ledger.
func (s shut) Reply(context.Context, string) (ivr.Reply, bool, error) {
	return ivr.Reply{}, false, s.why
}

// HangUp implements voice.Ledger.
func (s shut) HangUp(context.Context, string) error { return s.why }

// Ready implements voice.Ledger.
func (s shut) Ready(context.Context) error { return s.why }

// shutPages answers the staff, and residents, meanwhile.
func shutPages(r gin.IRouter) {
	say := func(c *gin.Context) {
		c.String(http.StatusServiceUnavailable, "いまは、台帳を開けません。電話の方は、係の者につながります。管理の方に、すぐに知らせてください。窓口では、紙の一覧を使ってください。\n")
	}
	wait := func(c *gin.Context) {
		c.Header("Retry-After", "60")
		c.String(http.StatusServiceUnavailable, "いまは、インターネットで予約できません。少し待って、もう一度お試しください。お急ぎの方は、お電話ください。\n\n"+
			"You cannot book on the web now. Please try again in a moment, or call.\n")
	}
	r.GET("/yoyaku", wait)
	r.GET("/yoyaku/*page", wait)
	r.GET("/console", say)
	r.GET("/console/*page", say)
}

// planned is a ledger by which calls, and residents on the web, are answered once it has the
// days of every facility. Before that nothing is free in it, and nobody must be told so.
type planned struct {
	*store.Store
	facilities []string
	done       atomic.Bool
}

var errUnplanned = errors.New("the calendar has not been made: a job does it, and tells in the log why it could not")

// there returns errUnplanned while there are no days.
func (p *planned) there(ctx context.Context) error {
	if p.done.Load() {
		return nil
	}
	done, err := p.Planned(ctx, p.facilities)
	if err == nil && !done {
		err = errUnplanned
	}
	p.done.Store(err == nil)
	return err
}

// told returns why residents on the web are told nothing now: there are no days, or the ledger
// cannot be relied on. A call finds that out when it writes, and a page often only reads.
func (p *planned) told(ctx context.Context) error {
	if err := p.there(ctx); err != nil {
		return err
	}
	return p.Doubt()
}

// Turn implements voice.Ledger.
func (p *planned) Turn(ctx context.Context, t ivr.Turn, answer ivr.Answer) (ivr.Reply, error) {
	if err := p.there(ctx); err != nil {
		return ivr.Reply{}, err
	}
	return p.Store.Turn(ctx, t, answer)
}

// Ready implements voice.Ledger.
func (p *planned) Ready(ctx context.Context) error {
	if err := p.there(ctx); err != nil {
		return err
	}
	return p.Store.Ready(ctx)
}
