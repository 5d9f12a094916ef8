package city

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// ParsePublicURL reads the address at which Twilio reaches the line and returns it
// without a slash at its end. It must be https; http is only for this machine.
// Twilio signs the address as it was given to it, so it has no user, query or
// fragment, and no letter that could be written in two ways
// (https://www.twilio.com/docs/usage/security#validating-requests).
func ParsePublicURL(s string) (string, error) {
	if expected := publicURLFault(s); expected != "" {
		return "", fmt.Errorf("found %s, expected %s", quoted(s), expected)
	}
	return strings.TrimRight(s, "/"), nil
}

var (
	plainHost = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	plainPath = regexp.MustCompile(`^[A-Za-z0-9._~/-]*$`)
)

// publicURLFault returns what is expected in the place of s, or "" if s is good.
func publicURLFault(s string) string {
	const example = ", such as https://yoyaku.example.jp"
	u, err := url.Parse(s)
	local := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
	switch {
	case len(s) > 200:
		return "an address of at most 200 characters" + example
	case strings.ContainsAny(s, "?#@"):
		return "an address without ?, # and @" + example
	case strings.HasPrefix(s, "http://") && !local:
		return "https:// (http:// only for localhost and 127.0.0.1)" + example
	case !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://"):
		return "an address that begins with https://" + example
	case err != nil || !plainHost.MatchString(u.Hostname()):
		return "an address with a host of ASCII letters, digits, dots and hyphens" + example
	case u.Host != u.Hostname() && !validPort(u.Port()):
		return "a port from 1 to 65535" + example
	case !plainPath.MatchString(u.EscapedPath()):
		return "a path of ASCII letters, digits and -._~/" + example
	}
	return ""
}

// consoleURL reads the address of the console, which may be the empty text. Passkeys are
// bound to the name of its host, and have none for a bare number.
// https://www.w3.org/TR/webauthn-3/#rp-id
func (v value) consoleURL() string {
	s := v.publicURL()
	if u, err := url.Parse(s); err == nil && net.ParseIP(u.Hostname()) != nil {
		v.wrong("an address with the name of a host, such as https://madoguchi.city.example.jp")
		return ""
	}
	return s
}

func validPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

// publicURL reads an address, which may be the empty text.
func (v value) publicURL() string {
	s, ok := v.text("an address that begins with https://")
	if !ok || s == "" {
		return ""
	}
	if expected := publicURLFault(s); expected != "" {
		v.wrong(expected)
		return ""
	}
	return strings.TrimRight(s, "/")
}
