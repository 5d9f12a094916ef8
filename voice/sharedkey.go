package voice

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// settingsHeader says with which shared key and how a webhook was signed:
// key=webhooks_sharedkey_…,algorithm=HMAC_SHA256. What an auth token signed does not have it.
// https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
const settingsHeader = "X-Twilio-Webhooks-Signature-Settings"

var (
	errSignature = errors.New("the signature is not Twilio's under any of the auth tokens or shared keys, for the public URL of the config")
	errAlgorithm = errors.New("the webhook says that it is signed in a way that is not taken: expected HMAC_SHA256 in the Setting of the shared key")
)

// ParseSharedKeys reads a comma-separated list of the secrets of shared keys, as
// [ParseTokens] reads auth tokens.
func ParseSharedKeys(s string) (Keys, error) { return parseKeys(s, "shared key") }

// SignShared returns the signature of a webhook under a shared key: of the same text as that
// of [Sign], but by HMAC-SHA256.
func SignShared(key, url string, form url.Values) string {
	return string(newSigner(form).sign(sha256.New, key, url))
}

// A scheme is how a webhook says that it was signed.
type scheme struct {
	hash   hasher
	length int // of the signature, in characters of base64
	keys   Keys
}

// schemeOf returns how a request has to be signed. Each kind of secret has one algorithm: with
// a shared key none but HMAC-SHA256 counts, although Twilio lets a Setting name HMAC-SHA1, so
// that nobody who can change a header can choose the weaker.
func (e *edge) schemeOf(h http.Header) (scheme, error) {
	settings := h.Values(settingsHeader)
	if len(settings) == 0 {
		return scheme{sha1.New, base64.StdEncoding.EncodedLen(sha1.Size), e.Tokens}, nil
	}
	if algorithmOf(strings.Join(settings, ",")) != "HMAC_SHA256" {
		return scheme{}, errAlgorithm
	}
	return scheme{sha256.New, base64.StdEncoding.EncodedLen(sha256.Size), e.SharedKeys}, nil
}

// algorithmOf returns the one algorithm that settings name, in capitals, or "".
func algorithmOf(settings string) (algorithm string) {
	for part := range strings.SplitSeq(settings, ",") {
		name, value, _ := strings.Cut(part, "=")
		if strings.TrimSpace(name) != "algorithm" {
			continue
		}
		if algorithm != "" {
			return ""
		}
		algorithm = strings.ToUpper(strings.TrimSpace(value))
	}
	return algorithm
}
