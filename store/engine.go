package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// An engine is the database below the ledger. This file is all that the ledger needs of
// one. SQLite is the only one (sqlite.go and its neighbours); nothing else
// in this package imports a driver or knows which it is.
//
// An engine is reached over package database/sql. The statements of the ledger are in
// the SQL that SQLite and PostgreSQL both understand (dialect_test.go holds them to
// it), SAVEPOINT, RELEASE and ROLLBACK TO among them; spell is for the rest. A bool is
// bound as 0 or 1, as it is stored (a driver.NamedValueChecker does that where the
// driver does not).
type engine interface {
	// lock locks the ledger for the one process that serves it, until release or the end
	// of the process, however that ends. It returns *AlreadyServed if another
	// process has it. (SQLite has a lock on a file beside the ledger, PostgreSQL would take
	// an advisory lock of a session.)
	lock(now time.Time) (lock, error)

	// look opens a connection that reads the ledger as an earlier version may have left it,
	// and returns that version. It returns nil if there is no ledger yet. look changes nothing.
	look() (c *conn, version int, err error)

	// upgrade brings the ledger up to date. Once nobody else can write, it calls before with
	// the version of the ledger; an error of that leaves everything as it is. The ledger is
	// of its own version or of the newest, and never of one in between.
	upgrade(before func(version int) error) error

	// writer opens the connection that writes. It creates the ledger if there is none, and
	// returns *OlderLedger if it is of an earlier version. While a transaction on it is open, nobody
	// else writes (SQLite has BEGIN IMMEDIATE, PostgreSQL would take an advisory lock).
	// Beginning one fails with busy if others do not let go in time.
	writer() (*conn, error)

	// reader opens a connection that reads beside the writer, and cannot write. A
	// transaction on it sees one unchanging state of the ledger.
	reader() (*conn, error)

	// checker opens a connection that reads the whole ledger for Check. It does not rely
	// on what the schema should have made sure of.
	checker() (*conn, error)

	// readsColumns reports whether checker knows what the schema demands of columns.
	readsColumns() bool

	// why returns why the driver returned an error.
	why(error) refusal

	// spell returns a statement in the engine's spelling. It is called before a statement
	// is prepared. What it may have to rewrite is mechanical: parameters, which are all ?
	// or all ?1, ?2 …, and INDEXED BY with an index, which is a hint for SQLite.
	spell(query string) string

	// ended reports whether no transaction is open on a connection. An engine may end one
	// by itself after an error.
	ended(*conn) bool

	// insert runs an INSERT of one row and returns the id that the row was given. RETURNING
	// is slow in SQLite, but PostgreSQL has no other way.
	insert(ctx context.Context, c *conn, query string, args []any) (id int64, err error)

	// unstray is called before any connection is opened. It returns an error if what lies
	// beside the ledger is not its own, or if serve says so, sets that aside and returns where.
	unstray(serve bool) (aside string, err error)

	// watch remembers what was opened, for intact. It is called with the writer, and writes
	// nothing.
	watch(*conn) error

	// mark marks the ledger, if no other process can serve it, so that no copy of it is
	// taken for it. It is called with the writer after watch.
	mark(*conn) error

	// ending is called with the writer before the end of each transaction.
	ending(*conn) error

	// rest is called with the writer, outside of transactions, when nothing has been
	// written for a while, when the ledger is found not to be intact, and before it is
	// closed. It does not wait for other connections.
	rest(*conn) error

	// movesLog reports whether the log may go into the ledger with the last connection that
	// may write. If not, those that only read are closed last.
	movesLog() bool

	// letGo is called once all connections are closed.
	letGo() error

	// compact is called with the writer, outside of transactions. It leaves nothing of what
	// was erased in any byte of the ledger's files.
	compact(*conn) error

	// analyse is called with the writer once a night, in a transaction. It updates the
	// statistics with which the engine plans statements.
	analyse(*conn) error

	// invariants returns the invariants that only this engine can check, in its own SQL.
	invariants() []invariant

	// sound returns those of them that hold whatever the ledger's version.
	sound() []invariant

	// damage returns a query that lists what the engine cannot have written: of every page, or
	// also whether every index has what its table has.
	damage(whole bool) string

	// newest returns the version that the migrations make.
	newest() int

	// size returns how many bytes the ledger takes at most; a copy takes no more.
	size() (int64, error)

	// copy writes one state of the ledger into an empty file, without anything that was
	// erased, while everything else goes on.
	copy(ctx context.Context, to string) error

	// alone opens a connection to a ledger that nobody else uses, of whatever version.
	alone() (*conn, error)

	// intact returns *FileDoubt if what was opened is not what the next process would open.
	// It is called before and after every group of operations, so it costs microseconds.
	intact() error

	// checkSchema returns an error that lists what differs between the ledger's schema
	// and that version of it which the migrations make: what enforces the rules must be there.
	checkSchema(tx *Tx, version int) error
}

// A lock is held by the process that serves a ledger. Others go on working with it.
type lock interface {
	// at writes down at which address the process listens, for those that are refused.
	at(address string) error

	// release lets another process serve the ledger.
	release() error
}

// AlreadyServed is the refusal to serve a ledger that another process serves. Nothing was changed.
type AlreadyServed struct {
	PID     int       // 0 if it has only just begun
	Address string    // "" if it does not listen yet
	Since   time.Time // the zero time if it has only just begun
}

// Error says who serves the ledger.
func (e *AlreadyServed) Error() string {
	switch {
	case e.PID == 0:
		return "another process is about to serve it"
	case e.Address == "":
		return fmt.Sprintf("process %d has it since %s, and does not listen yet", e.PID, stamp(e.Since))
	}
	return fmt.Sprintf("process %d serves it at %s, since %s", e.PID, e.Address, stamp(e.Since))
}

// A refusal is why an engine did not do what a statement says.
//
// After a statement was refused, some engines refuse everything until the transaction
// goes back to a savepoint (PostgreSQL does; SQLite takes back only the statement). Code
// that goes on after a refusal must do so in Tx.attempts.
type refusal int

// The refusals that the code distinguishes.
const (
	otherwise  refusal = iota // nothing was refused, or for another reason
	unique                    // another row has that value, or that key
	check                     // it breaks a CHECK
	mistyped                  // it is not of the column's type
	missing                   // it refers to nothing, or something refers to it (a foreign key)
	raised                    // a trigger of the schema forbids it; the statement tells which one: see refused
	busy                      // another process holds the ledger
	full                      // there is no room on the disk
	damaged                   // what is stored is not what was written
	notALedger                // it is not a database of this engine
	unwritable                // this user may not write it
)

// refusedError is an error of an engine's driver with its reason.
type refusedError struct {
	why refusal
	error
}

func (e *refusedError) Unwrap() error { return e.error }

// why returns why an engine returned err.
func why(err error) refusal {
	if e, ok := errors.AsType[*refusedError](err); ok {
		return e.why
	}
	return otherwise
}
