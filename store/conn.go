package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// conn is a connection of package database/sql with the statements that it has
// prepared: as much of a connection as is alike in every engine.
type conn struct {
	db        *sql.DB // has this connection alone
	sql       *sql.Conn
	stmts     map[string]*sql.Stmt
	beginning string            // the statement that begins a transaction
	explained func(error) error // adds to an error of the driver why it was
}

func newConn(c driver.Connector, beginning string, explained func(error) error) (conn, error) {
	db := sql.OpenDB(c)
	one, err := db.Conn(context.Background())
	if err != nil {
		return conn{}, errors.Join(explained(err), db.Close())
	}
	return conn{db: db, sql: one, stmts: make(map[string]*sql.Stmt), beginning: beginning, explained: explained}, nil
}

// prepared returns the statement of a query.
func (c *conn) prepared(query string) (*sql.Stmt, error) {
	if stmt, ok := c.stmts[query]; ok {
		return stmt, nil
	}
	// Preparing never takes the caller's context: the statement outlives it.
	stmt, err := c.sql.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = stmt
	return stmt, nil
}

// result runs a statement and returns what the driver tells of it.
func (c *conn) result(ctx context.Context, query string, args []any) (sql.Result, error) {
	stmt, err := c.prepared(query)
	if err == nil {
		var res sql.Result
		if res, err = stmt.ExecContext(ctx, args...); err == nil {
			return res, nil
		}
	}
	return nil, c.explained(err)
}

func (c *conn) exec(ctx context.Context, query string, args ...any) (changed int, err error) {
	res, err := c.result(ctx, query, args)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

func (c *conn) query(ctx context.Context, each func(row) error, query string, args ...any) (err error) {
	stmt, err := c.prepared(query)
	if err != nil {
		return c.explained(err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return c.explained(err)
	}
	defer func() { err = errors.Join(err, c.explained(rows.Close())) }()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return c.explained(rows.Err())
}

func (c *conn) begin() error    { return c.do(c.beginning) }
func (c *conn) commit() error   { return c.do("COMMIT") }
func (c *conn) rollback() error { return c.do("ROLLBACK") }

func (c *conn) do(query string) error {
	_, err := c.exec(context.Background(), query)
	return err
}

// script runs statements that are not prepared, outside of those that the ledger
// needs of every engine.
func (c *conn) script(queries string) error {
	_, err := c.sql.ExecContext(context.Background(), queries)
	return c.explained(err)
}

func (c *conn) close() error {
	var errs []error
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	return c.explained(errors.Join(append(errs, c.sql.Close(), c.db.Close())...))
}
