package booking

import (
	"fmt"
	"regexp"
	"strings"
)

// Whoever books through a link in a mail has proven an address and no number. Their booking
// belongs to the address: its Phone is "mail:" and the address, which no number ever is, so
// that whatever holds for a number (one booking, one hold, its limits, its undo, how long it is
// kept) holds for an address without a rule of its own.
const ofAddress = "mail:"

// The longest address, and the longest part of it before the @ (RFC 5321, 4.5.3.1; RFC 3696,
// erratum 1690).
const (
	longestAddress = 254
	longestLocal   = 64
)

// ParseAddress reads a mail address as people type it: full-width letters are made narrow, and
// capitals small, because hardly any server tells them apart and one person shall not be two. It
// takes the letters of ASCII alone, so that no address looks like another. Its errors are of
// type [*AddressError]; they never repeat the address.
func ParseAddress(s string) (Phone, error) {
	if len(s) > 3*longestAddress { // full-width letters have three bytes
		return "", &AddressError{AddressLength}
	}
	typed := strings.TrimSpace(strings.Map(narrow, s))
	local, domain, found := strings.Cut(typed, "@")
	switch {
	case typed == "":
		return "", &AddressError{AddressEmpty}
	case !found || local == "" || domain == "":
		return "", &AddressError{AddressAt}
	case !localPart.MatchString(local):
		return "", &AddressError{AddressCharacter}
	case len(local) > longestLocal || len(typed) > longestAddress:
		return "", &AddressError{AddressLength}
	case !domainName.MatchString(domain):
		return "", &AddressError{AddressDomain}
	}
	return Phone(ofAddress + typed), nil
}

// narrow makes full-width characters narrow, and capitals of ASCII small: others become letters
// of ASCII when they do. Unlike fold it drops nothing: what cannot be seen is no part of an address.
func narrow(r rune) rune {
	switch {
	case '！' <= r && r <= '～':
		r += '!' - '！'
	case r == '　':
		return ' '
	}
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}

var (
	// localPart begins with no hyphen, which programs take for an option, and has nothing that
	// would have a server pass a mail on (% and !), run a program (|) or write a file. The telephone
	// companies once gave out addresses with dots in a row and at the end, which are still used.
	localPart = regexp.MustCompile(`^[a-z0-9_][a-z0-9._+'&=~?/-]*$`)

	// domainName has two labels at least, the last one of letters or of another script in ASCII
	// (RFC 5890), so that it is no number of a machine.
	domainName = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$`)
)

// IsAddress reports whether p is a mail address and no number.
func (p Phone) IsAddress() bool { return strings.HasPrefix(string(p), ofAddress) }

// Address returns the mail address, or "" for a number.
func (p Phone) Address() string {
	if !p.IsAddress() {
		return ""
	}
	return string(p[len(ofAddress):])
}

// Mailbox returns the address as the protocol of mails has it: with quotes around dots where none
// may be (RFC 5321, 4.1.2). It returns "" for a number.
func (p Phone) Mailbox() string {
	local, domain, _ := strings.Cut(p.Address(), "@")
	if strings.Contains(local, "..") || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") {
		return `"` + local + `"@` + domain
	}
	return p.Address()
}

// maskedAddress shows of an address how it begins, how its host begins, and how that ends:
// "h***@e***.jp". The name of a host may be that of a family.
func maskedAddress(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	top := domain[strings.LastIndexByte(domain, '.')+1:]
	return local[:min(1, len(local))] + "***@" + domain[:min(1, len(domain))] + "***." + top
}

// AddressFault says what is wrong with a mail address.
type AddressFault int

// What can be wrong with a mail address.
const (
	AddressEmpty     AddressFault = iota + 1 // nothing to read
	AddressAt                                // not one @ with something on both sides
	AddressCharacter                         // before the @ stands what no address here has
	AddressLength                            // it is too long
	AddressDomain                            // after the @ stands no name of a host
)

// AddressError says why [ParseAddress] refuses an address.
type AddressError struct{ Fault AddressFault }

func (e *AddressError) Error() string {
	switch e.Fault {
	case AddressEmpty:
		return "found no mail address, expected one such as hanako@example.jp"
	case AddressAt:
		return "found a mail address without its two parts, expected a name, @ and the name of a host"
	case AddressCharacter:
		return "found a character before the @ of a mail address, expected the letters of ASCII, digits and . _ + - ' & = ~ ? /"
	case AddressLength:
		return fmt.Sprintf("found a mail address that is too long, expected at most %d characters", longestAddress)
	case AddressDomain:
		return "found a mail address whose end is no name of a host, expected one such as example.jp in the letters of ASCII"
	}
	return "found a mail address that cannot be read"
}
