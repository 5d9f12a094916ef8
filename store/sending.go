package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"madoguchi/booking"
)

// How often a message is tried.
const (
	mostSent   = 20                // texts and calls that the carrier may have taken; more is a fault
	mostMissed = booking.MostCalls // calls that nobody took, or texts that found no telephone
)

// resend is how long after a text that found no telephone it is sent once more.
const resend = 15 * time.Minute

// Messages receives something when messages were written, which may be due at once.
func (s *Store) Messages() <-chan struct{} { return s.wrote.told }

// Texts reports whether numbers are told by text what callers do: see Options.Texts.
func (s *Store) Texts() bool { return s.texts }

// Mails reports whether addresses are told by mail what is done: see Options.Mails.
func (s *Store) Mails() bool { return s.mails }

// A wrote tells that messages were written, once they are durable.
type wrote struct {
	told chan struct{}
	now  bool // in the transaction that is open; of the writing goroutine
}

// tell tells it, unless that was told before and nobody has looked yet.
func (w *wrote) tell() {
	if !w.now {
		return
	}
	w.now = false
	select {
	case w.told <- struct{}{}:
	default:
	}
}

var sending = By{Way: ByClock, Actor: "outbox"}

const (
	// What somebody waits for comes first, and what nobody has asked for last. As long as it is not known whether the carrier took a message, its number gets no other:
	// two with the same words could not be told apart in the carrier's list.
	nextMessage = `SELECT ` + messageColumns + ` FROM messages m WHERE m.state = 'due' AND m.due <= ? AND m.means <> 'mail'
		AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.phone = m.phone AND o.state IN ('sending', 'unknown')) 
		ORDER BY CASE m.kind WHEN 'code' THEN 0 WHEN 'reminder' THEN 2 ELSE 1 END, m.due, m.id LIMIT 1`

	// No list tells two mails apart, so that none waits for another.
	nextMail = `SELECT ` + messageColumns + ` FROM messages m WHERE m.state = 'due' AND m.due <= ? AND m.means = 'mail'
		ORDER BY CASE m.kind WHEN 'link' THEN 0 WHEN 'reminder' THEN 2 ELSE 1 END, m.due, m.id LIMIT 1`

	withdrawMessage = `UPDATE messages SET state = 'cancelled' WHERE id = ?`

	beginMessage = `UPDATE messages SET state = 'sending', tries = tries + 1, began = ?, body = nullif(?, '') WHERE id = ?`

	failMessage = `UPDATE messages SET state = 'failed' WHERE id = ?`
)

// BeginMessage takes a message that is due, notes that it is being sent,
// and returns it: whatever happens then, it is not sent again unless it is known that nobody
// got it. words returns the body of a text. Messages that are not to be told any more are
// withdrawn; one without words fails, and its error is returned. ok is false if none is due.
//
// That the booking still stands as the message tells, is judged here, and of a call once more
// when somebody picks up.
func (s *Store) BeginMessage(ctx context.Context, words func(booking.Message) (string, error)) (m booking.Sending, ok bool, err error) {
	return s.beginNext(ctx, nextMessage, words)
}

// BeginMail is BeginMessage for mails, whose words are of no concern here. One that was being
// sent before a moment, and of which nothing was heard since, is in doubt for good: nobody can
// find out what became of it, and nobody gets it twice.
func (s *Store) BeginMail(ctx context.Context, before time.Time) (m booking.Sending, ok bool, err error) {
	err = s.Update(ctx, sending, func(tx *Tx) error {
		_, err := tx.exec(doubtMails, instant(before))
		return err
	})
	if err != nil {
		return m, false, err
	}
	return s.beginNext(ctx, nextMail, nil)
}

func (s *Store) beginNext(ctx context.Context, next string, words func(booking.Message) (string, error)) (m booking.Sending, ok bool, err error) {
	var wordless error
	err = s.Update(ctx, sending, func(tx *Tx) error {
		m, ok, wordless, err = tx.beginMessage(next, words)
		return err
	})
	if err == nil {
		err = wordless
	}
	if err != nil {
		return booking.Sending{}, false, err
	}
	return m, ok, nil
}

