package main

import (
	"os"
	"strings"
	"testing"
)

func TestServeSaysWhatIsWrongWithItsSecrets(t *testing.T) {
	for _, c := range []struct{ variable, given, want string }{
		{sharedVariable, " ", "TWILIO_SHARED_KEY: found no shared key, expected one, or several separated by commas"},
		{sharedVariable, "s3cret,", "TWILIO_SHARED_KEY: shared key 2: found nothing, expected a key between the commas"},
		{fallbackVariable, "http://zwei.example", `MADOGUCHI_FALLBACK_URL: found "http://zwei.example", expected https:// (http:// only for localhost and 127.0.0.1), such as https://yoyaku.example.jp`},
		{fallbackVariable, "https://zwei.example/other", `MADOGUCHI_FALLBACK_URL: found "https://zwei.example/other", expected another host with the path of "` + public + `"`},
	} {
		p := newPlace(t).withSecrets()
		p.env[c.variable] = c.given
		got := p.run("serve", "--db", p.db)
		if got != (said{status: refused, err: "madoguchi serve: " + c.want + "\n"}) {
			t.Errorf("%s=%q:\n got %+v\nwant %s", c.variable, c.given, got, c.want)
		}
		if _, err := os.Stat(p.db); err == nil {
			t.Error("it made a ledger all the same")
		}
	}
}

// A line whose webhooks a shared key signs needs no auth token: who has its machine has not the
// account.
func TestALineWithASharedKeyNeedsNoToken(t *testing.T) {
	p := newPlace(t).withSecrets()
	delete(p.env, tokenVariable)
	p.env[sharedVariable] = "shared-new,shared-old"
	p.env[fallbackVariable] = "https://zwei.example/line"
	s := p.serve()
	if got := s.first["primary_handler_fails"]; got != "https://zwei.example/line/voice/fallback" {
		t.Errorf("what to enter at Twilio for a primary handler that fails: %v", got)
	}
	for key, signs := range map[string]bool{"shared-new": true, "shared-old": true, "guessed": false} {
		caller := newPlace(t)
		caller.env[sharedVariable], caller.env[publicVariable] = key, public
		got := caller.run("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_")
		if (got.status == done) != signs || !signs && !strings.Contains(got.err, "refuses the signature") {
			t.Errorf("signed with %s: %+v", key, got)
		}
	}
	thief := newPlace(t).withSecrets()
	if got := thief.run("phone", "--url", s.url, "--keys", "_"); got.status != refused || !strings.Contains(got.err, "refuses the signature") {
		t.Errorf("signed with a token: %+v", got)
	}
}
