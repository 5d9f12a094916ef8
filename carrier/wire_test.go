package carrier

import (
	"errors"
	"net/http"
	"testing"
)

type nobody struct{}

func (nobody) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("was asked") }

// The credentials go to the carrier alone, and never in the clear.
func TestNobodyElseGetsTheCredentials(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.twilio.com/2010-04-01/Accounts.json": true, "https://lookups.twilio.com/v2/PhoneNumbers/+819012345678": true,
		"https://voice.twilio.com/v1/DialingPermissions/Countries": true,
		"http://api.twilio.com/":                                   false, "https://api.twilio.com.example.jp/": false, "https://api.twilio.com:8443/": false, "https://example.jp/": false,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = (&wire{ctx: t.Context(), over: nobody{}}).RoundTrip(r)
		if asked := err.Error() == "was asked"; asked != want {
			t.Errorf("%s: found %v", address, err)
		}
	}
}
