package ivr

import (
	"cmp"
	"math"
	"slices"
)

// Useful estimates the seconds of speech in the first reply of a call until its first
// useful word has been said: day and time of the caller's own booking or, if there is
// none, the first thing that can be chosen. It returns false for a reply that has
// neither, such as to a caller who is passed on, and for one that was stored before
// replies told what they say.
func (d *Dialogue) Useful(r Reply) (seconds float64, ok bool) {
	for _, said := range r.Say {
		lang, rate := cmp.Or(said.Lang, r.Lang), said.rate()
		if beginning, ok := said.Useful(); ok {
			return seconds + d.SecondsAt(lang, beginning, rate), true
		}
		seconds += d.SecondsAt(lang, said.Text, rate) + float64(said.Rest)
	}
	return 0, false
}

// Spread returns the median of the seconds and the time within which nine of ten calls
// stay, and false if there are no seconds. It does not change the slice.
func Spread(seconds []float64) (median, ninth float64, ok bool) {
	if len(seconds) == 0 {
		return 0, 0, false
	}
	sorted := slices.Sorted(slices.Values(seconds))
	rank := func(share float64) float64 { // the nearest rank: the seconds of a real call
		return sorted[int(math.Ceil(share*float64(len(sorted))))-1]
	}
	return rank(0.5), rank(0.9), true
}
