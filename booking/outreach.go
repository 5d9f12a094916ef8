package booking

import (
	"slices"
	"time"
)

// Outreach is what the line tells numbers by itself. The zero Outreach tells nothing.
// docs/rules.md, "What the line tells by itself".
type Outreach struct {
	Texts  bool  // mobile numbers get a text when a caller has booked, changed, cancelled or undone
	Remind []int // so many days before a visit its number is reminded, the most days first
	Only   Means // by which people are reminded, where there is no other; "" means all

	// Hours are when people are told what they have not asked for: they rest on national
	// holidays and over New Year, as all hours do.
	Hours Hours
}

// A Window is when something may be told: From included, Until excluded.
type Window struct{ From, Until time.Time }

// Contains reports whether t is in the window.
func (w Window) Contains(t time.Time) bool { return !t.Before(w.From) && t.Before(w.Until) }

// farthest is how many days earlier a reminder may be than it should be, because nobody is
// told anything on the days between.
const farthest = 14

// Reminder returns the day on which the number of a visit is reminded of it, so many days
// before, from when to when people are told things on it: that day, or the last one before it
// on which they are. It returns false if there is none in time.
func (o Outreach) Reminder(start time.Time, days int) (Window, bool) {
	day := DateOf(start.In(JST)).AddDays(-days)
	for range farthest + 1 {
		if ranges := o.Hours.On(day); len(ranges) > 0 {
			return Window{ranges[0].From.On(day, JST), ranges[len(ranges)-1].To.On(day, JST)}, true
		}
		day = day.AddDays(-1)
	}
	return Window{}, false
}

// DueReminder returns which reminder of a booking is to be sent at a moment, and the window
// in which it may be: from the beginning of that day's hours until they pause or end. It
// returns false if none is. On a day on which several would be, it is the one of the fewest
// days. None is for a booking that was made, or got its time, less than a day before the hours
// of that day begin; said is when that was. What was missed is not made up for: it would come
// at a time for which it was not meant.
func (o Outreach) DueReminder(b Booking, said, now time.Time) (days int, w Window, due bool) {
	until, open := o.pause(now)
	if !open || !b.Start.After(now) {
		return 0, Window{}, false
	}
	for _, d := range o.Remind {
		at, ok := o.Reminder(b.Start, d)
		if ok && at.Contains(now) && !said.After(at.From.Add(-24*time.Hour)) && (!due || d < days) {
			days, w, due = d, Window{at.From, until}, true
		}
	}
	return days, w, due
}

// pause returns when the hours pause or end that are under way at t; false if none are.
func (o Outreach) pause(t time.Time) (until time.Time, open bool) {
	day := DateOf(t.In(JST))
	for _, r := range o.Hours.On(day) {
		w := Window{r.From.On(day, JST), r.To.On(day, JST)}
		if w.Contains(t) || open && w.From.Equal(until) { // where two rows meet there is no pause
			until, open = w.Until, true
		}
	}
	return until, open
}

// RemindedUntil returns the last moment at which a visit may start that may have to be
// reminded of at t.
func (o Outreach) RemindedUntil(t time.Time) time.Time {
	if len(o.Remind) == 0 {
		return t
	}
	return t.AddDate(0, 0, slices.Max(o.Remind)+farthest+1)
}

// callAgain is how long after a call that nobody answered there is another one.
const callAgain = 4 * time.Hour

// Again returns when a call is tried once more that nobody took at now: later in the window,
// with an hour left for whatever delays it. It returns false if the window ends before.
func (w Window) Again(now time.Time) (time.Time, bool) {
	at := now.Add(callAgain)
	if last := w.Until.Add(-time.Hour); at.After(last) {
		at = last
	}
	return at, w.Contains(at) && at.Sub(now) >= time.Hour
}