func (tx *Tx) beginMessage(next string, words func(booking.Message) (string, error)) (m booking.Sending, ok bool, wordless, err error) {
	for {
		due, found, err := first(tx, scanMessage, next, instant(tx.now))
		if err != nil || !found {
			return m, false, nil, err
		}
		due, stands, err := tx.judged(due)
		if err != nil {
			return m, false, nil, err
		}
		if !stands {
			if _, err := tx.exec(withdrawMessage, due.ID); err != nil {
				return m, false, nil, err
			}
			continue
		}
		m = booking.Sending{Message: due, Began: tx.Now()}
		m.Tries++
		if m.Means == booking.ByText {
			m.Body, wordless = words(m.Message)
		}
		if _, err := tx.exec(beginMessage, instant(tx.now), m.Body, m.ID); err != nil {
			return m, false, nil, err
		}
		if wordless != nil {
			_, err := tx.exec(failMessage, m.ID)
			return m, false, fmt.Errorf("store: message %d, %s: %w", m.ID, m.Kind, wordless), err
		}
		return m, true, nil, nil
	}
}

// DueMessages counts what would be sent now, and what is in doubt.
type DueMessages struct{ Texts, Calls, Withdrawn, Unknown int }

// LogValue counts the messages.
func (d DueMessages) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("texts", d.Texts), slog.Int("calls", d.Calls), slog.Int("withdrawn", d.Withdrawn), slog.Int("unknown", d.Unknown))
}

const (
	dueMessages = `SELECT ` + messageColumns + ` FROM messages m WHERE m.state = 'due' AND m.due <= ? AND m.means <> 'mail' ORDER BY m.id`
	dueMails    = `SELECT ` + messageColumns + ` FROM messages m WHERE m.state = 'due' AND m.due <= ? AND m.means = 'mail' ORDER BY m.id`

	// What became of a mail is not found out any more.
	messagesInDoubt = `SELECT count(*) FROM messages WHERE state IN ('sending', 'unknown') AND means <> 'mail'`
)

// ForeseeMessages returns what is due now, how much of it would be withdrawn because it is not
// to be told any more, and how many messages are in doubt. It changes nothing.
func (s *Store) ForeseeMessages(ctx context.Context) (would DueMessages, err error) {
	var found DueMessages
	err = s.View(ctx, func(tx *Tx) error {
		due, err := all(tx, scanMessage, dueMessages, instant(tx.now))
		for _, m := range due {
			m, stands, err := tx.judged(m)
			switch {
			case err != nil:
				return err
			case !stands:
				found.Withdrawn++
			case m.Means == booking.ByCall:
				found.Calls++
			default:
				found.Texts++
			}
		}
		if err != nil {
			return err
		}
		found.Unknown, _, err = value[int](tx, messagesInDoubt)
		return err
	})
	return found, err
}

// DueMails counts the mails that would be sent now.
type DueMails struct{ Mails, Withdrawn int }

// LogValue counts the mails.
func (d DueMails) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("mails", d.Mails), slog.Int("withdrawn", d.Withdrawn))
}

// ForeseeMails is ForeseeMessages for mails.
func (s *Store) ForeseeMails(ctx context.Context) (would DueMails, err error) {
	var found DueMails
	err = s.View(ctx, func(tx *Tx) error {
		due, err := all(tx, scanMessage, dueMails, instant(tx.now))
		for _, m := range due {
			_, stands, err := tx.judged(m)
			switch {
			case err != nil:
				return err
			case !stands:
				found.Withdrawn++
			default:
				found.Mails++
			}
		}
		return err
	})
	return found, err
}

// A sent is a message as far as it matters what came of it.
type sent struct {
	id            int64
	kind          booking.MessageKind
	state         booking.MessageState
	means         booking.Means
	tries, missed int
	refused       int
	due, last     time.Time
	erased        bool
	sid           string
}

const sidOfTry = `(SELECT sid FROM taken WHERE message = m.id AND try = m.tries)`

const sentMessage = `SELECT m.id, m.kind, m.state, m.means, m.tries, m.missed, m.refused, m.due, m.last, m.phone IS NULL, coalesce(` + sidOfTry + `, '') FROM messages m WHERE m.id = ?`

func scanSent(_ *Tx, r row) (m sent, err error) {
	err = r.Scan(&m.id, &m.kind, &m.state, &m.means, &m.tries, &m.missed, &m.refused, (*instant)(&m.due), (*instant)(&m.last), &m.erased, &m.sid)
	return m, err
}

// open reports whether something may still become of the message.
func (m sent) open() bool {
	return m.state == booking.MessageSending || m.state == booking.MessageUnknown || m.state == booking.MessageSent
}

const (
	settleMessage = `UPDATE messages SET state = ?, code = ?, due = ?, missed = ?, refused = ? WHERE id = ?`

	takeMessage = `INSERT INTO taken (message, try, sid) VALUES (?, ?, ?)`
)

