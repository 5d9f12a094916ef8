package store

import (
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func (g *game) offer(t *rapid.T) {
	w := booking.Want{
		Phone: g.number.Draw(t, "phone"), Facility: g.facility.Draw(t, "facility"), Party: g.party.Draw(t, "party"),
		Half:    rapid.SampledFrom([]booking.Half{booking.AnyTime, booking.AnyTime, booking.Morning, booking.Afternoon}).Draw(t, "half"),
		Vouched: rapid.IntRange(0, 4).Draw(t, "passed in by staff") == 0,
	}
	g.offers(t, w, g.service.Draw(t, "service"), rapid.Bool().Draw(t, "change"))
}

// offers offers what somebody wants of a service, in place of a booking, of whatever service,
// if that is to be changed.
func (g *game) offers(t *rapid.T, w booking.Want, service booking.ServiceID, change bool) {
	from, earlier := g.start.Draw(t, "from"), rapid.Bool().Draw(t, "earlier")
	if own, _ := g.model.Bookings(w.Phone); change && len(own) > 0 {
		service = own[0].Service
	}
	rules := g.city.RulesFor(service, w.Facility)
	before := g.model.copy()
	before.now = g.clock.Now()
	var held booking.Hold
	var refused error
	g.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
		w := w
		if change {
			own, err := tx.Bookings(w.Phone)
			if err != nil {
				return nil, err
			}
			if len(own) > 0 {
				w.Instead = &own[0]
			}
		}
		if earlier {
			held, refused = rules.OfferEarlier(tx, w, from)
		} else {
			held, refused = rules.Offer(tx, w, from)
		}
		return held, refused
	})
	g.shared(t, before, rules, w, held, refused)
}

func (g *game) book(t *rapid.T) {
	q := booking.Request{
		Phone: g.number.Draw(t, "phone"), Facility: g.facility.Draw(t, "facility"), Start: g.start.Draw(t, "start"),
		Party: g.party.Draw(t, "party"), Member: rapid.IntRange(1, 2).Draw(t, "member"), Staff: rapid.Bool().Draw(t, "staff"),
		Procedure: rapid.SampledFrom([]booking.Procedure{"", booking.Renewal, booking.NewIssue}).Draw(t, "procedure"), Proxy: rapid.Bool().Draw(t, "proxy"),
	}
	service := g.service.Draw(t, "service")
	g.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
		return g.city.RulesFor(service, q.Facility).Book(tx, q)
	})
}

// takeIt books what the number was offered last.
func (g *game) takeIt(t *rapid.T) {
	who := g.number.Draw(t, "phone")
	g.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
		holds, err := tx.Holds(who)
		if err != nil {
			return nil, err
		}
		for _, h := range holds {
			switch h.Kind {
			case booking.ForBooking:
				return g.city.RulesFor(h.Service, h.Facility).Book(tx, booking.Request{
					Phone: who, Facility: h.Facility, Start: h.Start, Party: h.Party, Procedure: booking.NewIssue, Proxy: len(g.real)%2 == 0,
				})
			case booking.ForChange:
				return g.city.ChangeOwn(tx, who, h.Receipt, booking.Change{Facility: h.Facility, Start: h.Start, Party: h.Party})
			}
		}
		return "was offered nothing", nil
	})
}

func (g *game) wish(t *rapid.T) booking.Change {
	return booking.Change{Facility: g.facility.Draw(t, "facility"), Start: g.start.Draw(t, "start"), Party: g.party.Draw(t, "party")}
}

func (g *game) changeOwn(t *rapid.T) {
	to := g.wish(t)
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			return g.city.ChangeOwn(tx, who, r(i), to)
		})
	}
}

func (g *game) change(t *rapid.T) {
	to := g.wish(t)
	if i, ok := g.made(t); ok {
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) { return g.city.Change(tx, r(i), to) })
	}
}

func (g *game) cancel(t *rapid.T) {
	byStaff, elsewhere := rapid.Bool().Draw(t, "staff"), rapid.Bool().Draw(t, "from another telephone")
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			if byStaff {
				return g.city.Rules.Cancel(tx, r(i))
			}
			if elsewhere {
				return g.city.Rules.CancelShown(tx, r(i))
			}
			return g.city.Rules.CancelOwn(tx, who, r(i))
		})
	}
}

func (g *game) attend(t *rapid.T) {
	came := booking.Came(rapid.IntRange(0, 2).Draw(t, "came"))
	if i, ok := g.made(t); ok {
		g.attends(t, i, came)
	}
}

func (g *game) attends(t *rapid.T, i int, came booking.Came) {
	g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) { return booking.Attend(tx, r(i), came) })
}

func (g *game) undo(t *rapid.T) {
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		elsewhere := rapid.Bool().Draw(t, "from another telephone")
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			if elsewhere {
				return booking.UndoShown(tx, r(i))
			}
			return booking.Undo(tx, who, r(i))
		})
	}
}

