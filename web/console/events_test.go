package console_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
)

// A listener is a page that is open.
type listener struct {
	*browser
	lines chan string // events
	beats chan string
	stop  context.CancelFunc
}

// listen opens the stream of a page, and waits until it is there.
func (b *browser) listen() *listener {
	b.Helper()
	b.looks()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+"/console/events", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream") // as EventSource does
	answer, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		b.Fatalf("%d, %s", answer.StatusCode, kind)
	}
	l := &listener{b, make(chan string, 64), make(chan string, 64), stop}
	go func() {
		defer close(l.lines)
		defer answer.Body.Close()
		for s := bufio.NewScanner(answer.Body); s.Scan(); {
			switch {
			case strings.HasPrefix(s.Text(), "event: "):
				l.lines <- s.Text()
			case strings.HasPrefix(s.Text(), ": "):
				l.beats <- s.Text()
			}
		}
	}()
	b.Cleanup(stop)
	l.hears("event: changed") // whatever it missed
	l.hears("event: passed")
	return l
}

// hears fails the test unless the next event is the wanted one.
func (l *listener) hears(want string) {
	l.Helper()
	select {
	case got, more := <-l.lines:
		if !more || got != want {
			l.Errorf("heard %q (more: %v), expected %q", got, more, want)
		}
	case <-time.After(20 * time.Second):
		l.Fatalf("heard nothing, expected %q", want)
	}
}

// deaf fails the test if anything has been heard.
func (l *listener) deaf() {
	l.Helper()
	select {
	case got := <-l.lines:
		l.Errorf("heard %q, expected nothing", got)
	default:
	}
}

// looks makes the console look at the ledger twice: when the second look begins, the
// console has told what the first saw.
func (o *office) looks() {
	o.tick <- o.clock()
	o.tick <- o.clock()
}

// Whoever is signed in hears that something has changed, in whichever way, and nobody
// hears what.
func TestPagesThatAreOpenHearOfChanges(t *testing.T) {
	o := open(t)
	counter := o.signIn("counter").listen()
	o.looks()
	counter.deaf()
	o.book(caller, "koseki", at(0, 13, 0)) // at the terminal
	o.looks()
	counter.hears("event: changed")
	o.signIn("agent").card(caller) // looking changes nothing, but signing in does
	o.looks()
	counter.hears("event: changed")
	o.calls("CA1", landline).press("1")
	o.looks()
	counter.deaf() // a call that has done nothing
	for range 20 {
		o.tick <- o.clock()
	}
	if got := <-counter.beats; got != ": beat" {
		t.Errorf("heard %q", got)
	}
}

// A stream ends with its session, and with the line.
func TestStreamsEnd(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	open := agent.listen()
	o.looks()
	agent.post("/console/logout/everywhere")
	o.looks()
	open.hears("event: over")
	if _, more := <-open.lines; more {
		t.Error("the stream goes on")
	}
	stranger := o.browser()
	if p := stranger.get("/console/events"); !strings.Contains(p.text(), "サインイン") {
		t.Errorf("a stream without a session: %s", p.body)
	}
	idle := o.signIn("counter").listen()
	o.wait(61 * time.Minute)
	o.do(func(tx *store.Tx) error { return tx.See(nil, store.Look{Page: store.FoundPage}) })
	o.book(caller, "koseki", at(0, 13, 0))
	o.looks()
	idle.hears("event: over")

	// The network comes and goes at a desk where nobody sits.
	away := o.signIn("counter")
	for range 2 {
		o.wait(29 * time.Minute)
		away.listen().stop()
	}
	o.wait(3 * time.Minute)
	away.get("/console").says(200, "サインイン")
}

// A page that goes away is forgotten: nothing waits for it.
func TestAPageThatGoesAwayIsForgotten(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	gone, here := agent.listen(), agent.listen()
	gone.stop()
	for range 20 {
		o.book(caller, "koseki", at(0, 13, 0))
		o.looks()
		here.hears("event: changed")
		o.do(func(tx *store.Tx) error {
			b, err := tx.Bookings(caller)
			if err != nil {
				return err
			}
			_, err = o.config.City.Rules.Cancel(tx, b[0].Receipt)
			return err
		})
		o.looks()
		here.hears("event: changed")
	}
	if n := o.console.Watched(); n != 1 {
		t.Errorf("%d pages are watched for, expected the one that is open", n)
	}
}
