package main

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/carrier/carriertest"
	"madoguchi/store/storetest"
	"madoguchi/voice"
)

const (
	ourNumber = "+815031234567"
	ourVoice  = public + "/voice" + voice.Overrides
	ourStatus = public + "/voice/status"
	fallback  = "https://other.example.jp/fallback.xml"
)

// An internet has the carrier, the public address of the line, and a host with a fallback
// document.
type internet struct {
	carrier *carriertest.Carrier
	line    http.RoundTripper
	files   http.RoundTripper
}

func (i *internet) RoundTrip(r *http.Request) (*http.Response, error) {
	switch r.URL.Host {
	case "api.twilio.com", "lookups.twilio.com", "voice.twilio.com":
		return i.carrier.Transport().RoundTrip(r)
	case "yoyaku.example.jp", "yoyaku2.example.jp":
		return i.line.RoundTrip(r)
	case "other.example.jp":
		return i.files.RoundTrip(r)
	}
	return nil, errors.New("no such host")
}

// through reaches a server that runs in this process by its public address.
type through struct{ to string }

func (t through) RoundTrip(r *http.Request) (*http.Response, error) {
	at, err := url.Parse(t.to)
	if err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.URL.Scheme, in.URL.Host = at.Scheme, at.Host
	return (&http.Transport{DisableKeepAlives: true}).RoundTrip(in)
}

// answering is a host that answers everything in one way.
func answering(status int, kind string) http.RoundTripper {
	return carriertest.To{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
	})}
}

// withTwilio gives the place a carrier whose number is pointed at a line that runs, and
// returns the config that goes with it. The environment has more, by name and value.
func (p *place) withTwilio(more ...string) (*internet, string) {
	p.t.Helper()
	net, path := p.atCarrier(more...)
	net.line = through{p.serve("--config", path).url}
	return net, path
}

// atCarrier is withTwilio, for a line that does not run.
func (p *place) atCarrier(more ...string) (*internet, string) {
	p.t.Helper()
	p.env = map[string]string{tokenVariable: carriertest.Token, publicVariable: public, "TWILIO_ACCOUNT_SID": carriertest.Account}
	for pair := range slices.Chunk(more, 2) {
		p.env[pair[0]] = pair[1]
	}
	config := strings.Replace(p.does("config", "sample"), "050-0000-0000", "050-3123-4567", 1)
	for _, line := range []string{"1", "2", "3", "4", "5"} {
		config = strings.Replace(config, "    line: 050-0000-000"+line+"\n", "", 1)
	}
	fake := carriertest.New(p.t)
	fake.SetClock(p.now)
	fake.AddNumber(ourNumber)
	fake.ChangeNumber(ourNumber, func(n *carriertest.Number) {
		n.Text = true
		maps.Copy(n.Settings, map[string]string{
			"VoiceUrl": ourVoice, "VoiceMethod": "POST", "StatusCallback": ourStatus, "StatusCallbackMethod": "POST",
			"VoiceFallbackUrl": fallback, "VoiceFallbackMethod": "GET",
		})
	})
	net := &internet{carrier: fake, files: answering(http.StatusOK, "text/xml; charset=utf-8")}
	p.carrier = net
	return net, p.file("city.yaml", config)
}

// saw returns what was found, by what it is about.
func (p *place) saw(got said) map[string]finding {
	p.t.Helper()
	var all findings
	if err := json.Unmarshal([]byte(got.out), &all); err != nil {
		p.t.Fatalf("%v: %s%s", err, got.out, got.err)
	}
	by := map[string]finding{}
	for _, f := range all {
		by[f.About] = f
	}
	return by
}

func TestACheckOfWhatIsRightFindsNothingWrongAndLeavesNoTrace(t *testing.T) {
	p := newPlace(t).withLedger()
	_, config := p.withTwilio()
	before := p.rows()
	got := p.run("twilio", "check", "--config", config)
	if got.status != done || got.err != "" || strings.Contains(got.out, "warning") || strings.Contains(got.out, "wrong") || strings.Count(got.out, "ok  ") != 10 {
		t.Errorf("found %d %s%s", got.status, got.out, got.err)
	}
	if after := p.rows(); after != before {
		t.Errorf("the ledger had %s rows of calls, callers and the trail, and now %s", before, after)
	}
	p.keepsQuiet(got)
}

