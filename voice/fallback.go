package voice

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"madoguchi/ivr"
)

// fallback answers what Twilio asks of the fallback URL when it could not use an answer of
// the line: it posts the call with an ErrorCode, and as ErrorUrl the address that failed. Both
// are signed like every field.
// https://www.twilio.com/docs/usage/security/availability-reliability
//
// It takes no call that is known for a new one. An ErrorUrl of ours is answered as itself: what
// has been answered gets the same bytes, and silence, which the address tells, is silence.
// Whether keys come with it is nowhere said: without them the question is asked again as it
// was, which decides nothing and counts for nothing. An ErrorUrl that is not ours is an arrival
// of a call that is unknown, and asks one that is known again.
func (e *edge) fallback(h *hook) (func(context.Context) ([]byte, error), error) {
	var path string
	path, h.query = e.failed(h.form.Get("ErrorUrl"))
	e.Log.Warn("Twilio could not use an answer of the line", "call", printable(h.form.Get("CallSid")),
		"at", path, "error", errorCode(h.form.Get("ErrorCode")))
	number, isTurn := strings.CutPrefix(path, "/voice/turn/")
	switch {
	case path == "/voice/whisper":
		h.whispers = true
		return e.whisper(h)
	case path == "/voice":
		return e.greet(h)
	case path == "/voice/out":
		return e.ring(h)
	case isTurn && inputOf(h.form, nil).Kind != ivr.Silent, h.query.Get("silence") == "1":
		h.number = number
		work, err := e.goOn(h)
		if h.turn.In.After == 0 { // how long the key was under way is not known: it decides nothing
			h.turn.In.After = time.Millisecond
			work = e.take(h.turn)
		}
		return work, err
	}
	var err error
	h.turn, err = arrival(h.form)
	if h.turn.Caller = e.caller(h.form); placed(h.form) {
		e.outbound(h)
	}
	if n, mistaken := turnOf(number); isTurn && mistaken == nil {
		h.turn.N = n
	}
	h.turn.In = ivr.Input{Kind: ivr.Returned, Person: ivr.Unreached}
	if came := inputOf(h.form, nil); came.Kind == ivr.Returned {
		h.turn.In = came
	}
	return e.again(h.turn), err
}

// again answers a turn of which is not known what the caller did: as it was answered, or else
// with what was asked last. Whoever was with a person, or should have been, is not connected a
// second time: unless it is known how it went, they are told that nobody was reached, and asked
// whether to be called back.
func (e *edge) again(turn ivr.Turn) func(context.Context) ([]byte, error) {
	return func(ctx context.Context) ([]byte, error) {
		reply, known, err := e.Ledger.Reply(ctx, turn.SID)
		switch {
		case err != nil:
			return nil, err
		case !known:
			turn.In = ivr.Input{Kind: ivr.Arrived}
		case 0 < turn.N && turn.N <= reply.Turn:
		case reply.Pass != nil:
			turn.N = reply.Turn + 1
		default:
			turn.N = reply.Turn
		}
		return e.take(turn)(ctx)
	}
}

// maxErrorURL is the length in bytes of the longest ErrorUrl that is read.
const maxErrorURL = 1000

// failed returns the path, from /voice on, and the query of an address that failed, if it is
// that of an arrival, a turn or a whisper below a public URL. Otherwise the path is "". Whether
// the fragment comes back with an address is nowhere said; it plays no part.
func (e *edge) failed(address string) (path string, query url.Values) {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxErrorURL || u.User != nil || !e.ours(u) {
		return "", nil
	}
	path, below := strings.CutPrefix(u.EscapedPath(), e.base)
	number, isTurn := strings.CutPrefix(path, "/voice/turn/")
	if isTurn {
		_, err = turnOf(number)
	}
	if !below || err != nil || !isTurn && path != "/voice" && path != "/voice/out" && path != "/voice/whisper" {
		return "", nil
	}
	return path, u.Query()
}

// ours reports whether an address has the scheme, host and port of a public URL.
func (e *edge) ours(u *url.URL) bool {
	return slices.ContainsFunc(e.spelt, func(public string) bool {
		p, err := url.Parse(public)
		return err == nil && u.Scheme == p.Scheme && hostOf(u) == hostOf(p)
	})
}

// hostOf returns host and port of an address in one spelling.
func hostOf(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// errorCode returns one of https://www.twilio.com/docs/api/errors, or "" for anything else.
func errorCode(s string) string {
	if len(s) > 6 || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}
