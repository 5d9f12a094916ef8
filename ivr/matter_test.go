package ivr_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// TestACallTellsWhatItIsAbout holds that the call alone tells what it is about.
func TestACallTellsWhatItIsAbout(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	caller := booking.CallerFrom("+819012345678")
	own := ivr.Visit{Facility: "ajiyoshi", Start: time.Date(2026, 4, 20, 9, 30, 0, 0, booking.JST), Receipt: "547329"}
	offered := ivr.Visit{Facility: "tobu", Start: own.Start.Add(time.Hour)}
	for name, c := range map[string]struct {
		call ivr.Call
		want ivr.Matter
	}{
		"from the beginning":   {ivr.Call{}, ivr.Matter{Wants: "確認"}},
		"a booking":            {ivr.Call{Draft: ivr.Draft{Visit: own, Back: ivr.Booked}}, ivr.Matter{Wants: "確認", Visit: &own}},
		"cancelling":           {ivr.Call{Failed: true, Draft: ivr.Draft{Visit: own, Back: ivr.Keep}}, ivr.Matter{Wants: "取り消し", Visit: &own, Failed: true}},
		"after cancelling":     {ivr.Call{Draft: ivr.Draft{Visit: own, Undo: own.Receipt, Back: ivr.WasCancelled}}, ivr.Matter{Wants: "予約"}},
		"choosing":             {ivr.Call{Draft: ivr.Draft{Visit: offered, Back: ivr.Offer}}, ivr.Matter{Wants: "予約"}},
		"changing":             {ivr.Call{Agent: "tanto", Draft: ivr.Draft{Visit: offered, Old: &own, Back: ivr.Offer}}, ivr.Matter{Wants: "変更", Visit: &own, Agent: "tanto"}},
		"what to bring":        {ivr.Call{Draft: ivr.Draft{Back: ivr.Bring}}, ivr.Matter{Wants: "持ち物"}},
		"a row that is gone":   {ivr.Call{Draft: ivr.Draft{Back: "gone"}}, ivr.Matter{Wants: "確認"}},
		"in a language unsaid": {ivr.Call{Lang: "xx", Draft: ivr.Draft{Back: ivr.Info}}, ivr.Matter{Wants: "案内"}},
	} {
		c.call.Caller, c.want.Caller = caller, caller
		got := d.About(c.call)
		same := got.Wants == c.want.Wants && got.Caller == c.want.Caller && got.Failed == c.want.Failed && got.Agent == c.want.Agent
		if !same || (got.Visit == nil) != (c.want.Visit == nil) || got.Visit != nil && *got.Visit != *c.want.Visit {
			t.Errorf("%s: %+v, expected %+v", name, got, c.want)
		}
	}
}

// TestWhoFailedThreeTimesIsKnown holds that a person knows whether the key 0 or three
// failures led to them.
func TestWhoFailedThreeTimesIsKnown(t *testing.T) {
	for keys, failed := range map[string]bool{"0": false, "888": true, "8880": false} {
		s := newScene(t)
		l := &talk{scene: s, d: s.dialogue()}
		s.person = "busy"
		l.call(s.from, s.to)
		for _, key := range keys {
			l.press(string(key))
		}
		if c := l.last; c.Failed != failed {
			t.Errorf("%s: failed is %t", keys, c.Failed)
		}
	}
}

// TestTheWhisperIsWhatTheCallIsAbout holds that the agent hears in the whisper what the
// console shows.
func TestTheWhisperIsWhatTheCallIsAbout(t *testing.T) {
	s := newScene(t)
	s.set("booking 090-1234-5678 ajiyoshi 2026-04-20 09:30")
	s.person = "answers"
	l := &talk{scene: s, d: s.dialogue()}
	l.call(s.from, s.to)
	l.press("9")
	l.press("0")
	if want := "the agent hears: 証明書、取り消し、ゴオロク、ナナハチ、予約あり。"; !strings.Contains(s.out.String(), want) {
		t.Errorf("heard %s, expected %s", s.out.String(), want)
	}
	if m := l.d.About(l.last); m.Wants != "取り消し" || m.Visit == nil || m.Visit.Receipt == "" {
		t.Errorf("the call is about %+v", m)
	}
}
