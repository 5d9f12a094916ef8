package residents_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/store/storetest"
	"madoguchi/voice"
	"madoguchi/web/residents"
)

// tuesday is when every test begins.
var tuesday = time.Date(2026, 12, 1, 10, 0, 0, 0, booking.JST)

const (
	mobile   booking.Phone = "+819012345678"
	landline booking.Phone = "+81568112222"
)

// A street is a city's ledger with the line and the residents' pages in front of it.
type street struct {
	testing.TB
	mu      sync.Mutex
	now     time.Time
	file    string
	ledger  *store.Store
	city    *booking.City
	answer  ivr.Answer
	options residents.Options
	door    *residents.Door
	server  *httptest.Server
	log     bytes.Buffer

	unready error // why nothing can be told yet
}

// streetOf opens a street whose city was changed by whoever wants that.
func streetOf(t testing.TB, changes ...func(*booking.City)) *street {
	t.Helper()
	s := &street{TB: t, now: tuesday, file: filepath.Join(t.TempDir(), "ledger.db")}
	config, err := city.Default(s.now)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(&config.City)
	}
	s.city = &config.City
	s.ledger, err = store.Open(s.file, store.Options{Now: s.clock, Rand: rand.NewChaCha8([32]byte{1}), Texts: true, Mails: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ledger.Materialise(t.Context(), s.city.Plan(s.now, 60)); err != nil {
		t.Fatal(err)
	}
	dialogue, err := ivr.New(s.city, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.answer = dialogue.Answer
	s.options = residents.Options{
		Ledger: s.ledger, Ready: s.ready, City: s.city, Where: config.Where, PublicURL: "https://madoguchi.example.jp", Texts: true, Reminds: true, Mails: true, LinkFor: booking.LinkFor, Now: s.clock, Log: s.logger(),
	}
	for _, q := range config.Web.Questions {
		s.options.Questions = append(s.options.Questions, residents.Question(q))
	}
	s.opens()
	t.Cleanup(func() {
		s.server.Close()
		if err := errors.Join(s.ledger.Check(context.Background()), s.ledger.Close()); err != nil {
			t.Error(err)
		}
		if found := wholeNumber.Find(s.log.Bytes()); found != nil {
			t.Errorf("the log has a telephone number in it: %s", found)
		}
		if found := somebodys.Find(s.log.Bytes()); found != nil {
			t.Errorf("the log has a mail address or a link in it: %s", found)
		}
	})
	return s
}

// opens opens the pages of the street, as its options have them.
func (s *street) opens() {
	s.Helper()
	if s.server != nil {
		s.server.Close()
	}
	door, err := residents.New(s.options)
	if err != nil {
		s.Fatal(err)
	}
	s.door = door
	line := &voice.Server{Ledger: s.ledger, Answer: s.answer, PublicURL: s.options.PublicURL, Log: s.options.Log, Now: s.clock, Beside: door.Routes}
	s.server = httptest.NewTLSServer(line.Handler())
}

// wholeNumber matches what may be a whole telephone number.
var wholeNumber = regexp.MustCompile(`(?:\+81|\b0)[5-9]0-?\d{4}-?\d{4}|0568-?11-?2222|\+81568112222`)

// somebodys matches a mail address of a test, and the end of a link.
var somebodys = regexp.MustCompile(`[a-z0-9.]+@example\.jp|link/[A-Za-z0-9_-]{20,}`)

// logger returns the log of the street.
func (s *street) logger() *slog.Logger { return slog.New(slog.NewTextHandler(&guarded{s: s}, nil)) }

type guarded struct{ s *street }

func (w *guarded) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	return w.s.log.Write(p)
}

func (s *street) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// ready returns why nothing can be told yet.
func (s *street) ready(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unready
}

// makeReady sets what ready returns.
func (s *street) makeReady(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unready = err
}

func (s *street) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// do changes the ledger as staff would.
func (s *street) do(fn func(*store.Tx) error) {
	s.Helper()
	if err := s.ledger.Update(s.Context(), store.By{Way: store.ByTerminal, Actor: "test"}, fn); err != nil {
		s.Fatal(err)
	}
}

// books books for a number.
func (s *street) books(phone booking.Phone, facility string, start time.Time, members ...int) (b booking.Booking) {
	s.Helper()
	member := 1
	if len(members) > 0 {
		member = members[0]
	}
	s.do(func(tx *store.Tx) (err error) {
		b, err = s.city.RulesOf(facility).Book(tx, booking.Request{Phone: phone, Facility: facility, Start: start, Member: member, Staff: true})
		return err
	})
	return b
}

// has returns the bookings of a number.
func (s *street) has(phone booking.Phone) (own []booking.Booking) {
	s.Helper()
	s.do(func(tx *store.Tx) (err error) {
		own, err = tx.Bookings(phone)
		return err
	})
	return own
}

// code returns the code of the number's open proof.
func (s *street) code(phone booking.Phone) (code string) {
	s.Helper()
	row := storetest.Beside(s, s.file).QueryRowContext(s.Context(), `SELECT code FROM proofs WHERE phone = ? AND state = 'open' ORDER BY id DESC`, string(phone))
	if err := row.Scan(&code); err != nil {
		s.Fatal(err)
	}
	return code
}

// phoneOf returns the n-th of some other numbers.
func phoneOf(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8180%08d", 20_000_000+n)) }

// on returns a time some days after the first.
func on(days, hour, minute int) time.Time {
	return time.Date(2026, 12, 1+days, hour, minute, 0, 0, booking.JST)
}

// A visitor is somebody in front of a browser without scripts.
type visitor struct {
	*street
	client *http.Client
	status int
	at     string // the address of the page, from its root on
	page   string
	text   string // what of it is read
	header http.Header
	sent   []string // the address of each request, for what must not be in one
}

func (s *street) visitor() *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	client := *s.server.Client()
	client.Jar = jar
	return &visitor{street: s, client: &client}
}

var (
	tags   = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>`)
	blanks = regexp.MustCompile(`[\s\x{a0}]+`)
)

func (v *visitor) take(r *http.Response, err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		v.Fatal(err)
	}
	v.status, v.page, v.header = r.StatusCode, string(body), r.Header
	v.at = r.Request.URL.RequestURI()
	v.sent = append(v.sent, v.at)
	v.text = strings.TrimSpace(blanks.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(v.page, " ")), " "))
}

// goTo opens a page.
func (v *visitor) goTo(path string) *visitor {
	v.Helper()
	v.take(v.client.Get(v.server.URL + path))
	return v
}

// post sends a form as a page of the site would.
func (v *visitor) post(path string, form url.Values) *visitor {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), http.MethodPost, v.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	v.take(v.client.Do(r))
	return v
}

var (
	forms   = regexp.MustCompile(`(?s)<form method="(post|get)" action="([^"]*)".*?</form>`)
	inputs  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	buttons = regexp.MustCompile(`<button[^>]* formmethod="(post|get)" formaction="([^"]*)"(?: name="([^"]*)" value="([^"]*)")?>`)
	filled  = regexp.MustCompile(`<input id="[^"]*" name="([^"]*)" [^>]*?value="([^"]+)"`)
	picked  = regexp.MustCompile(`<input type="radio" name="([^"]*)" value="([^"]*)" checked>`)
	links   = regexp.MustCompile(`(?s)<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>`)
)

