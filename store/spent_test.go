package store

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Whatever calls did, and however often the ledger was tidied and opened since: a call that
// was erased is never answered again, and one that was not goes on.
func TestNoCallIsAnsweredOnceItIsErased(t *testing.T) {
	w, try := newTown(t), 0
	rapid.Check(t, func(t *rapid.T) {
		try++ // every try has calls of its own
		type known struct {
			started time.Time
			turn    int
			erased  bool
		}
		calls := map[string]*known{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"turn", "turn", "turn", "hang up", "wait", "tidy", "open"}).Draw(t, "step") {
			case "turn":
				sid, n := fmt.Sprintf("CA%d-%d", try, rapid.IntRange(1, 3).Draw(t, "call")), rapid.IntRange(0, 4).Draw(t, "turn")
				answered := false
				reply, err := w.Turn(bg, ivr.Turn{SID: sid, N: n, Line: "+81568000000", Caller: booking.Caller{Kind: booking.Identified, Phone: phone(1)}},
					func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
						answered = true
						return ivr.Reply{Say: []ivr.Said{{Text: "はい。"}}}, nil
					})
				if err != nil {
					t.Fatal(err)
				}
				c := calls[sid]
				if want := c == nil || !c.erased && n == c.turn+1; answered != want {
					t.Fatalf("%s, turn %d: answered %t, expected %t of %+v", sid, n, answered, want, c)
				}
				if silent := c != nil && c.erased; silent != (len(reply.Say) == 0) {
					t.Fatalf("%s, turn %d: found %+v of %+v", sid, n, reply, c)
				}
				if c == nil {
					calls[sid] = &known{started: w.clock.Now(), turn: n}
				} else if answered {
					c.turn = n
				}
			case "hang up":
				if err := w.HangUp(bg, fmt.Sprintf("CA%d-%d", try, rapid.IntRange(1, 3).Draw(t, "call"))); err != nil {
					t.Fatal(err)
				}
			case "wait":
				w.clock.Add(time.Duration(rapid.SampledFrom([]int{1, 29, 31, 100, 366, 380}).Draw(t, "days")) * day)
			case "tidy":
				w.tidy()
				for _, c := range calls {
					c.erased = c.erased || !c.started.After(w.clock.Now().Add(-keepWords))
				}
			case "open":
				w.reopen()
			}
		}
	})
	w.sound()
}

// A ledger of an earlier version has deleted calls without a trace but for what they did.
func TestCallsOfAnEarlierVersionStayForgotten(t *testing.T) {
	old := monday.AddDate(-2, 0, 0).Unix()
	path := ledgerOf(t, 9, fmt.Sprintf(`
		INSERT INTO calls (sid, line, state, turn, started, updated, erased) VALUES ('CAerased', '+81568000000', 'bye', 0, %[2]d, %[2]d, 1);
		INSERT INTO turns (sid, n, kind, at) VALUES ('CAerased', 0, 'arrived', %[2]d);
		INSERT INTO audit (at, way, actor, call, deed, detail) VALUES (%[1]d, 'phone', '', 'CAdeleted', 'pass-in', '{}');
		INSERT INTO audit (at, way, actor, call, deed, detail) VALUES (%[1]d, 'phone', '', 'CAdeleted', 'ask-back', '{}');
		INSERT INTO audit (at, way, actor, call, deed, detail) VALUES (%[2]d, 'phone', '', 'CAerased', 'ask-back', '{}');`,
		old, monday.AddDate(0, 0, -40).Unix()))
	w := townAt(t, path)
	defer func() { w.Close() }()
	for sid, want := range map[string]bool{"CAerased": false, "CAdeleted": false, "CAnew": true} {
		answered := false
		if _, err := w.Turn(bg, ivr.Turn{SID: sid, Line: "+81568000000"}, func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
			answered = true
			return ivr.Reply{}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if answered != want {
			t.Errorf("%s is answered: %t, expected %t", sid, answered, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM spent_calls`); n != 1 {
		t.Errorf("%d calls are remembered as spent, expected 1", n)
	}
	w.sound()
}
