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

// memory is booking.Tx as its comments say it, with no database: what the
// ledger is compared with. It rolls nothing back; the test sees to that.
type memory struct {
	now      time.Time
	slots    []booking.Slot // Remaining is not kept, but counted
	bookings []booking.Booking
	holds    []booking.Hold
}

var _ booking.Tx = (*memory)(nil)

func (m *memory) copy() *memory {
	return &memory{m.now, slices.Clone(m.slots), slices.Clone(m.bookings), slices.Clone(m.holds)}
}

func (m *memory) Now() time.Time { return m.now }

func (m *memory) live(b booking.Booking) bool { return b.State == booking.Active && b.End.After(m.now) }

func (m *memory) counted(s booking.Slot) booking.Slot {
	s.Remaining = s.Capacity
	for _, b := range m.bookings {
		if b.State == booking.Active && b.Facility == s.Facility && b.Start.Equal(s.Start) {
			s.Remaining -= b.Party
		}
	}
	for _, h := range m.holds {
		if h.Slot.ID == s.ID && h.Expires.After(m.now) {
			s.Remaining -= h.Seats
		}
	}
	return s
}

func (m *memory) Bookings(p booking.Phone) (own []booking.Booking, _ error) {
	for _, b := range m.bookings {
		if b.Phone == p && m.live(b) {
			own = append(own, b)
		}
	}
	slices.SortFunc(own, func(a, b booking.Booking) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Member, b.Member))
	})
	return own, nil
}

func (m *memory) BookingOf(r booking.Receipt) (booking.Booking, error) {
	i := slices.IndexFunc(m.bookings, func(b booking.Booking) bool { return b.Receipt == r })
	if i < 0 {
		return booking.Booking{}, booking.ErrNotFound
	}
	return m.bookings[i], nil
}

func (m *memory) NextFree(facility string, from, until time.Time, seats int) (booking.Slot, error) {
	var best booking.Slot
	for _, s := range m.slots {
		s = m.counted(s)
		if s.Facility == facility && s.Open && !s.Start.Before(from) && s.Start.Before(until) && s.Remaining >= seats &&
			(best.ID == 0 || s.Start.Before(best.Start)) {
			best = s
		}
	}
	if best.ID == 0 {
		return best, booking.ErrNoRoom
	}
	return best, nil
}

func (m *memory) SlotAt(facility string, start time.Time) (booking.Slot, error) {
	for _, s := range m.slots {
		if s.Facility == facility && s.Start.Equal(start) {
			return m.counted(s), nil
		}
	}
	return booking.Slot{}, &booking.NoSlot{Facility: facility, Start: start}
}

func (m *memory) HoldOf(p booking.Phone) (booking.Hold, bool, error) {
	for _, h := range m.holds {
		if h.Phone == p && h.Expires.After(m.now) {
			return h, true, nil
		}
	}
	return booking.Hold{}, false, nil
}

func (m *memory) take(s booking.Slot, seats int) error {
	for _, have := range m.slots {
		if have.ID == s.ID {
			if have = m.counted(have); !have.Open || have.Remaining < seats {
				return &booking.Full{Facility: s.Facility, Start: s.Start}
			}
			return nil
		}
	}
	return &booking.NoSlot{Facility: s.Facility, Start: s.Start}
}

func (m *memory) PutHold(h booking.Hold) error {
	if err := m.take(h.Slot, h.Seats); err != nil {
		return err
	}
	if err := m.DropHold(h.Phone); err != nil { // a dead one
		return err
	}
	m.holds = append(m.holds, h)
	return nil
}

func (m *memory) DropHold(p booking.Phone) error {
	m.holds = slices.DeleteFunc(m.holds, func(h booking.Hold) bool { return h.Phone == p })
	return nil
}

func (m *memory) Insert(b booking.Booking, s booking.Slot) (booking.Booking, error) {
	if err := m.take(s, b.Party); err != nil {
		return b, err
	}
	b.ID, b.State, b.Made = int64(len(m.bookings)+1), booking.Active, m.now
	b.Receipt = booking.Receipt(fmt.Sprint("model ", b.ID))
	m.bookings = append(m.bookings, b)
	return b, nil
}

func (m *memory) Cancel(b booking.Booking) error {
	m.bookings[b.ID-1].State = booking.Cancelled
	return nil
}

func (m *memory) Move(b booking.Booking, s booking.Slot) (booking.Booking, error) {
	if err := m.take(s, b.Party); err != nil {
		return b, err
	}
	b.Facility, b.Start, b.End = s.Facility, s.Start, s.End
	m.bookings[b.ID-1] = b
	return b, nil
}

// pair is the ledger and the model, side by side.
type pair struct {
	*town
	model *memory
	real  []booking.Receipt // of the booking that has the model's ID, less one
}

// both does the same to both, each in its transaction, and compares what they
// say. A refusal is half of the time committed, as the dialogue does.
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

