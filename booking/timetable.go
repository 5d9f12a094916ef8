package booking

import (
	"errors"
	"time"
)

// A Chance is a time at which a visit may begin, as a timetable shows it.
type Chance struct {
	Start time.Time
	End   time.Time // of the visit, which takes several slots if a party has them in a row
	Left  int       // how many such visits may still be held then, one after the other; 0 means none
}

// An Outlook is what a memory knows of some days at a facility, for a number that looks for
// a visit. What the number holds for a visit is not in it: it is free for that number.
type Outlook struct {
	Slots    []Slot   // that begin on these days, the earliest first; only their times and what is Wanted count
	Timeline Timeline // of these days, and of as long after them as a visit may take
	Visits   []Begin  // that begin on these days
	Held     []Party  // what numbers that are not Familiar hold ForBooking of these days
}

// A Begin is when a visit begins. A hold ForChange has the booking's present beginning
// beside it, if that is at the same facility: in one half of a day they count once.
type Begin struct{ Start, Had time.Time }

// A Party is so many people for whom a time is held.
type Party struct {
	Start  time.Time
	People int
}

// An Outlooker is a memory that can be looked into for days at once.
type Outlooker interface {
	Tx

	// Outlook returns what is known of a facility from a day on, before another, for a
	// number. It asks the memory as often for a year as for a day.
	Outlook(facility string, from, until Date, phone Phone) (Outlook, error)
}

// Timetable returns when a visit may begin from a day on, before another, and how many more
// can: all slots in which a desk is wanted, those that cannot be had with 0 Left. HoldAt
// holds each that has any Left, and no other. A Want without a number is that of one of
// which nothing is known.
func (r Rules) Timetable(tx Outlooker, w Want, from, until Date) (chances []Chance, err error) {
	if err := r.remember(tx, &w); err != nil {
		return nil, err
	}
	look := func() error {
		o, err := tx.Outlook(w.Facility, from, until, w.Phone)
		if err == nil {
			chances, err = r.chances(tx, w, o)
		}
		return err
	}
	if w.Instead != nil {
		return chances, tx.Without(*w.Instead, look)
	}
	return chances, look()
}

// A timetable is what chances are weighed by.
type timetable struct {
	Rules
	Outlook
	want       Want
	now        time.Time
	first, end time.Time // of the window
	shares     map[Date]int
	familiar   bool // the number has history, or it does not matter
	halves     map[Date][2]int
}

// chances weighs each slot of an outlook as earliest and mayHold do one of them.
func (r Rules) chances(tx Tx, w Want, o Outlook) (chances []Chance, err error) {
	t := timetable{Rules: r, Outlook: o, want: w, now: tx.Now(), shares: map[Date]int{}, halves: map[Date][2]int{}}
	t.first, t.end = r.Window(t.now)
	t.familiar = r.Strangers == 0 || w.Vouched || w.Instead != nil || len(o.Held) == 0
	if !t.familiar && w.Phone != "" {
		if t.familiar, err = tx.Familiar(w.Phone); err != nil {
			return nil, err
		}
	}
	own := map[int64]bool{}
	for _, at := range w.own() {
		own[at.Unix()] = true
	}
	for _, s := range o.Slots {
		if visit := t.visit(s, w.Party); !own[s.Start.Unix()] && !t.takesPlace(visit.Start, visit.End) {
			continue
		}
		c := t.chance(s, own[s.Start.Unix()])
		delete(own, s.Start.Unix())
		if s.Wanted > 0 || c.Left > 0 {
			chances = append(chances, c)
		}
	}
	return t.offTheGrid(tx, chances, own)
}

// offTheGrid adds the starts that the number has to itself where no slot begins any more.
func (t timetable) offTheGrid(tx Tx, chances []Chance, own map[int64]bool) ([]Chance, error) {
	if len(t.Slots) == 0 {
		return chances, nil
	}
	days := Period{DateOf(t.Slots[0].Start), DateOf(t.Slots[len(t.Slots)-1].Start)}
	for _, at := range t.want.own() {
		if !own[at.Unix()] || !days.Has(DateOf(at.In(JST))) {
			continue
		}
		slot, err := t.want.slotAt(tx, at)
		if _, none := errors.AsType[*NoSlot](err); none {
			continue
		}
		if err != nil {
			return nil, err
		}
		delete(own, at.Unix())
		if c := t.chance(slot, true); c.Left > 0 {
			chances = append(chances, c)
		}
	}
	return chances, nil
}

// chance weighs one slot. own tells that the number has it to itself, whatever a day may
// have and whatever is kept for staff.
func (t timetable) chance(s Slot, own bool) Chance {
	visit := t.visit(s, t.want.Party)
	c := Chance{Start: s.Start, End: visit.End}
	if !t.Fits(t.want.Party) || s.Start.Before(t.first) || !s.Start.Before(t.end) || t.want.has(visit) || !t.share(s.Start) {
		return c
	}
	room := t.Timeline.Room(visit.Start, visit.End)
	day := t.visits(DateOf(s.Start.In(JST)))
	c.Left = max(min((room-t.reserved(t.now, s.Start))/visit.Seats, t.Most.leftIn(HalfOf(s.Start), day[0], day[1])), 0)
	if own && room >= visit.Seats {
		c.Left = max(c.Left, 1)
	}
	return c
}

