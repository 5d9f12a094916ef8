package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// modelCity returns a city that is strict with callers, so that its refusals are tested,
// and of which so many days can be booked, so many visits a day, and all desks but some
// until an hour before. Numbers without history hold so much of a day in a hundred.
func modelCity(horizon int, most booking.Most, reserve, strangers int) *booking.City {
	strict := rules
	strict.Horizon, strict.Most, strict.Strangers = horizon, most, strangers
	strict.Reserve = booking.Reserve{Desks: reserve, Until: booking.CutOff{Before: time.Hour}}
	strict.BookUntil = booking.CutOff{}
	strict.CancelUntil = booking.CutOff{Before: 5 * time.Minute}
	strict.Limits = booking.Tally{Bookings: 6, Changes: 4, Cancels: 6}
	each := strict
	each.SameSlot = false
	return &booking.City{Rules: strict, Facilities: []booking.Facility{{ID: ajiyoshi}, {ID: kozoji, Rules: &each}}, Services: modelServices}
}

// modelServices take different times of the same desks. One is there on some mornings at one
// facility only, one has figures of its own.
var modelServices = func() []booking.Service {
	longer := inARow
	longer.MaxParty, longer.BookUntil, longer.Horizon = 2, booking.CutOff{}, 1
	mornings := &booking.Hours{Weekly: []booking.Opening{{
		Days: booking.EachWeek(time.Monday, time.Wednesday), Ranges: []booking.Range{{From: 9*60 + 10, To: 10 * 60}, {From: 10 * 60, To: 11*60 + 20}},
	}}}
	return []booking.Service{
		{ID: booking.CertificateService, Kind: booking.Certificate},
		{ID: "card", Kind: booking.Application, Minutes: 25, Own: map[string]booking.Rules{kozoji: longer}},
		{ID: "pick-up", Kind: booking.PickUp, Minutes: 10, Hours: mornings, Facilities: []string{kozoji}},
	}
}()

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
			text = fmt.Sprint(v.Phone, v.Member, v.Service, v.Procedure, v.Proxy, v.Facility, stamp(v.Start), stamp(v.End), v.Party, v.State, v.Came, stamp(v.Made))
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
	service  *rapid.Generator[booking.ServiceID]
}

// newGame begins a game with a new ledger, at one of these facilities in every move.
func newGame(t *rapid.T, dir string, facilities ...string) *game {
	g := &game{
		pair: &pair{
			town:  townAt(t, filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64()))),
			model: &memory{now: monday, claims: map[int64]booking.Claim{}, tallies: map[booking.Phone]tally{}, errands: map[int64][]booking.Errand{}},
		},
		city:     modelCity(2, booking.Most{}, 0, 30),
		facility: rapid.SampledFrom(facilities),
		number:   rapid.Map(rapid.IntRange(1, 4), phone),
		party:    rapid.IntRange(0, 3),
		service:  rapid.SampledFrom([]booking.ServiceID{booking.CertificateService, booking.CertificateService, "card", "pick-up", "gone"}),
	}
	g.start = rapid.Custom(g.anyStart)
	return g
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
		g := newGame(t, dir, ajiyoshi, kozoji, kozoji, "nowhere")
		defer g.Close()
		g.hours(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                      g.compare,
			"offer":                 g.offer,
			"offer and time passes": func(t *rapid.T) { g.offer(t); g.timePasses(t) },
			"offer and take it":     func(t *rapid.T) { g.offer(t); g.takeIt(t) },
			"strangers are cut off": g.strangersAreCutOff,
			"visit":                 g.visit,
			"somebody books":        g.book,
			"staff book":            g.book,
			"book":                  g.book,
			"take it":               g.takeIt,
			"change own":            g.changeOwn,
			"change":                g.change,
			"cancel":                g.cancel,
			"attend":                g.attend,
			"undo":                  g.undo,
			"proxy":                 g.proxy,
			"errands":               g.errands,
			"count otherwise":       g.countOtherwise,
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

// rules gives the city another horizon, a limit of visits a day, desks for staff, and a
// share of numbers without history.
func (g *game) rules(t *rapid.T) {
	limit := rapid.SampledFrom([]int{0, 0, 1, 2, 3})
	most := booking.Most{Day: limit.Draw(t, "day"), Morning: limit.Draw(t, "morning"), Afternoon: limit.Draw(t, "afternoon")}
	g.city = modelCity(rapid.IntRange(0, 3).Draw(t, "horizon"), most, rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "reserve"),
		rapid.SampledFrom([]int{0, 30, 30, 50, 100}).Draw(t, "strangers"))
	g.city.PerService = g.model.each
}
