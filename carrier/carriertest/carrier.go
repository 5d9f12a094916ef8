package carriertest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// What the account is known by.
const (
	Account = "AC00000000000000000000000000000001"
	Token   = "authtoken12345"
	Key     = "SK00000000000000000000000000000002" // may not read the account, as a standard key
	Secret  = "keysecret12345"
)

// A Carrier is a fake one. What was created at it, by the script or not, it keeps.
type Carrier struct {
	t      testing.TB
	server *httptest.Server
	seen   chan string
	busy   sync.WaitGroup

	mu      sync.Mutex
	now     time.Time
	script  []Behaviour
	account map[string]any
	texts   []Created
	calls   []Created
	numbers []Number
	lines   map[string]string
	faults  []string
	serial  int
}

// A Created is a text or a call that the carrier has taken.
type Created struct {
	SID    string
	Form   url.Values // as it was asked for
	Status string
	Code   int // why a text was not delivered
	At     time.Time
}

// A Number is one that the account has, with its settings by the names of the parameters.
type Number struct {
	SID, Phone  string
	Voice, Text bool
	Settings    map[string]string // VoiceUrl, VoiceMethod, VoiceFallbackUrl …
}

// New starts a carrier that ends with the test. Its account is active and has no numbers.
func New(t testing.TB) *Carrier {
	t.Helper()
	c := &Carrier{
		t: t, seen: make(chan string, 10000), now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), lines: map[string]string{},
		account: map[string]any{"sid": Account, "friendly_name": "Kasugai", "status": "active", "type": "Full", "auth_token": Token},
	}
	c.server = httptest.NewServer(c)
	t.Cleanup(func() {
		c.server.CloseClientConnections() // whoever still waits
		c.server.Close()
		for _, fault := range c.Faults() {
			t.Error(fault)
		}
	})
	return c
}

// Env is the environment that has the credentials: the account and its auth token.
func (c *Carrier) Env(name string) string {
	return map[string]string{"TWILIO_ACCOUNT_SID": Account, "TWILIO_AUTH_TOKEN": Token}[name]
}

// KeyEnv is the environment that has an API key instead.
func (c *Carrier) KeyEnv(name string) string {
	return map[string]string{"TWILIO_ACCOUNT_SID": Account, "TWILIO_API_KEY": Key, "TWILIO_API_SECRET": Secret}[name]
}

// Transport reaches the carrier under the names of Twilio's hosts, and nobody else. It
// makes a connection for each request, as it would be over a network that rests in between.
func (c *Carrier) Transport() http.RoundTripper {
	at, err := url.Parse(c.server.URL)
	if err != nil {
		c.t.Fatal(err)
	}
	return rewriter{at, &http.Transport{DisableKeepAlives: true}}
}

type rewriter struct {
	to   *url.URL
	over http.RoundTripper
}

func (w rewriter) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || r.URL.Host != "api.twilio.com" && r.URL.Host != "lookups.twilio.com" {
		return nil, fmt.Errorf("found a request to %s://%s, expected one to the carrier", r.URL.Scheme, r.URL.Host)
	}
	to := r.Clone(r.Context())
	to.Host, to.URL.Scheme, to.URL.Host = r.URL.Host, w.to.Scheme, w.to.Host
	return w.over.RoundTrip(to)
}

// Seen receives the method and path of each request, as it comes in.
func (c *Carrier) Seen() <-chan string { return c.seen }

// Settle returns when nothing is being done any more of what was seen.
func (c *Carrier) Settle() { c.busy.Wait() }

// Next has the next requests answered by a script; those after it are answered well.
func (c *Carrier) Next(script ...Behaviour) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.script = append(c.script, script...)
}

// SetClock tells what time it is.
func (c *Carrier) SetClock(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
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
		c.numbers = append(c.numbers, Number{SID: c.sid("PN"), Phone: phone, Settings: map[string]string{}})
	}
	change(&c.numbers[i])
}

// Settings returns what a number is set to.
func (c *Carrier) Settings(phone string) (settings map[string]string) {
	c.ChangeNumber(phone, func(n *Number) {
		settings = map[string]string{}
		for name, value := range n.Settings {
			settings[name] = value
		}
	})
	return settings
}

// Texts returns the texts that were taken, the oldest first.
func (c *Carrier) Texts() []Created {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.texts)
}

// Calls returns the calls that were taken, the oldest first.
func (c *Carrier) Calls() []Created {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// Faults returns what was wrong with the requests, and forgets it. What is left when the
// test ends fails it.
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
	return fmt.Sprintf("%s%032x", kind, c.serial)
}

// ServeHTTP answers a request by the script, or well.
func (c *Carrier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.busy.Add(1)
	defer c.busy.Done()
	err := r.ParseForm()
	c.mu.Lock()
	act := Well
	if len(c.script) > 0 {
		act, c.script = c.script[0], c.script[1:]
	}
	w.Header().Set("Date", c.now.UTC().Format(http.TimeFormat))
	c.mu.Unlock()
	c.seen <- r.Method + " " + r.URL.Path
	act.do(w, r, func() answer {
		if err != nil {
			return refusal(http.StatusBadRequest, 20001)
		}
		return c.process(r)
	})
}

// An answer is what the carrier says to a request.
type answer struct {
	status int
	body   any
}

func (a answer) json() []byte {
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // a slip in this package
	}
	return body
}

// refusal is an error as the carrier tells it. Its message repeats what should not be
// logged, as the carrier's do. https://www.twilio.com/docs/usage/twilios-response#exceptions
func refusal(status, code int) answer {
	return answer{status, map[string]any{
		"code": code, "status": status, "message": "The number +819012345678 " + leak, "more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
	}}
}

// leak is in every message, so that tests can see whether one comes through.
const leak = "is not what it should be"

// process does what is asked for.
func (c *Carrier) process(r *http.Request) answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	user, secret, _ := r.BasicAuth()
	byKey := user == Key && secret == Secret
	if !byKey && (user != Account || secret != Token) {
		return refusal(http.StatusUnauthorized, 20003)
	}
	path, ours := strings.CutPrefix(r.URL.Path, "/2010-04-01/Accounts/"+Account)
	phone, lookup := strings.CutPrefix(r.URL.Path, "/v2/PhoneNumbers/")
	for _, res := range resources {
		rest, fits := strings.CutPrefix(path, res.path)
		if lookup != (res.host == "lookups.twilio.com") || cmp.Or(r.Host, res.host) != res.host || r.Method != res.method {
			continue
		}
		switch {
		case lookup:
			rest = phone
		case !ours || !fits || res.one != (strings.TrimSuffix(rest, ".json") != ""):
			continue
		}
		if unknown := res.unknown(r.Form); unknown != nil {
			c.faults = append(c.faults, fmt.Sprintf("%s %s: found the parameters %q, which %s does not name", r.Method, r.URL.Path, unknown, res.page))
			return refusal(http.StatusBadRequest, 20001)
		}
		if byKey && res.path == ".json" {
			return refusal(http.StatusUnauthorized, 20003)
		}
		return res.do(c, strings.Trim(strings.TrimSuffix(rest, ".json"), "/"), r.Form)
	}
	return refusal(http.StatusNotFound, 20404)
}
