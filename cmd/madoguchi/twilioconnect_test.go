package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/carrier/carriertest"
)

// bare points the number at something else.
func (i *internet) bare() {
	i.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) {
		n.Settings = map[string]string{"VoiceUrl": "https://demo.example/voice", "VoiceMethod": "GET", "TrunkSid": "TK1"}
	})
}

func TestANumberIsPointedAtTheLineOnceSomebodyHasAgreed(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	net.bare()
	args := []string{"twilio", "connect", "--config", config, "--number", "050-3123-4567", "--fallback", fallback}
	before := net.carrier.Settings(ourNumber)
	for _, answer := range []string{"", "\n", "n\n", "yesterday\n"} {
		p.stdin = answer
		got := p.run(args...)
		if got.status != refused || !strings.Contains(got.err, "nothing was done") || net.carrier.Settings(ourNumber)["VoiceUrl"] != before["VoiceUrl"] {
			t.Errorf("%q: found %d %s%s", answer, got.status, got.out, got.err)
		}
	}
	p.stdin = "y\n"
	got := p.run(args...)
	want := `A call comes in:
  - https://demo.example/voice GET
  + ` + ourVoice + ` POST
Primary handler fails:
  - nothing
  + ` + fallback + ` GET
Call status changes:
  - nothing
  + ` + ourStatus + ` POST
Configure with:
  - trunk TK1
  + Webhook
+81******4567 is pointed at the line.
ok       the line, /voice: https://yoyaku.example.jp/line answers
ok       the line, /voice/status: a signed request is taken
`
	if got.status != done || got.out != want {
		t.Errorf("found %d\n%s%s\nexpected\n%s", got.status, got.out, got.err, want)
	}
	p.keepsQuiet(got)
	if set := net.carrier.Settings(ourNumber); set["VoiceUrl"] != ourVoice || set["VoiceMethod"] != "POST" || set["StatusCallback"] != ourStatus || set["VoiceFallbackUrl"] != fallback || set["TrunkSid"] != "" {
		t.Errorf("found %v", set)
	}
	if checked := p.run("twilio", "check", "--config", config); checked.status != done || strings.Contains(checked.out, "warning") {
		t.Errorf("a check finds %s", checked.out)
	}
	p.stdin = ""
	for len(net.carrier.Seen()) > 0 {
		<-net.carrier.Seen()
	}
	if got := p.run(args...); got.status != done || !strings.Contains(got.out, "already: nothing was changed") {
		t.Errorf("found %d %s%s", got.status, got.out, got.err)
	}
	if seen := <-net.carrier.Seen(); !strings.HasPrefix(seen, "GET ") || len(net.carrier.Seen()) > 0 {
		t.Errorf("what is right already was set again: %s", seen)
	}
}

func TestAFallbackThatIsSetStaysIfNoneIsNamed(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	net.carrier.ChangeNumber(ourNumber, func(n *carriertest.Number) { n.Settings["VoiceUrl"] = public + "/voice" })
	got := p.run("twilio", "connect", "--config", config, "--number", "050-3123-4567", "--yes", "--json")
	var told connectedJSON
	if err := json.Unmarshal([]byte(got.out), &told); err != nil || got.status != done || !told.Changed || len(told.Differences) != 1 || len(told.Findings) != 2 {
		t.Errorf("found %d %s%s %v", got.status, got.out, got.err, err)
	}
	if set := net.carrier.Settings(ourNumber); set["VoiceFallbackUrl"] != fallback || set["VoiceUrl"] != ourVoice {
		t.Errorf("found %v", set)
	}
}

func TestCallersAreNotLedToALineThatDoesNotAnswer(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	net.bare()
	net.line = answering(http.StatusBadGateway, "text/html")
	args := []string{"twilio", "connect", "--config", config, "--number", "050-3123-4567", "--yes"}
	got := p.run(args...)
	if got.status != refused || !strings.Contains(got.err, "the line must answer") || !strings.Contains(got.out, "systemctl") || net.carrier.Settings(ourNumber)["VoiceUrl"] == ourVoice {
		t.Errorf("found %d %s%s", got.status, got.out, got.err)
	}
	if got = p.run(append(args, "--anyway")...); got.status != refused || net.carrier.Settings(ourNumber)["VoiceUrl"] != ourVoice || !strings.Contains(got.out, "is pointed at the line") {
		t.Errorf("found %d %s%s", got.status, got.out, got.err)
	}
}

