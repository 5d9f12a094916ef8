package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

const sid = "CA0123456789abcdef0123456789abcdef"

func turn(n int, keys string) ivr.Turn {
	return ivr.Turn{
		SID: sid, N: n, Line: "+81568000000",
		Caller: booking.Caller{Kind: booking.Identified, Phone: phone(1)},
		In:     ivr.Input{Kind: ivr.Pressed, Keys: keys},
	}
}

// echo answers with its input. It counts in the call's tries and in the audit trail how
// often it was called.
func echo(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
	call.Tries++
	call.State = "echo"
	return ivr.Reply{
		Lang: call.Lang,
		Say:  []ivr.Said{{Text: fmt.Sprintf("%s %s %d %s <&> %s", in.Kind, in.Keys, call.Tries, call.Caller.Phone, tx.Now())}},
		Ask:  &ivr.Ask{Digits: 1, Timeout: 10 * time.Second},
	}, tx.(*Tx).note(DidDrawSecret, 0, Detail{Secret: in.Keys})
}

func (w *town) turn(t ivr.Turn, answer ivr.Answer) ivr.Reply {
	w.Helper()
	reply, err := w.Turn(bg, t, answer)
	if err != nil {
		w.Fatalf("turn %d: %v", t.N, err)
	}
	return reply
}

func TestATurnDeliveredFiftyTimesAtOnceHasOneEffectAndOneReply(t *testing.T) {
	w := newTown(t)
	w.turn(turn(0, ""), echo)
	var replies [50]ivr.Reply
	var wg sync.WaitGroup
	for i := range replies {
		wg.Go(func() { // with whatever input
			reply, err := w.Turn(bg, turn(1, fmt.Sprint(i)), echo)
			if err != nil {
				t.Error(err)
			}
			replies[i] = reply
		})
	}
	wg.Wait()
	w.clock.Add(time.Hour)
	w.reopen()
	again := w.turn(turn(1, "later"), func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
		return ivr.Reply{}, errors.New("a repeated turn was answered anew")
	})
	for i, reply := range replies {
		if !reflect.DeepEqual(reply, again) {
			t.Errorf("reply %d is %v, after reopening %v", i, reply, again)
		}
	}
	if n := w.count(`SELECT count(*) FROM audit`); n != 2 {
		t.Errorf("%d effects, expected one for each of two turns", n)
	}
	if again.Turn != 1 || again.Ask.Timeout != 10*time.Second {
		t.Errorf("reply %+v", again)
	}
	w.sound()
}

func TestTheCallIsRememberedBetweenTurns(t *testing.T) {
	w := newTown(t)
	w.turn(turn(0, ""), func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		want := ivr.Call{SID: sid, Caller: turn(0, "").Caller, Line: "+81568000000", Turn: -1}
		if !reflect.DeepEqual(*call, want) {
			t.Errorf("a new call is %+v, expected %+v", *call, want)
		}
		call.SID, call.Turn = "something else", 99 // the dialogue must not set these
		call.State, call.Draft = "offer", ivr.Draft{Visit: ivr.Visit{Facility: ajiyoshi, Start: at(11, 0)}, Day: booking.DateOf(monday)}
		return ivr.Reply{Turn: 99}, nil
	})
	w.reopen()
	reply := w.turn(turn(1, "1"), func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		if call.SID != sid || call.Turn != 0 || call.State != "offer" || call.Draft.Facility != ajiyoshi ||
			!call.Draft.Start.Equal(at(11, 0)) || call.Draft.Day != booking.DateOf(monday) || in.Keys != "1" {
			t.Errorf("found %+v and %+v", *call, in)
		}
		return ivr.Reply{}, nil
	})
	if reply.Turn != 1 {
		t.Errorf("the reply is to turn %d", reply.Turn)
	}
	w.sound()
}

