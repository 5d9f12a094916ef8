package outbox_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/outbox"
	"madoguchi/store/storetest"
)

// troubles are the ways in which the carrier takes a request: well half of the time, and
// refusing the number or the account now and then.
func troubles() []carriertest.Behaviour {
	all := slices.Concat(carriertest.Troubles, []carriertest.Behaviour{
		carriertest.Refused(400, 21211), carriertest.Refused(400, 21610), carriertest.Refused(400, 21614),
		carriertest.Refused(401, 20003), carriertest.Limited(7), carriertest.LimitedByAGateway,
	})
	for range len(all) {
		all = append(all, carriertest.Well)
	}
	return all
}

// A history is what a world has seen, and what must be true of it.
type history struct {
	*world
	db       *sql.DB
	texts    int                 // of the carrier's that were judged
	calls    int                 // likewise
	over     map[string]bool     // SIDs of which the carrier has said for good that nobody got them
	sent     map[string][]string // SIDs by message
	withdraw map[string]bool     // messages that were withdrawn
}

// judge looks at what has been sent since the last time: it must be true now, in its hours,
// and nothing that somebody may have got before.
func (h *history) judge() {
	h.Helper()
	texts, calls := h.fake.Texts(), h.fake.Calls()
	fresh := slices.Concat(texts[h.texts:], calls[h.calls:])
	h.texts, h.calls = len(texts), len(calls)
	for _, m := range fresh {
		id := messageOf(m)
		for _, before := range h.sent[id] {
			if !h.over[before] {
				h.Fatalf("message %s was sent as %s, and before as %s, which somebody may have got", id, m.SID, before)
			}
		}
		h.sent[id] = append(h.sent[id], m.SID)
		var kind, phone string
		var stands, hours bool
		err := h.db.QueryRow(`SELECT m.kind, b.phone, `+standing+`, 1 FROM messages m JOIN bookings b ON b.id = m.booking WHERE m.id = ?1`, id, h.now.Unix()).
			Scan(&kind, &phone, &stands, &hours)
		if err != nil || !stands || phone != m.Form.Get("To") {
			h.Fatalf("message %s (%s) was sent to %s: it is for %s and stands: %v, %v", id, kind, m.Form.Get("To"), phone, stands, err)
		}
		if kind == string(booking.Reminder) && !daily.Open(m.At.In(booking.JST)) {
			h.Fatalf("a reminder was sent on %s", m.At.In(booking.JST))
		}
	}
	// Before it is too late nothing fails of which the carrier has not said why.
	var lost string
	switch err := h.db.QueryRow(`SELECT id FROM messages WHERE state = 'failed' AND code = 0 AND tries - refused < 20 AND missed < 2 AND last > ? AND began >= ?`,
		h.now.Add(16*time.Minute).Unix(), h.now.Add(-time.Minute).Unix()).Scan(&lost); {
	case err == nil:
		h.Fatalf("message %s failed, and nobody knows why", lost)
	case !errors.Is(err, sql.ErrNoRows):
		h.Fatalf("%v", err)
	}
	rows, err := h.db.Query(`SELECT m.id, `+standing+` FROM messages m JOIN bookings b ON b.id = m.booking WHERE m.state = 'cancelled'`, 0, h.now.Unix())
	if err != nil {
		h.Fatalf("%v", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var stands bool
		if err := rows.Scan(&id, &stands); err != nil {
			h.Fatalf("%v", err)
		}
		if !h.withdraw[id] && stands {
			h.Fatalf("message %s was withdrawn, and is true", id)
		}
		h.withdraw[id] = true
	}
	if err := rows.Err(); err != nil {
		h.Fatalf("%v", err)
	}
}

// standing is whether a message is to be told, said in other words than the store's.
const standing = `(m.last > ?2 AND CASE m.kind
	WHEN 'cancelled' THEN b.status = 3
	WHEN 'reminder' THEN b.status = 1 AND b.start > ?2 AND m.phone NOT IN (SELECT phone FROM unreminded)
	ELSE b.status = 1 AND b.start > ?2 END
	AND m.facility || m.start || '/' || m.party = b.facility || b.start || '/' || b.party
	AND (m.kind IN ('reminder', 'proxy', 'copy') OR m.id = (SELECT max(n.id) FROM messages n
		WHERE n.booking = m.booking AND n.kind NOT IN ('reminder', 'proxy', 'copy'))))`

// report has the carrier tell what became of something that it took.
func (h *history) report(t *rapid.T) {
	all := slices.Concat(h.fake.Texts(), h.fake.Calls())
	if len(all) == 0 {
		return
	}
	m := rapid.SampledFrom(all).Draw(t, "of")
	if h.over[m.SID] {
		return
	}
	var reports []carriertest.Report
	if m.SID[:2] == "CA" {
		reports = h.fake.Report(m.SID, 0, "ringing", rapid.SampledFrom([]string{"completed", "busy", "no-answer", "failed"}).Draw(t, "status"))
		h.over[m.SID] = true
	} else {
		if slices.Contains([]string{"delivered", "undelivered", "failed"}, m.Status) {
			return
		}
		last := rapid.SampledFrom([]string{"delivered", "undelivered", "failed"}).Draw(t, "status")
		code := 0
		if last != "delivered" {
			code = rapid.SampledFrom([]int{30003, 30005, 30006, 30007, 30008}).Draw(t, "code")
			h.over[m.SID] = code == 30003
		}
		reports = h.fake.Report(m.SID, code, "sent", last)
	}
	if rapid.Bool().Draw(t, "backwards") {
		reports = carriertest.Backwards(reports)
	}
	if rapid.Bool().Draw(t, "twice") {
		reports = carriertest.Twice(reports)
	}
	for _, r := range reports[rapid.IntRange(0, len(reports)).Draw(t, "lost"):] {
		h.deliver(r)
	}
}

func (h *history) deliver(r carriertest.Report) {
	at, err := url.Parse(r.URL)
	if err != nil {
		h.Fatalf("%v", err)
	}
	told, err := outbox.ReportOf(at.Query(), r.Form)
	if err == nil {
		err = h.ledger.ReportMessage(context.Background(), told)
	}
	if err != nil {
		h.Fatalf("%v", err)
	}
}

// settled brings everything to an end, at a carrier that works once what is left of its
// script is over: two days on, nothing is open.
func (h *history) settled() {
	ctx := context.Background()
	for range 2 * 24 {
		h.set(h.now.Add(time.Hour))
		_, unread := h.sender.Reconcile(ctx)
		_, unsent := h.sender.Send(ctx)
		for _, err := range []error{unread, unsent} {
			if err != nil && refusal(err) != nil {
				h.Fatalf("%v", err)
			}
		}
		h.judge()
		for _, call := range h.fake.Calls() {
			if !h.over[call.SID] {
				h.over[call.SID] = true
				h.fake.Report(call.SID, 0, "no-answer") // which is not told: it is found
			}
		}
	}
	rows, err := h.db.Query(`SELECT 'message ' || id || ' is ' || state FROM messages WHERE state IN ('due', 'sending', 'unknown') OR (state = 'sent' AND means = 'call')
		UNION ALL SELECT 'message ' || id || ' was sent and the carrier does not know it' FROM messages WHERE state IN ('sent', 'delivered') AND means = 'text'
			AND id NOT IN (SELECT message FROM taken)
		UNION ALL SELECT a.deed || ' of a mobile number has no message' FROM audit a JOIN bookings b ON b.id = a.booking
			WHERE a.deed IN ('book', 'change', 'cancel', 'restore') AND substr(b.phone, 1, 5) IN ('+8170', '+8180', '+8190') AND a.id NOT IN (SELECT entry FROM messages WHERE entry IS NOT NULL)`)
	if err != nil {
		h.Fatalf("%v", err)
	}
	defer rows.Close()
	for rows.Next() {
		var wrong string
		if err := rows.Scan(&wrong); err != nil {
			h.Fatalf("%v", err)
		}
		h.Fatalf("%s", wrong)
	}
	if err := rows.Err(); err != nil {
		h.Fatalf("%v", err)
	}
}

// earliestOf returns the earliest booking of a number.
func earliestOf(tx booking.Tx, p booking.Phone) (booking.Booking, error) {
	bookings, err := tx.Bookings(p)
	if err == nil && len(bookings) == 0 {
		err = booking.ErrNotFound
	}
	if err != nil {
		return booking.Booking{}, err
	}
	return bookings[0], nil
}

// TestNothingIsToldTwiceOrNotAtAllOrWhenItIsNotTrue plays a line whose callers do all that
// they can, at a carrier that does all that it can, while processes die.
func TestNothingIsToldTwiceOrNotAtAllOrWhenItIsNotTrue(t *testing.T) {
	some := 0
	rapid.Check(t, func(r *rapid.T) {
		some++
		// over New Year, when nobody is reminded of anything
		w := newWorld(t, r, time.Date(2026, 12, 21, 9, 0, 0, 0, booking.JST), 50*time.Millisecond)
		h := &history{world: w, db: storetest.Beside(t, w.path), over: map[string]bool{}, sent: map[string][]string{}, withdraw: map[string]bool{}}
		defer func() { w.close() }()
		ctx := context.Background()
		may := func(err error) {
			if err != nil && refusal(err) != nil {
				r.Fatalf("%v", err)
			}
		}
		phone := rapid.SampledFrom(phones)
		r.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) { h.judge() },
			"book": func(r *rapid.T) {
				_, err := w.book(phone.Draw(r, "phone"), w.now.Add(time.Duration(rapid.IntRange(0, 15*24).Draw(r, "hours"))*time.Hour))
				may(err)
			},
			"cancel": func(r *rapid.T) {
				p := phone.Draw(r, "phone")
				may(w.call(func(tx booking.Tx) error {
					b, err := earliestOf(tx, p)
					if err == nil {
						_, err = town.Rules.CancelOwn(tx, p, b.Receipt)
					}
					return err
				}))
			},
			"undo": func(r *rapid.T) {
				p := phone.Draw(r, "phone")
				may(w.call(func(tx booking.Tx) error {
					holds, err := tx.Holds(p)
					if err != nil {
						return err
					}
					hold, ok := booking.Undoable(holds, tx.Now())
					if !ok {
						return booking.ErrNotFound
					}
					_, err = booking.Undo(tx, p, hold.Receipt)
					return err
				}))
			},
			"change": func(r *rapid.T) {
				p, days := phone.Draw(r, "phone"), rapid.IntRange(1, 10).Draw(r, "days")
				may(w.call(func(tx booking.Tx) error {
					b, err := earliestOf(tx, p)
					if err != nil {
						return err
					}
					start, err := town.RulesOf(office).Earliest(tx, booking.Want{Phone: p, Facility: office}, tx.Now().AddDate(0, 0, days))
					if err != nil || start.Equal(b.Start) {
						return err
					}
					to := b
					to.Start, to.End = start, start.Add(b.End.Sub(b.Start))
					_, err = tx.Change(b, to, 1)
					return err
				}))
			},
			"silence reminders": func(r *rapid.T) {
				p, on := phone.Draw(r, "phone"), rapid.Bool().Draw(r, "on")
				may(w.call(func(tx booking.Tx) error {
					return tx.(interface {
						SetReminded(booking.Phone, bool) error
					}).SetReminded(p, on)
				}))
			},
			"send": func(r *rapid.T) {
				w.fake.Next(rapid.SliceOfN(rapid.SampledFrom(troubles()), 0, 4).Draw(r, "carrier")...)
				_, err := w.sender.Send(ctx)
				may(err)
				w.fake.Settle()
			},
			"be killed": func(r *rapid.T) {
				w.dies = rapid.IntRange(1, 3).Draw(r, "after")
				w.fake.Next(rapid.SliceOfN(rapid.SampledFrom(troubles()), 0, 4).Draw(r, "carrier")...)
				_, err := w.sender.Send(ctx)
				may(err)
				w.fake.Settle()
				w.dies = 0
				h.judge()
				w.close()
				w.open()
			},
			"be killed before": func(*rapid.T) {
				_, _, err := w.ledger.BeginMessage(ctx, words)
				may(err)
			},
			"reconcile": func(r *rapid.T) {
				w.fake.Next(rapid.SliceOfN(rapid.SampledFrom(troubles()), 0, 2).Draw(r, "carrier")...)
				_, err := w.sender.Reconcile(ctx)
				may(err)
				w.fake.Settle()
			},
			"remind": func(*rapid.T) {
				_, err := w.ledger.Remind(ctx, town.Outreach)
				may(err)
			},
			"report": h.report,
			"minutes": func(r *rapid.T) {
				w.set(w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute))
			},
			"days":     func(r *rapid.T) { w.set(w.now.Add(time.Duration(rapid.IntRange(2, 60).Draw(r, "hours")) * time.Hour)) },
			"set back": func(*rapid.T) { w.set(w.now.Add(-time.Hour)) },
		})
		h.settled()
	})
	t.Logf("%d histories", some)
}
