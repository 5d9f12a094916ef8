package carrier_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/carriertest"
)

func TestATextAndACallAreAskedForAsTheyAre(t *testing.T) {
	fake, c := newCarrier(t)
	kept := text
	kept.ValidFor = 2 * time.Hour
	sent, err := c.SendText(t.Context(), kept)
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if err != nil || sent != (carrier.Record{SID: fake.Texts()[0].SID, To: resident, From: line, Body: words, Status: "queued", Created: sent.Created}) || !sent.Created.Equal(at) {
		t.Errorf("found %+v %v", sent, err)
	}
	want := url.Values{"To": {string(resident)}, "From": {string(line)}, "Body": {words}, "StatusCallback": {text.StatusCallback}, "ValidityPeriod": {"7200"}}
	if got := fake.Texts()[0].Form; got.Encode() != want.Encode() {
		t.Errorf("found %v, expected %v", got, want)
	}
	short := call
	short.Ring, short.FallbackURL = 20*time.Second, "https://second.example.jp/voice/fallback"
	if _, err := c.PlaceCall(t.Context(), short); err != nil {
		t.Error(err)
	}
	want = url.Values{
		"To": {string(resident)}, "From": {string(line)}, "Url": {call.URL}, "Method": {"POST"}, "FallbackUrl": {short.FallbackURL}, "FallbackMethod": {"POST"},
		"StatusCallback": {call.StatusCallback}, "StatusCallbackMethod": {"POST"}, "Timeout": {"20"},
	}
	if got := fake.Calls()[0].Form; got.Encode() != want.Encode() {
		t.Errorf("found %v, expected %v", got, want)
	}
	if _, err := c.PlaceCall(t.Context(), carrier.Call{To: resident, From: line, TwiML: "<Response/>"}); err != nil {
		t.Error(err)
	}
	if got := fake.Calls()[1].Form.Get("Twiml"); got != "<Response/>" {
		t.Errorf("found %q", got)
	}
}

// The limits themselves are within them.
func TestWhatIsAtALimitIsAskedFor(t *testing.T) {
	fake, c := newCarrier(t)
	long := text
	long.Body, long.ValidFor, long.StatusCallback = strings.Repeat("あ", 1600), 36000*time.Second, "http://127.0.0.1:8080/voice/text"
	if _, err := c.SendText(t.Context(), long); err != nil {
		t.Error(err)
	}
	if _, err := c.PlaceCall(t.Context(), carrier.Call{To: resident, From: line, TwiML: strings.Repeat("あ", 4000), Ring: 600 * time.Second}); err != nil {
		t.Error(err)
	}
	if len(fake.Texts()) != 1 || len(fake.Calls()) != 1 {
		t.Errorf("found %d texts and %d calls", len(fake.Texts()), len(fake.Calls()))
	}
}

