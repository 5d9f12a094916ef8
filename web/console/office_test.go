package console_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/web/console"
	"madoguchi/web/password"
)

// tuesday is when every test begins.
var tuesday = time.Date(2026, 4, 14, 10, 0, 0, 0, booking.JST)

const (
	caller     booking.Phone = "+819012345678"
	landline   booking.Phone = "+81568112222"
	passphrase               = "correct horse battery"
	token                    = "12345"
)

// secret is made once, because making one is slow on purpose.
var secret = sync.OnceValues(func() (string, error) { return password.New(passphrase) })

// An office is a city's ledger with the line and the console in front of it.
type office struct {
	testing.TB
	mu      sync.Mutex
	now     time.Time
	file    string // of the ledger
	ledger  *store.Store
	config  *city.Config
	console *console.Console
	server  *httptest.Server
	log     *bytes.Buffer
	tick    chan time.Time
}

// open opens an office with an account for each role, named after the role, in the sample
// city as it is changed.
func open(t testing.TB, change ...func(*booking.City)) *office {
	t.Helper()
	o := &office{TB: t, now: tuesday, file: filepath.Join(t.TempDir(), "ledger.db"), log: &bytes.Buffer{}, tick: make(chan time.Time)}
	var err error
	if o.config, err = city.Default(o.now); err != nil {
		t.Fatal(err)
	}
	for _, change := range change {
		change(&o.config.City)
	}
	o.ledger, err = store.Open(o.file, store.Options{Now: o.clock, Rand: rand.NewChaCha8([32]byte{1}), Texts: o.config.City.Outreach.Texts, Mails: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ledger.Materialise(t.Context(), o.config.City.Plan(o.now, 60)); err != nil {
		t.Fatal(err)
	}
	dialogue, err := ivr.New(&o.config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []store.Role{store.Agent, store.Counter, store.Admin} {
		o.hire(string(role), role)
	}
	key, err := o.ledger.Secret(t.Context(), "cards")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&guardedWriter{o: o}, nil))
	o.console = &console.Console{
		Ledger: o.ledger, City: &o.config.City, Where: o.config.Where, Dialogue: dialogue, Key: key, Now: o.clock, Log: log,
		Texts: o.config.City.Outreach.Texts, Mails: true,
	}
	line := &voice.Server{
		Ledger: o.ledger, Answer: dialogue.Answer, PublicURL: "https://madoguchi.example.jp", Tokens: voice.Keys{token}, Deadline: time.Minute,
		Voices: voice.Voices{"ja": {Rate: 90, Slow: 80}}, Log: log, Now: o.clock, Beside: o.console.Routes, CallerOf: o.config.City.CallerOf,
	}
	o.server = httptest.NewTLSServer(line.Handler())
	watching, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); o.console.Watch(watching, o.tick) }()
	t.Cleanup(func() {
		stop()
		<-ended
		o.server.Close()
		if err := errors.Join(o.ledger.Check(context.Background()), o.ledger.Close()); err != nil {
			t.Error(err)
		}
		if long.Match(o.log.Bytes()) {
			t.Errorf("the log has a telephone number in it:\n%s", long.Find(o.log.Bytes()))
		}
	})
	return o
}

// long matches what may be a whole telephone number, and not the digits of a moment.
var long = regexp.MustCompile(`(?:\+81|0)[5-9]0\d{8}|0568112222|\+81568112222`)

type guardedWriter struct{ o *office }

func (w *guardedWriter) Write(p []byte) (int, error) {
	w.o.mu.Lock()
	defer w.o.mu.Unlock()
	return w.o.log.Write(p)
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// hire makes an account.
func (o *office) hire(name string, role store.Role) {
	o.Helper()
	s, err := secret()
	if err != nil {
		o.Fatal(err)
	}
	o.do(func(tx *store.Tx) error {
		_, err := tx.AddAccount(store.Account{Name: name, Role: role}, s)
		return err
	})
}

// do changes the ledger at the terminal.
func (o *office) do(fn func(*store.Tx) error) {
	o.Helper()
	if err := o.ledger.Update(context.Background(), store.By{Way: store.ByTerminal, Actor: "window"}, fn); err != nil {
		o.Fatal(err)
	}
}

// look reads the ledger.
func (o *office) look(fn func(*store.Tx) error) {
	o.Helper()
	if err := o.ledger.View(context.Background(), fn); err != nil {
		o.Fatal(err)
	}
}

// at is a time of one of the next days; day 0 is the Tuesday.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 4, 14+day, hour, minute, 0, 0, booking.JST)
}

// book books at the terminal.
func (o *office) book(phone booking.Phone, facility string, start time.Time, member ...int) booking.Booking {
	o.Helper()
	q := booking.Request{Phone: phone, Facility: facility, Start: start, Staff: true}
	if member != nil {
		q.Member = member[0]
	}
	var b booking.Booking
	o.do(func(tx *store.Tx) (err error) {
		b, err = o.config.City.RulesOf(facility).Book(tx, q)
		return err
	})
	return b
}

// bookings returns the active bookings of a number.
func (o *office) bookings(phone booking.Phone) (found []booking.Booking) {
	o.Helper()
	o.look(func(tx *store.Tx) (err error) {
		found, err = tx.Bookings(phone)
		return err
	})
	return found
}

