package phone

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestConnectionOverridesAreAsTwilioKnowsThem(t *testing.T) {
	for fragment, want := range map[string]string{
		"rc=2&rp=5xx,ct,rt&ct=1500&rt=3000&e=tokyo": "",
		"rc=0": "", "rc=5&ct=100&rt=100": "", "rp=all": "", "rp=4xx": "", "ct=10000&rc=0": "", "rt=15000&ct=100&rc=0": "",
		"e=tokyo,singapore": "", "e=roaming": "", "sni=y": "", "sni=n": "", "tt=15000": "", "tt=5000&rc=5&rt=8000": "",
		"":                     "key=value",
		"rc":                   "key=value",
		"=2":                   "one of",
		"rc=2&rc=2":            "once",
		"rc=":                  "0 to 5",
		"rc=6":                 "0 to 5",
		"rc=-1":                "0 to 5",
		"rc=+1":                "0 to 5",
		"ct=99":                "100 to 10000",
		"ct=10001":             "100 to 10000",
		"rt=15001":             "100 to 15000",
		"tt=99":                "100 to 15000",
		"rt=8s":                "100 to 15000",
		"rp=":                  "4xx",
		"rp=5xx,":              "4xx",
		"rp=502":               "4xx",
		"e=":                   "tokyo",
		"e=Tokyo":              "tokyo",
		"e=osaka":              "tokyo",
		"sni=1":                "y or n",
		"retries=2":            "one of",
		"RC=2":                 "one of",
		"rc=2;rt=3000":         "0 to 5",
		"rc=2&ct=2000&rt=8000": "15",
		"rc=2&ct=2000&rt=3001": "15",
		"rc=5&ct=100":          "15", // an answer may take 15 s if nothing is said
	} {
		got := checkOverrides(fragment)
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("#%s: %q, expected %q", fragment, got, want)
		}
	}
}

// What Twilio would not take, this telephone does not take anywhere.
func TestAnAddressWithOverridesThatTwilioDoesNotKnowIsRejected(t *testing.T) {
	for _, verbs := range []string{
		`<Gather action="/a#rt=8">[A]</Gather><Hangup/>`, `<Redirect>/a#rt=8</Redirect>`,
		`<Dial callerId="` + testTo + `" action="/a#rt=8"><Number>` + testDesk + `</Number></Dial>`,
		`<Dial callerId="` + testTo + `"><Number url="/a#rt=8">` + testDesk + `</Number></Dial><Hangup/>`,
		`<Dial callerId="` + testTo + `"><Number statusCallback="/a#rt=8">` + testDesk + `</Number></Dial><Hangup/>`,
	} {
		_, err := Place(t.Context(), serve(t, map[string]answer{"/voice": twiml(verbs)}).cfg)
		if r, ok := errors.AsType[*Rejection](err); !ok || !strings.Contains(r.What, "rt=8") && !strings.Contains(r.What, "connection override") {
			t.Errorf("%s: %v", verbs, err)
		}
	}
}

// The fragment is kept back and is not signed: the request and what it is signed for have none.
func TestTheFragmentNeverLeavesTheTelephone(t *testing.T) {
	const o = "#rc=2&amp;rp=5xx,ct,rt&amp;ct=1500&amp;rt=3000&amp;e=tokyo"
	ex := serve(t, map[string]answer{
		"/voice": twiml(`<Gather action="/keys?a=1` + o + `" numDigits="1">[A]</Gather><Redirect>/silent?b=2` + o + `</Redirect>`),
		"/silent": twiml(`<Dial callerId="` + testTo + `" action="/dialled` + o + `"><Number url="/whisper?c=3` + o + `" statusCallback="/told` + o +
			`">` + testDesk + `</Number></Dial>`),
		"/whisper": twiml(`<Gather action="/taken` + o + `" numDigits="1" actionOnEmptyResult="true">[B]</Gather>`),
		"/taken":   twiml(""), "/told": twiml(""), "/dialled": twiml("<Hangup/>"),
	})
	ex.cfg.Answer = func(Dial) Answer { return Answer{Status: "completed", Keys: "1"} }
	must(t, place(t, ex.cfg).Silence(t.Context()))
	if got, want := ex.asked(), []string{"/voice", "/silent?b=2", "/whisper?c=3", "/taken", "/told", "/dialled"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q, expected %q", got, want)
	}
	base := strings.TrimSuffix(ex.cfg.VoiceURL, "/voice")
	for _, w := range ex.got {
		if got, want := w.Header.Get("X-Twilio-Signature"), Sign(testToken, base+w.URI, w.Form); got != want {
			t.Errorf("%s is signed as another address: %s, expected %s", w.URI, got, want)
		}
	}
}

func TestASharedKeySignsInPlaceOfTheToken(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml("<Hangup/>")})
	ex.cfg.SharedKey = "shared"
	place(t, ex.cfg)
	w := ex.last()
	if got, want := w.Header.Get("X-Twilio-Signature"), SignShared("shared", ex.cfg.VoiceURL, w.Form); got != want || len(got) != 44 {
		t.Errorf("signed %s, expected %s", got, want)
	}
	if got := w.Header.Get("X-Twilio-Webhooks-Signature-Settings"); !strings.HasPrefix(got, "key=") || !strings.HasSuffix(got, ",algorithm=HMAC_SHA256") {
		t.Errorf("it says that it is signed as %q", got)
	}
}
