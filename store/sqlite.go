package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"
)

// sqlite is the engine that keeps a ledger in one file.
type sqlite struct {
	file    string       // its absolute path
	watched *sqliteWatch // nil if nobody asks whether the ledger is intact
	reading string       // the settings of all connections to a ledger that is only read; "" for any other
}

// inMemory is the file of a ledger that is never written to a disk and has one
// connection only.
const inMemory = ":memory:"

// sqliteIn opens the file, with errors that say more than SQLite's "unable to open database
// file". Only its owner may read a new ledger, because it has telephone numbers in it.
func sqliteIn(path string) (sqlite, error) {
	if path == "" || path == inMemory {
		return sqlite{}, fmt.Errorf("ledger %q: expected the path of a file, such as madoguchi.db", path)
	}
	file, err := filepath.Abs(path)
	if err != nil {
		return sqlite{}, fmt.Errorf("ledger %s: %w", path, err)
	}
	h, err := hold(file, os.O_RDWR|os.O_CREATE)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return sqlite{}, fmt.Errorf("ledger %s: there is no directory %s: create it, or name another file", path, filepath.Dir(file))
	case errors.Is(err, fs.ErrPermission):
		return sqlite{}, fmt.Errorf("ledger %s: this user may not write it: change the owner of the file, or run as the owner", path)
	case err != nil:
		return sqlite{}, fmt.Errorf("ledger %s: %w: name a file that can be written", path, err)
	}
	return sqlite{file: file, watched: &sqliteWatch{held: h}}, nil
}

// Settings of the connections. They are part of the name of the data source
// because that is the only way in which they reach every connection.
const (
	writerSettings = "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_secure_delete=fast"
	readerSettings = "?mode=ro&_query_only=1&_busy_timeout=5000&_foreign_keys=1"
	// A connection that opens the file read-only does not know its CHECK
	// constraints (sqlite3AddCheckConstraint), and integrity_check then says ok.
	checkerSettings = "?_query_only=1&_busy_timeout=5000&_foreign_keys=1"
)

// writerPragmas are settings that the driver has no name for: how much of the log a
// checkpoint leaves on the disk; that SQLite checkpoints by itself only after 16 MiB,
// because the writer does it whenever it is idle, and a checkpoint every 4 MiB took a
// quarter of the time of a busy line; and that what savepoints would undo is kept in
// memory (it spills into a file after 64 KiB, which doubled the cost of a turn).
// https://sqlite.org/pragma.html#pragma_journal_size_limit
// https://sqlite.org/pragma.html#pragma_wal_autocheckpoint
// https://sqlite.org/tempfiles.html#statement_journal_files
const writerPragmas = "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4096"

// How a transaction begins. One that is not immediate locks the file at its first write,
// and is refused at once if another connection has written since it read.
// https://sqlite.org/lang_transaction.html
const (
	toWrite = "BEGIN IMMEDIATE"
	toRead  = "BEGIN"
)

// writer implements engine.
func (e sqlite) writer() (*conn, error) {
	c, err := e.patiently(writerSettings, toWrite)
	if err != nil {
		return nil, err
	}
	if err := c.create(); err != nil {
		return nil, errors.Join(c.told(err), c.close())
	}
	return c, nil
}

// upgrade implements engine.
func (e sqlite) upgrade(before func(version int) error) error {
	c, err := e.patiently(writerSettings, toWrite)
	if err != nil {
		return err
	}
	return errors.Join(c.told(c.migrate(e.newest(), before)), c.close())
}

// look implements engine. It does not open the file read-only, because the last such
// connection leaves the log and its index behind.
func (e sqlite) look() (c *conn, version int, err error) {
	if c, err = e.patiently(e.toRead(checkerSettings), toRead); err != nil {
		return nil, 0, err
	}
	version, err = c.version()
	switch {
	case err == nil && version > e.newest():
		err = newer(version)
	case err == nil && version > 0:
		return c, version, nil
	}
	return nil, 0, errors.Join(c.told(err), c.close())
}

