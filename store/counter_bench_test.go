package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// counterPlans are the plans that SQLite must have for the queries of a counter, some of
// which every console sends each second. None of them may read the whole history.
var counterPlans = []struct {
	name, query string
	args        int
	want        string
}{
	{"dayActive", dayActive, 3, "SCAN bookings USING INDEX bookings_active_phone"}, // of the active ones only
	{"dayEnded", dayEnded, 3, "SEARCH bookings USING INDEX bookings_to_erase (ended>?)"},
	{"phoneActive", phoneActive, 1, "SEARCH bookings USING INDEX bookings_active_phone (phone=?)"},
	{"phoneEnded", phoneEnded, 1, "SEARCH bookings USING INDEX bookings_to_erase (ended>?)"}, // of those that still have a number
	{"last4Active", last4Active, 1, "SCAN bookings USING INDEX bookings_active_phone"},
	{"last4Ended", last4Ended, 1, "SEARCH bookings USING INDEX bookings_to_erase (ended>?)"},
	{"lastChange", lastChange, 1, "SEARCH a USING INDEX audit_by_booking (booking=?)"},
	{"newest", newest, 0, "SCAN audit"}, // from its end, past the looks there
	{"trail", `SELECT ` + entryColumns + ` WHERE true AND a.id < ? ORDER BY a.id DESC LIMIT ?`, 2, "SEARCH a USING INTEGER PRIMARY KEY (rowid<?)"},
	{"calendar", calendar, 3, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start>? AND start<?)"},
	{"slotsDuring", slotsDuring, 3, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start>? AND start<?)"},
	{"activeDuring", activeDuring, 4, "SEARCH claims USING INDEX claims_by_time (facility=? AND start>? AND start<?)"},
	{"halfStaffed", halfStaffed, 4, "SEARCH claims USING INDEX claims_by_time (facility=? AND start>? AND start<?)"},
	{"halfStaffed", halfStaffed, 4, "SEARCH d USING PRIMARY KEY (facility=? AND start>? AND start<?)"},
	{"visitorsOf", visitorsOf, 2, "SEARCH visitors USING PRIMARY KEY (facility=? AND day=?)"},
	{"lastVisitor", lastVisitor, 2, "SEARCH visitors USING PRIMARY KEY (facility=? AND day=?)"},
	{"addVisitor", addVisitor, 4, "SEARCH visitors USING PRIMARY KEY (facility=? AND day=?)"},
}

func (w *town) testCounterPlans(t *testing.T) {
	for _, p := range counterPlans {
		w.look(func(tx *Tx) error {
			steps, err := all(tx, func(_ *Tx, r row) (detail string, err error) {
				var n int
				err = r.Scan(&n, &n, &n, &detail)
				return detail, err
			}, "EXPLAIN QUERY PLAN "+p.query, make([]any, p.args)...)
			plan := strings.Join(steps, "\n")
			if !strings.Contains(plan, p.want) || strings.Contains(strings.Replace(plan, p.want, "", 1), "SCAN") {
				t.Errorf("%s: the plan is\n%s\nexpected\n%s", p.name, plan, p.want)
			}
			return err
		})
	}
}

func TestTheQueriesOfACounterUseTheirIndexes(t *testing.T) {
	w := newTown(t)
	w.testCounterPlans(t)
	w.history(t, 2000)
	w.clock.Add(time.Hour)
	w.tidy()
	if err := w.sql("ANALYZE"); err != nil {
		t.Fatal(err)
	}
	w.testCounterPlans(t)
}

// counterTown returns a ledger with a million past bookings, of which the 10,000 of the
// last month still have their number, 20,000 numbers that have called, and as many looks
// in a row as a busy day has.
func counterTown(b *testing.B) *town {
	b.Helper()
	const past, kept, known, looks = 1_000_000, 10_000, 20_000, 5_000
	w := newTown(b)
	w.history(b, past)
	for i := range kept {
		w.raw(fmt.Sprintf(`UPDATE bookings SET phone = '%s', receipt = '%s', start = %[3]d, ends = %[3]d + 1800, ended = %[3]d + 1800 WHERE id = %d`,
			phone(10_000+i), withCheckDigit(fmt.Sprintf("%05d", 10_000+i)), monday.Unix()-int64(i)*30*86400/kept-1800, past-i))
	}
	numbers := func(n int) string {
		return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", n-1)
	}
	w.raw(numbers(known) + `INSERT INTO callers (phone, day, calls, bookings, changes, cancels, slow, seen) SELECT '+8190' || (10000000 + i), 0, 1, 0, 0, 0, 0, 0 FROM n`)
	w.raw(numbers(looks) + `INSERT INTO audit (at, way, actor, deed, booking, detail) SELECT 0, 'console', 'tanto', 'see', 1 + i, '{"look":{"page":"find"}}' FROM n`)
	w.raw("ANALYZE") // so that the plans are those of a ledger that the night has tidied
	w.sound()
	return w
}

// BenchmarkCounter runs the queries of staff.
func BenchmarkCounter(b *testing.B) {
	w := counterTown(b)
	today := booking.DateOf(monday)
	for _, c := range []struct {
		name string
		ask  func(*Tx) (int, error)
	}{
		{"FindPhone", func(tx *Tx) (int, error) { found, err := tx.FindPhone(phone(10_007)); return len(found), err }},
		{"FindLast4", func(tx *Tx) (int, error) { found, err := tx.FindLast4("0123"); return len(found), err }},
		{"Day", func(tx *Tx) (int, error) { found, err := tx.Day(ajiyoshi, today); return len(found), err }},
		{"DayMonthAgo", func(tx *Tx) (int, error) { found, err := tx.Day("", today.AddDays(-28)); return len(found), err }},
		{"TrailPage", func(tx *Tx) (int, error) { found, err := tx.Trail(500_000, 50, TrailFilter{}); return len(found), err }},
		{"TrailOfOne", func(tx *Tx) (int, error) {
			found, err := tx.Trail(0, 50, TrailFilter{Actor: "nobody"})
			return 1 + len(found), err
		}},
		{"Changed", func(tx *Tx) (int, error) { id, err := tx.Changed(); return int(id), err }},
		{"CalendarMonth", func(tx *Tx) (int, error) {
			found, err := tx.Calendar(ajiyoshi, today, today.AddDays(31))
			return len(found), err
		}},
		{"CalendarAll", func(tx *Tx) (int, error) {
			found, err := tx.Calendar("", today, today.AddDays(31))
			return len(found), err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			w.look(func(tx *Tx) error {
				for b.Loop() {
					if n, err := c.ask(tx); err != nil || n == 0 {
						b.Fatalf("found %d, %v", n, err)
					}
				}
				return nil
			})
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(b.N), "ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
