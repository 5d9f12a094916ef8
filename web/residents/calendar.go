package residents

import (
	"errors"
	"time"

	"madoguchi/booking"
	"madoguchi/web"
)

// A whenPage shows when there is time: the days of a week with their times, or a month.
type whenPage struct {
	Wish   wish
	Chosen chosen
	Slots  int         // that the party takes in a row; 1 if all sit down at once
	Old    *shownFact  // the booking that is to be changed; nil for a new one
	By     string      // "week", "two" of them, or "month"; of each there are words "when.…"
	Days   []dayFree   // of a week
	Weeks  [][]dayFree // of a month
	Of     booking.Date
	None   bool      // nothing is free in the week
	Next   time.Time // the first free time of all, or after the week in which none is; the zero time if there is none

	ToNext, Prev, After string // addresses; "" if there is nothing there
	Others              []way  // to see it by
}

// A dayFree is a day of a timetable.
type dayFree struct {
	Day   booking.Date
	State dayState
	Times []booking.Chance // of them those that have any left
	To    string           // in a month: the week of the day
	Opens time.Time        // from when on a day can be booked that is Later; the zero time if not worth telling
}

// A dayState is what can be done with a day.
type dayState string

// The states of days; of each there are words "when.…".
const (
	dayFreeNow dayState = "free"
	dayFew     dayState = "few"
	dayFull    dayState = "full"
	dayClosed  dayState = "closed"
	dayPast    dayState = "past"
	dayLater   dayState = "later"
	dayOutside dayState = "" // of another month
)

// few is how many times a day may have left, at most, that is said to have few.
const few = 2

// when shows when there is time for a party at a facility.
func (r *request) when() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	switch {
	case w.Of > 0 && r.guest.Phone == "":
		return nil, errProve
	case r.unsettled(w):
		return web.Moved(w.At("/book")), nil
	case w.Party == 0:
		return web.Moved(w.At("/book/people")), nil
	}
	day, err := r.Day("day")
	if err != nil {
		return nil, err
	}
	page := whenPage{Wish: w, Chosen: r.chosen(w), By: by(r.Query("by"))}
	err = view(r, func(tx looking) error {
		var old *booking.Booking
		if w.Of > 0 {
			b, err := r.memberOf(tx, w.Of, w.Service)
			if err != nil {
				return err
			}
			old = &b
			fact := r.fact(b)
			page.Old = &fact
		}
		rules := r.rules(w.forOld(old))
		page.Slots = slotsOf(rules, w.Party)
		return r.fill(tx, &page, rules, w.want(r.guest.Phone, old), day)
	})
	return web.View{Name: "when", Data: page}, err
}

// fill reads a week or a month into the page: that of the day, or that of the first free time.
func (r *request) fill(tx looking, page *whenPage, rules booking.Rules, want booking.Want, day booking.Date) error {
	now := tx.Now()
	today := booking.DateOf(now)
	next, err := rules.Earliest(tx, want, now)
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		next = time.Time{}
	case err != nil:
		return err
	}
	page.Next = next
	if day == (booking.Date{}) || day.Before(today) {
		if day = today; !next.IsZero() {
			day = booking.DateOf(next.In(booking.JST))
		}
	}
	from := day.AddDays(-int(day.Weekday()+6) % 7) // Monday
	until := from.AddDays(7)
	switch page.By {
	case byTwo:
		until = from.AddDays(14)
	case byMonth:
		page.Of = booking.Date{Year: day.Year, Month: day.Month, Day: 1}
		from, until = page.Of, firstOfMonth(page.Of, 1)
	}
	chances, err := rules.Timetable(tx, want, from, until)
	if err != nil {
		return err
	}
	days := r.days(rules, now, from, until, chances)
	last := rules.Last(now)
	link := func(d booking.Date) string {
		fields := []string{"day", d.String()}
		if page.By != byWeek {
			fields = append(fields, "by", page.By)
		}
		return root + page.Wish.At("/book/when", fields...)
	}
	if from.After(today) {
		before := from.AddDays(-1)
		if page.By == byTwo {
			before = from.AddDays(-14)
		}
		page.Prev = link(later(before, today))
	}
	if !until.After(last) {
		page.After = link(until)
	}
	for _, other := range []string{byWeek, byTwo, byMonth} {
		if other == page.By {
			continue
		}
		fields := []string{"day", later(from, today).String()}
		if other != byWeek {
			fields = append(fields, "by", other)
		}
		page.Others = append(page.Others, way{root + page.Wish.At("/book/when", fields...), "when." + other})
	}
	if page.By == byMonth {
		page.Weeks = r.weeks(page.Wish, days)
	} else {
		page.Days, page.None = fromToday(days, today)
	}
	if !next.IsZero() {
		page.ToNext = root + page.Wish.At("/book/when", "day", booking.DateOf(next.In(booking.JST)).String())
	}
	return nil
}

