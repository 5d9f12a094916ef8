package voice

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"hash"
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

// Keys are the auth tokens, or the shared keys, that Twilio may sign with: one, or two while
// it is being rotated. They are secrets: printing or logging shows only their number.
type Keys []string

// ParseTokens reads a comma-separated list of auth tokens. It refuses an empty
// list and an empty member, because anybody can sign with an empty token. Errors
// never repeat a token.
func ParseTokens(s string) (Keys, error) { return parseKeys(s, "auth token") }

func parseKeys(s, kind string) (Keys, error) {
	if strings.TrimSpace(s) == "" {
		return nil, fmt.Errorf("found no %s, expected one, or several separated by commas", kind)
	}
	_, noun, _ := strings.Cut(kind, " ")
	var keys Keys
	for key := range strings.SplitSeq(s, ",") {
		key = strings.TrimSpace(key)
		if key == "" {
			return nil, fmt.Errorf("%s %d: found nothing, expected a %s between the commas", kind, len(keys)+1, noun)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func (k Keys) String() string { return fmt.Sprintf("%d secrets", len(k)) }

// LogValue counts the secrets and shows none.
func (k Keys) LogValue() slog.Value { return slog.StringValue(k.String()) }

// GoString keeps the secrets out of %#v as well.
func (k Keys) GoString() string { return k.String() }

// Sign returns the signature that Twilio puts into X-Twilio-Signature for a
// POST of form to url, taken exactly as it is written:
// https://www.twilio.com/docs/usage/security#validating-requests.
//
// A key that comes several times is signed with each of its different values, in
// ascending order, as Twilio's Node library does it.
func Sign(token, url string, form url.Values) string {
	return string(newSigner(form).sign(sha1.New, token, url))
}

// Valid reports whether one of the tokens signed form, posted to url, with
// signature. As in Twilio's libraries the signed URL may have a port or not (443 for
// https and 80 for http if url has none). A wrong signature takes the same time
// wherever it differs.
//
// The check is our own HMAC and not twilio-go's client.RequestValidator, for
// three measured reasons: that one looks only at the first of several values of
// a key, so it refuses what Twilio signed with all of them and misses a change in
// the others; it takes about five times as long; and it makes more than 160
// allocations where about ten do (BenchmarkSignature). FuzzSignature compares the
// two.
func (k Keys) Valid(url string, form url.Values, signature string) bool {
	return k.valid(sha1.New, url, form, signature)
}

// valid is [Keys.Valid] for either algorithm.
func (k Keys) valid(hash hasher, url string, form url.Values, signature string) bool {
	given, s := []byte(signature), newSigner(form)
	for _, signed := range [...]string{url, otherPort(url)} {
		for _, token := range k {
			if token != "" && subtle.ConstantTimeCompare(s.sign(hash, token, signed), given) == 1 {
				return true
			}
		}
	}
	return false
}

// signer holds the part of the signed text that does not depend on the URL.
type signer struct{ params []byte }

func newSigner(form url.Values) signer {
	keys, size := make([]string, 0, len(form)), 0
	for key, values := range form {
		keys = append(keys, key)
		for _, value := range values {
			size += len(key) + len(value)
		}
	}
	slices.Sort(keys)
	params := make([]byte, 0, size)
	for _, key := range keys {
		values := form[key]
		if len(values) > 1 {
			values = slices.Compact(slices.Sorted(slices.Values(values)))
		}
		for _, value := range values {
			params = append(append(params, key...), value...)
		}
	}
	return signer{params}
}

// A hasher is sha1.New or sha256.New.
type hasher = func() hash.Hash

func (s signer) sign(hash hasher, key, url string) []byte {
	mac := hmac.New(hash, []byte(key))
	mac.Write([]byte(url))
	mac.Write(s.params)
	return base64.StdEncoding.AppendEncode(nil, mac.Sum(make([]byte, 0, mac.Size())))
}

// otherPort returns raw without its port or, if it has none, with the default
// port of its scheme. Everything else stays byte for byte as it came, because
// parsing a URL and printing it again may change it.
func otherPort(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw
	}
	end := len(rest)
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		end = i
	}
	authority, tail := rest[:end], rest[end:]
	host := strings.LastIndexByte(authority, '@') + 1
	colon := strings.LastIndexByte(authority, ':')
	if colon >= host && colon > strings.LastIndexByte(authority, ']') { // not a colon inside [::1]
		return scheme + "://" + authority[:colon] + tail
	}
	port := ":80"
	if strings.EqualFold(scheme, "https") {
		port = ":443"
	}
	return scheme + "://" + authority + port + tail
}