// An error says what is known: the status where there is one, and that time is up and not
// what the wire made of it.
func TestAnErrorSaysWhatIsKnown(t *testing.T) {
	fake, c := newCarrier(t)
	fake.Next(carriertest.Unavailable, carriertest.Lost)
	if _, err := c.SendText(t.Context(), text); err == nil || !strings.Contains(err.Error(), "status 503") || errors.Is(err, context.Canceled) {
		t.Errorf("found %v, expected the status", err)
	}
	if _, err := c.SendText(t.Context(), text); err == nil || strings.Contains(err.Error(), "status") || !errors.Is(err, io.EOF) {
		t.Errorf("found %v, expected that the connection ended", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	fake.Next(carriertest.Slow)
	go func() {
		for range 3 {
			<-fake.Seen()
		}
		cancel()
	}()
	if _, err := c.SendText(ctx, text); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, expected that the context ended", err)
	}
}

// What the carrier would refuse anyway, or do otherwise than it was meant, is not asked for.
func TestWhatCannotBeMeantIsNotAskedFor(t *testing.T) {
	fake, c := newCarrier(t)
	asked := map[string]error{}
	for name, change := range map[string]func(*carrier.Text){
		"no number":   func(m *carrier.Text) { m.To = "" },
		"domestic":    func(m *carrier.Text) { m.To = "09012345678" },
		"a path":      func(m *carrier.Text) { m.From = "+81/../Calls" },
		"no text":     func(m *carrier.Text) { m.Body = "" },
		"a long text": func(m *carrier.Text) { m.Body = strings.Repeat("あ", 1601) },
		"relative":    func(m *carrier.Text) { m.StatusCallback = "/voice/text" },
		"for long":    func(m *carrier.Text) { m.ValidFor = 36001 * time.Second },
		"half":        func(m *carrier.Text) { m.ValidFor = time.Second / 2 },
	} {
		m := text
		change(&m)
		_, asked["text: "+name] = c.SendText(t.Context(), m)
	}
	for name, change := range map[string]func(*carrier.Call){
		"no number":  func(m *carrier.Call) { m.From = "anonymous" },
		"nothing":    func(m *carrier.Call) { m.URL = "" },
		"both":       func(m *carrier.Call) { m.TwiML = "<Response/>" },
		"relative":   func(m *carrier.Call) { m.URL = "voice" },
		"long TwiML": func(m *carrier.Call) { m.URL, m.TwiML = "", strings.Repeat("あ", 4001) },
		"for long":   func(m *carrier.Call) { m.Ring = 601 * time.Second },
		"fallback":   func(m *carrier.Call) { m.FallbackURL = "/voice/fallback" },
		"of nothing": func(m *carrier.Call) {
			m.URL, m.TwiML, m.FallbackURL = "", "<Response/>", "https://second.example.jp/voice/fallback"
		},
	} {
		m := call
		change(&m)
		_, asked["call: "+name] = c.PlaceCall(t.Context(), m)
	}
	_, asked["texts"] = c.FindTexts(t.Context(), "x", time.Time{})
	_, asked["calls"] = c.FindCalls(t.Context(), "x", time.Time{})
	asked["call to take back"] = c.CancelCall(t.Context(), "../Messages/SM1")
	_, asked["number"] = c.Number(t.Context(), "")
	_, asked["set"] = c.SetNumber(t.Context(), "../Calls", carrier.Hooks{})
	_, asked["hook"] = c.SetNumber(t.Context(), numberSID, carrier.Hooks{VoiceURL: "/voice"})
	_, asked["line"] = c.LineType(t.Context(), "+81 90")
	for name, err := range asked {
		if e, ok := errors.AsType[*carrier.Error](err); !ok || e.Kind != carrier.Refused || e.Status != 0 || e.Err == nil {
			t.Errorf("%s: found %v, expected to be refused", name, err)
		}
	}
	if n := len(fake.Seen()); n > 0 {
		t.Errorf("the carrier was asked %d times", n)
	}
}

func TestAReasonIsKnownByItsCode(t *testing.T) {
	for code, reason := range map[int]carrier.Reason{
		21211: carrier.BadNumber, 21610: carrier.OptedOut, 21614: carrier.Landline, 21635: carrier.Landline, 21612: carrier.BadSender,
		21657: carrier.BadSender, 21606: carrier.BadSender, 21608: carrier.NotAllowed, 21215: carrier.NotAllowed, 21408: carrier.NotAllowed, 20003: carrier.BadSecret, 20005: carrier.NotActive, 99999: carrier.NoReason,
	} {
		fake, c := newCarrier(t)
		fake.Next(carriertest.Refused(400, code))
		_, err := c.SendText(t.Context(), text)
		if !carrier.Because(err, reason) || !strings.Contains(err.Error(), fmt.Sprint("docs/api/errors/", code)) || !strings.Contains(err.Error(), reason.String()) {
			t.Errorf("%d: found %v, expected %q", code, err, reason)
		}
	}
	if carrier.ReasonOf(30006) != carrier.Landline { // comes by a status callback
		t.Error("30006 is a landline")
	}
	fake, c := newCarrier(t)
	fake.Next(carriertest.Limited(7), carriertest.Limited(99999), carriertest.Refused(400, 20429))
	for _, want := range []time.Duration{7 * time.Second, time.Hour, 0} {
		_, err := c.SendText(t.Context(), text)
		if e, ok := errors.AsType[*carrier.Error](err); !ok || e.Kind != carrier.Limited || e.RetryAfter != want || carrier.Because(err, carrier.NoReason) {
			t.Errorf("found %+v, expected to be asked to wait %s", err, want)
		}
	}
}

func TestANumberIsReadAndSet(t *testing.T) {
	fake, c := newCarrier(t)
	fake.AddNumber(string(line) + "0") // of which the other is a part
	fake.ChangeNumber(string(line), func(n *carriertest.Number) {
		maps.Copy(n.Settings, map[string]string{"VoiceUrl": "https://demo.example/old", "VoiceMethod": "GET", "VoiceFallbackUrl": "https://other.example.jp/fallback.xml", "TrunkSid": "TK1"})
	})
	n, err := c.Number(t.Context(), line)
	want := carrier.Number{SID: n.SID, Phone: line, Voice: true, Hooks: carrier.Hooks{
		VoiceURL: "https://demo.example/old", VoiceMethod: "GET", FallbackURL: "https://other.example.jp/fallback.xml", Trunk: "TK1",
	}}
	if err != nil || n != want {
		t.Fatalf("found %+v %v, expected %+v", n, err, want)
	}
	if _, err := c.Number(t.Context(), "+815039999999"); !errors.Is(err, carrier.ErrNoNumber) {
		t.Errorf("found %v, expected that there is no such number", err)
	}
	const voice = "https://yoyaku.example.jp/voice#rc=2&rp=5xx,ct,rt&ct=1500&rt=3000&e=tokyo"
	set, err := c.SetNumber(t.Context(), n.SID, carrier.Hooks{VoiceURL: voice, VoiceMethod: "POST"})
	want.Hooks.VoiceURL, want.Hooks.VoiceMethod, want.Hooks.Trunk = voice, "POST", ""
	if err != nil || set != want {
		t.Errorf("found %+v %v, expected %+v", set, err, want)
	}
	if _, err := c.SetNumber(t.Context(), "PNffffffffffffffffffffffffffffffff", carrier.Hooks{}); !carrier.Because(err, carrier.NotThere) {
		t.Errorf("found %v, expected that it is not there", err)
	}
}

func TestTheKindOfALineIsLookedUp(t *testing.T) {
	fake, c := newCarrier(t)
	fake.SetLine("+81568112222", "landline")
	fake.SetLine("+819000000000", "invalid")
	for phone, want := range map[booking.Phone]carrier.LineType{resident: carrier.Mobile, "+81568112222": carrier.FixedLine, "+818011112222": ""} {
		if got, err := c.LineType(t.Context(), phone); got != want || err != nil {
			t.Errorf("found %q %v, expected %q", got, err, want)
		}
	}
	if _, err := c.LineType(t.Context(), "+819000000000"); !carrier.Because(err, carrier.BadNumber) {
		t.Errorf("found %v, expected a number that nobody can have", err)
	}
}

func TestTheAccountTellsTheCarriersClock(t *testing.T) {
	fake, c := newCarrier(t)
	now := time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)
	fake.SetClock(now)
	fake.SetAccount("type", "Trial")
	fake.SetAccount("status", "suspended")
	a, err := c.Account(t.Context())
	if err != nil || a != (carrier.Account{Name: "Kasugai", Status: "suspended", Trial: true, Date: now}) {
		t.Errorf("found %+v %v", a, err)
	}
	keys, err := carrier.FromEnv(fake.KeyEnv)
	if err != nil {
		t.Fatal(err)
	}
	c.Credentials = keys
	if _, err := c.Account(t.Context()); !carrier.Because(err, carrier.BadSecret) || !keys.ByKey() {
		t.Errorf("found %v, expected that a key may not read the account", err)
	}
	if _, err := c.SendText(t.Context(), text); err != nil {
		t.Error(err)
	}
}

