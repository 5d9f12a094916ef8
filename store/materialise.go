package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

// Materialised counts what Materialise did.
type Materialised struct {
	Days   int // days that have other hours now, or were new
	Closed int // bookings that have no desk any more
	Opened int // bookings that have one again
}

// LogValue implements slog.LogValuer.
func (d Materialised) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("days", d.Days), slog.Int("closed", d.Closed), slog.Int("opened", d.Opened))
}

// portion is how many days of a facility are written in one transaction: turns wait for it.
const portion = 31

// Materialise makes the ledger's days, from today on, those of the opening hours, which are
// the plans that it is given. No booking is harmed: its claim stands, whatever is wanted
// now. What staff have decided holds over the hours, also over new days. Days that the
// plans do not have lose their hours, and those whose hours are the same are not touched.
func (s *Store) Materialise(ctx context.Context, plans []booking.DayPlan) (Materialised, error) {
	return s.materialise(ctx, plans, func(_ *Tx, fn func() error) error { return fn() })
}

// ForeseeMaterialise returns what Materialise would do with those plans, and changes nothing:
// each portion is done and taken back.
func (s *Store) ForeseeMaterialise(ctx context.Context, plans []booking.DayPlan) (Materialised, error) {
	return s.materialise(ctx, plans, (*Tx).Rehearse)
}

// materialise gives days other hours, portion by portion, each within what it is told.
func (s *Store) materialise(ctx context.Context, plans []booking.DayPlan, within func(*Tx, func() error) error) (Materialised, error) {
	var total Materialised
	todo, err := s.compare(ctx, plans)
	if err != nil {
		return total, err
	}
	for len(todo) > 0 {
		n := 1
		for n < len(todo) && n < portion && todo[n].Facility == todo[0].Facility {
			n++
		}
		var done Materialised
		err := s.Update(ctx, By{Way: ByClock, Actor: "opening hours"}, func(tx *Tx) error {
			return within(tx, func() (err error) {
				done, err = tx.keepHours(todo[:n])
				return err
			})
		})
		if err != nil {
			return total, fmt.Errorf("store: the days of %s: %w", todo[0].Facility, err)
		}
		total.Days += done.Days
		total.Closed += done.Closed
		total.Opened += done.Opened
		todo = todo[n:]
	}
	return total, nil
}

const plannedFrom = `SELECT DISTINCT facility FROM days WHERE day >= ?`

// Planned reports whether each of the facilities has days from today on. While it has none,
// nothing is free there, and nobody knows whether that is so.
func (s *Store) Planned(ctx context.Context, facilities []string) (bool, error) {
	now, err := s.moment()
	if err != nil {
		return false, err
	}
	var planned []string
	err = s.View(ctx, func(tx *Tx) (err error) {
		planned, err = all(tx, scanText, plannedFrom, midnight(booking.DateOf(now.In(booking.JST))))
		return err
	})
	for _, f := range facilities {
		if !slices.Contains(planned, f) {
			return false, err
		}
	}
	return err == nil, err
}

const daysFrom = `SELECT facility, day, hours FROM days WHERE day >= ?`

// compare reads the ledger beside the writer and returns the plans of the days whose hours
// it has to change, by facility and day.
func (s *Store) compare(ctx context.Context, plans []booking.DayPlan) (todo []booking.DayPlan, err error) {
	type place struct {
		facility string
		day      int64
	}
	have := map[place]string{}
	now, err := s.moment()
	if err != nil {
		return nil, err
	}
	today := booking.DateOf(now.In(booking.JST))
	err = s.View(ctx, func(tx *Tx) error {
		_, err := all(tx, func(_ *Tx, r row) (none struct{}, err error) {
			var p place
			var written string
			err = r.Scan(&p.facility, &p.day, &written)
			have[p] = written
			return none, err
		}, daysFrom, midnight(today))
		return err
	})
	for _, p := range plans {
		at := place{p.Facility, p.Day.In(booking.JST).Unix()}
		if written, there := have[at]; !p.Day.Before(today) && (!there || written != spelled(p)) {
			todo = append(todo, p)
		}
		delete(have, at)
	}
	for p, written := range have { // days that nobody plans any more
		if written != "" {
			todo = append(todo, booking.DayPlan{Facility: p.facility, Day: booking.DateOf(time.Unix(p.day, 0).In(booking.JST))})
		}
	}
	slices.SortStableFunc(todo, func(a, b booking.DayPlan) int {
		return cmp.Or(strings.Compare(a.Facility, b.Facility), a.Day.Compare(b.Day))
	})
	return todo, err
}

