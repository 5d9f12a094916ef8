package store

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// modelCity returns a city that is strict with callers, so that its refusals are tested,
// and of which so many days can be booked, so many visits a day, and all desks but some
// until an hour before.
func modelCity(horizon int, most booking.Most, reserve int) *booking.City {
	strict := rules
	strict.Horizon, strict.Most = horizon, most
	strict.Reserve = booking.Reserve{Desks: reserve, Until: booking.CutOff{Before: time.Hour}}
	strict.BookUntil = booking.CutOff{}
	strict.CancelUntil = booking.CutOff{Before: 5 * time.Minute}
	strict.Limits = booking.Tally{Bookings: 6, Changes: 4, Cancels: 6}
	each := strict
	each.SameSlot = false
	return &booking.City{Rules: strict, Facilities: []booking.Facility{{ID: kozoji, Rules: &each}}}
}

// pair is the ledger and the model, side by side.
type pair struct {
	*town
	model *memory
	real  []booking.Receipt // by the model's Booking.ID, less one
}

// both does the same to both, each in its own transaction, and compares the results. After
// a refusal it commits half of the time, as the dialogue does.
func (p *pair) both(t *rapid.T, do func(tx booking.Tx, receipt func(int) booking.Receipt) (any, error)) {
	commit := rapid.Bool().Draw(t, "commit refusals")
	p.model.now = p.clock.Now()
	model := p.model.copy()
	want, wantErr := do(model, func(i int) booking.Receipt { return model.bookings[i].Receipt })
	if wantErr == nil || commit {
		p.model = model
	}
	var got any
	var gotErr error
	err := p.Update(bg, staff, func(tx *Tx) error {
		got, gotErr = do(tx, func(i int) booking.Receipt { return p.real[i] })
		if commit {
			return nil
		}
		return gotErr
	})
	if err != nil && !errors.Is(err, gotErr) {
		t.Fatalf("update: %v", err)
	}
	if b, ok := got.(booking.Booking); ok && len(p.real) < len(p.model.bookings) {
		p.real = append(p.real, b.Receipt)
	}
	if found, expected := plain(got, gotErr), plain(want, wantErr); found != expected {
		t.Fatalf("the ledger says\n%s, expected\n%s", found, expected)
	}
}

// plain returns a result as text, without what only the ledger knows.
func plain(v any, err error) string {
	var text string
	switch v := v.(type) {
	case booking.Booking:
		if err == nil {
			text = fmt.Sprint(v.Phone, v.Member, v.Facility, stamp(v.Start), stamp(v.End), v.Party, v.State, v.Came, stamp(v.Made))
		}
	case []booking.Booking:
		for _, b := range v {
			text += plain(b, nil) + "; "
		}
	case booking.Hold:
		v.Receipt = ""
		text = fmt.Sprintf("held %+v", v)
	case []booking.Hold:
		for _, h := range v {
			text += plain(h, nil) + "; "
		}
	case booking.Claim:
		text = fmt.Sprint(v.Seats, " of ", v.Facility, " ", stamp(v.Start), " to ", stamp(v.End))
	case string:
		text = v
	}
	if already, ok := errors.AsType[*booking.Already](err); ok {
		return fmt.Sprintf("%T %s", err, plain(already.Booking, nil))
	}
	if err != nil {
		return fmt.Sprintf("%T %v %s", err, err, text)
	}
	return text
}

// game is one run with random callers, staff and clocks.
type game struct {
	*pair
	city     *booking.City
	before   map[minuteOf]int // how many seats were claimed above the desks, before the step
	replaced bool             // the step changes what is wanted
	facility *rapid.Generator[string]
	number   *rapid.Generator[booking.Phone]
	start    *rapid.Generator[time.Time]
	party    *rapid.Generator[int]
}

// made draws one of the bookings that were ever made, and returns false if there is none.
func (g *game) made(t *rapid.T) (int, bool) {
	if len(g.real) == 0 {
		return 0, false
	}
	return rapid.IntRange(0, len(g.real)-1).Draw(t, "booking"), true
}

