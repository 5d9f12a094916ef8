package rehearsal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/outbox"
	"madoguchi/carrier/standin"
	"madoguchi/ivr"
	"madoguchi/store"
)

// A Clock is the only one that a year has. It is moved by whoever lives it.
type Clock struct{ at atomic.Int64 }

// Now returns the time.
func (c *Clock) Now() time.Time { return time.Unix(c.at.Load(), 0).In(booking.JST) }

// Set sets the time, in whole seconds.
func (c *Clock) Set(t time.Time) { c.at.Store(t.Unix()) }

// A Year is a stretch of time that is lived through. All fields but Progress are required.
type Year struct {
	City    *booking.City
	Answer  ivr.Answer
	Ledger  *store.Store   // whose clock is Clock
	Sender  *outbox.Sender // likewise; it sends through Carrier
	Carrier *standin.Carrier
	Clock   *Clock

	People int // of the city
	Habits Habits
	Seed   uint64
	From   booking.Date
	Days   int

	// Progress is told after each day how many have been lived.
	Progress func(days int, f *Figures)

	rand    *rand.Rand
	figures Figures
	serial  int
	told    map[booking.Phone]told        // what people believe that they have
	have    *crowd                        // who has one
	taken   []standin.Created             // by the carrier, and not yet by whom they are for
	kinds   map[int64]booking.MessageKind // of texts, by message
	visits  map[booking.Date][]booking.Phone
}

// toLive is the part for looking whether what people were told is so, and for saying who came.
var toLive store.Part[booking.Tx] = func(tx *store.Tx) booking.Tx { return tx }

// told is a booking as its number was told of it.
type told struct {
	id       int64
	facility string
	start    time.Time
	heard    bool // of a reminder
	decided  bool // whether they cancel after it
}

// An event is something that happens at a moment of a day.
type event struct {
	at time.Time
	do func(context.Context) error
}

// Live lives through it, and returns what was counted. Its error is the first thing that went
// wrong: a fault of the line, or a promise that was not kept.
func (y *Year) Live(ctx context.Context) (*Figures, error) {
	y.rand = rand.New(rand.NewPCG(y.Seed, 0x6d61646f))
	y.have = newCrowd()
	y.told, y.visits, y.kinds = map[booking.Phone]told{}, map[booking.Date][]booking.Phone{}, map[int64]booking.MessageKind{}
	y.Carrier.OnTaken = func(m standin.Created) { y.taken = append(y.taken, m) } // while the sender waits for the answer
	words := y.Sender.Words
	y.Sender.Words = func(m booking.Message) (string, error) {
		y.kinds[m.ID] = m.Kind
		return words(m)
	}
	for day := range y.Days {
		if err := ctx.Err(); err != nil {
			return &y.figures, err
		}
		date := y.From.AddDays(day)
		if err := y.live(ctx, date); err != nil {
			return &y.figures, fmt.Errorf("%s: %w", y.Clock.Now().Format("2006-01-02 15:04:05"), err)
		}
		if y.Progress != nil {
			y.Progress(day+1, &y.figures)
		}
	}
	return &y.figures, y.Ledger.Check(ctx)
}

// live lives through a day: its night, its calls and its visits.
func (y *Year) live(ctx context.Context, date booking.Date) error {
	y.figures.begin(date)
	at := func(c booking.Clock) time.Time { return c.On(date, booking.JST) }
	events := []event{
		{at(5), y.night},
		{at(20 * 60), y.closing(date)},
	}
	for c := booking.Clock(9 * 60); c < 20*60; c += 10 {
		events = append(events, event{at(c), y.outgoing})
	}
	for range y.callsOf(date) {
		events = append(events, event{at(y.hour()), y.call})
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range events {
		if e.at.After(y.Clock.Now()) { // a day may be so full that it is late
			y.Clock.Set(e.at)
		}
		if err := e.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// callsOf returns how many calls of people's own there are on a day, fewer at a
// weekend.
func (y *Year) callsOf(date booking.Date) int {
	mean := float64(y.People) * float64(y.Habits.Calls) / 100 / 365
	switch date.Weekday() {
	case time.Saturday, time.Sunday:
		mean *= 0.5
	default:
		mean *= 1.2
	}
	return int(mean + y.rand.NormFloat64()*mean/10 + y.rand.Float64())
}

// hour returns when somebody calls: mostly in the morning, some at night.
func (y *Year) hour() booking.Clock {
	switch p := y.rand.Float64(); {
	case p < 0.05:
		return booking.Clock(y.rand.IntN(24 * 60))
	case p < 0.55:
		return booking.Clock(8*60+30) + booking.Clock(y.rand.IntN(3*60))
	}
	return booking.Clock(11*60+30) + booking.Clock(y.rand.IntN(8*60))
}

// night does what a line does by night.
func (y *Year) night(ctx context.Context) error {
	now := y.Clock.Now()
	ahead := 0
	for _, f := range y.City.Facilities {
		for _, s := range y.City.ServicesAt(f.ID) {
			last := y.City.RulesFor(s.ID, f.ID).Last(now)
			ahead = max(ahead, int(last.In(booking.JST).Sub(booking.DateOf(now).In(booking.JST))/(24*time.Hour))+2)
		}
	}
	if _, err := y.Ledger.Materialise(ctx, y.City.Plan(now, ahead)); err != nil {
		return err
	}
	_, err := y.Ledger.Tidy(ctx)
	return err
}

// closing says at the end of a day who came, and holds what people believe that they have
// against the ledger.
func (y *Year) closing(date booking.Date) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := y.attend(ctx, date); err != nil {
			return err
		}
		return y.Ledger.View(ctx, toLive.Do(func(tx booking.Tx) error {
			for phone, t := range y.told {
				own, err := tx.Bookings(phone)
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(own, func(b booking.Booking) bool { return b.ID == t.id && b.Start.Equal(t.start) }) {
					return fmt.Errorf("%s was told of a booking on %s, and does not have it", phone.Masked(), t.start.Format("2006-01-02 15:04"))
				}
			}
			return nil
		}))
	}
}

// attend has people come to their visits of a day, or not.
func (y *Year) attend(ctx context.Context, date booking.Date) error {
	due := y.visits[date]
	delete(y.visits, date)
	return y.Ledger.Update(ctx, store.By{Way: store.ByTerminal, Actor: "rehearsal"}, toLive.Do(func(tx booking.Tx) error {
		for _, phone := range due {
			t, ok := y.told[phone]
			if !ok || booking.DateOf(t.start) != date {
				continue
			}
			delete(y.told, phone)
			y.have.remove(phone)
			missed := y.Habits.Missed
			if t.heard {
				missed *= y.Habits.MissedReminded
			}
			came := booking.Arrived
			if y.chance(missed) {
				came = booking.Absent
			}
			y.figures.visited(came == booking.Arrived, t.heard)
			if err := tx.Attend(booking.Booking{ID: t.id, Facility: t.facility, Start: t.start}, came); err != nil {
				return fmt.Errorf("the visit of %s: %w", phone.Masked(), err)
			}
		}
		return nil
	}))
}

func (y *Year) chance(p float64) bool { return y.rand.Float64() < p }
