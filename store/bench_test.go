package store

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
)

const (
	callers = 64
	calls   = 40 // of each caller, in a round
)

// counter fills a ledger with slots for one round of bookings: one begins each minute.
func counter(b *testing.B) *town {
	w := newTown(b)
	w.plan(planOf(ajiyoshi, 0, 4, 1, "11:00-24:00"))
	return w
}

// round has all callers book at once, each one booking after the other. It returns how
// long all of it took and how long each booking took.
func round(b *testing.B, update func(func(*Tx) error) error) (took time.Duration, each []time.Duration) {
	each = make([]time.Duration, callers*calls)
	begin := time.Now()
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range calls {
				n := c*calls + i
				asked := time.Now()
				err := update(func(tx *Tx) error {
					_, err := rules.Book(tx, booking.Request{Phone: phone(n), Facility: ajiyoshi, Start: at(11, n/4), Staff: true})
					return err
				})
				if err != nil {
					b.Error(err)
				}
				each[n] = time.Since(asked)
			}
		})
	}
	wg.Wait()
	return time.Since(begin), each
}

// vacate makes room for the next round.
const vacate = `UPDATE bookings SET status = 2, ended = ends, phone = NULL, receipt = NULL WHERE status = 1`

// BenchmarkGroupCommit books for 64 callers, alternately through the writer and over one
// prepared connection that commits each booking by itself.
func BenchmarkGroupCommit(b *testing.B) {
	grouped, single := counter(b), counter(b)
	var mu sync.Mutex
	oneByOne := func(fn func(*Tx) error) error {
		mu.Lock()
		defer mu.Unlock()
		c := single.writer // its own goroutine has nothing to do
		if err := c.begin(); err != nil {
			return err
		}
		if err := fn(&Tx{ctx: bg, c: c, now: single.clock.Now(), rand: single.rand, by: staff, writes: true}); err != nil {
			return err
		}
		return c.commit()
	}
	together := func(fn func(*Tx) error) error { return grouped.Update(bg, staff, fn) }
	var slow, fast time.Duration
	var latencies []time.Duration
	for b.Loop() {
		took, _ := round(b, oneByOne)
		slow += took
		took, each := round(b, together)
		fast += took
		latencies = append(latencies, each...)
		for _, w := range []*town{single, grouped} {
			if err := w.sql(vacate); err != nil {
				b.Fatal(err)
			}
		}
	}
	done := float64(b.N * callers * calls)
	slices.Sort(latencies)
	p50, p99 := latencies[len(latencies)/2], latencies[len(latencies)*99/100]
	b.ReportMetric(done/fast.Seconds(), "grouped/s")
	b.ReportMetric(done/slow.Seconds(), "single/s")
	b.ReportMetric(slow.Seconds()/fast.Seconds(), "ratio")
	b.ReportMetric(float64(p50.Microseconds())/1e3, "p50-ms")
	b.ReportMetric(float64(p99)/float64(p50), "p99/p50")
	b.ReportMetric(0, "ns/op")
	grouped.sound()
}

// BenchmarkNextFree looks for a number's booking and for the next free slot, in turn in a
// ledger of 1,000 bookings, in one of 1,000,000, and in one of a year whose grid has
// changed under 4,000 bookings.
func BenchmarkNextFree(b *testing.B) {
	young, old, changed := newTown(b), newTown(b), newTown(b)
	young.history(b, 1_000)
	old.history(b, 1_000_000)
	changed.yearOfOtherGrids(b, 4_000)
	look := func(w *town, into *[]time.Duration) {
		w.look(func(tx *Tx) error {
			for i := range 200 {
				begin := time.Now()
				if own, err := tx.Bookings(phone(i * 20)); err != nil || len(own) != 1 {
					b.Fatalf("%v, %v", own, err)
				}
				if _, err := tx.NextFree(ajiyoshi, monday, farFuture, 1); err != nil {
					b.Fatal(err)
				}
				*into = append(*into, time.Since(begin))
			}
			return nil
		})
	}
	var few, many, other []time.Duration
	for b.Loop() {
		look(young, &few)
		look(old, &many)
		look(changed, &other)
	}
	median := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2].Nanoseconds()) / 1e3
	}
	b.ReportMetric(median(few), "1k-p50-µs")
	b.ReportMetric(median(many), "1M-p50-µs")
	b.ReportMetric(median(other), "grids-p50-µs")
	b.ReportMetric(median(many)/median(few), "ratio")
	b.ReportMetric(0, "ns/op")
}

// yearOfOtherGrids fills a year of half hours at two desks from the front on, and then
// makes the slots twenty minutes long.
func (w *town) yearOfOtherGrids(b *testing.B, bookings int) {
	b.Helper()
	year := func(minutes int) (plans []booking.DayPlan) {
		for d := range booking.Ahead {
			plans = append(plans, planOf(ajiyoshi, d+1, 2, minutes, "09:00-12:00", "13:00-16:00"))
		}
		return plans
	}
	w.plan(year(30)...)
	w.do(func(tx *Tx) error {
		for i := range bookings {
			half := time.Duration(i/2%6) * 30 * time.Minute
			start := at(9, 0).AddDate(0, 0, 1+i/24).Add(half)
			if i/12%2 == 1 {
				start = start.Add(4 * time.Hour)
			}
			if _, err := insert(tx, phone(i), booking.Claim{Facility: ajiyoshi, Start: start, End: start.Add(30 * time.Minute), Seats: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	w.plan(year(20)...)
	w.sound()
}

// BenchmarkHolds asks for the holds of a number that has none, beside a thousand numbers
// that have one.
func BenchmarkHolds(b *testing.B) {
	w := newTown(b)
	w.do(func(tx *Tx) error {
		for i := range 1000 {
			h := booking.Hold{Phone: phone(i), Kind: booking.ForBooking, Facility: ajiyoshi, Start: at(11, 0), End: at(11, 30), Party: 1, Expires: at(9, 10)}
			if _, err := tx.writeHold(h); err != nil {
				return err
			}
		}
		return nil
	})
	w.look(func(tx *Tx) error {
		for b.Loop() {
			if holds, err := tx.Holds(phone(5000)); err != nil || len(holds) > 0 {
				b.Fatal(holds, err)
			}
		}
		return nil
	})
}

// BenchmarkOpen opens a ledger of 100,000 bookings whose slots are up to date.
func BenchmarkOpen(b *testing.B) {
	w := townAt(b, filepath.Join(b.TempDir(), "ledger.db"))
	w.history(b, 100_000)
	var plans []booking.DayPlan
	for i := range 5 * booking.Ahead {
		plans = append(plans, planOf([]string{"a", "b", "c", "d", "e"}[i%5], i/5, 2, 30, "09:00-12:00", "13:00-16:00"))
	}
	w.plan(plans...)
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w.open()
		if _, err := w.Materialise(bg, plans); err != nil {
			b.Fatal(err)
		}
		if err := w.Ready(bg); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
