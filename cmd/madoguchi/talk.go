package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice/phone"
)

// A step finds the keys to press in what is said, and when a caller knows them,
// from the moment the line picked up. No keys are none to press.
type step func(*talk) (keys string, known time.Duration, err error)

// waymark is what is said for a phrase, or for a name.
func (l *line) waymark(key string) string { return cmp.Or(l.dialogue.Words(ivr.Key(key)), key) }

// errNotHeard says that the line does not say what a caller waits for.
var errNotHeard = errors.New("is not heard")

// option listens for an option and takes its key: 「取り消す方は、9を」.
func (l *line) option(keys ...string) step {
	label := ""
	for _, key := range keys {
		label += l.waymark(key)
	}
	announced := regexp.MustCompile("(?:^|。)" + regexp.QuoteMeta(label) + "、([0-9])を")
	return func(t *talk) (string, time.Duration, error) {
		for _, e := range t.heard {
			if m := announced.FindStringSubmatchIndex(e.Text); m != nil {
				return e.Text[m[2]:m[3]], heardBy(e, e.Text[:m[1]]), nil
			}
		}
		return "", 0, fmt.Errorf("%s %w", label, errNotHeard)
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

// typed waits until digits are asked for.
func typed(digits func(*talk) (string, error)) step {
	const please = "押してください。"
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
		for _, e := range t.heard {
			if before, _, asks := strings.Cut(e.Text, please); asks {
				known = min(known, heardBy(e, before+please))
			}
		}
		return keys, known, nil
	}
}

// isCancelled is the goal of a caller who cancels.
func (t *talk) isCancelled() (time.Duration, error) {
	text := t.line.waymark("cancel.done")
	for _, e := range t.heard {
		if e.Text == text {
			return heardBy(e, text), nil
		}
	}
	return 0, fmt.Errorf("%s %w", text, errNotHeard)
}

// A talk is one call of somebody who wants something.
type talk struct {
	*phone.Call
	line  *line
	now   time.Time
	hurry bool
	party int
	place booking.Facility
	date  booking.Date  // that was asked for
	heard []phone.Event // what is said since the last key
}

// listen takes what is said since the last key, and where the booking is.
func (t *talk) listen(from int) {
	t.heard = slices.DeleteFunc(t.Events()[from:], func(e phone.Event) bool { return e.Kind != phone.Said })
	for _, e := range t.heard {
		if _, told := t.line.dialogue.Tells(e.Text); !told {
			continue
		}
		for _, f := range t.line.City.Facilities {
			if strings.Contains(e.Text, f.Yomi) {
				t.place = f
			}
		}
	}
}

// after is how long the caller listens before acting on what is known by then.
func (t *talk) after(known time.Duration) time.Duration {
	if t.hurry {
		return max(0, known-t.Elapsed())
	}
	w, _ := t.Waiting()
	return w.Speech
}

// told is the goal of a caller who wants to know when the booking is. If a day was
// asked for, it must be that day.
func (t *talk) told() (time.Duration, error) {
	for _, e := range t.heard {
		if beginning, ok := t.line.dialogue.Tells(e.Text); ok && strings.Contains(beginning, t.spokenDay()) {
			return heardBy(e, beginning), nil
		}
	}
	return 0, fmt.Errorf("a booking for %s %w", cmp.Or(t.spokenDay(), "any day"), errNotHeard)
}

// spokenDay is the day that was asked for; "" if none was.
func (t *talk) spokenDay() string {
	if !t.date.Valid() {
		return ""
	}
	return strings.Replace(fmt.Sprintf("%d月%d日", t.date.Month, t.date.Day), "月1日", "月ついたち", 1)
}

// people are the digits for how many come.
func (t *talk) people() (string, error) { return strconv.Itoa(t.party), nil }

// day asks for a day in four digits.
func (t *talk) day() (string, error) {
	if t.date = t.line.dayAhead(t.place, t.now); !t.date.Valid() {
		return "", fmt.Errorf("%s is not open on any day that can be booked", t.place.ID)
	}
	return fmt.Sprintf("%02d%02d", t.date.Month, t.date.Day), nil
}

// heardBy is when the beginning of what is said has been heard.
func heardBy(e phone.Event, beginning string) time.Duration {
	share := ivr.SecondsAt(beginning, 100) / ivr.SecondsAt(e.Text, 100)
	return e.At + time.Duration(share*float64(e.Length))
}

// dayAhead is the tenth day ahead, or the next, on which the facility is open; where
// nobody can book so far ahead, the last before it; the zero Date if there is none.
func (l *line) dayAhead(f booking.Facility, now time.Time) (day booking.Date) {
	from, until := l.City.RulesOf(f.ID).Window(now)
	bookable := func(s booking.Slot) bool { return !s.Start.Before(from) && s.Start.Before(until) }
	today := booking.DateOf(now.In(booking.JST))
	for d := today.AddDays(1); day.Before(today.AddDays(10)) && d.In(booking.JST).Before(until); d = d.AddDays(1) {
		if slices.ContainsFunc(f.Slots(d), bookable) {
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
		Seconds: func(text string) float64 { return ivr.SecondsAt(text, 100) },
	}
	in.aim(&cfg)
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
