package ivr_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

const landline = "booking 0568-31-1234 ajiyoshi 2026-04-20 09:30 party 2"

// reminded returns who is called with the reminder of a booking.
func reminded(t testing.TB, set ...string) *somebody {
	t.Helper()
	s := newScene(t)
	for _, line := range append(set, landline, "reminder 0568-31-1234") {
		s.set(line)
	}
	return s.somebody()
}

// TestNothingIsToldBeforeSomebodyWantsToHearIt holds that whoever picks up hears nothing of the
// booking, whatever they do, before they have pressed 1 where they are asked to.
func TestNothingIsToldBeforeSomebodyWantsToHearIt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := reminded(t, "city reminds", "booking 0568-31-1234 koseki 2026-04-21 10:00 member 2")
		if rapid.Bool().Draw(r, "closed") {
			p.set("staff closes day ajiyoshi 2026-04-20")
		}
		p.person = "busy"
		p.rings()
		for range rapid.IntRange(1, 8).Draw(r, "turns") {
			switch {
			case p.last.Pass != nil:
				p.does(ivr.Input{Kind: ivr.Returned, Person: ivr.Engaged})
				continue
			case p.over():
				return
			}
			key := rapid.SampledFrom([]string{"", "0", "1", "2", "3", "4", "9", "*", "#", "12"}).Draw(r, "key")
			_, asked := p.last.Of("remind.keys")
			if key == "1" && asked {
				return
			}
			p.does(ivr.Input{Kind: ivr.Pressed, Keys: key, After: patiently})
			for _, told := range []string{"4月20日", "9時30分", "味美", "2人分", "547329", "電子証明書", "ほかのご予約", "休みに"} {
				if strings.Contains(p.heard, told) {
					r.Fatalf("%s is told:\n%s", told, p.heard)
				}
			}
		}
	})
}

// TestWhoSaysNothingIsNotPassedOn holds that nobody at the call centre talks to a machine that
// the line has called, wherever it falls silent.
func TestWhoSaysNothingIsNotPassedOn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := reminded(t, "city reminds")
		p.rings()
		for _, key := range rapid.SliceOfN(rapid.SampledFrom([]string{"1", "1", "2", "3", "9", "4"}), 0, 6).Draw(r, "keys") {
			if p.last.Ask != nil {
				p.presses(patiently, key)
			}
		}
		before := p.active()
		for n := 0; p.last.Ask != nil; n++ {
			if p.silent(); p.last.Pass != nil || n > 4 {
				r.Fatalf("%d silences:\n%s", n+1, p.heard)
			}
		}
		if after := p.active(); !slices.Equal(after, before) {
			r.Fatalf("silence made %+v of %+v:\n%s", after, before, p.heard)
		}
	})
}

// TestTheCallThatRemindsIsShort holds that whoever picks up knows within twelve seconds who calls
// and what to press.
func TestTheCallThatRemindsIsShort(t *testing.T) {
	p := reminded(t)
	p.rings()
	seconds := 0.0
	for i, one := range p.last.Say {
		text := one.Text
		if i == len(p.last.Say)-1 {
			text = strings.TrimSuffix(text, "。") // behind the last stop nothing is waited for
		}
		seconds += p.d.Seconds(text)
	}
	if t.Logf("%.1f s: %s", seconds, said(p.last)); seconds > 12 {
		t.Errorf("%.1f s: %s", seconds, said(p.last))
	}
}

// tried is a memory in which a message is sent for the nth time, which notes what was heard.
type tried struct {
	ivr.Memory
	tries int
	heard *[]int64
}

func (m tried) Message(id int64) (booking.Message, error) {
	message, err := m.Memory.Message(id)
	message.Tries, message.Missed = m.tries, m.tries-1
	return message, err
}

func (m tried) Heard(id int64) error {
	*m.heard = append(*m.heard, id)
	return m.Memory.Heard(id)
}

// TestTheLineKeepsWhatItSaysOfFurtherCalls holds that another call is promised only if there is one:
// after the first, and while the hours of the day leave time for it.
func TestTheLineKeepsWhatItSaysOfFurtherCalls(t *testing.T) {
	for _, c := range []struct {
		tries int
		now   string
		again bool
	}{{1, "10:00", true}, {1, "14:59", true}, {1, "15:01", false}, {1, "16:59", false}, {2, "10:00", false}} {
		p := reminded(t)
		p.setNow(p.when("2026-04-13", c.now))
		p.rings()
		var heard []int64
		p.next.In = pressed("2")
		reply, err := p.store.Turn(t.Context(), p.next, func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
			return p.d.Answer(tried{tx, c.tries, &heard}, call, in)
		})
		_, again := reply.Of("remind.later")
		if err != nil || again != c.again || len(heard) > 0 || reply.Ask != nil {
			t.Errorf("try %d at %s: %s, %v, heard %v, expected another call: %t", c.tries, c.now, said(reply), err, heard, c.again)
		}
	}
}

// TestAMessageCountsAsHeardWhenSomebodyWantsIt holds that the ledger learns of it then, and not
// before.
func TestAMessageCountsAsHeardWhenSomebodyWantsIt(t *testing.T) {
	p := reminded(t)
	var heard []int64
	answer := func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		return p.d.Answer(tried{tx, 1, &heard}, call, in)
	}
	turn := ivr.Turn{SID: "CA1", Caller: booking.CallerFrom(p.from), Line: p.to, Message: p.scene.calls}
	for n, in := range []ivr.Input{{Kind: ivr.Arrived}, {Kind: ivr.Silent}, pressed("5"), pressed("1"), pressed("#")} {
		turn.N, turn.In = n, in
		if _, err := p.store.Turn(t.Context(), turn, answer); err != nil {
			t.Fatal(err)
		}
		if told := len(heard) == 1 && heard[0] == p.scene.calls; told != (n >= 3) {
			t.Errorf("after turn %d heard is %v", n, heard)
		}
	}
}