// plain is a result as text, without what only the ledger knows.
func plain(v any, err error) string {
	slot := func(s booking.Slot) string {
		return fmt.Sprint(s.Facility, " ", stamp(s.Start), " ", s.Remaining, "/", s.Capacity, " ", s.Open)
	}
	if full, ok := errors.AsType[*booking.Full](err); ok {
		for _, s := range full.Nearest {
			v = fmt.Sprint(v, " nearest ", slot(s))
		}
	}
	var text string
	switch v := v.(type) {
	case booking.Slot:
		text = slot(v)
	case booking.Booking:
		text = fmt.Sprint(v.Phone, v.Member, v.Facility, stamp(v.Start), stamp(v.End), v.Party, v.State, stamp(v.Made))
	case string:
		text = v
	}
	if already, ok := errors.AsType[*booking.Already](err); ok {
		return fmt.Sprintf("%T %s", err, plain(already.Booking, nil))
	}
	if err != nil {
		return fmt.Sprintf("%T %v", err, err)
	}
	return text
}

// TestTheLedgerDoesWhatAPlainMemoryWould plays random callers, staff and clocks
// against both, and checks every invariant after each step.
func TestTheLedgerDoesWhatAPlainMemoryWould(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		p := &pair{town: townAt(t, filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64()))), model: &memory{now: monday}}
		defer p.Close()
		p.hours(t)
		facility := rapid.SampledFrom([]string{ajiyoshi, sakashita, "nowhere"})
		number := rapid.Map(rapid.IntRange(1, 4), phone)
		start := rapid.Map(rapid.IntRange(-1, 6), func(i int) time.Time { return monday.Add(time.Duration(i) * 30 * time.Minute) })
		made := func(t *rapid.T) (int, bool) {
			if len(p.real) == 0 {
				return 0, false
			}
			return rapid.IntRange(0, len(p.real)-1).Draw(t, "booking"), true
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if err := p.Check(bg); err != nil {
					t.Fatalf("%v", err)
				}
			},
			"offer": func(t *rapid.T) {
				who, where, from := number.Draw(t, "phone"), facility.Draw(t, "facility"), start.Draw(t, "from")
				p.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
					return rules.Offer(tx, who, where, from)
				})
			},
			"book": func(t *rapid.T) {
				q := booking.Request{
					Phone: number.Draw(t, "phone"), Facility: facility.Draw(t, "facility"), Start: start.Draw(t, "start"),
					Party: rapid.IntRange(0, 3).Draw(t, "party"), Member: rapid.IntRange(1, 2).Draw(t, "member"), Staff: rapid.Bool().Draw(t, "staff"),
				}
				p.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) { return rules.Book(tx, q) })
			},
			"cancel": func(t *rapid.T) {
				if i, ok := made(t); ok {
					p.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) { return rules.Cancel(tx, r(i)) })
				}
			},
			"move": func(t *rapid.T) {
				where, when := facility.Draw(t, "facility"), start.Draw(t, "start")
				if i, ok := made(t); ok {
					p.both(t, func(tx booking.Tx, r func(int) booking.Receipt) (any, error) {
						return rules.Move(tx, r(i), where, when)
					})
				}
			},
			"look": func(t *rapid.T) {
				who := number.Draw(t, "phone")
				p.both(t, func(tx booking.Tx, _ func(int) booking.Receipt) (any, error) {
					own, err := tx.Bookings(who)
					text := ""
					for _, b := range own {
						text += plain(b, nil) + "; "
					}
					h, held, err2 := tx.HoldOf(who)
					if held {
						text += fmt.Sprint("holds ", h.Slot.Facility, stamp(h.Slot.Start), h.Seats, stamp(h.Expires))
					}
					return text, errors.Join(err, err2)
				})
			},
			"time passes": func(t *rapid.T) {
				p.clock.Add(time.Duration(rapid.SampledFrom([]int{1, 60, 599, 600, 1800, 3600}).Draw(t, "seconds")) * time.Second)
			},
			"close or open": func(t *rapid.T) {
				where, from, open := facility.Draw(t, "facility"), start.Draw(t, "from"), rapid.Bool().Draw(t, "open")
				until := from.Add(time.Hour)
				p.do(func(tx *Tx) error { _, _, err := tx.SetOpen(where, from, until, open); return err })
				for i, s := range p.model.slots {
					if s.Facility == where && !s.Start.Before(from) && s.Start.Before(until) && s.End.After(p.clock.Now()) {
						p.model.slots[i].Open = open
					}
				}
			},
			"tidy": func(t *rapid.T) {
				if _, err := p.Tidy(bg); err != nil {
					t.Fatalf("%v", err)
				}
				p.model.slots = slices.DeleteFunc(p.model.slots, func(s booking.Slot) bool { return !s.End.After(p.clock.Now()) })
			},
			"reopen": func(t *rapid.T) {
				if rapid.IntRange(0, 9).Draw(t, "seldom") == 0 {
					p.reopen()
				}
			},
		})
	})
}

// hours gives both the same slots.
func (p *pair) hours(t *rapid.T) {
	var slots []booking.Slot
	for _, f := range []string{ajiyoshi, sakashita} {
		for i := range 6 {
			slots = append(slots, slotAtTime(f, monday.Add(time.Duration(i)*30*time.Minute), rapid.IntRange(1, 3).Draw(t, "capacity")))
		}
	}
	if _, err := p.Materialise(bg, slots); err != nil {
		t.Fatalf("%v", err)
	}
	p.look(func(tx *Tx) (err error) {
		p.model.slots, err = tx.Slots(SlotFilter{})
		return err
	})
}
