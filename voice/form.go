package voice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Limits of what is read from a webhook.
const (
	maxBody   = 64 << 10 // bytes; Twilio's webhooks have about one thousand
	maxFields = 512      // of a form; Twilio's webhooks have a few dozen
	maxDigits = 32       // keys in one turn
	maxTurn   = 9999
	maxSID    = 64 // characters
)

// readForm reads a webhook's body, which has to be a form, and returns every field:
// unknown ones are signed too. Its error never repeats what was found.
//
// It parses the body itself because gin's PostForm swallows the error of a body
// that is too large.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, errors.New("content type: expected application/x-www-form-urlencoded")
	}
	if r.ContentLength > maxBody {
		return nil, fmt.Errorf("body: found more than %d bytes", maxBody) // announced, so not even read
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fmt.Errorf("body: found more than %d bytes", maxBody)
	}
	if err != nil {
		return nil, errors.New("body: it broke off")
	}
	if bytes.Count(body, []byte("&")) >= maxFields { // to decode and sort them is what costs, before the signature tells
		return nil, fmt.Errorf("body: found more than %d fields", maxFields)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("body: expected a form, found a field that cannot be decoded")
	}
	return form, nil
}

// errSID and errTurn say that a signed webhook names no call, or no turn, with which
// the line could go on. They happen when an address at Twilio is wrong.
var (
	errSID  = fmt.Errorf("CallSid: expected CA and 32 hexadecimal digits, or at least 1 to %d printable characters", maxSID)
	errTurn = fmt.Errorf("turn: expected a number from 1 to %d in the address", maxTurn)
)

// arrival reads the webhook of a call that arrives.
func arrival(form url.Values) (ivr.Turn, error) {
	t := ivr.Turn{
		Caller: booking.CallerFrom(form.Get("From")),
		Line:   lineOf(form.Get("To")),
		In:     ivr.Input{Kind: ivr.Arrived},
	}
	var ok bool
	if t.SID, ok = sidOf(form.Get("CallSid")); !ok {
		return t, errSID
	}
	return t, nil
}

// nextTurn reads the webhook of a later turn, whose number is in its address.
func nextTurn(form, query url.Values, number string) (ivr.Turn, error) {
	t, err := arrival(form)
	if err != nil {
		return t, err
	}
	t.In = inputOf(form, query)
	t.In.After = listened(form)
	if t.N, err = turnOf(number); err != nil {
		return t, err
	}
	return t, nil
}

// listened returns how long a telephone whose time is not that of the clock says that its
// caller has listened, and 0 for every other. Twilio's telephones have no such field.
func listened(form url.Values) time.Duration {
	ms, err := strconv.ParseUint(form.Get("MadoguchiListened"), 10, 31)
	if err != nil {
		return 0
	}
	return max(time.Duration(ms)*time.Millisecond, time.Millisecond)
}

// sidOf checks Twilio's name of a call. It should be CA and 32 hexadecimal digits,
// but a signed webhook is answered even if Twilio comes to name calls otherwise.
func sidOf(s string) (string, bool) {
	if s == "" || len(s) > maxSID || printable(s) != s {
		return "", false
	}
	return s, true
}

func turnOf(s string) (int, error) {
	if len(s) > len("9999") || strings.Trim(s, "0123456789") != "" {
		return 0, errTurn
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxTurn {
		return 0, errTurn
	}
	return n, nil
}

// lineOf reads the number that was dialled, and returns "" if it cannot be read: a
// call to an unknown number is still a call. A SIP trunk gives it as
// sip:05012345678@host.
func lineOf(to string) booking.Phone {
	for _, scheme := range []string{"sip:", "sips:", "tel:"} {
		if len(to) >= len(scheme) && strings.EqualFold(to[:len(scheme)], scheme) {
			to = to[len(scheme):]
			if i := strings.IndexAny(to, "@;?"); i >= 0 {
				to = to[:i]
			}
			if decoded, err := url.PathUnescape(to); err == nil { // %2B8150… is a +
				to = decoded
			}
			break
		}
	}
	line, err := booking.ParseLine(to)
	if err != nil {
		return ""
	}
	return line
}

// originOf reads where a call comes from. It reads the header only of a call over SIP,
// whose From is a SIP URI, https://www.twilio.com/docs/voice/api/sip-interface. Calls
// of other networks have no headers, and what looks like one is ignored.
func originOf(form url.Values, header string) booking.Origin {
	o := booking.Origin{From: form.Get("From"), ForwardedFrom: form.Get("ForwardedFrom"), CalledVia: form.Get("CalledVia")}
	from := strings.ToLower(o.From)
	if header != "" && (strings.HasPrefix(from, "sip:") || strings.HasPrefix(from, "sips:")) {
		o.Header = fieldOf(form, "SipHeader_"+header)
	}
	return o
}

// fieldOf returns the field of that name in any case of ASCII letters, as the names of SIP
// headers are compared (RFC 3261, 7.3.1). It returns "" if there is none, or if there are
// several that do not say the same.
func fieldOf(form url.Values, name string) (found string) {
	first := true
	for key, values := range form {
		if len(key) != len(name) || !strings.EqualFold(key, name) { // what folds to ASCII and is not is longer
			continue
		}
		for _, value := range values {
			if !first && value != found {
				return ""
			}
			found, first = value, false
		}
	}
	return found
}

// inputOf reads what the caller did. The address says so if the caller pressed
// nothing, because a Gather without any key does not call its action.
func inputOf(form, query url.Values) ivr.Input {
	if query.Get("silence") == "1" {
		return ivr.Input{Kind: ivr.Silent}
	}
	if status := form.Get("DialCallStatus"); status != "" {
		return ivr.Input{Kind: ivr.Returned, Person: answeredBy(status, form.Get("DialBridged"))}
	}
	if keys := printable(form.Get("Digits")); keys != "" {
		return ivr.Input{Kind: ivr.Pressed, Keys: keys[:min(len(keys), maxDigits)]}
	}
	return ivr.Input{Kind: ivr.Silent}
}

// answeredBy reads how a Dial ended. If an agent hears the whisper and hangs up, the
// status is "completed", although the two never talked:
// https://www.twilio.com/docs/voice/twiml/dial#action.
func answeredBy(status, bridged string) ivr.Answered {
	switch strings.ToLower(status) {
	case "completed", "answered":
		if strings.EqualFold(bridged, "false") {
			return ivr.NoAnswer
		}
		return ivr.Talked
	case "busy":
		return ivr.Engaged
	case "no-answer", "canceled":
		return ivr.NoAnswer
	}
	return ivr.Unreached
}

// hungUp reports whether a status callback says that the call is over.
func hungUp(form url.Values) bool {
	switch strings.ToLower(form.Get("CallStatus")) {
	case "completed", "busy", "failed", "no-answer", "canceled":
		return true
	}
	return false
}

// printable returns the printable ASCII characters of s.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
}
