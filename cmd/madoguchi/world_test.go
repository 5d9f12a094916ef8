package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/voice/aloud/aloudtest"
)

// asProgram makes the test binary the program, for tests that need a process.
const asProgram = "MADOGUCHI_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	aloudtest.Main()
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	m.Run()
}

// tuesday is when the tests take place: half an hour before the counters open.
var tuesday = time.Date(2026, 12, 1, 8, 30, 0, 0, booking.JST)

// A place is a directory in which the program is run, and what it finds there.
type place struct {
	t     *testing.T
	dir   string
	db    string
	env   map[string]string
	now   time.Time
	stdin string

	carrier http.RoundTripper // unreachable if nil
}

func newPlace(t *testing.T) *place {
	dir := t.TempDir()
	return &place{t: t, dir: dir, db: filepath.Join(dir, "ledger.db"), env: map[string]string{}, now: tuesday}
}

// token and public are what serve needs.
const (
	token  = "12345"
	public = "https://yoyaku.example.jp/line"
)

func (p *place) withSecrets() *place {
	p.env[tokenVariable], p.env[publicVariable] = token, public
	return p
}

// file writes a file of the place and returns its path.
func (p *place) file(name, text string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func (p *place) world(in, out, err *os.File) *world {
	env := maps.Clone(p.env)
	return &world{in: in, out: out, err: err, user: "window", now: func() time.Time { return p.now },
		env: func(name string) string { return env[name] }, carrier: cmp.Or[http.RoundTripper](p.carrier, unreachable{}),
		wait: func(context.Context, time.Duration) {}}
}

// unreachable is the carrier where there is no network.
type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("there is no network")
}

// said is what a run of the program left behind.
type said struct {
	status   int
	out, err string
}

// run runs the program to its end.
func (p *place) run(args ...string) said {
	p.t.Helper()
	var files [3]*os.File
	for i, name := range []string{"in", "out", "err"} {
		f, err := os.Create(filepath.Join(p.t.TempDir(), name))
		if err != nil {
			p.t.Fatal(err)
		}
		defer f.Close()
		files[i] = f
	}
	if _, err := files[0].WriteString(p.stdin); err != nil {
		p.t.Fatal(err)
	}
	p.rewind(files[0])
	status := run(p.t.Context(), args, p.world(files[0], files[1], files[2]))
	return said{status, p.all(files[1]), p.all(files[2])}
}

// does runs the program, which must succeed and have nothing to complain about,
// and returns what it printed.
func (p *place) does(args ...string) string {
	p.t.Helper()
	got := p.run(args...)
	if got.status != done || got.err != "" {
		p.t.Fatalf("madoguchi %q: status %d, complains %q", args, got.status, got.err)
	}
	return got.out
}

func (p *place) rewind(f *os.File) {
	p.t.Helper()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) all(f *os.File) string {
	p.t.Helper()
	p.rewind(f)
	text, err := io.ReadAll(f)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// withLedger makes a ledger with the calendar of the sample city, or moves it on to the
// clock of the place.
func (p *place) withLedger() *place {
	p.t.Helper()
	if _, err := os.Stat(p.db); errors.Is(err, fs.ErrNotExist) {
		data, err := sampleLedger()
		if err == nil {
			err = os.WriteFile(p.db, data, 0o600)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if !p.now.Equal(tuesday) {
		config, err := city.Default(p.now)
		if err != nil {
			p.t.Fatal(err)
		}
		p.keep(&config.City)
	}
	return p
}

// keep makes the ledger's calendar that of a city, as serve does when it starts.
func (p *place) keep(c *booking.City) {
	p.t.Helper()
	p.inLedger(func(ledger *store.Store) error {
		_, err := ledger.Materialise(p.t.Context(), c.Plan(p.now, booking.Ahead))
		return err
	})
}

// sampleLedger returns the file of a ledger with the calendar of the sample city on
// tuesday: most tests begin with one, and a year takes a while to write.
var sampleLedger = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "madoguchi-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "ledger.db")
	config, err := city.Default(tuesday)
	if err != nil {
		return nil, err
	}
	ledger, err := store.Open(path, store.Options{Now: func() time.Time { return tuesday }})
	if err != nil {
		return nil, err
	}
	_, err = ledger.Materialise(context.Background(), config.City.Plan(tuesday, booking.Ahead))
	if err = errors.Join(err, ledger.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// inLedger does something in the ledger, and closes it.
func (p *place) inLedger(do func(*store.Store) error) {
	p.t.Helper()
	ledger, err := store.Open(p.db, store.Options{Now: func() time.Time { return p.now }})
	if err != nil {
		p.t.Fatal(err)
	}
	err = do(ledger)
	if closed := ledger.Close(); err != nil || closed != nil {
		p.t.Fatal(err, closed)
	}
}

// sound fails the test if the ledger breaks an invariant.
func (p *place) sound() {
	p.t.Helper()
	if got := p.does("ledger", "check", "--db", p.db); got != p.db+": ok\n" {
		p.t.Errorf("ledger check says %q", got)
	}
}

// served is a server that runs in this process.
type served struct {
	t      *testing.T
	url    string
	first  map[string]any   // the log line that says that it is open
	before []map[string]any // those before it: of what is done to the ledger first
	lines  chan map[string]any
	cancel context.CancelFunc
	status chan int
}

// serve starts the server on a port of its own and waits for its first line.
func (p *place) serve(args ...string) *served {
	p.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.t.Context()))
	s := &served{t: p.t, lines: make(chan map[string]any, 1000), cancel: cancel, status: make(chan int, 1)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.status <- run(ctx, append([]string{"serve", "--db", p.db, "--listen", "127.0.0.1:0"}, args...), p.world(os.Stdin, w, w))
		w.Close()
	}()
	go readLines(r, s.lines)
	p.t.Cleanup(func() { // before its directory is removed, into which it may still write lists
		cancel()
		for range s.lines {
		}
		<-ended
	})
	for s.first = <-s.lines; s.first != nil && s.first["msg"] != "the line is open"; s.first = <-s.lines {
		s.before = append(s.before, s.first)
	}
	if at, _ := s.first["time"].(string); !strings.HasSuffix(at, "+09:00") {
		p.t.Errorf("the log tells the time as %v, expected that of Japan", s.first["time"])
	}
	if s.first == nil {
		p.t.Fatalf("the line does not open: %v", s.before)
	}
	s.url = "http://" + s.first["address"].(string)
	return s
}

// readLines reads a log of JSON lines; a line that is not JSON has only a msg.
func readLines(r io.Reader, lines chan<- map[string]any) {
	defer close(lines)
	log := bufio.NewScanner(r)
	for log.Scan() {
		line := map[string]any{}
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			line["msg"] = log.Text()
		}
		lines <- line
	}
}

// line waits for the log line with a message.
func (s *served) line(msg string) map[string]any {
	s.t.Helper()
	return lineOf(s.t, s.lines, msg)
}

func lineOf(t *testing.T, lines <-chan map[string]any, msg string) map[string]any {
	t.Helper()
	var before []string
	for line := range lines {
		if line["msg"] == msg {
			return line
		}
		before = append(before, line["msg"].(string))
	}
	t.Fatalf("the log ended without %q; it had: %s", msg, strings.Join(before, "; "))
	return nil
}

// stop ends the server as a signal would.
func (s *served) stop() int {
	s.cancel()
	return <-s.status
}
