package ivr

import (
	"cmp"
	"slices"
	"time"
)

// travelTime is how long at least an answer and the key that follows it are under way, which
// the caller does not hear.
const travelTime = time.Second

// decided are the phrases that tell what a yes decides, with the holes that tell it; without
// any the whole phrase does.
var decided = map[Key][]string{
	"offer":            {"dateof", "time"},
	"offer.place":      {"dateof", "time"},
	"offer.both":       {"dateof", "time", "other"},
	"resumed":          {"date", "time"},
	"resumed.change":   {"date", "time"},
	"cancel.ask":       {"date", "time"},
	"cancel.ask.named": {"date", "time"},
	"cancel.done":      nil,
	"undo.ask":         {"date", "time"},
	"undo.ask.named":   {"date", "time"},
}

// decides reports whether a key makes, changes or cancels a booking.
func (t *turn) decides(o Option) bool {
	return t.flow[o.To].Act || o.To == Cancel && t.options.OneKeyCancel
}

// asksForAYes reports whether a key of the row decides anything.
func (t *turn) asksForAYes(row Step) bool {
	return row.Entry == nil && row.waits() && slices.ContainsFunc(row.options(t), t.decides)
}

// due returns how long the reply speaks until the caller has heard what a key of the row would
// decide; 0 if no key decides anything.
func (t *turn) due(row Step) time.Duration {
	if !t.asksForAYes(row) {
		return 0
	}
	var heard, due float64
	for _, s := range t.said {
		rate := cmp.Or(t.options.Rate, usualRate) // a city may speak more slowly than is measured elsewhere
		if s.Slow {
			rate = cmp.Or(t.options.Slow, slowRate)
		}
		holes, is := decided[s.Key]
		end := s.until(holes)
		beginning, tells := s.Tells()
		switch {
		case is && holes == nil:
			due = heard + t.SecondsAt(t.call.Lang, s.Text, rate)
		case end > 0:
			due = heard + t.SecondsAt(t.call.Lang, s.Text[:end], rate)
		case tells && t.options.OneKeyCancel:
			due = heard + t.SecondsAt(t.call.Lang, beginning, rate)
		}
		heard += t.SecondsAt(t.call.Lang, s.Text, rate) + float64(s.Rest)
	}
	return time.Duration(due * float64(time.Second)).Round(time.Millisecond)
}

// speaks returns how many seconds of speech the turn has so far, without the rests after it.
func (t *turn) speaks() (seconds float64) {
	for _, s := range t.said {
		seconds += t.SecondsAt(t.call.Lang, s.Text, s.rate())
	}
	return seconds
}

// rate returns how fast it is said, in percent of the voice's own speed.
func (s Said) rate() int {
	if s.Slow {
		return slowRate
	}
	return usualRate
}

// unheard reports whether the key decides what the caller cannot have heard yet: it was typed
// ahead, or pressed twice.
func (t *turn) unheard(o Option, after time.Duration) bool {
	return t.call.Due > 0 && after > 0 && after-travelTime < t.call.Due && t.decides(o)
}

// hasten tells a caller once that the line does not take a yes to what was not heard, and asks
// again.
func (t *turn) hasten(row Step) State {
	if !t.call.Hasty {
		t.call.Hasty = true
		t.say("early")
	}
	return t.repeat(row)
}
