package booking

import (
	"testing"
	"time"
)

// BenchmarkOn evaluates a day of a counter that opens on weekdays, as each start of the
// line does for a year and every facility.
func BenchmarkOn(b *testing.B) {
	h := cityHall(b)
	day := Date{2026, time.April, 1}
	for n := 0; b.Loop(); n++ {
		h.On(day.AddDays(n % 365))
	}
}
