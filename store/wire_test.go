package store

import (
	"context"
	"errors"
	"strings"
)

// wire is what the writer of a town has between itself and the engine. A test can fail
// a statement on it. And it is as strict as the strictest engine: once the engine has
// refused a statement, nothing is done until the transaction goes back to a savepoint,
// or ends. SQLite alone would let code pass that PostgreSQL does not.
type wire struct {
	writing
	fault   func(query string) error // an error fails the statement before the engine sees it
	spoiled bool                     // a statement was refused since the transaction was last sound
}

var errSpoiled = errors.New("the transaction went on after a refusal, and not from a savepoint")

// pass runs a statement, unless it is to fail.
func (w *wire) pass(query string, run func() error) error {
	if w.fault != nil {
		if err := w.fault(query); err != nil {
			return err
		}
	}
	if w.spoiled && !strings.HasPrefix(query, "ROLLBACK") {
		return errSpoiled
	}
	err := run()
	_, refused := errors.AsType[*refusedError](err)
	w.spoiled = refused && !w.ended()
	return err
}

func (w *wire) exec(ctx context.Context, query string, args ...any) (changed int, err error) {
	err = w.pass(query, func() (err error) {
		changed, err = w.writing.exec(ctx, query, args...)
		return err
	})
	return changed, err
}

func (w *wire) insert(ctx context.Context, query string, args ...any) (id int64, err error) {
	err = w.pass(query, func() (err error) {
		id, err = w.writing.insert(ctx, query, args...)
		return err
	})
	return id, err
}

func (w *wire) query(ctx context.Context, each func(row) error, query string, args ...any) error {
	return w.pass(query, func() error { return w.writing.query(ctx, each, query, args...) })
}

func (w *wire) begin() error    { return w.pass(toWrite, w.writing.begin) }
func (w *wire) commit() error   { return w.pass("COMMIT", w.writing.commit) }
func (w *wire) rollback() error { return w.pass("ROLLBACK", w.writing.rollback) }
