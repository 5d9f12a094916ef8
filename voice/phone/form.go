package phone

import (
	"net/url"
	"slices"
	"strconv"
	"time"
)

// places are the geographic fields of every webhook. Twilio leaves them empty
// for most Japanese numbers and signs them all the same.
// https://www.twilio.com/docs/voice/twiml#request-parameters
var places = []string{
	"CalledCity", "CalledState", "CalledZip", "CallerCity", "CallerState", "CallerZip",
	"FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip",
}

// baseForm returns the fields of every webhook of one leg.
func (c *Call) baseForm(sid, from, to, direction string) url.Values {
	form := url.Values{
		"CallSid": {sid}, "AccountSid": {c.cfg.AccountSID}, "ApiVersion": {"2010-04-01"},
		"From": {from}, "Caller": {from}, "To": {to}, "Called": {to}, "Direction": {direction},
		"FromCountry": {"JP"}, "CallerCountry": {"JP"}, "ToCountry": {"JP"}, "CalledCountry": {"JP"},
	}
	for _, field := range places {
		form[field] = []string{""}
	}
	for field, values := range c.cfg.Extra {
		form[field] = slices.Clone(values)
	}
	return form
}

func (c *Call) callerForm() url.Values {
	if c.cfg.Rung != nil { // nobody is asked before somebody has picked up
		form := c.baseForm(c.cfg.SID, c.cfg.From, c.cfg.To, "outbound-api")
		form.Set("CallStatus", "in-progress")
		return form
	}
	form := c.baseForm(c.cfg.SID, c.cfg.From, c.cfg.To, "inbound")
	form.Set("CallStatus", "ringing")
	return form
}

func clone(form url.Values) url.Values {
	copied := make(url.Values, len(form))
	for key, values := range form {
		copied[key] = slices.Clone(values)
	}
	return copied
}

// seconds writes a duration as Twilio does, in whole seconds.
func seconds(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Second) / time.Second)) }

// minutes writes a duration as Twilio bills it, in minutes begun.
func minutes(d time.Duration) string {
	return strconv.Itoa(int((d + time.Minute - 1) / time.Minute))
}

func boolean(b bool) string { return strconv.FormatBool(b) }
