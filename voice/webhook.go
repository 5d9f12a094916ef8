package voice

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// hook is what was read of one signed webhook before anything is decided.
type hook struct {
	form, query url.Values
	number      string // of the turn, as the address has it
	turn        ivr.Turn
	whispers    bool // it is answered as a whisper, although it came by another route
}

// An answer reads at once what it needs into the hook, and returns the work to be
// done under the deadline. Work that returns neither document nor error gives 204.
type answer func(*hook) (func(context.Context) ([]byte, error), error)

// signed lets only Twilio through to an answer, and always responds with a document
// or 204.
func (e *edge) signed(route string, answer answer) gin.HandlerFunc {
	return func(c *gin.Context) {
		began := e.Now()
		form, err := e.verify(c)
		if err != nil {
			e.tally.refused(route)
			e.Log.Warn("webhook refused", "route", route, "err", err)
			c.String(http.StatusForbidden, "forbidden\n")
			return
		}
		h := &hook{form: form, query: c.Request.URL.Query(), number: c.Param("n")}
		document, err := e.work(c.Request.Context(), h, answer)
		outcome := "answered"
		if err != nil {
			outcome, document = "fault", e.fault(route, h, err)
		}
		took := e.Now().Sub(began)
		e.tally.answered(route, outcome, took)
		e.Log.Info("webhook", "route", route, "call", h.turn.SID, "turn", h.turn.N, "caller", h.turn.Caller,
			"ms", took.Milliseconds(), "outcome", outcome)
		c.Header("Cache-Control", "no-store")
		if document == nil {
			c.Status(http.StatusNoContent)
			return
		}
		c.Data(http.StatusOK, "text/xml; charset=utf-8", document)
	}
}

// verify returns the form of a request that Twilio signed, with an auth token or a shared
// key. It does not even read a request without anything that looks like a signature.
func (e *edge) verify(c *gin.Context) (url.Values, error) {
	signed, err := e.schemeOf(c.Request.Header)
	if err != nil {
		return nil, err
	}
	signature := c.GetHeader("X-Twilio-Signature")
	if len(signature) != signed.length {
		return nil, errSignature
	}
	form, err := readForm(c.Writer, c.Request)
	if err != nil {
		return nil, err
	}
	for _, public := range e.spelt {
		if signed.keys.valid(signed.hash, public+target(c.Request), form, signature) {
			return form, nil
		}
	}
	return nil, errSignature
}

// work runs an answer. It goes on when the other side closes the connection: a turn
// that has begun is worth finishing, for Twilio may ask for it again.
func (e *edge) work(ctx context.Context, h *hook, answer answer) ([]byte, error) {
	job, err := guarded(func() (func(context.Context) ([]byte, error), error) { return answer(h) })
	if err != nil {
		return nil, err
	}
	return within(context.WithoutCancel(ctx), e.Deadline, job)
}

// arrive answers the first webhook of a call. One with an ErrorUrl is none, but of a line
// that is its own fallback.
func (e *edge) arrive(h *hook) (func(context.Context) ([]byte, error), error) {
	if h.form.Has("ErrorUrl") {
		return e.fallback(h)
	}
	return e.greet(h)
}

// greet takes a call on, and goOn its turns.
func (e *edge) greet(h *hook) (func(context.Context) ([]byte, error), error) {
	var err error
	h.turn, err = arrival(h.form)
	h.turn.Caller = e.caller(h.form)
	return e.take(h.turn), err
}

func (e *edge) goOn(h *hook) (func(context.Context) ([]byte, error), error) {
	var err error
	h.turn, err = nextTurn(h.form, h.query, h.number)
	if h.turn.Caller = e.caller(h.form); placed(h.form) {
		e.outbound(h)
	}
	return e.take(h.turn), err
}

// caller returns whom a call is from.
func (e *edge) caller(form url.Values) booking.Caller {
	return e.CallerOf(originOf(form, e.CallerHeader))
}

func (e *edge) take(turn ivr.Turn) func(context.Context) ([]byte, error) {
	return func(ctx context.Context) ([]byte, error) {
		reply, err := e.Ledger.Turn(ctx, turn, e.Answer)
		if err != nil {
			return nil, err
		}
		return Render(reply, e.Voices, e.base, turn.SID), nil
	}
}

// status notes that the caller hung up. Twilio wants no document.
func (e *edge) status(h *hook) (func(context.Context) ([]byte, error), error) {
	sid, ok := sidOf(h.form.Get("CallSid"))
	h.turn.SID, h.turn.Caller = sid, e.caller(h.form)
	return func(ctx context.Context) ([]byte, error) {
		if !ok {
			return nil, errSID
		}
		if !hungUp(h.form) {
			return nil, nil
		}
		return nil, e.Ledger.HangUp(ctx, sid)
	}, nil
}

// fault logs and counts that a webhook could not be answered as it should, and
// returns what the caller, or the agent, hears instead.
func (e *edge) fault(route string, h *hook, err error) []byte {
	cause, attrs := "error", []any{"route", route, "call", h.turn.SID, "turn", h.turn.N, "err", masked(err)}
	switch panicked, ok := errors.AsType[*panicked](err); {
	case ok:
		cause = "panic"
		attrs = append(attrs, "stack", panicked.stack)
	case errors.Is(err, context.DeadlineExceeded):
		cause = "deadline"
	case errors.Is(err, errSID), errors.Is(err, errTurn), errors.Is(err, errMethod):
		cause = "webhook"
	}
	e.tally.fault(cause)
	e.Log.Error("webhook failed", append(attrs, "cause", cause)...)
	switch {
	case route == "status", route == "message":
		return nil
	case route == "whisper", h.whispers:
		return e.Faults.whisper(e.keyGoesTo(h))
	case route == "out", placed(h.form) && h.turn.N <= 1: // nobody is passed on who has not called; it is tried again
		return notTaken()
	}
	now := e.Now()
	e.sorry.heard(now, cause+": "+masked(err))
	if e.NoTime() {
		return e.Faults.Always()
	}
	return e.Faults.At(now)
}

// panicked is a panic that was caught.
type panicked struct {
	value any
	stack string
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// guarded calls f and turns a panic in it into an error.
func guarded[T any](f func() (T, error)) (result T, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicked{value, string(debug.Stack())}
		}
	}()
	return f()
}

// within calls f and waits for it no longer than patience, even if f ignores its
// context: a caller is waiting with the telephone at the ear.
func within[T any](ctx context.Context, patience time.Duration, f func(context.Context) (T, error)) (T, error) {
	type outcome struct {
		result T
		err    error
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		result, err := guarded(func() (T, error) { return f(ctx) })
		done <- outcome{result, err}
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
	}
	select {
	case o := <-done: // both at once: take the answer
		return o.result, o.err
	default:
		var none T
		return none, ctx.Err()
	}
}

// phonelike finds what may be a telephone number in a text that is not our own.
var phonelike = regexp.MustCompile(`\+?[0-9]{7,}|\b0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}\b`)

// masked returns the text of an error, in which what may be a telephone number shows
// only its last four digits.
func masked(err error) string {
	return phonelike.ReplaceAllStringFunc(err.Error(), func(s string) string { return "***" + s[len(s)-4:] })
}
