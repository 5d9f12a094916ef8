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