// rows counts what a call leaves behind.
func (p *place) rows() (rows string) {
	p.t.Helper()
	db := storetest.Beside(p.t, p.db)
	const count = `SELECT (SELECT count(*) FROM calls) || ' ' || (SELECT count(*) FROM callers) || ' ' || (SELECT count(*) FROM audit)`
	if err := db.QueryRowContext(p.t.Context(), count).Scan(&rows); err != nil {
		p.t.Fatal(err)
	}
	return rows
}

// keepsQuiet fails the test if a run shows a credential or a whole number.
func (p *place) keepsQuiet(got said) {
	p.t.Helper()
	for _, secret := range []string{carriertest.Token, carriertest.Secret, carriertest.Account, "31234567", "3123-4567", "90123"} {
		if strings.Contains(got.out+got.err, secret) {
			p.t.Errorf("%q is shown: %s%s", secret, got.out, got.err)
		}
	}
}

func TestACheckNamesWhatIsWrongAndWhatToDo(t *testing.T) {
	const number = "the number +81******4567"
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	there, settings := net.line, net.carrier.Settings(ourNumber)
	set := func(name, value string) func() {
		return func() {
			net.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) { n.Settings[name] = value })
		}
	}
	for name, c := range map[string]struct {
		harm    func()
		about   string
		verdict verdict
		found   string // a part of it
	}{
		"suspended":        {func() { net.carrier.SetAccount("status", "suspended") }, "the account", wrong, "suspended"},
		"a trial":          {func() { net.carrier.SetAccount("type", "Trial") }, "the account", doubted, "trial"},
		"wrong token":      {func() { net.carrier.Next(carriertest.Refused(401, 20003)) }, "the account", wrong, "credentials are wrong"},
		"too much":         {func() { net.carrier.Next(carriertest.Limited(1)) }, "the account", wrong, "too much to do"},
		"Japan forbidden":  {func() { net.carrier.SetCountries("US") }, "the countries", wrong, "Japan may not be called"},
		"others allowed":   {func() { net.carrier.SetCountries("CA", "JP", "US") }, "the countries", doubted, "2 besides Japan"},
		"nobody knows":     {func() { net.carrier.Next(carriertest.Well, carriertest.Empty) }, "the countries", wrong, "not known"},
		"carrier away":     {func() { net.carrier.Next(carriertest.Well, carriertest.Well, carriertest.Unavailable) }, number, wrong, "not known"},
		"no such number":   {func() { net.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) { n.Phone = "+815039999999" }) }, number, wrong, "no such number"},
		"no voice":         {func() { net.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) { n.Voice = false }) }, number, wrong, "no calls"},
		"a trunk":          {set("TrunkSid", "TK1"), number + ", configured with", wrong, "trunk"},
		"an application":   {set("VoiceApplicationSid", "AP1"), number + ", configured with", wrong, "application"},
		"another voice":    {set("VoiceUrl", "https://demo.example/voice"), number + ", a call comes in", wrong, "https://demo.example/voice"},
		"a password":       {set("VoiceUrl", "https://me:sesame@demo.example/voice"), number + ", a call comes in", wrong, "password"},
		"no voice URL":     {set("VoiceUrl", ""), number + ", a call comes in", wrong, "nothing"},
		"GET":              {set("VoiceMethod", "GET"), number + ", a call comes in", wrong, "HTTP GET"},
		"no overrides":     {set("VoiceUrl", public+"/voice"), number + ", a call comes in", doubted, "#rc=2"},
		"no status":        {set("StatusCallback", ""), number + ", call status changes", wrong, "nothing"},
		"status by GET":    {set("StatusCallbackMethod", "GET"), number + ", call status changes", wrong, "HTTP GET"},
		"no fallback":      {set("VoiceFallbackUrl", ""), number + ", primary handler fails", doubted, "English"},
		"own fallback":     {set("VoiceFallbackUrl", "https://yoyaku.example.jp/fallback.xml"), number + ", primary handler fails", doubted, "own host"},
		"fallback by POST": {set("VoiceFallbackMethod", "POST"), number + ", primary handler fails", doubted, "HTTP POST"},
		"fallback gone":    {func() { net.files = answering(404, "text/html") }, "the fallback document", wrong, "404"},
		"fallback as text": {func() { net.files = answering(200, "text/plain") }, "the fallback document", wrong, "text/plain"},
		"line away":        {func() { net.line = answering(502, "text/html") }, "the line, /voice", wrong, "502"},
		"no proxy":         {func() { net.line = answering(404, "text/html") }, "the line, /voice/status", wrong, "404"},
		"led away":         {func() { net.line = answering(301, "text/html") }, "the line, /voice", wrong, "301"},
		"no network":       {func() { net.line = unreachable{} }, "the line, /voice", wrong, "cannot be reached"},
		"another token":    {func() { p.env[tokenVariable] = carriertest.Token + ",def" }, "the line, /voice/status with token 2", wrong, "403"},
		"another address":  {func() { p.env[publicVariable] = "https://yoyaku.example.jp" }, "the line, /voice/status", wrong, "403"},
		"a slow clock":     {func() { net.carrier.SetClock(p.now.Add(90 * time.Second)) }, "the clock", wrong, "-1m30s"},
	} {
		t.Run(name, func(t *testing.T) {
			c.harm()
			got := p.run("twilio", "check", "--config", config, "--number", "050-3123-4567", "--json")
			f, ok := p.saw(got)[c.about]
			if !ok || f.Verdict != c.verdict || !strings.Contains(f.Found, c.found) || f.Do == "" || (got.status == refused) != strings.Contains(got.out, `"wrong"`) {
				t.Errorf("found %d %+v in %s", got.status, f, got.out)
			}
			if strings.Contains(got.out, "sesame") {
				t.Error("a password is shown")
			}
			p.keepsQuiet(got)
			net.line, net.files = there, answering(http.StatusOK, "text/xml")
			p.env[tokenVariable], p.env[publicVariable] = carriertest.Token, public
			net.carrier.SetClock(p.now)
			net.carrier.SetCountries("JP")
			net.carrier.SetAccount("status", "active")
			net.carrier.SetAccount("type", "Full")
			for _, phone := range []string{"+815039999999", ourNumber} {
				net.carrier.ChangeNumber(phone, func(n *carriertest.Number) { n.Phone, n.Voice, n.Settings = "gone", true, map[string]string{} })
			}
			net.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) {
				n.Text = true
				n.Voice = true
				maps.Copy(n.Settings, settings)
			})
		})
	}
	if got := p.run("twilio", "check", "--config", config); got.status != done || strings.Contains(got.out, "wrong") {
		t.Errorf("at the end it is not as it was: %s%s", got.out, got.err)
	}
}

