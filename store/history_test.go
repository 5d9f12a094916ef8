package store

import (
	"fmt"
	"testing"

	"madoguchi/booking"
)

// history fills the ledger as n past bookings would have left it, most of them erased,
// with 4,000 slots to come, half of them taken. It writes in bulk and without the
// triggers; sound checks the result.
func (w *town) history(t testing.TB, n int) {
	t.Helper()
	var triggers []string
	w.look(func(tx *Tx) (err error) {
		triggers, err = all(tx, scanText, `SELECT sql FROM sqlite_schema WHERE type = 'trigger'`)
		return err
	})
	const half = 1800
	now := monday.Unix()
	script := []string{"PRAGMA synchronous = OFF"}
	w.look(func(tx *Tx) error {
		drops, err := all(tx, scanText, `SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'`)
		script = append(script, drops...)
		return err
	})
	numbers := func(from, to int) string {
		return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)", from, to-1)
	}
	facility := "CASE i %% 5 WHEN 0 THEN 'ajiyoshi' WHEN 1 THEN 'sakashita' ELSE 'facility ' || (i %% 5) END"
	script = append(script,
		// There are half as many past slots as bookings: nobody has tidied.
		numbers(0, max(n/2, 1))+fmt.Sprintf(` INSERT INTO slots (facility, start, ends, wanted, claimed, free)
			SELECT `+facility+`, %d - (i / 5 + 1) * %d, %d - (i / 5) * %d - 1, 2, 0, 2 FROM n`, now, half, now, half),
		// The first 2,000 slots to come are full, the next 2,000 free.
		numbers(0, 4000)+fmt.Sprintf(` INSERT INTO slots (id, facility, start, ends, wanted, claimed, free)
			SELECT 10000000 + i, `+facility+`, %d + (i / 5 + 1) * %d, %d + (i / 5 + 2) * %d, 2, CASE WHEN i < 2000 THEN 2 ELSE 0 END, CASE WHEN i < 2000 THEN 0 ELSE 2 END FROM n`, now, half, now, half),
		`INSERT INTO hours (facility, start, ends, desks, minutes) SELECT facility, start, ends, 2, 30 FROM slots`,
		`INSERT INTO desks (facility, start, ends, wanted) SELECT facility, start, ends, 2 FROM slots`,
		// The oldest are erased; 20,000 at most still have a number.
		numbers(0, n)+fmt.Sprintf(` INSERT INTO bookings (receipt, phone, member, procedure, facility, start, ends, party, status, made, ended)
			SELECT NULL, NULL, 1, 'renewal', `+facility+`, %d - (%d - i) * 60, %d - (%d - i) * 60 + %d, 1, 2, 1, %d - (%d - i) * 60 + %d FROM n`,
			now-31*86400, n, now-31*86400, n, half, now-31*86400, n, half),
	)
	for _, q := range script {
		w.raw(q)
	}
	// 4,000 active bookings, with valid receipt numbers.
	w.raw("BEGIN")
	for i := range 4000 {
		digits := fmt.Sprintf("%05d", i)
		slot := i / 2
		w.raw(fmt.Sprintf(`INSERT INTO bookings (id, receipt, phone, member, procedure, facility, start, ends, party, status, made)
			SELECT %d, '%s', '%s', 1, 'renewal', facility, start, ends, 1, 1, 1 FROM slots WHERE id = %d`,
			10000000+i, withCheckDigit(digits), phone(i), 10000000+slot))
		w.raw(fmt.Sprintf(`INSERT INTO claims (facility, start, ends, seats, booking) SELECT facility, start, ends, 1, id FROM bookings WHERE id = %d`, 10000000+i))
	}
	w.raw("COMMIT")
	w.raw(`INSERT INTO audit (at, way, actor, call, deed, booking, detail) SELECT made, 'phone', '', 'CA', 'book', id, json_object('facility', facility) FROM bookings`)
	for _, sql := range triggers {
		w.raw(sql)
	}
	w.raw("PRAGMA synchronous = FULL")
}

// withCheckDigit makes a receipt number out of five digits.
func withCheckDigit(digits string) string {
	for d := range 10 {
		if r := fmt.Sprintf("%s%d", digits, d); valid(r) {
			return r
		}
	}
	panic("no check digit for " + digits)
}

func valid(receipt string) bool {
	_, err := booking.ParseReceipt(receipt)
	return err == nil
}
