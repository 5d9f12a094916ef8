package console

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// A foretold is what would come of a change of what staff have decided.
type foretold struct {
	Changes []alteration
	Rest    int       // changes beyond those that are listed
	Bare    []touched // bookings that would have no desk: somebody must call these people
	Over    []touched // bookings that would stand where more is promised than desks
	Again   []touched // bookings that would have a desk again
}

// An alteration is a part of the day in which other desks would be wanted, on some days.
type alteration struct {
	Place    string
	From, To booking.Clock
	Days     string
	was, is  int
}

// Desks says how many there are and would be.
func (c alteration) Desks() string { return desks(c.was) + " → " + desks(c.is) }

func desks(n int) string {
	if n == 0 {
		return "なし"
	}
	return fmt.Sprint(n)
}

// A touched is a booking in a time that would change.
type touched struct {
	shown
	Before bool // it stands so already
}

// ids returns the bookings that a page shows.
func (f foretold) ids() (ids []int64) {
	for _, list := range [][]touched{f.Bare, f.Over, f.Again} {
		for _, b := range list {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

// seeForetold notes which bookings a page has shown.
func (r *request) seeForetold(f foretold, what store.Deed) error {
	ids := f.ids()
	if len(ids) == 0 {
		return nil
	}
	return r.see(ids, store.Look{Page: store.PlanPage, Plan: what})
}

// foretell tells what would come of it if staff had decided otherwise about pieces of
// time. change returns what would be decided at the facility of a piece; it is given what
// stands there. Nothing is written: a page that is only looked at keeps no call waiting.
func (r *request) foretell(tx store.Planning, pieces []booking.Piece, change func(booking.Piece, []store.Decision) []store.Decision) (f foretold, err error) {
	var seen []difference
	for _, of := range byFacility(pieces) {
		id, from, until := of[0].Facility, of[0].From, of[0].Until
		for _, p := range of {
			if p.From.Before(from) {
				from = p.From
			}
			if p.Until.After(until) {
				until = p.Until
			}
		}
		c := comparison{first: dayOf(from).AddDays(-1), last: dayOf(until.Add(-time.Second)).AddDays(1)}
		begin, end := c.first.In(booking.JST), c.last.AddDays(1).In(booking.JST)
		before, err := tx.Decisions(id, begin, end)
		if err != nil {
			return f, err
		}
		after := slices.Clone(before)
		for _, piece := range of {
			after = change(piece, after)
		}
		if c.was, err = tx.Timeline(id, begin, end); err != nil {
			return f, err
		}
		c.is = c.was
		place, _ := r.City.Facility(id)
		place.ID = id
		c.lay(place, before, after)
		seen = append(seen, c.differences(id, r.Now())...)
		_, bookings, err := tx.InRange(id, from, until)
		if err != nil {
			return f, err
		}
		for _, b := range bookings {
			if slices.ContainsFunc(of, func(p booking.Piece) bool { return b.Start.Before(p.Until) && p.From.Before(b.End) }) {
				f.add(r.shown(b), c)
			}
		}
	}
	f.Changes = r.grouped(seen)
	if len(f.Changes) > mostChanges {
		f.Rest, f.Changes = len(f.Changes)-mostChanges, f.Changes[:mostChanges]
	}
	for _, list := range [][]touched{f.Bare, f.Over, f.Again} {
		slices.SortStableFunc(list, func(a, b touched) int { return a.Start.Compare(b.Start) })
	}
	return f, nil
}

// mostChanges is how many lines of changes a page has.
const mostChanges = 30

// byFacility puts pieces into one list a facility, as they come.
func byFacility(pieces []booking.Piece) (lists [][]booking.Piece) {
	at := map[string]int{}
	for _, p := range pieces {
		i, ok := at[p.Facility]
		if !ok {
			i = len(lists)
			at[p.Facility], lists = i, append(lists, nil)
		}
		lists[i] = append(lists[i], p)
	}
	return lists
}

// A comparison is a facility's time as it is and as it would be, on some days.
type comparison struct {
	first, last booking.Date
	was, is     booking.Timeline
}

// lay lays the decisions over the opening hours of the days, which the ledger need not
// have yet.
func (c *comparison) lay(f booking.Facility, before, after []store.Decision) {
	c.was.Wanted, c.is.Wanted = nil, nil
	for day := c.first; !day.After(c.last); day = day.AddDays(1) {
		plan := []booking.DayPlan{f.Plan(day)}
		c.was.Wanted = append(c.was.Wanted, store.Wanted(plan, on(day, before), day, day.AddDays(1))...)
		c.is.Wanted = append(c.is.Wanted, store.Wanted(plan, on(day, after), day, day.AddDays(1))...)
	}
}

// on returns the decisions about any moment of a day.
func on(day booking.Date, decisions []store.Decision) (found []store.Decision) {
	from, until := day.In(booking.JST), day.AddDays(1).In(booking.JST)
	for _, d := range decisions {
		if d.From.Before(until) && from.Before(d.Until) {
			found = append(found, d)
		}
	}
	return found
}

// A difference is a stretch of a day in which other desks would be wanted.
type difference struct {
	facility string
	day      booking.Date
	from, to booking.Clock
	was, is  int
}

// differences returns where other desks would be wanted after now.
func (c comparison) differences(facility string, now time.Time) (found []difference) {
	moments := []time.Time{now.Truncate(time.Minute)}
	for _, levels := range [][]booking.Level{c.was.Wanted, c.is.Wanted} {
		for _, l := range levels {
			moments = append(moments, l.From, l.Until)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	moments = slices.CompactFunc(moments, time.Time.Equal)
	for i, at := range moments[:len(moments)-1] {
		if at.Before(moments[0]) || at.Add(time.Minute).Before(now) {
			continue
		}
		was, _, _ := c.was.Worst(at, at.Add(time.Second))
		is, _, _ := c.is.Worst(at, at.Add(time.Second))
		if was == is {
			continue
		}
		d := difference{facility, dayOf(at), clock(at), clock(moments[i+1]), was, is}
		if d.to == 0 {
			d.to = booking.Midnight
		}
		last := len(found) - 1
		if last >= 0 && found[last].day == d.day && found[last].to == d.from && found[last].was == was && found[last].is == is {
			found[last].to = d.to
			continue
		}
		found = append(found, d)
	}
	return found
}

func clock(t time.Time) booking.Clock { return booking.ClockOf(t.In(booking.JST)) }

// grouped puts together what would change alike on several days.
func (r *request) grouped(all []difference) (changes []alteration) {
	type kind struct {
		facility string
		from, to booking.Clock
		was, is  int
	}
	days := map[kind][]booking.Date{}
	var kinds []kind
	for _, d := range all {
		k := kind{d.facility, d.from, d.to, d.was, d.is}
		if days[k] == nil {
			kinds = append(kinds, k)
		}
		days[k] = append(days[k], d.day)
	}
	for _, k := range kinds {
		c := alteration{Place: r.place(k.facility), From: k.from, To: k.to, was: k.was, is: k.is, Days: r.dated(days[k][0])}
		if n := len(days[k]); n > 1 {
			c.Days += fmt.Sprintf("から%sまでの %d日", r.dated(days[k][n-1]), n)
		}
		changes = append(changes, c)
	}
	return changes
}

// add puts a booking into the lists in which it would stand.
func (f *foretold) add(b shown, c comparison) {
	was, _, _ := c.was.Worst(b.Start, b.End)
	is, _, _ := c.is.Worst(b.Start, b.End)
	switch {
	case is == 0:
		f.Bare = append(f.Bare, touched{b, was == 0})
	case c.is.Over(b.Start, b.End):
		f.Over = append(f.Over, touched{b, was > 0 && c.was.Over(b.Start, b.End)})
	case was == 0:
		f.Again = append(f.Again, touched{b, false})
	}
}
