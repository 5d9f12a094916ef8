package phone

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Sign returns the X-Twilio-Signature of a webhook: the base64 of
// HMAC-SHA1(token, address + every key and value, sorted by key). For GET,
// form is empty and the address has the query.
// https://www.twilio.com/docs/usage/security#validating-requests
func Sign(token, address string, form url.Values) string {
	return sign(sha1.New, token, address, form)
}

// SignShared returns the signature of a webhook under a shared key, which is made of the same
// by HMAC-SHA256. https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
func SignShared(key, address string, form url.Values) string {
	return sign(sha256.New, key, address, form)
}

func sign(hash func() hash.Hash, key, address string, form url.Values) string {
	mac := hmac.New(hash, []byte(key))
	mac.Write([]byte(address)) // writing to a hash never fails
	for _, key := range slices.Sorted(maps.Keys(form)) {
		for _, value := range slices.Sorted(slices.Values(form[key])) {
			mac.Write([]byte(key + value))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// A line is where the webhooks go: what the server believes to be its address,
// and where it really listens.
type line struct {
	public *url.URL // path without a slash at its end
	origin *url.URL // scheme and host
	token  string
	shared string // the shared key that signs instead; "" means the token
	client *http.Client
}

func newLine(cfg Config) (*line, error) {
	voice, err := absolute("VoiceURL", cfg.VoiceURL)
	if err != nil {
		return nil, err
	}
	l := &line{origin: &url.URL{Scheme: voice.Scheme, Host: voice.Host}, token: cfg.Token, shared: cfg.SharedKey, client: cfg.Client}
	l.public = l.origin
	if cfg.PublicURL != "" {
		public, err := absolute("PublicURL", cfg.PublicURL)
		if err != nil {
			return nil, err
		}
		l.public = &url.URL{Scheme: public.Scheme, Host: public.Host, Path: strings.TrimRight(public.Path, "/")}
	}
	if l.client == nil {
		l.client = &http.Client{
			Timeout:       15 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return l, nil
}

func absolute(field, address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("phone: %s: %w", field, err)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("phone: %s is %q: expected http://host/path or https://host/path", field, address)
	}
	return u, nil
}

// fromLocal turns an address at which the server listens into its public one.
// The fragment (Twilio's connection overrides) is neither sent nor signed.
func (l *line) fromLocal(address string) (*url.URL, error) {
	u, err := absolute("URL", address)
	if err != nil {
		return nil, err
	}
	at := *u
	at.Scheme, at.Host, at.Fragment, at.RawFragment = l.public.Scheme, l.public.Host, "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	at.Path, at.RawPath = l.public.Path+u.Path, l.public.EscapedPath()+u.EscapedPath()
	return &at, nil
}

// toLocal is the inverse of fromLocal. It refuses an address that leads off the line.
func (l *line) toLocal(at *url.URL) (*url.URL, *Rejection) {
	rest, ok := strings.CutPrefix(at.EscapedPath(), l.public.EscapedPath())
	if !ok || at.Scheme != l.public.Scheme || at.Host != l.public.Host || !strings.HasPrefix(rest, "/") {
		return nil, reject(codePromise, "%s leads off the line: expected an address under %s", at, l.public)
	}
	to := *l.origin
	to.Path, to.RawPath, to.RawQuery = strings.TrimPrefix(at.Path, l.public.Path), rest, at.RawQuery
	return &to, nil
}

// send sends one signed webhook and returns the answer with its body, which is at
// most one byte longer than Twilio reads. The fragment of an address, Twilio's connection
// overrides, is neither sent nor signed.
func (l *line) send(ctx context.Context, method string, at *url.URL, form url.Values) (*http.Response, []byte, error) {
	to, rejection := l.toLocal(at)
	if rejection != nil {
		return nil, nil, rejection
	}
	address, body := *at, form
	address.Fragment, address.RawFragment = "", ""
	if method == http.MethodGet {
		query := at.Query()
		for key, values := range form {
			query[key] = values
		}
		address.RawQuery, to.RawQuery, body = query.Encode(), query.Encode(), nil
	}
	req, err := http.NewRequestWithContext(ctx, method, to.String(), strings.NewReader(body.Encode()))
	if err != nil {
		return nil, nil, fmt.Errorf("phone: %w", err)
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("Accept", "*/*")
	if l.shared == "" {
		req.Header.Set("X-Twilio-Signature", Sign(l.token, address.String(), body))
	} else {
		req.Header.Set("X-Twilio-Signature", SignShared(l.shared, address.String(), body))
		req.Header.Set("X-Twilio-Webhooks-Signature-Settings", "key=webhooks_sharedkey_phone,algorithm=HMAC_SHA256")
	}
	req.Header.Set("I-Twilio-Idempotency-Token", randomHex(16))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return nil, nil, failed(ctx, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	if err != nil {
		return nil, nil, failed(ctx, err)
	}
	return resp, answer, nil
}

// failed returns a Rejection for a line that cannot be reached, and the context's
// error if ctx is done.
func failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("phone: %w", ctx.Err())
	}
	code := codeHTTP
	if _, dial := errors.AsType[*net.OpError](err); dial {
		code = codeConnection
	}
	rejection := reject(code, "%v", err)
	rejection.Err = err
	return rejection
}

// document requests TwiML, checks the answer and parses it.
func (l *line) document(ctx context.Context, method string, at *url.URL, form url.Values) (node, error) {
	resp, body, err := l.send(ctx, method, at, form)
	if err != nil {
		return node{}, located(err, method, at)
	}
	if rejection := checkAnswer(resp, body); rejection != nil {
		return node{}, located(rejection, method, at)
	}
	root, rejection := parse(body)
	if rejection != nil {
		return node{}, located(rejection, method, at)
	}
	return root, nil
}

// notify sends a status callback. Of the answer only the status counts.
func (l *line) notify(ctx context.Context, method string, at *url.URL, form url.Values) error {
	resp, body, err := l.send(ctx, method, at, form)
	if err != nil {
		return located(err, method, at)
	}
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNoContent {
		return located(reject(codeHTTP, "status %d %q to a status callback: expected 200 or 204",
			resp.StatusCode, excerpt(body)), method, at)
	}
	return nil
}

// checkAnswer checks the answer's status and headers,
// https://www.twilio.com/docs/voice/twiml#twilio-understands-mime-types
func checkAnswer(resp *http.Response, body []byte) *Rejection {
	if resp.StatusCode != http.StatusOK {
		return reject(codeHTTP, "status %d %q: expected 200", resp.StatusCode, excerpt(body))
	}
	header := resp.Header.Get("Content-Type")
	kind, params, err := mime.ParseMediaType(header)
	if err != nil || kind != "text/xml" && kind != "application/xml" {
		return reject(codeContentType, "Content-Type %q: expected text/xml or application/xml", header)
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return reject(codeContentType, "Content-Type %q: expected charset utf-8", header)
	}
	return nil
}

// located adds the request to a Rejection that does not have one.
func located(err error, method string, at *url.URL) error {
	if rejection, ok := errors.AsType[*Rejection](err); ok && rejection.Where == "" {
		rejection.Where = method + " " + at.RequestURI()
	}
	return err
}

// randomHex returns 2n random hexadecimal digits.
func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails: it ends the process instead
	return hex.EncodeToString(b)
}