// spelled writes the hours of a day as a text to compare: "09:00-12:00×2 13:00-16:00×1 /30",
// or nothing for a closed day.
func spelled(p booking.DayPlan) string {
	if len(p.Ranges) == 0 {
		return ""
	}
	var b strings.Builder
	for _, r := range p.Ranges {
		fmt.Fprintf(&b, "%s×%d ", r, r.Capacity)
	}
	fmt.Fprintf(&b, "/%d", p.Minutes)
	return b.String()
}

const (
	dropHours = `DELETE FROM hours WHERE facility = ? AND start >= ? AND start < ?`
	addHours  = `INSERT INTO hours (facility, start, ends, desks, minutes) VALUES (?, ?, ?, ?, ?)`
	keepDay   = `INSERT INTO days (facility, day, hours) VALUES (?, ?, ?) ON CONFLICT (facility, day) DO UPDATE SET hours = excluded.hours`
)

// keepHours gives days of one facility, in their order, other hours. Where bookings lose
// their desk by that, or get it back, the audit trail says so.
func (tx *Tx) keepHours(plans []booking.DayPlan) (done Materialised, err error) {
	err = tx.step(func() error {
		facility := plans[0].Facility
		from, until := plans[0].Day.In(booking.JST), plans[len(plans)-1].Day.AddDays(1).In(booking.JST)
		before, err := tx.Unstaffed(facility, from, until)
		if err != nil {
			return err
		}
		for _, p := range plans {
			if err := tx.keepDay(p); err != nil {
				return err
			}
		}
		for run := range consecutive(plans) {
			if err := tx.replan(facility, run[0].Day.In(booking.JST), run[len(run)-1].Day.AddDays(1).In(booking.JST)); err != nil {
				return err
			}
		}
		after, err := tx.Unstaffed(facility, from, until)
		if err != nil {
			return err
		}
		closed, opened := without(after, before), without(before, after)
		done = Materialised{Days: len(plans), Closed: len(closed), Opened: len(opened)}
		return errors.Join(tx.noteHours(DidClose, closed), tx.noteHours(DidOpen, opened))
	})
	return done, err
}

func (tx *Tx) noteHours(deed Deed, bookings []booking.Booking) error {
	for _, b := range bookings {
		if err := tx.note(deed, b.ID, Detail{Visit: visitTo(b), Hours: true}); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) keepDay(p booking.DayPlan) error {
	day := p.Day
	if _, err := tx.exec(dropHours, p.Facility, midnight(day), midnight(day.AddDays(1))); err != nil {
		return err
	}
	for _, r := range p.Ranges {
		if _, err := tx.exec(addHours, p.Facility, instant(r.From.On(day, booking.JST)), instant(r.To.On(day, booking.JST)), r.Capacity, p.Minutes); err != nil {
			return fmt.Errorf("%s %s: %w", day, r, err)
		}
	}
	_, err := tx.exec(keepDay, p.Facility, midnight(day), spelled(p))
	return err
}

// consecutive yields the plans in runs of days that follow each other.
func consecutive(plans []booking.DayPlan) func(yield func([]booking.DayPlan) bool) {
	return func(yield func([]booking.DayPlan) bool) {
		for first := 0; first < len(plans); {
			next := first + 1
			for next < len(plans) && plans[next].Day == plans[next-1].Day.AddDays(1) {
				next++
			}
			if !yield(plans[first:next]) {
				return
			}
			first = next
		}
	}
}

// without returns the bookings that are in one list and not in another.
func without(list, other []booking.Booking) (rest []booking.Booking) {
	for _, b := range list {
		if !slices.ContainsFunc(other, func(o booking.Booking) bool { return o.ID == b.ID }) {
			rest = append(rest, b)
		}
	}
	return rest
}
