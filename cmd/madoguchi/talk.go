package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice/phone"
)

// A step finds the keys to press in what is said, and when a caller knows them,
// from the moment the line picked up. It returns no keys if none are to be pressed.
type step func(*talk) (keys string, known time.Duration, err error)

// errNotHeard says that the line does not say what a caller waits for.
var errNotHeard = errors.New("is not heard")

// option listens for an option, by its phrase, and takes its key. Of several phrases it takes
// the first that is said.
func (l *line) option(keys ...ivr.Key) step {
	return func(t *talk) (pressed string, known time.Duration, err error) {
		for _, key := range keys {
			find := l.chosen(l.dialogue.Words(keys[0]), func(c ivr.Choice) bool { return c.Say == key })
			if pressed, known, err = find(t); !errors.Is(err, errNotHeard) {
				break
			}
		}
		return pressed, known, err
	}
}

// offered listens for a time, and takes its key: the first of the keys that is offered.
func (l *line) offered(keys ...string) step {
	return func(t *talk) (pressed string, known time.Duration, err error) {
		for _, key := range keys {
			find := l.chosen(l.dialogue.Words("offer"), func(c ivr.Choice) bool { return c.Say == "offer" && c.Key == key })
			if pressed, known, err = find(t); !errors.Is(err, errNotHeard) {
				break
			}
		}
		return pressed, known, err
	}
}

// named listens for an option that is the name of something.
func (l *line) named(name string) step {
	return l.chosen(name, func(c ivr.Choice) bool { return c.Name == name })
}

func (l *line) chosen(what string, is func(ivr.Choice) bool) step {
	return func(t *talk) (string, time.Duration, error) {
		for _, h := range t.heard {
			if i := slices.IndexFunc(h.said.Menu, is); i >= 0 {
				c := h.said.Menu[i]
				return c.Key, l.heardBy(h.event, h.event.Text[:c.End]), nil
			}
		}
		return "", 0, fmt.Errorf("%s %w", what, errNotHeard)
	}
}

// ifAsked is a step that not every city needs: a single facility is not asked
// for, and one key may be enough to cancel.
func ifAsked(find step) step {
	return func(t *talk) (string, time.Duration, error) {
		keys, known, err := find(t)
		if errors.Is(err, errNotHeard) {
			err = nil
		}
		return keys, known, err
	}
}

// typed waits until digits are asked for. A caller in a hurry does not wait for the
// example after the question.
func typed(asked ivr.Key, digits func(*talk) (string, error)) step {
	return func(t *talk) (string, time.Duration, error) {
		keys, err := digits(t)
		if err != nil {
			return "", 0, err
		}
		w, _ := t.Waiting()
		if w.NumDigits != len(keys) {
			return "", 0, fmt.Errorf("the line waits for %d digits, expected %d", w.NumDigits, len(keys))
		}
		known := t.Elapsed() + w.Speech
		for _, h := range t.heard {
			if h.said.Key != asked {
				continue
			}
			question := h.said.Text
			if example, ok := h.said.Hole("example"); ok {
				question = question[:example.From]
			}
			known = min(known, t.line.heardBy(h.event, question))
		}
		return keys, known, nil
	}
}

// isCancelled returns when a caller who cancels has heard that it is done.
func (t *talk) isCancelled() (time.Duration, error) {
	const done = "cancel.done"
	for _, h := range t.heard {
		if h.said.Key == done {
			return t.line.heardBy(h.event, h.event.Text), nil
		}
	}
	return 0, fmt.Errorf("%s %w", t.line.dialogue.Words(done), errNotHeard)
}

// A talk is one call of somebody who wants something.
type talk struct {
	*phone.Call
	line    *line
	now     time.Time
	hurry   bool
	party   int
	place   booking.Facility
	service booking.ServiceID // "" is the first
	date    booking.Date      // that was asked for
	spoken  *spoken           // of the line
	heard   []heard           // what is said since the last key
}

// heard is something that a caller hears, and what it is.
type heard struct {
	event phone.Event
	said  ivr.Said
}

