package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Tx is one transaction: what package booking and package ivr need of a memory, and what
// staff need besides. It may be used only on the goroutine of the function that it was
// given to, and only until that function returns.
type Tx struct {
	ctx      context.Context
	c        *conn
	now      time.Time
	rand     io.Reader
	by       By
	setAside Limit // what staff set aside; see SetAside
	writes   bool
	texts    bool   // see Options.Texts
	mails    bool   // see Options.Mails
	wrote    bool   // a message
	swept    bool   // dead holds have been given back
	alarms   []Deed // to be logged when the operation stands

	// Inside Without: what counts as free, and the booking that claims it.
	without   *booking.Claim
	withoutID int64

	over bool  // its function has returned
	lost error // the engine has rolled the whole transaction back
}

var _ ivr.Memory = (*Tx)(nil)

// Now returns the time at which the transaction began, in whole seconds.
func (tx *Tx) Now() time.Time { return tx.now.In(booking.JST) }

// View runs fn on one unchanging state of the ledger, beside the writer. Writing in it is
// refused with ErrReadOnly. Seats of dead holds that have not been given back yet count
// as taken, except in Slots and Calendar. It returns *OlderLedger if the ledger was opened
// read-only, and its version does not have what is read.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.Readable(); err != nil {
		return err
	}
	var c *conn
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	select {
	case c = <-s.readers:
	case <-s.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.readers <- c }()
	err := s.read(ctx, c, fn)
	if why(err) == damaged { // the writer may have what it needs in its memory, and go on for long
		err = errors.Join(s.damagedBy(err.Error()), err)
	}
	return s.lacking(err)
}

// read runs fn on one state of the ledger, on a connection that nobody else uses.
func (s *Store) read(ctx context.Context, c *conn, fn func(*Tx) error) (err error) {
	if err := c.begin(); err != nil {
		return fmt.Errorf("store: beginning to read: %w", err)
	}
	tx := &Tx{ctx: ctx, c: c, now: s.clock()}
	defer func() {
		tx.over = true
		if !c.ended() {
			err = errors.Join(err, c.rollback())
		}
	}()
	return fn(tx)
}

func (tx *Tx) usable() error {
	if tx.over {
		return ErrEnded
	}
	return tx.lost
}

// exec writes. Every statement that writes goes through it or through insert.
func (tx *Tx) exec(query string, args ...any) (sql.Result, error) {
	if err := tx.writable(); err != nil {
		return nil, err
	}
	res, err := tx.c.exec(tx.ctx, query, args...)
	return res, tx.checked(err)
}

// change writes and returns how many rows it changed.
func (tx *Tx) change(query string, args ...any) (int, error) {
	res, err := tx.exec(query, args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// insert writes a row and returns the id that it was given.
func (tx *Tx) insert(query string, args ...any) (id int64, err error) {
	if err := tx.writable(); err != nil {
		return 0, err
	}
	id, err = tx.c.engine.insert(tx.ctx, tx.c, query, args)
	return id, tx.checked(err)
}

func (tx *Tx) writable() error {
	if err := tx.usable(); err != nil {
		return err
	}
	if !tx.writes {
		return ErrReadOnly
	}
	return nil
}

// checked remembers whether err has ended the whole transaction, so that what is done
// next is not committed by itself.
func (tx *Tx) checked(err error) error {
	if err != nil && tx.writes && tx.c.ended() {
		tx.lost = fmt.Errorf("the transaction was rolled back: %w", err)
	}
	return err
}

// step does all of fn or nothing of it. It is needed because a transaction commits even
// after a rule's refusal, which is answered in words.
func (tx *Tx) step(fn func() error) error {
	return tx.attempts(func(int) error { return fn() })
}

// again is the error of an attempt that is to be made again. Its text says what is wrong
// if no attempt succeeds.
type again string

func (a again) Error() string { return string(a) }

// mostAttempts is how often something that depends on chance is tried. With half of all
// numbers in use all attempts never fail, with 90 % they do once in 10^11.
const mostAttempts = 256

// attempts is a step that may be tried again. When fn returns an again, what it did is
// taken back and it is called anew, with the number of calls before: after refusing a
// statement, an engine may refuse everything else (see refusal). The step has a savepoint
// anyway, so an attempt that succeeds costs nothing more.
func (tx *Tx) attempts(fn func(before int) error) error {
	swept := tx.swept
	if _, err := tx.exec("SAVEPOINT step"); err != nil {
		return err
	}
	var vain string
	for before := range mostAttempts {
		err := fn(before)
		if err == nil {
			if _, err = tx.exec("RELEASE step"); err == nil {
				return nil
			}
		}
		next, ok := errors.AsType[again](err)
		if !ok {
			return tx.back(swept, err)
		}
		vain = string(next)
		if err := tx.undo(swept, nil, "ROLLBACK TO step"); err != nil {
			return err
		}
	}
	return tx.back(swept, errors.New(vain))
}

// Rehearse runs fn and takes back every change that it made, however it ends. It shows what
// would happen. Errors of fn are returned as they are.
func (tx *Tx) Rehearse(fn func() error) error {
	swept := tx.swept
	if _, err := tx.exec("SAVEPOINT step"); err != nil {
		return err
	}
	return tx.back(swept, fn())
}

// back takes back what happened since the step began, ends it, and returns err.
func (tx *Tx) back(swept bool, err error) error {
	return tx.undo(swept, err, "ROLLBACK TO step", "RELEASE step")
}

// undo takes back what happened since the step began, and returns err. Dead holds that
// were given back in the meantime are there again.
func (tx *Tx) undo(swept bool, err error, statements ...string) error {
	if tx.lost != nil {
		return cmp.Or(err, tx.lost)
	}
	for _, statement := range statements {
		if _, failed := tx.exec(statement); failed != nil {
			// Half of the step is still there: it must not be committed.
			tx.lost = errors.Join(err, failed)
			return tx.lost
		}
	}
	tx.swept = swept
	return err
}

// A row is a row of a result that can be scanned.
type row interface{ Scan(...any) error }

// all reads every row of a query.
func all[T any](tx *Tx, scan func(*Tx, row) (T, error), query string, args ...any) (found []T, err error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	rows, err := tx.c.query(tx.ctx, query, args...)
	if err != nil {
		return nil, tx.checked(err)
	}
	defer func() { err = tx.checked(errors.Join(err, tx.c.told(rows.Close()))) }()
	for rows.Next() {
		v, err := scan(tx, rows)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, tx.c.told(rows.Err())
}

// first returns the first row of a query, and false if there is none.
func first[T any](tx *Tx, scan func(*Tx, row) (T, error), query string, args ...any) (v T, ok bool, err error) {
	found, err := all(tx, scan, query, args...)
	if err != nil || len(found) == 0 {
		return v, false, err
	}
	return found[0], true, nil
}

// value returns the only column of a query's first row, and false if there is none.
func value[T any](tx *Tx, query string, args ...any) (T, bool, error) {
	return first(tx, func(_ *Tx, r row) (v T, err error) {
		err = r.Scan(&v)
		return v, err
	}, query, args...)
}
