package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
)

// A stretch is a part of each of one or several days, at one or all facilities.
type stretch struct {
	booking.Stretch
	facility string // as it was typed
	whole    bool   // both From and To were typed
}

// everywhere is what is typed for all facilities.
const everywhere = "all"

// longest is how many days a stretch may have. Beyond that a year was mistyped.
const longest = 2 * 366

func (w *world) stretch(cmd *cobra.Command, s *stretch) {
	flag(cmd.Flags(), &s.facility, "facility", "ID", "", "where; "+everywhere+" is everywhere", readText("the id of a facility, or "+everywhere))
	flag(cmd.Flags(), &s.First, "date", "DAY", "", "the day, such as 2026-12-01, today or tomorrow", w.readDay)
	flag(cmd.Flags(), &s.Last, "through", "DAY", "", "the last of several days (default: the only one)", w.readDay)
	flag(cmd.Flags(), &s.From, "from", "TIME", "", "the first start of each day (default: of the whole day)", booking.ParseClock)
	flag(cmd.Flags(), &s.To, "to", "TIME", "", "the end of each day (default: of the day)", booking.ParseClosing)
}

// checked fills in what was not typed, and refuses a stretch that cannot be.
func (s *stretch) checked(cmd *cobra.Command, d *desk) error {
	example := append(slices.Clone(cmd.Flags().Args()), "--facility", d.line.City.Facilities[0].ID, "--date", "2026-12-01")
	if err := required(cmd, strings.Join(example, " "), "facility", "date"); err != nil {
		return err
	}
	if !cmd.Flags().Changed("through") {
		s.Last = s.First
	}
	if latest := s.First.AddDays(longest - 1); s.Last.Before(s.First) || s.Last.After(latest) {
		return usage("--through: found %s, expected a day from %s to %s", s.Last, s.First, latest)
	}
	if !cmd.Flags().Changed("to") {
		s.To = booking.Midnight
	}
	s.whole = cmd.Flags().Changed("from") && cmd.Flags().Changed("to")
	if s.From >= s.To {
		return usage("--to: found %s, expected a time after %s, such as --from 09:00 --to 12:00", s.To, s.From)
	}
	if s.facility != everywhere {
		s.Facilities = []string{s.facility}
		return d.known(s.facility)
	}
	for _, f := range d.line.City.Facilities {
		s.Facilities = append(s.Facilities, f.ID)
	}
	return nil
}

// single reports whether the stretch is of one day at one facility.
func (s *stretch) single() bool { return s.First == s.Last && len(s.Facilities) == 1 }

// hasAhead reports whether the ledger has slots in the stretch that are not over.
func (s *stretch) hasAhead(tx store.Planning) (bool, error) {
	for _, p := range s.Pieces(tx.Now()) {
		found, err := tx.Slots(store.SlotFilter{Facility: p.Facility, From: p.From, Until: p.Until})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(found, func(slot booking.Slot) bool { return slot.End.After(tx.Now()) }) {
			return true, nil
		}
	}
	return false, nil
}

// portion is how many pieces are decided on in one transaction: calls wait for it.
const portion = 100

// A deciding decides something about a piece of a stretch. It returns the slots that it
// changed, and the bookings that it concerns.
type deciding func(store.Planning, booking.Piece) ([]booking.Slot, []store.Seen, error)

// setOpen returns what opens or closes.
func setOpen(open bool) deciding {
	return func(tx store.Planning, p booking.Piece) ([]booking.Slot, []store.Seen, error) {
		return tx.SetOpen(p.Facility, p.From, p.Until, open)
	}
}

// decide does something in all of the stretch, if it has slots that are not over, or days
// that the ledger does not have yet; none is the refusal if it has neither. It returns the
// slots that are changed by it, and each booking that it concerns. If it is cut off, a part
// is done, and running it again does the rest.
func (d *desk) decide(ctx context.Context, s *stretch, none string, do deciding) (changed []booking.Slot, affected []store.Seen, err error) {
	var ahead bool
	err = view(ctx, d, store.ToPlan, func(tx store.Planning) (err error) {
		ahead, err = s.hasAhead(tx)
		return err
	})
	switch {
	case err != nil:
		return nil, nil, err
	case !ahead && !s.beyond(d):
		return nil, nil, fmt.Errorf(none, s)
	}
	concerned := map[int64]store.Seen{}
	for some := range slices.Chunk(s.Pieces(d.now()), portion) {
		err := update(ctx, d, store.ToPlan, func(tx store.Planning) error {
			for _, p := range some {
				slots, bookings, err := do(tx, p)
				if err != nil {
					return err
				}
				changed = append(changed, slots...)
				for _, b := range bookings { // one that reaches into two pieces is of both
					concerned[b.ID] = b
				}
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	slices.SortStableFunc(changed, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	return changed, slices.SortedFunc(maps.Values(concerned), func(a, b store.Seen) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	}), nil
}

// beyond reports whether the stretch has days that the ledger's calendar does not have yet.
// What is decided about them holds when they come.
func (s *stretch) beyond(d *desk) bool {
	return s.Last.After(booking.DateOf(d.now().In(booking.JST)).AddDays(booking.Ahead))
}

func (s *stretch) String() string {
	where, when := s.facility, "on "+s.First.String()
	if s.facility == everywhere {
		where = "any facility"
	}
	if s.Last != s.First {
		when = fmt.Sprintf("from %s to %s", s.First, s.Last)
	}
	if s.WholeDays() {
		return where + " " + when
	}
	return fmt.Sprintf("%s %s, %s-%s", where, when, s.From, s.To)
}

// stretchName returns what staff call a stretch.
func (d *desk) stretchName(s *stretch) string {
	name, when := d.name(s.facility), dayName(s.First)
	if s.facility == everywhere {
		name = "すべての窓口"
	}
	if s.Last != s.First {
		when += "から" + dayName(s.Last) + "まで"
	}
	if s.WholeDays() {
		return name + " " + when
	}
	return fmt.Sprintf("%s %s %s-%s", name, when, s.From, s.To)
}
