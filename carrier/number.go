package carrier

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
	lookups "github.com/twilio/twilio-go/rest/lookups/v2"

	"madoguchi/booking"
)

// ErrNoNumber means that the account has no such number.
var ErrNoNumber = errors.New("the account has no such number")

var errEndless = errors.New("found a list without an end")

// A Number is a number of the account.
type Number struct {
	SID         string // PN…
	Phone       booking.Phone
	Voice, Text bool // whether it takes calls, and texts
	Hooks       Hooks
}

// Hooks are what a number is pointed at. An application or a trunk comes before all of them:
// with either the carrier asks none of these addresses.
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
type Hooks struct {
	VoiceURL, VoiceMethod       string // asked when a call comes in
	FallbackURL, FallbackMethod string // asked when that goes wrong
	StatusURL, StatusMethod     string // told when a call is over
	Application, Trunk          string // their SIDs
}

const (
	toRead = "read the number"
	toSet  = "set the number"
)

// Number returns a number of the account, with what it is pointed at. Its error is
// [ErrNoNumber] if the account has no such number.
func (c *Client) Number(ctx context.Context, phone booking.Phone) (Number, error) {
	if !e164.MatchString(string(phone)) {
		return Number{}, unasked(toRead, "found no number in E.164")
	}
	params := (&api.ListIncomingPhoneNumberParams{}).SetPhoneNumber(string(phone)) // also finds those of which it is a part
	list, w, err := ask(ctx, c, toRead, func(s services) (*api.ListIncomingPhoneNumberResponse, error) {
		return s.api.PageIncomingPhoneNumber(params, "", "")
	})
	if err != nil {
		return Number{}, err
	}
	for i := range list.IncomingPhoneNumbers {
		if of(list.IncomingPhoneNumbers[i].PhoneNumber) == string(phone) {
			return numberOf(toRead, w, &list.IncomingPhoneNumbers[i])
		}
	}
	if list.Uri == "" { // nothing at all is no list either
		return Number{}, unclear(toRead, w, "found no list")
	}
	return Number{}, ErrNoNumber
}

var numberSID = regexp.MustCompile(`^PN[0-9a-fA-F]{32}$`)

// SetNumber points the number with that SID at hooks and returns it as it is then. An
// application or a trunk that hooks does not have is taken away; an address that hooks does
// not have is left as it is. After an unknown outcome [Client.Number] tells what is set, and setting
// it again does no harm.
func (c *Client) SetNumber(ctx context.Context, sid string, hooks Hooks) (Number, error) {
	if !numberSID.MatchString(sid) {
		return Number{}, unasked(toSet, "found no SID of a number, expected PN and 32 digits and letters a to f")
	}
	params := (&api.UpdateIncomingPhoneNumberParams{}).SetVoiceApplicationSid(hooks.Application).SetTrunkSid(hooks.Trunk)
	for _, h := range []struct {
		url, method       string
		setURL, setMethod func(string) *api.UpdateIncomingPhoneNumberParams
	}{
		{hooks.VoiceURL, hooks.VoiceMethod, params.SetVoiceUrl, params.SetVoiceMethod},
		{hooks.FallbackURL, hooks.FallbackMethod, params.SetVoiceFallbackUrl, params.SetVoiceFallbackMethod},
		{hooks.StatusURL, hooks.StatusMethod, params.SetStatusCallback, params.SetStatusCallbackMethod},
	} {
		switch {
		case h.url == "":
		case !absolute(h.url):
			return Number{}, unasked(toSet, "found an address that is not absolute, expected https://…")
		default:
			h.setURL(h.url)
			h.setMethod(h.method)
		}
	}
	n, w, err := ask(ctx, c, toSet, func(s services) (*api.ApiV2010IncomingPhoneNumber, error) {
		return s.api.UpdateIncomingPhoneNumber(sid, params)
	})
	if err != nil {
		return Number{}, err
	}
	return numberOf(toSet, w, n)
}

func numberOf(what string, w *wire, n *api.ApiV2010IncomingPhoneNumber) (Number, error) {
	can := of(n.Capabilities)
	is := Number{
		SID: of(n.Sid), Phone: booking.Phone(of(n.PhoneNumber)), Voice: can.Voice, Text: can.Sms,
		Hooks: Hooks{
			of(n.VoiceUrl), of(n.VoiceMethod), of(n.VoiceFallbackUrl), of(n.VoiceFallbackMethod),
			of(n.StatusCallback), of(n.StatusCallbackMethod), of(n.VoiceApplicationSid), of(n.TrunkSid),
		},
	}
	if !numberSID.MatchString(is.SID) {
		return Number{}, unclear(what, w, "found a number without its SID")
	}
	return is, nil
}

// A LineType is what kind of line a number is, in the carrier's words.
type LineType string

// The kinds of line that matter to whoever sends a text. There are others.
const (
	Mobile    LineType = "mobile"
	FixedLine LineType = "landline" // takes no texts
)

const toLookUp = "look up a number"

// LineType tells what kind of line a number is, and "" if the carrier does not know. A
// number that nobody can have is refused as [BadNumber]. Each answer is paid for.
// https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence
func (c *Client) LineType(ctx context.Context, phone booking.Phone) (LineType, error) {
	if !e164.MatchString(string(phone)) {
		return "", unasked(toLookUp, "found no number in E.164")
	}
	params := (&lookups.FetchPhoneNumberParams{}).SetFields("line_type_intelligence")
	r, w, err := ask(ctx, c, toLookUp, func(s services) (*lookups.LookupResponse, error) {
		return s.lookups.FetchPhoneNumber(string(phone), params)
	})
	switch {
	case err != nil:
		return "", err
	case of(r.PhoneNumber) == "":
		return "", unclear(toLookUp, w, "found no number in the answer")
	case !r.Valid:
		return "", &Error{Kind: Refused, What: toLookUp, Status: w.status, Code: 21211}
	case r.LineTypeIntelligence.ErrorCode != 0:
		return "", &Error{Kind: Refused, What: toLookUp, Status: w.status, Code: r.LineTypeIntelligence.ErrorCode}
	}
	return LineType(r.LineTypeIntelligence.Type), nil
}

// An Account is ours, at the carrier.
type Account struct {
	Name   string
	Status string    // active, suspended or closed
	Trial  bool      // it calls and texts numbers that it has verified, and no others
	Date   time.Time // the carrier's clock when it answered; zero if it did not tell
}

const toReadAccount = "read the account"

// Account returns our account. A key that may not read it is refused as [BadSecret].
// https://www.twilio.com/docs/iam/api/account
func (c *Client) Account(ctx context.Context) (Account, error) {
	r, w, err := ask(ctx, c, toReadAccount, func(s services) (*api.ApiV2010Account, error) {
		return s.api.FetchAccount(c.Credentials.account)
	})
	if err != nil {
		return Account{}, err
	}
	if of(r.Sid) != c.Credentials.account {
		return Account{}, unclear(toReadAccount, w, "found another account, or none")
	}
	a := Account{Name: of(r.FriendlyName), Status: of(r.Status), Trial: of(r.Type) == "Trial"}
	if at, err := http.ParseTime(w.header.Get("Date")); err == nil {
		a.Date = at
	}
	return a, nil
}
