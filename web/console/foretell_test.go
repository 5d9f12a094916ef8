package console

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/web"
)

// TestWhatIsForetoldComesTrue lets staff decide at random, and take back, and holds that
// each page before it foretells just what comes of it: how many desks are wanted at each
// moment, and which bookings stand where none is, or too few.
func TestWhatIsForetoldComesTrue(t *testing.T) {
	now := time.Date(2026, 4, 14, 10, 0, 0, 0, booking.JST)
	clock := func() time.Time { return now }
	random := rand.New(rand.NewPCG(1, 2))
	ledger, err := store.Open(filepath.Join(t.TempDir(), "ledger.db"), store.Options{Now: clock, Rand: rand.NewChaCha8([32]byte{1})})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := ledger.Close(); err != nil {
			t.Error(err)
		}
	}()
	config, err := city.Default(now)
	if err != nil {
		t.Fatal(err)
	}
	const days = 7
	if _, err := ledger.Materialise(t.Context(), config.City.Plan(now, days)); err != nil {
		t.Fatal(err)
	}
	r := &request{Console: &Console{Ledger: ledger, City: &config.City, Now: clock}, Exchange: &web.Exchange{}}
	do := func(fn func(*store.Tx) error) {
		t.Helper()
		if err := ledger.Update(context.Background(), store.By{Way: store.ByConsole, Actor: "tanto"}, fn); err != nil {
			t.Fatal(err)
		}
	}
	do(func(tx *store.Tx) error {
		slots, err := tx.Slots(store.SlotFilter{Facility: "tobu"})
		for i, s := range slots {
			q := booking.Request{Phone: booking.Phone(fmt.Sprintf("+8190%08d", i)), Facility: "tobu", Start: s.Start, Staff: true, Party: 1 + i%2}
			if _, err := config.City.Rules.Book(tx, q); err != nil && i < 10 {
				return err
			}
		}
		return err
	})
	today := booking.DateOf(now)
	stood := map[string]int{}
	for range 150 {
		from := booking.Clock(random.IntN(40) * 30)
		p := planned{What: []store.Deed{store.DidClose, store.DidOpen, store.DidSize, store.DidAdd, store.DidRetract}[random.IntN(5)], Desks: 1 + random.IntN(3)}
		p.Stretch = booking.Stretch{Facilities: []string{"tobu"}, First: today.AddDays(random.IntN(days)), From: from, To: from + booking.Clock(30+random.IntN(14)*15)}
		if p.Last = p.First.AddDays(random.IntN(3)); p.Last.After(today.AddDays(days)) {
			p.Last = today.AddDays(days)
		}
		pieces := p.Pieces(now)
		var gone store.Decision
		if p.What == store.DidRetract {
			do(func(tx *store.Tx) error {
				all, err := standing(store.ToPlan(tx), "tobu")
				if len(all) > 0 {
					gone = all[random.IntN(len(all))]
					pieces = []booking.Piece{{Facility: gone.Facility, From: gone.From, Until: gone.Until}}
				}
				return err
			})
			if gone.ID == 0 {
				continue
			}
		}
		var f foretold
		before := map[int64]string{}
		do(func(tx *store.Tx) (err error) {
			if before, err = standings(tx, today, days); err != nil {
				return err
			}
			change := r.deciding(p)
			if gone.ID > 0 {
				change = undoing([]store.Decision{gone})
			}
			f, err = r.foretell(store.ToPlan(tx), pieces, change)
			return err
		})
		do(func(tx *store.Tx) error {
			if gone.ID > 0 {
				_, _, err := tx.Retract(gone.ID)
				return err
			}
			for _, piece := range pieces {
				if _, err := r.decide(store.ToPlan(tx), p, piece); err != nil {
					return err
				}
			}
			return nil
		})
		said := map[int64]string{}
		for how, list := range map[string][]touched{"bare": f.Bare, "over": f.Over, "well": f.Again} {
			for _, b := range list {
				said[b.ID] = how
				if b.Before != (before[b.ID] == how) {
					t.Fatalf("%s was %s before %+v, and is said to be so: %v", b.Start, before[b.ID], p, b.Before)
				}
			}
		}
		do(func(tx *store.Tx) error {
			after, err := standings(tx, today, days)
			for id, how := range after {
				foretold, listed := said[id]
				if !listed && how == before[id] || !listed && how == "well" && before[id] == "over" {
					continue // what is well again is listed only if it had no desk
				}
				if stood[how]++; foretold != how {
					return fmt.Errorf("booking %d is %s, was %s, and was foretold to be %q of %+v", id, how, before[id], foretold, p)
				}
			}
			if err != nil {
				return err
			}
			return r.agree(tx, today, days)
		})
	}
	if stood["bare"] == 0 || stood["over"] == 0 || stood["well"] == 0 {
		t.Errorf("found %v, expected some of each", stood)
	}
	if err := ledger.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// standings returns how each booking stands: well, bare, or over.
func standings(tx *store.Tx, first booking.Date, days int) (map[int64]string, error) {
	begin, end := first.In(booking.JST), first.AddDays(days+2).In(booking.JST)
	timeline, err := tx.Timeline("tobu", begin, end)
	if err != nil {
		return nil, err
	}
	found := map[int64]string{}
	_, bookings, err := tx.InRange("tobu", begin, end)
	for _, b := range bookings {
		found[b.ID] = "well"
		if wanted, _, _ := timeline.Worst(b.Start, b.End); wanted == 0 {
			found[b.ID] = "bare"
		} else if timeline.Over(b.Start, b.End) {
			found[b.ID] = "over"
		}
	}
	return found, err
}

// agree returns an error unless a page lays decisions over the opening hours as the ledger does.
func (r *request) agree(tx *store.Tx, first booking.Date, days int) error {
	begin, end := first.In(booking.JST), first.AddDays(days+1).In(booking.JST)
	timeline, err := tx.Timeline("tobu", begin, end)
	if err != nil {
		return err
	}
	decisions, err := tx.Decisions("tobu", begin, end)
	place, _ := r.City.Facility("tobu")
	c := comparison{first: first, last: first.AddDays(days)}
	c.lay(place, decisions, decisions)
	for at := r.Now(); at.Before(end); at = at.Add(5 * time.Minute) {
		got, _, _ := c.is.Worst(at, at.Add(time.Second))
		if want, _, _ := timeline.Worst(at, at.Add(time.Second)); got != want {
			return fmt.Errorf("%s: a page has %d desks, and the ledger %d", at, got, want)
		}
	}
	return err
}
