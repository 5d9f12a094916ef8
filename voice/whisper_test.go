package voice

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func TestWhisperTellsWhatTheCallIsAbout(t *testing.T) {
	l := newLine(nil)
	l.post("/voice/turn/1", webhook("Digits", "0"))
	l.post("/voice/turn/1", webhook("CallSid", "CAother", "Digits", "1"))
	for call, want := range map[string]string{
		testSID:                         "取り消しの、ご相談です。",
		"CAother":                       faultTexts.Whisper, // it is not being passed on
		"CAunknown":                     faultTexts.Whisper,
		"":                              faultTexts.Whisper,
		url.QueryEscape("\x00<あ>"):      faultTexts.Whisper,
		strings.Repeat("x", 1000):       faultTexts.Whisper,
		testSID + "&call=CAother&a=%zz": "取り消しの、ご相談です。",
	} {
		w := l.post("/voice/whisper?call="+call, agent("none"))
		if got := heard(t, w); got != want+faultTexts.Take {
			t.Errorf("call=%.40s: the agent hears %q, expected %q and the key", call, got, want)
		}
	}
	if got := l.metric(t, `madoguchi_faults_total{cause="panic"}`); !strings.HasSuffix(got, " 0") {
		t.Errorf("metric %s, expected no panic", got)
	}
}

// agent is the form of a webhook of the call to an agent, with the key that was pressed.
func agent(key string) url.Values {
	form := url.Values{"CallSid": {"CAagent"}, "From": {"+815000000000"}, "To": {"+81568000000"}}
	if key != "none" {
		form.Set("Digits", key)
	}
	return form
}

// asksForTheKey is the beginning of a whisper, with the address to which the key goes.
func asksForTheKey(asked string) string {
	return head + `<Gather input="dtmf" numDigits="1" timeout="6" finishOnKey="" method="POST" action="/voice/whisper?call=` +
		testSID + `&amp;asked=` + asked + written + `" actionOnEmptyResult="true">`
}

const (
	nothing = head + `</Response>`
	hangsUp = head + `<Hangup/></Response>`
)

func TestOnlyTheKeyOfAPersonPutsTheCallerThrough(t *testing.T) {
	l := newLine(nil)
	l.post("/voice/turn/1", webhook("Digits", "0"))
	first := l.post("/voice/whisper?call="+testSID, agent("none")).Body.String()
	if want := asksForTheKey("1") + spoken(90, "取り消しの、ご相談です。") + spoken(90, faultTexts.Take) + `</Gather><Hangup/></Response>`; first != want {
		t.Errorf("the agent gets\n%s, expected\n%s", first, want)
	}
	again := strings.Replace(first, "asked=1", "asked=2", 1)
	address := "/voice/whisper?call=" + testSID + "&asked="
	for _, key := range []string{"none", "", "0", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "11", "1#", " 1", "１", "\x00", strings.Repeat("1", 1000)} {
		if got := l.post(address+"1", agent(key)).Body.String(); got != again {
			t.Errorf("%.10q at first: %s, expected the whisper again", key, got)
		}
		for _, asked := range []string{"2", "3", "99999999999999999999", "-1", "0", "x", "%00"} {
			if got := l.post(address+asked, agent(key)).Body.String(); got != hangsUp {
				t.Errorf("%.10q after asked=%s: %s, expected that the agent is hung up on", key, asked, got)
			}
		}
	}
	for _, asked := range []string{"1", "2"} {
		if got := l.post(address+asked, agent("1")).Body.String(); got != nothing {
			t.Errorf("1 after asked=%s: %s, expected nothing, so that the two are put through", asked, got)
		}
	}
	if got := l.post("/voice/whisper?call="+testSID, agent("1")).Body.String(); got != first {
		t.Errorf("1 before anything was asked: %s, expected to be asked", got)
	}
}

