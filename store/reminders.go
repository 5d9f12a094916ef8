package store

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Reminded counts what Remind did.
type Reminded struct{ Texts, Calls, Mails int }

// Idle reports whether nobody had to be reminded.
func (r Reminded) Idle() bool { return r == Reminded{} }

// LogValue counts the reminders that were written.
func (r Reminded) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("texts", r.Texts), slog.Int("calls", r.Calls), slog.Int("mails", r.Mails))
}

var reminding = By{Way: ByClock, Actor: "remind"}

// The newest entry that gave a booking its time is when its number heard of it last.
const toRemind = `SELECT ` + bookingColumns + `,
		(SELECT max(at) FROM audit WHERE audit.booking = bookings.id AND deed IN ('book', 'change', 'restore'))
	FROM bookings WHERE status = 1 AND (start, id) > (?, ?) AND start < ? ORDER BY start, id LIMIT ?`

// A since is where a portion of the bookings ended, in the order of their visits.
type since struct {
	start time.Time
	id    int64
}

// An upcoming is a booking that may have to be reminded of.
type upcoming struct {
	booking.Booking
	said time.Time // when its number heard of its time last
}

func scanUpcoming(_ *Tx, r row) (u upcoming, err error) {
	b := &u.Booking
	err = r.Scan(&b.ID, &b.Receipt, &b.Phone, &b.Member, &b.Service, &b.Procedure, &b.Facility,
		(*instant)(&b.Start), (*instant)(&b.End), &b.Party, &b.Proxy, &b.State, &b.Came, (*instant)(&b.Made), (*instant)(&u.said))
	return u, err
}

// Remind writes the reminders that are due now, which are then sent. It works in small
// portions between turns, and writes nothing twice.
func (s *Store) Remind(ctx context.Context, o booking.Outreach) (done Reminded, err error) {
	now, err := s.moment()
	if err != nil || !o.Hours.Open(now.In(booking.JST)) {
		return done, err
	}
	for last := (since{start: now}); ; {
		var n int
		var portion Reminded
		next := last
		err := s.Update(ctx, reminding, func(tx *Tx) (err error) {
			n, next, portion, err = tx.remind(o, last)
			return err
		})
		if err != nil {
			return done, err
		}
		done.Texts += portion.Texts
		done.Calls += portion.Calls
		done.Mails += portion.Mails
		if last = next; n < batch {
			return done, nil
		}
	}
}

// ForeseeReminders returns what Remind would write now, and writes nothing.
func (s *Store) ForeseeReminders(ctx context.Context, o booking.Outreach) (plan Reminded, err error) {
	err = s.Update(ctx, reminding, func(tx *Tx) error {
		return tx.Rehearse(func() error {
			for last := (since{start: tx.now}); ; {
				n, next, portion, err := tx.remind(o, last)
				plan.Texts += portion.Texts
				plan.Calls += portion.Calls
				plan.Mails += portion.Mails
				if last = next; err != nil || n < batch {
					return err
				}
			}
		})
	})
	if err != nil {
		return Reminded{}, err
	}
	return plan, nil
}

// remind looks at a portion of the bookings after one. It returns how many there were, and
// the last of them.
func (tx *Tx) remind(o booking.Outreach, after since) (n int, last since, done Reminded, err error) {
	coming, err := all(tx, scanUpcoming, toRemind, instant(after.start), after.id, instant(o.RemindedUntil(tx.now)), batch)
	if err != nil {
		return 0, after, done, err
	}
	last = after
	for _, u := range coming {
		last = since{u.Start, u.ID}
		days, w, due := o.DueReminder(u.Booking, u.said, tx.now)
		if means, _ := u.Phone.Reached(); !due || o.Only != "" && means != o.Only {
			continue
		}
		means, written, err := tx.writeReminder(u.Booking, days, w)
		switch {
		case err != nil:
			return 0, after, done, err
		case written && means == booking.ByCall:
			done.Calls++
		case written && means == booking.ByMail:
			done.Mails++
		case written:
			done.Texts++
		}
	}
	return len(coming), last, done, nil
}

const (
	reminderOfVisit = `SELECT EXISTS (SELECT 1 FROM messages WHERE booking = ? AND start = ? AND days = ? AND kind = 'reminder'
		AND (state <> 'cancelled' OR tries > refused))`

	// A household that has several bookings is called once a day, about the first of them,
	// whatever becomes of that then: who was rung is not rung again about another.
	reminderCall = `SELECT EXISTS (SELECT 1 FROM messages m JOIN bookings b ON b.id = m.booking
		WHERE b.phone = CAST(? AS TEXT) AND m.kind = 'reminder' AND m.means = 'call' AND m.made >= ?
			AND (m.tries > m.refused OR b.status = 1 AND m.state <> 'cancelled'))`
)

// writeReminder writes a reminder, unless there is one, or the number cannot be reached, or
// does not want it, or the counter is closed then.
func (tx *Tx) writeReminder(b booking.Booking, days int, w booking.Window) (means booking.Means, written bool, err error) {
	means, ok := b.Phone.Reached()
	if !ok || means == booking.ByMail && !tx.mails {
		return means, false, nil
	}
	there, _, err := value[bool](tx, reminderOfVisit, b.ID, instant(b.Start), days)
	if err == nil && !there && means == booking.ByCall {
		there, _, err = value[bool](tx, reminderCall, b.Phone, instant(w.From))
	}
	if err != nil || there {
		return means, false, err
	}
	if forgone, err := tx.forgone(w.From); err != nil || forgone {
		return means, false, err
	}
	m := booking.Message{Kind: booking.Reminder, Days: days, Means: means, Booking: b, Due: tx.now, Last: w.Until}
	if w.From.After(m.Due) {
		m.Due = w.From
	}
	m, stands, err := tx.judged(m)
	if err != nil || !stands {
		return means, false, err
	}
	return means, true, tx.put(m, 0)
}

// reminds reports whether a reminder of a booking that stands is sent now: nobody is reminded to
// come to a closed counter, nor of what they have heard on the same day in a call of their own.
func (tx *Tx) reminds(b booking.Booking) (bool, error) {
	staffed, err := tx.Staffed(b)
	if err != nil || !staffed {
		return false, err
	}
	heard, err := tx.heardToday(b)
	return !heard, err
}

// The last call is one that the number made itself: those that the line places are not noted so.
const dataOfLastCall = `SELECT calls.data FROM callers JOIN calls ON calls.sid = callers.last
	WHERE callers.phone = CAST(? AS TEXT) AND calls.started >= ? AND calls.data IS NOT NULL`

// heardToday reports whether the number of a booking has heard of it today in its last call.
func (tx *Tx) heardToday(b booking.Booking) (bool, error) {
	data, found, err := value[[]byte](tx, dataOfLastCall, b.Phone, midnight(tx.today()))
	if err != nil || !found {
		return false, err
	}
	var call ivr.Call
	if err := json.Unmarshal(data, &call); err != nil {
		return false, fmt.Errorf("store: the last call of the number of booking %s: found data that is no call: %w", b.Receipt, err)
	}
	return slices.Contains(call.Heard, b.Receipt), nil
}

// WriteReminder writes the reminder of a booking for a window, so many days before the visit.
func (tx *Tx) WriteReminder(b booking.Booking, days int, w booking.Window) error {
	return tx.step(func() error {
		_, _, err := tx.writeReminder(b, days, w)
		return err
	})
}
