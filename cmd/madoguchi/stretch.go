package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

// A stretch is a part of each of one or several days, at one or all facilities.
type stretch struct {
	facility    string // as it was typed
	facilities  []string
	first, last booking.Date
	from, to    booking.Clock
	whole       bool // both from and to were typed
}

// everywhere is what is typed for all facilities.
const everywhere = "all"

// longest is how many days a stretch may have. Beyond that a year was mistyped.
const longest = 2 * 366

func (w *world) stretch(cmd *cobra.Command, s *stretch) {
	flag(cmd.Flags(), &s.facility, "facility", "ID", "", "where; "+everywhere+" is everywhere", readText("the id of a facility, or "+everywhere))
	flag(cmd.Flags(), &s.first, "date", "DAY", "", "the day, such as 2026-12-01, today or tomorrow", w.readDay)
	flag(cmd.Flags(), &s.last, "through", "DAY", "", "the last of several days (default: the only one)", w.readDay)
	flag(cmd.Flags(), &s.from, "from", "TIME", "", "the first start of each day (default: of the whole day)", booking.ParseClock)
	flag(cmd.Flags(), &s.to, "to", "TIME", "", "the end of each day (default: of the day)", booking.ParseClosing)
}

// checked refuses a stretch that is none.
func (s *stretch) checked(cmd *cobra.Command, d *desk) error {
	if err := required(cmd, "--facility "+d.line.City.Facilities[0].ID+" --date 2026-12-01", "facility", "date"); err != nil {
		return err
	}
	if !cmd.Flags().Changed("through") {
		s.last = s.first
	}
	if latest := s.first.AddDays(longest - 1); s.last.Before(s.first) || s.last.After(latest) {
		return usage("--through: found %s, expected a day from %s to %s", s.last, s.first, latest)
	}
	if !cmd.Flags().Changed("to") {
		s.to = booking.Midnight
	}
	s.whole = cmd.Flags().Changed("from") && cmd.Flags().Changed("to")
	if s.from >= s.to {
		return usage("--to: found %s, expected a time after %s, such as --from 09:00 --to 12:00", s.to, s.from)
	}
	if s.facility != everywhere {
		s.facilities = []string{s.facility}
		return d.known(s.facility)
	}
	for _, f := range d.line.City.Facilities {
		s.facilities = append(s.facilities, f.ID)
	}
	return nil
}

// single says whether the stretch is of one day at one facility.
func (s *stretch) single() bool { return s.first == s.last && len(s.facilities) == 1 }

func (s *stretch) wholeDays() bool { return s.from == 0 && s.to == booking.Midnight }

// A piece is a stretch of time at a facility, without a gap.
type piece struct {
	facility    string
	from, until time.Time
}

// pieces are what is not over of the stretch: whole days in one piece.
func (s *stretch) pieces(now time.Time) (pieces []piece) {
	add := func(facility string, from, until time.Time) {
		if until.After(now) {
			pieces = append(pieces, piece{facility, from, until})
		}
	}
	for _, f := range s.facilities {
		if s.wholeDays() {
			add(f, s.first.In(booking.JST), s.last.AddDays(1).In(booking.JST))
			continue
		}
		for day := s.first; !day.After(s.last); day = day.AddDays(1) {
			add(f, s.from.On(day, booking.JST), s.to.On(day, booking.JST))
		}
	}
	return pieces
}

// hasAhead says whether the ledger has slots in the stretch that are not over.
func (s *stretch) hasAhead(tx *store.Tx) (bool, error) {
	for _, p := range s.pieces(tx.Now()) {
		found, err := tx.Slots(store.SlotFilter{Facility: p.facility, From: p.from, Until: p.until})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(found, func(slot booking.Slot) bool { return slot.End.After(tx.Now()) }) {
			return true, nil
		}
	}
	return false, nil
}

// portion is how many pieces are opened or closed in one transaction: calls wait
// for it.
const portion = 100

// set opens or closes the stretch, if it has slots that are not over, or some that
// only come. It returns what was not so before, and the bookings in what was closed.
// What cuts it off leaves a part of it done; again, it does the rest.
func (d *desk) set(ctx context.Context, s *stretch, open bool) (changed []booking.Slot, affected []booking.Booking, err error) {
	var ahead bool
	err = d.ledger.View(ctx, func(tx *store.Tx) (err error) {
		ahead, err = s.hasAhead(tx)
		return err
	})
	switch {
	case err != nil:
		return nil, nil, err
	case !ahead && !s.beyond(d) && open:
		return nil, nil, fmt.Errorf("there is no slot to open at %s: slots are added to one day of one facility", s)
	case !ahead && !s.beyond(d):
		return nil, nil, fmt.Errorf("there is no slot to close at %s", s)
	}
	for some := range slices.Chunk(s.pieces(d.now()), portion) {
		err := d.update(ctx, func(tx *store.Tx) error {
			for _, p := range some {
				slots, bookings, err := tx.SetOpen(p.facility, p.from, p.until, open)
				if err != nil {
					return err
				}
				changed, affected = append(changed, slots...), append(affected, bookings...)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	slices.SortStableFunc(changed, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	slices.SortFunc(affected, func(a, b booking.Booking) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	return changed, affected, nil
}

// beyond says whether the stretch has days whose slots the opening hours only add
// later.
func (s *stretch) beyond(d *desk) bool {
	today := booking.DateOf(d.now().In(booking.JST))
	for _, f := range s.facilities {
		if s.last.After(today.AddDays(d.line.City.RulesOf(f).Horizon)) {
			return true
		}
	}
	return false
}

func (s *stretch) String() string {
	where, when := s.facility, "on "+s.first.String()
	if s.facility == everywhere {
		where = "any facility"
	}
	if s.last != s.first {
		when = fmt.Sprintf("from %s to %s", s.first, s.last)
	}
	if s.wholeDays() {
		return where + " " + when
	}
	return fmt.Sprintf("%s %s, %s-%s", where, when, s.from, s.to)
}

// stretchName is a stretch as staff call it.
func (d *desk) stretchName(s *stretch) string {
	name, when := d.name(s.facility), dayName(s.first)
	if s.facility == everywhere {
		name = "すべての窓口"
	}
	if s.last != s.first {
		when += "から" + dayName(s.last) + "まで"
	}
	if s.wholeDays() {
		return name + " " + when
	}
	return fmt.Sprintf("%s %s %s-%s", name, when, s.from, s.to)
}
