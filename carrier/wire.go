package carrier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/twilio/twilio-go/client"
)

// maxAnswer is the most bytes that are read of an answer. A page of a list has about 1 kB
// an entry.
const maxAnswer = 4 << 20

// hosts are the carrier's that are asked for anything.
var hosts = []string{"api.twilio.com", "lookups.twilio.com", "voice.twilio.com"}

// A wire carries one request under a context, and remembers what twilio-go forgets of the
// answer: its status and its header.
type wire struct {
	ctx    context.Context
	over   http.RoundTripper
	status int // 0 if there was no answer
	header http.Header
}

// RoundTrip sends the request, to nobody but the carrier: it has the credentials in it.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || !slices.Contains(hosts, r.URL.Host) {
		return nil, fmt.Errorf("found a request to %s://%s, expected https and the carrier", r.URL.Scheme, r.URL.Host)
	}
	answer, err := w.over.RoundTrip(r.WithContext(w.ctx))
	if err != nil {
		return nil, err
	}
	w.status, w.header = answer.StatusCode, answer.Header
	body := answer.Body
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(body, maxAnswer), body}
	return answer, nil
}

// judge says what became of the request. twilio-go returns no error for a redirection, and
// one without a code for an error page that is not JSON.
func (w *wire) judge(what string, err error) error {
	if err == nil && w.status/100 == 2 {
		return nil
	}
	e := &Error{What: what, Status: w.status}
	if told, ok := errors.AsType[*client.TwilioRestError](err); ok {
		e.Code = told.Code
	} else {
		e.Err = bare(err)
	}
	switch {
	case w.status == http.StatusTooManyRequests, w.status/100 == 4 && (e.Code == tooMany || e.Code == queueFull):
		e.Kind, e.RetryAfter = Limited, retryAfter(w.header)
	case w.status/100 == 4 && w.status != http.StatusRequestTimeout && e.Code != 0:
		e.Kind = Refused
	case w.ctx.Err() != nil:
		e.Err = w.ctx.Err()
	}
	return e
}

// bare returns an error without the address of the request, which may have a number in it.
func bare(err error) error {
	if at, ok := errors.AsType[*url.Error](err); ok {
		return at.Err
	}
	return err
}

// retryAfter reads how long the carrier asks to be left alone, at most an hour; 0 if it does
// not say so in seconds. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.ParseUint(header.Get("Retry-After"), 10, 32)
	if err != nil {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, time.Hour)
}
