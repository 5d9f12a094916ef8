package store

import (
	"errors"
	"syscall"
)

// Errors of the ledger itself. Rules answer with the errors of package booking;
// everything else is a fault.
var (
	// ErrBusy says that the ledger cannot take more now: too much is queued, or
	// another process has held it for longer than the busy timeout. Nothing was
	// changed; try again.
	ErrBusy = errors.New("the ledger is busy")

	// ErrClosed says that the ledger is closed or closing. Nothing was changed.
	ErrClosed = errors.New("the ledger is closed")

	// ErrReadOnly says that something would have been written in a View, or in a ledger that
	// was opened to be read.
	ErrReadOnly = errors.New("the ledger is only read")

	// ErrEnded says that a Tx was used after its function had returned.
	ErrEnded = errors.New("the transaction has ended")
)

// Temporary reports whether what an error of Open, Secret or Update refuses can be done later
// without anybody's changing the command: the ledger is held or busy, the disk is full, or
// the ledger is in doubt.
func Temporary(err error) bool {
	switch why(err) {
	case busy, full:
		return true
	}
	for _, passes := range []error{ErrBusy, ErrDoubt, syscall.ENOSPC, syscall.EDQUOT} {
		if errors.Is(err, passes) {
			return true
		}
	}
	return false
}
