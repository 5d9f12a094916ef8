package store

import (
	"context"
	"errors"
)

// An engine is the database below the ledger, and this file is all that the ledger
// needs of one. SQLite is the only one (sqlite.go and its neighbours); nothing else
// in this package imports a driver or knows which it is.
//
// An engine is reached over package database/sql. The statements of the ledger are in
// the SQL that SQLite and PostgreSQL both understand (dialect_test.go holds them to
// it), SAVEPOINT, RELEASE and ROLLBACK TO among them; spell is for the rest. A bool is
// bound as 0 or 1, as it is stored (a driver.NamedValueChecker does that where the
// driver does not).
type engine interface {
	// writer opens the connection that writes. It creates the ledger if there is none,
	// and brings its schema up to date. A transaction on it begins with nobody else
	// writing until it ends (SQLite has BEGIN IMMEDIATE, PostgreSQL would take an
	// advisory lock); that is busy if others do not let go in time.
	writer() (*conn, error)

	// reader opens a connection that reads beside the writer, and cannot write. A
	// transaction on it sees one unchanging state of the ledger.
	reader() (*conn, error)

	// checker opens a reader for the whole ledger, which takes nothing for granted that
	// the schema should have made sure of.
	checker() (*conn, error)

	// why returns why the driver returned an error.
	why(error) refusal

	// spell returns a statement as the engine has it, and is asked before one is prepared.
	// What it may have to rewrite is mechanical: parameters, which are all ? or all ?1, ?2
	// …, and the words INDEXED BY and an index, which are a hint for SQLite.
	spell(query string) string

	// ended reports whether no transaction is open on a connection. An engine may end one
	// by itself after an error.
	ended(*conn) bool

	// insert runs an INSERT of one row and returns the id that the row was given: to
	// SQLite RETURNING is dear, and PostgreSQL has no other way.
	insert(ctx context.Context, c *conn, query string, args []any) (id int64, err error)

	// rest is called with the writer, outside of transactions, when nothing has been
	// written for a while and before the ledger is closed. It waits for nobody.
	rest(*conn) error

	// analyse is called with the writer once a night, in a transaction, and brings up to
	// date what the engine knows of the ledger to plan its statements.
	analyse(*conn) error

	// invariants returns what is true of every sound ledger and only this engine can
	// tell, in its own SQL.
	invariants() []invariant

	// checkSchema returns an error that lists what differs between the ledger's schema
	// and the one that the migrations make: what enforces the rules must be there.
	checkSchema(*Tx) error
}

// A refusal is why an engine did not do what a statement says.
//
// After one that came of a statement, some engines refuse everything until the
// transaction goes back to a savepoint (PostgreSQL; SQLite takes back the statement
// alone). Whoever goes on after a refusal does so in Tx.attempts.
type refusal int

// The refusals that somebody asks for.
const (
	otherwise  refusal = iota // nothing was refused, or for a reason that nobody asks for
	unique                    // another row has that value, or that key
	check                     // it breaks a CHECK
	mistyped                  // it is not of the column's type
	missing                   // it refers to nothing, or something refers to it (a foreign key)
	raised                    // a trigger of the schema forbids it; which one, the statement tells: see refused
	busy                      // another process holds the ledger
	full                      // there is no room on the disk
	damaged                   // what is stored is not what was written
	notALedger                // it is no database of the engine's
	unwritable                // this user may not write it
)

// refusedError is an error of an engine's driver, with why.
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
