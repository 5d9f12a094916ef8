package booking

import (
	"errors"
	"slices"
	"time"
)

// A Want is what a caller looks for: a visit for so many at a facility.
type Want struct {
	Phone    Phone
	Facility string
	Party    int      // 0 means 1
	Half     Half     // of the day
	Instead  *Booking // the booking that the visit replaces; nil for a new one

	Procedure Procedure // of a new booking; "" is renewal

	Vouched bool // staff have passed the caller in, so it does not matter whether the number has history

	held  *Hold // what the number was offered before; see remember
	still *Hold // that same visit, which the number holds; see HoldAt
}

// seats returns how many slots in a row a party takes, and how many seats of each.
func (r Rules) seats(party int) (slots, seats int) {
	party = max(party, 1)
	if r.SameSlot {
		return 1, party
	}
	return party, 1
}

// Earliest returns the start of the first visit that starts at or after from and
// may still be booked, and holds nothing. It returns ErrNoRoom if there is none.
func (r Rules) Earliest(tx Tx, w Want, from time.Time) (time.Time, error) {
	visit, err := look(tx, w, func() (Claim, error) { return r.earliest(tx, w, from) })
	return visit.Start, err
}

// Latest is like Earliest, for the last visit that starts before a moment.
func (r Rules) Latest(tx Tx, w Want, before time.Time) (time.Time, error) {
	visit, err := look(tx, w, func() (Claim, error) { return r.latest(tx, w, before) })
	return visit.Start, err
}

// look finds a visit. What the booking that it replaces claims counts as free.
func look(tx Tx, w Want, find func() (Claim, error)) (visit Claim, err error) {
	if w.Instead == nil {
		return find()
	}
	err = tx.Without(*w.Instead, func() (err error) {
		visit, err = find()
		return err
	})
	return visit, err
}

// earliest finds the first visit in the window that starts at or after from. It
// returns ErrNoRoom if there is none.
func (r Rules) earliest(tx Tx, w Want, from time.Time) (Claim, error) {
	visit, err := r.earliestFree(tx, w, from)
	return r.orOwn(tx, w, visit, err, func(at time.Time) bool { return !at.Before(from) }, time.Time.Before)
}

func (r Rules) earliestFree(tx Tx, w Want, from time.Time) (Claim, error) {
	first, end := r.Window(tx.Now())
	from = later(from, first)
	if w.Half == AnyTime {
		return r.search(tx, w, from, end, false)
	}
	for day := DateOf(from.In(JST)); day.In(JST).Before(end); day = day.AddDays(1) {
		begin, until := w.Half.of(day)
		visit, err := r.search(tx, w, later(begin, from), until, false)
		if !errors.Is(err, ErrNoRoom) {
			return visit, err
		}
	}
	return Claim{}, ErrNoRoom
}

// latest finds the last visit in the window that starts before a moment. It
// returns ErrNoRoom if there is none.
func (r Rules) latest(tx Tx, w Want, before time.Time) (Claim, error) {
	visit, err := r.latestFree(tx, w, before)
	return r.orOwn(tx, w, visit, err, func(at time.Time) bool { return at.Before(before) }, time.Time.After)
}

