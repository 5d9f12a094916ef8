package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/mail"
)

// MailLedger is what Mails needs from a memory; *store.Store implements it.
type MailLedger interface {
	// BeginMail takes a mail that is due, as BeginMessage takes a message. One that was being
	// sent before a moment is in doubt from then on.
	BeginMail(ctx context.Context, before time.Time) (m booking.Sending, ok bool, err error)

	// SettleMessage notes what came of that.
	SettleMessage(ctx context.Context, id int64, tries int, o booking.Outcome) error
}

// Mails sends the mails of the ledger, one after the other. All but Log are required. Its methods
// may be called from several goroutines.
//
// No list tells which mails a server took. So one of which it is not known whether it was taken is
// not sent again: nobody gets a mail twice, and staff see that it is not known.
type Mails struct {
	Ledger MailLedger
	Server *mail.Server

	// Letter writes the mail.
	Letter func(booking.Sending) (mail.Letter, error)

	Now func() time.Time
	Log *slog.Logger // nil means no log

	mu   sync.Mutex
	rest time.Time // no mail is sent before, because the server takes none
}

// Mailed counts what was done.
type Mailed struct {
	Mails   int // that the server took
	Failed  int // that it refused
	Unknown int // of which it is not known
	Later   int // that are to be sent again
}

// Idle reports whether there was nothing to do.
func (d Mailed) Idle() bool { return d == Mailed{} }

// LogValue counts what was done.
func (d Mailed) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("mails", d.Mails), slog.Int("failed", d.Failed), slog.Int("unknown", d.Unknown), slog.Int("later", d.Later))
}

func (d *Mailed) count(o booking.Outcome) {
	switch o.State {
	case booking.MessageSent:
		d.Mails++
	case booking.MessageFailed:
		d.Failed++
	case booking.MessageUnknown:
		d.Unknown++
	default:
		d.Later++
	}
}

// The longest and the shortest time before a mail is tried again that a server may take later:
// one that does not know us yet takes it after some minutes.
const (
	soonAgain = 2 * time.Minute
	lateAgain = 30 * time.Minute
)

// Send sends what is due, until nothing is. It ends with an error when what is wrong is not the
// mail: then nothing is sent for a while.
func (s *Mails) Send(ctx context.Context) (done Mailed, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ctx.Err() == nil && !s.Now().Before(s.rest) {
		whole := context.WithoutCancel(ctx) // what has begun is finished: half of it would stay in doubt
		m, ok, err := s.Ledger.BeginMail(whole, s.Now().Add(-doubtful))
		if err != nil || !ok {
			return done, err
		}
		o, failed := s.hand(whole, m)
		if err := s.Ledger.SettleMessage(whole, m.ID, m.Tries, o); err != nil {
			return done, fmt.Errorf("what came of mail %d: %w", m.ID, err)
		}
		done.count(o)
		if failed != nil && s.Log != nil {
			s.Log.Warn("a mail was not sent", "message", m.ID, "kind", m.Kind, "to", m.Booking.Phone, "now", o.State, "err", failed)
		}
		if !s.rest.IsZero() && s.Now().Before(s.rest) {
			return done, failed
		}
	}
	return done, nil
}

// hand writes the mail and hands it to the server, and returns what came of it and why.
func (s *Mails) hand(ctx context.Context, m booking.Sending) (booking.Outcome, error) {
	letter, err := s.Letter(m)
	if err == nil {
		err = s.Server.Send(ctx, letter)
	}
	if err == nil {
		return booking.Outcome{State: booking.MessageSent}, nil
	}
	refusal, ok := errors.AsType[*mail.Error](err)
	if !ok {
		return booking.Outcome{State: booking.MessageFailed}, err
	}
	again := min(soonAgain<<min(m.Tries-1, 10), lateAgain)
	switch refusal.Kind {
	case mail.Unknown:
		return booking.Outcome{State: booking.MessageUnknown}, err
	case mail.Later:
		return booking.Outcome{State: booking.MessageDue, Due: s.Now().Add(again), Refused: true}, err
	case mail.Unsent: // others would fare no better
		s.rest = s.Now().Add(limited)
		return booking.Outcome{State: booking.MessageDue, Due: s.Now().Add(again), Refused: true}, err
	case mail.Unfit:
		s.rest = s.Now().Add(misset)
		return booking.Outcome{State: booking.MessageDue, Due: s.rest, Refused: true}, err
	case mail.Refused, mail.Unwanted:
	}
	return booking.Outcome{State: booking.MessageFailed, Code: refusal.Code}, err
}
