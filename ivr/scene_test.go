package ivr_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
	"madoguchi/store"
)

type storeTx = store.Tx

var everyBooking = store.Filter{All: true}

// ahead is how many days the ledgers of most scenes have: more than callers can book. A
// year would only take longer.
const ahead = 70

// crowd is whoever fills the facilities.
const crowd = booking.Phone("+819000000000")

// scene is a city, a ledger and a clock, and what a conversation makes of them.
type scene struct {
	t      testing.TB
	out    strings.Builder
	now    time.Time // set with setNow
	watch  sync.Mutex
	path   string
	rand   *rand.ChaCha8
	store  *store.Store
	config *city.Config
	from   string
	to     booking.Phone
	person string         // how a call to a person ends
	origin booking.Origin // what else the network tells about who calls
	rings  time.Duration  // how long it rings before the person answers
	code   string         // the transfer code that was given out last
	shown  string         // the code that a page of the web showed last
	calls  int64          // the message with which the line calls whoever is at from
	lang   string         // in which the line answers; "" means Japanese

	ahead   int // how many days the ledger has
	crowded int // bookings of the crowd
}

func newScene(t testing.TB) *scene {
	s := &scene{
		t: t, now: time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST),
		path: filepath.Join(t.TempDir(), "ledger.db"), rand: rand.NewChaCha8([32]byte{1}),
		from: "+819012345678", to: "+815000000000", person: "no-answer", ahead: ahead,
	}
	config, err := city.Default(s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.config = config
	ledger, err := furnished()
	if err == nil {
		err = os.WriteFile(s.path, ledger, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.open()
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// furnished returns a ledger with the slots of the sample city, made once for all
// scenes.
var furnished = sync.OnceValues(func() (ledger []byte, err error) {
	dir, err := os.MkdirTemp("", "scene")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	now := time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST)
	config, err := city.Default(now)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "ledger.db")
	s, err := store.Open(path, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		return nil, err
	}
	_, err = s.Materialise(context.Background(), config.City.Plan(now, ahead))
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// setNow sets the clock, which the ledger looks at by itself as well.
func (s *scene) setNow(now time.Time) {
	s.watch.Lock()
	defer s.watch.Unlock()
	s.now = now
}

func (s *scene) clock() time.Time {
	s.watch.Lock()
	defer s.watch.Unlock()
	return s.now
}

// open opens the ledger, at first or after a restart.
func (s *scene) open() {
	var err error
	s.store, err = store.Open(s.path, store.Options{Now: s.clock, Rand: s.rand})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) fill() {
	if _, err := s.store.Materialise(s.t.Context(), s.config.City.Plan(s.now, s.ahead)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) dialogue() *ivr.Dialogue {
	d, err := ivr.New(&s.config.City, s.options())
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// staff does something at the terminal.
func (s *scene) staff(do func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.store.Update(s.t.Context(), store.By{Way: store.ByTerminal, Actor: "staff"}, do); err != nil {
		s.t.Fatal(err)
	}
}

// sender returns who calls as Twilio writes it: a Japanese number in E.164.
func sender(from string) string {
	if from == "(empty)" {
		return ""
	}
	if p, err := booking.ParsePhone(from); err == nil {
		return string(p)
	}
	return from
}

func (s *scene) book(tx *store.Tx, service booking.ServiceID, q booking.Request) error {
	_, err := s.config.City.RulesFor(service, q.Facility).Book(tx, q)
	return err
}

func (s *scene) close(facility string, from, until time.Time) {
	s.staff(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen(facility, from, until, false)
		return err
	})
}

func (s *scene) when(day, clock string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, booking.JST)
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}
