package voice

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/twilio/twilio-go/client"
)

// These are the example of https://www.twilio.com/docs/usage/security#validating-requests.
const (
	documentedToken = "12345"
	documentedURL   = "https://mycompany.com/myapp.php?foo=1&bar=2"
	documented      = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
)

func documentedForm() url.Values {
	return url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
}

func TestDocumentedExampleIsSigned(t *testing.T) {
	if got := Sign(documentedToken, documentedURL, documentedForm()); got != documented {
		t.Errorf("Sign = %s, expected %s", got, documented)
	}
}

func TestSignatureIsAccepted(t *testing.T) {
	with := func(key string, values ...string) url.Values {
		form := documentedForm()
		form[key] = values
		return form
	}
	const u = documentedURL
	for name, c := range map[string]struct {
		keys            Keys
		url, signedURL  string
		signedBy        string
		form, signedFor url.Values
		want            bool
	}{
		"as signed":               {keys: Keys{"12345"}, want: true},
		"the old token":           {keys: Keys{"new", "12345"}, want: true},
		"another token":           {keys: Keys{"54321"}},
		"no token":                {keys: nil},
		"the empty token":         {keys: Keys{""}},
		"signed by nobody":        {keys: Keys{"12345"}, signedBy: "-"},
		"nobody's token":          {keys: Keys{""}, signedBy: "-"},
		"http for https":          {keys: Keys{"12345"}, url: strings.Replace(u, "https", "http", 1)},
		"another host":            {keys: Keys{"12345"}, url: strings.Replace(u, "mycompany", "mycompanv", 1)},
		"another path":            {keys: Keys{"12345"}, url: strings.Replace(u, ".php", ".php/", 1)},
		"another query":           {keys: Keys{"12345"}, url: u + "0"},
		"no query":                {keys: Keys{"12345"}, url: "https://mycompany.com/myapp.php"},
		"a port signed, none":     {keys: Keys{"12345"}, signedURL: "https://mycompany.com:443/a", url: "https://mycompany.com/a", want: true},
		"no port signed, a port":  {keys: Keys{"12345"}, signedURL: "https://mycompany.com/a", url: "https://mycompany.com:443/a", want: true},
		"odd port, signed":        {keys: Keys{"12345"}, signedURL: "https://mycompany.com:8443/a", url: "https://mycompany.com:8443/a", want: true},
		"odd port, unsigned":      {keys: Keys{"12345"}, signedURL: "https://mycompany.com/a", url: "https://mycompany.com:8443/a", want: true},
		"odd port for none":       {keys: Keys{"12345"}, signedURL: "https://mycompany.com:8443/a", url: "https://mycompany.com/a"},
		"http port":               {keys: Keys{"12345"}, signedURL: "http://mycompany.com:80/a", url: "http://mycompany.com/a", want: true},
		"https port over http":    {keys: Keys{"12345"}, signedURL: "http://mycompany.com:443/a", url: "http://mycompany.com/a"},
		"IPv6":                    {keys: Keys{"12345"}, signedURL: "https://[::1]:443/a", url: "https://[::1]/a", want: true},
		"a changed value":         {keys: Keys{"12345"}, form: with("Digits", "1235")},
		"an added field":          {keys: Keys{"12345"}, form: with("New", "1")},
		"an added empty field":    {keys: Keys{"12345"}, form: with("New", "")},
		"a missing field":         {keys: Keys{"12345"}, form: url.Values{"CallSid": {"CA1234567890ABCDE"}}},
		"an empty value":          {keys: Keys{"12345"}, form: with("FromCity", ""), signedFor: with("FromCity", ""), want: true},
		"Unicode":                 {keys: Keys{"12345"}, form: with("市", "春日井"), signedFor: with("市", "春日井"), want: true},
		"twice the same value":    {keys: Keys{"12345"}, form: with("To", "+1", "+1"), signedFor: with("To", "+1"), want: true},
		"two values, other order": {keys: Keys{"12345"}, form: with("To", "b", "a"), signedFor: with("To", "a", "b"), want: true},
		"second value changed":    {keys: Keys{"12345"}, form: with("To", "a", "c"), signedFor: with("To", "a", "b")},
		"second value added":      {keys: Keys{"12345"}, form: with("To", "a", "b"), signedFor: with("To", "a")},
		"nothing posted":          {keys: Keys{"12345"}, form: url.Values{}, signedFor: url.Values{}, want: true},
		"field boundaries moved":  {keys: Keys{"12345"}, form: url.Values{"ab": {"c"}}, signedFor: url.Values{"a": {"bc"}}, want: true}, // Twilio's scheme cannot tell them apart
	} {
		t.Run(name, func(t *testing.T) {
			orForm := func(f url.Values) url.Values {
				if f == nil {
					return documentedForm()
				}
				return f
			}
			token := strings.Trim(cmp.Or(c.signedBy, documentedToken), "-")
			signature := Sign(token, cmp.Or(c.signedURL, documentedURL), orForm(c.signedFor))
			if got := c.keys.Valid(cmp.Or(c.url, documentedURL), orForm(c.form), signature); got != c.want {
				t.Errorf("Valid = %t, expected %t", got, c.want)
			}
		})
	}
}

// TestSeveralValuesAreSignedAsTwiliosNodeLibraryDoes pins the text that is
// signed: each different value once, in order, its key before it.
func TestSeveralValuesAreSignedAsTwiliosNodeLibraryDoes(t *testing.T) {
	got := string(newSigner(url.Values{"b": {"2"}, "a": {"y", "x", "y"}}).params)
	if want := "axayb2"; got != want {
		t.Errorf("signed text = %q, expected %q", got, want)
	}
}

