package ivr_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
)

// TestTheLineKeepsItsWord lets random callers and staff loose on one ledger, in rounds:
// within a round they all act at once and the clock stands still; between rounds it
// jumps, and the store may be restarted. After each round the ledger must be sound, and
// hold exactly what callers and staff were told, for some order of what happened at once.
func TestTheLineKeepsItsWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m := newModel(trial{t, r})
		booked := rapid.Map(orders, func(o order) order { o.What = "book"; return o })
		m.play(round{Staff: rapid.SliceOfN(booked, 0, 8).Draw(r, "booked before")})
		for _, now := range rapid.SliceOfN(rounds, 1, 7).Draw(r, "rounds") {
			m.play(now)
		}
	})
}

// trial is one run of a property of rapid, as a test in which a scene can be set.
type trial struct {
	testing.TB
	r *rapid.T
}

func (t trial) Logf(format string, args ...any) { t.r.Logf(format, args...) }
func (t trial) Fatal(args ...any)               { t.r.Fatal(args...) }
func (t trial) Cleanup(f func())                { t.r.Cleanup(f) }

// smallCity draws a city of two counters, a few slots, and rules that bind soon. At
// the first counter a party takes slots in a row, at the second seats in one.
func smallCity(t *rapid.T, c *city.Config) {
	capacity := rapid.IntRange(1, 2).Draw(t, "capacity")
	seldom := rapid.Map(rapid.IntRange(0, 3), func(i int) bool { return i == 3 })
	c.OneKeyCancel = seldom.Draw(t, "one key")
	rules := &c.City.Rules
	rules.Horizon, rules.MaxParty, rules.BookUntil = rapid.IntRange(1, 3).Draw(t, "horizon"), 3, booking.CutOff{}
	rules.Strangers = rapid.SampledFrom([]int{0, 30, 50, 100}).Draw(t, "strangers in a hundred")
	if seldom.Draw(t, "strict") {
		rules.UndoFor = 0
		rules.BookUntil = booking.CutOff{Before: time.Hour}
		rules.CancelUntil = booking.CutOff{ByDay: true, Days: 1, At: 17 * 60}
		rules.Limits = booking.Tally{Calls: 8, Bookings: 2, Changes: 2, Cancels: 2}
	}
	together := *rules
	together.SameSlot, together.MaxParty = true, rapid.IntRange(2, 3).Draw(t, "most people")
	c.City.Facilities = c.City.Facilities[:2]
	c.City.Facilities[1].Rules = &together
	for i, ranges := range [][]booking.Range{
		{{From: 9 * 60, To: 10*60 + 30, Capacity: capacity}, {From: 13 * 60, To: 13*60 + 30, Capacity: capacity}},
		{{From: 11*60 + 30, To: 12*60 + 30, Capacity: 1 + capacity}},
	} {
		h := &c.City.Facilities[i].Hours
		h.Weekly[0].Ranges, h.Special = ranges, nil
	}
}

// A round is what happens at once, after a time and perhaps a restart.
type round struct {
	Wait    time.Duration
	Restart bool
	Callers []errand
	Staff   []order
	Again   []int // turns of long ago that are delivered once more
}

var rounds = rapid.Custom(func(t *rapid.T) round {
	return round{
		Wait:    time.Second * rapid.SampledFrom([]time.Duration{0, 0, 0, 1, 240, 599, 600, 3600, 14 * 3600, 23 * 3600}).Draw(t, "wait"),
		Restart: rapid.IntRange(0, 4).Draw(t, "restart") == 4,
		Callers: rapid.SliceOfNDistinct(errands, 1, len(numbers), func(e errand) int { return e.Telephone }).Draw(t, "callers"),
		Staff:   rapid.SliceOfN(orders, 0, 2).Draw(t, "staff"),
		Again:   rapid.SliceOfN(rapid.IntRange(0, 99), 0, 2).Draw(t, "again"),
	}
})

// model is a scene with what is known about its bookings from what was told.
type model struct {
	*scene
	telephones []*telephone
	replay     []func(*diary)
	known      map[booking.Receipt]booking.Booking
}

func newModel(t trial) *model {
	s := &scene{t: t, now: newClock(), path: filepath.Join(t.TempDir(), "ledger.db"), rand: rand.NewChaCha8([32]byte{1}), ahead: 5}
	var err error
	if s.config, err = city.Default(s.now); err != nil {
		t.Fatal(err)
	}
	smallCity(t.r, s.config)
	s.open()
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Fatal(err)
		}
	})
	s.fill()
	m, d := &model{scene: s}, s.dialogue()
	for i, from := range numbers {
		m.telephones = append(m.telephones, &telephone{scene: s, d: d, name: i, caller: booking.CallerFrom(from)})
	}
	return m
}

// play plays a round and judges it.
func (m *model) play(now round) {
	m.setNow(m.now.Add(now.Wait))
	if now.Restart {
		if err := m.store.Close(); err != nil {
			m.t.Fatal(err)
		}
		m.open()
	}
	m.fill()
	var deeds []func(*diary)
	for _, e := range now.Callers {
		deeds = append(deeds, func(y *diary) { m.telephones[e.Telephone].run(y, e) })
	}
	for _, o := range now.Staff {
		deeds = append(deeds, func(y *diary) { m.obey(y, o) })
	}
	for _, which := range now.Again[:min(len(now.Again), len(m.replay))] {
		deeds = append(deeds, m.replay[which%len(m.replay)])
	}
	var all sync.WaitGroup
	diaries := make([]diary, len(deeds))
	for i, do := range deeds {
		all.Go(func() { do(&diaries[i]) })
	}
	all.Wait()
	var err error
	for _, d := range diaries {
		m.t.Logf("at %s\n%s", stamp(m.now), d.lines)
		m.replay = append(m.replay, d.replay...)
		err = errors.Join(err, d.err)
	}
	if err != nil {
		m.fails("somebody got no answer, or two", err)
	}
	m.judge(diaries)
	m.sound()
}

