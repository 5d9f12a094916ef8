package phone

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Config is one telephone and the line it calls.
type Config struct {
	VoiceURL  string // where a call arrives, e.g. "http://127.0.0.1:8080/voice"
	StatusURL string // status callback, on the same host; "" means none
	// PublicURL is the base address (scheme://host[/path]) that the server
	// believes it has: every webhook is signed for PublicURL + path + query.
	// "" means VoiceURL's own scheme and host.
	PublicURL  string
	Token      string // the auth token that signs every webhook
	SharedKey  string // the shared key that signs every webhook instead; "" means the token
	AccountSID string
	SID        string // CallSid; "" means CA and 32 random hexadecimal digits
	From, To   string
	Client     *http.Client // nil means 15 s for an answer, redirects not followed

	// Seconds returns how long it takes to say text at 100 % in a language of <Say>,
	// such as ja-JP; it must be set.
	Seconds func(language, text string) float64
	// Start is the virtual time at which the line picks up.
	Start time.Time
	// Clock, if set, is told the virtual time whenever it moves, always before
	// the webhook that is sent at that time.
	Clock func(time.Time)
	// Heard, if set, is told each event as it begins. Speech inside a Gather is
	// told when the Gather begins, so At may lie ahead of the clock.
	Heard func(Event)
	// Pace, if set, waits while time passes that the caller cannot shorten
	// (speech outside a Gather, pauses, ringing, talk). It returns how long the
	// caller stayed on the line: less than d means that the caller hung up.
	Pace func(ctx context.Context, d time.Duration) time.Duration
	// Answer returns how a <Dial> is answered; nil means that nobody answers.
	Answer func(Dial) Answer
	// Extra are further form fields of every webhook, e.g. ForwardedFrom.
	Extra url.Values

	// Rung, if set, has the line call this telephone: it has the parameters by which the line
	// placed the call over the API, such as To, From, Url and StatusCallback. From, To and
	// StatusURL are then those, SID is that of the call that was created, and VoiceURL says no
	// more than where the server listens.
	Rung url.Values
	// Missed says how nobody picks up a telephone that is rung: busy, canceled, failed or
	// no-answer. "" means that somebody does.
	Missed string
}

// Call is one call. It is not safe for use by several goroutines.
type Call struct {
	cfg     Config
	line    *line
	caller  *leg
	elapsed time.Duration
	events  []Event
	keys    int
	over    bool
	gone    bool  // the caller hung up while Pace waited
	err     error // the mistake that ended the call

	out *outgoing // nil unless the line has placed the call
}

// Gather is what the line waits for.
type Gather struct {
	NumDigits   int           // 0 means any number of keys
	Timeout     time.Duration // the silence after the speech, or after a key, that ends it
	FinishOnKey string        // the keys that end it; "" means none
	Digits      string        // the keys that it has already
	Speech      time.Duration // the speech that is still to come
	Remaining   time.Duration // Speech + Timeout: the caller's time to answer
}

// Place places the call, or picks it up if the line has placed it, and plays until the line
// waits for keys or the call is over. If the line makes a mistake the error is a *Rejection; the Call is then not
// nil, and its Events tell what was heard before.
func Place(ctx context.Context, cfg Config) (*Call, error) {
	if cfg.Seconds == nil {
		return nil, errors.New("phone: Config.Seconds is not set")
	}
	l, err := newLine(cfg)
	if err != nil {
		return nil, err
	}
	at, err := l.fromLocal(cfg.VoiceURL)
	if err != nil {
		return nil, err
	}
	if cfg.SID == "" {
		cfg.SID = newSID()
	}
	if cfg.Missed != "" && (cfg.Rung == nil || !slices.Contains(misses, cfg.Missed)) {
		return nil, fmt.Errorf("phone: Config.Missed is %q: expected one of %q, of a telephone that is rung", cfg.Missed, misses)
	}
	if cfg.Rung != nil {
		cfg.From, cfg.To, cfg.StatusURL = cfg.Rung.Get("From"), cfg.Rung.Get("To"), ""
	}
	c := &Call{cfg: cfg, line: l}
	c.caller = &leg{call: c, url: at, form: c.callerForm(), answered: cfg.Rung != nil}
	c.tick()
	if cfg.Rung != nil {
		return c, c.failing(c.ring(ctx))
	}
	c.note(Event{Kind: Placed, Text: cfg.To})
	return c, c.failing(c.placed(ctx))
}

func (c *Call) placed(ctx context.Context) error {
	if err := c.caller.fetch(ctx, http.MethodPost, c.caller.url, nil); err != nil {
		return err
	}
	return c.drive(ctx, "")
}

