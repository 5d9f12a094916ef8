package password

import (
	"context"
	"errors"
	"testing"
)

// One runs, some wait, and whoever comes then is told so at once.
func TestAGateTurnsAwayWhoeverIsTooMany(t *testing.T) {
	var g Gate
	begun, end := make(chan struct{}), make(chan struct{})
	errs := make(chan error, waiting+1)
	go func() {
		errs <- g.Run(t.Context(), func() { close(begun); <-end })
	}()
	<-begun
	for range waiting {
		g.wait <- struct{}{} // who waits
	}
	if err := g.Run(t.Context(), func() { t.Error("it ran") }); !errors.Is(err, ErrCrowded) {
		t.Errorf("found %v", err)
	}
	<-g.wait
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Run(gone, func() { t.Error("it ran") }); !errors.Is(err, context.Canceled) {
		t.Errorf("who goes away while waiting: %v", err)
	}
	close(end)
	if err := <-errs; err != nil {
		t.Error(err)
	}
	ran := false
	if err := g.Run(t.Context(), func() { ran = true }); err != nil || !ran {
		t.Errorf("afterwards: %v, ran: %t", err, ran)
	}
}
