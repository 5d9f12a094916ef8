package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) findPhone(phone booking.Phone) (found []booking.Booking) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.FindPhone(phone)
		return err
	})
	return found
}

func (w *town) findLast4(last4 string) (found []FoundPhone) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.FindLast4(last4)
		return err
	})
	return found
}

func TestANumberIsFoundWithAllThatItStillHas(t *testing.T) {
	w := newTown(t)
	for hour := 10; hour < 14; hour++ {
		w.slot(ajiyoshi, at(hour, 0), 4)
	}
	over := w.book(phone(1), ajiyoshi, at(10, 0))
	w.clock.at = at(10, 30)
	gone := w.book(phone(1), ajiyoshi, at(11, 0))
	w.cancel(gone, time.Time{})
	active := w.book(phone(1), ajiyoshi, at(13, 0))
	second, err := w.tryBook(booking.Request{Phone: phone(1), Member: 2, Facility: ajiyoshi, Start: at(12, 0), Staff: true})
	if err != nil {
		t.Fatal(err)
	}
	w.book(phone(2), ajiyoshi, at(12, 0))
	want := []booking.Booking{active, second, gone, over}
	expectBookings(t, "by day", w.findPhone(phone(1)), want...)
	w.clock.Add(day)
	w.tidy()
	expectBookings(t, "after the night", w.findPhone(phone(1)), want...)
	expectBookings(t, "nobody's", w.findPhone(phone(3)))
	w.clock.at = at(10, 30).Add(30 * day)
	w.tidy()
	expectBookings(t, "once two are erased", w.findPhone(phone(1)), active, second)
}

func TestFourDigitsFindWhoeverIsKnownByThem(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 4)
	w.slot(ajiyoshi, at(12, 0), 4)
	const (
		called = booking.Phone("+81568005678")
		holds  = booking.Phone("+81312345678")
		ended  = booking.Phone("+818000005678")
		active = booking.Phone("+819012345678")
	)
	w.greet(called)
	if err := w.hold(holds, slot, 1); err != nil {
		t.Fatal(err)
	}
	w.cancel(w.book(ended, ajiyoshi, at(11, 0)), time.Time{})
	w.cancel(w.book(active, ajiyoshi, at(12, 0)), time.Time{})
	w.book(active, ajiyoshi, at(11, 0))
	w.greet(active)
	w.greet(phone(1))
	w.greet("+815678000000")
	want := []booking.Phone{active, ended, called, holds}
	var found []booking.Phone
	for _, f := range w.findLast4("5678") {
		found = append(found, f.Phone.phone)
		var bookings []booking.Booking
		for _, b := range f.Bookings {
			bookings = append(bookings, b.whole())
		}
		expectBookings(t, f.Phone.String(), bookings, w.findPhone(f.Phone.phone)...)
	}
	if !slices.Equal(found, want) {
		t.Errorf("found %v, expected %v", found, want)
	}
	if found := w.findLast4("0001"); len(found) != 1 || found[0].Phone.phone != phone(1) {
		t.Errorf("found %v, expected %s", found, phone(1))
	}
	if found := w.findLast4("4321"); len(found) != 0 {
		t.Errorf("nobody's: %v", found)
	}
	for _, bad := range []string{"", "678", "45678", "____", "%%%%", "567%", "５６７８"} {
		w.look(func(tx *Tx) error {
			if found, err := tx.FindLast4(bad); err == nil || len(found) > 0 {
				t.Errorf("%q: found %v, %v", bad, found, err)
			}
			return nil
		})
	}
}

func TestNobodyIsShownMoreThanFiftyNumbers(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	for i := range mostFound + 5 {
		w.greet(booking.Phone(fmt.Sprintf("+8190%04d5678", i)))
	}
	last := booking.Phone("+819099995678")
	w.book(last, ajiyoshi, at(11, 0))
	if found := w.findLast4("5678"); len(found) != mostFound || found[0].Phone.phone != last {
		t.Errorf("found %d, the first of them %v", len(found), found[0].Phone)
	}
}
