package store

import (
	"testing"
	"time"
)

// When a guest was here last is told without noting anything.
func TestWhenAGuestWasHereLastIsToldAndNotNoted(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	began := w.clock.Now()
	w.clock.Add(5 * time.Minute)
	for range 2 {
		w.do(func(tx *Tx) error {
			for n, want := range map[int]time.Time{1: began, 2: {}} {
				if at, err := tx.LastSeen(browser(n)); err != nil || !at.Equal(want) {
					t.Errorf("guest %d: %s, %v, expected %s", n, at, err, want)
				}
			}
			return nil
		})
	}
}
