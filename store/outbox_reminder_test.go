package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

// TestOutboxHasAReminderForWhoeverCanBeReached holds by which means and when a number is
// reminded, and that the message is told no longer than it is true.
func TestOutboxHasAReminderForWhoeverCanBeReached(t *testing.T) {
	for number, means := range map[booking.Phone]booking.Means{
		"+81568311234": booking.ByCall, "+819012345678": booking.ByText, "+14155550100": "",
	} {
		w := newTown(t)
		w.slot(ajiyoshi, at(11, 0), 2)
		b, err := w.tryBook(booking.Request{Phone: number, Facility: ajiyoshi, Start: at(11, 0), Staff: true})
		if err != nil {
			t.Fatal(err)
		}
		var now time.Time
		var window booking.Window
		w.do(func(tx *Tx) error {
			now = tx.Now()
			window = booking.Window{From: now.Add(-time.Hour), Until: now.Add(time.Hour)}
			return tx.WriteReminder(b, 2, window)
		})
		var m booking.Message
		w.look(func(tx *Tx) error {
			m, err = tx.Message(1)
			return nil
		})
		switch {
		case means == "" && !errors.Is(err, booking.ErrNotFound):
			t.Errorf("%s: %+v, %v, expected none", number, m, err)
		case means == "":
			continue
		case err != nil || m.Kind != booking.Reminder || m.Means != means || m.Days != 2 || !m.Due.Equal(now) || !m.Last.Equal(window.Until) || m.Booking.Receipt != b.Receipt:
			t.Errorf("%s: %+v, %v", number, m, err)
		}
		w.do(func(tx *Tx) error { return tx.SetReminded(number, false) })
		w.look(func(tx *Tx) error {
			if _, err := tx.Message(1); !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("%s: %v, expected nothing for a number that wants none", number, err)
			}
			return nil
		})
	}
}