// TestTheLedgerDoesWhatAPlainMemoryWould plays random callers, staff, opening hours and
// clocks against both, and compares all that can be seen after each step.
func TestTheLedgerDoesWhatAPlainMemoryWould(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		g := &game{
			pair: &pair{
				town:  townAt(t, filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64()))),
				model: &memory{now: monday, claims: map[int64]booking.Claim{}, tallies: map[booking.Phone]tally{}},
			},
			city:     modelCity(2, booking.Most{}, 0),
			facility: rapid.SampledFrom([]string{ajiyoshi, kozoji, kozoji, "nowhere"}),
			number:   rapid.Map(rapid.IntRange(1, 4), phone),
			party:    rapid.IntRange(0, 3),
		}
		g.start = rapid.Custom(g.anyStart)
		defer g.Close()
		g.hours(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                      g.compare,
			"offer":                 g.offer,
			"offer and time passes": func(t *rapid.T) { g.offer(t); g.timePasses(t) },
			"offer and take it":     func(t *rapid.T) { g.offer(t); g.takeIt(t) },
			"somebody books":        g.book,
			"staff book":            g.book,
			"book":                  g.book,
			"take it":               g.takeIt,
			"change own":            g.changeOwn,
			"change":                g.change,
			"cancel":                g.cancel,
			"attend":                g.attend,
			"undo":                  g.undo,
			"look":                  g.look,
			"time passes":           g.timePasses,
			"hours":                 g.hours,
			"rules":                 g.rules,
			"close or open":         g.closeOrOpen,
			"add time":              g.addTimes,
			"size":                  g.size,
			"take a decision back":  g.retract,
			"tidy":                  g.tidyUp,
			"reopen": func(t *rapid.T) {
				if rapid.IntRange(0, 9).Draw(t, "seldom") == 0 {
					g.reopen()
				}
			},
		})
	})
}

// anyStart draws a time, of which most are the start of a slot.
func (g *game) anyStart(t *rapid.T) time.Time {
	if rapid.IntRange(0, 3).Draw(t, "slot") > 0 {
		slots := g.model.slots(rapid.SampledFrom([]string{ajiyoshi, kozoji}).Draw(t, "of"), g.clock.Now(), farFuture)
		if n := min(len(slots), 12); n > 0 { // few, so that they are met again
			return slots[rapid.IntRange(0, n-1).Draw(t, "number")].Start
		}
	}
	day := rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "day")
	return monday.AddDate(0, 0, day).Add(time.Duration(10*rapid.IntRange(-1, 20).Draw(t, "ten minutes")) * time.Minute)
}

// hours gives both the same opening hours, with some other slot length, ranges, desks and
// facilities. It compares what was foreseen of it with what becomes of it.
func (g *game) hours(t *rapid.T) {
	var plans []booking.DayPlan
	for _, f := range []string{ajiyoshi, kozoji} {
		if rapid.IntRange(0, 7).Draw(t, "leaves the config") == 0 {
			continue
		}
		minutes, desks := rapid.SampledFrom([]int{10, 15, 20, 30, 40}).Draw(t, "minutes"), rapid.IntRange(1, 3).Draw(t, "desks")
		for day := range 3 {
			ranges := rapid.SampledFrom([][]string{
				{"09:00-12:00"}, {"09:00-12:00"}, {"09:00-10:30", "11:00-12:00"}, {"09:00-10:00", "10:00-12:00"}, {"09:20-11:10"}, {},
			}).Draw(t, "ranges")
			p := planOf(f, day, desks, minutes, ranges...)
			if len(p.Ranges) > 1 {
				p.Ranges[1].Capacity = rapid.IntRange(1, 3).Draw(t, "desks of the second range")
			}
			plans = append(plans, p)
		}
	}
	g.replaced = true
	g.model.calendar.materialise(booking.DateOf(g.clock.Now()), plans)
	var outside, over []booking.Booking
	g.town.look(func(tx *Tx) (err error) {
		outside, over, err = tx.Foresee(plans)
		return err
	})
	if _, err := g.Materialise(bg, plans); err != nil {
		t.Fatalf("%v", err)
	}
	g.town.look(func(tx *Tx) error {
		affected, err := tx.List(Filter{Affected: true})
		over2, err2 := tx.OverPromised("", tx.now, farFuture)
		over2 = without(over2, affected)
		if err := errors.Join(err, err2); err != nil || plain(outside, nil) != plain(affected, nil) || plain(sorted(over), nil) != plain(sorted(over2), nil) {
			t.Fatalf("%v, foreseen were %v and %v, but it became %v and %v", err, outside, over, affected, over2)
		}
		return nil
	})
}