func TestWrongSignaturesAreRefused(t *testing.T) {
	keys := Keys{documentedToken}
	for _, signature := range []string{"", " ", documented + "\n", documented[:27], strings.ToLower(documented), "=", strings.Repeat("A", 1<<16)} {
		if keys.Valid(documentedURL, documentedForm(), signature) {
			t.Errorf("Valid(%.40q) = true", signature)
		}
	}
}

func TestTokensAreParsed(t *testing.T) {
	for in, want := range map[string][]string{
		"a": {"a"}, "a,b": {"a", "b"}, " a ,\tb\n": {"a", "b"},
		"": nil, " ": nil, ",": nil, "a,": nil, ",a": nil, "a,,b": nil, "a, ,b": nil,
	} {
		got, err := ParseTokens(in)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("ParseTokens(%q) = %d tokens, %v, expected %d", in, len(got), err, len(want))
		}
		if err != nil && strings.Contains(err.Error(), "a,") {
			t.Errorf("ParseTokens(%q): the error shows a token: %v", in, err)
		}
	}
}

func TestTokensAreNeverPrinted(t *testing.T) {
	keys := Keys{"verysecret"}
	if got := fmt.Sprintf("%v %+v %#v %s %s", keys, Server{Tokens: keys}, Server{Tokens: keys}, keys, keys.LogValue()); strings.Contains(got, "verysecret") {
		t.Errorf("printed: %s", got)
	}
}

// FuzzSignature compares our check with the reference, twilio-go's. They differ on
// purpose if a key comes with different values, of which that one sees only the
// first. They must differ if twilio-go changes the URL by parsing it, cannot parse
// it, or takes the query's bodySHA256 for the sign of a body that is not a form.
func FuzzSignature(f *testing.F) {
	f.Add("12345", "/myapp.php?foo=1&bar=2", "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309", documented)
	f.Add("t", "/voice", "", "")
	f.Add("t", "/voice/turn/3?silence=1", "To=&From=&市=%E6%98%A5", "x")
	f.Add("t", "/voice", "a=1&a=2&a=1", "x")
	f.Add("t", "/voice", "a=1;b=2", "x")
	f.Add("t", "/%76oice//?%zz", "%=1", "x")
	bases := []string{"https://h.example", "http://h.example", "https://h.example:443", "http://h.example:80",
		"https://h.example:8443", "https://h.example/line", "http://h.example:443"}
	f.Fuzz(func(t *testing.T, token, target, body, given string) {
		parsed, err := url.Parse("https://h.example" + target)
		if err != nil || !strings.HasPrefix(target, "/") || parsed.String() != "https://h.example"+target || parsed.Query().Get("bodySHA256") != "" {
			return // no URL on which the two must agree
		}
		form, err := url.ParseQuery(body)
		theirs := client.NewRequestValidator(token)
		if err != nil {
			if theirs.ValidateBody(bases[0]+target, []byte(body), given) {
				t.Fatal("a body that cannot be read was accepted")
			}
			return
		}
		for _, values := range form {
			if len(slices.Compact(slices.Sorted(slices.Values(values)))) > 1 {
				for _, base := range bases { // ours alone: it must accept only its own signature
					if ok := (Keys{token}).Valid(base+target, form, Sign(token, base+target, form)); ok != (token != "") {
						t.Fatalf("own signature: Valid = %t", ok)
					}
				}
				return
			}
		}
		signatures := []string{given, Sign(token, target, form), Sign(token+"x", bases[0]+target, form)}
		for _, base := range bases {
			signatures = append(signatures, Sign(token, base+target, form))
		}
		for _, base := range bases {
			for _, signature := range signatures {
				got := Keys{token}.Valid(base+target, form, signature)
				want := token != "" && theirs.ValidateBody(base+target, []byte(body), signature)
				if got != want {
					t.Fatalf("%s under %q for %s: ours %t, twilio-go %t", signature, token, base+target, got, want)
				}
			}
		}
	})
}

// webhookBody is as long as a real one.
const webhookBody = "AccountSid=AC00000000000000000000000000000000&ApiVersion=2010-04-01&CallSid=CA00000000000000000000000000000000" +
	"&CallStatus=in-progress&CallToken=%257B%257D&Called=%2B815000000000&CalledCity=&CalledCountry=JP&CalledState=&CalledZip=" +
	"&Caller=%2B819000000000&CallerCity=&CallerCountry=JP&CallerState=&CallerZip=&Digits=9&Direction=inbound&FinishedOnKey=" +
	"&From=%2B819000000000&FromCity=&FromCountry=JP&FromState=&FromZip=&To=%2B815000000000&ToCity=&ToCountry=JP&ToState=&ToZip=&msg=Gather+End"

// BenchmarkSignature measures both checks of one webhook by turns, from form to
// verdict, and reports how many times as long twilio-go's takes.
func BenchmarkSignature(b *testing.B) {
	const token, u = "0123456789abcdef0123456789abcdef", "https://line.example.jp/voice/turn/3"
	form, err := url.ParseQuery(webhookBody)
	if err != nil {
		b.Fatal(err)
	}
	signature := Sign(token, u, form)
	params := map[string]string{}
	for key := range form {
		params[key] = form.Get(key)
	}
	validator := client.NewRequestValidator(token)
	ours := func() bool { return (Keys{token}).Valid(u, form, signature) }
	theirs := func() bool { return validator.Validate(u, params, signature) }
	sideBySide(b, "twilio-go", ours, theirs)
}
