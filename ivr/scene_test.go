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

// crowd is whoever fills the facilities.
const crowd = booking.Phone("+819000000000")

// scene is a city, a ledger and a clock, and what a conversation makes of them.
type scene struct {
	t      testing.TB
	out    strings.Builder
	now    time.Time
	path   string
	rand   *rand.ChaCha8
	store  *store.Store
	config *city.Config
	from   string
	to     booking.Phone
	person string         // how a call to a person ends
	origin booking.Origin // what else the network tells of who calls
	rings  time.Duration  // before it does
	code   string         // the transfer code that was given out last

	crowded int // bookings of the crowd
}

func newScene(t testing.TB) *scene {
	s := &scene{
		t: t, now: time.Date(2026, 4, 13, 10, 0, 0, 0, booking.JST),
		path: filepath.Join(t.TempDir(), "ledger.db"), rand: rand.NewChaCha8([32]byte{1}),
		from: "+819012345678", to: "+815000000000", person: "no-answer",
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

// furnished is a ledger with the slots of the sample city, made once for all
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
	_, err = s.Materialise(context.Background(), config.City.Slots(now))
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// open opens the ledger, at first or after a restart.
func (s *scene) open() {
	var err error
	s.store, err = store.Open(s.path, store.Options{Now: func() time.Time { return s.now }, Rand: s.rand})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) fill() {
	if _, err := s.store.Materialise(s.t.Context(), s.config.City.Slots(s.now)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) dialogue() *ivr.Dialogue {
	d, err := ivr.New(&s.config.City, ivr.Options{OneKeyCancel: s.config.OneKeyCancel})
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

// set sets the scene by one line of a conversation.
func (s *scene) set(text string) {
	s.t.Helper()
	f := strings.Fields(text)
	switch {
	case f[0] == "now":
		s.now = s.when(f[1], f[2])
		s.fill()
	case f[0] == "wait":
		d, err := time.ParseDuration(f[1])
		if err != nil {
			s.t.Fatal(err)
		}
		s.now = s.now.Add(d)
	case f[0] == "from":
		s.from = sender(f[1:])
	case f[0] == "forwarded-from":
		s.origin.ForwardedFrom = sender(f[1:])
	case f[0] == "sip-header":
		s.origin.Header = sender(f[1:])
	case f[0] == "agent":
		s.employ(f[1])
	case f[0] == "code":
		s.giveOut(s.phone(f[1], booking.ParsePhone))
	case f[0] == "wrong": // in other calls
		s.guess()
	case f[0] == "asked": // to be called back
		phone := s.phone(f[2], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error { return tx.AskBack(phone, "wants.check", ivr.Booked) })
	case f[0] == "to":
		s.to = s.phone(f[1], booking.ParseLine)
	case f[0] == "person":
		s.person = strings.Join(f[1:], " ")
	case f[0] == "rings":
		d, err := time.ParseDuration(f[1])
		if err != nil {
			s.t.Fatal(err)
		}
		s.rings = d
	case f[0] == "city":
		s.vary(f[1])
	case f[0] == "booking":
		q := booking.Request{Phone: s.phone(f[1], booking.ParsePhone), Facility: f[2], Start: s.when(f[3], f[4]), Staff: true}
		for i := 5; i+1 < len(f); i += 2 {
			n := int(f[i+1][0] - '0')
			switch f[i] {
			case "member":
				q.Member = n
			case "party":
				q.Party = n
			default:
				s.t.Fatalf("a booking has no %q", f[i])
			}
		}
		s.staff(func(tx *store.Tx) error { return s.book(tx, q) })
	case f[0] == "notice":
		n := store.Notice{From: s.when(f[1], f[2]), Until: s.when(f[3], f[4]), Text: strings.Join(f[5:], "")}
		s.staff(func(tx *store.Tx) error {
			_, err := tx.AddNotice(n)
			return err
		})
	case f[0] == "block":
		phone := s.phone(f[1], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			_, err := tx.Block(phone, true)
			return err
		})
	case f[0] == "changing": // and cut off
		phone := s.phone(f[1], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			own, err := tx.Bookings(phone)
			if err != nil {
				return err
			}
			b := own[0]
			_, err = s.config.City.RulesOf(b.Facility).Offer(tx, booking.Want{Phone: phone, Facility: b.Facility, Instead: &b}, s.now.AddDate(0, 0, 3))
			return err
		})
	case f[0] == "cancelled": // by its caller
		phone := s.phone(f[1], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			own, err := tx.Bookings(phone)
			if err != nil {
				return err
			}
			_, err = s.config.City.RulesOf(own[0].Facility).CancelOwn(tx, phone, own[0].Receipt)
			return err
		})
	case f[0] == "undone": // from another telephone
		phone := s.phone(f[1], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			holds, err := tx.Holds(phone)
			if err != nil {
				return err
			}
			_, err = booking.Undo(tx, phone, holds[0].Receipt)
			return err
		})
	case f[0] == "did": // once each, which is as often as a city with limits allows
		phone := s.phone(f[1], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			for _, deed := range []booking.Counted{booking.Booked, booking.Changed, booking.GaveUp} {
				if _, err := tx.Count(phone, deed, 0); err != nil {
					return err
				}
			}
			return nil
		})
	case f[0] == "called": // as often as a city with limits allows
		phone := s.phone(f[1], booking.ParsePhone)
		s.staff(func(tx *store.Tx) (err error) {
			for range 3 {
				_, err = tx.Greet(phone)
			}
			return err
		})
	case f[0] == "left":
		s.crowd(f[1:2], f[2:]...)
	case f[0] == "mornings":
		s.crowdMornings()
	case f[0] == "full":
		s.crowd(f[1:])
	case strings.HasPrefix(text, "staff cancels"):
		phone := s.phone(f[2], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			own, err := tx.Bookings(phone)
			if err != nil {
				return err
			}
			_, err = s.config.City.RulesOf(own[0].Facility).Cancel(tx, own[0].Receipt)
			return err
		})
	case strings.HasPrefix(text, "staff closes day"):
		day := s.when(f[4], "00:00")
		s.close(f[3], day, day.AddDate(0, 0, 1))
	case strings.HasPrefix(text, "staff closes"):
		start := s.when(f[3], f[4])
		s.close(f[2], start, start.Add(time.Minute))
	case strings.HasPrefix(text, "staff ends walk-in"):
		day := booking.DateOf(s.when(f[4], "00:00"))
		s.staff(func(tx *store.Tx) error {
			_, err := tx.SetWalkIn(f[3], day, true)
			return err
		})
	case f[0] == "another" && f[2] == "books":
		q := booking.Request{Phone: s.phone(f[1], booking.ParsePhone), Facility: f[3], Start: s.when(f[4], f[5]), Staff: true}
		s.staff(func(tx *store.Tx) error { return s.book(tx, q) })
	case f[0] == "another":
		want := booking.Want{Phone: s.phone(f[1], booking.ParsePhone), Facility: f[4]}
		var hold booking.Hold
		s.staff(func(tx *store.Tx) (err error) {
			hold, err = s.config.City.RulesOf(f[4]).Offer(tx, want, s.now)
			return err
		})
		s.happens(want.Phone.Masked() + " is offered " + hold.Facility + " " + stamp(hold.Start))
	default:
		s.t.Fatalf("the scene %q is not known", text)
	}
}

// sender is who calls, in Twilio's spelling: a Japanese number in E.164.
func sender(words []string) string {
	from := strings.Join(words, " ")
	if from == "(empty)" {
		return ""
	}
	if p, err := booking.ParsePhone(from); err == nil {
		return string(p)
	}
	return from
}

func (s *scene) book(tx *store.Tx, q booking.Request) error {
	_, err := s.config.City.RulesOf(q.Facility).Book(tx, q)
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

func (s *scene) phone(text string, parse func(string) (booking.Phone, error)) booking.Phone {
	s.t.Helper()
	p, err := parse(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}
