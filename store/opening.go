package store

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

// SetOpen closes a facility from a moment until another, or takes back that it was closed.
// It ends no bookings: somebody must call these people. It returns the slots whose desks
// have changed by that, and the bookings that have no desk now.
func (tx *Tx) SetOpen(facility string, from, until time.Time, open bool) (changed []booking.Slot, affected []booking.Booking, err error) {
	d := Decision{Facility: facility, From: from, Until: until, Kind: Closed}
	if open {
		return tx.plan(d, DidOpen, Detail{}, func() (none int64, err error) { return none, tx.reopen(facility, from, until) })
	}
	return tx.plan(d, DidClose, Detail{}, func() (int64, error) { return tx.decide(d, 0) })
}

// AddTime opens so many desks, 1 to 100, from a moment until another, for a year at most,
// whatever the opening hours say, with visits that begin every so often, from a minute to
// four hours. What is closed there stays closed. It returns the slots whose desks have
// changed, and *booking.TooLate if the beginning has passed.
func (tx *Tx) AddTime(facility string, from, until time.Time, desks int, every time.Duration) (changed []booking.Slot, err error) {
	switch {
	case every < time.Minute || every > longestSlot:
		return nil, fmt.Errorf("store: found visits every %s, expected a minute to %s", every, longestSlot)
	case until.Sub(from) > longestAdded:
		return nil, fmt.Errorf("store: found time from %s to %s, expected a year at most", stamp(from), stamp(until))
	case !from.After(tx.now):
		return nil, &booking.TooLate{What: "add time", Start: from, Until: from}
	}
	d := Decision{Facility: facility, From: from, Until: until, Kind: Added, Desks: desks, Every: every}
	changed, _, err = tx.plan(d, DidAdd, Detail{Capacity: desks}, func() (int64, error) { return tx.decide(d, 0) })
	return changed, err
}

// SetCapacity gives a facility so many desks, 1 to 100, from a moment until another,
// wherever it has any then, also on days that have no hours yet. It returns the slots
// whose desks have changed, and the bookings that stand where more is promised than that:
// they stand, and their seats are not given to anybody else.
func (tx *Tx) SetCapacity(facility string, from, until time.Time, desks int) (changed []booking.Slot, over []booking.Booking, err error) {
	d := Decision{Facility: facility, From: from, Until: until, Kind: Sized, Desks: desks}
	changed, over, err = tx.plan(d, DidSize, Detail{Capacity: desks}, func() (int64, error) { return tx.decide(d, 0) })
	return changed, over, err
}

const (
	longestSlot  = 4 * time.Hour
	longestAdded = booking.Ahead * 24 * time.Hour
	mostDesks    = 100
)

// plan changes the calendar by a decision, and notes the deed with the details that only
// this deed has. change returns the decision that it has written down, or 0. Besides the
// slots whose desks have changed, plan returns the bookings that have no desk, or of a
// decision on the number of desks those that stand where more is promised.
func (tx *Tx) plan(d Decision, deed Deed, detail Detail, change func() (decision int64, err error)) (changed []booking.Slot, affected []booking.Booking, err error) {
	if d.Facility == "" || d.Until.Unix() <= d.From.Unix() || d.Kind != Closed && (d.Desks < 1 || d.Desks > mostDesks) {
		return nil, nil, fmt.Errorf("store: found %d desks from %s to %s at %q, expected 1 to %d, a facility and an end after the beginning",
			d.Desks, stamp(d.From), stamp(d.Until), d.Facility, mostDesks)
	}
	err = tx.step(func() error {
		if err := tx.sweep(); err != nil {
			return err
		}
		before, err := tx.slotsFrom(d)
		if err != nil {
			return err
		}
		id, err := change()
		if err != nil {
			return err
		}
		if err := tx.replan(d.Facility, d.From, d.Until); err != nil {
			return err
		}
		after, err := tx.slotsFrom(d)
		if err != nil {
			return err
		}
		changed = differing(before, after)
		if d.Kind == Sized {
			affected, err = tx.OverPromised(d.Facility, d.From, d.Until)
		} else {
			affected, err = tx.Unstaffed(d.Facility, d.From, d.Until)
		}
		if err != nil {
			return err
		}
		detail.Visit, detail.Until = Visit{Facility: d.Facility, Start: d.From}, d.Until
		detail.Slots, detail.Bookings = len(changed), len(affected)
		entry, err := tx.entry(deed, 0, detail)
		if err != nil || id == 0 {
			return err
		}
		_, err = tx.exec(tell, entry, id)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return changed, affected, nil
}

// slotsFrom returns the slots to come of which a decision has a part.
func (tx *Tx) slotsFrom(d Decision) ([]booking.Slot, error) {
	from := d.From
	if from.Before(tx.now) {
		from = tx.now
	}
	if !from.Before(d.Until) {
		return nil, nil
	}
	return all(tx, scanSlot, slotsDuring, d.Facility, instant(from), instant(d.Until))
}

// differing returns those slots that were not there before, or had another number of
// desks, and those that are gone, with no desk; earliest first.
func differing(before, after []booking.Slot) (changed []booking.Slot) {
	was := make(map[int64]booking.Slot, len(before))
	for _, s := range before {
		was[s.Start.Unix()] = s
	}
	for _, s := range after {
		if old, there := was[s.Start.Unix()]; !there || old.Wanted != s.Wanted {
			changed = append(changed, s)
		}
		delete(was, s.Start.Unix())
	}
	for _, gone := range was {
		gone.Wanted, gone.Free = 0, 0
		changed = append(changed, gone)
	}
	slices.SortFunc(changed, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	return changed
}
