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
}

// Half is a half of the day.
type Half int

// Halves of the day. Noon is in the afternoon.
const (
	AnyTime Half = iota
	Morning
	Afternoon
)

// HalfOf returns the half of the day of t in the city's zone.
func HalfOf(t time.Time) Half {
	if t.In(JST).Hour() < 12 {
		return Morning
	}
	return Afternoon
}

// noon divides the day.
const noon Clock = 12 * 60

// of returns the first moment of that half of a day, and the first one after it.
func (h Half) of(day Date) (from, until time.Time) {
	from, until = day.In(JST), day.AddDays(1).In(JST)
	switch h {
	case Morning:
		until = noon.On(day, JST)
	case Afternoon:
		from = noon.On(day, JST)
	}
	return from, until
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
	return r.start(tx, w, func() ([]Claim, error) { return r.earliest(tx, w, from) })
}

// Latest is like Earliest, for the last visit that starts before a moment.
func (r Rules) Latest(tx Tx, w Want, before time.Time) (time.Time, error) {
	return r.start(tx, w, func() ([]Claim, error) { return r.latest(tx, w, before) })
}

func (r Rules) start(tx Tx, w Want, find func() ([]Claim, error)) (time.Time, error) {
	claims, err := look(tx, w, find)
	if err != nil {
		return time.Time{}, err
	}
	return claims[0].Slot.Start, nil
}

// look finds a visit. The seats of the booking that it replaces count as free.
func look(tx Tx, w Want, find func() ([]Claim, error)) (claims []Claim, err error) {
	if w.Instead == nil {
		return find()
	}
	err = tx.Without(*w.Instead, func() (err error) {
		claims, err = find()
		return err
	})
	return claims, err
}

// earliest finds the first visit in the window that starts at or after from. It
// returns ErrNoRoom if there is none.
func (r Rules) earliest(tx Tx, w Want, from time.Time) ([]Claim, error) {
	first, end := r.Window(tx.Now())
	from = later(from, first)
	if w.Half == AnyTime {
		return r.search(tx, w, from, end, false)
	}
	for day := DateOf(from.In(JST)); day.In(JST).Before(end); day = day.AddDays(1) {
		begin, until := w.Half.of(day)
		claims, err := r.search(tx, w, later(begin, from), until, false)
		if !errors.Is(err, ErrNoRoom) {
			return claims, err
		}
	}
	return nil, ErrNoRoom
}

// latest finds the last visit in the window that starts before a moment. It
// returns ErrNoRoom if there is none.
func (r Rules) latest(tx Tx, w Want, before time.Time) ([]Claim, error) {
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
		claims, err := r.search(tx, w, later(begin, first), until, true)
		if !errors.Is(err, ErrNoRoom) {
			return claims, err
		}
	}
	return nil, ErrNoRoom
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// search finds the first visit, or the last, that starts at or after from and before
// until.
func (r Rules) search(tx Tx, w Want, from, until time.Time, last bool) ([]Claim, error) {
	_, seats := r.seats(w.Party)
	next := tx.NextFree
	if last {
		next = tx.LastFree
	}
	for from.Before(until) {
		slot, err := next(w.Facility, from, until, seats)
		if err != nil {
			return nil, err
		}
		claims, whole, err := r.row(tx, slot, w.Party)
		if err != nil || whole && !w.has(claims) {
			return claims, err
		}
		if last {
			until = slot.Start
		} else {
			from = slot.Start.Add(time.Second)
		}
	}
	return nil, ErrNoRoom
}

// row claims a free slot and the free ones that follow it, as many as the party
// needs. whole reports whether there are enough.
func (r Rules) row(tx Tx, slot Slot, party int) (claims []Claim, whole bool, err error) {
	n, seats := r.seats(party)
	claims = []Claim{{slot, seats}}
	for len(claims) < n {
		slot, err = tx.NextFree(slot.Facility, slot.End, slot.End.Add(time.Second), seats)
		if errors.Is(err, ErrNoRoom) {
			return claims, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		claims = append(claims, Claim{slot, seats})
	}
	return claims, true, nil
}

// has reports whether the claims are the very visit that is to be replaced.
func (w Want) has(claims []Claim) bool {
	b := w.Instead
	return b != nil && b.Facility == w.Facility && b.Party == max(w.Party, 1) && b.Start.Equal(claims[0].Slot.Start)
}

// at claims the visit that starts at a moment. It returns *NoSlot if no slot
// starts then, and *Full, with the next free one, if it is closed or there is not
// enough room.
func (r Rules) at(tx Tx, facility string, start time.Time, party int) ([]Claim, error) {
	slot, err := tx.SlotAt(facility, start)
	if err != nil {
		return nil, err
	}
	n, seats := r.seats(party)
	claims := make([]Claim, 0, n)
	for {
		if !slot.Open || slot.Remaining < seats {
			return nil, r.full(tx, Want{Facility: facility, Party: party}, start)
		}
		if claims = append(claims, Claim{slot, seats}); len(claims) == n {
			return claims, nil
		}
		slot, err = tx.SlotAt(facility, slot.End)
		if _, none := errors.AsType[*NoSlot](err); none {
			return nil, r.full(tx, Want{Facility: facility, Party: party}, start)
		}
		if err != nil {
			return nil, err
		}
	}
}

// full returns *Full with the next visit after the wanted one, so that whoever asked
// can be offered something at once.
func (r Rules) full(tx Tx, w Want, start time.Time) error {
	full := &Full{Facility: w.Facility, Start: start}
	next, err := r.earliest(tx, w, start)
	switch {
	case err == nil:
		full.Nearest = append(full.Nearest, next[0].Slot)
	case !errors.Is(err, ErrNoRoom):
		return err
	}
	return full
}

// beyond returns the claims without the seats that are claimed already.
func beyond(claims, already []Claim) []Claim {
	var more []Claim
	for _, c := range claims {
		i := slices.IndexFunc(already, func(a Claim) bool { return a.Slot.ID == c.Slot.ID })
		if i >= 0 {
			c.Seats -= already[i].Seats
		}
		if c.Seats > 0 {
			more = append(more, c)
		}
	}
	return more
}