func TestTurnsOutOfOrderChangeNothing(t *testing.T) {
	w := newTown(t)
	// An unknown call arrives with whatever turn comes first.
	first := w.turn(turn(3, "9"), echo)
	if !strings.HasPrefix(first.Say[0].Text, "arrived  1") || first.Turn != 3 {
		t.Errorf("found %+v", first)
	}
	last := w.turn(turn(4, "1"), echo)
	for _, n := range []int{-1, 0, 2, 4, 6, 99} {
		if got := w.turn(turn(n, "9"), echo); !reflect.DeepEqual(got, last) {
			t.Errorf("turn %d: found %v, expected the last reply", n, got)
		}
	}
	if got := w.turn(turn(3, "9"), echo); !reflect.DeepEqual(got, first) {
		t.Errorf("turn 3: found %v, expected its own reply", got)
	}
	w.sound()
}

func TestATurnThatFailsLeavesNothing(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.turn(turn(0, ""), echo)
	dump := w.dump()
	mine := errors.New("mine")
	_, err := w.Turn(bg, turn(1, "1"), func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		_, err := rules.Book(tx, booking.Request{Phone: phone(1), Facility: ajiyoshi, Start: at(11, 0)})
		return ivr.Reply{}, errors.Join(err, mine)
	})
	if !errors.Is(err, mine) {
		t.Errorf("found %v", err)
	}
	if now := w.dump(); now != dump {
		t.Errorf("left behind:\n%s", now)
	}
	w.turn(turn(1, "1"), echo) // the turn may be tried again
}

func TestACallSIDIsNeededAndBounded(t *testing.T) {
	w := newTown(t)
	for _, bad := range []string{"", strings.Repeat("C", maxSID+1), strings.Repeat("C", 4000)} {
		_, err := w.Turn(bg, ivr.Turn{SID: bad}, echo)
		if err == nil || !strings.Contains(err.Error(), "call SID") {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
	longest := turn(0, "")
	longest.SID = strings.Repeat("C", maxSID)
	if reply := w.turn(longest, echo); len(reply.Say) == 0 {
		t.Errorf("a SID of %d bytes is answered with %+v", maxSID, reply)
	}
}

func TestHugeKeysAreCutBeforeTheyAreKept(t *testing.T) {
	w := newTown(t)
	w.turn(turn(0, strings.Repeat("９", 4000)), func(_ ivr.Memory, _ *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		if len(in.Keys) != 12000 {
			t.Errorf("the dialogue was given %d bytes", len(in.Keys))
		}
		return ivr.Reply{}, nil
	})
	w.turn(turn(1, "\xff\x00"), echo)
	if n := w.count(`SELECT max(length(cast(input AS BLOB))) FROM turns`); n > 200 {
		t.Errorf("%d bytes were kept", n)
	}
	w.sound()
}

func TestTheLastReplyIsThereForTheWhisper(t *testing.T) {
	w := newTown(t)
	if _, ok, err := w.Reply(bg, sid); ok || err != nil {
		t.Errorf("an unknown call: %v, %v", ok, err)
	}
	w.turn(turn(0, ""), echo)
	last := w.turn(turn(1, "0"), echo)
	if got, ok, err := w.Reply(bg, sid); !ok || err != nil || !reflect.DeepEqual(got, last) {
		t.Errorf("found %v, %v, %v, expected %v", got, ok, err, last)
	}
}

func TestHangingUpTwiceOrUnknownIsNoErrorAndKeepsTheHold(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.turn(turn(0, ""), func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		_, err := rules.Offer(tx, booking.Want{Phone: call.Caller.Phone, Facility: ajiyoshi}, tx.Now())
		return ivr.Reply{}, err
	})
	for _, id := range []string{sid, sid, "CAunknown", ""} {
		if err := w.HangUp(bg, id); err != nil {
			t.Errorf("%q: %v", id, err)
		}
		w.clock.Add(time.Minute)
	}
	if ended := w.count(`SELECT ended FROM calls`); ended != int(monday.Unix()) {
		t.Errorf("ended at %d, expected the first time", ended)
	}
	w.look(func(tx *Tx) error {
		if holds, err := tx.Holds(phone(1)); len(holds) != 1 || err != nil {
			t.Errorf("the hold is gone: %v", err)
		}
		return nil
	})
	w.sound()
}
