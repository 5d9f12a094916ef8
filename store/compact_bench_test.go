package store

import (
	"path/filepath"
	"testing"
	"time"
)

// What a big city's ledger costs by night: one with a million past bookings is skimmed,
// checked, copied and written anew. Only the last keeps turns waiting.
func BenchmarkANightOfABigLedger(b *testing.B) {
	w := counterTown(b)
	size, err := w.engine.size()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size)/(1<<20), "MiB")
	dir := b.TempDir()
	for _, part := range []struct {
		name string
		do   func(n int) error
	}{
		{"skim", func(int) error { return w.Skim(bg) }},
		{"check", func(int) error { return w.Check(bg) }},
		{"copy", func(n int) error {
			_, err := Copy(bg, w.path, filepath.Join(dir, string(rune('a'+n))), w.options())
			return err
		}},
		{"compact", func(int) error { _, err := w.Compact(bg); return err }},
	} {
		began := time.Now()
		for n := range 3 {
			if err := part.do(n); err != nil {
				b.Errorf("%s: %v", part.name, err)
			}
		}
		b.ReportMetric(time.Since(began).Seconds()/3, part.name+"-s")
	}
	b.ReportMetric(0, "ns/op")
}
