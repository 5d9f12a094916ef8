package booking

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAWishIsWhatPeopleSay(t *testing.T) {
	monday := Date{2026, 4, 20}
	at := func(d Date, c Clock) time.Time { return c.On(d, JST) }
	for _, c := range []struct {
		wish  Wish
		start time.Time
		fits  bool
	}{
		{Wish{}, at(monday, 9*60), true},
		{Wish{Days: WeekdaysOf(time.Monday)}, at(monday, 9*60), true},
		{Wish{Days: WeekdaysOf(time.Tuesday)}, at(monday, 9*60), false},
		{Wish{Half: Morning}, at(monday, 11*60+59), true},
		{Wish{Half: Morning}, at(monday, 12*60), false},
		{Wish{Half: Afternoon}, at(monday, 12*60), true},
		{Wish{From: monday}, at(monday, 0), true},
		{Wish{From: monday}, at(monday, 0).Add(-time.Second), false},
		{Wish{Days: WeekdaysOf(time.Monday), Half: Morning, From: monday.AddDays(1)}, at(monday.AddDays(7), 9*60), true},
	} {
		if got := c.wish.Fits(c.start); got != c.fits {
			t.Errorf("%+v of %s: %v", c.wish, c.start, got)
		}
	}
}

// TestAVisitBeginsWhereThereIsRoomForAll holds that a visit can begin where enough
// slots in a row have a seat, or where one slot has seats for all.
func TestAVisitBeginsWhereThereIsRoomForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rules{SameSlot: rapid.Bool().Draw(t, "same slot")}
		party := rapid.IntRange(0, 4).Draw(t, "party")
		var slots []Slot
		start := time.Date(2026, 4, 20, 9, 0, 0, 0, JST)
		for i := range rapid.IntRange(0, 12).Draw(t, "slots") {
			start = start.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 30}).Draw(t, "gap")) * time.Minute)
			end := start.Add(30 * time.Minute)
			slots = append(slots, Slot{ID: int64(i), Start: start, End: end, Remaining: rapid.IntRange(0, 3).Draw(t, "room"), Open: rapid.IntRange(0, 5).Draw(t, "open") > 0})
			start = end
		}
		var want []int64
		for i := range slots {
			if roomFrom(slots[i:], max(party, 1), r.SameSlot) {
				want = append(want, slots[i].ID)
			}
		}
		var got []int64
		for _, s := range r.Visits(slots, party) {
			got = append(got, s.ID)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("party %d in %+v: %v, expected %v", party, slots, got, want)
		}
	})
}

// roomFrom reports whether a visit can begin at slots[0], in another way than the
// rule does.
func roomFrom(slots []Slot, party int, same bool) bool {
	if same {
		return slots[0].Open && slots[0].Remaining >= party
	}
	for i := range party {
		if i >= len(slots) || !slots[i].Open || slots[i].Remaining == 0 || i > 0 && !slots[i].Start.Equal(slots[i-1].End) {
			return false
		}
	}
	return true
}
