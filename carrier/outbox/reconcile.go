package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"madoguchi/booking"
	"madoguchi/carrier"
)

// Reconcile asks the carrier what became of messages of which that is not known: of those
// whose request had no clear answer, or whose process died, whether it took them; and of
// calls whose end was not reported, whether they are over. One that the carrier does not have
// is due again. One that cannot be looked for does not hold up the others, unless nothing can.
func (s *Sender) Reconcile(ctx context.Context) (done Done, err error) {
	open, err := s.Ledger.OpenMessages(ctx, s.Now().Add(-doubtful))
	if err != nil {
		return done, err
	}
	for lost, i := 0, 0; i < len(open) && lost < mostLost && ctx.Err() == nil; i++ {
		m := open[i]
		found, failed := s.look(ctx, m)
		switch {
		case failed != nil:
			lost++
			err = errors.Join(err, fmt.Errorf("message %d, %s: %w", m.ID, m.Kind, failed))
		case found:
			done.Found++
			lost = 0
		default:
			lost = 0
		}
		if r, ok := errors.AsType[*carrier.Error](failed); ok && (r.Kind == carrier.Limited || ofAccount(r.Reason())) {
			break
		}
	}
	return done, err
}

// look finds out about one message, and reports whether there was something to find.
func (s *Sender) look(ctx context.Context, m booking.Sending) (found bool, err error) {
	list := s.Client.FindTexts
	if m.Means == booking.ByCall {
		list = s.Client.FindCalls
	}
	records, err := list(ctx, m.Booking.Phone, m.Began.Add(-disagrees))
	if err != nil {
		return false, err
	}
	known := m.SID != ""
	taken, ok, err := s.among(ctx, records, m)
	switch {
	case err != nil:
		return false, err
	case ok && !known:
		if err := s.Ledger.SettleMessage(ctx, m.ID, m.Tries, booking.Outcome{State: booking.MessageSent, SID: taken.SID}); err != nil {
			return false, err
		}
	case !known:
		return true, s.Ledger.SettleMessage(ctx, m.ID, m.Tries, booking.Outcome{State: booking.MessageDue, Due: s.Now()})
	case !ok && s.Now().Sub(m.Began) < longest:
		return false, nil
	}
	fate := booking.CallOver // of a call of which the carrier knows nothing any more
	if ok {
		fate = fateOf(m.Means, taken.Status)
	}
	if fate == booking.Underway {
		if m.Means == booking.ByCall && taken.Status == "queued" && !s.Now().Before(m.Last) {
			// The hours are over in which people are called, and it still waits for others.
			return true, s.Client.CancelCall(ctx, taken.SID)
		}
		return !known, nil
	}
	return true, s.Ledger.ReportMessage(ctx, booking.Report{ID: m.ID, Tries: m.Tries, SID: cmp.Or(taken.SID, m.SID), Fate: fate, Code: taken.Code})
}

// same reports whether the carrier may list a text so that was sent as such: a trial account
// puts words before it, spaces and line ends may come back as others, and where texts are
// redacted no word of it is left. What cannot be told from it is taken for it: rather one text
// too few than a second one. https://www.twilio.com/docs/messaging/api/message-resource#update-a-message-resource
func same(listed, sent string) bool {
	bare := func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}
	listed, sent = strings.Map(bare, listed), strings.Map(bare, sent)
	legible := strings.ContainsFunc(listed, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) })
	return strings.Contains(listed, sent) || sent != "" && !legible
}

// among returns the record of the message: the one with its SID, or the first one with its
// number and, as far as can be told, its body that is not known to be of another message.
func (s *Sender) among(ctx context.Context, records []carrier.Record, m booking.Sending) (r carrier.Record, ok bool, err error) {
	for _, r := range records {
		switch {
		case m.SID != "":
			if r.SID == m.SID {
				return r, true, nil
			}
		case r.From == s.From && same(r.Body, m.Body):
			other, err := s.Ledger.Sent(ctx, r.SID)
			if err != nil || !other {
				return r, err == nil, err
			}
		}
	}
	return r, false, nil
}
