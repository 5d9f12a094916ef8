package voice

import (
	"cmp"
	"context"
	"net/url"
	"strconv"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Who picks up a call to a person presses the takeKey, or is hung up on: voicemail and the
// announcement of a queue press nothing. The key is asked for maxAsked times.
const (
	takeKey  = "1"
	takeTime = "6" // seconds in which it is pressed, after it was named
	maxAsked = 2
)

// A prompt is what whoever picks up hears before the caller is put through.
type prompt struct {
	text string // what the call is about
	take string // which key takes it; "" means that it needs none
	lang string
}

// document returns the prompt, whose key goes to the address. Without a key it just ends, and
// so the two are put through. The Hangup after a key is for the one who presses none, although
// the Gather comes back with silence too. Twilio's "call screening":
// https://www.twilio.com/docs/voice/twiml/number#attributes-url.
func (p prompt) document(v Voices, address string) []byte {
	d := newDocument(v, p.lang)
	if legibly(p.take) == "" {
		d.say(ivr.Said{Text: p.text})
		return d.end()
	}
	d.open("Gather", "input", "dtmf", "numDigits", "1", "timeout", takeTime, "finishOnKey", "",
		"method", "POST", "action", address, "actionOnEmptyResult", "true")
	d.say(ivr.Said{Text: p.text})
	d.say(ivr.Said{Text: p.take})
	d.close("Gather")
	d.hangup()
	return d.end()
}

// putThrough returns the document that ends at once, so that the two are put through.
func putThrough() []byte { return newDocument(nil, "").end() }

// notTaken returns the document that ends the call to the person. The caller's comes back
// as completed, and not bridged.
func notTaken() []byte {
	d := newDocument(nil, "")
	d.hangup()
	return d.end()
}

// whisper tells an agent what the call is about, and takes the key. The webhook belongs to
// the call to the agent, so the address names the caller's call, and how often the key has
// been asked for. What a key leads to is in the webhook alone: it is the same whenever it is
// delivered, and needs no ledger.
func (e *edge) whisper(h *hook) (func(context.Context) ([]byte, error), error) {
	sid, ok := sidOf(h.query.Get("call"))
	h.turn.SID, h.turn.Caller = sid, booking.CallerFrom(h.form.Get("From"))
	asked := askedFor(h.query)
	return func(ctx context.Context) ([]byte, error) {
		switch {
		case asked > 0 && h.form.Get("Digits") == takeKey:
			return putThrough(), nil
		case asked >= maxAsked:
			return notTaken(), nil
		case !ok:
			return nil, errSID
		}
		reply, known, err := e.Ledger.Reply(ctx, sid)
		if err != nil {
			return nil, err
		}
		if !known || reply.Pass == nil || legibly(reply.Pass.Whisper) == "" {
			return e.Faults.whisper(e.keyGoesTo(h)), nil
		}
		p := prompt{reply.Pass.Whisper, reply.Pass.Take, cmp.Or(reply.Pass.Lang, reply.Lang)}
		return p.document(e.Voices, e.keyGoesTo(h)), nil
	}, nil
}

// askedFor returns how often whoever picked up has been asked for the key. What is not such
// a number counts as often enough.
func askedFor(query url.Values) int {
	asked := query.Get("asked")
	if asked == "" {
		return 0
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 {
		return maxAsked
	}
	return n
}

// keyGoesTo returns the address to which the key of a whisper goes, or its silence.
func (e *edge) keyGoesTo(h *hook) string {
	return e.base + "/voice/whisper?call=" + url.QueryEscape(h.turn.SID) + "&asked=" + strconv.Itoa(askedFor(h.query)+1) + Overrides
}