// TestALineThatIsItsOwnFallbackIsPointedAtByBothHosts holds that connect and check know the second host
// of the line, and shared keys.
func TestALineThatIsItsOwnFallbackIsPointedAtByBothHosts(t *testing.T) {
	const key, second = "k2345678901234567890123456789012", "https://yoyaku2.example.jp/line"
	p := newPlace(t).withLedger()
	net, config := p.withTwilio(sharedVariable, key, fallbackVariable, second)
	if got := p.run("twilio", "connect", "--config", config, "--number", "050-3123-4567", "--yes"); got.status != done {
		t.Fatalf("found %d %s%s", got.status, got.out, got.err)
	}
	if now := net.carrier.Settings(ourNumber); now["VoiceFallbackUrl"] != second+"/voice/fallback" || now["VoiceFallbackMethod"] != "POST" {
		t.Errorf("found %v", now)
	}
	all := p.saw(p.run("twilio", "check", "--config", config, "--json"))
	for _, about := range []string{"the line, /voice/fallback", "the line, /voice/status", "the line, /voice/status with the shared key", "the number +81******4567, primary handler fails"} {
		if f, ok := all[about]; !ok || f.Verdict != fine {
			t.Errorf("%s: found %+v in %v", about, f, all)
		}
	}
	net.line = answering(http.StatusNotFound, "text/html")
	if f := p.saw(p.run("twilio", "check", "--config", config, "--json"))["the line, /voice/fallback"]; f.Verdict != wrong || f.Do == "" {
		t.Errorf("a second host that leads nowhere: found %+v", f)
	}
}

func TestAKeyThatMayNotReadTheAccountIsNoFault(t *testing.T) {
	p := newPlace(t).withLedger()
	_, config := p.withTwilio()
	p.env["TWILIO_API_KEY"], p.env["TWILIO_API_SECRET"] = carriertest.Key, carriertest.Secret
	got := p.run("twilio", "check", "--config", config, "--json")
	if f := p.saw(got)["the account"]; got.status != done || f.Verdict != doubted || !strings.Contains(f.Found, "API key") {
		t.Errorf("found %d %+v", got.status, f)
	}
	p.keepsQuiet(got)
}

func TestTheSampleCityHasNumbersThatNobodyCanCall(t *testing.T) {
	p := newPlace(t).withLedger()
	p.withTwilio()
	got := p.run("twilio", "check")
	if got.status != refused || strings.Count(got.out, "placeholder") != 6 || !strings.Contains(got.out, "this is the sample city") {
		t.Errorf("found %d %s", got.status, got.out)
	}
}
