package store

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// bookedCity fills the ledger as a year of a city would have left it: 200,000 calls of
// three turns, every tenth of which came back from a person, and 60,000 bookings. It has
// the words of the last month only.
func (w *town) bookedCity(b *testing.B) {
	b.Helper()
	const calls, bookings, year = 200_000, 60_000, 365 * 86400
	w.history(b, bookings)
	began := monday.Unix() - year
	w.raw("PRAGMA synchronous = OFF")
	numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", calls-1)
	started := fmt.Sprintf("%d + i * %d / %d", began, year, calls)
	words := fmt.Sprintf("%s > %d", started, monday.Unix()-30*86400)
	reply := `'{"turn":0,"lang":"ja","say":[{"text":"' || hex(randomblob(300)) || '"}]}'`
	for _, q := range []string{
		numbers + ` INSERT INTO calls (sid, phone, line, state, turn, data, erased, started, updated, ended)
			SELECT 'CA' || hex(randomblob(16)), NULL, CASE i % 5 WHEN 0 THEN '+81568111111' ELSE '+8156800000' || (i % 5) END,
				CASE i % 7 WHEN 0 THEN 'booked' WHEN 1 THEN 'offer' WHEN 2 THEN 'bye' WHEN 3 THEN 'not-booked' ELSE 'done' END,
				2, CASE WHEN ` + words + ` THEN json_object('sid', hex(randomblob(200))) END, NOT (` + words + `),
				` + started + `, ` + started + `, ` + started + ` + 60 FROM n`,
		`INSERT INTO turns (sid, n, kind, input, reply, at)
			SELECT sid, column1, CASE WHEN column1 = 2 AND calls.rowid % 10 = 0 THEN 'returned' ELSE 'pressed' END,
				CASE WHEN erased THEN NULL ELSE '{"kind":"pressed"}' END, CASE WHEN erased THEN NULL ELSE ` + reply + ` END, started
			FROM calls, (VALUES (0), (1), (2)) ORDER BY calls.rowid, column1`,
		// history has one booking a minute; here they are spread over the year, and half as
		// many are changed or cancelled.
		fmt.Sprintf(`UPDATE bookings SET start = %d + id * %d / %d, ends = %d + id * %d / %d + 1800, came = id %% 3 WHERE status = 2`,
			began, year, bookings, began, year, bookings),
		"DROP TRIGGER audit_is_not_changed",
		`UPDATE audit SET at = (SELECT start FROM bookings WHERE id = booking) WHERE booking IN (SELECT id FROM bookings WHERE status = 2)`,
		`INSERT INTO audit (at, way, actor, deed, booking, detail)
			SELECT at, 'console', 'tanto', CASE id % 4 WHEN 0 THEN 'change' ELSE 'cancel' END, booking, detail FROM audit WHERE id % 2 = 0`,
		fmt.Sprintf(`INSERT INTO visitors (facility, day, number, party, came, state)
			WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 364), v(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM v WHERE n < 40)
			SELECT '%s', %d - i * 86400, n, 1, 0, 2 FROM d, v`, ajiyoshi, dayAt(0).In(booking.JST).Unix()),
		"ANALYZE", // so that the plans are those of a ledger that the night has tidied
		"PRAGMA synchronous = FULL",
	} {
		w.raw(q)
	}
}

// BenchmarkFigures asks for the figures of a month and of a year of a city.
func BenchmarkFigures(b *testing.B) {
	w := newTown(b)
	w.bookedCity(b)
	for name, days := range map[string]int{"Month": 30, "Year": 366} {
		b.Run(name, func(b *testing.B) {
			calls := 0
			for b.Loop() {
				calls = 0
				for _, f := range w.figures(dayAt(-days+1), dayAt(1)) {
					calls += f.Calls
				}
			}
			b.ReportMetric(float64(calls), "calls")
		})
		b.Run(name+"Endings", func(b *testing.B) {
			for b.Loop() {
				w.look(func(tx *Tx) error {
					_, err := tx.Endings(dayAt(-days+1), dayAt(1))
					return err
				})
			}
		})
	}
	b.Run("MonthFirstReplies", func(b *testing.B) {
		heard := 0
		for b.Loop() {
			heard = 0
			w.look(func(tx *Tx) error {
				for i := range 30 {
					if err := tx.FirstReplies(dayAt(-i), func(booking.Phone, ivr.Reply) error { heard++; return nil }); err != nil {
						return err
					}
				}
				return nil
			})
		}
		b.ReportMetric(float64(heard), "replies")
	})
	for _, q := range []struct{ name, query string }{
		{"calls", callsByDay}, {"deeds", deedsByDay}, {"visits", visitsByDay}, {"visitors", visitorsByDay},
	} {
		b.Run("Month/"+q.name, func(b *testing.B) {
			for b.Loop() {
				w.look(func(tx *Tx) error {
					_, err := all(tx, func(*Tx, row) (struct{}, error) { return struct{}{}, nil },
						q.query, instant(monday.Add(-30*24*time.Hour)), instant(monday))
					return err
				})
			}
		})
	}
}
