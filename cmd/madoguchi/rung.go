package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/voice/phone"
)

// landline is who is rung if nobody is named: mobiles get texts.
const landline = "+81568311234"

// misses are the ways in which a telephone is not picked up, as Twilio tells them.
var misses = map[string]string{"busy": "busy", "no-answer": "no-answer"}

// machine is what a machine does that takes a call: it says nothing until the line hangs up.
const machine = "_ _ _ _ _ _ _ _"

// looks reports whether somebody only looks at what the telephone has got.
func (c caller) looks() bool { return c.inbox && !c.rung && c.keys == nil }

// outgoing refuses a command line that does not fit a line that speaks first.
func (c *caller) outgoing(set func(flag string) bool) error {
	for _, name := range []string{"inbox", "rung", "answer"} {
		if c.url != "" && set(name) {
			return usage("found --url and --%s, expected one of them: what a server that runs tells by itself goes to real telephones", name)
		}
	}
	switch {
	case c.rung && set("to"):
		return usage("found --rung and --to, expected one of them: the line that calls shows the city's number")
	case set("answer") && !c.rung:
		return usage("found --answer without --rung, expected both: it is how a telephone that is rung is answered")
	case c.answer != "answers" && c.keys != nil:
		return usage("found --answer %s and --keys, expected one of them: nobody is there who presses keys", c.answer)
	}
	if c.rung && !set("from") {
		c.from = landline
	}
	if (c.rung || c.inbox) && booking.CallerFrom(c.from).Kind != booking.Identified {
		return usage("--from: found somebody without a number, expected a number: the line reaches nobody else")
	}
	if c.answer != "answers" {
		silence := ""
		if c.answer == "voicemail" {
			silence = machine
		}
		c.keys = &silence
	}
	return nil
}

// tells refuses to wait for what the line does not tell.
func (l *line) tells(c caller) error {
	o := l.City.Outreach
	switch {
	case c.rung && len(o.Remind) == 0:
		return errors.New("found no reminders under outreach in the config: the line calls nobody by itself")
	case c.inbox && !o.Texts && len(o.Remind) == 0:
		return errors.New("found no outreach in the config: the line sends no texts")
	case !c.rung:
		return nil
	}
	switch means, ok := booking.Phone(c.from).Reached(); {
	case !ok:
		return errors.New("--from: found a number that the line does not call, expected a landline of Japan such as 0568-31-1234")
	case means == booking.ByText:
		return errors.New("--from: found a mobile number, which gets a text (see --inbox), expected a landline such as 0568-31-1234")
	case !o.Hours.Open(c.now.In(booking.JST)):
		return fmt.Errorf("found a time at which nobody is called, expected one in %s: name it with --now%s", weekWords(o.Hours), nextOpening(o.Hours, c.now))
	}
	return nil
}

// nextOpening names a time at which hours begin next, as an example; "" if they never do.
func nextOpening(h booking.Hours, now time.Time) string {
	today := booking.DateOf(now.In(booking.JST))
	for ahead := range 31 {
		day := today.AddDays(ahead)
		for _, r := range h.On(day) {
			if at := r.From.On(day, booking.JST); at.After(now) {
				return fmt.Sprintf(", such as --now %q", at.Format("2006-01-02 15:04"))
			}
		}
	}
	return ""
}

// remindable gives a ledger a booking of which its number is reminded when the call is made:
// one that was made two days before. It is for the earliest day that can be.
func (in *inside) remindable(ctx context.Context, ledger *store.Store, city *booking.City, c caller) (there bool, err error) {
	before := c.now.AddDate(0, 0, -2)
	in.clock.Store(&before)
	defer in.clock.Store(&c.now)
	own, number := lived(city), booking.Phone(c.from)
	rules := city.RulesFor(firstAt(city, own.ID), own.ID)
	err = ledger.Update(ctx, store.By{Way: store.ByTerminal, Actor: "phone"}, toFill.Do(func(tx booking.Tx) error {
		for day := booking.DateOf(c.now.In(booking.JST)); day.In(booking.JST).Before(city.Outreach.RemindedUntil(c.now)); day = day.AddDays(1) {
			start, err := rules.Earliest(tx, booking.Want{Phone: number, Facility: own.ID}, day.In(booking.JST))
			if errors.Is(err, booking.ErrNoRoom) {
				return nil
			}
			if err != nil {
				return err
			}
			if _, _, due := city.Outreach.DueReminder(booking.Booking{Start: start}, before, c.now); !due {
				continue
			}
			there = true
			_, err = rules.Book(tx, booking.Request{Phone: number, Facility: own.ID, Start: start, Staff: true})
			return err
		}
		return nil
	}))
	return there && err == nil, err
}

// rings has the line call the telephone with the reminder that is due.
func (in *inside) rings(cfg *phone.Config, c caller) error {
	for _, call := range in.post.carrier.Calls() {
		if call.Form.Get("To") == c.from {
			cfg.Rung, cfg.SID, cfg.Missed = call.Form, call.SID, misses[c.answer]
			return nil
		}
	}
	return errors.New("no call is due to this number at that time: it has no booking to be reminded of then, or was called already")
}
