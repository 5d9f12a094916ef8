package password

import (
	"context"
	"crypto/rand"
	"sync"
	"time"
)

// Decoy returns a secret to check a password against if there is no such name, so that
// a wrong name takes as long as a wrong password. Nothing that anybody types fits it.
var Decoy = sync.OnceValues(func() (string, error) { return New(rand.Text()) })

// A Gate lets two at a time through: a password takes 19 MiB of memory and a good
// part of a core, which nobody may take from the callers.
type Gate struct {
	once sync.Once
	free chan struct{}
}

// Run waits for a place and runs fn. It returns the context's error if there is
// none until it ends.
func (g *Gate) Run(ctx context.Context, fn func()) error {
	g.once.Do(func() { g.free = make(chan struct{}, 2) })
	select {
	case g.free <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-g.free }()
	fn()
	return nil
}

// Strangers counts tries under names that nobody has. Each leaves an entry in the audit
// trail for good, so only so many a minute are let through.
type Strangers struct {
	mu     sync.Mutex
	minute int64
	tries  int
}

const mostTries = 30

// MayTry counts a try, and reports whether it is one of the first thirty in the
// minute of now.
func (s *Strangers) MayTry(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if minute := now.Unix() / 60; minute != s.minute {
		s.minute, s.tries = minute, 0
	}
	s.tries++
	return s.tries <= mostTries
}
