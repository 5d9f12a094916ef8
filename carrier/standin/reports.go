package standin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"madoguchi/voice/phone"
)

// A Report is a status callback that is to be delivered.
type Report struct {
	URL  string
	Form url.Values
}

// Report has a text or a call go through statuses, and returns the callbacks that the
// carrier has for them, in their order; none if nobody asked for any. A SID that it has not
// given is a fault. A code is that of
// the last status: 0 means none.
// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
// https://www.twilio.com/docs/voice/api/call-resource#statuscallback
func (c *Carrier) Report(sid string, code int, statuses ...string) (reports []Report) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.created[sid]
	if !ok {
		c.faults = append(c.faults, fmt.Sprintf("a report: found the SID %q, expected that of a text or a call that was taken", sid))
		return nil
	}
	for n, status := range statuses {
		m.Status = status
		form := url.Values{"AccountSid": {Account}, "ApiVersion": {"2010-04-01"}, "From": {m.Form.Get("From")}, "To": {m.Form.Get("To")}}
		if m.Call() {
			form.Set("CallSid", sid)
			form.Set("CallStatus", status)
			form.Set("Direction", "outbound-api")
			form.Set("SequenceNumber", strconv.Itoa(n))
			form.Set("CallbackSource", "call-progress-events")
		} else {
			form.Set("MessageSid", sid)
			form.Set("SmsSid", sid)
			form.Set("MessageStatus", status)
			form.Set("SmsStatus", status)
			if code != 0 && n == len(statuses)-1 {
				m.Code = code
				form.Set("ErrorCode", strconv.Itoa(code))
			}
		}
		if at := m.Form.Get("StatusCallback"); at != "" {
			reports = append(reports, Report{at, form})
		}
	}
	return reports
}

// Backwards returns reports as they come when the last one overtakes all others: their order
// is not guaranteed.
func Backwards(reports []Report) []Report {
	turned := slices.Clone(reports)
	slices.Reverse(turned)
	return turned
}

// Twice returns reports as they come when each is delivered again after it was taken.
func Twice(reports []Report) (twice []Report) {
	for _, r := range reports {
		twice = append(twice, r, r)
	}
	return twice
}

// Deliver delivers reports one after the other, signed with the token of the account, and
// returns the status of each answer.
func (c *Carrier) Deliver(ctx context.Context, to http.RoundTripper, reports ...Report) (answers []int, err error) {
	for _, r := range reports {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, strings.NewReader(r.Form.Encode()))
		if err != nil {
			return answers, err
		}
		at, _, _ := strings.Cut(r.URL, "#") // connection overrides are neither sent nor signed
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		request.Header.Set("User-Agent", "TwilioProxy/1.1")
		request.Header.Set("X-Twilio-Signature", phone.Sign(Token, at, r.Form))
		answer, err := to.RoundTrip(request)
		if err != nil {
			return answers, fmt.Errorf("a status callback: %w", err)
		}
		answers = append(answers, answer.StatusCode)
		if err := answer.Body.Close(); err != nil {
			return answers, err
		}
	}
	return answers, nil
}
