package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
)

// Ledger is what a Sender needs from a memory; *store.Store implements it.
type Ledger interface {
	// BeginMessage takes a message that is due, those first that somebody has just asked for,
	// judges whether it still is to be told, and notes that it is being sent.
	BeginMessage(ctx context.Context, words func(booking.Message) (string, error)) (m booking.Sending, ok bool, err error)

	// SettleMessage notes what came of that.
	SettleMessage(ctx context.Context, id int64, tries int, o booking.Outcome) error

	// ReportMessage notes what the carrier says of a message that it took.
	ReportMessage(context.Context, booking.Report) error

	// OpenMessages returns messages that were sent before a moment and of which is not known
	// what became of them.
	OpenMessages(ctx context.Context, before time.Time) ([]booking.Sending, error)

	// Sent reports whether the carrier's SID is that of a message.
	Sent(ctx context.Context, sid string) (bool, error)
}

const (
	// pace is the time between two messages. An account has one new call a second, and what
	// is more waits at the carrier for up to a day, in which it would keep no hours.
	// https://www.twilio.com/docs/voice/api/call-resource
	pace = time.Second

	ring   = 30 * time.Second // of a call that nobody answers
	useful = 4 * time.Hour    // that the carrier may go on trying to deliver a text; then it would only confuse

	limited   = time.Minute      // to wait when the carrier has too much to do, if it does not say for how long
	misset    = 15 * time.Minute // to wait when the account is refused
	mostLost  = 3                // requests in a row that came to nothing, after which something is wrong with the way or with us
	doubtful  = 3 * time.Minute  // after which a request is not on its way any more
	disagrees = 49 * time.Hour   // how far the carrier's clock may be from ours: a ledger believes one that is two days ahead
	longest   = 25 * time.Hour   // that a call is queued at the carrier
)

// A Sender sends messages. All but Log are required. Its methods may be called from several
// goroutines, and send one message after the other.
type Sender struct {
	Ledger Ledger
	Client *carrier.Client
	From   booking.Phone // whose number is shown

	// Words returns the body of a text.
	Words func(booking.Message) (string, error)

	// Addresses returns where the carrier asks what is said in a call, where it asks when it
	// could not use the answer, if anywhere, and where it tells what became of a message.
	Addresses func(booking.Sending) (answer, fallback, report string)

	Now  func() time.Time
	Wait func(context.Context, time.Duration) error // until then, or until ctx ends
	Log  *slog.Logger                               // nil means no log

	mu   sync.Mutex
	next time.Time // no message is sent before
	rest time.Time // nor before then, because the carrier said so
}

// Done counts what was done.
type Done struct {
	Texts, Calls int // that the carrier took
	Failed       int // that it refused
	Unknown      int // of which it is not known
	Later        int // that are to be sent again
	Found        int // of which it was found out what became of them
}

// And returns what was done altogether.
func (d Done) And(o Done) Done {
	return Done{d.Texts + o.Texts, d.Calls + o.Calls, d.Failed + o.Failed, d.Unknown + o.Unknown, d.Later + o.Later, d.Found + o.Found}
}

// Idle reports whether there was nothing to do.
func (d Done) Idle() bool { return d == Done{} }

// LogValue counts what was done.
func (d Done) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("texts", d.Texts), slog.Int("calls", d.Calls), slog.Int("failed", d.Failed),
		slog.Int("unknown", d.Unknown), slog.Int("later", d.Later), slog.Int("found", d.Found))
}

