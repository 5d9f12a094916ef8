package phone

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// defaultGatherTimeout and defaultFinishKey are those of
// https://www.twilio.com/docs/voice/twiml/gather#attributes
const (
	defaultGatherTimeout = "5"
	defaultFinishKey     = "#"
)

// Listened is a field that only this telephone sends: the milliseconds between a document and
// the keys that answer it, as the line would measure them. Its time is not that of the clock,
// and a line may want to know what the caller can have heard.
const Listened = "MadoguchiListened"

// underWay is how long a document and the keys after it take through a network, at least.
const underWay = time.Second

// gather is a <Gather> that waits for keys.
type gather struct {
	action      string // "" means the current document
	method      string
	numDigits   int // 0 means any number
	timeout     time.Duration
	finishOnKey string
	onEmpty     bool // actionOnEmptyResult

	said   []int         // the events of its speech
	spoken time.Duration // when its speech ends or was interrupted
	quiet  time.Duration // when something was last said or pressed
	digits string
}

// open begins a <Gather>. It notes the speech, but the clock moves only once the
// caller has decided how long to listen.
func (l *leg) open(n node) *gather {
	g := &gather{
		action:      n.attr("action", ""),
		method:      n.attr("method", http.MethodPost),
		timeout:     wholeSeconds(n.attr("timeout", defaultGatherTimeout)),
		finishOnKey: n.attr("finishOnKey", defaultFinishKey),
		onEmpty:     n.attr("actionOnEmptyResult", "false") == "true",
	}
	if digits, err := strconv.Atoi(n.attr("numDigits", "")); err == nil {
		g.numDigits = digits
	}
	at := l.call.elapsed
	for _, verb := range verbs(n) {
		e := l.sound(verb)
		e.At = at
		at += e.Length
		g.said = append(g.said, l.call.note(e))
	}
	g.spoken, g.quiet = at, at
	return g
}

// take adds a key and reports whether the Gather is complete. finishedOn is the key
// if it is a finish key.
func (g *gather) take(key byte) (complete bool, finishedOn string) {
	if strings.IndexByte(g.finishOnKey, key) >= 0 {
		return true, string(key)
	}
	g.digits += string(key)
	return g.numDigits > 0 && len(g.digits) >= g.numDigits, ""
}

// speechLeft returns how long the current Gather will still speak.
func (c *Call) speechLeft() time.Duration {
	if g := c.caller.gather; g != nil {
		return max(0, g.spoken-c.elapsed)
	}
	return 0
}

// listen lets the caller listen for a while and then interrupt the speech.
func (c *Call) listen(after time.Duration) {
	c.elapsed += max(0, after)
	c.tick()
	g := c.caller.gather
	if g == nil {
		return
	}
	for _, i := range g.said {
		c.cut(i)
	}
	g.spoken = min(g.spoken, c.elapsed)
}

// press plays one turn, in which all keys are pressed at the same moment.
func (c *Call) press(ctx context.Context, keys string, after time.Duration) error {
	if err := checkPressed(keys); err != nil {
		return err
	}
	if err := c.struck(keys, after); err != nil {
		return err
	}
	for i := range len(keys) {
		if complete, finishedOn := c.caller.gather.take(keys[i]); complete {
			return c.failing(c.resolve(ctx, finishedOn, keys[i+1:]))
		}
	}
	c.expire()
	return c.failing(c.resolve(ctx, "", ""))
}

// key presses a single key, after which the caller may go on pressing.
func (c *Call) key(ctx context.Context, key byte, after time.Duration) error {
	if err := checkPressed(string(key)); err != nil {
		return err
	}
	if err := c.struck(string(key), after); err != nil {
		return err
	}
	if complete, finishedOn := c.caller.gather.take(key); complete {
		return c.failing(c.resolve(ctx, finishedOn, ""))
	}
	return nil
}

// struck moves the clock to the moment of a press and notes the press.
func (c *Call) struck(keys string, after time.Duration) error {
	if c.over {
		return c.ended()
	}
	g := c.caller.gather
	if deadline := max(g.spoken, g.quiet) + g.timeout; after < 0 || c.elapsed+after > deadline {
		return fmt.Errorf("phone: keys %q after %v: expected from 0 to %v, when the Gather ends", keys, after, deadline-c.elapsed)
	}
	early := c.elapsed+after < g.spoken
	c.listen(after)
	g.quiet = c.elapsed
	c.keys += len(keys)
	c.note(Event{Kind: Pressed, Text: keys, Early: early})
	return nil
}

// expire lets the timeout of the Gather pass.
func (c *Call) expire() {
	g := c.caller.gather
	c.elapsed = max(g.spoken, g.quiet)
	c.elapsed += g.timeout
	c.tick()
}

// resolve ends the Gather and plays on. With keys, or with actionOnEmptyResult, it
// follows the action; otherwise it goes on with the next verb.
// https://www.twilio.com/docs/voice/twiml/gather#actiononemptyresult
func (c *Call) resolve(ctx context.Context, finishedOn, left string) error {
	if err := c.caller.close(ctx, finishedOn); err != nil {
		return err
	}
	return c.drive(ctx, left)
}

func (l *leg) close(ctx context.Context, finishedOn string) error {
	g := l.gather
	l.gather = nil
	if g.digits == "" && !g.onEmpty {
		return nil
	}
	form := url.Values{
		"Digits": {g.digits}, "FinishedOnKey": {finishedOn}, "msg": {"Gather End"},
		Listened: {strconv.FormatInt((l.call.elapsed - l.since + underWay).Milliseconds(), 10)},
	}
	return l.follow(ctx, g.method, g.action, form)
}

// drive plays until the line waits for the caller or the call is over. The keys that
// are left from the last Gather count for the next if no sound comes before it.
func (c *Call) drive(ctx context.Context, left string) error {
	for {
		c.caller.sounded = false
		if err := c.caller.play(ctx); err != nil {
			return err
		}
		g := c.caller.gather
		if left != "" && (g == nil || c.caller.sounded) {
			c.note(Event{Kind: Lost, Text: left})
			left = ""
		}
		if g == nil {
			return c.finish(ctx)
		}
		if left == "" {
			return nil
		}
		rest, complete, finishedOn := left, false, ""
		for rest != "" && !complete {
			complete, finishedOn = g.take(rest[0])
			rest = rest[1:]
		}
		c.note(Event{Kind: Leaked, Text: left[:len(left)-len(rest)]})
		c.listen(0)
		g.quiet = c.elapsed
		if !complete {
			return nil
		}
		if err := c.caller.close(ctx, finishedOn); err != nil {
			return err
		}
		left = rest
	}
}

// finish ends a call whose documents have been played to the end.
func (c *Call) finish(ctx context.Context) error {
	switch {
	case c.gone:
		return c.end(context.WithoutCancel(ctx), ByCaller, "completed")
	case c.caller.rejected == "busy":
		return c.end(ctx, ByLine, "busy")
	case c.caller.rejected != "":
		return c.end(ctx, ByLine, "no-answer")
	}
	return c.end(ctx, ByLine, "completed")
}

func wholeSeconds(s string) time.Duration {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0 // cannot happen: the schema refuses such a value
	}
	return time.Duration(n) * time.Second
}
