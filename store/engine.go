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
	// and returns that version. It returns nil if there is no ledger yet, or if a newer
	// program wrote it: writer says so. look changes nothing.
	look() (c *conn, version int, err error)

	// writer opens the connection that writes. It creates the ledger if there is none,
	// and brings its schema up to date. While a transaction on it is open, nobody
	// else writes (SQLite has BEGIN IMMEDIATE, PostgreSQL would take an advisory lock).
	// Beginning one fails with busy if others do not let go in time.
	writer() (*conn, error)

	// reader opens a connection that reads beside the writer, and cannot write. A
	// transaction on it sees one unchanging state of the ledger.
	reader() (*conn, error)

	// checker opens a connection that reads the whole ledger for Check. It does not rely
	// on what the schema should have made sure of.
	checker() (*conn, error)

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

	// rest is called with the writer, outside of transactions, when nothing has been
	// written for a while and before the ledger is closed. It does not wait for other connections.
	rest(*conn) error

	// analyse is called with the writer once a night, in a transaction. It updates the
	// statistics with which the engine plans statements.
	analyse(*conn) error

	// invariants returns the invariants that only this engine can check, in its own SQL.
	invariants() []invariant

	// checkSchema returns an error that lists what differs between the ledger's schema
	// and the one that the migrations make: what enforces the rules must be there.
	checkSchema(*Tx) error
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
