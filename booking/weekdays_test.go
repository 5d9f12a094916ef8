package booking

import (
	"testing"
	"time"
)

func TestEverySetOfWeekdaysReadsBack(t *testing.T) {
	if got := Weekdays(0).String(); got != "" {
		t.Errorf("the empty set is %q", got)
	}
	for set := Weekdays(1); set <= everyDay; set++ {
		if got, err := ParseDays(set.String()); got != (Days{Weekdays: set}) || err != nil {
			t.Errorf("%07b is %q, which reads as %+v, %v", set, set, got, err)
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			if set.Has(d) != (set>>d&1 == 1) {
				t.Errorf("%s has %s: %t", set, d, set.Has(d))
			}
		}
	}
}
