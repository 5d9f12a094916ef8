package store

import (
	"fmt"
	"slices"
)

// A Way is one in which the ledger is changed.
type Way string

// The ways. One more is a constant here, a row of Ways, and an INSERT into the table
// ways in a migration: the ledger refuses what it does not know.
const (
	ByPhone    Way = "phone"    // whoever is on the line
	ByConsole  Way = "console"  // staff in the browser
	ByTerminal Way = "terminal" // staff at a terminal
	ByClock    Way = "clock"    // the program itself
)

// Ways are all of them, in the order in which the filter of the trail has them.
var Ways = []Way{ByPhone, ByConsole, ByTerminal, ByClock}

// By is who changes the ledger, for the audit trail.
type By struct {
	Way   Way
	Actor string // the account's name, the operating system's user, the job; "" of a caller
	Call  string // the SID of the call in which it is done; "" outside of one
	Why   string // in the words of whoever does it, for as long as the booking has its number
}

// checked returns an error for a way that there is not, and what CheckRemark says of
// the why: before anything is written.
func (b By) checked() error {
	if !slices.Contains(Ways, b.Way) {
		return fmt.Errorf("store: found By.Way %.20q, expected one of %q", b.Way, Ways)
	}
	if b.Why == "" {
		return nil
	}
	return CheckRemark(b.Why)
}
