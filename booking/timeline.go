package booking

import (
	"cmp"
	"slices"
	"time"
)

// A Level is a number of desks, or of seats, from a moment until another.
type Level struct {
	From, Until time.Time
	N           int
}

// longest is how long a visit may take: no day has more hours. An older version of this
// program made longer ones; oldest is the longest of them, of nine people for whom it took
// four hours each, and no level lasts longer.
const (
	longest = 24 * time.Hour
	oldest  = 36 * time.Hour
)

// A Timeline is how many desks are wanted at a facility, and what is claimed of them, over
// some time. Wanted levels do not overlap; where there is none, no desk is wanted. Both
// lists are in the order of From. Own is what the booking claims that would be given up for
// the visit that is looked for, and is not among Claimed.
type Timeline struct {
	Wanted, Claimed []Level
	Own             *Claim
}

// Worst returns the fewest desks wanted, the most seats claimed, and the fewest seats free
// at any instant from a moment until another. What is Own counts as free, even where more
// is claimed than wanted: whoever has it may keep it, but not where the counter is closed.
func (t Timeline) Worst(from, until time.Time) (wanted, claimed, free int) {
	desks, seats := during(t.Wanted, from, until), during(t.Claimed, from, until)
	var own []Level
	if t.Own != nil {
		own = []Level{{t.Own.Start, t.Own.End, t.Own.Seats}}
	}
	for i, at := range instants(from, until, desks, seats, own) {
		w, c := sum(desks, at), sum(seats, at)
		f := max(w-c, 0)
		if w > 0 {
			f = max(f, sum(own, at))
		}
		if i == 0 {
			wanted, claimed, free = w, c, f
		}
		wanted, claimed, free = min(wanted, w), max(claimed, c), min(free, f)
	}
	return wanted, claimed, free
}

// Room returns how many seats are free from a moment until another, at the instant at
// which the fewest are. For longer than a day there is none: no visit is so long.
func (t Timeline) Room(from, until time.Time) int {
	if until.Sub(from) > longest {
		return 0
	}
	_, _, free := t.Worst(from, until)
	return free
}

// instants returns those moments between which no level begins or ends, from itself first.
func instants(from, until time.Time, lists ...[]Level) []time.Time {
	found := []time.Time{from}
	for _, levels := range lists {
		for _, l := range levels {
			for _, m := range []time.Time{l.From, l.Until} {
				if from.Before(m) && m.Before(until) {
					found = append(found, m)
				}
			}
		}
	}
	return found
}

// during returns the levels that are in force at any instant from a moment until another.
func during(levels []Level, from, until time.Time) (found []Level) {
	first, _ := slices.BinarySearchFunc(levels, from.Add(-oldest), func(l Level, at time.Time) int { return cmp.Compare(l.From.Unix(), at.Unix()) })
	for _, l := range levels[first:] {
		if !l.From.Before(until) {
			break
		}
		if l.Until.After(from) {
			found = append(found, l)
		}
	}
	return found
}

func sum(levels []Level, at time.Time) (n int) {
	for _, l := range levels {
		if !at.Before(l.From) && at.Before(l.Until) {
			n += l.N
		}
	}
	return n
}

// Over reports whether at any instant from a moment until another more is claimed than
// the desks that are wanted, and any are.
func (t Timeline) Over(from, until time.Time) bool {
	desks, seats := during(t.Wanted, from, until), during(t.Claimed, from, until)
	for _, at := range instants(from, until, desks, seats) {
		if w := sum(desks, at); w > 0 && sum(seats, at) > w {
			return true
		}
	}
	return false
}

// Gaps returns the stretches from a moment until another in which no desk is wanted.
func (t Timeline) Gaps(from, until time.Time) (gaps []Level) {
	for _, l := range during(t.Wanted, from, until) {
		if from.Before(l.From) {
			gaps = append(gaps, Level{From: from, Until: l.From})
		}
		from = l.Until
	}
	if from.Before(until) {
		gaps = append(gaps, Level{From: from, Until: until})
	}
	return gaps
}