// How a timetable is seen: by a week, by two, or by a month.
const (
	byWeek  = "week"
	byTwo   = "two"
	byMonth = "month"
)

// by reads how it is to be seen; a week is what somebody sees who has not chosen.
func by(said string) string {
	if said == byTwo || said == byMonth {
		return said
	}
	return byWeek
}

func later(a, b booking.Date) booking.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// firstOfMonth returns the first day of a month some months later.
func firstOfMonth(of booking.Date, months int) booking.Date {
	return booking.DateOf(time.Date(of.Year, of.Month+time.Month(months), 1, 0, 0, 0, 0, booking.JST))
}

// days sorts chances by their day.
func (r *request) days(rules booking.Rules, now time.Time, from, until booking.Date, chances []booking.Chance) (days []dayFree) {
	first, _ := rules.Window(now)
	last, today := rules.Last(now), booking.DateOf(now)
	for d := from; d.Before(until); d = d.AddDays(1) {
		day := dayFree{Day: d, State: dayClosed}
		for len(chances) > 0 && booking.DateOf(chances[0].Start.In(booking.JST)) == d {
			day.State = dayFull
			if chances[0].Left > 0 {
				day.Times = append(day.Times, chances[0])
			}
			chances = chances[1:]
		}
		left := 0
		for _, c := range day.Times {
			left += c.Left
		}
		switch {
		case left > few:
			day.State = dayFreeNow
		case left > 0:
			day.State = dayFew
		case d.Before(today):
			day.State = dayPast
		case day.State == dayClosed:
		case d.After(last):
			day.State = dayLater
			if at, ok := rules.Opens(d, now); ok {
				day.Opens = at
			}
		case !d.AddDays(1).In(booking.JST).After(first):
			day.State = dayPast
		}
		days = append(days, day)
	}
	return days
}

// fromToday leaves out the days that are over, and reports whether none of the rest has time.
func fromToday(days []dayFree, today booking.Date) (rest []dayFree, none bool) {
	none = true
	for _, d := range days {
		if d.Day.Before(today) {
			continue
		}
		rest = append(rest, d)
		none = none && len(d.Times) == 0
	}
	return rest, none
}

// weeks lays the days of a month out in weeks from Monday on.
func (r *request) weeks(w wish, days []dayFree) (weeks [][]dayFree) {
	var week []dayFree
	for range (int(days[0].Day.Weekday()) + 6) % 7 {
		week = append(week, dayFree{})
	}
	for _, d := range days {
		if len(d.Times) > 0 {
			d.To = root + w.At("/book/when", "day", d.Day.String()) + "#" + d.Anchor()
		}
		if week = append(week, d); len(week) == 7 {
			weeks, week = append(weeks, week), nil
		}
	}
	for len(week) > 0 && len(week) < 7 {
		week = append(week, dayFree{})
	}
	if week != nil {
		weeks = append(weeks, week)
	}
	return weeks
}

// Anchor is the name of the day on its page.
func (d dayFree) Anchor() string { return "d" + d.Day.String() }

// Weekend is "sat" or "sun" for how the day is coloured, which tells nothing else.
func (d dayFree) Weekend() string {
	switch d.Day.Weekday() {
	case time.Saturday:
		return "sat"
	case time.Sunday:
		return "sun"
	}
	return ""
}

// Stamp is how a form sends a time.
func (whenPage) Stamp(t time.Time) string { return web.Stamp(t) }
