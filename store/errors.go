package store

import "errors"

// Errors of the ledger itself. Rules answer with the errors of package booking;
// everything else is a fault.
var (
	// ErrBusy says that the ledger cannot take more now: too much is queued, or
	// another process has held it for longer than the busy timeout. Nothing was
	// changed; try again.
	ErrBusy = errors.New("the ledger is busy")

	// ErrClosed says that the ledger is closed or closing. Nothing was changed.
	ErrClosed = errors.New("the ledger is closed")

	// ErrReadOnly says that something would have been written in a View.
	ErrReadOnly = errors.New("a view of the ledger changes nothing")

	// ErrEnded says that a Tx was used after its function had returned.
	ErrEnded = errors.New("the transaction has ended")
)