func (r Rules) latestFree(tx Tx, w Want, before time.Time) (Claim, error) {
	first, end := r.Window(tx.Now())
	if before.After(end) {
		before = end
	}
	if w.Half == AnyTime {
		return r.search(tx, w, first, before, true)
	}
	for day := DateOf(before.In(JST)); !day.AddDays(1).In(JST).Before(first); day = day.AddDays(-1) {
		begin, until := w.Half.of(day)
		if until.After(before) {
			until = before
		}
		visit, err := r.search(tx, w, later(begin, first), until, true)
		if !errors.Is(err, ErrNoRoom) {
			return visit, err
		}
	}
	return Claim{}, ErrNoRoom
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// search finds the first visit, or the last, that starts at or after from and before
// until and that a caller may book. The desks that are kept for staff are released for
// visits that start before a moment, and for later ones they are not.
func (r Rules) search(tx Tx, w Want, from, until time.Time, last bool) (Claim, error) {
	parts := r.parts(tx.Now(), from, until)
	if last {
		slices.Reverse(parts)
	}
	for _, p := range parts {
		visit, err := r.within(tx, w, p, last)
		if !errors.Is(err, ErrNoRoom) {
			return visit, err
		}
	}
	return Claim{}, ErrNoRoom
}

// A stretchOfStarts is the starts at or after from and before until, at which so many free
// desks are kept for staff.
type stretchOfStarts struct {
	from, until time.Time
	kept        int
}

// parts returns the starts before the release of kept desks, and those after it. One of
// them may be empty.
func (r Rules) parts(now, from, until time.Time) []stretchOfStarts {
	if r.Reserve.Desks == 0 {
		return []stretchOfStarts{{from, until, 0}}
	}
	released := r.released(now)
	return []stretchOfStarts{{from, sooner(until, released), 0}, {later(from, released), until, r.Reserve.Desks}}
}

// within is search for starts that are all before the release of kept desks, or all
// after it.
func (r Rules) within(tx Tx, w Want, p stretchOfStarts, last bool) (Claim, error) {
	_, seats := r.seats(w.Party)
	next := tx.NextFree
	if last {
		next = tx.LastFree
	}
	var days quotas
	for {
		if last {
			p.until = r.lastPlace(p.from, p.until)
		} else {
			p.from = r.nextPlace(p.from, p.until)
		}
		if !p.from.Before(p.until) {
			return Claim{}, ErrNoRoom
		}
		slot, err := next(w.Facility, p.from, p.until, seats+p.kept)
		if err != nil {
			return Claim{}, err
		}
		visit := r.visit(slot, w.Party)
		fits, err := fits(tx, visit, slot, p.kept)
		if err != nil {
			return Claim{}, err
		}
		fits = fits && r.takesPlace(visit.Start, visit.End)
		enough, err := days.enough(tx, r.Most, w.Facility, slot.Start)
		if err != nil || fits && !enough && !w.has(visit) {
			return visit, err
		}
		begin, end := slot.Start, slot.Start.Add(time.Second)
		if enough { // no other start of that half of the day is any better
			begin, end = HalfOf(slot.Start).of(DateOf(slot.Start.In(JST)))
		}
		if last {
			p.until = begin
		} else {
			p.from = end
		}
	}
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// visit returns what a party takes from the start of a slot on.
func (r Rules) visit(slot Slot, party int) Claim {
	slots, seats := r.seats(party)
	each := max(slot.End.Sub(slot.Start), r.Visit)
	return Claim{slot.Facility, slot.Start, slot.Start.Add(time.Duration(slots) * each), seats}
}

// fits reports whether there is room for a visit, beyond what is kept, that begins with a
// slot which has it.
func fits(tx Tx, visit Claim, slot Slot, kept int) (bool, error) {
	if visit.End.Equal(slot.End) {
		return true, nil
	}
	if visit.End.Sub(visit.Start) > longest {
		return false, nil
	}
	room, err := tx.Room(visit.Facility, slot.End, visit.End)
	return room >= visit.Seats+kept, err
}

// has reports whether the visit is the very one that is to be replaced.
func (w Want) has(visit Claim) bool {
	b := w.Instead
	return b != nil && b.Facility == w.Facility && b.Party == max(w.Party, 1) && b.Start.Equal(visit.Start)
}

// at returns the visit that starts at a moment. It returns *NoSlot if no slot starts
// then, and *Full, with the next visit that is free, if it is closed or there is not
// enough room.
func (r Rules) at(tx Tx, w Want, start time.Time) (Claim, error) {
	visit, room, err := r.roomAt(tx, w, start)
	if err == nil && !room {
		err = r.full(tx, Want{Facility: w.Facility, Party: w.Party}, start)
	}
	return visit, err
}

// roomAt returns the visit that starts at a moment, and reports whether there is room for
// it. It returns *NoSlot if no slot starts then.
func (r Rules) roomAt(tx Tx, w Want, start time.Time) (Claim, bool, error) {
	slot, err := w.slotAt(tx, start)
	if err != nil {
		return Claim{}, false, err
	}
	visit := r.visit(slot, w.Party)
	if !r.takesPlace(visit.Start, visit.End) && !slices.ContainsFunc(w.own(), start.Equal) {
		return Claim{}, false, &NoSlot{Facility: w.Facility, Start: start}
	}
	room, err := tx.Room(w.Facility, visit.Start, visit.End)
	return visit, room >= visit.Seats, err
}

// slotAt returns the slot that starts at a moment. Off the grid, because that has changed,
// the booking that is to be replaced has one of its own.
func (w Want) slotAt(tx Tx, start time.Time) (Slot, error) {
	slot, err := tx.SlotAt(w.Facility, start)
	b := w.Instead
	if _, none := errors.AsType[*NoSlot](err); !none || b == nil || b.Facility != w.Facility || !b.Start.Equal(start) {
		return slot, err
	}
	own, err := tx.Claim(*b)
	each := own.End.Sub(own.Start)
	if own.Seats < b.Party { // they have a slot each, in a row
		each /= time.Duration(b.Party)
	}
	return Slot{Facility: w.Facility, Start: start, End: start.Add(each)}, err
}

// full returns *Full with the next visit after the wanted one, so that whoever asked
// can be offered something at once.
func (r Rules) full(tx Tx, w Want, start time.Time) error {
	full := &Full{Facility: w.Facility, Start: start}
	next, err := r.earliest(tx, w, start)
	switch {
	case err == nil:
		full.Nearest = append(full.Nearest, next.Start)
	case !errors.Is(err, ErrNoRoom):
		return err
	}
	return full
}

// beyond returns what a visit takes and own has not: as many pieces as have a number of
// seats of their own.
func (c Claim) beyond(own Claim) (more []Claim) {
	add := func(from, until time.Time, seats int) {
		if from.Before(until) && seats > 0 {
			more = append(more, Claim{c.Facility, from, until, seats})
		}
	}
	if own.Facility != c.Facility || !own.Start.Before(c.End) || !c.Start.Before(own.End) {
		add(c.Start, c.End, c.Seats)
		return more
	}
	first, last := later(c.Start, own.Start), c.End
	if own.End.Before(last) {
		last = own.End
	}
	add(c.Start, first, c.Seats)
	add(first, last, c.Seats-own.Seats)
	add(last, c.End, c.Seats)
	return more
}
