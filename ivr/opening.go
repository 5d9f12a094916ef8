package ivr

import (
	"slices"
	"time"

	"madoguchi/booking"
)

// hours returns the fullest words for hours with which a phrase is short enough, and
// whether they tell all rows. hole is where they stand in the phrase.
func (p *Phrases) hours(l *tongue, key Key, hole string, h booking.Hours, today booking.Date) (words string, whole bool) {
	told := TellHours(h, today)
	for i, words := range l.Hours(told) {
		text, _ := l.words[key].fill(func(name string) string {
			if name == hole {
				return words
			}
			return p.holes[name].widest(p, l)
		})
		if found, _ := l.tooLong(text); found == "" {
			return words, i == 0 && told.Rows != nil
		}
	}
	ways := l.Hours(told)
	return ways[len(ways)-1], false
}

// widestHours returns the longest words for hours, whichever of their rows are valid.
func (p *Phrases) widestHours(l *tongue, key Key, hole string, h booking.Hours) string {
	days := []booking.Date{{}}
	for _, o := range h.Weekly {
		days = append(days, o.Valid.From)
		if o.Valid.Until.Valid() {
			days = append(days, o.Valid.Until.AddDays(1))
		}
	}
	var all []string
	for _, day := range days {
		words, _ := p.hours(l, key, hole, h, day)
		all = append(all, words)
	}
	return l.longest(all...)
}

// now returns the time of the turn in the city's zone.
func (t *turn) now() time.Time { return t.tx.Now().In(booking.JST) }

func (t *turn) centreHours() (words string, whole bool) {
	return t.phrases.hours(t.tongue, "person.hours", "hours", t.city.Centre.Hours, booking.DateOf(t.now()))
}

// walkHours returns the hours in which people are taken without a booking, for a phrase
// that has a hole for them.
func (t *turn) walkHours(key Key, hole string) (words string, whole bool) {
	f, _ := t.walkInAt()
	return t.phrases.hours(t.tongue, key, hole, f.WalkIn, booking.DateOf(t.now()))
}

// whenCentre returns the phrase for when people answer: the rows of the hours, if they
// can be said and whoever goes by them comes at the right moment; otherwise until when
// today, from when today, or when next, which is short and always true. It is "" if nobody ever answers.
func whenCentre(t *turn) Key {
	h, now := t.city.Centre.Hours, t.now()
	next, ever := h.Next(now)
	told, _ := h.AsTold(booking.DateOf(now)).Next(now)
	switch _, whole := t.centreHours(); {
	case !ever:
		return ""
	case whole && next.Equal(told) && !inABreak(h, now):
		return "person.hours"
	case next.Equal(now):
		return "person.today"
	case dayOf(next) == dayOf(now):
		return "person.later"
	}
	return "person.next"
}

// inABreak reports whether now is between two ranges of the day, which sound like one.
func inABreak(h booking.Hours, now time.Time) bool {
	today, at := booking.DateOf(now), booking.ClockOf(now)
	ranges := h.AsTold(today).On(today)
	open := slices.ContainsFunc(ranges, func(r booking.Range) bool { return r.From <= at && at < r.To })
	return len(ranges) > 0 && !open && ranges[0].From <= at && at < ranges[len(ranges)-1].To
}

// restsToday reports whether the centre is closed all day on a day on which one would
// expect it to be open.
func restsToday(t *turn) bool {
	h, today := t.city.Centre.Hours, booking.DateOf(t.now())
	return len(h.On(today)) == 0 && len(h.AsTold(today).On(today)) > 0
}

// whereWalkIn returns the phrase for where people are taken without a booking: with the
// hours, if place and hours are short enough for one breath.
func whereWalkIn(t *turn) Key {
	_, whole := t.walkHours("walk-in", "walkhours")
	switch _, ok := t.walkInAt(); {
	case !ok:
		return "walk-in.none"
	case whole:
		return "walk-in"
	}
	return "walk-in.place"
}

// tellsApart reports whether place and hours are said one after the other.
func tellsApart(t *turn) bool { return whereWalkIn(t) == "walk-in.place" }

// whenWalkIn returns the phrase for when people are taken without a booking next, where
// the rows of the hours cannot all be said.
func whenWalkIn(t *turn) Key {
	f, ok := t.walkInAt()
	_, together := t.walkHours("walk-in", "walkhours")
	if _, apart := t.walkHours("walk-in.hours", "walkrows"); !ok || together || apart {
		return ""
	}
	next, ever := t.nextWalkIn(f)
	switch {
	case !ever:
		return ""
	case next.Equal(t.now()):
		return "walk-in.today"
	case dayOf(next) == dayOf(t.now()):
		return "walk-in.later"
	}
	return "walk-in.next"
}

// nextWalkIn returns when people are taken without a booking next, and false if they
// never are. Today is over if staff have ended it.
func (t *turn) nextWalkIn(f booking.Facility) (time.Time, bool) {
	from := t.now()
	if t.call.Draft.Why == "walk-in.over" {
		from = booking.DateOf(from).AddDays(1).In(booking.JST)
	}
	return f.WalkIn.Next(from)
}

// centreOpens and walkOpens return when hours begin next, on a day that is known.
func (t *turn) centreOpens() string {
	at, _ := t.city.Centre.Hours.Next(t.now())
	return t.Time(clockOf(at))
}

func (t *turn) walkOpens() string {
	f, _ := t.walkInAt()
	at, _ := t.nextWalkIn(f)
	return t.Time(clockOf(at))
}

// centreNext and walkNext return these moments as they are spoken.
func (t *turn) centreNext() string {
	at, _ := t.city.Centre.Hours.Next(t.now())
	return t.Moment(dayOf(at), clockOf(at))
}

func (t *turn) walkNext() string {
	f, _ := t.walkInAt()
	at, _ := t.nextWalkIn(f)
	return t.Moment(dayOf(at), clockOf(at))
}

// closing returns when hours end today.
func (t *turn) closing(h booking.Hours) string {
	ranges := h.On(booking.DateOf(t.now()))
	if len(ranges) == 0 {
		return t.Closing(booking.Midnight)
	}
	return t.Closing(ranges[len(ranges)-1].To)
}
