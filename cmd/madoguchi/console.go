package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/store"
	"madoguchi/web/console"
)

// consoleKey is the name of the key that hides numbers in addresses.
const consoleKey = "cards"

// lookAgain is how often the console checks whether open pages are still true.
const lookAgain = time.Second

// console returns the staff's side of the line.
func (l *line) console(ctx context.Context, ledger *store.Store, now func() time.Time, log *slog.Logger) (*console.Console, error) {
	key, err := ledger.Secret(ctx, consoleKey)
	if err != nil {
		return nil, fmt.Errorf("the console's key: %w", err)
	}
	return &console.Console{
		Ledger: ledger, City: &l.City, Where: l.Where, Dialogue: l.dialogue, Key: key, Now: now, Log: log, Idle: l.Idle,
	}, nil
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
