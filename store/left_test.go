package store

import (
	"testing"
	"time"

	"madoguchi/booking"
)

// TestAsManyCanBeBookedOfADayAsAreLeftOfIt books one visit after the other until none is left,
// whatever the day and its halves may have.
func TestAsManyCanBeBookedOfADayAsAreLeftOfIt(t *testing.T) {
	for most, want := range map[booking.Most]int{
		{}: 28, {Day: 5}: 5, {Morning: 2}: 18, {Afternoon: 3}: 15, {Day: 7, Morning: 4, Afternoon: 4}: 7, {Day: 40, Morning: 40}: 28,
	} {
		w := newTown(t)
		w.plan(planOf(ajiyoshi, 1, 2, 30, "09:00-16:00"), planOf(ajiyoshi, 2, 2, 30, "09:00-10:00"), planOf(ajiyoshi, 3, 2, 30))
		limited := rules
		limited.Most = most
		day := booking.DateOf(at(10, 0).AddDate(0, 0, 1))
		for n := want; n >= 0; n-- {
			w.do(func(tx *Tx) error {
				left, err := limited.LeftOf(tx, booking.Want{Facility: ajiyoshi, Party: 1}, day, day.AddDays(3))
				if err != nil {
					return err
				}
				if left[day] != n {
					t.Errorf("%+v: found %d left, expected %d", most, left[day], n)
				}
				if next := left[day.AddDays(1)]; next != min(4, limitOf(most)) {
					t.Errorf("%+v: found %d left of the next day", most, next)
				}
				if _, open := left[day.AddDays(2)]; open {
					t.Errorf("%+v: a closed day has any", most)
				}
				chances, err := limited.Timetable(tx, booking.Want{Facility: ajiyoshi, Party: 1}, day, day.AddDays(1))
				if err != nil {
					return err
				}
				var first time.Time
				for _, c := range chances {
					if first.IsZero() && c.Left > 0 {
						first = c.Start
					}
				}
				if first.IsZero() != (n == 0) {
					t.Errorf("%+v: %d are left, and the first is %s", most, n, stamp(first))
				}
				if n > 0 {
					_, err = limited.Book(tx, booking.Request{Phone: phone(100 + n), Facility: ajiyoshi, Start: first})
				}
				return err
			})
		}
	}
}

// limitOf returns how many visits may begin on a morning.
func limitOf(most booking.Most) int {
	limit := 100
	for _, n := range []int{most.Day, most.Morning} {
		if n > 0 {
			limit = min(limit, n)
		}
	}
	return limit
}
