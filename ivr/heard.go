package ivr

import (
	"cmp"
	"slices"
	"time"
)

// travelTime is how long at least an answer and the key that follows it are under way, which
// the caller does not hear.
const travelTime = time.Second

// dues are, by the keys that decide something, how long a reply speaks until that was heard.
type dues map[string]time.Duration

// decided are the phrases that tell what a yes decides, with the holes that tell it; without
// any the whole phrase does. An offer names its keys itself, each after what it decides.
var decided = map[Key][]string{
	"resumed":          {"date", "time"},
	"resumed.change":   {"date", "time"},
	"resumed.service":  {"date", "time"},
	"cancel.ask":       {"date", "time"},
	"cancel.ask.named": {"date", "time"},
	"cancel.done":      nil,
	"undo.ask":         {"date", "time"},
	"undo.ask.named":   {"date", "time"},
}

// decides reports whether a key makes, changes or cancels a booking.
func (t *turn) decides(o Option) bool {
	return t.flow[o.To].Act || (o.To == Cancel || o.To == CancelHeard) && t.options.OneKeyCancel
}

// asksForAYes reports whether a key of the row decides anything.
func (t *turn) asksForAYes(row Step) bool {
	return row.Entry == nil && row.waits() && slices.ContainsFunc(row.options(t), t.decides)
}

// due returns, for each key of the row that decides something, how long the reply speaks
// until the caller has heard what.
func (t *turn) due(row Step) dues {
	if !t.asksForAYes(row) {
		return nil
	}
	all := dues{}
	for _, o := range row.options(t) {
		if t.decides(o) {
			all[string(o.Key)] = t.heardBefore(o)
		}
	}
	return all
}

// heardBefore returns how long the reply speaks until the caller has heard what a key decides.
func (t *turn) heardBefore(o Option) time.Duration {
	var heard, due float64
	for _, s := range t.said {
		rate := cmp.Or(t.options.Rate, usualRate) // a city may speak more slowly than is measured elsewhere
		if s.Slow {
			rate = cmp.Or(t.options.Slow, slowRate)
		}
		if end := t.tellsBy(s, o); end > 0 {
			due = heard + t.SecondsAt(t.call.Lang, s.Text[:end], rate)
		}
		heard += t.SecondsAt(t.call.Lang, s.Text, rate) + float64(s.Rest)
	}
	return time.Duration(due * float64(time.Second)).Round(time.Millisecond)
}

// tellsBy returns where the words end that tell what a key decides; 0 if these do not.
func (t *turn) tellsBy(s Said, o Option) int {
	if o.Told != "" {
		return s.toldBy(o.Told)
	}
	holes, is := decided[s.Key]
	if is && holes == nil {
		return len(s.Text)
	}
	if end := s.until(holes); end > 0 || !t.options.OneKeyCancel {
		return end
	}
	beginning, _ := s.Tells()
	return len(beginning)
}

// toldBy returns where an offer has told what one of its keys takes, which a city's own words may
// name first; 0 if it is no offer.
func (s Said) toldBy(key string) int {
	named, ok := s.Hole(key)
	if !ok {
		return 0
	}
	tells := []string{"dateof", "time"}
	if key == "two" {
		tells[1] = "other"
	}
	return max(named.From, s.until(tells))
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
	due := t.call.Due[string(o.Key)]
	return due > 0 && after > 0 && after-travelTime < due
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