// fails ends the run with a claim, by which rapid recognises the same fault.
func (m *model) fails(claim string, found ...any) {
	m.t.Logf("%+v", found)
	m.t.Fatal(claim)
}

// judge compares the ledger with what was told in a round.
func (m *model) judge(diaries []diary) {
	ledger := map[booking.Receipt]booking.Booking{}
	m.staff(func(tx *store.Tx) error {
		bookings, err := tx.List(everyBooking)
		for _, b := range bookings {
			ledger[b.Receipt] = b
		}
		return err
	})
	for _, d := range diaries {
		for _, told := range d.told {
			if b, ok := ledger[told.receipt]; told.what != none && (!ok || b.Phone != told.phone) {
				m.fails("somebody was told of a booking that is not there, or not theirs", told, b)
			}
		}
	}
	every := maps.Clone(ledger)
	maps.Copy(every, m.known)
	for _, receipt := range slices.Sorted(maps.Keys(every)) {
		told := make([][]telling, len(diaries))
		for i, d := range diaries {
			told[i] = slices.DeleteFunc(slices.Clone(d.told), func(t telling) bool {
				return t.receipt != receipt && (t.what != none || t.phone != every[receipt].Phone)
			})
		}
		was := m.known[receipt]
		if was.State == booking.Active && !was.End.After(m.now) {
			was.State = booking.Over
		}
		if !explained(m.standing(was), m.standing(ledger[receipt]), told) {
			m.fails("a booking is not what was told", was, ledger[receipt], told)
		}
	}
	m.known = ledger
}

// standing is a booking as people know it.
type standing struct {
	state booking.State
	words string
}

// after returns how a booking stands after what was told, if that can be true.
func (s standing) after(t telling) (standing, bool) {
	active := s.state == booking.Active
	switch t.what {
	case made:
		return standing{booking.Active, t.words}, s.state == 0
	case changed:
		return standing{booking.Active, t.words}, active
	case cancelled:
		return standing{booking.Cancelled, s.words}, active
	case restored:
		return standing{booking.Active, s.words}, s.state == booking.Cancelled
	case stands:
		return s, active && (t.words == "" || t.words == s.words)
	}
	return s, !active
}

// explained reports whether what was told turns was into is, in some order that keeps
// the order within each diary.
func explained(was, is standing, told [][]telling) bool {
	done := was == is
	for i, diary := range told {
		if len(diary) == 0 {
			continue
		}
		done = false
		rest := slices.Clone(told)
		rest[i] = diary[1:]
		if next, ok := was.after(diary[0]); ok && explained(next, is, rest) {
			return true
		}
	}
	return done
}

// sound checks what is true of every ledger between two rounds.
func (m *model) sound() {
	if err := m.store.Check(m.t.Context()); err != nil {
		m.fails("the ledger is not sound", err)
	}
	own := map[booking.Phone]bool{}
	for _, b := range m.known {
		mine := b.State == booking.Active && b.Member == 1
		if mine && own[b.Phone] {
			m.fails("a number has two bookings of its own", b)
		}
		own[b.Phone] = own[b.Phone] || mine
	}
	m.nothingIsKeptInVain()
	m.setNow(m.now.Add(10 * time.Minute)) // every hold is dead then
	err := m.store.Update(m.t.Context(), store.By{Way: store.ByTerminal, Actor: "judge"}, m.everySeatCanBeHad)
	if m.setNow(m.now.Add(-10 * time.Minute)); !errors.Is(err, errUndo) {
		m.fails("a slot has too many in it, or too few can come", err)
	}
}

// nothingIsKeptInVain checks that no seats are kept for more people than their facility
// takes: the booking would be refused.
func (m *model) nothingIsKeptInVain() {
	m.staff(func(tx *store.Tx) error {
		for _, from := range numbers {
			holds, err := tx.Holds(booking.CallerFrom(from).Phone)
			for _, h := range holds {
				if h.Kind != booking.ForUndo && !m.config.City.RulesOf(h.Facility).Fits(h.Party) {
					m.fails("seats are kept for too many people", h)
				}
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// everySeatCanBeHad checks, when no hold lives, that a stranger can have every seat
// that is not booked, and that no slot has more than its capacity.
func (m *model) everySeatCanBeHad(tx *store.Tx) error {
	slots, err := tx.Slots(store.SlotFilter{From: m.now.Add(time.Second)})
	if err != nil {
		return err
	}
	for i, s := range slots {
		booked := 0
		for _, b := range m.known {
			switch {
			case b.State != booking.Active || s.Facility != b.Facility || s.Start.Before(b.Start) || !s.Start.Before(b.End):
			case m.config.City.RulesOf(b.Facility).SameSlot:
				booked += b.Party
			default:
				booked++
			}
		}
		switch {
		case s.Wanted > 0 && booked+s.Free != s.Wanted: // staff do close what is booked
			return fmt.Errorf("%s %s: %d seats are booked and %d free, of %d", s.Facility, stamp(s.Start), booked, s.Free, s.Wanted)
		case s.Free == 0:
			continue
		}
		free, err := tx.NextFree(s.Facility, s.Start, s.End, s.Free)
		if err == nil {
			err = m.book(tx, "", booking.Request{Phone: crowd, Member: i + 1, Facility: s.Facility, Start: s.Start, Staff: true})
		}
		if err != nil || !free.Start.Equal(s.Start) {
			return fmt.Errorf("%s %s: a stranger finds %v (%w), expected %d seats", s.Facility, stamp(s.Start), free, err, s.Free)
		}
	}
	return errUndo
}
