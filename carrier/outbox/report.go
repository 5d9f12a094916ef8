package outbox

import (
	"errors"
	"net/url"
	"strconv"

	"madoguchi/booking"
)

// errReport says that a report is of no message of ours.
var errReport = errors.New("a report: expected the number of a message and of its try in the address, and a SID")

// ReportOf reads what the carrier tells of a message: the address that it was given, with the
// message's number and how often it was sent, and a form.
// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status,
// https://www.twilio.com/docs/voice/api/call-resource#statuscallback
func ReportOf(query, form url.Values) (booking.Report, error) {
	r := booking.Report{SID: form.Get("CallSid")}
	means, status := booking.ByCall, form.Get("CallStatus")
	if r.SID == "" {
		r.SID, means, status = form.Get("MessageSid"), booking.ByText, form.Get("MessageStatus")
	}
	id, wrong := strconv.ParseInt(query.Get("m"), 10, 64)
	tries, err := strconv.Atoi(query.Get("n"))
	if wrong != nil || err != nil || id < 1 || tries < 1 || r.SID == "" || len(r.SID) > maxSID {
		return booking.Report{}, errReport
	}
	r.ID, r.Tries, r.Fate = id, tries, fateOf(means, status)
	if code, err := strconv.Atoi(form.Get("ErrorCode")); err == nil && r.Fate == booking.Undelivered {
		r.Code = code
	}
	return r, nil
}

const maxSID = 64 // bytes; Twilio's have 34

// fateOf reads the status of a text or a call. One that is not known, because it is new, says
// nothing for good.
// https://www.twilio.com/docs/messaging/api/message-resource#message-status-values,
// https://www.twilio.com/docs/voice/api/call-resource#call-status-values
func fateOf(means booking.Means, status string) booking.Fate {
	switch status {
	case "delivered", "read":
		if means == booking.ByText {
			return booking.Delivered
		}
	case "undelivered":
		return booking.Undelivered
	case "completed", "busy", "no-answer":
		return booking.CallOver
	case "failed", "canceled":
		if means == booking.ByText {
			return booking.Undelivered
		}
		return booking.CallOver
	}
	return booking.Underway
}
