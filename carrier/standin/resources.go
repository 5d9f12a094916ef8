package standin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A resource is what can be asked for, and the parameters that its page names.
type resource struct {
	method, host, path string // the path behind the root of the host, without .json
	one                bool   // of one thing, by its SID
	page               string
	names              []string
	do                 func(c *Carrier, which string, form url.Values) answer
}

// The carrier's hosts.
const (
	apiHost    = "api.twilio.com"
	lookupHost = "lookups.twilio.com"
	voiceHost  = "voice.twilio.com"
)

// roots are what all paths of a host begin with.
var roots = map[string]string{
	apiHost:    "/2010-04-01/Accounts/" + Account,
	lookupHost: "/v2/PhoneNumbers",
	voiceHost:  "/v1/DialingPermissions/Countries",
}

// resources are all that the carrier has; anything else is not there.
var resources = []resource{
	{
		http.MethodGet, apiHost, "", false, accountPage, nil,
		func(c *Carrier, _ string, _ url.Values) answer { return answer{status: http.StatusOK, body: c.account} },
	},
	{http.MethodPost, apiHost, "/Messages", false, messagePage, MessageNames, createText},
	{http.MethodGet, apiHost, "/Messages", false, messagePage, []string{"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"}, listTexts},
	{http.MethodPost, apiHost, "/Calls", false, callPage, CallNames, createCall},
	{http.MethodGet, apiHost, "/Calls", false, callPage, []string{
		"To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>", "EndTime", "EndTime<", "EndTime>", "PageSize", "Page", "PageToken",
	}, listCalls},
	{http.MethodPost, apiHost, "/Calls", true, callPage, CallUpdateNames, updateCall},
	{http.MethodGet, apiHost, "/IncomingPhoneNumbers", false, numberPage, []string{"Beta", "FriendlyName", "PhoneNumber", "Origin", "PageSize", "Page", "PageToken"}, listNumbers},
	{http.MethodPost, apiHost, "/IncomingPhoneNumbers", true, numberPage, NumberNames, updateNumber},
	{
		http.MethodGet, lookupHost, "", true, "https://www.twilio.com/docs/lookup/v2-api", []string{
			"Fields", "CountryCode", "FirstName", "LastName", "AddressLine1", "AddressLine2", "City", "State", "PostalCode",
			"AddressCountryCode", "NationalId", "DateOfBirth", "LastVerifiedDate", "VerificationSid", "PartnerSubId",
		}, lookUp,
	},
	{
		http.MethodGet, voiceHost, "", false, "https://www.twilio.com/docs/voice/api/dialingpermissions-country-resource", []string{
			"IsoCode", "Continent", "CountryCode", "LowRiskNumbersEnabled", "HighRiskSpecialNumbersEnabled",
			"HighRiskTollfraudNumbersEnabled", "PageSize", "Page", "PageToken",
		}, listCountries,
	},
}

const (
	accountPage = "https://www.twilio.com/docs/iam/api/account"
	messagePage = "https://www.twilio.com/docs/messaging/api/message-resource"
	callPage    = "https://www.twilio.com/docs/voice/api/call-resource"
	numberPage  = "https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource"
)

var (
	// MessageNames are the parameters that the page names for sending a text.
	MessageNames = strings.Fields(`To From MessagingServiceSid Body MediaUrl ContentSid StatusCallback ApplicationSid
		ProvideFeedback Attempt ValidityPeriod ForceDelivery ContentRetention AddressRetention SmartEncoded PersistentAction
		TrafficType ShortenUrls ScheduleType SendAt SendAsMms ContentVariables RiskCheck`)

	// CallNames are those for placing a call.
	CallNames = strings.Fields(`To From Url Twiml ApplicationSid Method FallbackUrl FallbackMethod StatusCallback
		StatusCallbackEvent StatusCallbackMethod SendDigits Timeout Record RecordingChannels RecordingStatusCallback
		RecordingStatusCallbackMethod RecordingStatusCallbackEvent RecordingTrack SipAuthUsername SipAuthPassword
		MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold
		MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod Trim CallerId Byoc
		CallReason CallToken TimeLimit`)

	// CallUpdateNames are those for changing a call.
	CallUpdateNames = strings.Fields(`Url Twiml Method FallbackUrl FallbackMethod Status StatusCallback StatusCallbackMethod TimeLimit`)

	// NumberNames are those for setting a number.
	NumberNames = strings.Fields(`AccountSid ApiVersion FriendlyName SmsApplicationSid SmsFallbackMethod SmsFallbackUrl
		SmsMethod SmsUrl StatusCallback StatusCallbackMethod VoiceApplicationSid VoiceCallerIdLookup VoiceFallbackMethod
		VoiceFallbackUrl VoiceMethod VoiceUrl EmergencyStatus EmergencyAddressSid TrunkSid VoiceReceiveMode IdentitySid
		AddressSid BundleSid`)
)