// settle writes what became of a message. One that is due again fails if that would be too
// late, or too often.
func (tx *Tx) settle(m sent, o booking.Outcome) error {
	if o.Refused {
		m.refused++
	}
	due := m.due
	if o.State == booking.MessageDue {
		due = o.Due
		if m.erased || m.tries-m.refused >= mostSent || m.missed >= mostMissed || !due.Before(m.last) {
			o.State, due = booking.MessageFailed, m.due
		}
	}
	if o.SID != "" && m.sid == "" && !m.erased {
		if _, err := tx.exec(takeMessage, m.id, m.tries, o.SID); err != nil {
			return err
		}
	}
	_, err := tx.exec(settleMessage, string(o.State), o.Code, instant(due), m.missed, m.refused, m.id)
	return err
}

// SettleMessage notes what came of asking the carrier to send a message for the time that
// tries says. It does nothing if more is known by now: the carrier's report may come before
// its answer.
func (s *Store) SettleMessage(ctx context.Context, id int64, tries int, o booking.Outcome) error {
	return s.Update(ctx, sending, func(tx *Tx) error {
		m, found, err := first(tx, scanSent, sentMessage, id)
		if err != nil || !found || m.tries != tries || m.state != booking.MessageSending && m.state != booking.MessageUnknown {
			return err
		}
		return tx.settle(m, o)
	})
}

// ReportMessage notes what the carrier says of a message. Reports may come twice and in any
// order: what is known for good stays.
func (s *Store) ReportMessage(ctx context.Context, r booking.Report) error {
	return s.Update(ctx, By{Way: ByPhone}, func(tx *Tx) error {
		m, found, err := first(tx, scanSent, sentMessage, r.ID)
		if err != nil || !found || m.tries != r.Tries || m.sid != "" && m.sid != r.SID || !m.open() {
			return err
		}
		return tx.reported(m, r)
	})
}

// unreachable is the code of a text whose telephone was switched off, or had no network. It
// is the only one after which a text is sent again: nobody got it, and somebody may later.
// https://www.twilio.com/docs/api/errors/30003
const unreachable = 30003

func (tx *Tx) reported(m sent, r booking.Report) error {
	o := booking.Outcome{SID: r.SID, Code: r.Code}
	switch {
	case r.Fate == booking.Delivered && m.means == booking.ByText:
		o.State = booking.MessageDelivered
	case r.Fate == booking.Undelivered && m.means == booking.ByText:
		o.State = booking.MessageFailed
		if r.Code == unreachable {
			m.missed++
			o.State, o.Due = booking.MessageDue, tx.now.Add(resend)
		}
	case r.Fate == booking.CallOver && m.means == booking.ByCall:
		m.missed++
		o.State = booking.MessageFailed
		if again, ok := (booking.Window{From: m.due, Until: m.last}).Again(tx.now); ok && m.kind != booking.ProofCode {
			o.State, o.Due = booking.MessageDue, again
		}
	case m.state != booking.MessageSent:
		o.State = booking.MessageSent
	default:
		return nil
	}
	return tx.settle(m, o)
}

const (
	doubtMessages = `UPDATE messages SET state = 'unknown' WHERE state = 'sending' AND began <= ? AND means <> 'mail'`
	doubtMails    = `UPDATE messages SET state = 'unknown' WHERE state = 'sending' AND began <= ? AND means = 'mail'`

	openMessages = `SELECT ` + messageColumns + `, coalesce(m.body, ''), coalesce(` + sidOfTry + `, ''), m.began FROM messages m
		WHERE (m.state IN ('sending', 'unknown') OR (m.state = 'sent' AND m.means = 'call')) AND m.means <> 'mail'
			AND m.began <= ? AND m.phone IS NOT NULL ORDER BY m.began LIMIT 100`
)

// OpenMessages returns messages that were sent before a moment and of which it is not known
// what became of them: whether the carrier took them, or whether a call is over. Those are
// looked for at the carrier. The longest open are first, and there are a hundred at most.
func (s *Store) OpenMessages(ctx context.Context, before time.Time) (open []booking.Sending, err error) {
	err = s.Update(ctx, sending, func(tx *Tx) error {
		if _, err := tx.exec(doubtMessages, instant(before)); err != nil {
			return err
		}
		open, err = all(tx, func(_ *Tx, r row) (m booking.Sending, err error) {
			err = r.Scan(append(fieldsOf(&m.Message), &m.Body, &m.SID, (*instant)(&m.Began))...)
			return m, err
		}, openMessages, instant(before))
		return err
	})
	if err != nil {
		return nil, err
	}
	return open, nil
}

const knownSID = `SELECT EXISTS (SELECT 1 FROM taken WHERE sid = CAST(? AS TEXT))`

// Sent reports whether the carrier's SID is that of a message.
func (s *Store) Sent(ctx context.Context, sid string) (known bool, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		known, _, err = value[bool](tx, knownSID, sid)
		return err
	})
	return known, err
}
