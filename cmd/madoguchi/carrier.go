package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// carrierAPI is where the carrier tells what time it is, in the Date header of whatever it
// answers. https://www.rfc-editor.org/rfc/rfc9110#field.date
const carrierAPI = "https://api.twilio.com/"

const (
	carrierPatience = 5 * time.Second
	carrierAgrees   = time.Minute // how far the two clocks may be from each other
	carrierEvery    = 60          // looks at the clock
)

// carrierTransport reaches the carrier over HTTPS. Whether the certificate is valid is
// judged by the machine's clock: one that is very wrong is not confirmed.
func carrierTransport(now func() time.Time) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{Time: now, MinVersion: tls.VersionTLS12}
	t.DisableKeepAlives = true
	return t
}

// askCarrier returns what the carrier's clock says, if the machine's agrees with it. How
// long the answer took counts as if it were wrong by that.
func (w *world) askCarrier(ctx context.Context) (said time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, carrierAPI, nil)
	if err != nil {
		return said, err
	}
	before := w.now().Round(0) // no longer by how long the machine has been running
	answer, err := w.carrier.RoundTrip(request)
	if err != nil {
		return said, fmt.Errorf("the carrier's clock cannot be read: %w", err)
	}
	after := w.now().Round(0)
	if err := answer.Body.Close(); err != nil {
		return said, err
	}
	if said, err = http.ParseTime(answer.Header.Get("Date")); err != nil {
		return said, fmt.Errorf("the carrier tells no time: %w", err)
	}
	// It told whole seconds, at some moment between before and after.
	if after.Sub(said) > carrierAgrees || said.Add(time.Second).Sub(before) > carrierAgrees {
		return said, fmt.Errorf("the carrier's clock says %s, and the machine's %s: expected a minute between them at most", toTheSecond(said), toTheSecond(after))
	}
	return said.In(booking.JST), nil
}

// A watchman looks whether the ledger can be relied on, and asks the carrier while the clock
// is in doubt.
type watchman struct {
	*world
	ledger *store.Store
	tell   func(slog.Level, string, ...any)

	asked int // looks since the carrier was asked; 0 if it was not, since the clock is in doubt
}

// watch looks at every tick, until ctx ends.
func (m *watchman) watch(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			m.look(ctx)
		}
	}
}

// look asks the carrier if the clock is in doubt and it was not asked for a while. If the
// two agree, the clock is confirmed.
func (m *watchman) look(ctx context.Context) {
	if _, clock := errors.AsType[*store.ClockDoubt](m.ledger.Doubt()); !clock {
		m.asked = 0
		return
	}
	if m.asked++; m.asked%carrierEvery != 1 {
		return
	}
	said, err := m.askCarrier(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		m.tell(slog.LevelWarn, "the carrier does not confirm the clock", "err", err)
	default:
		done, err := m.ledger.ConfirmClock(ctx, store.By{Way: store.ByClock, Actor: "carrier"}, said)
		if err != nil {
			m.tell(slog.LevelError, "the clock could not be confirmed", "err", err)
			return
		}
		m.tell(slog.LevelInfo, "the carrier's clock agrees: the machine's is confirmed", "was", done.Was, "now", done.Now, "carrier", done.Carrier)
	}
}