// unknown returns the parameters that the page does not name.
func (r resource) unknown(form url.Values) (unknown []string) {
	for name := range form {
		if !slices.Contains(r.names, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

func createText(c *Carrier, _ string, form url.Values) answer {
	if code := c.unreachable(form); code != 0 {
		return refusal(http.StatusBadRequest, code)
	}
	if form.Get("Body") == "" {
		return refusal(http.StatusBadRequest, 21602)
	}
	return c.take(&c.texts, textKind, form, textJSON)
}

func createCall(c *Carrier, _ string, form url.Values) answer {
	if code := c.unreachable(form); code != 0 {
		return refusal(http.StatusBadRequest, code)
	}
	if form.Get("Url") == "" && form.Get("Twiml") == "" {
		return refusal(http.StatusBadRequest, 21205)
	}
	return c.take(&c.calls, callKind, form, callJSON)
}

// updateCall takes back a call that nobody has answered yet.
// https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
func updateCall(c *Carrier, sid string, form url.Values) answer {
	m := c.created[sid]
	if m == nil || !m.Call() {
		return refusal(http.StatusNotFound, 20404)
	}
	if form.Get("Status") == "canceled" && (m.Status == "queued" || m.Status == "ringing") {
		m.Status = "canceled"
	}
	return answer{status: http.StatusOK, body: callJSON(*m)}
}

// take keeps what was asked for under a SID of its own, and answers that it was taken.
func (c *Carrier) take(kept *[]*Created, kind string, form url.Values, read func(Created) map[string]any) answer {
	m := Created{SID: c.sid(kind), Form: form, Status: "queued", At: c.now()}
	own := m // what is told of it is as it was taken, whatever becomes of it
	*kept, c.created[m.SID] = append(*kept, &own), &own
	return answer{status: http.StatusCreated, body: read(m), taken: &m}
}

// unreachable returns why nothing can be sent there, or 0.
func (c *Carrier) unreachable(form url.Values) int {
	if to := form.Get("To"); to == "" || c.lines[to] == "invalid" {
		return 21211
	}
	return 0
}

func textJSON(m Created) map[string]any {
	j := map[string]any{
		"sid": m.SID, "account_sid": Account, "to": m.Form.Get("To"), "from": m.Form.Get("From"), "body": m.Form.Get("Body"), "status": m.Status,
		"direction": "outbound-api", "date_created": rfc2822(m.At), "date_updated": rfc2822(m.At), "date_sent": nil, "error_code": nil,
		"num_segments": "1", "num_media": "0", "price": nil, "uri": "/2010-04-01/Accounts/" + Account + "/Messages/" + m.SID + ".json",
	}
	if m.Code != 0 {
		j["error_code"] = m.Code
	}
	return j
}

func callJSON(m Created) map[string]any {
	return map[string]any{
		"sid": m.SID, "account_sid": Account, "to": m.Form.Get("To"), "from": m.Form.Get("From"), "status": m.Status,
		"direction": "outbound-api", "date_created": rfc2822(m.At), "date_updated": rfc2822(m.At), "start_time": nil, "queue_time": "0",
		"price": nil, "uri": "/2010-04-01/Accounts/" + Account + "/Calls/" + m.SID + ".json",
	}
}

func rfc2822(t time.Time) string { return t.UTC().Format(time.RFC1123Z) }

func listTexts(c *Carrier, _ string, form url.Values) answer {
	return list("/Messages.json", "messages", form, some(c.texts, form, "DateSent", func(m Created) map[string]any {
		j := textJSON(m)
		if c.Listed != nil {
			j["body"] = c.Listed(m.Form.Get("Body"))
		}
		return j
	}))
}

func listCalls(c *Carrier, _ string, form url.Values) answer {
	return list("/Calls.json", "calls", form, some(c.calls, form, "StartTime", callJSON))
}

// some returns what a list has of the things, the newest first. What is queued has no time
// of sending and no start, so a filter by either leaves it out.
func some(things []*Created, form url.Values, began string, read func(Created) map[string]any) (all []map[string]any) {
	for _, m := range slices.Backward(things) {
		if to := form.Get("To"); to != "" && to != m.Form.Get("To") {
			continue
		}
		if from := form.Get("From"); from != "" && from != m.Form.Get("From") {
			continue
		}
		day := m.At.UTC().Format(time.DateOnly)
		left := func(filter string, out func(day, than string) bool) bool {
			than, _, _ := strings.Cut(form.Get(filter), "T")
			return than != "" && (m.Status == "queued" || out(day, than))
		}
		if left(began, func(day, than string) bool { return day != than }) ||
			left(began+">", func(day, than string) bool { return day < than }) ||
			left(began+"<", func(day, than string) bool { return day > than }) {
			continue
		}
		all = append(all, read(*m))
	}
	return all
}

// list is a page of a list. https://www.twilio.com/docs/usage/twilios-response#pagination
func list(path, name string, form url.Values, all []map[string]any) answer {
	size, err := strconv.Atoi(form.Get("PageSize"))
	if err != nil || size < 1 || size > 1000 {
		size = 50
	}
	page, err := strconv.Atoi(form.Get("Page"))
	if err != nil || page < 0 || (page > 0) != (form.Get("PageToken") == fmt.Sprintf("PA%d", page)) {
		page = 0
	}
	begin, end := min(page*size, len(all)), min((page+1)*size, len(all))
	at := func(page int) string {
		query := url.Values{"PageSize": {strconv.Itoa(size)}, "Page": {strconv.Itoa(page)}}
		if page > 0 {
			query.Set("PageToken", fmt.Sprintf("PA%d", page))
		}
		return "/2010-04-01/Accounts/" + Account + path + "?" + query.Encode()
	}
	body := map[string]any{
		name: append([]map[string]any{}, all[begin:end]...), "page": page, "page_size": size, "start": begin, "end": max(end-1, 0),
		"uri": at(page), "first_page_uri": at(0), "next_page_uri": nil, "previous_page_uri": nil,
	}
	if end < len(all) {
		body["next_page_uri"] = at(page + 1)
	}
	return answer{status: http.StatusOK, body: body}
}

func listNumbers(c *Carrier, _ string, form url.Values) answer {
	var all []map[string]any
	for _, n := range c.numbers {
		if strings.Contains(n.Phone, form.Get("PhoneNumber")) {
			all = append(all, n.json())
		}
	}
	return list("/IncomingPhoneNumbers.json", "incoming_phone_numbers", form, all)
}

func updateNumber(c *Carrier, sid string, form url.Values) answer {
	for _, n := range c.numbers {
		if n.SID == sid {
			for name := range form {
				n.Settings[name] = form.Get(name)
			}
			return answer{status: http.StatusOK, body: n.json()}
		}
	}
	return refusal(http.StatusNotFound, 20404)
}

func (n Number) json() map[string]any {
	s := func(name string) string { return n.Settings[name] }
	return map[string]any{
		"sid": n.SID, "account_sid": Account, "phone_number": n.Phone, "friendly_name": n.Phone,
		"capabilities": map[string]bool{"voice": n.Voice, "sms": n.Text, "mms": false, "fax": false},
		"voice_url":    s("VoiceUrl"), "voice_method": s("VoiceMethod"),
		"voice_fallback_url": s("VoiceFallbackUrl"), "voice_fallback_method": s("VoiceFallbackMethod"),
		"status_callback": s("StatusCallback"), "status_callback_method": s("StatusCallbackMethod"),
		"voice_application_sid": s("VoiceApplicationSid"), "trunk_sid": s("TrunkSid"),
	}
}

// lookUp tells the kind of a line. https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence
func lookUp(c *Carrier, phone string, form url.Values) answer {
	kind, known := c.lines[phone]
	body := map[string]any{"phone_number": phone, "valid": kind != "invalid", "line_type_intelligence": nil, "url": "https://lookups.twilio.com/v2/PhoneNumbers/" + phone}
	if known && form.Get("Fields") == "line_type_intelligence" && kind != "invalid" {
		body["line_type_intelligence"] = map[string]any{
			"type": kind, "carrier_name": nil, "mobile_country_code": nil, "mobile_network_code": nil, "error_code": nil,
		}
	}
	return answer{status: http.StatusOK, body: body}
}

// listCountries tells which countries the account may call.
func listCountries(c *Carrier, _ string, form url.Values) answer {
	all := []map[string]any{}
	for _, code := range c.countries {
		all = append(all, map[string]any{
			"iso_code": code, "name": code, "low_risk_numbers_enabled": true,
			"high_risk_special_numbers_enabled": false, "high_risk_tollfraud_numbers_enabled": false,
		})
	}
	if form.Get("LowRiskNumbersEnabled") == "false" { // all others, of which nobody asks
		all = all[:0]
	}
	at := "https://" + voiceHost + roots[voiceHost] + "?PageSize=50&Page=0"
	return answer{status: http.StatusOK, body: map[string]any{"content": all, "meta": map[string]any{
		"key": "content", "page": 0, "page_size": 50, "url": at, "first_page_url": at, "next_page_url": nil, "previous_page_url": nil,
	}}}
}
