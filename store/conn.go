package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// conn is one connection to an engine, with the statements prepared on it. Only one
// goroutine uses it at a time. Its errors have a reason that why returns.
type conn struct {
	engine    engine
	db        *sql.DB // has only this connection
	sql       *sql.Conn
	stmts     map[string]*sql.Stmt
	beginning string // the statement that begins a transaction

	reads func(query string) string // nil, or how a ledger of an earlier version is read; see OlderLedger.reads

	held *heldFile // nil, or what is let go once the connection is closed

	wire wire // set by tests only
}

// A wire is what tests put between the ledger and the engine.
type wire interface {
	pass(query string) error // an error fails the statement before the engine sees it
	refused(error)           // the engine has failed a statement
}

// unpreparedError says that a statement could not be prepared: the ledger has not what it
// names, or it cannot be read.
type unpreparedError struct{ error }

func (e *unpreparedError) Unwrap() error { return e.error }

func newConn(e engine, to driver.Connector, beginning string) (*conn, error) {
	c := &conn{engine: e, db: sql.OpenDB(to), stmts: make(map[string]*sql.Stmt), beginning: beginning}
	var err error
	if c.sql, err = c.db.Conn(context.Background()); err != nil {
		return nil, errors.Join(c.told(err), c.db.Close())
	}
	return c, nil
}

// told adds the reason to an error of the driver, for why, and shows it to the wire.
func (c *conn) told(err error) error {
	if err == nil {
		return nil
	}
	if reason := c.engine.why(err); reason != otherwise {
		err = &refusedError{reason, err}
	}
	if c.wire != nil {
		c.wire.refused(err)
	}
	return err
}

// prepared returns the statement of a constant query.
func (c *conn) prepared(query string) (*sql.Stmt, error) {
	if c.wire != nil {
		if err := c.wire.pass(query); err != nil {
			return nil, err
		}
	}
	if stmt, ok := c.stmts[query]; ok {
		return stmt, nil
	}
	written := query
	if c.reads != nil {
		written = c.reads(query)
	}
	// Preparing never takes the caller's context: the statement outlives it.
	stmt, err := c.sql.PrepareContext(context.Background(), c.engine.spell(written))
	if err != nil {
		return nil, &unpreparedError{c.told(err)}
	}
	c.stmts[query] = stmt
	return stmt, nil
}

func (c *conn) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	res, err := stmt.ExecContext(ctx, args...)
	return res, c.told(err)
}

func (c *conn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	return rows, c.told(err)
}

// do executes statements one after the other, without a context or arguments.
func (c *conn) do(queries ...string) error {
	for _, q := range queries {
		if _, err := c.exec(context.Background(), q); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) begin() error    { return c.do(c.beginning) }
func (c *conn) commit() error   { return c.do("COMMIT") }
func (c *conn) rollback() error { return c.do("ROLLBACK") }

func (c *conn) ended() bool { return c.engine.ended(c) }

func (c *conn) close() error {
	var errs []error
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	err := c.told(errors.Join(append(errs, c.sql.Close(), c.db.Close())...))
	if c.held != nil {
		err = errors.Join(err, c.held.letGo())
	}
	return err
}
