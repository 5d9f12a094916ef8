package store

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/booking"
)

func TestTheQueriesOfACallUseTheirIndexes(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		name, query string
		args        int
		want        string
	}{
		{"acquaintance", acquaintance, 2, "SEARCH callers USING PRIMARY KEY (phone=?)"},
		{"acquaintance", acquaintance, 2, "SEARCH holds USING INDEX holds_offered (phone=?)"},
		{"acquaintance", acquaintance, 2, "SEARCH holds USING COVERING INDEX holds_to_undo (phone=?)"},
		{"acquaintance", acquaintance, 2, "SEARCH blocked USING PRIMARY KEY (phone=?)"},
		{"tallyOf", tallyOf, 2, "SEARCH callers USING PRIMARY KEY (phone=?)"},
		{"noticesFor", noticesFor, 2, "SEARCH notices USING INDEX notices_by_end (ends>?)"},
		{"noticesFor", noticesFor, 2, "SEARCH heard USING PRIMARY KEY (notice=? AND phone=?)"},
		{"walkInOver", walkInOver, 2, "SEARCH walk_in USING PRIMARY KEY (facility=? AND day=?)"},
		{"openOn", openOn, 3, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start>? AND start<?)"},
		{"loadsOf", loadsOf, 3, "SEARCH slots USING INDEX sqlite_autoindex_slots_1 (facility=? AND start>? AND start<?)"},
		{"claimsDuring", claimsDuring, 5, "SEARCH c USING INDEX claims_by_time (facility=? AND start>? AND start<?)"},
	} {
		w.look(func(tx *Tx) error {
			steps, err := all(tx, func(_ *Tx, r row) (detail string, err error) {
				var n int
				err = r.Scan(&n, &n, &n, &detail)
				return detail, err
			}, "EXPLAIN QUERY PLAN "+c.query, make([]any, c.args)...)
			if plan := strings.Join(steps, "\n"); !strings.Contains(plan, c.want) {
				t.Errorf("%s: the plan is\n%s\nexpected\n%s", c.name, plan, c.want)
			}
			return err
		})
	}
}

// BenchmarkKnowing measures what every call asks before the caller hears anything, when
// 20,000 numbers are known: more than the callers of a city of 300,000 in a month.
func BenchmarkKnowing(b *testing.B) {
	w := newTown(b)
	const known = 20_000
	if err := w.sql(fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO callers SELECT '+8190' || (10000000 + i), 0, 1, 0, 0, 0, 0, 0, NULL FROM n`, known-1)); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		ask  func(*Tx, booking.Phone) error
	}{
		{"Count", func(tx *Tx, p booking.Phone) error { _, err := tx.Count(p, booking.Booked, 10); return err }},
		{"Greet", func(tx *Tx, p booking.Phone) error { _, err := tx.Greet(p); return err }},
		{"Today", func(tx *Tx, p booking.Phone) error { _, err := tx.Today(p); return err }},
		{"Notices", func(tx *Tx, p booking.Phone) error { _, err := tx.Notices(p); return err }},
		{"WalkInOver", func(tx *Tx, _ booking.Phone) error { _, err := tx.WalkInOver(ajiyoshi, tx.today()); return err }},
		{"OpenOn", func(tx *Tx, _ booking.Phone) error { _, err := tx.OpenOn(ajiyoshi, tx.today()); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			i := 0
			err := w.inCall("CA0123456789abcdef0123456789abcdef", func(tx *Tx) error {
				for b.Loop() {
					i++
					if err := c.ask(tx, phone(i*7919%known)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
