package phone

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Summary is what a call took its caller in keys and time.
type Summary struct {
	Keys   int           // keys pressed
	Total  time.Duration // from pick-up to the end
	events []Event
	length func(language, text string) float64
}

// Summary sums up the call so far.
func (c *Call) Summary() Summary {
	return Summary{Keys: c.keys, Total: c.elapsed, events: slices.Clone(c.events), length: c.cfg.Seconds}
}

// String returns such as 「押したキー: 3 回 · 話の長さ: 48 秒」.
func (s Summary) String() string {
	return fmt.Sprintf("押したキー: %d 回 · 話の長さ: %d 秒", s.Keys, int(s.Total.Round(time.Second)/time.Second))
}

// HeardAt returns when the caller had first heard text to its end, counted from the
// moment the line picked up. It returns false if the caller never did, or only in
// part. The text must lie within one <Say>.
func (s Summary) HeardAt(text string) (time.Duration, bool) {
	text = plain(text)
	for _, e := range s.events {
		if e.Kind != Said {
			continue
		}
		i := strings.Index(e.Text, text)
		if i < 0 {
			continue
		}
		needs := s.share(e, e.Text[:i+len(text)])
		if e.Cut && needs > e.Heard || e.At+needs > s.Total {
			continue
		}
		return e.At + needs, true
	}
	return 0, false
}

// share returns how much of an event's time its beginning takes.
func (s Summary) share(e Event, beginning string) time.Duration {
	whole := duration(s.length(e.Language, e.Text))
	if beginning == e.Text || whole == 0 {
		return e.Length
	}
	part := float64(duration(s.length(e.Language, beginning))) / float64(whole)
	return time.Duration(min(part, 1) * float64(e.Length))
}
