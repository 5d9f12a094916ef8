package store

import (
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

// A Filter narrows a list of bookings. The zero Filter lists the active ones
// whose end is still to come.
type Filter struct {
	All      bool // also those that are over or cancelled
	Affected bool // only those to come that have no desk at some instant: somebody must call these people
	Despite  bool // only those that staff made or changed in spite of a limit of callers
	Phone    booking.Phone
	Facility string
	Service  booking.ServiceID
	Day      booking.Date
}

// despite finds what SetAside has had the trail say.
const despite = `EXISTS (SELECT 1 FROM audit a WHERE a.booking = bookings.id AND a.deed IN ('book', 'change') AND a.detail LIKE '%"despite":%')`

// List returns bookings, earliest start first.
func (tx *Tx) List(f Filter) ([]booking.Booking, error) {
	where, args := []string{"true"}, []any{}
	narrow := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if !f.All || f.Affected {
		narrow("status = 1 AND ends > ?", instant(tx.now))
	}
	if f.Despite {
		narrow(despite)
	}
	if f.Phone != "" {
		narrow("phone = ?", f.Phone)
	}
	if f.Facility != "" {
		narrow("facility = ?", f.Facility)
	}
	if f.Service != "" {
		narrow("service = ?", f.Service)
	}
	if f.Day != (booking.Date{}) {
		narrow("start >= ? AND start < ?", instant(f.Day.In(booking.JST)), instant(f.Day.AddDays(1).In(booking.JST)))
	}
	found, err := all(tx, scanBooking, `SELECT `+bookingColumns+` FROM bookings
		WHERE `+strings.Join(where, " AND ")+` ORDER BY start, facility, id`, args...)
	if err != nil || !f.Affected {
		return found, err
	}
	affected, err := tx.Unstaffed(f.Facility, tx.now, farFuture)
	return slices.DeleteFunc(found, func(b booking.Booking) bool {
		return !slices.ContainsFunc(affected, func(a booking.Booking) bool { return a.ID == b.ID })
	}), err
}

// A SlotFilter narrows a list of slots. The zero SlotFilter lists all that
// start after now.
type SlotFilter struct {
	Facility string
	From     time.Time // the first start; zero means after now
	Until    time.Time // starts are before it; zero means no end
	FreeOnly bool      // with room
}

const slotsOf = `SELECT ` + slotColumns + ` FROM slots
	WHERE (?1 = '' OR facility = ?1) AND start >= ?2 AND start < ?3 ORDER BY start, facility`

// farFuture is after every slot.
var farFuture = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Slots returns slots, earliest start first. What dead holds claim is free, so that a view
// shows what the next call would find.
func (tx *Tx) Slots(f SlotFilter) ([]booking.Slot, error) {
	if f.From.IsZero() {
		f.From = tx.now.Add(time.Second) // what starts now has begun
	}
	if f.Until.IsZero() {
		f.Until = farFuture
	}
	slots, err := all(tx, scanSlot, slotsOf, f.Facility, instant(f.From), instant(f.Until))
	if err != nil {
		return nil, err
	}
	if err := tx.counted(slots); err != nil {
		return nil, err
	}
	if f.FreeOnly {
		slots = slices.DeleteFunc(slots, func(s booking.Slot) bool { return s.Free == 0 })
	}
	return slots, nil
}