// proxy says of a booking, by its own number or by another, whether a proxy comes.
func (g *game) proxy(t *rapid.T) {
	proxy := rapid.Bool().Draw(t, "proxy")
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		if rapid.IntRange(0, 3).Draw(t, "somebody else") == 0 {
			who = phone(99)
		}
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			return booking.ProxyOwn(tx, who, r(i), proxy)
		})
	}
}

// errands says of a booking what those who come are there for, rightly or not.
func (g *game) errands(t *rapid.T) {
	all := rapid.SliceOfN(rapid.SampledFrom([]booking.Errand{
		{Procedure: booking.Renewal}, {Procedure: booking.NewIssue}, {Procedure: booking.Unsaid}, {Procedure: booking.Collection},
		{Procedure: booking.Renewal, Application: "12345678901234567890123"},
	}), 0, 3).Draw(t, "errands")
	if i, ok := g.made(t); ok {
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			b, err := g.city.SetErrands(tx, r(i), all)
			said, err2 := tx.Errands(b)
			return plain(b, nil) + fmt.Sprintf("%v", said), errors.Join(err, err2)
		})
	}
}

// countOtherwise lets a number have one booking of each service from now on, or one of all.
func (g *game) countOtherwise(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
		return
	}
	g.model.each = !g.model.each
	g.city.PerService = g.model.each
	g.do(func(tx *Tx) error { return tx.CountPerService(g.model.each) })
}

func (g *game) look(t *rapid.T) {
	who := g.number.Draw(t, "phone")
	around := booking.Claim{Facility: g.facility.Draw(t, "facility"), Start: g.start.Draw(t, "from")}
	around.End = around.Start.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
	g.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
		own, err := tx.Bookings(who)
		holds, err2 := tx.Holds(who)
		text := plain(own, nil) + plain(holds, nil)
		for _, b := range own {
			claim, err3 := tx.Claim(b)
			text += plain(claim, nil)
			err4 := tx.Without(b, func() error {
				for _, c := range []booking.Claim{claim, around} {
					room, err := tx.Room(c.Facility, c.Start, c.End)
					if text += fmt.Sprint(" room for ", room); err != nil {
						return err
					}
				}
				return nil
			})
			err = errors.Join(err, err3, err4)
		}
		return text, errors.Join(err, err2)
	})
}

func (g *game) timePasses(t *rapid.T) {
	g.clock.Add(time.Duration(rapid.SampledFrom([]int{1, 60, 599, 600, 1800, 3600}).Draw(t, "seconds")) * time.Second)
}

// stretch draws a time about which staff decide something.
func (g *game) stretch(t *rapid.T) Decision {
	from := g.start.Draw(t, "from")
	return Decision{
		Facility: g.facility.Draw(t, "facility"), From: from,
		Until: from.Add(time.Duration(10*rapid.SampledFrom([]int{1, 3, 6, 12, 200}).Draw(t, "length")) * time.Minute),
	}
}

func (g *game) closeOrOpen(t *rapid.T) {
	d, open := g.stretch(t), rapid.Bool().Draw(t, "open")
	g.do(func(tx *Tx) error { _, _, err := tx.SetOpen(d.Facility, d.From, d.Until, open); return err })
	if d.Kind = Closed; open {
		g.model.calendar.reopen(d.Facility, d.From, d.Until)
	} else {
		g.model.calendar.decide(d)
	}
	g.replaced = true
}

func (g *game) addTimes(t *rapid.T) {
	d := g.stretch(t)
	d.Kind, d.Desks = Added, rapid.IntRange(1, 3).Draw(t, "desks")
	d.Every = rapid.SampledFrom([]time.Duration{10 * time.Minute, 25 * time.Minute, time.Hour}).Draw(t, "every")
	if !d.From.After(g.clock.Now()) {
		return
	}
	g.addTime(d.Facility, d.From, d.Until, d.Desks, d.Every)
	g.model.calendar.decide(d)
	g.replaced = true
}

func (g *game) size(t *rapid.T) {
	d := g.stretch(t)
	d.Kind, d.Desks = Sized, rapid.IntRange(1, 3).Draw(t, "desks")
	g.setCapacity(d.Facility, d.From, d.Until, d.Desks)
	g.model.calendar.decide(d)
	g.replaced = true
}

func (g *game) retract(t *rapid.T) {
	n := len(g.model.calendar.decisions)
	if n == 0 {
		return
	}
	i := rapid.IntRange(0, n-1).Draw(t, "decision")
	g.do(func(tx *Tx) error {
		decisions, err := tx.Decisions("", time.Unix(0, 0), farFuture)
		if err != nil || len(decisions) != n {
			t.Fatalf("%v, %v, expected %v", decisions, err, g.model.calendar.decisions)
		}
		_, _, err = tx.Retract(decisions[i].ID)
		return err
	})
	g.model.calendar.retract(i)
	g.replaced = true
}

func (g *game) tidyUp(t *rapid.T) {
	if _, err := g.Tidy(bg); err != nil {
		t.Fatalf("%v", err)
	}
	m := g.model
	m.now = g.clock.Now()
	m.over(func(booking.Booking) bool { return true })
	m.drop(func(h booking.Hold) bool { return !h.Expires.After(m.now) })
}
