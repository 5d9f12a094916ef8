package voice

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func TestWhatTheCallerDidIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		query, form string
		want        ivr.Input
	}{
		"a key":                     {form: "Digits=9", want: ivr.Input{Kind: ivr.Pressed, Keys: "9"}},
		"star and hash":             {form: "Digits=*%23", want: ivr.Input{Kind: ivr.Pressed, Keys: "*#"}},
		"nothing":                   {form: "Digits=", want: ivr.Input{Kind: ivr.Silent}},
		"no field":                  {form: "", want: ivr.Input{Kind: ivr.Silent}},
		"silence by address":        {query: "silence=1", form: "", want: ivr.Input{Kind: ivr.Silent}},
		"silence wins over a key":   {query: "silence=1", form: "Digits=9", want: ivr.Input{Kind: ivr.Silent}},
		"another query":             {query: "silence=0&x=y", form: "Digits=9", want: ivr.Input{Kind: ivr.Pressed, Keys: "9"}},
		"letters stay as they came": {form: "Digits=9aA", want: ivr.Input{Kind: ivr.Pressed, Keys: "9aA"}},
		"full-width keys":           {form: "Digits=" + url.QueryEscape("９"), want: ivr.Input{Kind: ivr.Silent}},
		"among other script":        {form: "Digits=" + url.QueryEscape("あ1\x00 2"), want: ivr.Input{Kind: ivr.Pressed, Keys: "12"}},
		"thirty-three keys":         {form: "Digits=" + strings.Repeat("1", 33), want: ivr.Input{Kind: ivr.Pressed, Keys: strings.Repeat("1", 32)}},
		"talked":                    {form: "DialCallStatus=completed&DialBridged=true", want: ivr.Input{Kind: ivr.Returned, Person: ivr.Talked}},
		"talked, not said whether":  {form: "DialCallStatus=completed", want: ivr.Input{Kind: ivr.Returned, Person: ivr.Talked}},
		"answered":                  {form: "DialCallStatus=answered&DialBridged=true", want: ivr.Input{Kind: ivr.Returned, Person: ivr.Talked}},
		"hung up at the whisper":    {form: "DialCallStatus=completed&DialBridged=false", want: ivr.Input{Kind: ivr.Returned, Person: ivr.NoAnswer}},
		"busy":                      {form: "DialCallStatus=busy", want: ivr.Input{Kind: ivr.Returned, Person: ivr.Engaged}},
		"no answer":                 {form: "DialCallStatus=no-answer", want: ivr.Input{Kind: ivr.Returned, Person: ivr.NoAnswer}},
		"canceled":                  {form: "DialCallStatus=canceled", want: ivr.Input{Kind: ivr.Returned, Person: ivr.NoAnswer}},
		"failed":                    {form: "DialCallStatus=failed", want: ivr.Input{Kind: ivr.Returned, Person: ivr.Unreached}},
		"a word of tomorrow":        {form: "DialCallStatus=teleported", want: ivr.Input{Kind: ivr.Returned, Person: ivr.Unreached}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := inputOf(fields(t, c.form), fields(t, c.query)); got != c.want {
				t.Errorf("input %+v, expected %+v", got, c.want)
			}
		})
	}
}

// TestWhereACallComesFromIsRead holds, among others, that a header counts only if the
// call came over SIP: the fields of every other call come from the carrier.
func TestWhereACallComesFromIsRead(t *testing.T) {
	for form, want := range map[string]booking.Origin{
		"From=%2B819012345678":                                              {From: "+819012345678"},
		"From=%2B819012345678&ForwardedFrom=%2B81568112222":                 {From: "+819012345678", ForwardedFrom: "+81568112222"},
		"From=%2B819012345678&CalledVia=%2B81568112222":                     {From: "+819012345678", CalledVia: "+81568112222"},
		"From=sip:050@pbx.example.jp&SipHeader_X-Caller=090":                {From: "sip:050@pbx.example.jp", Header: "090"},
		"From=SIPS:050@pbx.example.jp&SipHeader_X-Caller=090":               {From: "SIPS:050@pbx.example.jp", Header: "090"},
		"From=sip:050@pbx.example.jp&SipHeader_X-Other=090":                 {From: "sip:050@pbx.example.jp"},
		"From=%2B815038210921&To=sip:line@h&SipHeader_X-Caller=09012345678": {From: "+815038210921"},
	} {
		if got := originOf(fields(t, form), "X-Caller"); got != want {
			t.Errorf("%s: %+v, expected %+v", form, got, want)
		}
	}
	if got := originOf(fields(t, "From=sip:050@h&SipHeader_=090"), ""); got.Header != "" {
		t.Errorf("without a header in the config: %+v", got)
	}
}

