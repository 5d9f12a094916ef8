package ivr_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// A directive is a line that sets the scene: what follows "@" in a conversation. Its
// form is how it is written: words in capitals are arguments, which shapes describes;
// what is in brackets may be left out, and what ends in … may be repeated.
// testdata/README.md explains each, with an example.
type directive struct {
	form string
	do   func(s *scene, g given)
}

// given are the arguments of a line.
type given struct {
	phone    booking.Phone
	facility string
	when     []time.Time
	wait     time.Duration
	counts   map[string]int // by the word before the number: member 2
	words    string
	service  booking.ServiceID
}

// directives are all the directives.
var directives = []directive{
	// The city with its language, and the clock.
	{"language LANGUAGE", func(s *scene, g given) { s.lang = g.words }},
	{"city CITY", func(s *scene, g given) { s.vary(g.words) }},
	{"now WHEN", func(s *scene, g given) { s.setNow(g.when[0]); s.fill() }},
	{"serve CITY", func(s *scene, g given) { s.vary(g.words) }},
	{"wait DURATION", func(s *scene, g given) { s.setNow(s.now.Add(g.wait)) }},

	// Who calls, and whom.
	{"from WORDS", func(s *scene, g given) { s.from = sender(g.words) }},
	{"to LINE", func(s *scene, g given) { s.to = g.phone }},
	{"forwarded-from WORDS", func(s *scene, g given) { s.origin.ForwardedFrom = sender(g.words) }},
	{"sip-header WORDS", func(s *scene, g given) { s.origin.Header = sender(g.words) }},

	// Who answers.
	{"person ENDING", func(s *scene, g given) { s.person = g.words }},
	{"rings DURATION", func(s *scene, g given) { s.rings = g.wait }},
	{"agent DIGITS", func(s *scene, g given) { s.employ(g.words) }},
	{"code PHONE", func(s *scene, g given) { s.giveOut(g.phone) }},
	{"shown PHONE", func(s *scene, g given) { s.shows(g.phone) }},
	{"wrong codes", func(s *scene, _ given) { s.guess() }},

	// What staff have done, and do meanwhile.
	{"booking PHONE FACILITY WHEN [of SERVICE] [member N] [party N] [for PROCEDURE]", func(s *scene, g given) {
		s.books(g.service, booking.Request{
			Phone: g.phone, Facility: g.facility, Start: g.when[0],
			Member: g.counts["member"], Party: g.counts["party"], Procedure: booking.Procedure(g.words),
		})
	}},
	{"staff cancels PHONE", func(s *scene, g given) {
		s.with(g.phone, func(tx *store.Tx, b booking.Booking) error {
			_, err := s.config.City.RulesFor(b.Service, b.Facility).Cancel(tx, b.Receipt)
			return err
		})
	}},
	{"staff closes FACILITY WHEN", func(s *scene, g given) { s.close(g.facility, g.when[0], g.when[0].Add(time.Minute)) }},
	{"staff closes day FACILITY DAY", func(s *scene, g given) { s.close(g.facility, g.when[0], g.when[0].AddDate(0, 0, 1)) }},
	{"staff opens day FACILITY DAY", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			_, _, err := tx.SetOpen(g.facility, g.when[0], g.when[0].AddDate(0, 0, 1), true)
			return err
		})
	}},
	{"staff gives day FACILITY DAY [desks N]", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			_, _, err := tx.SetCapacity(g.facility, g.when[0], g.when[0].AddDate(0, 0, 1), g.counts["desks"])
			return err
		})
	}},
	{"staff ends walk-in FACILITY DAY", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			_, err := tx.SetWalkIn(g.facility, booking.DateOf(g.when[0]), true)
			return err
		})
	}},
	{"notice WHEN WHEN WORDS", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			_, err := tx.AddNotice(store.Notice{From: g.when[0], Until: g.when[1], Text: g.words})
			return err
		})
	}},
	{"block PHONE", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			_, err := tx.Block(g.phone, true)
			return err
		})
	}},

	{"block KIND", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			_, err := tx.BlockKind(kinds[g.words], true)
			return err
		})
	}},
	{"staff looks at PHONE", func(s *scene, g given) {
		s.with(g.phone, func(_ *store.Tx, b booking.Booking) error {
			comes := map[bool]string{true: "a proxy comes", false: "no proxy comes"}[b.Proxy]
			s.happens(fmt.Sprintf("staff see %s of %s: %s, %s", b.Receipt, b.Phone.Masked(), b.Procedure, comes))
			return nil
		})
	}},

	// What other callers have taken, and take meanwhile.
	{"full everywhere", func(s *scene, _ given) { s.crowd(everySlot, nil) }},
	{"full FACILITY [DAY]", func(s *scene, g given) { s.crowd(slotsOf(g.facility, g.when...), nil) }},
	{"left FACILITY WHEN…", func(s *scene, g given) { s.crowd(slotsOf(g.facility), g.when) }},
	{"mornings full", func(s *scene, _ given) { s.crowdHalf(booking.Morning) }},
	{"afternoons full", func(s *scene, _ given) { s.crowdHalf(booking.Afternoon) }},
	{"another PHONE books FACILITY WHEN [of SERVICE]", func(s *scene, g given) {
		s.books(g.service, booking.Request{Phone: g.phone, Facility: g.facility, Start: g.when[0]})
	}},
	{"another PHONE is offered FACILITY [of SERVICE]", func(s *scene, g given) {
		var hold booking.Hold
		s.staff(func(tx *store.Tx) (err error) {
			hold, err = s.config.City.RulesFor(g.service, g.facility).Offer(tx, booking.Want{Phone: g.phone, Facility: g.facility}, s.now)
			return err
		})
		s.happens(g.phone.Masked() + " is offered " + hold.Facility + " " + stamp(hold.Start))
	}},

	// What the number did in earlier calls, or does in another.
	{"changing PHONE", func(s *scene, g given) { // and was cut off
		s.with(g.phone, func(tx *store.Tx, b booking.Booking) error {
			want := booking.Want{Phone: g.phone, Facility: b.Facility, Instead: &b}
			_, err := s.config.City.RulesFor(b.Service, b.Facility).Offer(tx, want, s.now.AddDate(0, 0, 3))
			return err
		})
	}},
	{"cancelled PHONE", func(s *scene, g given) {
		s.with(g.phone, func(tx *store.Tx, b booking.Booking) error {
			_, err := s.config.City.RulesFor(b.Service, b.Facility).CancelOwn(tx, g.phone, b.Receipt)
			return err
		})
	}},
	{"undone PHONE", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error {
			holds, err := tx.Holds(g.phone)
			undoable, ok := booking.Undoable(holds, tx.Now())
			switch {
			case err != nil:
				return err
			case !ok:
				return fmt.Errorf("%s has nothing to undo", g.phone.Masked())
			}
			_, err = booking.Undo(tx, g.phone, undoable.Receipt)
			return err
		})
	}},
	{"called PHONE", func(s *scene, g given) { // as often as a city with limits allows
		s.staff(func(tx *store.Tx) (err error) {
			for range 3 {
				_, again := tx.Greet(g.phone)
				err = errors.Join(err, again)
			}
			return err
		})
	}},
	{"did PHONE", func(s *scene, g given) { // once each, which is as often as a city with limits allows
		s.staff(func(tx *store.Tx) (err error) {
			for _, counted := range []booking.Counted{booking.Booked, booking.Changed, booking.GaveUp} {
				_, again := tx.Count(g.phone, counted, 0)
				err = errors.Join(err, again)
			}
			return err
		})
	}},
	{"proxy PHONE", func(s *scene, g given) {
		s.with(g.phone, func(tx *store.Tx, b booking.Booking) error {
			_, err := booking.ProxyOwn(tx, g.phone, b.Receipt, true)
			return err
		})
	}},
	{"reminder PHONE [FACILITY]", func(s *scene, g given) { s.remind(g.phone, g.facility) }},
	{"rung PHONE", func(s *scene, g given) { s.ringsFor(g.phone) }},
	{"typed code", func(s *scene, _ given) { s.types(s.shown) }},
	{"asked back PHONE", func(s *scene, g given) {
		s.staff(func(tx *store.Tx) error { return tx.AskBack(g.phone, "wants.check", ivr.Booked) })
	}},
}