// patiently connects as soon as the file is free. The first and the last connection to a
// file lock it for a moment, in which SQLite does not wait but says busy at once.
// https://sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY"
func (e sqlite) patiently(settings, beginning string) (*conn, error) {
	for pause := time.Millisecond; ; pause *= 2 {
		c, err := e.connect(settings, beginning)
		if why(err) != busy || pause > 2*time.Second {
			return c, err
		}
		time.Sleep(pause)
	}
}

// reader implements engine.
func (e sqlite) reader() (*conn, error) { return e.connect(e.toRead(readerSettings), toRead) }

// checker implements engine.
func (e sqlite) checker() (*conn, error) { return e.connect(e.toRead(checkerSettings), toRead) }

// toRead returns the settings of a connection that reads: its own, unless the whole ledger is
// only read.
func (e sqlite) toRead(own string) string {
	if e.reading != "" {
		return e.reading
	}
	return own
}

// connect opens a connection. The file is held until it is closed, see ledgerFiles.
func (e sqlite) connect(settings, beginning string) (*conn, error) {
	to := &connector{dsn: e.file + settings}
	if beginning == toWrite {
		to.driver.ConnectHook = func(c *sqlite3.SQLiteConn) error {
			_, err := c.Exec(writerPragmas, nil)
			return err
		}
	}
	if e.file == inMemory {
		return newConn(e, to, beginning)
	}
	to.dsn = (&url.URL{Scheme: "file", Path: e.file}).String() + settings
	flags := os.O_RDWR | os.O_CREATE
	if settings == readerSettings || e.reading != "" {
		flags = os.O_RDONLY
	}
	h, err := hold(e.file, flags)
	if err != nil {
		return nil, err
	}
	c, err := newConn(e, to, beginning)
	if err != nil {
		return nil, errors.Join(err, h.letGo())
	}
	c.held = h
	return c, nil
}

// connector opens connections to one data source. It is used because the
// names of registered drivers are global.
type connector struct {
	driver sqlite3.SQLiteDriver
	dsn    string
}

// Connect implements driver.Connector.
func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver implements driver.Connector.
func (c *connector) Driver() driver.Driver { return &c.driver }

// spell implements engine. The statements are in SQLite's spelling already.
func (sqlite) spell(query string) string { return query }

// ended implements engine. SQLite ends a transaction by itself after some errors:
// https://sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction".
func (sqlite) ended(c *conn) bool {
	ended := true
	err := c.sql.Raw(func(raw any) error {
		ended = raw.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	return err != nil || ended
}

// insert implements engine. SQLite sets up a table each time for RETURNING, whereas the
// rowid of the last row costs nothing.
// https://sqlite.org/lang_returning.html, https://sqlite.org/c3ref/last_insert_rowid.html
func (sqlite) insert(ctx context.Context, c *conn, query string, args []any) (id int64, err error) {
	res, err := c.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// checkpoint moves the log into the ledger file and empties it, if no reader and no other
// process is in the way. It does not wait for them, because turns would wait with it.
// https://sqlite.org/pragma.html#pragma_wal_checkpoint
func (e sqlite) checkpoint(c *conn) error {
	e.watched.mu.Lock() // see vacuum
	defer e.watched.mu.Unlock()
	return impatiently(c, func() error {
		if _, err := c.sql.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			return fmt.Errorf("store: checkpoint: %w", c.told(err))
		}
		return nil
	})
}

// impatiently runs fn with a connection that does not wait for others.
func impatiently(c *conn, fn func() error) error {
	ctx := context.Background()
	_, quick := c.sql.ExecContext(ctx, "PRAGMA busy_timeout = 0")
	err := fn()
	_, patient := c.sql.ExecContext(ctx, "PRAGMA busy_timeout = 5000")
	return errors.Join(quick, err, patient)
}

// analyse implements engine. https://sqlite.org/pragma.html#pragma_optimize
func (sqlite) analyse(c *conn) error { return c.do("PRAGMA optimize") }
