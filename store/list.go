package store

import (
	"strings"
	"time"

	"madoguchi/booking"
)

// A Filter narrows a list of bookings. The zero Filter lists the active ones
// whose end is still to come.
type Filter struct {
	All      bool // also those that are over or cancelled
	Affected bool // only those to come that stand in a closed slot: somebody must call these people
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
	From     time.Time // the first start; zero means now
	Until    time.Time // starts are before it; zero means no end
	FreeOnly bool      // open, and with room
}

// slotsOf counts dead holds as room, so that a view shows what the next call would find.
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