// A browser is somebody's browser: it keeps cookies, and goes where it is sent.
type browser struct {
	*office
	client *http.Client
	header http.Header
}

func (o *office) browser() *browser {
	o.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.Fatal(err)
	}
	client := *o.server.Client()
	client.Jar = jar
	return &browser{o, &client, http.Header{"Sec-Fetch-Site": {"same-origin"}}}
}

// signIn signs in, and fails the test if that is refused.
func (o *office) signIn(name string) *browser {
	o.Helper()
	b := o.browser()
	if p := b.post("/console/login", "name", name, "password", passphrase); p.status != http.StatusOK || p.at != "/console" {
		o.Fatalf("%s is not let in: %d at %s: %s", name, p.status, p.at, p.text())
	}
	return b
}

// A page is what a browser shows.
type page struct {
	testing.TB
	status int
	at     string // where it is, after it was sent on
	body   string
	header http.Header
}

func (b *browser) get(address string) page {
	b.Helper()
	return b.send(http.MethodGet, address, "")
}

// post sends a form, given as name, value, …
func (b *browser) post(address string, fields ...string) page {
	b.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, address, form.Encode())
}

func (b *browser) send(method, address, body string) page {
	b.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.server.URL+address, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for name, values := range b.header {
		r.Header[name] = values
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return page{b.TB, answer.StatusCode, answer.Request.URL.RequestURI(), string(text), answer.Header}
}

var (
	tags   = regexp.MustCompile(`(?s)<(?:script|style|head)[^>]*>.*?</(?:script|style|head)>|<[^>]*>`)
	blanks = regexp.MustCompile(`[ \t\n\x{3000}]+`)
)

// text returns what somebody reads on the page.
func (p page) text() string {
	return strings.TrimSpace(blanks.ReplaceAllString(tags.ReplaceAllString(p.body, " "), " "))
}

// says fails the test unless the page has the status and says all that is wanted.
func (p page) says(status int, wants ...string) page {
	p.Helper()
	if p.status != status {
		p.Errorf("%s: status %d, expected %d: %.600s", p.at, p.status, status, p.text())
	}
	for _, want := range wants {
		if !strings.Contains(p.text(), want) {
			p.Errorf("%s: found no %q in: %.2000s", p.at, want, p.text())
		}
	}
	return p
}

// silent fails the test if the page says any of the words.
func (p page) silent(never ...string) page {
	p.Helper()
	for _, word := range never {
		if strings.Contains(p.text(), word) {
			p.Errorf("%s: says %q: %.2000s", p.at, word, p.text())
		}
	}
	return p
}

var form = regexp.MustCompile(`(?s)<form method="post" action="([^"]+)"[^>]*>(.*?)</form>`)
var input = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// fill returns the address of the page's form that has the button, and the fields
// that it sends along.
func (p page) fill(button string) (action string, fields []string) {
	p.Helper()
	for _, m := range form.FindAllStringSubmatch(p.body, -1) {
		if !strings.Contains(m[2], ">"+button+"</button>") {
			continue
		}
		for _, f := range input.FindAllStringSubmatch(m[2], -1) {
			fields = append(fields, f[1], unescape(f[2]))
		}
		return unescape(m[1]), fields
	}
	p.Fatalf("%s has no form with the button %q: %.1500s", p.at, button, p.body)
	return "", nil
}

func unescape(s string) string {
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">").Replace(s)
}

var links = regexp.MustCompile(`(?s)<a[^>]* href="([^"]+)"[^>]*>(.*?)</a>`)

// link returns the address of the first link that has the words.
func (p page) link(words string) string {
	p.Helper()
	for _, m := range links.FindAllStringSubmatch(p.body, -1) {
		if strings.Contains(blanks.ReplaceAllString(tags.ReplaceAllString(m[2], " "), " "), words) {
			return unescape(m[1])
		}
	}
	p.Fatalf("%s has no link %q: %.1500s", p.at, words, p.text())
	return ""
}

// card opens the card of a number, found as an agent would.
func (b *browser) card(phone booking.Phone) page {
	b.Helper()
	found := b.post("/console/find", "q", phone.Domestic())
	return b.get(found.says(http.StatusOK).link("下4けた"))
}

// phoneCall is a call of a resident, over HTTP with a signature.
type phoneCall struct {
	*office
	sid  string
	from booking.Phone
	n    int
}

func (o *office) calls(sid string, from booking.Phone) *phoneCall {
	c := &phoneCall{o, sid, from, 0}
	c.hook("/voice", nil)
	return c
}

func (c *phoneCall) press(keys string) string {
	c.n++
	return c.hook(fmt.Sprintf("/voice/turn/%d", c.n), url.Values{"Digits": {keys}, "MadoguchiListened": {"60000"}})
}

func (c *phoneCall) hook(path string, more url.Values) string {
	c.Helper()
	form := url.Values{"CallSid": {c.sid}, "From": {string(c.from)}, "To": {string(c.config.City.Number)}}
	for k, v := range more {
		form[k] = v
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", voice.Sign(token, "https://madoguchi.example.jp"+path, form))
	answer, err := c.server.Client().Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
		c.Fatalf("%s: %d, %v", path, answer.StatusCode, err)
	}
	return string(text)
}

func (o *office) cardOf(p booking.Phone) string { return o.console.CardOf(p) }
