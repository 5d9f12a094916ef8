package store

import (
	"fmt"
	"slices"
)

// A Way is a way in which the ledger is changed.
type Way string

// The ways. A new one needs a constant here, a place in Ways, and an INSERT into the
// table ways in a migration: the ledger refuses ways that it does not know.
const (
	ByPhone    Way = "phone"    // whoever is on the line
	ByWeb      Way = "web"      // a resident in the browser
	ByConsole  Way = "console"  // staff in the browser
	ByTerminal Way = "terminal" // staff at a terminal
	ByClock    Way = "clock"    // the program itself
)

// Ways lists all ways in the order in which the filter of the trail shows them.
var Ways = []Way{ByPhone, ByWeb, ByConsole, ByTerminal, ByClock}

// By is who changes the ledger, for the audit trail.
type By struct {
	Way   Way
	Actor string // the account's name, the operating system's user, the job; "" for a caller
	Call  string // the SID of the call in which it is done; "" outside of one
	Why   string // in the words of whoever does it; kept for as long as the booking has its number, or the decision stands
}

// checked returns an error if the way does not exist, and the error of CheckRemark for
// Why. It is called before anything is written.
func (b By) checked() error {
	if !slices.Contains(Ways, b.Way) {
		return fmt.Errorf("store: found By.Way %.20q, expected one of %q", b.Way, Ways)
	}
	if b.Why == "" {
		return nil
	}
	return CheckRemark(b.Why)
}
