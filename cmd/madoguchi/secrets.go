package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"madoguchi/cmd/madoguchi/city"
	"madoguchi/voice"
)

// The environment variables of the line. A secret never stands in a file of the config.
const (
	tokenVariable    = "TWILIO_AUTH_TOKEN"
	sharedVariable   = "TWILIO_SHARED_KEY"
	publicVariable   = "MADOGUCHI_PUBLIC_URL"
	fallbackVariable = "MADOGUCHI_FALLBACK_URL"
)

// secrets reads from the environment what the line needs, and tells everything that is
// missing at once. public is the address of the config.
func (w *world) secrets(s *voice.Server, public string) (err error) {
	var missing []string
	if s.Tokens, s.SharedKeys, err = w.signers(); err != nil {
		return err
	}
	if s.Tokens == nil && s.SharedKeys == nil {
		missing = append(missing, tokenVariable+" (the auth token of the Twilio console: export "+tokenVariable+"=…)")
	}
	switch given := w.env(publicVariable); {
	case given != "":
		if public, err = city.ParsePublicURL(given); err != nil {
			return fmt.Errorf("%s: %w", publicVariable, err)
		}
	case public == "":
		missing = append(missing, publicVariable+" (the address at which Twilio finds the line: export "+
			publicVariable+"=https://yoyaku.example.jp, or public_url in city.yaml)")
	}
	if missing != nil {
		return errors.New("missing in the environment: " + strings.Join(missing, " and "))
	}
	s.PublicURL = public
	if given := w.env(fallbackVariable); given != "" {
		if s.FallbackURL, err = city.ParsePublicURL(given); err == nil {
			err = samePath(s.FallbackURL, public)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", fallbackVariable, err)
		}
	}
	return nil
}

// signers reads the secrets that webhooks are signed with, of which one kind may be missing.
func (w *world) signers() (tokens, shared voice.Keys, err error) {
	if given := w.env(tokenVariable); given != "" {
		if tokens, err = voice.ParseTokens(given); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", tokenVariable, err)
		}
	}
	if given := w.env(sharedVariable); given != "" {
		if shared, err = voice.ParseSharedKeys(given); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", sharedVariable, err)
		}
	}
	return tokens, shared, nil
}

// samePath refuses a second address of the line with another path: what the line hands out has
// the path, and not the host.
func samePath(second, public string) error {
	a, err := url.Parse(second)
	b, other := url.Parse(public)
	if err != nil || other != nil || a.Path != b.Path {
		return fmt.Errorf("found %q, expected another host with the path of %q", second, public)
	}
	return nil
}