func TestCredentialsAreReadAndNeverShown(t *testing.T) {
	const account, key = carriertest.Account, carriertest.Key
	for name, c := range map[string]struct {
		env   map[string]string
		wrong []string
		byKey bool
	}{
		"a token":       {env: map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": "abc123"}},
		"two tokens":    {env: map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": " abc123 , def"}},
		"a key":         {env: map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": "abc", "TWILIO_API_KEY": key, "TWILIO_API_SECRET": "xyz"}, byKey: true},
		"nothing":       {wrong: []string{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"}},
		"a wrong SID":   {env: map[string]string{"TWILIO_ACCOUNT_SID": account + "/x", "TWILIO_AUTH_TOKEN": "abc"}, wrong: []string{"TWILIO_ACCOUNT_SID"}},
		"half a key":    {env: map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": "abc", "TWILIO_API_KEY": key}, wrong: []string{"TWILIO_API_SECRET"}},
		"a wrong key":   {env: map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_API_KEY": "sesame", "TWILIO_API_SECRET": "xyz"}, wrong: []string{"TWILIO_API_KEY"}},
		"a wrong token": {env: map[string]string{"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": "open:sesame"}, wrong: []string{"TWILIO_AUTH_TOKEN"}},
	} {
		got, err := carrier.FromEnv(func(name string) string { return c.env[name] })
		if (err != nil) != (c.wrong != nil) || err == nil && got.ByKey() != c.byKey {
			t.Errorf("%s: found %v", name, err)
			continue
		}
		for _, variable := range c.wrong {
			if !strings.Contains(err.Error(), variable) {
				t.Errorf("%s: %v does not name %s", name, err, variable)
			}
		}
		if err != nil && strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v repeats it", name, err)
		}
	}
	fake, c := newCarrier(t)
	if _, err := c.SendText(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	found, err := c.FindTexts(t.Context(), resident, time.Time{})
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("sent", "text", text, "call", call, "record", found[0], "credentials", c.Credentials)
	for _, said := range []string{log.String(), fmt.Sprintf("%v %+v %#v %s", c.Credentials, c.Credentials, c.Credentials, c.Credentials), fmt.Sprintf("%+v", c.Credentials)} {
		keepsToItself(t, said)
		if strings.Contains(said, carriertest.Account) {
			t.Errorf("%q has the account in it", said)
		}
	}
	if !strings.Contains(log.String(), fake.Texts()[0].SID) || !strings.Contains(log.String(), "5678") {
		t.Errorf("the log tells too little: %s", &log)
	}
}

func TestSeveralMayAskAtOnce(t *testing.T) {
	fake, c := newCarrier(t)
	var asking sync.WaitGroup
	sids := make(chan string, 20)
	for range cap(sids) {
		asking.Go(func() {
			sent, err := c.SendText(t.Context(), text)
			if err != nil {
				t.Error(err)
			}
			sids <- sent.SID
		})
	}
	asking.Wait()
	different := map[string]bool{}
	for range cap(sids) {
		different[<-sids] = true
	}
	if len(different) != cap(sids) || len(fake.Texts()) != cap(sids) {
		t.Errorf("found %d texts and %d SIDs, expected %d", len(fake.Texts()), len(different), cap(sids))
	}
}

func TestTheCountriesThatMayBeCalledAreRead(t *testing.T) {
	fake, c := newCarrier(t)
	for _, want := range [][]string{{carrier.Japan}, {"CA", "JP", "US"}, nil} {
		if len(want) != 1 {
			fake.SetCountries(want...)
		}
		if got, err := c.Countries(t.Context()); !slices.Equal(got, want) || err != nil {
			t.Errorf("found %q %v, expected %q", got, err, want)
		}
	}
}
