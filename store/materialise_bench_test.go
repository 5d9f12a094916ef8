package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
)

// twoYears returns the plans of twenty facilities, which are open on weekdays, with so many
// desks.
func twoYears(desks int) (plans []booking.DayPlan) {
	for f := range 20 {
		for d := range 2 * 365 {
			p := planOf(fmt.Sprintf("facility-%d", f), d, desks, 30, "08:30-12:00", "13:00-17:15")
			if day := p.Day.Weekday(); day == time.Saturday || day == time.Sunday {
				p.Ranges = nil
			}
			plans = append(plans, p)
		}
	}
	return plans
}

// BenchmarkMaterialise gives twenty facilities the hours of two years: for the first time,
// again with nothing changed, and with other desks on each day, under 4,000 bookings.
func BenchmarkMaterialise(b *testing.B) {
	three, four := twoYears(3), twoYears(4)
	var first, again, desks time.Duration
	took := func(total *time.Duration, w *town, plans []booking.DayPlan) {
		begin := time.Now()
		w.plan(plans...)
		*total += time.Since(begin)
	}
	for b.Loop() {
		w := newTown(b)
		took(&first, w, three)
		took(&again, w, three)
		w.do(func(tx *Tx) error {
			for i := range 4_000 {
				start := at(13, 30*(i/20%8)).AddDate(0, 0, 1+i/160)
				c := booking.Claim{Facility: fmt.Sprintf("facility-%d", i%20), Start: start, End: start.Add(30 * time.Minute), Seats: 1}
				if _, err := insert(tx, phone(i), c); err != nil && !errors.As(err, new(*booking.Full)) { // on Sundays
					return err
				}
			}
			return nil
		})
		took(&desks, w, four)
	}
	each := func(d time.Duration) float64 { return float64(d.Milliseconds()) / float64(b.N) }
	b.ReportMetric(each(first), "first-ms")
	b.ReportMetric(each(again), "again-ms")
	b.ReportMetric(each(desks), "desks-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkDesks books the 320 half hours of a day at twenty desks, day after day, one
// booking after the other in one transaction.
func BenchmarkDesks(b *testing.B) {
	const days, visits = 30, 320
	w := newTown(b)
	var plans []booking.DayPlan
	for d := range days {
		plans = append(plans, planOf(ajiyoshi, 1+d, 20, 30, "09:00-17:00"))
	}
	w.plan(plans...)
	n := 0
	w.do(func(tx *Tx) error {
		for b.Loop() {
			start := at(9, 30*(n%16)).AddDate(0, 0, 1+n/visits%days)
			if _, err := rules.Book(tx, booking.Request{Phone: phone(n), Facility: ajiyoshi, Start: start, Staff: true}); err != nil {
				return err
			}
			if n++; n%(days*visits) == 0 {
				b.StopTimer()
				if _, err := tx.exec(vacate); err != nil {
					return err
				}
				b.StartTimer()
			}
		}
		return nil
	})
}
