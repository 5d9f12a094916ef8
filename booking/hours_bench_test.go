package booking

import (
	"testing"
	"time"
)

// BenchmarkOn evaluates a day, as each start of the line does for a year and every
// facility: of a counter that opens on weekdays, and of one with every kind of row.
func BenchmarkOn(b *testing.B) {
	rich := cityHall(b)
	rich.Weekly = append(rich.Weekly,
		row(nth(time.Thursday, 2, 3), evening, moved(ToNext)),
		row(nth(time.Saturday, 4), morning),
		row(nth(time.Friday, 4), Range{From: 540, To: 1140}, replaces),
		row(Days{Holidays: true}, morning))
	rich.Rests = []Rest{{Days: Days{Weekdays: WeekdaysOf(time.Saturday), Nth: NthOf(3), After: 1}}}
	for _, c := range []struct {
		name string
		h    Hours
	}{{"weekdays", cityHall(b)}, {"every kind of row", rich}} {
		b.Run(c.name, func(b *testing.B) {
			day := Date{2026, time.April, 1}
			for n := 0; b.Loop(); n++ {
				c.h.On(day.AddDays(n % 365))
			}
		})
	}
}

// BenchmarkOverlaps looks for a day on which two rows overlap, and finds none.
func BenchmarkOverlaps(b *testing.B) {
	h := Hours{Weekly: []Opening{row(weekdays5, office), row(EachWeek(time.Saturday), morning), row(Days{Holidays: true}, morning)}}
	for b.Loop() {
		if found := h.Overlaps(); found != nil {
			b.Fatal(found)
		}
	}
}
