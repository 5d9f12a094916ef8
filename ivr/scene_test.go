package ivr_test

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
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
	person string // how a call to a person ends

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
	s.open()
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	s.fill()
	return s
}

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
	if err := s.store.Update(s.t.Context(), store.By{Through: store.Terminal, Actor: "staff"}, do); err != nil {
		s.t.Fatal(err)
	}
}

// set sets the scene by one line of a conversation.
func (s *scene) set(text string) {
	s.t.Helper()
	f := strings.Fields(text)
	rules := s.config.City.Rules
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
	case f[0] == "to":
		s.to = s.phone(f[1], booking.ParseLine)
	case f[0] == "person":
		s.person = strings.Join(f[1:], " ")
	case f[0] == "city":
		s.vary(f[1])
	case f[0] == "booking":
		q := booking.Request{Phone: s.phone(f[1], booking.ParsePhone), Facility: f[2], Start: s.when(f[3], f[4]), Staff: true}
		if len(f) > 5 {
			q.Member = int(f[6][0] - '0')
		}
		s.staff(func(tx *store.Tx) error { return s.book(tx, q) })
	case f[0] == "full":
		s.crowd(f[1:])
	case strings.HasPrefix(text, "staff cancels"):
		phone := s.phone(f[2], booking.ParsePhone)
		s.staff(func(tx *store.Tx) error {
			own, err := tx.Bookings(phone)
			if err != nil {
				return err
			}
			_, err = rules.Cancel(tx, own[0].Receipt)
			return err
		})
	case strings.HasPrefix(text, "staff closes"):
		start := s.when(f[3], f[4])
		s.staff(func(tx *store.Tx) error {
			_, _, err := tx.SetOpen(f[2], start, start.Add(time.Minute), false)
			return err
		})
	case f[0] == "another":
		phone := s.phone(f[1], booking.ParsePhone)
		var slot booking.Slot
		s.staff(func(tx *store.Tx) (err error) {
			slot, err = rules.Offer(tx, phone, f[4], s.now)
			return err
		})
		s.happens(phone.Masked() + " is offered " + slot.Facility + " " + stamp(slot.Start))
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
	_, err := s.config.City.Rules.Book(tx, q)
	return err
}

// crowd takes every seat: everywhere, of a facility, or of its day.
func (s *scene) crowd(of []string) {
	s.t.Helper()
	var full []booking.Slot
	for _, slot := range s.config.City.Slots(s.now) {
		if (of[0] == "everywhere" || slot.Facility == of[0]) && (len(of) == 1 || slot.Start.Format("2006-01-02") == of[1]) && slot.Start.After(s.now) {
			full = append(full, slot)
		}
	}
	s.staff(func(tx *store.Tx) error {
		for _, slot := range full {
			s.crowded++
			free, err := tx.SlotAt(slot.Facility, slot.Start)
			if err != nil {
				return err
			}
			_, err = tx.Insert(booking.Booking{
				Phone: crowd, Member: s.crowded, Party: free.Remaining, Procedure: booking.Renewal,
				Facility: slot.Facility, Start: slot.Start, End: slot.End, State: booking.Active, Made: s.now,
			}, free)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// vary changes the city before the first call.
func (s *scene) vary(how string) {
	switch how {
	case "one-key":
		s.config.OneKeyCancel = true
	case "one-seat":
		for i := range s.config.City.Facilities {
			s.config.City.Facilities[i].Capacity = 1
			for _, o := range s.config.City.Facilities[i].Hours.Weekly {
				for j := range o.Ranges {
					o.Ranges[j].Capacity = 0
				}
			}
		}
	case "one-slot":
		for i := range s.config.City.Facilities {
			s.config.City.Facilities[i].Hours = booking.Hours{Special: []booking.Special{{
				Day: booking.Date{Year: 2026, Month: 4, Day: 14}, Ranges: []booking.Range{{From: 9 * 60, To: 9*60 + 30, Capacity: 1}},
			}}}
		}
	case "small":
		for i := range s.config.City.Facilities {
			for _, o := range s.config.City.Facilities[i].Hours.Weekly {
				o.Ranges[0].To = o.Ranges[0].From + 60
			}
		}
		s.config.City.Rules.Horizon = 20
	default:
		s.t.Fatalf("the city %q is not known", how)
	}
	s.fill()
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