// Setting a number is asked for again by reading it, never by setting it again.
func TestATroubledSettingIsReadAgain(t *testing.T) {
	for _, c := range []struct {
		trouble []carriertest.Behaviour
		status  int
		says    string
	}{
		{[]carriertest.Behaviour{carriertest.Well, carriertest.Lost}, done, "is pointed at the line"},
		{[]carriertest.Behaviour{carriertest.Well, carriertest.Unavailable}, refused, "is not what it was set to"},
		{[]carriertest.Behaviour{carriertest.Well, carriertest.Lost, carriertest.Unavailable}, refused, "look with madoguchi twilio check"},
		{[]carriertest.Behaviour{carriertest.Well, carriertest.Refused(400, 21402)}, refused, "nothing was changed"},
		{[]carriertest.Behaviour{carriertest.Refused(401, 20003)}, refused, "credentials are wrong"},
		{[]carriertest.Behaviour{carriertest.Limited(1)}, refused, "try again in a minute"},
	} {
		p := newPlace(t).withLedger()
		net, config := p.withTwilio()
		net.bare()
		net.carrier.Next(c.trouble...)
		got := p.run("twilio", "connect", "--config", config, "--number", "050-3123-4567", "--yes")
		if got.status != c.status || !strings.Contains(got.out+got.err, c.says) {
			t.Errorf("%v: found %d %s%s, expected %q", c.trouble, got.status, got.out, got.err, c.says)
		}
		p.keepsQuiet(got)
	}
}

func TestANumberThatTheCityDoesNotHaveIsTold(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	net.carrier.AddNumber("+815039999999")
	for _, args := range [][]string{
		{"connect", "--number", "050-3999-9999", "--yes"}, {"connect", "--number", "050-3999-9999"}, {"check", "--number", "050-3999-9999"},
	} {
		got := p.run(append(append([]string{"twilio"}, args...), "--config", config)...)
		if got.status != done || !strings.Contains(got.out, "warning  the number +81******9999, in city.yaml") {
			t.Errorf("%v: found %d %s%s", args, got.status, got.out, got.err)
		}
	}
}

func TestOneIsCalledByTheLine(t *testing.T) {
	p := newPlace(t).withLedger()
	net, config := p.withTwilio()
	args := []string{"twilio", "call", "--config", config, "--to", "090-1234-5678"}
	if got := p.run(args...); got.status != refused || len(net.carrier.Calls()) > 0 || !strings.Contains(got.err, "Ring +81******5678 from +81******4567?") {
		t.Errorf("nobody has agreed: found %d %s%s", got.status, got.out, got.err)
	}
	net.carrier.SetClock(p.now.Add(-time.Hour))
	got := p.run(append(args, "--yes")...)
	calls := net.carrier.Calls()
	if got.status != done || len(calls) != 1 || !strings.Contains(got.out, calls[0].SID) {
		t.Fatalf("found %d %s%s", got.status, got.out, got.err)
	}
	p.keepsQuiet(got)
	if f := calls[0].Form; f.Get("To") != "+819012345678" || f.Get("From") != ourNumber || f.Get("Url") != ourVoice || f.Get("StatusCallback") != ourStatus || f.Get("Timeout") != "30" {
		t.Errorf("found %v", f)
	}
	// A call of which nobody knows is looked for, and not placed again. That of an hour ago is none.
	net.carrier.SetClock(p.now)
	for _, b := range []carriertest.Behaviour{carriertest.Unavailable, carriertest.Lost} {
		before := len(net.carrier.Calls())
		net.carrier.Next(b)
		got := p.run(append(args, "--yes", "--json")...)
		placed := len(net.carrier.Calls()) - before
		if (got.status == done) != b.Done || placed > 1 || (placed == 1) != b.Done {
			t.Errorf("%v: found %d %s%s, %d calls", b, got.status, got.out, got.err, placed)
		}
		p.keepsQuiet(got)
	}
	net.carrier.Next(carriertest.Refused(400, 21215))
	if got := p.run(append(args, "--yes")...); got.status != refused || !strings.Contains(got.err, "errors/21215") {
		t.Errorf("found %d %s%s", got.status, got.out, got.err)
	}
}

func TestTheCommandsForTwilioRefuseWhatIsTypedWrongly(t *testing.T) {
	p := newPlace(t).withLedger()
	_, config := p.withTwilio()
	for args, want := range map[string]string{
		"call --to +15017122661":                 "outside of Japan",
		"call --to 0120-123-456":                 "0120",
		"call --to +81101234567":                 "nobody's",
		"call":                                   "found no --to",
		"connect":                                "found no --number",
		"check --number 12":                      "phone number",
		"check --fallback http://a.jp/f.xml":     "expected an address such as https://",
		"connect --number 050-3123-4567 --yes x": "flags only",
	} {
		got := p.run(append([]string{"twilio"}, append(strings.Fields(args), "--config", config)...)...)
		if got.status != misused || !strings.Contains(got.err, want) || strings.Contains(got.err, "7122661") {
			t.Errorf("%s: found %d %s, expected %q", args, got.status, got.err, want)
		}
	}
	delete(p.env, "TWILIO_ACCOUNT_SID")
	for _, args := range []string{"check", "connect --number 050-3123-4567", "call --to 090-1234-5678"} {
		got := p.run(append([]string{"twilio"}, append(strings.Fields(args), "--config", config)...)...)
		if got.status != refused || !strings.Contains(got.err, "TWILIO_ACCOUNT_SID") {
			t.Errorf("%s: found %d %s", args, got.status, got.err)
		}
	}
}
