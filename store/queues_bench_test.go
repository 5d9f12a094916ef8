package store

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkPagesBesideACall measures how long a lone caller waits for the ledger, turn after turn,
// alone, beside 100 writes a second of pages, and beside as many that do not let the caller go first
// (of staff, who are at the counter), in alternating rounds of a fifth of a second. A write is a row.
func BenchmarkPagesBesideACall(b *testing.B) {
	w := newTown(b)
	write := func(by By) time.Duration {
		began := time.Now()
		if err := w.Update(bg, by, func(tx *Tx) error { _, err := tx.exec(beat); return err }); err != nil {
			b.Error(err)
		}
		return time.Since(began)
	}
	var took, waited [3][]time.Duration
	for b.Loop() {
		for i, by := range []By{{}, page, staff} {
			over := make(chan struct{})
			var all sync.WaitGroup
			var mu sync.Mutex
			if by.Way != "" {
				all.Go(func() {
					tick := time.NewTicker(10 * time.Millisecond)
					defer tick.Stop()
					for {
						select {
						case <-over:
							return
						case <-tick.C:
						}
						all.Go(func() {
							d := write(by)
							mu.Lock()
							defer mu.Unlock()
							waited[i] = append(waited[i], d)
						})
					}
				})
			}
			for began := time.Now(); time.Since(began) < 200*time.Millisecond; {
				took[i] = append(took[i], write(By{Way: ByPhone, Call: "CA"}))
			}
			close(over)
			all.Wait()
		}
	}
	at := func(all []time.Duration, share float64) float64 {
		slices.Sort(all)
		return float64(all[int(share*float64(len(all)-1))]) / float64(time.Millisecond)
	}
	for i, name := range []string{"alone", "pages", "staff"} {
		for share, p := range map[float64]string{0.5: "-p50-ms", 0.9: "-p90-ms", 0.99: "-p99-ms"} {
			b.ReportMetric(at(took[i], share), name+p)
		}
	}
	b.ReportMetric(at(waited[1], 0.99), "page-itself-p99-ms")
	b.ReportMetric(0, "ns/op")
}
