package main

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/outbox"
	"madoguchi/store"
	"madoguchi/voice"
)

// silent is what the log says of a line that tells nobody anything by itself, although its
// city wants it to.
const silent = "no texts and no reminders are sent"

// errPlaceholder says that the city has no number yet.
var errPlaceholder = errors.New("the number of the city is a placeholder: put your Twilio number into city.yaml")

// errQuiet says that the city wants nothing told.
var errQuiet = errors.New("nothing is told: outreach in city.yaml has neither texts nor reminders")

// account returns the credentials by which messages are sent; false if none are, and why if
// the city wants them sent all the same.
func (w *world) account(l *line) (credentials carrier.Credentials, ok bool, why error) {
	if o := l.City.Outreach; !o.Texts && len(o.Remind) == 0 {
		return credentials, false, nil
	}
	if strings.HasPrefix(string(l.City.Number), nobodys) {
		return credentials, false, errPlaceholder
	}
	credentials, err := carrier.FromEnv(w.env)
	return credentials, err == nil, err
}

// sender returns what sends the messages of a ledger, from the number of the city.
func (w *world) sender(l *line, ledger *store.Store, credentials carrier.Credentials, public, second string, log *slog.Logger) *outbox.Sender {
	return &outbox.Sender{
		Ledger: ledger, Client: &carrier.Client{Credentials: credentials, Transport: w.carrier}, From: l.City.Number,
		Words: l.dialogue.Text, Now: w.now, Log: log,
		Addresses: func(m booking.Sending) (answer, fallback, report string) { return voice.Addresses(public, second, m) },
		Wait:      rest,
	}
}

// rest waits, or until ctx ends.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// reports has a ledger take what the carrier tells of messages.
func reports(ledger *store.Store) func(ctx context.Context, query, form url.Values) error {
	return func(ctx context.Context, query, form url.Values) error {
		r, err := outbox.ReportOf(query, form)
		if err != nil {
			return err
		}
		return ledger.ReportMessage(ctx, r)
	}
}
