package ivr_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
	"madoguchi/voice/phone"
)

// FuzzCall plays whatever a caller can do, in any order, while the clock runs and staff
// act, and compares what the caller is told with what the ledger has.
func FuzzCall(f *testing.F) {
	for _, script := range []string{"141", "1431", "91", "9_", "____", "0r0", "14tt1", "1*1#4*4", "13", "1\x00Ａ4日1", "14s1", "14o1", "14321", "14d0429 1", "9c1", "141>cv", "9_c#", "9c_", "9c0",
		"2d0422 1", "2_c_", "2tt1", "24431", "242R1", "21m1", "9121R2", "91t2", "91u#", "9114**2", "14443d0422 1R", "332_3134", "2c#", "24443R*"} {
		f.Add(script, true)
		f.Add(script, false)
	}
	s := newScene(f)
	s.vary("small")
	d := s.dialogue()
	f.Fuzz(func(t *testing.T, script string, booked bool) {
		err := s.store.Update(t.Context(), store.By{Way: store.ByPhone, Call: "CA1"}, func(tx *store.Tx) error {
			c := &fuzzedCall{scene: s, target: t, d: d, tx: tx, call: ivr.Call{SID: "CA1", Caller: booking.CallerFrom(s.from), Line: s.to, Lang: "ja", Turn: -1}}
			return errors.Join(c.play(script, booked), errUndo)
		})
		if rest := strings.TrimSuffix(err.Error(), errUndo.Error()); rest != "" || !errors.Is(err, errUndo) {
			t.Fatalf("%q: %s", script, rest)
		}
	})
}

// fuzzedCall is a call whose clock can run.
type fuzzedCall struct {
	*scene
	target testing.TB
	d      *ivr.Dialogue
	tx     *store.Tx
	call   ivr.Call
	passed time.Duration
	ended  bool
}

// clocked is the ledger with a later clock.
type clocked struct {
	*store.Tx
	now time.Time
}

func (c clocked) Now() time.Time { return c.now }

func (c *fuzzedCall) play(script string, booked bool) error {
	if booked {
		if err := c.book(c.tx, "", booking.Request{Phone: "+819012345678", Facility: "ajiyoshi", Start: c.when("2026-04-20", "09:30"), Staff: true}); err != nil {
			return err
		}
	}
	if err := c.turn(ivr.Input{Kind: ivr.Arrived}); err != nil {
		return err
	}
	for i, r := range script {
		if c.ended || i > 60 {
			return nil
		}
		var err error
		switch r {
		case '_':
			err = c.turn(ivr.Input{Kind: ivr.Silent})
		case 'r':
			err = c.turn(ivr.Input{Kind: ivr.Returned, Person: ivr.Engaged})
		case 't':
			c.passed += 7 * time.Minute
		case 's':
			err = meanwhile["one counter was closed"](c.scene, c.tx)
		case 'c':
			err = meanwhile["staff cancelled the booking"](c.scene, c.tx)
		case 'o':
			err = meanwhile["somebody at the same number booked"](c.scene, c.tx)
		case 'u':
			err = meanwhile["another call undid the cancellation"](c.scene, c.tx)
		case 'm':
			err = meanwhile["staff moved the booking"](c.scene, c.tx)
		case 'R': // cut off, and called again
			c.call = ivr.Call{SID: "CA1", Caller: c.call.Caller, Line: c.to, Lang: "ja", Turn: -1}
			err = c.turn(ivr.Input{Kind: ivr.Arrived})
		case 'd':
			err = c.turn(ivr.Input{Kind: ivr.Pressed, Keys: script[i+1 : min(i+5, len(script))]})
		default:
			err = c.turn(ivr.Input{Kind: ivr.Pressed, Keys: string(r)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *fuzzedCall) turn(in ivr.Input) error {
	before, err := c.tx.List(everyBooking)
	if err != nil {
		return err
	}
	receipt := c.call.Draft.Receipt
	reply, err := c.d.Answer(clocked{c.tx, c.scene.now.Add(c.passed)}, &c.call, in)
	if err != nil {
		return err
	}
	after, err := c.tx.List(everyBooking)
	if err != nil {
		return err
	}
	if in.Kind == ivr.Silent && !slices.Equal(before, after) {
		return errors.New("silence changed a booking")
	}
	own := slices.DeleteFunc(slices.Clone(after), func(b booking.Booking) bool { return b.State != booking.Active })
	heard := said(reply)
	switch {
	case len(own) > 1:
		return errors.New("the number has two bookings")
	case strings.Contains(heard, "お取りしました。") && (len(own) != 1 || !strings.Contains(heard, ivr.InJapanese.Groups(string(own[0].Receipt), 3, 3))):
		return errors.New("told of a booking that is not there")
	case strings.Contains(heard, "変えました。") && (len(own) != 1 || !strings.Contains(heard, ivr.InJapanese.Date(booking.DateOf(own[0].Start.In(booking.JST))))):
		return errors.New("told of a change that is not there")
	case strings.Contains(heard, "いまのご予約は、") && (len(own) != 1 || !slices.Equal(before, after)):
		return errors.New("told that a booking stands which does not")
	case strings.Contains(heard, "元に戻しました。") && len(own) != 1:
		return errors.New("told of an undo that is not there")
	case strings.Contains(heard, "取り消しました。") && slices.ContainsFunc(own, func(b booking.Booking) bool { return b.Receipt == receipt }):
		return errors.New("told of a cancellation that did not happen")
	case strings.Contains(heard, "取り消していません。") && (!slices.Equal(before, after) ||
		!slices.ContainsFunc(own, func(b booking.Booking) bool { return b.Receipt == receipt })):
		return errors.New("told that a booking stands which does not")
	case len(reply.Say) == 0:
		return errors.New("the line says nothing")
	}
	reply.Turn = 1
	c.ended = reply.Ask == nil && reply.Pass == nil
	c.call = reread(c.target, c.call)
	return phone.Check(voice.Render(reply, voice.Voices{"ja": {Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}}, "", "CA1"))
}