// form returns the fields of the form on the page that has an action.
func (v *visitor) form(action string) (method string, fields url.Values) {
	v.Helper()
	for _, m := range forms.FindAllStringSubmatch(v.page, -1) {
		method, fields := m[1], url.Values{}
		if html.UnescapeString(m[2]) != action {
			b := buttons.FindAllStringSubmatch(m[0], -1)
			i := slices.IndexFunc(b, func(b []string) bool { return html.UnescapeString(b[2]) == action })
			if i < 0 {
				continue
			}
			if method = b[i][1]; b[i][3] != "" {
				fields.Set(b[i][3], b[i][4])
			}
		}
		for _, i := range slices.Concat(inputs.FindAllStringSubmatch(m[0], -1), picked.FindAllStringSubmatch(m[0], -1), filled.FindAllStringSubmatch(m[0], -1)) {
			fields.Set(i[1], html.UnescapeString(i[2]))
		}
		return method, fields
	}
	v.Fatalf("%s has no form for %s:\n%s", v.at, action, v.text)
	return "", nil
}

// send sends the form of the page that has an action, with fields given as name, value, ….
func (v *visitor) send(action string, fields ...string) *visitor {
	v.Helper()
	method, form := v.form(action)
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	if method == "get" {
		return v.goTo(action + "?" + form.Encode())
	}
	return v.post(action, form)
}

// follow follows the first link of the page whose text begins so.
func (v *visitor) follow(text string) *visitor {
	v.Helper()
	for _, m := range links.FindAllStringSubmatch(v.page, -1) {
		said := strings.TrimSpace(blanks.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(m[2], " ")), " "))
		if strings.HasPrefix(said, text) {
			return v.goTo(html.UnescapeString(m[1]))
		}
	}
	v.Fatalf("%s has no link %q:\n%s", v.at, text, v.text)
	return v
}

// says fails unless the page says all of it.
func (v *visitor) says(texts ...string) *visitor {
	v.Helper()
	for _, text := range texts {
		if !strings.Contains(v.text, text) {
			v.Errorf("%s (%d) does not say %q:\n%s", v.at, v.status, text, v.text)
		}
	}
	return v
}

// is fails unless the page is at an address, without what follows ?.
func (v *visitor) is(path string) *visitor {
	v.Helper()
	if at, _, _ := strings.Cut(v.at, "?"); at != path {
		v.Fatalf("found %s (%d), expected %s:\n%s", v.at, v.status, path, v.text)
	}
	return v
}

// stamped is how a form sends a time.
func stamped(t time.Time) string { return t.Format("2006-01-02T15:04") }

// proves proves a mobile number on the page that asks for it.
func (v *visitor) proves(phone booking.Phone) *visitor {
	v.Helper()
	v.is("/yoyaku/prove").send("/yoyaku/prove", "phone", phone.Domestic())
	return v.is("/yoyaku/prove/code").send("/yoyaku/prove/code", "code", v.code(phone))
}

// comesIn proves a number from the first page on.
func (v *visitor) comesIn(phone booking.Phone) *visitor {
	v.Helper()
	return v.goTo("/yoyaku").follow("予約を見る").proves(phone).is("/yoyaku/mine")
}

// chooses goes from the first page to the timetable of a facility, and chooses a time.
func (v *visitor) chooses(facility string, people int, start time.Time) *visitor {
	v.Helper()
	v.goTo(fmt.Sprintf("/yoyaku/book/when?facility=%s&party=%d&day=%s", facility, people, start.Format(time.DateOnly)))
	return v.send("/yoyaku/book/at", "start", stamped(start))
}

// halfHours returns so many half hours.
func halfHours(n int) time.Duration { return time.Duration(n) * 30 * time.Minute }
