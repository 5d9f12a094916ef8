package ivr_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// somebody is a caller on the line of a scene.
type somebody struct {
	*scene
	d     *ivr.Dialogue
	calls int
	next  ivr.Turn
	heard string // since the call began
	last  ivr.Reply
}

func (s *scene) somebody() *somebody { return &somebody{scene: s, d: s.dialogue()} }

func (p *somebody) does(in ivr.Input) {
	p.t.Helper()
	p.next.In = in
	reply, err := p.store.Turn(p.t.Context(), p.next, p.d.Answer)
	if err != nil {
		p.t.Fatal(err)
	}
	p.last, p.next.N = reply, p.next.N+1
	p.heard += said(reply) + "\n"
}

func (p *somebody) rings() {
	p.t.Helper()
	p.calls++
	p.heard = ""
	p.next = ivr.Turn{SID: fmt.Sprint("CA", p.calls), Caller: p.config.City.CallerOf(booking.Origin{From: p.from}), Line: p.to, Message: p.scene.calls}
	p.does(ivr.Input{Kind: ivr.Arrived})
}

func (p *somebody) silent() { p.t.Helper(); p.does(ivr.Input{Kind: ivr.Silent}) }

// presses presses keys of one turn each, having heard everything, or nothing.
func (p *somebody) presses(after time.Duration, keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		p.does(ivr.Input{Kind: ivr.Pressed, Keys: k, After: after})
	}
}

func (p *somebody) over() bool { return p.last.Ask == nil && p.last.Pass == nil }

const (
	patiently = time.Minute
	hastily   = time.Millisecond
	theirs    = "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"
)

// TestWhoOnlyListensIsSaidGoodbyeTo holds that a listener keeps the booking, and troubles nobody.
func TestWhoOnlyListensIsSaidGoodbyeTo(t *testing.T) {
	s := newScene(t)
	s.set(theirs)
	before, p := s.active(), s.somebody()
	p.rings()
	for range 2 {
		if p.over() || p.last.Pass != nil {
			t.Fatalf("the call is over before it was let go:\n%s", p.heard)
		}
		p.silent()
	}
	if !p.over() || !strings.Contains(p.heard, "大丈夫です") || strings.Count(p.heard, "4月20日、月曜日。午前9時30分") != 2 {
		t.Errorf("heard\n%s", p.heard)
	}
	if after := s.active(); !slices.Equal(after, before) {
		t.Errorf("%+v became %+v", before, after)
	}
}

// TestWhoCannotPressIsPassedOn holds that waiting helps whoever has no keys, and that the line
// says so.
func TestWhoCannotPressIsPassedOn(t *testing.T) {
	for _, from := range []string{"+819012345678", "anonymous", "payphone"} {
		s := newScene(t)
		s.set("from " + from)
		p := s.somebody()
		p.rings()
		p.silent()
		if p.last.Pass != nil || !strings.Contains(said(p.last), "そのままお待ちください") {
			t.Errorf("%s: after one silence: %s", from, said(p.last))
		}
		p.silent()
		if p.last.Pass == nil || len(s.active()) != 0 {
			t.Errorf("%s: after two: %s, %+v", from, said(p.last), s.active())
		}
	}
}

// TestKeysThatAreTypedAheadDecideNothing holds that whoever presses before anything can have
// been heard makes, moves and cancels nothing, whatever they press. That a proxy comes is a
// note: it is told as it is written, and the same key takes it back.
func TestKeysThatAreTypedAheadDecideNothing(t *testing.T) {
	worlds := map[string][]string{
		"no booking": nil, "a booking": {theirs}, "one key cancels": {"city one-key", theirs}, "two halves": {"city lunch"},
		"cut off before": {"another 090-1234-5678 is offered ajiyoshi"}, "cut off while changing": {theirs, "changing 090-1234-5678"},
		"reminded": {theirs, "reminder 090-1234-5678"}, "reminded, one key": {"city one-key", theirs, "reminder 090-1234-5678"},
		"just cancelled": {theirs, "cancelled 090-1234-5678"}, "a household": {theirs, "booking 090-1234-5678 tobu 2026-04-21 09:30 member 2"},
	}
	decided := func(s *scene) []booking.Booking {
		standing := s.active()
		for i := range standing {
			standing[i].Proxy = false
		}
		return standing
	}
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t) // each draw its own: what one call leaves, a slow voice or a note, is not the next one's
		for _, line := range worlds[rapid.SampledFrom(slices.Sorted(maps.Keys(worlds))).Draw(r, "world")] {
			s.set(line)
		}
		p := s.somebody()
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "1", "1", "2", "2", "3", "4", "9", "*", "#", "0422", "0414"}), 1, 12).Draw(r, "keys")
		before := decided(s)
		p.rings()
		for _, k := range keys {
			if p.last.Ask == nil {
				break
			}
			p.presses(hastily, k)
		}
		if after := decided(s); !slices.Equal(after, before) {
			r.Fatalf("%v: %+v became %+v:\n%s", keys, before, after, p.heard)
		}
	})
}

