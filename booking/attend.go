package booking

import (
	"fmt"
	"time"
)

// Came tells whether the people of a booking came. The numbers are stored.
type Came int

// What a counter can say about a visit.
const (
	NotSaid Came = 0
	Arrived Came = 1
	Absent  Came = 2
)

// NotToday says that the visit is on another day.
type NotToday struct{ Start time.Time }

func (e *NotToday) Error() string {
	return fmt.Sprintf("the visit is on %s, and not today", e.Start.In(JST).Format("2006-01-02"))
}

// TooEarly says that nobody can be absent yet, for the visit has not begun.
type TooEarly struct{ Start time.Time }

func (e *TooEarly) Error() string {
	return fmt.Sprintf("the visit begins at %s: nobody can be missed before", e.Start.In(JST).Format("15:04"))
}

// Attend notes at the counter, on the day of a visit, whether its people came;
// NotSaid takes that back. It returns ErrNotFound if there is no such booking or it
// was cancelled, *NotToday, and *TooEarly for an absence before the start.
func Attend(tx Tx, receipt Receipt, came Came) (Booking, error) {
	b, err := tx.BookingOf(receipt)
	switch {
	case err != nil:
		return b, err
	case b.State == Cancelled:
		return b, ErrNotFound
	case DateOf(b.Start.In(JST)) != DateOf(tx.Now().In(JST)):
		return b, &NotToday{b.Start}
	case came == Absent && b.Start.After(tx.Now()):
		return b, &TooEarly{b.Start}
	case came == b.Came:
		return b, nil
	}
	if err := tx.Attend(b, came); err != nil {
		return b, err
	}
	b.Came = came
	return b, nil
}
