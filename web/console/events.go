package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"madoguchi/store"
	"madoguchi/web"
)

// What a page that is open can hear of.
const (
	changed = "changed" // something in the ledger that a page may show
	passed  = "passed"  // a call is being passed on, or is not any more
	doubted = "doubted" // the ledger cannot be relied on, or can be again
	over    = "over"    // the session has ended: there is nothing more to hear
	beat    = "beat"    // nothing, so that a connection that is dead is found
)

const (
	beatEvery   = 20  // ticks
	mostStreams = 256 // pages that are open at once
	mostOfOne   = 16  // … of one session: the oldest makes room for a new one
)

// Watch looks at the ledger at every tick and tells the pages that are open what
// has changed, whoever changed it and in which way: the terminal is another
// process. It costs the ledger the same however many pages there are. When ctx
// ends, so does every stream.
func (c *Console) Watch(ctx context.Context, tick <-chan time.Time) {
	defer c.watchers.end()
	var last int64
	var calls []string
	doubtful := false
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		if doubts := c.Ledger.Doubt() != nil; doubts != doubtful {
			doubtful = doubts
			c.watchers.tell(doubted)
		}
		var now int64
		var being []string
		err := c.Ledger.View(ctx, store.ToWatch.Do(func(tx store.Watching) (err error) {
			if now, err = tx.Changed(); err != nil {
				return err
			}
			being, err = c.beingPassed(tx)
			return err
		}))
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			c.logger().Warn("the console cannot see what changes", "err", err)
			continue
		}
		if now != last {
			c.watchers.tell(changed)
		}
		if !slices.Equal(being, calls) {
			c.watchers.tell(passed)
		}
		last, calls = now, being
		if n%beatEvery == 0 {
			c.watchers.tell(beat)
		}
	}
}

// watchers are the streams that are open.
type watchers struct {
	mu    sync.Mutex
	open  map[chan string]watcher
	joins int
	ended bool
}

// A watcher is whose a stream is, and which of all streams it was.
type watcher struct {
	session [32]byte
	n       int
}

// join opens a stream of a session; nil if there are too many, or if the line is closing.
func (w *watchers) join(session [32]byte) chan string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return nil
	}
	w.makeRoom(session)
	if len(w.open) >= mostStreams {
		return nil
	}
	if w.open == nil {
		w.open = map[chan string]watcher{}
	}
	stream := make(chan string, 8)
	w.joins++
	w.open[stream] = watcher{session, w.joins}
	return stream
}

// makeRoom ends the oldest stream of a session that has as many as it may. The lock is held.
func (w *watchers) makeRoom(session [32]byte) {
	var oldest chan string
	own := 0
	for stream, of := range w.open {
		if of.session != session {
			continue
		}
		if own++; oldest == nil || of.n < w.open[oldest].n {
			oldest = stream
		}
	}
	if own >= mostOfOne {
		close(oldest)
		delete(w.open, oldest)
	}
}

func (w *watchers) leave(stream chan string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, stream)
}

// tell tells all streams. One that does not keep up misses the event: those that wait
// in it make its page look again anyway.
func (w *watchers) tell(event string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for stream := range w.open {
		select {
		case stream <- event:
		default:
		}
	}
}

func (w *watchers) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	for stream := range w.open {
		close(stream)
		delete(w.open, stream)
	}
}

// events answers with the stream of an open page. An event says only that there is
// something to look at: the page then asks what it is, if it may.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
func (r *request) events() (answer, error) {
	events := r.watchers.join(r.token)
	if events == nil {
		return nil, store.ErrBusy
	}
	return stream{r, events}, nil
}

type stream struct {
	*request
	events chan string
}

// slow is how long a browser may need to receive an event.
const slow = 10 * time.Second

func (s stream) Write(*web.Exchange) error {
	r := s.request
	defer r.watchers.leave(s.events)
	out := http.NewResponseController(r.Writer)
	// The server's time-outs are for requests that are answered at once.
	if err := out.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	r.Header("Content-Type", "text/event-stream; charset=utf-8")
	r.Header("X-Accel-Buffering", "no") // of nginx: it would wait for more
	r.Status(http.StatusOK)
	send := func(text string) error {
		if err := out.SetWriteDeadline(time.Now().Add(slow)); err != nil {
			return err
		}
		if _, err := fmt.Fprint(r.Writer, text); err != nil {
			return err
		}
		return out.Flush()
	}
	// The page has not heard of what changed before the stream began, or while it was
	// cut off.
	err := errors.Join(r.pass(changed, send), r.pass(passed, send))
	if r.Ledger.Doubt() != nil {
		err = errors.Join(err, r.pass(doubted, send))
	}
	for err == nil {
		select {
		case <-r.Request.Context().Done():
			return nil
		case event, more := <-s.events:
			if !more {
				return nil
			}
			err = r.pass(event, send)
		}
	}
	return nil // the browser has gone
}

// pass sends an event on if the browser is still signed in, or else that this is over.
func (r *request) pass(event string, send func(string) error) error {
	signedIn, err := r.stillSignedIn()
	switch {
	case err != nil:
		return err
	case !signedIn:
		return errors.Join(send("event: "+over+"\ndata: \n\n"), errSignIn)
	case event == beat:
		return send(": " + beat + "\n\n")
	}
	return send("event: " + event + "\ndata: \n\n")
}

func (r *request) stillSignedIn() (ok bool, err error) {
	err = view(r, store.ToSignIn, func(tx store.SigningIn) (err error) {
		_, ok, err = tx.SessionOf(r.token, r.Idle, shift)
		return err
	})
	return ok, err
}
