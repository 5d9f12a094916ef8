package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// A goal is what somebody calls for.
type goal int

const (
	toBook goal = iota
	toCheck
	toCancel
	toChange
	toAsk
	toHear // what the line tells in a call of its own
)

// attempts is how many calls it takes to get a booking: some slip, find no time that suits
// them, or have one already.
const attempts = 1.45

// longest is how many turns somebody stays on the line at most.
const longest = 40

// A talk is a call while it goes on.
type talk struct {
	year   *Year
	goal   goal
	phone  booking.Phone // "" if it shows none
	turn   ivr.Turn
	state  ivr.State
	reply  ivr.Reply
	keys   int
	begins time.Time
}

// call has somebody call the line, for what people call for.
func (y *Year) call(ctx context.Context) error {
	y.figures.calls()
	t := &talk{year: y, goal: toAsk}
	each := float64(y.Habits.Calls) / float64(max(y.Habits.Bookings, 1)) // calls for each booking
	booked := len(y.have.phones) > 0
	switch p := y.rand.Float64() * each; {
	case p < attempts:
		t.goal, t.phone = toBook, y.somebody()
	case booked && p < attempts+y.Habits.Cancelled:
		t.goal, t.phone = toCancel, y.have.draw(y.rand)
	case booked && p < attempts+y.Habits.Cancelled+y.Habits.Changed:
		t.goal, t.phone = toChange, y.have.draw(y.rand)
	case booked && p < 2.7:
		t.goal, t.phone = toCheck, y.have.draw(y.rand)
	case !y.chance(y.Habits.Withheld * each):
		t.phone = y.somebody()
	}
	caller := booking.Caller{Kind: booking.Withheld}
	if t.phone != "" {
		caller = booking.Caller{Kind: booking.Identified, Phone: t.phone}
	}
	t.turn = y.arrival(caller)
	return t.talk(ctx)
}

// arrival returns the first turn of a call that somebody makes. Its SID is none that the
// carrier gives to the calls of the line.
func (y *Year) arrival(caller booking.Caller) ivr.Turn {
	y.serial++
	return ivr.Turn{SID: fmt.Sprintf("CA1%031x", y.serial), Caller: caller, Line: y.City.Number, In: ivr.Input{Kind: ivr.Arrived}}
}

// somebody returns the number of one of the people of the city.
func (y *Year) somebody() booking.Phone {
	n := y.rand.IntN(y.People)
	if float64(n%100) < 100*y.Habits.Mobile {
		return booking.Phone(fmt.Sprintf("+8190%08d", 10_000_000+n))
	}
	return booking.Phone(fmt.Sprintf("+81568%06d", 200_000+n%800_000))
}

// talk goes through a call, turn by turn.
func (t *talk) talk(ctx context.Context) error {
	t.begins = t.year.Clock.Now()
	for range longest {
		if err := t.next(ctx); err != nil {
			return fmt.Errorf("call %s, turn %d, %s: %w", t.turn.SID, t.turn.N, t.state, err)
		}
		if t.reply.Ask == nil && t.reply.Pass == nil {
			break
		}
		in, stays := t.answer()
		if !stays {
			break
		}
		t.turn.N++
		t.turn.In = in
	}
	if t.turn.Message != 0 {
		t.year.figures.took(t.year.Clock.Now().Sub(t.begins))
	}
	return t.year.Ledger.HangUp(ctx, t.turn.SID)
}

// next delivers the turn, and now and then once more, as a carrier does.
func (t *talk) next(ctx context.Context) error {
	y := t.year
	y.figures.Turns++
	var state ivr.State
	answer := func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		before, err := standing(tx, call.Caller.Phone)
		if err != nil {
			return ivr.Reply{}, err
		}
		reply, err := y.Answer(tx, call, in)
		if err != nil {
			return reply, err
		}
		after, err := standing(tx, call.Caller.Phone)
		if err == nil {
			state = call.State
			y.learn(call.Caller.Phone, before, after)
		}
		return reply, err
	}
	reply, err := y.Ledger.Turn(ctx, t.turn, answer)
	if err != nil {
		return err
	}
	t.reply, t.state = reply, state
	if y.chance(0.01) {
		again, err := y.Ledger.Turn(ctx, t.turn, answer)
		if err != nil {
			return err
		}
		if again.Turn != reply.Turn || len(again.Say) != len(reply.Say) {
			return errors.New("the same turn was answered otherwise the second time")
		}
	}
	y.Clock.Set(y.Clock.Now().Add(time.Duration(5+y.rand.IntN(12)) * time.Second))
	return nil
}

// standing returns the bookings of a number.
func standing(tx ivr.Memory, phone booking.Phone) ([]booking.Booking, error) {
	if phone == "" {
		return nil, nil
	}
	return tx.Bookings(phone)
}