func TestAKeyThatTwilioDidNotSignIsNotTaken(t *testing.T) {
	l := newLine(nil)
	target := "/voice/whisper?call=" + testSID + "&asked=1"
	for name, signature := range map[string]string{
		"none": "", "another address": Sign(testToken, testPublic+target[:len(target)-1]+"2", agent("1")), "another key": Sign(testToken, testPublic+target, agent("2")),
	} {
		if w := l.send(request(target, agent("1"), signature)); w.Code != http.StatusForbidden {
			t.Errorf("signature of %s: %d %s, expected 403", name, w.Code, w.Body)
		}
	}
}

// TestTheKeyCountsHoweverLateItComes holds that a key leads to the same when it is delivered
// twice, when the call has gone on, and when the ledger is dead: it belongs to the agent.
func TestTheKeyCountsHoweverLateItComes(t *testing.T) {
	l := newLine(nil)
	l.post("/voice/turn/1", webhook("Digits", "0"))
	expect := func(when string) {
		t.Helper()
		for range 2 {
			for target, want := range map[string]string{"1": nothing, "2": nothing} {
				if got := l.post("/voice/whisper?call="+testSID+"&asked="+target, agent("1")).Body.String(); got != want {
					t.Errorf("%s: 1 gives %s, expected %s", when, got, want)
				}
			}
			if got := l.post("/voice/whisper?call="+testSID+"&asked=2", agent("none")).Body.String(); got != hangsUp {
				t.Errorf("%s: silence gives %s, expected %s", when, got, hangsUp)
			}
		}
	}
	expect("at once")
	l.post("/voice/turn/2", webhook("DialCallStatus", "completed", "DialBridged", "false"))
	expect("when the caller has come back")
	l.ledger.trouble = func(context.Context) error { return errors.New("no room") }
	expect("when the ledger is dead")
	w := l.post("/voice/whisper?call="+testSID+"&asked=1", agent("none"))
	if got, want := w.Body.String(), asksForTheKey("2")+spoken(90, faultTexts.Whisper)+spoken(90, faultTexts.Take)+`</Gather><Hangup/></Response>`; got != want {
		t.Errorf("silence when the ledger is dead: %s, expected %s", got, want)
	}
}

// TestACentreThatNeedsNoKeyIsPutThrough holds that such a whisper is words alone, as are
// those of replies that were stored before there was a key.
func TestACentreThatNeedsNoKeyIsPutThrough(t *testing.T) {
	texts := faultTexts
	texts.Take = ""
	l := newLine(func(s *Server, _ *notebook) {
		s.Faults = NewFaults(testVoice, texts, nil, booking.Centre{}, "")
		s.Answer = func(_ ivr.Memory, call *ivr.Call, _ ivr.Input) (ivr.Reply, error) {
			return ivr.Reply{Turn: call.Turn, Pass: &ivr.Pass{To: "+81568000000", Whisper: "取り消し。"}}, nil
		}
	})
	l.post("/voice", webhook())
	for call, said := range map[string]string{testSID: "取り消し。", "CAunknown": texts.Whisper} {
		if got, want := l.post("/voice/whisper?call="+call, agent("none")).Body.String(), head+spoken(90, said)+`</Response>`; got != want {
			t.Errorf("%s: %s, expected %s", call, got, want)
		}
	}
}

// TestTheKeyGoesBelowThePathOfTheLine holds that the address of the key has the path of the
// public URL, and a call that nobody could name none of what was sent.
func TestTheKeyGoesBelowThePathOfTheLine(t *testing.T) {
	l := newLine(func(s *Server, _ *notebook) { s.PublicURL += "/line" })
	for call, want := range map[string]string{testSID: testSID, "a%26b%22": "a%26b%22", "%00": "", strings.Repeat("x", 1000): ""} {
		target := "/line/voice/whisper?call=" + call
		gather := answered(t, l.post(target, agent("none"))).Nodes[0]
		if action, _ := gather.attr("action"); action != "/line/voice/whisper?call="+want+"&asked=1"+Overrides {
			t.Errorf("call=%.20s: the key goes to %q", call, action)
		}
	}
}