// TestAnAnswerThatComesAgainIsHeardFromThenOn holds that an answer which was lost on the way, and is
// asked for again, is judged by when it came the second time.
func TestAnAnswerThatComesAgainIsHeardFromThenOn(t *testing.T) {
	s := newScene(t)
	p := s.somebody()
	p.rings()
	p.presses(patiently, "1", "4")
	s.setNow(s.now.Add(9 * time.Second))
	lost := p.next
	lost.N--
	reply, err := s.store.Turn(t.Context(), lost, p.d.Answer)
	if err != nil || said(reply) != said(p.last) {
		t.Fatalf("it comes again as %s, %v", said(reply), err)
	}
	for _, c := range []struct {
		after  time.Duration
		booked int
	}{{time.Second, 0}, {15 * time.Second, 1}} {
		s.setNow(s.now.Add(c.after))
		p.presses(0, "1")
		if got := len(s.active()); got != c.booked {
			t.Errorf("1 after %s made %d bookings:\n%s", c.after, got, p.heard)
		}
	}
}

// TestAKeyIsJudgedByAllThatItTakes holds that a city's own words may name a key before they tell
// what it takes.
func TestAKeyIsJudgedByAllThatItTakes(t *testing.T) {
	for _, words := range []string{"{lead}{dateof}、{time}なら{one}。", "{lead}{one}なら、{dateof}。{time}。", "{lead}{dateof}は{one}、{time}。"} {
		s := newScene(t)
		d, err := ivr.New(&s.config.City, ivr.Options{Overrides: []ivr.Override{{Lang: "ja", Key: "offer", Text: words}}})
		if err != nil {
			t.Fatal(err)
		}
		p := &somebody{scene: s, d: d}
		p.rings()
		p.presses(patiently, "1", "4")
		p.presses(2*time.Second, "1")
		if len(s.active()) != 0 {
			t.Errorf("%s: booked unheard:\n%s", words, p.heard)
		}
		p.presses(patiently, "1")
		if len(s.active()) != 1 {
			t.Errorf("%s: not booked:\n%s", words, p.heard)
		}
	}
}

// TestAProxySaysSoByKey holds that the booking of whoever sends somebody else says so.
func TestAProxySaysSoByKey(t *testing.T) {
	s := newScene(t)
	p := s.somebody()
	p.rings()
	p.presses(patiently, "1", "4", "1", "2")
	if made := s.active(); len(made) != 1 || !made[0].Proxy || !strings.Contains(p.heard, "回答書") || !strings.Contains(p.heard, "代理では、できません") {
		t.Errorf("%+v after\n%s", made, p.heard)
	}
}

// TestAnotherTelephoneCancelsOnlyWhatItHeard holds that a booking is heard and cancelled from
// another telephone with its receipt number, and not by keys that came too early.
func TestAnotherTelephoneCancelsOnlyWhatItHeard(t *testing.T) {
	s := newScene(t)
	s.set(theirs)
	made := s.active()[0]
	s.set("from 080-1111-2222")
	p := s.somebody()
	p.rings()
	p.presses(patiently, "3", "4", "2", string(made.Receipt), "5678")
	if !strings.Contains(said(p.last), "4月20日、月曜日。午前9時30分") {
		t.Fatalf("heard %s", said(p.last))
	}
	p.presses(hastily, "9", "1")
	if len(s.active()) != 1 {
		t.Fatalf("cancelled unheard:\n%s", p.heard)
	}
	p.presses(patiently, "1")
	if len(s.active()) != 0 {
		t.Errorf("not cancelled:\n%s", p.heard)
	}
}

// TestAnAgentsHasteDecidesNothingForTheResident holds that who is passed in by an agent is asked
// like everybody else.
func TestAnAgentsHasteDecidesNothingForTheResident(t *testing.T) {
	s := newScene(t)
	for _, line := range []string{theirs, "agent 482173905161", "code 090-1234-5678", "from 050-3821-0921"} {
		s.set(line)
	}
	p := s.somebody()
	p.rings()
	p.presses(hastily, s.code, "9", "1")
	if len(s.active()) != 1 {
		t.Fatalf("cancelled unheard:\n%s", p.heard)
	}
	p.presses(patiently, "1")
	if len(s.active()) != 0 {
		t.Errorf("not cancelled:\n%s", p.heard)
	}
}

// TestWhereTheLineSpeaksSlowlyAYesIsTakenLater holds that what can have been heard is judged by
// the speed that the city has set.
func TestWhereTheLineSpeaksSlowlyAYesIsTakenLater(t *testing.T) {
	taken := func(rate int, after time.Duration) bool {
		s := newScene(t)
		d, err := ivr.New(&s.config.City, ivr.Options{Rate: rate})
		if err != nil {
			t.Fatal(err)
		}
		p := &somebody{scene: s, d: d}
		p.rings()
		p.presses(patiently, "1", "4")
		p.presses(after, "1")
		return len(s.active()) == 1
	}
	for _, c := range []struct {
		rate  int
		after time.Duration
		taken bool
	}{{0, 3 * time.Second, false}, {0, 6 * time.Second, true}, {50, 5 * time.Second, false}, {50, 10 * time.Second, true}, {120, 4 * time.Second, true}} {
		if got := taken(c.rate, c.after); got != c.taken {
			t.Errorf("at %d %% a yes after %s is taken: %t", c.rate, c.after, got)
		}
	}
}
