package voice

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"madoguchi/booking"
)

// Addresses returns where Twilio asks what is said in a call that the line places, where it asks
// when it could not use the answer, and where it tells what became of a message. The line is
// at a public URL, and may be at a second one; if it is not, it is no fallback for itself, and
// fallback is "".
func Addresses(public, second string, m booking.Sending) (answer, fallback, report string) {
	id := "?m=" + strconv.FormatInt(m.ID, 10)
	if second != "" {
		fallback = second + "/voice/fallback"
	}
	return public + "/voice/out" + id + Overrides, fallback, public + "/voice/message" + id + "&n=" + strconv.Itoa(m.Tries) + Overrides
}

// noMessage is a message that no ledger has: the call is one of ours, and nobody knows what
// for.
const noMessage = -1

// ring answers the first webhook of a call that the line has placed, when somebody picks up.
// Whoever was rung is the caller of the dialogue, and the number that is shown the line:
// https://www.twilio.com/docs/voice/twiml#request-parameters.
func (e *edge) ring(h *hook) (func(context.Context) ([]byte, error), error) {
	var err error
	h.turn, err = arrival(h.form)
	e.outbound(h)
	return e.take(h.turn), err
}

// outbound turns a turn round whose call was placed by the line. What it is about is in the
// address of its first webhook; of a later one the ledger knows it, or nobody does.
func (e *edge) outbound(h *hook) {
	h.turn.Caller, h.turn.Line = booking.CallerFrom(h.form.Get("To")), lineOf(h.form.Get("From"))
	h.turn.Message = noMessage
	if id, err := strconv.ParseInt(h.query.Get("m"), 10, 64); err == nil && id > 0 {
		h.turn.Message = id
	}
}

// placed reports whether a call is one that was placed over the API.
func placed(form url.Values) bool { return strings.EqualFold(form.Get("Direction"), "outbound-api") }

// told takes what Twilio tells of a message. The end of a call is the end of a call as well.
func (e *edge) told(h *hook) (func(context.Context) ([]byte, error), error) {
	sid, called := sidOf(h.form.Get("CallSid"))
	h.turn.SID = sid
	return func(ctx context.Context) ([]byte, error) {
		if e.Messages == nil {
			return nil, nil
		}
		if err := e.Messages(ctx, h.query, h.form); err != nil || !called || !hungUp(h.form) {
			return nil, err
		}
		return nil, e.Ledger.HangUp(ctx, sid)
	}, nil
}