// Send sends what is due, until nothing is. It ends with an error when what is wrong is not
// the message: then nothing is sent for a while.
func (s *Sender) Send(ctx context.Context) (done Done, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for lost := 0; ; {
		if s.Now().Before(s.rest) {
			return done, nil
		}
		if wait := s.next.Sub(s.Now()); wait > 0 {
			if err := s.Wait(ctx, min(wait, pace)); err != nil { // at most: the clock may have been set back
				return done, nil
			}
		}
		if ctx.Err() != nil {
			return done, nil
		}
		whole := context.WithoutCancel(ctx) // what has begun is finished: half of it would have to be looked for
		m, ok, err := s.Ledger.BeginMessage(whole, s.Words)
		if err != nil || !ok {
			return done, err
		}
		s.next = s.Now().Add(pace)
		o, failed := s.ask(whole, m)
		if err := s.Ledger.SettleMessage(whole, m.ID, m.Tries, o); err != nil {
			return done, fmt.Errorf("what came of message %d: %w", m.ID, err)
		}
		done.count(m, o)
		if lost++; o.State != booking.MessageUnknown && !ofUs(failed) {
			lost = 0
		}
		if failed != nil && s.Log != nil {
			s.Log.Warn("a message was not sent", "message", m.ID, "kind", m.Kind, "means", m.Means, "to", m.Booking.Phone, "now", o.State, "err", failed)
		}
		if lost >= mostLost && ofUs(failed) {
			s.rest = s.Now().Add(misset)
		}
		if failed != nil && (o.State == booking.MessageDue && !ofUs(failed) || lost >= mostLost) {
			if carrier.KindOf(failed) == carrier.Limited {
				return done, nil
			}
			return done, failed
		}
	}
}

func (d *Done) count(m booking.Sending, o booking.Outcome) {
	switch {
	case o.State == booking.MessageSent && m.Means == booking.ByText:
		d.Texts++
	case o.State == booking.MessageSent:
		d.Calls++
	case o.State == booking.MessageFailed:
		d.Failed++
	case o.State == booking.MessageUnknown:
		d.Unknown++
	default:
		d.Later++
	}
}

// ask has the carrier send the message, and returns what came of it and why.
func (s *Sender) ask(ctx context.Context, m booking.Sending) (booking.Outcome, error) {
	taken, err := s.request(ctx, m)
	if err == nil {
		return booking.Outcome{State: booking.MessageSent, SID: taken.SID}, nil
	}
	refusal, known := errors.AsType[*carrier.Error](err)
	switch {
	case !known || refusal.Kind == carrier.Unknown:
		return booking.Outcome{State: booking.MessageUnknown}, err
	case refusal.Kind == carrier.Limited:
		s.rest = s.Now().Add(max(refusal.RetryAfter, limited))
		return booking.Outcome{State: booking.MessageDue, Due: s.rest, Refused: true}, err
	case ofAccount(refusal.Reason()):
		s.rest = s.Now().Add(misset)
		return booking.Outcome{State: booking.MessageDue, Due: s.rest, Refused: true}, err
	case ofUs(err):
		return booking.Outcome{State: booking.MessageDue, Due: s.Now().Add(misset), Refused: true}, err
	}
	return booking.Outcome{State: booking.MessageFailed, Code: refusal.Code}, err
}

// ofAccount reports whether everything is refused, and not this message.
func ofAccount(r carrier.Reason) bool {
	return r == carrier.BadSecret || r == carrier.NotActive || r == carrier.NotThere
}

// ofUs reports whether the carrier says that we may not send there: our number, or the
// account. Another message may go, and this one once that is mended.
func ofUs(err error) bool {
	return carrier.Because(err, carrier.BadSender) || carrier.Because(err, carrier.NotAllowed)
}

func (s *Sender) request(ctx context.Context, m booking.Sending) (carrier.Record, error) {
	answer, fallback, report := s.Addresses(m)
	if m.Means == booking.ByCall {
		return s.Client.PlaceCall(ctx, carrier.Call{To: m.Booking.Phone, From: s.From, URL: answer, FallbackURL: fallback, StatusCallback: report, Ring: ring})
	}
	valid := min(max(m.Last.Sub(s.Now()).Truncate(time.Second), time.Minute), useful)
	return s.Client.SendText(ctx, carrier.Text{To: m.Booking.Phone, From: s.From, Body: m.Body, StatusCallback: report, ValidFor: valid})
}
