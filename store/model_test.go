package store

import (
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

// modelCity is strict with callers, so that its refusals are tested.
var modelCity = func() *booking.City {
	strict := rules
	strict.BookUntil = booking.CutOff{}
	strict.CancelUntil = booking.CutOff{Before: 5 * time.Minute}
	strict.Limits = booking.Tally{Bookings: 6, Changes: 4, Cancels: 6}
	each := strict
	each.SameSlot = false
	return &booking.City{Rules: strict, Facilities: []booking.Facility{{ID: kozoji, Rules: &each}}}
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
	slot := func(s booking.Slot) string {
		return fmt.Sprint(s.Facility, " ", stamp(s.Start), " ", s.Remaining, "/", s.Capacity, " ", s.Open)
	}
	var text string
	if full, ok := errors.AsType[*booking.Full](err); ok {
		for _, s := range full.Nearest {
			text += " nearest " + slot(s)
		}
	}
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
	case []booking.Claim:
		for _, c := range v {
			text += fmt.Sprint(c.Seats, " of ", slot(c.Slot), "; ")
		}
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

// TestTheLedgerDoesWhatAPlainMemoryWould plays random callers, staff and clocks
// against both, and checks every invariant after each step.
func TestTheLedgerDoesWhatAPlainMemoryWould(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		g := &game{
			pair: &pair{
				town:  townAt(t, filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64()))),
				model: &memory{now: monday, claims: map[int64][]booking.Claim{}, tallies: map[booking.Phone]tally{}},
			},
			facility: rapid.SampledFrom([]string{ajiyoshi, kozoji, kozoji, "nowhere"}),
			number:   rapid.Map(rapid.IntRange(1, 4), phone),
			start:    rapid.Map(rapid.IntRange(-1, 9), func(i int) time.Time { return monday.Add(time.Duration(i) * 30 * time.Minute) }),
			party:    rapid.IntRange(0, 3),
		}
		defer g.Close()
		g.hours(t)
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if err := g.Check(bg); err != nil {
					t.Fatalf("%v", err)
				}
			},
			"offer":         g.offer,
			"book":          g.book,
			"take it":       g.takeIt,
			"change own":    g.changeOwn,
			"change":        g.change,
			"cancel":        g.cancel,
			"attend":        g.attend,
			"undo":          g.undo,
			"look":          g.look,
			"time passes":   g.timePasses,
			"close or open": g.closeOrOpen,
			"tidy":          g.tidyUp,
			"reopen": func(t *rapid.T) {
				if rapid.IntRange(0, 9).Draw(t, "seldom") == 0 {
					g.reopen()
				}
			},
		})
	})
}

// hours gives both the same slots. There is a lunch break at kozoji.
func (g *game) hours(t *rapid.T) {
	var slots []booking.Slot
	for _, f := range []string{ajiyoshi, kozoji} {
		for i := range 8 {
			if f != kozoji || i != 3 {
				slots = append(slots, slotAtTime(f, monday.Add(time.Duration(i)*30*time.Minute), rapid.IntRange(1, 3).Draw(t, "capacity")))
			}
		}
	}
	if _, err := g.Materialise(bg, slots); err != nil {
		t.Fatalf("%v", err)
	}
	g.town.look(func(tx *Tx) (err error) {
		g.model.slots, err = tx.Slots(SlotFilter{})
		return err
	})
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
		rules := modelCity.RulesOf(w.Facility)
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
		return modelCity.RulesOf(q.Facility).Book(tx, q)
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
				return modelCity.RulesOf(h.Facility).Book(tx, booking.Request{Phone: who, Facility: h.Facility, Start: h.Start, Party: h.Party})
			case booking.ForChange:
				return modelCity.ChangeOwn(tx, who, h.Receipt, booking.Change{Facility: h.Facility, Start: h.Start, Party: h.Party})
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
			return modelCity.ChangeOwn(tx, who, r(i), to)
		})
	}
}

func (g *game) change(t *rapid.T) {
	to := g.wish(t)
	if i, ok := g.made(t); ok {
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) { return modelCity.Change(tx, r(i), to) })
	}
}

func (g *game) cancel(t *rapid.T) {
	byStaff := rapid.Bool().Draw(t, "staff")
	if i, ok := g.made(t); ok {
		who := g.model.bookings[i].Phone
		g.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
			if byStaff {
				return modelCity.Rules.Cancel(tx, r(i))
			}
			return modelCity.Rules.CancelOwn(tx, who, r(i))
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
	g.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
		own, err := tx.Bookings(who)
		holds, err2 := tx.Holds(who)
		text := plain(own, nil) + plain(holds, nil)
		for _, b := range own {
			claims, err3 := tx.Claims(b)
			text += plain(claims, nil)
			err4 := tx.Without(b, func() error {
				for _, c := range claims {
					s, err := tx.SlotAt(c.Slot.Facility, c.Slot.Start)
					text += plain(seats(1, s), err)
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

func (g *game) closeOrOpen(t *rapid.T) {
	where, from, open := g.facility.Draw(t, "facility"), g.start.Draw(t, "from"), rapid.Bool().Draw(t, "open")
	until := from.Add(time.Hour)
	g.do(func(tx *Tx) error { _, _, err := tx.SetOpen(where, from, until, open); return err })
	for i, s := range g.model.slots {
		if s.Facility == where && !s.Start.Before(from) && s.Start.Before(until) && s.End.After(g.clock.Now()) {
			g.model.slots[i].Open = open
		}
	}
}

func (g *game) tidyUp(t *rapid.T) {
	if _, err := g.Tidy(bg); err != nil {
		t.Fatalf("%v", err)
	}
	m := g.model
	m.now = g.clock.Now()
	m.over(func(booking.Booking) bool { return true })
	m.drop(func(h booking.Hold) bool { return !h.Expires.After(m.now) })
	m.slots = slices.DeleteFunc(m.slots, func(s booking.Slot) bool { return !s.End.After(m.now) && m.counted(s).Remaining == s.Capacity })
}