// rules gives the city another horizon, a limit of visits a day, and desks for staff.
func (g *game) rules(t *rapid.T) {
	limit := rapid.SampledFrom([]int{0, 0, 1, 2, 3})
	most := booking.Most{Day: limit.Draw(t, "day"), Morning: limit.Draw(t, "morning"), Afternoon: limit.Draw(t, "afternoon")}
	g.city = modelCity(rapid.IntRange(0, 3).Draw(t, "horizon"), most, rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "reserve"))
}

func sorted(bookings []booking.Booking) []booking.Booking {
	slices.SortFunc(bookings, func(a, b booking.Booking) int { return cmp.Compare(a.ID, b.ID) })
	return bookings
}

// A minuteOf is a minute of a facility.
type minuteOf struct {
	facility string
	at       time.Time
}

// compare fails unless the ledger is sound, no minute is sold that has no desk, and all
// that anybody is told is what counting minute by minute gives.
func (g *game) compare(t *rapid.T) {
	if err := g.Check(bg); err != nil {
		t.Fatalf("%v", err)
	}
	m := g.model
	m.now = g.clock.Now()
	g.oversold(t)
	none := errors.New("nothing is to be written")
	err := g.Update(bg, staff, func(tx *Tx) error {
		for _, f := range []string{ajiyoshi, kozoji} {
			slots, err := tx.Slots(SlotFilter{Facility: f})
			if want := m.slots(f, m.now.Add(time.Second), farFuture); err != nil || !slices.Equal(slots, want) {
				t.Fatalf("slots of %s, %v:\n%+v, expected\n%+v", f, err, slots, want)
			}
			for seats := 1; seats <= 3; seats++ {
				want := m.withRoom(f, m.now, farFuture, seats)
				for i, from := 0, m.now; ; i++ {
					s, err := tx.NextFree(f, from, farFuture, seats)
					if errors.Is(err, booking.ErrNoRoom) && i == len(want) {
						break
					}
					if err != nil || i >= len(want) || s != want[i] {
						t.Fatalf("for %d at %s the ledger has %+v, %v, expected %+v", seats, f, s, err, want)
					}
					from = s.Start.Add(time.Second)
				}
			}
		}
		for _, f := range []string{ajiyoshi, kozoji} {
			g.offered(t, tx, f, 1+len(m.bookings)%3)
		}
		var unstaffed, over []booking.Booking
		for _, b := range m.bookings {
			if !m.live(b) {
				continue
			}
			closed, more := false, false
			for at := b.Start; at.Before(b.End); at = at.Add(time.Minute) {
				wanted := m.calendar.wanted(b.Facility, at)
				claimed, _ := m.claimed(b.Facility, at)
				closed, more = closed || wanted == 0, more || wanted > 0 && claimed > wanted
			}
			if closed {
				unstaffed = append(unstaffed, b)
			}
			if more {
				over = append(over, b)
			}
		}
		affected, err := tx.List(Filter{Affected: true})
		over2, err2 := tx.OverPromised("", tx.now, farFuture)
		if err := errors.Join(err, err2); err != nil || plain(sorted(affected), nil) != plain(unstaffed, nil) || plain(sorted(over2), nil) != plain(over, nil) {
			t.Fatalf("%v, without a desk are %v, expected %v\nand above it %v, expected %v", err, affected, unstaffed, over2, over)
		}
		return none
	})
	if !errors.Is(err, none) {
		t.Fatalf("%v", err)
	}
}

