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
		var line Timeline
		start := time.Date(2026, 4, 20, 9, 0, 0, 0, JST)
		for range rapid.IntRange(0, 12).Draw(t, "slots") {
			start = start.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 30}).Draw(t, "gap")) * time.Minute)
			end := start.Add(30 * time.Minute)
			s := Slot{Start: start, End: end, Wanted: rapid.IntRange(0, 3).Draw(t, "desks")}
			s.Claimed = rapid.IntRange(0, 3).Draw(t, "claimed")
			s.Free = max(s.Wanted-s.Claimed, 0)
			slots = append(slots, s)
			line.Wanted = append(line.Wanted, Level{start, end, s.Wanted})
			line.Claimed = append(line.Claimed, Level{start, end, s.Claimed})
			start = end
		}
		var want []string
		for i := range slots {
			if roomFrom(slots[i:], max(party, 1), r.SameSlot) {
				want = append(want, slots[i].Start.Format("15:04"))
			}
		}
		var got []string
		for _, s := range r.Visits(slots, line, party) {
			got = append(got, s.Start.Format("15:04"))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("party %d in %+v: %v, expected %v", party, slots, got, want)
		}
	})
}

// A visit begins only where its service is there until its end.
func TestAVisitOfAServiceBeginsWithinItsHours(t *testing.T) {
	monday := Date{2026, 4, 20}
	at := func(h, m int) time.Time { return Clock(h*60+m).On(monday, JST) }
	city := City{
		Facilities: []Facility{{ID: "a"}, {ID: "b"}},
		Services: []Service{
			{ID: "certificate"},
			{ID: "card", Minutes: 50, Facilities: []string{"a"}, Hours: &Hours{Weekly: []Opening{{Days: EachWeek(time.Monday), Ranges: []Range{{From: 10 * 60, To: 11*60 + 30}}}}}},
		},
	}
	line := Timeline{Wanted: []Level{{at(9, 0), at(12, 0), 1}}}
	var slots []Slot
	for start := at(9, 0); start.Before(at(12, 0)); start = start.Add(30 * time.Minute) {
		slots = append(slots, Slot{Start: start, End: start.Add(30 * time.Minute), Wanted: 1, Free: 1})
	}
	for _, c := range []struct {
		service  ServiceID
		facility string
		want     string
	}{
		{"certificate", "a", "[09:00 09:30 10:00 10:30 11:00 11:30]"}, {"card", "a", "[10:00 10:30]"}, {"card", "b", "[]"},
	} {
		got := []string{}
		for _, s := range city.RulesFor(c.service, c.facility).Visits(slots, line, 1) {
			got = append(got, s.Start.Format("15:04"))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s at %s: %v, expected %s", c.service, c.facility, got, c.want)
		}
	}
}

// roomFrom reports whether a visit can begin at slots[0], in another way than the
// rule does.
func roomFrom(slots []Slot, party int, same bool) bool {
	if same {
		return slots[0].Free >= party
	}
	for i := range party {
		if i >= len(slots) || slots[i].Free == 0 || i > 0 && !slots[i].Start.Equal(slots[i-1].End) {
			return false
		}
	}
	return true
}