// visits returns how many visits begin in the morning and in the afternoon of a day.
func (t timetable) visits(day Date) [2]int {
	if t.Most == (Most{}) {
		return [2]int{}
	}
	counted, ok := t.halves[day]
	if ok {
		return counted
	}
	for i, half := range []Half{Morning, Afternoon} {
		from, until := half.of(day)
		within := func(at time.Time) bool { return !at.Before(from) && at.Before(until) }
		for _, v := range t.Outlook.Visits {
			if within(v.Start) && (v.Had.IsZero() || !within(v.Had)) {
				counted[i]++
			}
		}
	}
	t.halves[day] = counted
	return counted
}

// share reports whether mayHold lets the number hold a visit on the day of a start.
func (t timetable) share(start time.Time) bool {
	if t.familiar {
		return true
	}
	day := DateOf(start.In(JST))
	const yes, no = 1, 2
	if known, ok := t.shares[day]; ok {
		return known == yes
	}
	t.shares[day] = no
	if t.mayShare(day) {
		t.shares[day] = yes
	}
	return t.shares[day] == yes
}

func (t timetable) mayShare(day Date) bool {
	from, until := later(day.In(JST), t.first), day.AddDays(1).In(JST)
	var s Strangers
	for _, p := range t.Held {
		if !p.Start.Before(from) && p.Start.Before(until) {
			s.Held, s.Visits = s.Held+p.People, s.Visits+1
		}
	}
	if s.Held == 0 {
		return true
	}
	for _, slot := range t.Slots {
		if !slot.Start.Before(from) && slot.Start.Before(until) {
			s.Free += max(t.Timeline.Room(slot.Start, slot.End)-t.reserved(t.now, slot.Start), 0)
		}
	}
	count := t.visits(day)
	return t.Rules.share(s.Held, s.Free, max(t.want.Party, 1)) && t.Rules.share(s.Visits, t.Most.left(count[0], count[1]), 1)
}

// leftIn returns how many visits more may start in a half of a day in whose halves so many
// start already.
func (m Most) leftIn(half Half, morning, afternoon int) int {
	least := 1 << 20 // more than anybody can count
	within := func(most, visits int) {
		if most > 0 {
			least = min(least, max(most-visits, 0))
		}
	}
	within(m.Day, morning+afternoon)
	if half == Morning {
		within(m.Morning, morning)
	} else {
		within(m.Afternoon, afternoon)
	}
	return least
}

// HoldAt is like Offer for the visit that starts at a moment, and for no other: whoever sees
// a timetable chooses for themselves. Until it is certain, what the number held before is
// kept by whoever rolls back. That it is chosen once more does not make a hold longer: for that
// there is Extend.
//
// It returns *TooMany, *TooLate or *TooFar if the start is outside the window, *NoSlot if no
// slot starts then, *Full, with the next visit that is free, and *Crowded.
func (r Rules) HoldAt(tx Tx, w Want, start time.Time) (Hold, error) {
	if err := r.fits(max(w.Party, 1)); err != nil {
		return Hold{}, err
	}
	if err := r.bookable(tx.Now(), start, false); err != nil {
		return Hold{}, err
	}
	holds, err := tx.Holds(w.Phone)
	if err != nil {
		return Hold{}, err
	}
	for _, h := range holds {
		if h.Service == r.ofService() && w.holds(h, start) {
			w.still = &h
		}
	}
	never := func(Date) time.Time { return time.Time{} }
	h, err := r.offer(tx, w, start, func(r Rules, tx Tx, w Want, from time.Time) (Claim, error) {
		if !from.Equal(start) {
			return Claim{}, ErrNoRoom
		}
		return r.exactly(tx, w, start)
	}, never)
	if !errors.Is(err, ErrNoRoom) {
		return h, err
	}
	if _, _, err := r.roomAt(tx, w, start); err != nil {
		return Hold{}, err
	}
	return Hold{}, r.full(tx, Want{Facility: w.Facility, Party: w.Party}, start)
}

// holds reports whether a hold is that of what is wanted at a moment.
func (w Want) holds(h Hold, start time.Time) bool {
	kind, of := ForBooking, int64(0)
	if w.Instead != nil {
		kind, of = ForChange, w.Instead.ID
	}
	return h.Kind == kind && h.Booking == of && h.Facility == w.Facility && h.Start.Equal(start) && h.Party == max(w.Party, 1)
}

// exactly finds the visit that starts at a moment. It returns ErrNoRoom if that cannot be had.
func (r Rules) exactly(tx Tx, w Want, start time.Time) (Claim, error) {
	first, end := r.Window(tx.Now())
	if start.Before(first) || !start.Before(end) {
		return Claim{}, ErrNoRoom
	}
	visit, err := r.search(tx, w, start, start.Add(time.Second), false)
	return r.orOwn(tx, w, visit, err, start.Equal, func(time.Time, time.Time) bool { return false })
}