// TestWhoSpokeWithAPersonIsNotCalledAgain holds that a person counts as much as the message.
func TestWhoSpokeWithAPersonIsNotCalledAgain(t *testing.T) {
	for _, person := range []ivr.Answered{ivr.Talked, ivr.Engaged} {
		p := reminded(t)
		var heard []int64
		turn := ivr.Turn{SID: "CA1", Caller: booking.CallerFrom(p.from), Line: p.to, Message: p.scene.calls}
		for n, in := range []ivr.Input{{Kind: ivr.Arrived}, pressed("0"), {Kind: ivr.Returned, Person: person}} {
			turn.N, turn.In = n, in
			if _, err := p.store.Turn(t.Context(), turn, func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
				return p.d.Answer(tried{tx, 1, &heard}, call, in)
			}); err != nil {
				t.Fatal(err)
			}
		}
		if talked := person == ivr.Talked; talked != (len(heard) == 1) {
			t.Errorf("%s: heard is %v", person, heard)
		}
	}
}

// TestAnotherNumberHearsNoMessage holds that a message is told only to the number of its booking.
func TestAnotherNumberHearsNoMessage(t *testing.T) {
	for _, from := range []string{"+81568319999", "anonymous"} {
		p := reminded(t)
		p.from = from
		p.rings()
		if !p.over() || !strings.Contains(p.heard, "いまは、お知らせできません") {
			t.Errorf("%s hears\n%s", from, p.heard)
		}
	}
}

// TestWhoHearsTheBookingInACallOfTheirOwnIsNotCalledAgain holds that the ledger learns from the
// call what was heard in it: the booking, and not only that somebody has called.
func TestWhoHearsTheBookingInACallOfTheirOwnIsNotCalledAgain(t *testing.T) {
	for name, c := range map[string]struct {
		set    []string
		called bool
	}{
		"nobody calls back":      {nil, true},
		"the booking is heard":   {[]string{"from 0568-31-1234"}, false},
		"another number calls":   {[]string{"from 090-1234-5678"}, true},
		"turned away":            {[]string{"block 0568-31-1234"}, true},
		"cut off while changing": {[]string{"changing 0568-31-1234"}, false}, // and hears which it was
	} {
		p := reminded(t)
		for _, line := range c.set {
			p.set(line)
		}
		if c.set != nil {
			p.press(p.d)
		}
		m, called, err := p.store.BeginMessage(t.Context(), p.d.Text)
		if err != nil || called != c.called || called && m.ID != p.scene.calls {
			t.Errorf("%s: called %t, %+v, %v, expected %t", name, called, m, err, c.called)
		}
	}
}

// TestTheBookingThatWasHeardIsCancelled holds that a household cancels the one of which it was
// reminded, and not the one that comes first.
func TestTheBookingThatWasHeardIsCancelled(t *testing.T) {
	for _, other := range []string{"koseki 2026-04-14 10:00 member 2", "ajiyoshi 2026-04-20 10:30 member 2"} {
		s := newScene(t)
		for _, line := range []string{"booking 0568-31-1234 " + other, landline, "reminder 0568-31-1234 ajiyoshi"} {
			s.set(line)
		}
		p, before := s.somebody(), s.active()
		m, err := p.message(p.scene.calls)
		if err != nil {
			t.Fatal(err)
		}
		p.rings()
		p.presses(patiently, "1", "9", "1")
		after := p.active()
		if len(before) != 2 || len(after) != 1 || after[0].Receipt == m.Booking.Receipt {
			t.Errorf("%+v became %+v:\n%s", before, after, p.heard)
		}
	}
}

func (p *somebody) message(id int64) (m booking.Message, err error) {
	p.t.Helper()
	err = p.store.View(p.t.Context(), func(tx *storeTx) error {
		m, err = tx.Message(id)
		return err
	})
	return m, err
}

// TestAReminderIsWrittenForWhenItIsTold holds the window of a message that the scene writes.
func TestAReminderIsWrittenForWhenItIsTold(t *testing.T) {
	p := reminded(t)
	m, err := p.message(p.scene.calls)
	day := booking.Date{Year: 2026, Month: time.April, Day: 13}
	if err != nil || m.Kind != booking.Reminder || m.Means != booking.ByCall || m.Days != 1 || !m.Due.Equal(p.now) || !m.Last.Equal(booking.Clock(17*60).On(day, booking.JST)) {
		t.Errorf("%+v, %v", m, err)
	}
}

// TestOneKeyCancelsOnlyWhatWasHeard holds that where 9 cancels at once, it does so in a call that
// reminds no sooner than day and time have been heard.
func TestOneKeyCancelsOnlyWhatWasHeard(t *testing.T) {
	p := reminded(t, "city one-key")
	p.rings()
	p.presses(hastily, "1", "9")
	if len(p.active()) != 1 {
		t.Fatalf("cancelled unheard:\n%s", p.heard)
	}
	p.presses(patiently, "9")
	if len(p.active()) != 0 {
		t.Errorf("not cancelled:\n%s", p.heard)
	}
}
