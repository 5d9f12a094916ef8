package carrier

import (
	"context"
	"log/slog"
	"net/url"
	"regexp"
	"time"
	"unicode/utf8"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"madoguchi/booking"
)

// Limits of the carrier.
const (
	maxText  = 1600 // characters: https://www.twilio.com/docs/api/errors/21617
	maxTwiML = 4000 // characters: https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource

	maxValid = 36000 * time.Second // https://www.twilio.com/docs/messaging/api/message-resource
	maxRing  = 600 * time.Second   // https://www.twilio.com/docs/voice/api/call-resource
)

// A Text is a text message that is to be sent.
type Text struct {
	To, From       booking.Phone
	Body           string        // at most 1600 characters
	StatusCallback string        // where the carrier tells what became of it; "" means nowhere
	ValidFor       time.Duration // in whole seconds; then it is not sent any more. 10 hours if zero, which is the most
}

// LogValue has no text, and no whole number.
func (t Text) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("to", t.To), slog.Any("from", t.From), slog.Int("characters", utf8.RuneCountInString(t.Body)))
}

// A Call is a call that is to be placed. The carrier places one a second and queues the
// others, for up to a day: https://www.twilio.com/docs/voice/api/call-resource.
type Call struct {
	To, From       booking.Phone
	URL            string        // where the carrier asks, by POST, what is to be said
	TwiML          string        // what is to be said, at most 4000 characters, if there is no URL
	FallbackURL    string        // where it asks, by POST, when it could not use the answer; "" means nowhere
	StatusCallback string        // where the carrier tells that it is over; "" means nowhere
	Ring           time.Duration // in whole seconds, at most 600; 60 if zero
}

// LogValue has nothing that is said, and no whole number.
func (c Call) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("to", c.To), slog.Any("from", c.From))
}

// A Record is a text or a call as the carrier has it.
type Record struct {
	SID      string // of a text SM…, of a call CA…
	To, From booking.Phone
	Body     string    // of a text
	Status   string    // such as queued; the carrier has a list for each of the two
	Code     int       // why a text was not delivered; see [ReasonOf]
	Created  time.Time // by the carrier's clock, to the second
}

// LogValue has no text, and no whole number.
func (r Record) LogValue() slog.Value {
	return slog.GroupValue(slog.String("sid", r.SID), slog.Any("to", r.To), slog.String("status", r.Status), slog.Int("code", r.Code))
}

const (
	toSend = "send a text"
	toCall = "place a call"

	toCancel = "take back a call"
)

// SendText has a text sent. What it returns is queued and not delivered yet: that comes by
// the status callback. https://www.twilio.com/docs/messaging/api/message-resource
func (c *Client) SendText(ctx context.Context, t Text) (Record, error) {
	if err := sendable(toSend, t.To, t.From, t.StatusCallback); err != nil {
		return Record{}, err
	}
	switch n := utf8.RuneCountInString(t.Body); {
	case n == 0 || n > maxText:
		return Record{}, unasked(toSend, "found a text of %d characters, expected 1 to %d", n, maxText)
	case t.ValidFor < 0 || t.ValidFor > maxValid || t.ValidFor%time.Second != 0:
		return Record{}, unasked(toSend, "found a text that is valid for %s, expected whole seconds, at most %s", t.ValidFor, maxValid)
	}
	params := (&api.CreateMessageParams{}).SetTo(string(t.To)).SetFrom(string(t.From)).SetBody(t.Body)
	if t.StatusCallback != "" {
		params.SetStatusCallback(t.StatusCallback)
	}
	if t.ValidFor != 0 {
		params.SetValidityPeriod(int(t.ValidFor / time.Second))
	}
	m, w, err := ask(ctx, c, toSend, func(s services) (*api.ApiV2010Message, error) { return s.api.CreateMessage(params) })
	if err != nil {
		return Record{}, err
	}
	return textOf(toSend, w, m)
}

