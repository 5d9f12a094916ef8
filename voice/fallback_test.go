package voice_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/voice"
)

// fails sends what Twilio sends to the fallback URL when it could not use the answer of an
// address, and returns what the line says then.
func (k *keeper) fails(path, at string, form url.Values, more ...string) string {
	k.Helper()
	form = maps.Clone(form)
	for _, field := range []string{"Digits", "DialCallStatus", "DialBridged"} {
		form.Del(field)
	}
	form.Set("ErrorCode", "11200")
	form.Set("ErrorUrl", at)
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return k.post(sent{path, form})
}

// A dialled is a call in the making.
type dialled struct {
	*keeper
	form url.Values
}

func (k *keeper) dial(sid string) dialled {
	return dialled{k, url.Values{"CallSid": {sid}, "From": {"+819012345678"}, "To": {"+815000000000"}, "CallStatus": {"in-progress"}}}
}

// turn sends a turn as it should be sent, and after it as the fallback has it.
func (c dialled) turn(path string, more ...string) string {
	c.Helper()
	form := maps.Clone(c.form)
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return c.post(sent{path, form})
}

// The way of the tests below: a call that has a booking to make, up to the offer.
func TestAFallbackIsAnsweredAsTheTurnThatFailed(t *testing.T) {
	for _, path := range []string{"/voice/fallback", "/voice"} {
		k := newKeeper(t)
		k.open()
		c := k.dial("CA01")
		at := func(turn string) string { return public + turn }
		says := func(what, got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%s: %s is answered with\n%s\nexpected\n%s", path, what, got, want)
			}
		}

		// Nothing of the call is known: whatever failed, it arrives.
		arrived := k.fails(path, at("/voice"), c.form)
		says("an arrival that failed", arrived, c.turn("/voice"))
		says("an arrival that failed, later", k.fails(path, at("/voice")+voice.Overrides, c.form), arrived)

		// The answer of a turn was lost: it is there. Nothing of it happens twice.
		chosen := c.turn("/voice/turn/1", "Digits", "1", "MadoguchiListened", "60000")
		says("a turn whose answer was lost", k.fails(path, at("/voice/turn/1")+voice.Overrides, c.form), chosen)
		says("an earlier one", k.fails(path, at("/voice"), c.form), arrived)

		// What was pressed at the next one is lost: the question is asked again, and is the same.
		for range 4 {
			says("a turn whose key was lost", k.fails(path, at("/voice/turn/2")+voice.Overrides, c.form), chosen)
		}
		says("one far ahead", k.fails(path, at("/voice/turn/9"), c.form), chosen)
		for _, foreign := range []string{
			"https://elsewhere.example/voice/turn/2", "https://elsewhere.example/voice", "http://line.example/voice/turn/1", public + "/voice/turn/abc",
			public + "/voice/turn/0", public + "/voice/status", public + "/console", public, public + "/voice/turn/2/3", "//", "%zz", "", "\x00", "/voice/turn/1",
			strings.Repeat("x", 5000), public + "@elsewhere.example/voice/turn/1", public + "x/voice/turn/1",
		} {
			says("the foreign address "+foreign, k.fails(path, foreign, c.form), chosen)
		}
		// What was pressed is known: it counts.
		offered := k.fails(path, at("/voice/turn/2"), c.form, "Digits", "4", "MadoguchiListened", "60000")
		if offered == chosen || !strings.Contains(offered, `action="/voice/turn/3#`) {
			t.Errorf("a key that came with the fallback is answered with %s", offered)
		}
		says("the same turn, as it should be sent", c.turn("/voice/turn/2", "Digits", "9"), offered)
		// Silence is what the address says, and counts as silence.
		silent := k.fails(path, at("/voice/turn/3?silence=1")+voice.Overrides, c.form)
		if silent == offered || !strings.Contains(silent, `action="/voice/turn/4#`) {
			t.Errorf("silence is answered with %s", silent)
		}
		says("the same silence", c.turn("/voice/turn/3?silence=1"), silent)

		// A call of which nothing is known arrives, wherever it failed.
		for i, failed := range []string{"https://elsewhere.example/", public + "/voice/turn/7", public + "/voice/turn/7?silence=1"} {
			other := k.dial("CA1" + string(rune('0'+i)))
			if got := k.fails(path, failed, other.form); !strings.Contains(got, "市です") || !strings.Contains(got, "<Gather") {
				t.Errorf("%s: an unknown call that failed at %s is answered with %s", path, failed, got)
			}
		}
	}
}

// What became of a call to a person is lost: nobody is dialled a second time, and the caller is
// asked whether to be called back. If it is known, it counts, and if the dialling itself was
// never heard of, it is done.
func TestAFallbackAfterAPersonDialsNobodyAgain(t *testing.T) {
	for name, c := range map[string]struct {
		at    string
		more  []string
		dials bool
		same  []string // the same turn as it should have been sent
	}{
		"lost":         {at: public + "/voice/turn/2", same: []string{"DialCallStatus", "failed"}},
		"foreign":      {at: "https://elsewhere.example/voice/turn/2", same: []string{"DialCallStatus", "failed"}},
		"known":        {at: public + "/voice/turn/2", more: []string{"DialCallStatus", "completed", "DialBridged", "true"}, same: []string{"DialCallStatus", "completed"}},
		"never dialed": {at: public + "/voice/turn/1", dials: true},
	} {
		k := newKeeper(t)
		k.open()
		call, twin := k.dial("CA01"), k.dial("CA02")
		for _, c := range []dialled{call, twin} {
			c.turn("/voice")
			if said := c.turn("/voice/turn/1", "Digits", "0", "MadoguchiListened", "60000"); !strings.Contains(said, "<Dial") {
				t.Fatalf("0 is answered with %s", said)
			}
		}
		got := k.fails("/voice/fallback", c.at, call.form, c.more...)
		if strings.Contains(got, "<Dial") != c.dials {
			t.Errorf("%s: answered with %s", name, got)
		}
		if c.same != nil {
			if want := twin.turn("/voice/turn/2", c.same...); got != want {
				t.Errorf("%s: answered with\n%s\nexpected\n%s", name, got, want)
			}
		}
	}
}

func TestAWhisperThatFailedIsWhispered(t *testing.T) {
	k := newKeeper(t)
	k.open()
	c := k.dial("CA01")
	c.turn("/voice")
	c.turn("/voice/turn/1", "Digits", "0", "MadoguchiListened", "60000")
	agent := url.Values{"CallSid": {"CA99"}, "From": {"+815000000000"}, "To": {"+815038210921"}, "ParentCallSid": {"CA01"}}
	for _, address := range []string{"/voice/whisper?call=CA01", "/voice/whisper?call=CA01&asked=1", "/voice/whisper?call=CA01&asked=2"} {
		want := k.post(sent{address, agent})
		if got := k.fails("/voice/fallback", public+address+voice.Overrides, agent); got != want {
			t.Errorf("%s: answered with\n%s\nexpected\n%s", address, got, want)
		}
	}
}

// open gives the ledger its slots.
func (k *keeper) open() {
	k.Helper()
	if _, err := k.ledger.Materialise(k.Context(), k.config.City.Plan(k.now, booking.Ahead)); err != nil {
		k.Fatal(err)
	}
}
