package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/outbox"
	"madoguchi/carrier/standin"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
)

// A post brings what an inside line tells by itself, through a carrier on this machine. Nothing
// leaves the machine, so a city whose number is a placeholder has one as well.
type post struct {
	carrier *standin.Carrier
	sender  *outbox.Sender
	ledger  *store.Store
	tells   booking.Outreach

	mu     sync.Mutex
	failed error // the first thing that could not be sent
}

// outbound gives the line a post.
func (in *inside) outbound(w *world, l *line, ledger *store.Store, log *slog.Logger) error {
	instead, err := standin.Start()
	if err != nil {
		return err
	}
	in.ends = append(in.ends, func() error {
		err := instead.Close()
		for _, fault := range instead.Faults() {
			err = errors.Join(err, fmt.Errorf("the carrier: %s", fault))
		}
		return err
	})
	instead.Clock, instead.Series = in.now, rand.Uint64() // a ledger that stays has known others
	credentials, err := carrier.FromEnv(instead.Env)
	if err != nil {
		return err
	}
	at := *w
	at.carrier, at.now = instead.Transport(), in.now
	sender := at.sender(l, ledger, credentials, in.url, "", log)
	sender.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() } // the clock stands still
	in.post = &post{carrier: instead, sender: sender, ledger: ledger, tells: l.City.Outreach}
	return nil
}

// send sends what is due. What cannot be sent does not hold up the call.
func (p *post) send(ctx context.Context) {
	done, err := p.sender.Send(ctx)
	if n := done.Failed + done.Unknown + done.Later; err == nil && n > 0 {
		err = fmt.Errorf("%d messages could not be sent", n)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		p.failed = err
	}
}

func (p *post) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

// remind writes the reminders that are due now, and sends what is due.
func (p *post) remind(ctx context.Context) error {
	if _, err := p.ledger.Remind(ctx, p.tells); err != nil {
		return err
	}
	p.send(ctx)
	return p.failure()
}

// A posting ledger has what a turn writes sent at once, as a line that is served has.
type posting struct {
	voice.Ledger
	post *post
}

// Turn implements voice.Ledger.
func (p posting) Turn(ctx context.Context, t ivr.Turn, answer ivr.Answer) (ivr.Reply, error) {
	reply, err := p.Ledger.Turn(ctx, t, answer)
	select {
	case <-p.post.ledger.Messages():
		p.post.send(context.WithoutCancel(ctx))
	default:
	}
	return reply, err
}

// show prints the texts that a number has got, and reports whether there were any.
func (p *post) show(out io.Writer, number string) (some bool, err error) {
	for _, m := range p.carrier.Texts() {
		if m.Form.Get("To") != number {
			continue
		}
		some = true
		body := strings.ReplaceAll(m.Form.Get("Body"), "\n", "\n  ")
		if _, err := fmt.Fprintf(out, "✉ %s %s から\n  %s\n", m.At.In(booking.JST).Format("15:04"), dialable(m.Form.Get("From")), body); err != nil {
			return true, err
		}
	}
	return some, p.failure()
}

// dialable writes a number as people do: 050-1234-5678. One that is not of eleven digits
// has its hyphens anywhere, so it has none.
func dialable(number string) string {
	n := booking.Phone(number).Domestic()
	if len(n) != 11 || n[0] != '0' {
		return n
	}
	return n[:3] + "-" + n[3:7] + "-" + n[7:]
}

// inbox prints what the telephone has got. A telephone that is played by hand shows what
// came and no more; who asks for the inbox is told that it is empty.
func (p *post) inbox(out io.Writer, c caller) error {
	some, err := p.show(out, c.from)
	if err != nil || some || !c.inbox {
		return err
	}
	for _, m := range p.carrier.Calls() {
		if m.Form.Get("To") == c.from && !c.rung {
			_, err := fmt.Fprintf(out, "☎ %s %s から、電話がかかってくる (--rung で、出られます)\n", m.At.In(booking.JST).Format("15:04"), dialable(m.Form.Get("From")))
			return err
		}
	}
	if c.looks() && len(p.tells.Remind) > 0 && !p.tells.Hours.Open(c.now.In(booking.JST)) {
		_, err := fmt.Fprintf(out, "✉ メッセージは、届いていません (予約のお知らせが届くのは、%s)\n", weekWords(p.tells.Hours))
		return err
	}
	_, err = fmt.Fprintln(out, "✉ メッセージは、届いていません")
	return err
}
