package store

import (
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// The reasons for SQLite's result codes: the extended codes, which are looked at first,
// and the primary ones. https://sqlite.org/rescode.html
var (
	extendedCodes = map[sqlite3.ErrNoExtended]refusal{
		sqlite3.ErrConstraintUnique:     unique,
		sqlite3.ErrConstraintPrimaryKey: unique,
		sqlite3.ErrConstraintCheck:      check,
		constraintDatatype:              mistyped,
		sqlite3.ErrConstraintForeignKey: missing,
		sqlite3.ErrConstraintTrigger:    raised,
	}
	primaryCodes = map[sqlite3.ErrNo]refusal{
		sqlite3.ErrBusy:     busy,
		sqlite3.ErrLocked:   busy,
		sqlite3.ErrFull:     full,
		sqlite3.ErrCorrupt:  damaged,
		sqlite3.ErrNotADB:   notALedger,
		sqlite3.ErrCantOpen: unwritable,
		sqlite3.ErrReadonly: unwritable,
		sqlite3.ErrPerm:     unwritable,
	}
)

// constraintDatatype is SQLITE_CONSTRAINT_DATATYPE, for which the driver has no name.
const constraintDatatype = sqlite3.ErrNoExtended(19 | 12<<8)

// why implements engine.
func (sqlite) why(err error) refusal {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return otherwise
	}
	if e.SystemErrno == syscall.ENOSPC || e.SystemErrno == syscall.EDQUOT { // an I/O error, when even the index of the log has no room
		return full
	}
	if reason, ok := extendedCodes[e.ExtendedCode]; ok {
		return reason
	}
	return primaryCodes[e.Code]
}
