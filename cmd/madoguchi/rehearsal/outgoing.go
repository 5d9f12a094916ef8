package rehearsal

import (
	"context"
	"net/url"
	"strconv"

	"madoguchi/booking"
	"madoguchi/carrier/outbox"
	"madoguchi/carrier/standin"
	"madoguchi/ivr"
)

// outgoing has the line tell what is due, and people take it or not.
func (y *Year) outgoing(ctx context.Context) error {
	if _, err := y.Ledger.Remind(ctx, y.City.Outreach); err != nil {
		return err
	}
	if _, err := y.Sender.Reconcile(ctx); err != nil {
		return err
	}
	if _, err := y.Sender.Send(ctx); err != nil {
		return err
	}
	for len(y.taken) > 0 {
		m := y.taken[0]
		y.taken = y.taken[1:]
		get := y.text
		if m.Call() {
			get = y.ring
		}
		if err := get(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// text has a text find its telephone, or not.
func (y *Year) text(ctx context.Context, m standin.Created) error {
	y.figures.text()
	status, code := "delivered", 0
	if y.chance(y.Habits.Unreachable) {
		status, code = "undelivered", 30003
	}
	if err := y.report(ctx, m.SID, code, status); err != nil || status != "delivered" {
		return err
	}
	return y.heard(ctx, m)
}

// heard has whoever was reminded know it, and some of them think of something else.
func (y *Year) heard(ctx context.Context, m standin.Created) error {
	phone := booking.Phone(m.Form.Get("To"))
	id, err := messageOf(m)
	t, ok := y.told[phone]
	if err != nil || !ok || !m.Call() && y.kinds[id] != booking.Reminder {
		return err
	}
	more := y.Habits.Cancelled * (y.Habits.CancelledReminded - 1)
	cancels := !t.decided && y.chance(more)
	t.heard, t.decided = true, true
	y.told[phone] = t
	if !cancels {
		return nil
	}
	y.figures.calls()
	c := &talk{year: y, goal: toCancel, phone: phone, turn: y.arrival(booking.Caller{Kind: booking.Identified, Phone: phone})}
	return c.talk(ctx)
}

// ring has a telephone ring, and somebody take it, or a machine, or nobody.
func (y *Year) ring(ctx context.Context, m standin.Created) error {
	y.figures.rung()
	id, err := messageOf(m)
	if err != nil {
		return err
	}
	phone := booking.Phone(m.Form.Get("To"))
	t := &talk{year: y, goal: toHear, phone: phone}
	t.turn = ivr.Turn{SID: m.SID, Caller: booking.Caller{Kind: booking.Identified, Phone: phone}, Line: y.City.Number, Message: id,
		In: ivr.Input{Kind: ivr.Arrived}}
	status := "completed"
	switch p := y.rand.Float64(); {
	case p < y.Habits.Taken*(1-y.Habits.Other):
		if err := t.talk(ctx); err != nil {
			return err
		}
		if t.keys > 0 {
			y.figures.Heard++
			if err := y.heard(ctx, m); err != nil {
				return err
			}
		}
	case p < y.Habits.Taken+y.Habits.Machine: // somebody else, or a machine: they say nothing to it
		t.goal = -1
		if err := t.talk(ctx); err != nil {
			return err
		}
	default:
		status = "no-answer"
	}
	return y.report(ctx, m.SID, 0, status)
}

// report has the carrier tell what became of something, and the line take it.
func (y *Year) report(ctx context.Context, sid string, code int, status string) error {
	for _, r := range y.Carrier.Report(sid, code, status) {
		at, err := url.Parse(r.URL)
		if err != nil {
			return err
		}
		told, err := outbox.ReportOf(at.Query(), r.Form)
		if err != nil {
			return err
		}
		if err := y.Ledger.ReportMessage(ctx, told); err != nil {
			return err
		}
	}
	return nil
}

// messageOf returns which message a text or a call was for.
func messageOf(m standin.Created) (int64, error) {
	at, err := url.Parse(m.Form.Get("StatusCallback"))
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(at.Query().Get("m"), 10, 64)
}