// PlaceCall has a number called. What it returns is queued and has not rung yet.
// https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource
func (c *Client) PlaceCall(ctx context.Context, call Call) (Record, error) {
	if err := sendable(toCall, call.To, call.From, call.StatusCallback); err != nil {
		return Record{}, err
	}
	switch n := utf8.RuneCountInString(call.TwiML); {
	case (call.URL == "") == (call.TwiML == ""):
		return Record{}, unasked(toCall, "found a URL and TwiML, or neither, expected one of them")
	case call.URL != "" && !absolute(call.URL):
		return Record{}, unasked(toCall, "found a URL that is not absolute, expected https://…")
	case call.FallbackURL != "" && (call.URL == "" || !absolute(call.FallbackURL)):
		return Record{}, unasked(toCall, "found a fallback that is not absolute, or of no URL, expected https://…")
	case n > maxTwiML:
		return Record{}, unasked(toCall, "found TwiML of %d characters, expected at most %d", n, maxTwiML)
	case call.Ring < 0 || call.Ring > maxRing || call.Ring%time.Second != 0:
		return Record{}, unasked(toCall, "found %s of ringing, expected whole seconds, at most %s", call.Ring, maxRing)
	}
	params := (&api.CreateCallParams{}).SetTo(string(call.To)).SetFrom(string(call.From))
	if call.URL != "" {
		params.SetUrl(call.URL).SetMethod("POST")
	} else {
		params.SetTwiml(call.TwiML)
	}
	if call.FallbackURL != "" {
		params.SetFallbackUrl(call.FallbackURL).SetFallbackMethod("POST")
	}
	if call.StatusCallback != "" {
		params.SetStatusCallback(call.StatusCallback).SetStatusCallbackMethod("POST")
	}
	if call.Ring != 0 {
		params.SetTimeout(int(call.Ring / time.Second))
	}
	placed, w, err := ask(ctx, c, toCall, func(s services) (*api.ApiV2010Call, error) { return s.api.CreateCall(params) })
	if err != nil {
		return Record{}, err
	}
	return callOf(toCall, w, placed)
}

// CancelCall takes back a call that has not been answered yet, such as one that is queued. A
// call that goes on, or is over, is left as it is.
// https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
func (c *Client) CancelCall(ctx context.Context, sid string) error {
	if !callSID.MatchString(sid) {
		return unasked(toCancel, "found no SID of a call, expected CA and 32 digits and letters a to f")
	}
	params := (&api.UpdateCallParams{}).SetStatus("canceled")
	r, w, err := ask(ctx, c, toCancel, func(s services) (*api.ApiV2010Call, error) { return s.api.UpdateCall(sid, params) })
	if err == nil && of(r.Sid) != sid {
		err = unclear(toCancel, w, "found another call, or none")
	}
	return err
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// sendable refuses what has no number to go to or to come from.
func sendable(what string, to, from booking.Phone, callback string) error {
	switch {
	case !e164.MatchString(string(to)):
		return unasked(what, "found no number in E.164 that it is for")
	case !e164.MatchString(string(from)):
		return unasked(what, "found no number in E.164 that it is from")
	case callback != "" && !absolute(callback):
		return unasked(what, "found a status callback that is not absolute, expected https://…")
	}
	return nil
}

func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

var (
	textSID = regexp.MustCompile(`^(SM|MM)[0-9a-fA-F]{32}$`)
	callSID = regexp.MustCompile(`^CA[0-9a-fA-F]{32}$`)
)

// textOf reads a text. One without a SID or a date is half an answer, after which nobody
// knows what was done.
func textOf(what string, w *wire, m *api.ApiV2010Message) (r Record, err error) {
	r = Record{SID: of(m.Sid), To: booking.Phone(of(m.To)), From: booking.Phone(of(m.From)), Body: of(m.Body), Status: of(m.Status), Code: of(m.ErrorCode)}
	if r.Created, err = moment(m.DateCreated); err != nil || !textSID.MatchString(r.SID) {
		return Record{}, unclear(what, w, "found a text without its SID or its date")
	}
	return r, nil
}

// callOf reads a call, as textOf reads a text.
func callOf(what string, w *wire, m *api.ApiV2010Call) (r Record, err error) {
	r = Record{SID: of(m.Sid), To: booking.Phone(of(m.To)), From: booking.Phone(of(m.From)), Status: of(m.Status)}
	if r.Created, err = moment(m.DateCreated); err != nil || !callSID.MatchString(r.SID) {
		return Record{}, unclear(what, w, "found a call without its SID or its date")
	}
	return r, nil
}

// of returns what is there, or nothing.
func of[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// moment reads a date as the carrier writes it, which is that of RFC 2822.
func moment(date *string) (time.Time, error) { return time.Parse(time.RFC1123Z, of(date)) }
