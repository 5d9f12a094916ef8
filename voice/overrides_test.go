package voice

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/ivr"
)

// written is the fragment as it stands in a document.
const written = "#rc=2&amp;rp=5xx,ct,rt&amp;ct=1500&amp;rt=3000&amp;e=tokyo"

// TestAllTriesFitIntoTheTimeThatTwilioHas holds the arithmetic of the fragment: if each try
// takes as long as it may to connect and then to be answered, the last is over before Twilio
// gives up on all of them, and whoever answers is done long before a try is.
func TestAllTriesFitIntoTheTimeThatTwilioHas(t *testing.T) {
	o, err := url.ParseQuery(strings.TrimPrefix(Overrides, "#"))
	if err != nil || !strings.HasPrefix(Overrides, "#") {
		t.Fatalf("the overrides %q: %v", Overrides, err)
	}
	number := func(key string) int {
		n, err := strconv.Atoi(o.Get(key))
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		return n
	}
	ms := func(key string) time.Duration { return time.Duration(number(key)) * time.Millisecond }
	if all := time.Duration(number("rc")+1) * (ms("ct") + ms("rt")); all > inAll {
		t.Errorf("the tries take %v, expected at most %v", all, inAll)
	}
	if rt := ms("rt"); patience > rt/2 {
		t.Errorf("a turn may take %v and Twilio waits %v, expected twice as long", patience, rt)
	}
	if got := strings.Split(o.Get("rp"), ","); !slices.Equal(got, []string{"5xx", "ct", "rt"}) {
		t.Errorf("asked again after %q, expected a proxy's 5xx, no connection, no answer", got)
	}
	if grace < ms("rt") {
		t.Errorf("at its end the line finishes requests for %v, and Twilio waits %v for one", grace, ms("rt"))
	}
}

// urls returns every address that a document hands out.
func urls(t testing.TB, document []byte) (found []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(document)))
	redirect := false
	for {
		token, err := d.Token()
		if err != nil {
			return found
		}
		switch token := token.(type) {
		case xml.StartElement:
			redirect = token.Name.Local == "Redirect"
			for _, a := range token.Attr {
				if a.Name.Local == "action" || a.Name.Local == "url" {
					found = append(found, a.Value)
				}
			}
		case xml.CharData:
			if redirect {
				found = append(found, string(token))
			}
		case xml.EndElement:
			redirect = false
		}
	}
}

func TestEveryAddressThatIsHandedOutIsAskedAgain(t *testing.T) {
	l := newLine(nil)
	var all []string
	for _, document := range [][]byte{
		Render(ivr.Reply{Ask: &ivr.Ask{Digits: 1}}, testVoices, "/line", testSID),
		Render(ivr.Reply{Pass: &ivr.Pass{To: "+81568000000"}}, testVoices, "", testSID),
		l.post("/voice/whisper?call="+testSID, webhook()).Body.Bytes(),
		l.Faults.whisper("/voice/whisper?asked=1" + Overrides),
	} {
		all = append(all, urls(t, document)...)
	}
	if len(all) != 6 {
		t.Errorf("found the addresses %q, expected six", all)
	}
	for _, address := range all {
		if before, ok := strings.CutSuffix(address, Overrides); !ok || strings.Contains(before, "#") {
			t.Errorf("%s is asked once, expected it to end in %s", address, Overrides)
		}
	}
}

// A fragment is Twilio's own: it is neither sent nor signed. What was signed with it is not
// Twilio's.
func TestTheFragmentIsNotSigned(t *testing.T) {
	l := newLine(nil)
	form := webhook("Digits", "5")
	for signed, want := range map[string]int{
		"/voice/turn/1": http.StatusOK, "/voice/turn/1" + Overrides: http.StatusForbidden, "/voice/turn/1#": http.StatusForbidden,
	} {
		if w := l.send(request("/voice/turn/1", form, Sign(testToken, testPublic+signed, form))); w.Code != want {
			t.Errorf("signed as %s: status %d, expected %d", signed, w.Code, want)
		}
	}
}