func TestDialledNumberIsRead(t *testing.T) {
	for to, want := range map[string]booking.Phone{
		"+815012345678":                       "+815012345678",
		"050-1234-5678":                       "+815012345678",
		"sip:05012345678@trunk.example":       "+815012345678",
		"SIP:+815012345678@trunk.example":     "+815012345678",
		"sips:%2B815012345678@h;transport=tl": "+815012345678",
		"sip:05012345678;user=phone@h":        "+815012345678",
		"sip:05012345678":                     "+815012345678",
		"tel:+81-50-1234-5678":                "+815012345678",
		"0120000000":                          "+81120000000",
		"":                                    "",
		"sip:reception@trunk.example":         "",
		"client:reception":                    "",
		"sip:%zz@h":                           "",
		"あ\xff":                               "",
		strings.Repeat("1", 1<<16):            "",
	} {
		if got := lineOf(to); got != want {
			t.Errorf("lineOf(%.60q) = %q, expected %q", to, string(got), string(want))
		}
	}
}

func TestTurnIsANumberFrom1To9999(t *testing.T) {
	for s, want := range map[string]int{
		"1": 1, "9999": 9999, "0007": 7,
		"": 0, "0": 0, "0000": 0, "10000": 0, "99999999999": 0, "-1": 0, "+1": 0, "1.0": 0, "abc": 0, "1a": 0, " 1": 0, "１": 0, "1/2": 0,
	} {
		if got, err := turnOf(s); got != want || (err == nil) != (want > 0) {
			t.Errorf("turnOf(%q) = %d, %v, expected %d", s, got, err, want)
		}
	}
}

func TestCallIsNamedByAnythingShortAndPrintable(t *testing.T) {
	for s, want := range map[string]bool{
		testSID: true, "x": true, strings.Repeat("x", 64): true, "CA/../?&<>": true,
		"": false, " ": false, strings.Repeat("x", 65): false, "CA 1": false, "CA\n": false, "ＣＡ": false, "\xff": false,
	} {
		if sid, got := sidOf(s); got != want || (got && sid != s) || (!got && sid != "") {
			t.Errorf("sidOf(%q) = %q, %t, expected %t", s, sid, got, want)
		}
	}
}

func TestCallIsOverOnlyByItsLastStatus(t *testing.T) {
	for status, want := range map[string]bool{
		"completed": true, "busy": true, "failed": true, "no-answer": true, "canceled": true,
		"": false, "ringing": false, "in-progress": false, "initiated": false, "queued": false, "x": false,
	} {
		if got := hungUp(url.Values{"CallStatus": {status}}); got != want {
			t.Errorf("hungUp(%q) = %t, expected %t", status, got, want)
		}
	}
}

func TestFormIsRead(t *testing.T) {
	const kind = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		kind, body string
		want       bool
	}{
		"a form":                {kind, "a=1&a=2&b=", true},
		"with a charset":        {"Application/X-WWW-Form-URLEncoded; charset=UTF-8", "a=1", true},
		"empty":                 {kind, "", true},
		"64 KiB":                {kind, "a=" + strings.Repeat("x", 64<<10-2), true},
		"a byte more":           {kind, "a=" + strings.Repeat("x", 64<<10-1), false},
		"no content type":       {"", "a=1", false},
		"JSON":                  {"application/json", "{}", false},
		"a broken content type": {"a/b/c;;=", "a=1", false},
		"a raw ;":               {kind, "a=1;b=2", false},
		"a broken escape":       {kind, "a=%zz", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/voice", strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.kind)
			form, err := readForm(httptest.NewRecorder(), r)
			if (err == nil) != c.want || (c.want && c.body != "" && form.Get("a") == "") {
				t.Errorf("readForm = %d fields, %v", len(form), err)
			}
		})
	}
}

func fields(t *testing.T, s string) url.Values {
	t.Helper()
	form, err := url.ParseQuery(s)
	if err != nil {
		t.Fatal(err)
	}
	return form
}
