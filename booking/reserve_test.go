package booking

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMostVisitsOfADayAndOfAHalf(t *testing.T) {
	for _, c := range []struct {
		name               string
		most               Most
		half               Half
		morning, afternoon int
		want               bool
	}{
		{"no limit", Most{}, AnyTime, 1000, 1000, true},
		{"the last of a day", Most{Day: 20}, Morning, 9, 10, true},
		{"a full day", Most{Day: 20}, Morning, 10, 10, false},
		{"a day that staff have overfilled", Most{Day: 20}, AnyTime, 15, 10, false},
		{"the last of a morning", Most{Morning: 12}, Morning, 11, 0, true},
		{"a full morning", Most{Morning: 12}, Morning, 12, 0, false},
		{"a full morning leaves the afternoon", Most{Morning: 12}, Afternoon, 12, 30, true},
		{"a full morning leaves the day", Most{Morning: 12}, AnyTime, 12, 30, true},
		{"a full afternoon leaves the day", Most{Afternoon: 12}, AnyTime, 0, 12, true},
		{"a full afternoon", Most{Afternoon: 12}, Afternoon, 0, 12, false},
		{"both halves full", Most{Morning: 1, Afternoon: 2}, AnyTime, 1, 2, false},
		{"a full day, with room in the half", Most{Day: 20, Morning: 12, Afternoon: 12}, Afternoon, 12, 8, false},
		{"room in the day, and in this half alone", Most{Day: 20, Morning: 12, Afternoon: 12}, Afternoon, 12, 7, true},
	} {
		if got := c.most.Allows(c.half, c.morning, c.afternoon); got != c.want {
			t.Errorf("%s: %v, expected %v", c.name, got, c.want)
		}
	}
}

func TestDesksAreKeptForStaffUntilTheyAreReleased(t *testing.T) {
	day := time.Date(2026, time.April, 14, 0, 0, 0, 0, JST)
	r := Rules{Reserve: Reserve{Desks: 2, Until: CutOff{ByDay: true, Days: 1, At: 12 * 60}}}
	noonBefore := day.Add(-12 * time.Hour)
	for _, c := range []struct {
		name  string
		rules Rules
		now   time.Time
		start time.Time
		want  int
	}{
		{"a second before", r, noonBefore.Add(-time.Second), day, 2},
		{"at the moment", r, noonBefore, day, 0},
		{"at the moment, the last of that day", r, noonBefore, day.Add(24*time.Hour - 1), 0},
		{"at the moment, the day after", r, noonBefore, day.AddDate(0, 0, 1), 2},
		{"long before", r, noonBefore.AddDate(0, 0, -30), day, 2},
		{"none kept", Rules{}, noonBefore.AddDate(0, 0, -30), day, 0},
		{"until the start, before it", Rules{Reserve: Reserve{Desks: 1}}, day.Add(-time.Second), day, 1},
		{"until the start, at it", Rules{Reserve: Reserve{Desks: 1}}, day, day, 0},
		{"an hour before", Rules{Reserve: Reserve{Desks: 1, Until: CutOff{Before: time.Hour}}}, day.Add(-time.Hour), day, 0},
	} {
		if got := c.rules.reserved(c.now, c.start); got != c.want {
			t.Errorf("%s: %d desks are kept, expected %d", c.name, got, c.want)
		}
	}
}

// TestAReserveIsReleasedOnceAndFromTheFrontOn holds that what is released at a moment
// ends at one start, and is what the moments of each start say.
func TestAReserveIsReleasedOnceAndFromTheFrontOn(t *testing.T) {
	office := cityHall(t)
	rapid.Check(t, func(t *rapid.T) {
		cut := CutOff{Before: time.Duration(rapid.IntRange(0, 100).Draw(t, "hours before")) * time.Hour}
		if rapid.Bool().Draw(t, "by day") {
			cut = CutOff{
				ByDay: true, Days: rapid.IntRange(0, 9).Draw(t, "days"), OpenDays: rapid.Bool().Draw(t, "open days"),
				At: Clock(rapid.SampledFrom([]int{0, 720, 1439}).Draw(t, "at")),
			}
		}
		r := Rules{Reserve: Reserve{Desks: 1, Until: cut}, hours: &office}
		today := Date{2026, time.April, 1}.AddDays(rapid.IntRange(0, 300).Draw(t, "day"))
		now := Clock(rapid.SampledFrom([]int{0, 719, 720, 721, 1439}).Draw(t, "minute")).On(today, JST)
		for n := range 60 {
			for _, start := range []time.Time{today.AddDays(n).In(JST), noon.On(today.AddDays(n), JST), today.AddDays(n + 1).In(JST).Add(-1)} {
				kept := cut.For(start, &office).After(now)
				if got := r.reserved(now, start) > 0; got != kept {
					t.Fatalf("at %s for %s: kept %v, but it is released at %s", now, start, got, cut.For(start, &office))
				}
				if kept == start.Before(r.released(now)) {
					t.Fatalf("at %s all before %s are released, and %s is kept: %v", now, r.released(now), start, kept)
				}
			}
		}
	})
}

func TestWhatIsLeftOfADay(t *testing.T) {
	for _, c := range []struct {
		name               string
		most               Most
		morning, afternoon int
		want               int // -1 means any number
	}{
		{"no limit", Most{}, 7, 7, -1},
		{"of the day", Most{Day: 20}, 9, 4, 7},
		{"of a full day", Most{Day: 20}, 12, 8, 0},
		{"of a day that staff have overfilled", Most{Day: 20}, 15, 10, 0},
		{"of both halves", Most{Morning: 12, Afternoon: 6}, 9, 4, 3 + 2},
		{"of one half, while staff have overfilled the other", Most{Morning: 12, Afternoon: 6}, 14, 4, 2},
		{"any of the other half", Most{Morning: 12}, 12, 30, -1},
		{"more of the halves than of the day", Most{Day: 14, Morning: 12, Afternoon: 12}, 6, 5, 3},
		{"more of the day than of the halves", Most{Day: 20, Morning: 6, Afternoon: 6}, 6, 5, 1},
	} {
		if got := c.most.left(c.morning, c.afternoon); got != c.want && (c.want >= 0 || got < 1e6) {
			t.Errorf("%s: %d are left, expected %d", c.name, got, c.want)
		}
	}
}
