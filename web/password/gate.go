package password

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
)

// Decoy returns a secret to check a password against if there is no such name, so that
// a wrong name takes as long as a wrong password. Nothing that anybody types fits it.
var Decoy = sync.OnceValues(func() (string, error) { return New(rand.Text()) })

// ErrCrowded says that too many wait already. Nothing was done.
var ErrCrowded = errors.New("too many passwords are being checked")

// A Gate lets one at a time through: a password takes 19 MiB of memory and a good part of a
// core, which nobody may take from the callers. The zero Gate is ready.
type Gate struct {
	once sync.Once
	free chan struct{} // one place
	wait chan struct{} // places in the queue for it
}

// waiting is how many may wait at a gate: about a fifth of a second.
const waiting = 8

// Run waits for its turn and runs fn. It returns ErrCrowded at once if too many wait, and
// the context's error if that ends before.
func (g *Gate) Run(ctx context.Context, fn func()) error {
	g.once.Do(func() { g.free, g.wait = make(chan struct{}, 1), make(chan struct{}, waiting+1) })
	select {
	case g.wait <- struct{}{}:
	default:
		return ErrCrowded
	}
	defer func() { <-g.wait }()
	select {
	case g.free <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-g.free }()
	fn()
	return nil
}
