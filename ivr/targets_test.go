package ivr_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// TestAnOfferIsHeardWithinTwelveSeconds holds that a time and the four things to do about it
// are heard to their end within twelve seconds, whatever the day and the time until five, when
// the counters of the sample close.
func TestAnOfferIsHeardWithinTwelveSeconds(t *testing.T) {
	s := newScene(t)
	d := s.dialogue()
	reply := s.press(d, "1", "4")
	offer, ok := reply.Of("offer")
	if !ok {
		t.Fatalf("heard %s", said(reply))
	}
	var keys string
	for _, said := range reply.Say {
		for _, choice := range said.Menu {
			keys += choice.Key
		}
	}
	if keys != "1230" {
		t.Errorf("an offer has the keys %s, expected 1230", keys)
	}
	day, _ := offer.Hole("dateof")
	at, _ := offer.Hole("time")
	spoken := strings.NewReplacer(offer.Text[day.From:day.End], "{day}", offer.Text[at.From:at.End], "{time}").Replace(said(reply))
	speech, slowest, longest := d.Speech(), 0.0, ""
	first := booking.DateOf(s.now)
	for i := range 366 {
		for c := booking.Clock(8 * 60); c < 17*60; c += 5 {
			text := strings.NewReplacer("{day}", speech.DateWithin(first.AddDays(i)), "{time}", speech.Time(c)).Replace(spoken)
			if took := d.Seconds(text); took > slowest {
				slowest, longest = took, text
			}
		}
	}
	t.Logf("the longest offer takes %.1f s: %s", slowest, longest)
	if slowest > 12 {
		t.Errorf("an offer takes %.1f s, expected at most 12: %s", slowest, longest)
	}
}

// TestEveryErrandIsSortedWithin45Seconds holds that a caller who waits for each option before
// pressing its key is where their errand is told that long after the line has picked up.
func TestEveryErrandIsSortedWithin45Seconds(t *testing.T) {
	for errand, keys := range map[ivr.Key][]string{
		"not-here": {"3", "1"}, "lost-card": {"3", "2"}, "expired": {"3", "3"},
		"forgotten": {"3", "4", "1"}, "other.receipt": {"3", "4", "2"}, "bring": {"3", "4", "3"}, "languages": {"3", "4", "4"},
	} {
		s := newScene(t)
		d := s.dialogue()
		p := s.somebody()
		p.rings()
		known := 0.0
		for _, key := range keys {
			known += heardUntil(t, d, p.last, key)
			p.presses(time.Minute, key)
		}
		_, there := p.last.Of(errand)
		t.Logf("%s: %.1f s", errand, known)
		if !there || known > 45 {
			t.Errorf("%s is reached after %.1f s, expected at most 45: %s", errand, known, p.heard)
		}
	}
}

// heardUntil returns for how long a reply has spoken when it has named a key.
func heardUntil(t *testing.T, d *ivr.Dialogue, r ivr.Reply, key string) (seconds float64) {
	t.Helper()
	for _, s := range r.Say {
		if i := slices.IndexFunc(s.Menu, func(c ivr.Choice) bool { return c.Key == key }); i >= 0 {
			return seconds + d.Seconds(s.Text[:s.Menu[i].End])
		}
		seconds += d.Seconds(s.Text)
	}
	t.Fatalf("%s does not name the key %s", said(r), key)
	return 0
}
