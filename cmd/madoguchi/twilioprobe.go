package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"madoguchi/voice"
)

// probePatience is how long the line may take for an answer, as the carrier's webhooks may.
const probePatience = 15 * time.Second

// noCall is the SID of a call that does not exist.
const noCall = "CA00000000000000000000000000000000"

// probe asks the line under its public address whether it is there, in ways that leave no
// trace in the ledger: GET /voice, which the line refuses by its method before anything is
// signed, and a signed status callback that says of a call which does not exist that it goes
// on, of which the line notes nothing. Its log has a line for each token.
func (x *exchange) probe(ctx context.Context) (f findings) {
	const calls = "the line, " + "/voice"
	status, _, err := x.fetch(ctx, http.MethodGet, x.public+"/voice", nil, nil)
	switch {
	case err != nil:
		f.bad(calls, "look at the DNS, the proxy and its certificate; Twilio must reach it from the internet", "%s cannot be reached: %v", x.public, err)
		return f
	case status == http.StatusMethodNotAllowed:
		f.ok(calls, "%s answers", x.public)
	default:
		f.bad(calls, adviceOn(status), "found status %d for GET, expected 405, as the line answers", status)
	}
	f = append(f, x.probeStatus(ctx, x.public, "the line, /voice/status")...)
	if x.second != "" {
		f = append(f, x.probeStatus(ctx, x.second, "the line by its second host, /voice/status")...)
	}
	return f
}

// probeStatus asks a host of the line something that each secret signs.
func (x *exchange) probeStatus(ctx context.Context, host, about string) (f findings) {
	form, address := url.Values{"CallSid": {noCall}, "CallStatus": {"in-progress"}}, host+"/voice/status"
	for i, token := range x.tokens {
		f = append(f, x.probeSigned(ctx, address, form, about+numbered("token", i, len(x.tokens)), tokenVariable,
			http.Header{"X-Twilio-Signature": {voice.Sign(token, address, form)}})...)
	}
	for i, key := range x.shared {
		f = append(f, x.probeSigned(ctx, address, form, about+numbered("shared key", i, len(x.shared)), sharedVariable, http.Header{
			"X-Twilio-Signature": {voice.SignShared(key, address, form)}, "X-Twilio-Webhooks-Signature-Settings": {"algorithm=HMAC_SHA256"},
		})...)
	}
	return f
}

// numbered names one of several secrets; a token by itself needs no name.
func numbered(what string, i, of int) string {
	switch {
	case of > 1:
		return fmt.Sprintf(" with %s %d", what, i+1)
	case what == "token":
		return ""
	}
	return " with the " + what
}

// probeSigned asks the line something that has the signature of a secret, which is in an
// environment variable.
func (x *exchange) probeSigned(ctx context.Context, address string, form url.Values, about, variable string, signed http.Header) (f findings) {
	status, _, err := x.fetch(ctx, http.MethodPost, address, form, signed)
	switch {
	case err != nil:
		f.bad(about, "look at the proxy", "the request broke off: %v", err)
	case status == http.StatusNoContent:
		f.ok(about, "a signed request is taken")
	case status == http.StatusForbidden:
		f.bad(about, "the line must run with the same "+variable+" and the same public address, letter by letter", "found status 403: the signature does not fit")
	default:
		f.bad(about, adviceOn(status), "found status %d, expected 204", status)
	}
	return f
}

// adviceOn says what to do about a status that the line does not answer with.
func adviceOn(status int) string {
	switch {
	case status == http.StatusNotFound:
		return "the proxy must pass on /voice and all below it, and the public address must have the path that it has there"
	case status/100 == 3:
		return "the public address must be where the line itself answers; Twilio takes a redirection for a GET"
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return "the proxy is there and the line is not: systemctl status madoguchi"
	}
	return "something else answers there: look at the proxy"
}

// probeFallback asks for the fallback document, as the carrier does when the line is away.
func (x *exchange) probeFallback(ctx context.Context, address string) (f findings) {
	const about = "the fallback document"
	const do = "put what madoguchi fallback prints on another host, as text/xml"
	status, kind, err := x.fetch(ctx, http.MethodGet, address, nil, nil)
	media, _, unread := mime.ParseMediaType(kind)
	switch own := x.second != "" && address == x.ownFallback(); {
	case own && err == nil && status == http.StatusMethodNotAllowed:
		f.ok("the line, /voice/fallback", "%s answers", x.second)
	case own && err == nil:
		f.bad("the line, /voice/fallback", adviceOn(status), "found status %d for GET, expected 405, as the line answers", status)
	case own:
		f.bad("the line, /voice/fallback", "look at the DNS, the proxy and its certificate of the second host", "%s cannot be reached: %v", x.second, err)
	case err != nil:
		f.bad(about, do, "it cannot be reached: %v", err)
	case status != http.StatusOK:
		f.bad(about, do, "found status %d, expected 200", status)
	case unread != nil || media != "text/xml" && media != "application/xml":
		f.bad(about, do, "found the content type %.40q, expected text/xml", kind)
	default:
		f.ok(about, "is there")
	}
	return f
}

// fetch makes one request, and follows nothing. Its error does not repeat the address.
func (x *exchange) fetch(ctx context.Context, method, address string, form url.Values, signed http.Header) (status int, kind string, err error) {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	at, _, _ := strings.Cut(address, "#") // connection overrides are not sent
	request, err := http.NewRequestWithContext(ctx, method, at, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", errors.New("the address cannot be read")
	}
	request.Header.Set("User-Agent", "madoguchi/"+version)
	if signed != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		maps.Copy(request.Header, signed)
	}
	answer, err := x.carrier.RoundTrip(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)); err != nil {
		return 0, "", err
	}
	return answer.StatusCode, answer.Header.Get("Content-Type"), nil
}