// remind writes the reminder of a booking, of a number's first or of that at a facility. The
// line calls with it until five.
func (s *scene) remind(phone booking.Phone, facility string) {
	s.t.Helper()
	s.from = string(phone)
	s.staff(func(tx *store.Tx) error {
		own, err := tx.Bookings(phone)
		i := slices.IndexFunc(own, func(b booking.Booking) bool { return facility == "" || b.Facility == facility })
		switch {
		case err != nil:
			return err
		case i < 0:
			return fmt.Errorf("%s has no booking to be reminded of", phone.Masked())
		}
		day := booking.DateOf(s.now)
		w := booking.Window{From: booking.Clock(9*60).On(day, booking.JST), Until: booking.Clock(17*60).On(day, booking.JST)}
		if err := tx.WriteReminder(own[i], 1, w); err != nil {
			return err
		}
		const most = 9 // messages in a conversation
		for id := range int64(most) {
			switch m, err := tx.Message(id + 1); {
			case err == nil && m.Booking.ID == own[i].ID:
				s.calls = m.ID
			case err != nil && !errors.Is(err, booking.ErrNotFound):
				return err
			}
		}
		return nil
	})
}

// kinds are the kinds of caller whom staff can turn away, by what they are called.
var kinds = func() map[string]booking.CallerKind {
	kinds := map[string]booking.CallerKind{}
	for _, kind := range booking.Nameless {
		kinds[kind.String()] = kind
	}
	return kinds
}()

// books makes a booking of a service, as staff may; "" is the first of the city.
func (s *scene) books(service booking.ServiceID, q booking.Request) {
	s.t.Helper()
	q.Staff = true
	if s.config.City.SeveralServices() && q.Procedure == "" {
		of, _ := s.config.City.Service(service)
		q.Procedure = of.Kind.Assumed()
	}
	s.staff(func(tx *store.Tx) error { return s.book(tx, service, q) })
}

// with does something with the first booking of a number.
func (s *scene) with(phone booking.Phone, do func(tx *store.Tx, b booking.Booking) error) {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		own, err := tx.Bookings(phone)
		switch {
		case err != nil:
			return err
		case len(own) == 0:
			return fmt.Errorf("%s has no booking", phone.Masked())
		}
		return do(tx, own[0])
	})
}

// everySlot and slotsOf tell which slots a crowd takes: all, or those of a facility, on
// all days or on some.
func everySlot(booking.Slot) bool { return true }

func slotsOf(facility string, days ...time.Time) func(booking.Slot) bool {
	return func(slot booking.Slot) bool {
		is := func(day time.Time) bool { return booking.DateOf(day) == booking.DateOf(slot.Start.In(booking.JST)) }
		return slot.Facility == facility && (days == nil || slices.ContainsFunc(days, is))
	}
}