// listen takes what is said since the last key, and where the booking is.
func (t *talk) listen(from int) {
	t.heard = nil
	for _, e := range t.Events()[from:] {
		if e.Kind != phone.Said {
			continue
		}
		said := t.spoken.of(e)
		t.heard = append(t.heard, heard{e, said})
		if _, told := said.Tells(); !told {
			continue
		}
		place, _ := said.Hole("place")
		for _, f := range t.line.City.Facilities {
			if t.line.dialogue.Speech().Name(f.Spoken(), f.Yomi) == said.Text[place.From:place.End] {
				t.place = f
			}
		}
	}
}

// after returns how long the caller listens before acting on what is known by then.
func (t *talk) after(known time.Duration) time.Duration {
	if t.hurry {
		return max(0, known-t.Elapsed())
	}
	w, _ := t.Waiting()
	return w.Speech
}

// told returns when a caller has heard the day and time of the booking. If a day was
// asked for, it must be that day.
func (t *talk) told() (time.Duration, error) {
	for _, h := range t.heard {
		if beginning, ok := h.said.Tells(); ok && t.isDay(h.said) {
			return t.line.heardBy(h.event, beginning), nil
		}
	}
	return 0, fmt.Errorf("a booking for %s %w", cmp.Or(t.spokenDay(), "any day"), errNotHeard)
}

// isDay reports whether the day that is told is the one that was asked for, if one was.
func (t *talk) isDay(said ivr.Said) bool {
	day, _ := said.Hole("date")
	return !t.date.Valid() || said.Text[day.From:day.End] == t.line.dialogue.Speech().Date(t.date)
}

// spokenDay returns the day that was asked for as the line says it; "" if none was.
func (t *talk) spokenDay() string {
	if !t.date.Valid() {
		return ""
	}
	return t.line.dialogue.Speech().Day(t.date)
}

// people returns the digits for how many come.
func (t *talk) people() (string, error) { return strconv.Itoa(t.party), nil }

// day chooses the day to ask for, and returns it in four digits.
func (t *talk) day() (string, error) {
	if t.date = t.line.dayAhead(t.service, t.place, t.now); !t.date.Valid() {
		return "", fmt.Errorf("%s is not open on any day that can be booked", t.place.ID)
	}
	return fmt.Sprintf("%02d%02d", t.date.Month, t.date.Day), nil
}

// dayAhead returns the tenth day ahead, or the next, on which the facility is open and has the service. If
// nobody can book so far ahead, it returns the last open day before that; if there is
// none, the zero Date.
func (l *line) dayAhead(id booking.ServiceID, f booking.Facility, now time.Time) (day booking.Date) {
	from, until := l.City.RulesFor(id, f.ID).Window(now)
	service, _ := l.City.Service(id)
	bookable := func(start time.Time) bool { return !start.Before(from) && start.Before(until) }
	today := booking.DateOf(now.In(booking.JST))
	for d := today.AddDays(1); day.Before(today.AddDays(10)) && d.In(booking.JST).Before(until); d = d.AddDays(1) {
		if service.Hours != nil && len(service.Hours.On(d)) == 0 {
			continue
		}
		if slices.ContainsFunc(f.Plan(d).Starts(), bookable) {
			day = d
		}
	}
	return day
}

// runsOnce makes the call, on a line of its own.
func (w *world) runsOnce(ctx context.Context, t *talk, e errand) (c cost, err error) {
	in, err := w.openLine(ctx, t.line, caller{now: t.now})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	cfg := phone.Config{
		From: string(e.from), To: string(t.line.City.Number), Start: t.now, AccountSID: "AC" + strings.Repeat("0", 32),
		Seconds: t.line.seconds,
	}
	in.aim(&cfg)
	t.spoken = &in.spoken
	if t.Call, err = phone.Place(ctx, cfg); err != nil {
		return c, err
	}
	c.Turns = 1
	t.listen(0)
	for _, find := range e.steps {
		keys, known, err := find(t)
		if err != nil {
			return c, err
		}
		if keys == "" {
			continue
		}
		before := len(t.Events())
		if err := t.PressEarly(ctx, keys, t.after(known)); err != nil {
			return c, err
		}
		c.Turns++
		t.listen(before)
	}
	heard, err := e.goal(t)
	if err != nil {
		return c, err
	}
	err = t.HangUpEarly(ctx, t.after(heard))
	c.Keys, c.Heard, c.Whole = t.KeysPressed(), tenths(heard), tenths(t.Elapsed())
	return c, err
}