// offered fails unless what a caller is offered at a facility, one after the other, is
// what counting minute by minute leaves to callers.
func (g *game) offered(t *rapid.T, tx *Tx, facility string, party int) {
	r, m := g.city.RulesOf(facility), g.model
	seats, length := party, 1
	if !r.SameSlot {
		seats, length = 1, party
	}
	var want []time.Time
	horizon := booking.DateOf(m.now).AddDays(r.Horizon + 1).In(booking.JST)
	for _, s := range m.slots(facility, m.now.Add(time.Second), horizon) {
		need := seats
		if m.now.Before(s.Start.Add(-time.Hour)) {
			need += r.Reserve.Desks
		}
		day := booking.DateOf(s.Start)
		noon := day.In(booking.JST).Add(12 * time.Hour)
		morning, _ := m.Starting(facility, day.In(booking.JST), noon)
		afternoon, _ := m.Starting(facility, noon, day.AddDays(1).In(booking.JST))
		half, most := morning, r.Most.Morning
		if !s.Start.Before(noon) {
			half, most = afternoon, r.Most.Afternoon
		}
		_, _, free := m.worst(facility, s.Start, s.Start.Add(time.Duration(length)*s.End.Sub(s.Start)))
		if free >= need && (most == 0 || half < most) && (r.Most.Day == 0 || morning+afternoon < r.Most.Day) {
			want = append(want, s.Start)
		}
	}
	w := booking.Want{Facility: facility, Party: party}
	var found []time.Time
	for from := m.now; ; {
		start, err := r.Earliest(tx, w, from)
		if errors.Is(err, booking.ErrNoRoom) {
			break
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		found, from = append(found, start), start.Add(time.Second)
	}
	slices.Reverse(want)
	for i, before := 0, farFuture; i <= len(want); i++ {
		start, err := r.Latest(tx, w, before)
		if i == len(want) && errors.Is(err, booking.ErrNoRoom) {
			break
		}
		if i == len(want) || err != nil || !start.Equal(want[i]) {
			t.Fatalf("before %s a party of %d is offered %s, %v at %s, expected %v", stamp(before), party, stamp(start), err, facility, want)
		}
		before = start
	}
	slices.Reverse(want)
	if !slices.EqualFunc(found, want, time.Time.Equal) {
		t.Fatalf("a party of %d is offered %v at %s, expected %v", party, found, facility, want)
	}
}

// oversold fails if any minute is more above its desks than it was, unless the step has
// changed what is wanted. It reads the claims beside the code of the ledger.
func (g *game) oversold(t *rapid.T) {
	above := map[minuteOf]int{}
	g.town.look(func(tx *Tx) error {
		claims, err := all(tx, scanClaim, `SELECT facility, start, ends, seats FROM claims`)
		for _, c := range claims {
			for at := c.Start; at.Before(c.End); at = at.Add(time.Minute) {
				above[minuteOf{c.Facility, at}] += c.Seats
			}
		}
		return err
	})
	for m := range above {
		above[m] -= g.model.calendar.wanted(m.facility, m.at)
		if above[m] > max(g.before[m], 0) && !g.replaced {
			t.Fatalf("at %s %s, %d seats more are sold than there are desks, and %d were before", m.facility, stamp(m.at), above[m], g.before[m])
		}
	}
	g.before, g.replaced = above, false
}

func (g *game) offer(t *rapid.T) {
	w := booking.Want{
		Phone: g.number.Draw(t, "phone"), Facility: g.facility.Draw(t, "facility"), Party: g.party.Draw(t, "party"),
		Half: rapid.SampledFrom([]booking.Half{booking.AnyTime, booking.AnyTime, booking.Morning, booking.Afternoon}).Draw(t, "half"),
	}
	from, change, earlier := g.start.Draw(t, "from"), rapid.Bool().Draw(t, "change"), rapid.Bool().Draw(t, "earlier")
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
		rules := g.city.RulesOf(w.Facility)
		if earlier {
			return rules.OfferEarlier(tx, w, from)
		}
		return rules.Offer(tx, w, from)
	})
}

func (g *game) book(t *rapid.T) {
	q := booking.Request{
		Phone: g.number.Draw(t, "phone"), Facility: g.facility.Draw(t, "facility"), Start: g.start.Draw(t, "start"),
		Party: g.party.Draw(t, "party"), Member: rapid.IntRange(1, 2).Draw(t, "member"), Staff: rapid.Bool().Draw(t, "staff"),
	}
	g.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
		return g.city.RulesOf(q.Facility).Book(tx, q)
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
				return g.city.RulesOf(h.Facility).Book(tx, booking.Request{Phone: who, Facility: h.Facility, Start: h.Start, Party: h.Party})
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
	byStaff := rapid.Bool().Draw(t, "staff")
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			if byStaff {
				return g.city.Rules.Cancel(tx, r(i))
			}
			return g.city.Rules.CancelOwn(tx, who, r(i))
		})
	}
}

func (g *game) attend(t *rapid.T) {
	came := booking.Came(rapid.IntRange(0, 2).Draw(t, "came"))
	if i, ok := g.made(t); ok {
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) { return booking.Attend(tx, r(i), came) })
	}
}

func (g *game) undo(t *rapid.T) {
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) { return booking.Undo(tx, who, r(i)) })
	}
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
