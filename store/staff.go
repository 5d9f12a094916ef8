package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/booking"
)

// ErrSlotExists says that the facility already has a slot at that time.
var ErrSlotExists = errors.New("the facility already has a slot at that time")

// A Filter narrows a list of bookings. The zero Filter lists the active ones
// whose end is still to come.
type Filter struct {
	All      bool // also what is over or cancelled
	Affected bool // only what is still to come and stands in a closed slot: somebody must call these people
	Phone    booking.Phone
	Facility string
	Day      booking.Date
}

const inClosedSlot = `EXISTS (SELECT 1 FROM claims c JOIN slots s ON s.id = c.slot WHERE c.booking = bookings.id AND s.open = 0)`

// List returns bookings, earliest start first.
func (tx *Tx) List(f Filter) ([]booking.Booking, error) {
	where, args := []string{"true"}, []any{}
	narrow := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if !f.All || f.Affected {
		narrow("status = 1 AND ends > ?", instant(tx.now))
	}
	if f.Affected {
		narrow(inClosedSlot)
	}
	if f.Phone != "" {
		narrow("phone = ?", f.Phone)
	}
	if f.Facility != "" {
		narrow("facility = ?", f.Facility)
	}
	if f.Day != (booking.Date{}) {
		narrow("start >= ? AND start < ?", instant(f.Day.In(booking.JST)), instant(f.Day.AddDays(1).In(booking.JST)))
	}
	return all(tx, scanBooking, `SELECT `+bookingColumns+` FROM bookings
		WHERE `+strings.Join(where, " AND ")+` ORDER BY start, facility, id`, args...)
}

// A SlotFilter narrows a list of slots. The zero SlotFilter lists all that
// start after now.
type SlotFilter struct {
	Facility string
	From     time.Time // the first start; zero is now
	Until    time.Time // the end, exclusive, of starts; zero is none
	FreeOnly bool      // open, and with room
}

// slotsOf counts dead holds as room, so that a view says the same as the next
// call would find.
const slotsOf = `SELECT * FROM (
		SELECT id, facility, start, ends, capacity, remaining + coalesce((
			SELECT sum(c.seats) FROM claims c JOIN holds h ON h.id = c.hold WHERE c.slot = slots.id AND h.expires <= ?1
		), 0) AS room, open FROM slots
		WHERE (?2 = '' OR facility = ?2) AND start >= ?3 AND start < ?4
	) s WHERE ?5 = 0 OR (open = 1 AND room > 0) ORDER BY start, facility`

// farFuture is after every slot.
var farFuture = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Slots returns slots, earliest start first.
func (tx *Tx) Slots(f SlotFilter) ([]booking.Slot, error) {
	if f.From.IsZero() {
		f.From = tx.now
	}
	if f.Until.IsZero() {
		f.Until = farFuture
	}
	return all(tx, scanSlot, slotsOf, instant(tx.now), f.Facility, instant(f.From), instant(f.Until), f.FreeOnly)
}

const (
	inRange = ` s.facility = ?1 AND s.start >= ?2 AND s.start < ?3 AND s.ends > ?4`

	slotsToSet = `SELECT ` + slotColumns + ` FROM slots s WHERE` + inRange + ` AND s.open <> ?5 ORDER BY s.start`

	setOpen = `UPDATE slots AS s SET open = ?5, staff = 1 WHERE` + inRange

	bookingsInRange = `SELECT ` + bookingColumns + ` FROM bookings WHERE status = 1 AND ends > ?4 AND id IN (
		SELECT c.booking FROM slots s JOIN claims c ON c.slot = s.id WHERE` + inRange + `) ORDER BY start, id`
)

// SetOpen opens or closes the facility's slots that start at or after from,
// before until, and are not over, and those that the opening hours only add
// later. From then on they are the staff's: the opening hours do not touch them
// any more. It returns the slots that were not so before, and, of closing, the
// bookings in the range. It does not end them: somebody must call these people.
func (tx *Tx) SetOpen(facility string, from, until time.Time, open bool) (changed []booking.Slot, affected []booking.Booking, err error) {
	if facility == "" || until.Unix() <= from.Unix() {
		return nil, nil, fmt.Errorf("store: found the range %s to %s at %q, expected a facility and an end after the beginning",
			stamp(from), stamp(until), facility)
	}
	err = tx.step(func() (err error) {
		where := []any{facility, instant(from), instant(until), instant(tx.now)}
		if changed, err = all(tx, scanSlot, slotsToSet, append(where, open)...); err != nil {
			return err
		}
		for i := range changed {
			changed[i].Open = open
		}
		if _, err := tx.exec(setOpen, append(where, open)...); err != nil {
			return err
		}
		if err := tx.decide(facility, from, until, open); err != nil {
			return err
		}
		what := "open"
		if !open {
			what = "close"
			if affected, err = all(tx, scanBooking, bookingsInRange, where...); err != nil {
				return err
			}
		}
		return tx.note(what, 0, fmt.Sprintf("%s %s to %s, %d slots changed, %d bookings in them",
			facility, stamp(from), stamp(until), len(changed), len(affected)))
	})
	if err != nil {
		return nil, nil, err
	}
	return changed, affected, nil
}

const addSlot = `INSERT INTO slots (facility, start, ends, capacity, remaining, open, staff) VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5)`

// AddSlot adds an open slot that the opening hours do not have; they will not
// touch it, nor does what was closed before. It returns ErrSlotExists if the
// facility has one at that start, and *booking.TooLate if that has passed.
func (tx *Tx) AddSlot(s booking.Slot) error {
	switch {
	case s.Facility == "" || !s.End.After(s.Start) || s.Capacity < 1:
		return fmt.Errorf("store: found a slot at %q from %s to %s for %d, expected a facility, an end after the start, and room for one",
			s.Facility, stamp(s.Start), stamp(s.End), s.Capacity)
	case !s.Start.After(tx.now):
		return &booking.TooLate{What: "add a slot", Start: s.Start, Until: s.Start}
	}
	return tx.step(func() error {
		_, err := tx.exec(addSlot, s.Facility, instant(s.Start), instant(s.End), s.Capacity, true)
		if why(err) == unique {
			return fmt.Errorf("%s, %s: %w", s.Facility, stamp(s.Start), ErrSlotExists)
		}
		if err != nil {
			return err
		}
		return tx.note("add", 0, fmt.Sprintf("%s %s to %s, capacity %d", s.Facility, stamp(s.Start), stamp(s.End), s.Capacity))
	})
}
