package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"

	"github.com/mattn/go-sqlite3"
)

// Settings of the connections. They are part of the name of the data source
// because that is the only way in which they reach every connection.
const (
	writerSettings = "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_secure_delete=fast"
	readerSettings = "?mode=ro&_query_only=1&_busy_timeout=5000&_foreign_keys=1"
	// A connection that opens the file read-only does not know its CHECK
	// constraints (sqlite3AddCheckConstraint), and integrity_check then says ok.
	checkerSettings = "?_query_only=1&_busy_timeout=5000&_foreign_keys=1"
)

// writerPragmas are those that the driver has no name for: what a checkpoint
// leaves of the log on the disk; that SQLite checkpoints by itself only after
// 16 MiB, for the line does it whenever it is idle, and a checkpoint every 4 MiB
// took a quarter of the time of a busy line; and that what savepoints would undo
// is kept in memory (it spills into a file after 64 KiB, which doubled the cost of
// a turn).
// https://sqlite.org/pragma.html#pragma_journal_size_limit
// https://sqlite.org/pragma.html#pragma_wal_autocheckpoint
// https://sqlite.org/tempfiles.html#statement_journal_files
const writerPragmas = "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4096"

// ledger opens connections to one file. It stands in for a registered driver,
// whose names are global.
type ledger struct {
	driver sqlite3.SQLiteDriver
	dsn    string
}

func newLedger(path, settings string, hook func(*sqlite3.SQLiteConn) error) *ledger {
	return &ledger{
		driver: sqlite3.SQLiteDriver{ConnectHook: hook},
		dsn:    (&url.URL{Scheme: "file", Path: path}).String() + settings,
	}
}

// Connect implements driver.Connector.
func (l *ledger) Connect(context.Context) (driver.Conn, error) { return l.driver.Open(l.dsn) }

// Driver implements driver.Connector.
func (l *ledger) Driver() driver.Driver { return &l.driver }

// conn is one connection with the statements that it has prepared. Only one
// goroutine uses it at a time.
type conn struct {
	sql   *sql.Conn
	stmts map[string]*sql.Stmt
	fault func(query string) error // of tests: an error fails the statement before SQLite sees it
}

func newConn(db *sql.DB) (*conn, error) {
	c, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	return &conn{sql: c, stmts: make(map[string]*sql.Stmt)}, nil
}

// prepared returns the statement of a constant query.
func (c *conn) prepared(query string) (*sql.Stmt, error) {
	if c.fault != nil {
		if err := c.fault(query); err != nil {
			return nil, err
		}
	}
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

func (c *conn) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

func (c *conn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// do executes statements of the writer's own, each in turn.
func (c *conn) do(queries ...string) error {
	for _, q := range queries {
		if _, err := c.exec(context.Background(), q); err != nil {
			return err
		}
	}
	return nil
}

// ended reports whether no transaction is open. SQLite ends one by itself after
// some errors: https://sqlite.org/lang_transaction.html, "Response To Errors
// Within A Transaction".
func (c *conn) ended() bool {
	ended := true
	err := c.sql.Raw(func(raw any) error {
		ended = raw.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	return err != nil || ended
}

func (c *conn) close() error {
	var errs []error
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.sql.Close())...)
}
