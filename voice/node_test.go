//go:build node

package voice_test

import (
	"bufio"
	"context"
	"encoding/json"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/voice"
)

// A signer is Twilio's own library for Node, in a process of its own. NODE_PATH leads to it.
type signer struct {
	*testing.T
	in  io.Writer
	out *bufio.Scanner
}

func newSigner(t *testing.T) signer {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "node", "testdata/sign.js")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("node: %v\n%s", err, said.String())
		}
	})
	return signer{t, in, bufio.NewScanner(out)}
}

func (s signer) sign(key, settings, address string, form url.Values) string {
	s.Helper()
	fields := map[string]any{}
	for name, values := range form {
		if fields[name] = values; len(values) == 1 {
			fields[name] = values[0]
		}
	}
	if err := json.NewEncoder(s.in).Encode(map[string]any{"url": address, "form": fields, "key": key, "settings": settings}); err != nil {
		s.Fatal(err)
	}
	if !s.out.Scan() {
		s.Fatal("node ended")
	}
	return s.out.Text()
}

// handedOut finds the addresses in a document.
var handedOut = regexp.MustCompile(`(?:action|url)="([^"]*)"|<Redirect[^>]*>([^<]*)<`)

// TestNodeEveryAddressIsAcceptedAsTwiliosLibrarySignsIt follows every address that the line hands
// out in a call to a person, over TCP, and signs each as Twilio's own library does: with the token
// and with a shared key.
func TestNodeEveryAddressIsAcceptedAsTwiliosLibrarySignsIt(t *testing.T) {
	const shared, settings = "shared-0123456789abcdef", "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
	node := newSigner(t)
	for name, how := range map[string]struct{ key, settings string }{"a token": {token, ""}, "a shared key": {shared, settings}} {
		k := newKeeper(t)
		k.shared = voice.Keys{shared}
		k.start()
		k.open()
		server := httptest.NewServer(k.line)
		t.Cleanup(server.Close)
		asked := map[string]bool{}
		ask := func(method, path string, form url.Values) string {
			t.Helper()
			asked[path] = true
			body := form
			if method == http.MethodGet {
				path, body = path+"?"+form.Encode(), url.Values{}
			}
			r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
			r.Header.Set("X-Twilio-Signature", node.sign(how.key, how.settings, public+path, body))
			if how.settings != "" {
				r.Header.Set("X-Twilio-Webhooks-Signature-Settings", how.settings)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			said, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode >= 300 {
				t.Errorf("%s: %s %s: status %d, %v", name, method, path, resp.StatusCode, err)
			}
			return string(said)
		}
		form := url.Values{"CallSid": {"CA01"}, "From": {"+819012345678"}, "To": {"+815000000000"}, "FromCity": {""},
			"CallerName": {"春日井 & Söhne"}, "Twice": {"b", "a", "b"}, "Odd": {"+ %zz\n\"'"}}
		for ahead := []string{"/voice"}; len(ahead) > 0; ahead = ahead[1:] {
			path := ahead[0]
			if asked[path] || len(asked) > 12 {
				continue
			}
			with := maps.Clone(form)
			if path == "/voice/turn/1" {
				with.Set("Digits", "0") // a person
			}
			for _, m := range handedOut.FindAllStringSubmatch(ask(http.MethodPost, path, with), -1) {
				next, fragment, _ := strings.Cut(html.UnescapeString(m[1]+m[2]), "#")
				if "#"+fragment != voice.Overrides {
					t.Errorf("%s hands out %s with the fragment %q", path, next, fragment)
				}
				if strings.Contains(next, "/whisper") { // while the person is being called
					ahead = slices.Insert(ahead, 1, next)
				} else {
					ahead = append(ahead, next)
				}
			}
		}
		failed := maps.Clone(form)
		failed.Set("ErrorUrl", public+"/voice/turn/1"+voice.Overrides)
		ask(http.MethodPost, "/voice/fallback", failed)
		ask(http.MethodPost, "/voice/status", form)
		ask(http.MethodGet, "/voice", form)
		out, second, report := voice.Addresses(public, public, booking.Sending{Message: booking.Message{ID: 7, Tries: 2}})
		for _, address := range []string{out, second, report} {
			path, _, _ := strings.Cut(strings.TrimPrefix(address, public), "#")
			placed := maps.Clone(form)
			placed.Set("CallSid", "CA02")
			placed.Set("Direction", "outbound-api")
			ask(http.MethodPost, path, placed)
		}
		for _, path := range []string{"/voice/turn/1", "/voice/turn/1?silence=1", "/voice/turn/2", "/voice/whisper?call=CA01", "/voice/whisper?call=CA01&asked=1"} {
			if !asked[path] {
				t.Errorf("%s: asked for %v, expected %s among them", name, asked, path)
			}
		}
	}
}
