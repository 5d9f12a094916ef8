package booking

import (
	"cmp"
	"slices"
	"time"
)

// A Strain is a stretch of time in which more is claimed than desks are wanted, by
// bookings that were made before fewer were wanted, or none.
type Strain struct {
	From, Until     time.Time
	Wanted, Claimed int
}

// Strains returns where more is claimed than wanted, in the order of time. Within each, both
// stay the same.
func (t Timeline) Strains() (found []Strain) {
	type change struct {
		at              time.Time
		wanted, claimed int
	}
	var changes []change
	for _, l := range t.Wanted {
		changes = append(changes, change{l.From, l.N, 0}, change{l.Until, -l.N, 0})
	}
	for _, l := range t.Claimed {
		changes = append(changes, change{l.From, 0, l.N}, change{l.Until, 0, -l.N})
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(a.at.Unix(), b.at.Unix()) })
	wanted, claimed := 0, 0
	for i, c := range changes {
		wanted, claimed = wanted+c.wanted, claimed+c.claimed
		if claimed > wanted && changes[i+1].at.After(c.at) {
			found = append(found, Strain{c.at, changes[i+1].at, wanted, claimed})
		}
	}
	return found
}
