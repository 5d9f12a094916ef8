package phone

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// asked are the parameters of a call that the line places which this telephone knows. With
// any other Twilio would do something that it does not do.
// https://www.twilio.com/docs/voice/api/call-resource#create-a-call
var asked = []string{"From", "Method", "StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod", "Timeout", "To", "Url"}

// misses are the ends of a call that nobody picks up.
var misses = []string{"busy", "canceled", "failed", "no-answer"}

// progress are what a status callback can be told of.
var progress = []string{"initiated", "ringing", "answered", "completed"}

// An outgoing is a call that the line has placed.
type outgoing struct {
	answer *url.URL // where it is asked what is said
	method string

	report       *url.URL // the status callback; nil means none
	reportMethod string
	events       []string // of which it is told
	told         int      // how often it was
}

// outgoingOf reads the parameters by which a call was placed.
func outgoingOf(form url.Values) (o outgoing, rejection *Rejection) {
	for name := range form {
		if !slices.Contains(asked, name) {
			return o, reject(codePromise, "a call with %s: expected no more than %s", name, strings.Join(asked, ", "))
		}
	}
	for _, name := range []string{"From", "To"} {
		if rejection := checkNumber(form.Get(name)); rejection != nil {
			return o, rejection
		}
	}
	if o.answer, rejection = absoluteURL("Url", form.Get("Url")); rejection != nil {
		return o, rejection
	}
	if o.method, rejection = methodOf(form, "Method"); rejection != nil {
		return o, rejection
	}
	if o.reportMethod, rejection = methodOf(form, "StatusCallbackMethod"); rejection != nil || !form.Has("StatusCallback") {
		return o, rejection
	}
	o.events = []string{"completed"}
	if some := form["StatusCallbackEvent"]; len(some) > 0 {
		o.events = some
	}
	for _, event := range o.events {
		if !slices.Contains(progress, event) {
			return o, reject(codePromise, "StatusCallbackEvent %q: expected one of %s", event, strings.Join(progress, ", "))
		}
	}
	o.report, rejection = absoluteURL("StatusCallback", form.Get("StatusCallback"))
	return o, rejection
}

// absoluteURL reads an address, without the connection overrides at its end.
func absoluteURL(name, address string) (*url.URL, *Rejection) {
	at, err := absolute(name, address)
	if err != nil {
		return nil, reject(codeURL, "%s", strings.TrimPrefix(err.Error(), "phone: "))
	}
	at.Fragment, at.RawFragment = "", ""
	return at, nil
}

func methodOf(form url.Values, name string) (string, *Rejection) {
	switch method := form.Get(name); method {
	case "":
		return http.MethodPost, nil
	case http.MethodGet, http.MethodPost:
		return method, nil
	default:
		return "", reject(codePromise, "%s %q: expected GET or POST", name, method)
	}
}

// ring rings the telephone, which is picked up unless nobody does.
func (c *Call) ring(ctx context.Context) error {
	c.note(Event{Kind: Rang, Text: c.cfg.From})
	o, rejection := outgoingOf(c.cfg.Rung)
	if rejection != nil {
		return rejection
	}
	c.out = &o
	for _, event := range []string{"initiated", "ringing"} {
		if err := c.report(ctx, event, event); err != nil {
			return err
		}
	}
	if c.cfg.Missed != "" {
		c.over = true
		c.note(Event{Kind: Missed, Text: c.cfg.Missed})
		return c.report(ctx, "completed", c.cfg.Missed)
	}
	c.note(Event{Kind: PickedUp})
	if err := c.report(ctx, "answered", "in-progress"); err != nil {
		return err
	}
	if err := c.caller.fetch(ctx, o.method, o.answer, nil); err != nil {
		return err
	}
	return c.drive(ctx, "")
}

// next returns the number of a status callback, and false if the line does not want it.
func (o *outgoing) next(event string) (n int, wanted bool) {
	if o.report == nil || !slices.Contains(o.events, event) {
		return 0, false
	}
	o.told++
	return o.told - 1, true
}

// resident returns the number of whoever is at this telephone.
func (c *Call) resident() string {
	if c.cfg.Rung != nil {
		return c.cfg.To
	}
	return c.cfg.From
}