// Press lets the caller listen to everything and then press keys, one turn.
// The keys fill the Gather: it ends at numDigits, at the finish key, or when
// the time for a further key has passed. Keys that are left over count for the
// next Gather if no sound comes before it, and are lost otherwise.
func (c *Call) Press(ctx context.Context, keys string) error {
	return c.press(ctx, keys, c.speechLeft())
}

// PressEarly presses keys when the caller has heard only `after` of what the
// current Gather says.
func (c *Call) PressEarly(ctx context.Context, keys string, after time.Duration) error {
	return c.press(ctx, keys, after)
}

// Silence lets the time of the Gather run out.
func (c *Call) Silence(ctx context.Context) error {
	if c.over {
		return c.ended()
	}
	c.listen(c.speechLeft())
	c.note(Event{Kind: Silent, Length: c.caller.gather.timeout})
	c.expire()
	return c.failing(c.resolve(ctx, "", ""))
}

// HangUp lets the caller listen to everything and then hang up. A call that is
// over stays over.
func (c *Call) HangUp(ctx context.Context) error { return c.HangUpEarly(ctx, c.speechLeft()) }

// HangUpEarly hangs up when the caller has heard only `after` of what the
// current Gather says.
func (c *Call) HangUpEarly(ctx context.Context, after time.Duration) error {
	if c.over {
		return nil
	}
	c.listen(after)
	return c.failing(c.end(ctx, ByCaller, "completed"))
}

// Over reports whether the call has ended, for whatever reason.
func (c *Call) Over() bool { return c.over }

// Waiting returns what the line waits for, and false when the call is over.
func (c *Call) Waiting() (Gather, bool) {
	if c.over || c.caller.gather == nil {
		return Gather{}, false
	}
	g := c.caller.gather
	w := Gather{NumDigits: g.numDigits, Timeout: g.timeout, FinishOnKey: g.finishOnKey, Digits: g.digits}
	w.Speech = c.speechLeft()
	w.Remaining = w.Speech + w.Timeout
	return w, true
}

// Events returns everything that has happened so far, in order.
func (c *Call) Events() []Event { return slices.Clone(c.events) }

// Elapsed returns the virtual time since the line picked up.
func (c *Call) Elapsed() time.Duration { return c.elapsed }

// KeysPressed returns how many keys the caller pressed, lost ones included.
func (c *Call) KeysPressed() int { return c.keys }

// SID returns the CallSid of the call.
func (c *Call) SID() string { return c.cfg.SID }

// failing ends the call if err is not nil, and returns err.
func (c *Call) failing(err error) error {
	if err != nil {
		c.over, c.err = true, err
	}
	return err
}

func (c *Call) ended() error {
	if c.err != nil {
		return fmt.Errorf("%w: %w", ErrOver, c.err)
	}
	return ErrOver
}

// advance lets d pass, which the caller can shorten only by hanging up. It returns
// false if the caller did so.
func (c *Call) advance(ctx context.Context, d time.Duration) bool {
	stayed := d
	if c.cfg.Pace != nil && d > 0 {
		stayed = min(max(c.cfg.Pace(ctx, d), 0), d)
	}
	c.elapsed += stayed
	c.tick()
	c.gone = c.gone || stayed < d
	return !c.gone
}

func (c *Call) tick() {
	if c.cfg.Clock != nil {
		c.cfg.Clock(c.now())
	}
}

func (c *Call) now() time.Time { return c.cfg.Start.Add(c.elapsed) }

// note appends an event and returns its index. The event begins now unless it has
// its own At.
func (c *Call) note(e Event) int {
	if e.At == 0 {
		e.At = c.elapsed
	}
	e.Heard = e.Length
	c.events = append(c.events, e)
	if c.cfg.Heard != nil {
		c.cfg.Heard(e)
	}
	return len(c.events) - 1
}

// cut marks an event as heard only until now.
func (c *Call) cut(i int) {
	e := &c.events[i]
	if e.At+e.Length > c.elapsed {
		e.Cut, e.Heard = true, max(0, c.elapsed-e.At)
	}
}

func checkPressed(keys string) error {
	if keys == "" {
		return errors.New("phone: no keys to press")
	}
	if i := strings.IndexFunc(keys, func(r rune) bool { return !isKey(r) }); i >= 0 {
		return fmt.Errorf("phone: %q is not a key: expected 0-9, * or #", keys[i:])
	}
	return nil
}

func isKey(r rune) bool { return r >= '0' && r <= '9' || r == '*' || r == '#' }

func newSID() string { return "CA" + randomHex(16) }
