package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	netmail "net/mail"

	"madoguchi/booking"
	"madoguchi/carrier/mail"
	"madoguchi/carrier/outbox"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/web/residents"
)

// Name and password for the city's mail server.
const (
	smtpUser     = "MADOGUCHI_SMTP_USER"
	smtpPassword = "MADOGUCHI_SMTP_PASSWORD" //nolint:gosec // the name of a variable
)

// mails reports whether the line sends mails: only residents who book on the web ask for one.
func (l *line) mails() bool { return l.Residents && l.Mail.Sends() }

// own returns the city's own words in mails.
func (l *line) own() (own []residents.Own) {
	for _, p := range l.Mail.Words {
		own = append(own, residents.Own(p))
	}
	return own
}

// unwritable returns the mistakes in the city's own words in mails; nil if there are none.
func unwritable(path string, config *city.Config) error {
	if len(config.Mail.Words) == 0 {
		return nil
	}
	faults, err := residents.CheckOwn((&line{Config: config}).own())
	if err != nil || len(faults) == 0 {
		return err
	}
	var ms city.Mistakes
	for _, f := range faults {
		ms = append(ms, city.Mistake{
			File: cmp.Or(path, "sample city"), Line: f.Line, Field: "mail.words." + f.Lang + "." + f.Key, Found: f.Found, Expected: f.Expected,
		})
	}
	ms.Sort()
	return ms
}

// mailServer returns the city's mail server.
func (w *world) mailServer(l *line) *mail.Server {
	return &mail.Server{
		Host: l.Mail.Host, Port: l.Mail.Port, Security: mail.Security(l.Mail.Security), User: w.env(smtpUser), Password: w.env(smtpPassword),
	}
}

// noMail is what the log says of a mail server that takes nothing from us.
const noMail = "the mail server takes no mails from us: links and notices wait until it does"

// tryMail says at the start if the mail server would take no mails: the first resident who asks
// for a link shall not find out.
func (h *house) tryMail(ctx context.Context) {
	if h.night.mails == nil {
		return
	}
	if err := h.night.mails.Server.Check(ctx); err != nil && ctx.Err() == nil {
		h.night.tell(slog.LevelWarn, noMail, "err", err)
	}
}

// mailer returns what sends the mails of a ledger, with links to the pages at an address; nil if the
// line sends none.
func (w *world) mailer(l *line, ledger *store.Store, public string, log *slog.Logger) (*outbox.Mails, error) {
	if !l.mails() {
		return nil, nil
	}
	door, err := residents.New(residents.Options{City: &l.City, Where: l.Where, Now: w.now, LinkFor: l.LinkFor, PublicURL: public, Own: l.own(), Log: log})
	if err != nil {
		return nil, err
	}
	return &outbox.Mails{
		Ledger: ledger, Server: w.mailServer(l), Now: w.now, Log: log,
		Letter: func(m booking.Sending) (mail.Letter, error) {
			words, err := door.Letter(m.Message)
			return mail.Letter{
				From: netmail.Address{Name: l.Mail.Name, Address: l.Mail.From.Mailbox()}, ReplyTo: l.Mail.ReplyTo, To: m.Booking.Phone,
				Subject: words.Subject, Body: words.Body, Lang: words.Lang, Date: m.Began,
				// Of the same mail it is the same, however often it is tried.
				ID: fmt.Sprintf("%d.%d", m.ID, m.Last.Unix()),
			}, err
		},
	}, nil
}
