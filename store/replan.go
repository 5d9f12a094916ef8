package store

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/booking"
)

// hours are a stretch of the opening hours of a facility: from when to when, with so many
// desks, and how often visits begin.
type hours struct {
	booking.Level // N is the desks
	every         time.Duration
}

const (
	hoursDuring = `SELECT start, ends, desks, minutes FROM hours
		WHERE facility = CAST(?1 AS TEXT) AND start >= ?2 AND start < ?3 ORDER BY start`

	desksOfDays = `SELECT start, ends, wanted FROM desks WHERE facility = CAST(?1 AS TEXT) AND start >= ?2 AND start < ?3 ORDER BY start`
	wantDesks   = `INSERT INTO desks (facility, start, ends, wanted) VALUES (?, ?, ?, ?)`
	dropDesks   = `DELETE FROM desks WHERE facility = ? AND start = ?`

	slotsOfDays = `SELECT ` + slotColumns + ` FROM slots WHERE facility = CAST(?1 AS TEXT) AND start >= ?2 AND start < ?3 ORDER BY start`
	addSlot     = `INSERT INTO slots (facility, start, ends) VALUES (?, ?, ?)`
	dropSlot    = `DELETE FROM slots WHERE facility = ? AND start = ?`
)

// replan makes the desks and slots of a facility those of its hours and of what staff have
// decided, for all days of which a moment from from on, before until, is part.
func (tx *Tx) replan(facility string, from, until time.Time) error {
	first := booking.DateOf(from.In(booking.JST))
	last := booking.DateOf(until.Add(-time.Second).In(booking.JST))
	begin, end := first.In(booking.JST), last.AddDays(1).In(booking.JST)
	open, err := all(tx, func(_ *Tx, r row) (h hours, err error) {
		var minutes int
		err = r.Scan((*instant)(&h.From), (*instant)(&h.Until), &h.N, &minutes)
		h.every = time.Duration(minutes) * time.Minute
		return h, err
	}, hoursDuring, facility, instant(begin), instant(end))
	if err != nil {
		return err
	}
	decisions, err := tx.Decisions(facility, begin, end)
	if err != nil {
		return err
	}
	// Slots first where they go, desks then, slots last where they come: so that as few
	// slots as possible are counted again.
	slots := grid(open, decisions, begin, end)
	have, err := all(tx, scanSlot, slotsOfDays, facility, instant(begin), instant(end))
	if err != nil {
		return err
	}
	there := make(map[int64]bool, len(have))
	for _, s := range have {
		if ends, wanted := slots[s.Start.Unix()]; wanted && ends.Equal(s.End) {
			there[s.Start.Unix()] = true
			continue
		}
		if _, err := tx.exec(dropSlot, facility, instant(s.Start)); err != nil {
			return err
		}
	}
	if err := tx.want(facility, begin, end, levels(open, decisions, begin, end)); err != nil {
		return err
	}
	starts := make([]int64, 0, len(slots))
	for start := range slots {
		if !there[start] {
			starts = append(starts, start)
		}
	}
	slices.Sort(starts)
	for _, start := range starts {
		if _, err := tx.exec(addSlot, facility, start, instant(slots[start])); err != nil {
			return err
		}
	}
	return nil
}

// want makes the desks of some days those levels.
func (tx *Tx) want(facility string, begin, end time.Time, wanted []booking.Level) error {
	have, err := all(tx, scanLevel, desksOfDays, facility, instant(begin), instant(end))
	if err != nil {
		return err
	}
	same := func(in []booking.Level, l booking.Level) bool {
		return slices.ContainsFunc(in, func(o booking.Level) bool { return o.From.Equal(l.From) && o.Until.Equal(l.Until) && o.N == l.N })
	}
	for _, l := range have {
		if !same(wanted, l) {
			if _, err := tx.exec(dropDesks, facility, instant(l.From)); err != nil {
				return err
			}
		}
	}
	for _, l := range wanted {
		if !same(have, l) {
			if _, err := tx.exec(wantDesks, facility, instant(l.From), instant(l.Until), l.N); err != nil {
				return err
			}
		}
	}
	return nil
}

// levels lays decisions over hours, from a midnight until another. A level ends at
// midnight at the latest.
func levels(open []hours, decisions []Decision, begin, end time.Time) (wanted []booking.Level) {
	begin, end = anyDesk(open, decisions, begin, end)
	moments := []time.Time{end} // a decision may go on after it
	for day := booking.DateOf(begin); day.In(booking.JST).Before(end); day = day.AddDays(1) {
		moments = append(moments, day.In(booking.JST))
	}
	for _, h := range open {
		moments = append(moments, h.From, h.Until)
	}
	for _, d := range decisions {
		moments = append(moments, d.From, d.Until)
	}
	slices.SortFunc(moments, time.Time.Compare)
	moments = slices.CompactFunc(moments, time.Time.Equal)
	for i, at := range moments {
		if at.Before(begin) || !at.Before(end) {
			continue
		}
		until := moments[i+1]
		n := desksAt(open, decisions, at)
		if n == 0 {
			continue
		}
		if last := len(wanted) - 1; last >= 0 && wanted[last].Until.Equal(at) && wanted[last].N == n && !midnightAt(at) {
			wanted[last].Until = until
			continue
		}
		wanted = append(wanted, booking.Level{From: at, Until: until, N: n})
	}
	return wanted
}

// anyDesk narrows the time from a midnight until another to that in which a desk may be
// wanted at all: what is closed may be so for centuries.
func anyDesk(open []hours, decisions []Decision, begin, end time.Time) (first, last time.Time) {
	first, last = end, begin
	from := func(at, until time.Time) {
		if at.Before(first) {
			first = at
		}
		if until.After(last) {
			last = until
		}
	}
	for _, h := range open {
		from(h.From, h.Until)
	}
	for _, d := range decisions {
		if d.Kind == Added {
			from(d.From, d.Until)
		}
	}
	if day := booking.DateOf(first.In(booking.JST)).In(booking.JST); day.After(begin) {
		begin = day
	}
	if last.Before(end) {
		end = last
	}
	return begin, end
}

func midnightAt(t time.Time) bool { return booking.ClockOf(t.In(booking.JST)) == 0 }

// desksAt returns how many desks are wanted at a moment.
func desksAt(open []hours, decisions []Decision, at time.Time) (n int) {
	for _, h := range open {
		if !at.Before(h.From) && at.Before(h.Until) {
			n = h.N
		}
	}
	if d, ok := Holding(decisions, at, n); ok {
		return d.Desks // none, if that is closed
	}
	return n
}

// grid returns the ends of the slots by their starts, those of the hours and those of the
// time that staff have added. A start of both is the hours'.
func grid(open []hours, decisions []Decision, begin, end time.Time) map[int64]time.Time {
	slots := map[int64]time.Time{}
	lay := func(from, until time.Time, every time.Duration) {
		for at := from; !at.Add(every).After(until); at = at.Add(every) {
			if _, taken := slots[at.Unix()]; !taken && !at.Before(begin) && at.Before(end) {
				slots[at.Unix()] = at.Add(every)
			}
		}
	}
	for _, h := range open {
		lay(h.From, h.Until, h.every)
	}
	added := slices.DeleteFunc(slices.Clone(decisions), func(d Decision) bool { return d.Kind != Added })
	slices.SortFunc(added, func(a, b Decision) int { return cmp.Compare(a.ID, b.ID) })
	for _, d := range added {
		lay(d.From, d.Until, d.Every)
	}
	return slots
}
