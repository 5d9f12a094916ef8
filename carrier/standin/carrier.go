package standin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// What the account is known by.
const (
	Account = "AC00000000000000000000000000000001"
	Token   = "authtoken12345"
	Key     = "SK00000000000000000000000000000002" // may not read the account, as a standard key
	Secret  = "keysecret12345"
)

// A Carrier is one on this machine. What was created at it, by the script or not, it keeps.
type Carrier struct {
	// Clock tells what time it is; time.Now if it is nil. All fields are set before the
	// first request.
	Clock func() time.Time

	// OnTaken is told each text and each call once it is taken, before whoever asked for it
	// is answered. Many may be told at once, and the answers wait for it.
	OnTaken func(Created)

	// Listed changes the body of a text as its lists have it; as it was sent if it is nil.
	Listed func(body string) string

	// Series is in all of the carrier's SIDs: a ledger that outlives the carrier must not get
	// the same ones from the next.
	Series uint64

	at      *url.URL
	server  *http.Server
	lasting *http.Transport
	ended   chan error
	seen    chan string
	asking  connections

	mu        sync.Mutex
	still     time.Time // what SetClock told
	script    []Behaviour
	account   map[string]any
	texts     []*Created
	calls     []*Created
	created   map[string]*Created // all texts and calls by SID
	numbers   []Number
	lines     map[string]string
	countries []string
	faults    []string
	serial    int
}

// A Created is a text or a call that the carrier has taken.
type Created struct {
	SID    string
	Form   url.Values // as it was asked for
	Status string
	Code   int // why a text was not delivered
	At     time.Time
}

// Call reports whether it is a call, and not a text.
func (m Created) Call() bool { return strings.HasPrefix(m.SID, callKind) }

// How SIDs begin. https://www.twilio.com/docs/glossary/what-is-a-sid
const (
	textKind   = "SM"
	callKind   = "CA"
	numberKind = "PN"
)

// A Number is one that the account has, with its settings by the names of the parameters.
type Number struct {
	SID, Phone  string
	Voice, Text bool
	Settings    map[string]string // VoiceUrl, VoiceMethod, VoiceFallbackUrl …
}

// Start starts a carrier at a port of this machine that is free. Its account is active and
// has no numbers. Whoever starts it closes it.
func Start() (*Carrier, error) {
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("a carrier on this machine: %w", err)
	}
	c := &Carrier{
		at:      &url.URL{Scheme: "http", Host: ln.Addr().String()},
		lasting: &http.Transport{MaxConnsPerHost: atOnce, MaxIdleConnsPerHost: atOnce},
		ended:   make(chan error, 1), seen: make(chan string, 10000), lines: map[string]string{}, countries: []string{"JP"}, created: map[string]*Created{},
		account: map[string]any{"sid": Account, "friendly_name": "Kasugai", "status": "active", "type": "Full", "auth_token": Token},
	}
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second, ConnState: c.asking.changed}
	go func() { c.ended <- c.server.Serve(ln) }()
	return c, nil
}

// Close ends the carrier, with whoever still waits for an answer. It is called once.
func (c *Carrier) Close() error {
	c.lasting.CloseIdleConnections()
	err := c.server.Close()
	if ended := <-c.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	c.asking.wait(func(n *connections) bool { return n.accepted == 0 })
	return err
}

// Env is the environment that has the credentials: the account and its auth token.
func (c *Carrier) Env(name string) string {
	return map[string]string{"TWILIO_ACCOUNT_SID": Account, "TWILIO_AUTH_TOKEN": Token}[name]
}

// KeyEnv is the environment that has an API key instead.
func (c *Carrier) KeyEnv(name string) string {
	return map[string]string{"TWILIO_ACCOUNT_SID": Account, "TWILIO_API_KEY": Key, "TWILIO_API_SECRET": Secret}[name]
}

// Seen receives the method and path of each request, as it comes in. It keeps the first
// 10,000 that nobody has received; more are answered all the same, and not kept.
func (c *Carrier) Seen() <-chan string { return c.seen }

// Settle returns when nothing is being done any more of what was asked over Transport, also
// where whoever asked has gone before the carrier had read it.
func (c *Carrier) Settle() {
	c.asking.wait(func(n *connections) bool { return len(n.dialled) == 0 })
}

// Next has the next requests answered by a script; those after it are answered well.
func (c *Carrier) Next(script ...Behaviour) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.script = append(c.script, script...)
}

// SetClock tells what time it is, and stays, whatever Clock says.
func (c *Carrier) SetClock(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.still = now
}

// now is the time by which the carrier goes. The lock is held.
func (c *Carrier) now() time.Time {
	switch {
	case !c.still.IsZero():
		return c.still
	case c.Clock != nil:
		return c.Clock()
	}
	return time.Now()
}

// SetAccount changes a property of the account, such as status or type.
func (c *Carrier) SetAccount(property, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account[property] = value
}

// SetLine tells what kind of line a number is: mobile, landline or another; "invalid" for a
// number that nobody can have.
func (c *Carrier) SetLine(phone, kind string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines[phone] = kind
}

// SetCountries tells which countries the account may call, by their ISO codes. At first it is
// Japan alone.
func (c *Carrier) SetCountries(codes ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.countries = codes
}

// AddCall has it have a call that nobody has placed through it, and returns its SID. It is in
// no list.
func (c *Carrier) AddCall(status string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := Created{SID: c.sid(callKind), Form: url.Values{}, Status: status, At: c.now()}
	c.created[m.SID] = &m
	return m.SID
}

// AddNumber gives the account a number that takes calls, pointed at nothing.
func (c *Carrier) AddNumber(phone string) {
	c.ChangeNumber(phone, func(n *Number) { n.Voice = true })
}

// ChangeNumber changes a number of the account, and adds it if it is not there.
func (c *Carrier) ChangeNumber(phone string, change func(*Number)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.numbers, func(n Number) bool { return n.Phone == phone })
	if i < 0 {
		i = len(c.numbers)
		c.numbers = append(c.numbers, Number{SID: c.sid(numberKind), Phone: phone, Settings: map[string]string{}})
	}
	change(&c.numbers[i])
}

// Settings returns what a number is set to.
func (c *Carrier) Settings(phone string) (settings map[string]string) {
	c.ChangeNumber(phone, func(n *Number) {
		settings = maps.Clone(n.Settings)
	})
	return settings
}

// Texts returns the texts that were taken, the oldest first.
func (c *Carrier) Texts() []Created {
	c.mu.Lock()
	defer c.mu.Unlock()
	return copies(c.texts)
}

// Calls returns the calls that were taken, the oldest first.
func (c *Carrier) Calls() []Created {
	c.mu.Lock()
	defer c.mu.Unlock()
	return copies(c.calls)
}

func copies(kept []*Created) (all []Created) {
	for _, m := range kept {
		all = append(all, *m)
	}
	return all
}

// Numbers returns the numbers of the account.
func (c *Carrier) Numbers() []Number {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := slices.Clone(c.numbers)
	for i := range all {
		all[i].Settings = maps.Clone(all[i].Settings)
	}
	return all
}

// Faults returns what was wrong with the requests, and forgets it.
func (c *Carrier) Faults() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	faults := c.faults
	c.faults = nil
	return faults
}

// sid makes a SID. The lock is held.
func (c *Carrier) sid(kind string) string {
	c.serial++
	return fmt.Sprintf("%s%016x%016x", kind, c.Series, c.serial)
}
