package ivr

import (
	"math"
	"regexp"
	"slices"
)

// slowRate is the rate of what is said slowly, as usualRate is of the rest.
const slowRate = 80

// firstOption matches a menu as japanese.Menu says it, up to its first key.
var firstOption = regexp.MustCompile(`^([^、。]+、([0-9]|シャープ|米印)を)(、押してください。$|。.*、押してください。$)`)

// Useful estimates the seconds of speech in the reply that a call begins with
// until its first useful word has been said: day and time of the caller's own
// booking, or, for whoever has none, the first thing that can be chosen. It is
// false for a reply that has neither, as to a caller who is passed on.
func (d *Dialogue) Useful(r Reply) (seconds float64, ok bool) {
	for _, said := range r.Say {
		rate := usualRate
		if said.Slow {
			rate = slowRate
		}
		if beginning, ok := d.useful(said.Text); ok {
			return seconds + SecondsAt(beginning, rate), true
		}
		seconds += SecondsAt(said.Text, rate) + float64(said.Rest)
	}
	return 0, false
}

// useful returns the beginning of a text that ends with its first useful word.
func (d *Dialogue) useful(text string) (beginning string, ok bool) {
	if m := firstOption.FindStringSubmatch(text); m != nil {
		return m[1], true
	}
	return d.Tells(text)
}

// Spread returns the middle of the seconds, and what nine of ten calls stay
// within; false of none. The order of the seconds does not matter and stays.
func Spread(seconds []float64) (median, ninth float64, ok bool) {
	if len(seconds) == 0 {
		return 0, 0, false
	}
	sorted := slices.Sorted(slices.Values(seconds))
	rank := func(share float64) float64 { // the nearest rank: a call that there was
		return sorted[int(math.Ceil(share*float64(len(sorted))))-1]
	}
	return rank(0.5), rank(0.9), true
}
