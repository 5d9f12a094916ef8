package booking

import (
	"errors"
	"fmt"
	"time"
)

// Reserved says that the desks which are still free at a time are kept for staff.
type Reserved struct {
	Facility string
	Start    time.Time
	Until    time.Time // callers have them from then on
}

func (e *Reserved) Error() string {
	return fmt.Sprintf("what is free at %s at %s is kept for staff until %s",
		e.Facility, e.Start.In(JST).Format("2006-01-02 15:04"), e.Until.In(JST).Format("2006-01-02 15:04"))
}

// Enough says that as many visits start on a day, or in the half of it, as callers may
// book.
type Enough struct {
	Facility string
	Start    time.Time
	Most     Most
}

func (e *Enough) Error() string {
	return fmt.Sprintf("as many visits as callers may book start at %s on %s already", e.Facility, e.Start.In(JST).Format("2006-01-02"))
}

// A Counter is what the limits of callers need of a memory; Tx tells what each returns.
type Counter interface {
	Now() time.Time
	Room(facility string, from, until time.Time) (int, error)
	Starting(facility string, from, until time.Time) (int, error)
}

// MayTake returns why a caller could not book a visit at a start although there is room:
// *TooLate, *TooFar, *Reserved or *Enough. Staff may set these aside, with a reason.
func (r Rules) MayTake(c Counter, slot Slot, party int) error {
	if err := r.bookable(c.Now(), slot.Start, false); err != nil {
		return err
	}
	return r.allows(c, r.visit(slot, party))
}

// MayHave is MayTake for a start that may be in no slot: whether it is, and whether there
// is room, is for Book and Change to find out.
func (r Rules) MayHave(tx Tx, facility string, start time.Time, party int) error {
	if err := r.MayBook(tx.Now(), start); err != nil {
		return err
	}
	slot, err := tx.SlotAt(facility, start)
	if _, none := errors.AsType[*NoSlot](err); none {
		return nil
	}
	if err != nil {
		return err
	}
	return r.MayTake(tx, slot, party)
}

// allows returns *Reserved or *Enough if callers may not have a visit.
func (r Rules) allows(c Counter, visit Claim) error {
	if kept := r.reserved(c.Now(), visit.Start); kept > 0 {
		room, err := c.Room(visit.Facility, visit.Start, visit.End)
		if err != nil {
			return err
		}
		if room < visit.Seats+kept {
			return &Reserved{visit.Facility, visit.Start, r.Reserve.Until.For(visit.Start, r.hours)}
		}
	}
	var days quotas
	enough, err := days.enough(c, r.Most, visit.Facility, visit.Start)
	if err == nil && enough {
		err = &Enough{visit.Facility, visit.Start, r.Most}
	}
	return err
}

// quotas remembers how many visits start on the day that was asked for last.
type quotas struct {
	day                Date
	morning, afternoon int
}

// read counts the visits of a day, if there is a limit for them.
func (q *quotas) read(c Counter, most Most, facility string, day Date) error {
	if most == (Most{}) || q.day == day {
		return nil
	}
	var failed error
	count := func(h Half) int {
		from, until := h.of(day)
		n, err := c.Starting(facility, from, until)
		failed = errors.Join(failed, err)
		return n
	}
	*q = quotas{day, count(Morning), count(Afternoon)}
	return failed
}

// enough reports whether as many visits as callers may book start in that half of the
// day, or on the day.
func (q *quotas) enough(c Counter, most Most, facility string, start time.Time) (bool, error) {
	err := q.read(c, most, facility, DateOf(start.In(JST)))
	return !most.Allows(HalfOf(start), q.morning, q.afternoon), err
}

// remember notes which visit the number holds that fits what it wants. The limits of a
// day and the desks of staff do not take back what was promised.
func (r Rules) remember(tx Tx, w *Want) error {
	if r.Most == (Most{}) && r.Reserve.Desks == 0 {
		return nil // nothing could
	}
	holds, err := tx.Holds(w.Phone)
	for _, h := range holds {
		if h.Kind != ForUndo && h.Service == r.ofService() && h.Facility == w.Facility && h.Party >= max(w.Party, 1) {
			w.held = &h
		}
	}
	return err
}

// orOwn returns the better of a visit that was found, or of none, and those that the
// number has to itself: the one that it held, and the time of the booking that is to be
// replaced, if they still have room. starts reports whether a start is looked for.
func (r Rules) orOwn(tx Tx, w Want, found Claim, err error, starts func(time.Time) bool, better func(a, b time.Time) bool) (Claim, error) {
	first, end := r.Window(tx.Now())
	for _, at := range w.own() {
		if err != nil && !errors.Is(err, ErrNoRoom) {
			return found, err
		}
		if at.Before(first) || !at.Before(end) || !starts(at) || w.Half != AnyTime && w.Half != HalfOf(at) || err == nil && !better(at, found.Start) {
			continue
		}
		visit, room, failed := r.roomAt(tx, w, at)
		if _, none := errors.AsType[*NoSlot](failed); failed != nil && !none {
			return Claim{}, failed
		}
		if failed == nil && room && !w.has(visit) {
			found, err = visit, nil
		}
	}
	return found, err
}

// own returns the starts that the number has to itself.
func (w Want) own() (starts []time.Time) {
	if w.held != nil {
		starts = append(starts, w.held.Start)
	}
	if b := w.Instead; b != nil && b.Facility == w.Facility && b.Party != max(w.Party, 1) {
		starts = append(starts, b.Start)
	}
	return starts
}
