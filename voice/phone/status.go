package phone

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// end notes who hung up and tells the status callback.
func (c *Call) end(ctx context.Context, by By, status string) error {
	c.over = true
	c.note(Event{Kind: HungUp, By: by})
	return c.report(ctx, "completed", status)
}

// report tells the status callback about an event, if there is one that wants it: that of
// the number that was called, or that of the call that the line has placed.
// https://www.twilio.com/docs/voice/api/call-resource#statuscallback
func (c *Call) report(ctx context.Context, event, status string) error {
	var at *url.URL
	method, n := http.MethodPost, 0
	switch {
	case c.out != nil:
		var wanted bool
		if n, wanted = c.out.next(event); !wanted {
			return nil
		}
		at, method = c.out.report, c.out.reportMethod
	case c.cfg.StatusURL == "":
		return nil
	default:
		var err error
		if at, err = c.line.fromLocal(c.cfg.StatusURL); err != nil {
			return err
		}
	}
	form := c.callerForm()
	form.Set("CallStatus", status)
	if event == "completed" {
		form.Set("CallDuration", seconds(c.elapsed))
		form.Set("Duration", minutes(c.elapsed))
	}
	form.Set("SequenceNumber", strconv.Itoa(n))
	form.Set("CallbackSource", "call-progress-events")
	form.Set("Timestamp", c.now().UTC().Format(time.RFC1123Z))
	return c.line.notify(ctx, method, at, form)
}
