package carriertest

import (
	"testing"
	"time"

	"madoguchi/carrier/standin"
)

// The types of package standin that tests name.
type (
	// Carrier is one on this machine.
	Carrier = standin.Carrier
	// Created is a text or a call that it has taken.
	Created = standin.Created
	// Number is one that the account has.
	Number = standin.Number
	// Behaviour is how it takes a request.
	Behaviour = standin.Behaviour
	// Report is a status callback.
	Report = standin.Report
	// To reaches a handler without a network.
	To = standin.To
)

// What the account is known by.
const (
	Account = standin.Account
	Token   = standin.Token
	Key     = standin.Key
	Secret  = standin.Secret
)

// How the carrier takes a request.
var (
	Well              = standin.Well
	LimitedByAGateway = standin.LimitedByAGateway
	Unavailable       = standin.Unavailable
	Failed            = standin.Failed
	Moved             = standin.Moved
	MovedAfterAll     = standin.MovedAfterAll
	Forbidden         = standin.Forbidden
	Hang              = standin.Hang
	Slow              = standin.Slow
	Lost              = standin.Lost
	Half              = standin.Half
	Empty             = standin.Empty
	Troubles          = standin.Troubles
)

// Refused refuses a request with a code.
func Refused(status, code int) Behaviour { return standin.Refused(status, code) }

// Limited has too much to do, and says for how many seconds.
func Limited(seconds int) Behaviour { return standin.Limited(seconds) }

// Backwards returns reports as they come when the last one overtakes all others.
func Backwards(reports []Report) []Report { return standin.Backwards(reports) }

// Twice returns reports as they come when each is delivered again after it was taken.
func Twice(reports []Report) []Report { return standin.Twice(reports) }

// New starts a carrier that ends with the test, and fails it with the faults that are left
// then. Its account is active and has no numbers.
func New(t testing.TB) *Carrier {
	t.Helper()
	c, err := standin.Start()
	if err != nil {
		t.Fatal(err)
	}
	c.SetClock(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		for _, fault := range c.Faults() {
			t.Error(fault)
		}
	})
	return c
}
