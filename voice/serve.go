package voice

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// grace is how long requests in flight may take at the end.
const grace = 10 * time.Second

// Serve answers on ln until ctx is done. Then it takes no new requests, finishes
// those in flight, for at most 10 s, and returns nil, or context.DeadlineExceeded if
// some were cut off. It closes ln.
//
// The time-outs are below the 15 s after which Twilio gives up on a webhook:
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides.
func Serve(ctx context.Context, ln net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      14 * time.Second,
		IdleTimeout:       60 * time.Second,

		DisableGeneralOptionsHandler: true, // OPTIONS * is an address that nobody has
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, server.Close()) // cuts off what is left
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
