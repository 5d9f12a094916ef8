package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/web/console"
	"madoguchi/web/factor"
	"madoguchi/web/residents"
)

// consoleKey is the name of the key that hides numbers in addresses.
const consoleKey = "cards"

// factorKey is the name of the key that seals the secrets of second factors.
const factorKey = "factors"

// lookAgain is how often the console checks whether open pages are still true.
const lookAgain = time.Second

// console returns the staff's side of the line.
func (l *line) console(ctx context.Context, ledger *store.Store, now func() time.Time, log *slog.Logger) (*console.Console, error) {
	key, err := ledger.Secret(ctx, consoleKey)
	if err != nil {
		return nil, fmt.Errorf("the console's key: %w", err)
	}
	sealing, err := ledger.Secret(ctx, factorKey)
	if err != nil {
		return nil, fmt.Errorf("the key of second factors: %w", err)
	}
	passkeys, err := l.passkeys()
	if err != nil {
		return nil, err
	}
	return &console.Console{
		MustHave: l.mustHave(), Factors: sealing, Passkeys: passkeys,
		Ledger: ledger, City: &l.City, Where: l.Where, Dialogue: l.dialogue, Key: key, Now: now, Log: log, Idle: l.Idle,
		Texts: ledger.Texts(), Mails: ledger.Mails(),
	}, nil
}

// passkeys returns the passkeys of the console; nil if its address is not known.
func (l *line) passkeys() (*factor.Passkeys, error) {
	if l.ConsoleURL == "" {
		return nil, nil
	}
	return factor.NewPasskeys(l.ConsoleURL, l.City.Name+" 予約の窓口")
}

// mustHave returns the roles that can do nothing in the console without a second factor.
func (l *line) mustHave() []store.Role {
	switch l.SecondFactor {
	case city.Admins:
		return []store.Role{store.Admin}
	case city.All:
		return store.Roles
	}
	return nil
}

// residents returns the pages of the residents, which are below a public address.
func (l *line) residents(ledger *planned, public string, reminds, rings bool, now func() time.Time, log *slog.Logger) (*residents.Door, error) {
	dress := residents.Dress{Colour: l.Web.Colour}
	if p := l.Web.Header; p != nil {
		dress.Header = &residents.Picture{Type: p.Type, Width: p.Width, Height: p.Height, Content: p.Content}
	}
	var questions []residents.Question
	for _, q := range l.Web.Questions {
		questions = append(questions, residents.Question(q))
	}
	return residents.New(residents.Options{
		Ledger: ledger, Ready: ledger.told, City: &l.City, Where: l.Where, PublicURL: public, Questions: questions, Dress: dress,
		Texts: ledger.Texts(), Reminds: reminds, Rings: rings, Now: now, Log: log,
		Mails: l.mails(), LinkFor: l.LinkFor, Own: l.own(),
	})
}

// A site is what one audience has on the web beside the line.
type site interface{ Routes(gin.IRouter) }

// beside returns what adds sites to the line's server.
func beside(sites ...site) func(gin.IRouter) {
	return func(r gin.IRouter) {
		for _, s := range sites {
			s.Routes(r)
		}
	}
}

// paperFor returns where the paper lists go if nobody names a place: beside the ledger.
func paperFor(db string) string {
	return strings.TrimSuffix(db, filepath.Ext(db)) + "-paper"
}
