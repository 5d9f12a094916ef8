package console

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/factor"
	"madoguchi/web/password"
)

// Ledger is what the console needs to read and change; *store.Store is one.
type Ledger interface {
	// View runs a function on one unchanging state.
	View(context.Context, func(*store.Tx) error) error

	// Update runs a function in a transaction and returns when it is durable.
	Update(context.Context, store.By, func(*store.Tx) error) error

	// Doubt returns why Update refuses everything now, or nil.
	Doubt() error
}

// How long a browser stays signed in.
const (
	defaultIdle = time.Hour
	shift       = 12 * time.Hour // whatever it does
)

// Console is the staff's side of the line. Ledger, City, Dialogue, Key and Now are
// required. Its methods may be called from many goroutines.
type Console struct {
	Ledger   Ledger
	City     *booking.City
	Where    map[string]string // where in the city a facility is, by Facility.ID
	Dialogue *ivr.Dialogue
	Key      store.Key        // hides telephone numbers in addresses; the same for every process at one ledger
	Now      func() time.Time // the one clock
	Log      *slog.Logger     // slog.Default() if nil
	Texts    bool             // the line sends texts, as the ledger was opened; see store.Options
	Mails    bool             // likewise mails
	Idle     time.Duration    // one must sign in again after so long without a request; an hour if zero

	MustHave []store.Role     // who can do nothing without a second factor
	Factors  factor.Key       // seals the secrets of second factors; the same for every process at one ledger
	Passkeys *factor.Passkeys // nil if the console's own address is not known

	watchers  watchers
	heard     usefulDays
	known     password.Gate // for browsers that have signed in before
	strangers password.Gate
}

// Routes adds the console's routes to the line's server. All of them are below
// /console.
func (c *Console) Routes(r gin.IRouter) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Idle == 0 {
		c.Idle = defaultIdle
	}
	site := web.Site[*request]{
		Name: "console", Root: root, Table: routes(), Pages: pages, Static: static, Now: c.Now, Log: c.Log,
		Begin: func(x *web.Exchange) *request { return &request{Console: c, Exchange: x} },
	}
	site.Routes(r)
}

func (c *Console) logger() *slog.Logger {
	if c.Log == nil {
		return slog.Default()
	}
	return c.Log
}

// mustHave reports whether a role can do nothing without a second factor.
func (c *Console) mustHave(role store.Role) bool { return slices.Contains(c.MustHave, role) }

// root is where the console is.
const root = "/console"
