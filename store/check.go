package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/mattn/go-sqlite3"

	"madoguchi/booking"
)

// An invariant is something that is true of every ledger at every moment, and a
// query for what breaks it, one line of text each.
type invariant struct{ claim, broken string }

var invariants = []invariant{
	{"the file is sound",
		`SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`},
	{"what is referred to exists",
		`SELECT format('%s %d refers to no %s', "table", rowid, parent) FROM pragma_foreign_key_check`},
	{"remaining is capacity less claims",
		`SELECT format('slot %d: capacity %d, claimed %d, remaining %d', id, capacity, claimed, remaining) FROM (
			SELECT s.*, (SELECT coalesce(sum(seats), 0) FROM claims WHERE slot = s.id) AS claimed FROM slots s)
		WHERE remaining <> capacity - claimed OR remaining NOT BETWEEN 0 AND capacity`},
	{"one slot per facility and start",
		`SELECT format('slots %s', group_concat(id)) FROM slots GROUP BY facility, start HAVING count(*) > 1`},
	{"one active booking per phone and member",
		`SELECT format('bookings %s', group_concat(id)) FROM bookings WHERE status = 1 GROUP BY phone, member HAVING count(*) > 1`},
	{"one hold per phone",
		`SELECT format('holds %s', group_concat(id)) FROM holds GROUP BY phone HAVING count(*) > 1`},
	{"one booking per receipt number",
		`SELECT format('bookings %s', group_concat(id)) FROM bookings WHERE receipt IS NOT NULL GROUP BY receipt HAVING count(*) > 1`},
	{"an active booking has one claim, on its own slot, for its party",
		`SELECT format('booking %d', b.id) FROM bookings b WHERE b.status = 1 AND 1 <> (
			SELECT count(*) FROM claims c JOIN slots s ON s.id = c.slot
			WHERE c.booking = b.id AND c.seats = b.party AND s.facility = b.facility AND s.start = b.start)`},
	{"a claim is of an active booking or of a hold",
		`SELECT format('claim %d', c.id) FROM claims c LEFT JOIN bookings b ON b.id = c.booking LEFT JOIN holds h ON h.id = c.hold
		WHERE (b.status IS 1) = (h.id IS NOT NULL) OR (c.booking IS NULL) = (c.hold IS NULL)`},
	{"a claim is unique",
		`SELECT format('claims %s', group_concat(id)) FROM claims GROUP BY booking, hold HAVING count(*) > 1`},
	{"a hold has a claim",
		`SELECT format('hold %d', id) FROM holds WHERE NOT EXISTS (SELECT 1 FROM claims WHERE hold = holds.id)`},
	{"a booking that has ended says when, and an active one is somebody's",
		`SELECT format('booking %d', id) FROM bookings WHERE (status = 1) <> (ended IS NULL)
			OR (phone IS NULL) <> (receipt IS NULL) OR (status = 1 AND phone IS NULL)`},
	{"the audit trail knows how a booking was made",
		`SELECT format('booking %d', id) FROM bookings
		WHERE 1 <> (SELECT count(*) FROM audit WHERE booking = bookings.id AND what = 'book')`},
	{"the audit trail knows how a booking was cancelled",
		`SELECT format('booking %d', id) FROM bookings
		WHERE (status = 3) <> (SELECT count(*) FROM audit WHERE booking = bookings.id AND what = 'cancel')`},
	{"no telephone number is in the audit trail",
		`SELECT format('entry %d', id) FROM audit WHERE detail GLOB '*+[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'`},
	{"a call stands where its last turn left it",
		`SELECT format('call %s: turn %d', sid, turn) FROM calls
		WHERE turn IS NOT (SELECT max(n) FROM turns WHERE sid = calls.sid)
			OR (data IS NOT NULL AND (data ->> 'sid' IS NOT sid OR data ->> 'turn' IS NOT turn))`},
}

// maxBroken is how many breaches of one invariant are told.
const maxBroken = 20

// Check reads the whole ledger in one state, beside the writer, and returns an
// error that lists everything that is wrong with it. It names rows, never
// telephone numbers.
func (s *Store) Check(ctx context.Context) (err error) {
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	db := sql.OpenDB(newLedger(s.file, checkerSettings, nil))
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := newConn(db)
	if err != nil {
		return explained(s.file, err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	return s.read(ctx, c, (*Tx).check)
}

func (tx *Tx) check() error {
	var wrong []error
	for _, inv := range invariants {
		broken, err := all(tx, scanText, inv.broken)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: cannot tell: %w", inv.claim, err))
		}
		for i, line := range broken {
			if i == maxBroken {
				wrong = append(wrong, fmt.Errorf("%s: and %d more", inv.claim, len(broken)-i))
				break
			}
			wrong = append(wrong, fmt.Errorf("%s: %s", inv.claim, line))
		}
	}
	return errors.Join(append(wrong, tx.checkReceipts(), tx.checkSchema())...)
}

func scanText(_ *Tx, r row) (line string, err error) {
	err = r.Scan(&line)
	return line, err
}

// checkReceipts looks at check digits, which SQL cannot compute.
func (tx *Tx) checkReceipts() error {
	var wrong []error
	_, err := all(tx, func(_ *Tx, r row) (none struct{}, err error) {
		var id int64
		var receipt string
		if err := r.Scan(&id, &receipt); err != nil {
			return none, err
		}
		if _, err := booking.ParseReceipt(receipt); err != nil && len(wrong) < maxBroken {
			wrong = append(wrong, fmt.Errorf("a receipt number has its check digit: booking %d: %w", id, err))
		}
		return none, nil
	}, `SELECT id, receipt FROM bookings WHERE receipt IS NOT NULL`)
	return errors.Join(append(wrong, err)...)
}

const schemaObjects = `SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema
	WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY 1`

// checkSchema compares the ledger's tables, indexes and triggers with those
// that the migrations make: what enforces the rules must be there.
func (tx *Tx) checkSchema() error {
	want, err := freshSchema()
	if err != nil {
		return err
	}
	have, err := all(tx, scanText, schemaObjects)
	if err != nil {
		return err
	}
	var wrong []error
	for _, object := range missing(want, have) {
		wrong = append(wrong, fmt.Errorf("the schema is that of the migrations: not there: %.60s", object))
	}
	for _, object := range missing(have, want) {
		wrong = append(wrong, fmt.Errorf("the schema is that of the migrations: not theirs: %.60s", object))
	}
	return errors.Join(wrong...)
}

// missing returns what want has and have has not.
func missing(want, have []string) (gone []string) {
	there := make(map[string]bool, len(have))
	for _, object := range have {
		there[object] = true
	}
	for _, object := range want {
		if !there[object] {
			gone = append(gone, object)
		}
	}
	return gone
}

// freshSchema returns what the migrations make of an empty ledger, which is in
// memory and has one connection only.
var freshSchema = sync.OnceValues(func() (objects []string, err error) {
	db := sql.OpenDB(&ledger{driver: sqlite3.SQLiteDriver{}, dsn: ":memory:"})
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := newConn(db)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := migrate(c); err != nil {
		return nil, err
	}
	return all(&Tx{ctx: context.Background(), c: c}, scanText, schemaObjects)
})
