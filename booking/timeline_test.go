package booking_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// minute returns a minute of a day, such as minute(90) for half past one.
func minute(n int) time.Time {
	return time.Date(2026, time.April, 15, 0, n, 0, 0, booking.JST)
}

// tally returns how many of the levels there are at each of so many minutes.
func tally(levels []booking.Level, minutes int) []int {
	counts := make([]int, minutes)
	for i := range counts {
		for _, l := range levels {
			if !minute(i).Before(l.From) && minute(i).Before(l.Until) {
				counts[i] += l.N
			}
		}
	}
	return counts
}

// overlapping draws levels in the order of From.
func overlapping(t *rapid.T, name string, minutes int) (found []booking.Level) {
	for range rapid.IntRange(0, 6).Draw(t, name) {
		from := rapid.IntRange(0, minutes-1).Draw(t, "from")
		found = append(found, booking.Level{From: minute(from), Until: minute(from + rapid.IntRange(1, 12).Draw(t, "minutes")), N: rapid.IntRange(1, 3).Draw(t, "n")})
	}
	slices.SortStableFunc(found, func(a, b booking.Level) int { return a.From.Compare(b.From) })
	return found
}

// oneByOne draws levels that do not overlap, with a gap here and there.
func oneByOne(t *rapid.T, name string, minutes int) (found []booking.Level) {
	for from := 0; from < minutes; {
		l := booking.Level{From: minute(from), N: rapid.IntRange(0, 4).Draw(t, name)}
		from += rapid.IntRange(1, 15).Draw(t, "minutes")
		if l.Until = minute(from); l.N > 0 {
			found = append(found, l)
		}
	}
	return found
}

// TestATimelineIsWhatEachMinuteSays compares all parts of a timeline with counting minute
// by minute.
func TestATimelineIsWhatEachMinuteSays(t *testing.T) {
	const minutes = 40
	rapid.Check(t, func(t *rapid.T) {
		line := booking.Timeline{Wanted: oneByOne(t, "desks", minutes), Claimed: overlapping(t, "claims", minutes)}
		desks, seats := tally(line.Wanted, minutes), tally(line.Claimed, minutes)
		own := make([]int, minutes)
		if rapid.Bool().Draw(t, "own") {
			from := rapid.IntRange(0, minutes-1).Draw(t, "its start")
			claim := booking.Claim{Start: minute(from), End: minute(from + rapid.IntRange(1, 12).Draw(t, "its minutes")), Seats: rapid.IntRange(1, 3).Draw(t, "its seats")}
			line.Own, own = &claim, tally([]booking.Level{{From: claim.Start, Until: claim.End, N: claim.Seats}}, minutes)
		}
		for from := range minutes {
			for until := from + 1; until <= minutes; until++ {
				comparePart(t, line, from, until, desks, seats, own)
			}
		}
	})
}

func comparePart(t *rapid.T, line booking.Timeline, from, until int, desks, seats, own []int) {
	wanted, claimed, free, over := 100, 0, 100, false
	gaps := make([]bool, until-from)
	for i := from; i < until; i++ {
		wanted, claimed = min(wanted, desks[i]), max(claimed, seats[i])
		keeps := own[i]
		if desks[i] == 0 {
			keeps = 0 // nobody keeps a time at a closed counter
		}
		free = min(free, max(0, desks[i]-seats[i], keeps))
		over = over || desks[i] > 0 && seats[i] > desks[i]
		gaps[i-from] = desks[i] == 0
	}
	if w, c, f := line.Worst(minute(from), minute(until)); w != wanted || c != claimed || f != free {
		t.Fatalf("from %d until %d the worst is %d, %d, %d, expected %d wanted, %d claimed, %d free", from, until, w, c, f, wanted, claimed, free)
	}
	if room := line.Room(minute(from), minute(until)); room != free {
		t.Fatalf("room for %d, expected %d", room, free)
	}
	if found := line.Over(minute(from), minute(until)); found != over {
		t.Fatalf("over: %t, expected %t", found, over)
	}
	found := make([]bool, until-from)
	for _, g := range line.Gaps(minute(from), minute(until)) {
		if !g.From.Before(g.Until) || g.N != 0 {
			t.Fatalf("the gap %v is none", g)
		}
		for i := range found {
			at := minute(from + i)
			found[i] = found[i] || !at.Before(g.From) && at.Before(g.Until)
		}
	}
	if !slices.Equal(found, gaps) {
		t.Fatalf("gaps at %v, expected %v", found, gaps)
	}
}

func TestNoVisitIsLongerThanADay(t *testing.T) {
	line := booking.Timeline{Wanted: []booking.Level{{From: minute(0), Until: minute(1440), N: 1}, {From: minute(1440), Until: minute(2880), N: 1}}}
	for minutes, want := range map[int]int{1440: 1, 1441: 0} {
		if room := line.Room(minute(600), minute(600+minutes)); room != want {
			t.Errorf("for %d minutes there is room for %d, expected %d", minutes, room, want)
		}
	}
}

// Whoever has a visit may keep its seat among too many, and not at a closed counter.
func TestOwnSeatsAreNoneWhereTheCounterIsClosed(t *testing.T) {
	own := booking.Claim{Start: minute(0), End: minute(60), Seats: 2}
	line := booking.Timeline{
		Wanted:  []booking.Level{{From: minute(0), Until: minute(30), N: 1}},
		Claimed: []booking.Level{{From: minute(0), Until: minute(60), N: 3}},
		Own:     &own,
	}
	for _, c := range []struct{ from, until, want int }{{0, 30, 2}, {30, 60, 0}, {0, 60, 0}, {29, 31, 0}} {
		if room := line.Room(minute(c.from), minute(c.until)); room != c.want {
			t.Errorf("from minute %d until %d there is room for %d, expected %d", c.from, c.until, room, c.want)
		}
	}
}

// What began long before is still counted, up to a day before.
func TestALongVisitIsCountedToItsEnd(t *testing.T) {
	line := booking.Timeline{
		Wanted:  []booking.Level{{From: minute(0), Until: minute(1440), N: 1}},
		Claimed: []booking.Level{{From: minute(0), Until: minute(1439), N: 1}},
	}
	for from, want := range map[int]int{1430: 0, 1438: 0, 1439: 1} {
		if room := line.Room(minute(from), minute(1440)); room != want {
			t.Errorf("from minute %d there is room for %d, expected %d", from, room, want)
		}
	}
}