// learn has people know what they have been told: the line says what it does.
func (y *Year) learn(phone booking.Phone, before, after []booking.Booking) {
	switch {
	case len(after) == 0 && len(before) > 0:
		delete(y.told, phone)
		y.have.remove(phone)
		y.figures.Cancelled++
	case len(after) > 0 && (len(before) == 0 || !before[0].Start.Equal(after[0].Start) || before[0].Facility != after[0].Facility):
		b := after[0]
		if len(before) > 0 {
			y.figures.Changed++
		} else if y.told[phone].id != b.ID {
			y.figures.booked(b.Service)
		}
		y.have.add(phone)
		y.told[phone] = told{id: b.ID, facility: b.Facility, start: b.Start}
		day := booking.DateOf(b.Start)
		y.visits[day] = append(y.visits[day], phone)
	}
}

// key is what somebody presses in a state who wants one thing; "" hangs up.
var key = map[goal]map[ivr.State]string{
	toBook: {
		ivr.NotBooked: "1", ivr.Resumed: "1", ivr.Undoable: "1", ivr.Offer: "1 1 1 2", ivr.OfferDay: "1 1 1 3", ivr.OfferNext: "1 1 3",
		ivr.Times: "1 2", ivr.Facility: "any", ivr.Day: "day", ivr.NoNumber: "3", ivr.Errands: "1", ivr.WasCancelled: "1",
	},
	toCheck: {ivr.Booked: "hang-up hang-up 3", ivr.Bring: "hang-up 2"},
	toCancel: {
		ivr.Booked: "9", ivr.Which: "1", ivr.ConfirmCancel: "1 1 1 1 1 1 1 1 1 2", ivr.WasCancelled: strings.Repeat("hang-up ", 19) + "2",
	},
	toChange: {
		ivr.Booked: "2", ivr.WhichChange: "1", ivr.Offer: "1 2", ivr.OfferDay: "1 1 3", ivr.OfferNext: "1 1 3", ivr.Times: "1 2", ivr.Day: "day",
		ivr.Resumed: "1",
	},
	toAsk: {
		ivr.NotBooked: "3 3 0", ivr.Booked: "3", ivr.NoNumber: "3", ivr.Errands: "any", ivr.MoreErrands: "any", ivr.Bring: "any", ivr.Info: "any", ivr.Quiet: "hang-up",
	},
	toHear: {
		ivr.Announced: "1", ivr.Reminded: "1 1 1 1 hang-up", ivr.ConfirmCancel: "1", ivr.Coming: "hang-up hang-up 2",
	},
}

// answer returns what somebody does after what they have heard, and false if they hang up.
func (t *talk) answer() (in ivr.Input, stays bool) {
	y := t.year
	if t.reply.Pass != nil {
		y.figures.Passed++
		how := []ivr.Answered{ivr.Talked, ivr.Talked, ivr.Talked, ivr.Engaged, ivr.NoAnswer}
		return ivr.Input{Kind: ivr.Returned, Person: how[y.rand.IntN(len(how))], After: time.Minute}, true
	}
	if y.chance(y.Habits.Slip) {
		switch y.rand.IntN(3) {
		case 0:
			return ivr.Input{Kind: ivr.Silent, After: time.Minute}, true
		case 1:
			return ivr.Input{Kind: ivr.Pressed, Keys: string("0123456789*#"[y.rand.IntN(12)]), After: time.Minute}, true
		}
		return in, false
	}
	choices := strings.Fields(key[t.goal][t.state])
	if len(choices) == 0 && t.asksService() {
		choices = []string{"any"}
	}
	if len(choices) == 0 {
		return in, false
	}
	pressed := choices[y.rand.IntN(len(choices))]
	switch pressed {
	case "hang-up":
		return in, false
	case "any":
		pressed = t.any()
	case "day":
		pressed = y.Clock.Now().AddDate(0, 0, 1+y.rand.IntN(20)).Format("0102")
	}
	t.keys++
	return ivr.Input{Kind: ivr.Pressed, Keys: pressed, After: time.Minute}, pressed != ""
}

// asksService reports whether the line asks which service somebody comes for.
func (t *talk) asksService() bool {
	for _, said := range t.reply.Say {
		for _, c := range said.Menu {
			if slices.ContainsFunc(t.year.City.Services, func(s booking.Service) bool { return s.Short == c.Name }) {
				return true
			}
		}
	}
	return false
}

// any returns one of the keys that were offered.
func (t *talk) any() string {
	offered := map[string]bool{}
	for _, said := range t.reply.Say {
		for _, c := range said.Menu {
			if c.Key != "0" {
				offered[c.Key] = true
			}
		}
	}
	if len(offered) == 0 {
		return ""
	}
	keys := slices.Sorted(maps.Keys(offered))
	return keys[t.year.rand.IntN(len(keys))]
}
