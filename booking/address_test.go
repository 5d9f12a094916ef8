package booking

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"testing"
)

func TestParseAddressReadsAddressesAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"hanako@example.jp": "hanako@example.jp", " Hanako.Sato@Example.JP ": "hanako.sato@example.jp", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ": "hanako@example.jp",
		"　hanako@example.jp　": "hanako@example.jp", "a+b@sub.example.co.jp": "a+b@sub.example.co.jp", "o'brien@example.jp": "o'brien@example.jp",
		"0123@example.jp": "0123@example.jp", "a..b@example.jp": "a..b@example.jp", "ab.@example.jp": "ab.@example.jp", "a@xn--wgv71a119e.jp": "a@xn--wgv71a119e.jp",
		"a@example.xn--wgv71a": "a@example.xn--wgv71a", strings.Repeat("a", 64) + "@example.jp": strings.Repeat("a", 64) + "@example.jp",
	} {
		got, err := ParseAddress(typed)
		if err != nil || !got.IsAddress() || got.Address() != want {
			t.Errorf("%q: found %q, %v, expected %q", typed, got.Address(), err, want)
		}
	}
}

func TestParseAddressSaysWhyAnAddressIsRefused(t *testing.T) {
	for typed, want := range map[string]AddressFault{
		"": AddressEmpty, "　 ": AddressEmpty, "hanako": AddressAt, "@example.jp": AddressAt, "hanako@": AddressAt,
		"a@b@example.jp": AddressDomain, "a b@example.jp": AddressCharacter, "-a@example.jp": AddressCharacter, ".a@example.jp": AddressCharacter,
		"a%b@example.jp": AddressCharacter, "a!b@example.jp": AddressCharacter, "|sh@example.jp": AddressCharacter, `"a b"@example.jp`: AddressCharacter,
		"<a@example.jp>": AddressCharacter, "A <a@example.jp>": AddressCharacter, "a,b@example.jp": AddressCharacter, "a@example.jp,b@example.jp": AddressDomain,
		"a@example.jp\r\nBcc: b@example.jp": AddressDomain, "a\r\n@example.jp": AddressCharacter, "a@example.jp\nx": AddressDomain, "a\x00@example.jp": AddressCharacter,
		"a@localhost": AddressDomain, "a@192.0.2.1": AddressDomain, "a@[192.0.2.1]": AddressDomain, "a@example..jp": AddressDomain, "a@-example.jp": AddressDomain,
		"a@example-.jp": AddressDomain, "a@example.jp.": AddressDomain, "a@exam_ple.jp": AddressDomain, "a@日本.jp": AddressDomain, "花子@example.jp": AddressCharacter,
		"a@exаmple.jp": AddressDomain, "аb@example.jp": AddressCharacter, "a\u200bb@example.jp": AddressCharacter, "a\u202e@example.jp": AddressCharacter, // Cyrillic, and what is not seen
		"\u212aa@example.jp":                    AddressCharacter, // the sign of Kelvin, which is small as a k
		strings.Repeat("a", 65) + "@example.jp": AddressLength, "a@" + strings.Repeat("example.", 40) + "jp": AddressLength, strings.Repeat("あ", 500): AddressLength,
	} {
		got, err := ParseAddress(typed)
		fault, ok := errors.AsType[*AddressError](err)
		if !ok || fault.Fault != want || got != "" {
			t.Errorf("%q: found %q, %v, expected fault %d", typed, got, err, want)
		}
		if ok && (len(typed) > 3 && strings.Contains(fault.Error(), typed) || fault.Error() == "") {
			t.Errorf("%q: the error repeats it, or says nothing: %v", typed, fault)
		}
	}
}

func TestAnAddressIsNoNumber(t *testing.T) {
	p, err := ParseAddress("hanako5678@example.jp")
	if err != nil {
		t.Fatal(err)
	}
	if p.Last4() != "" || p.Mobile() || p.Japanese() || p.OnlyReceives() || p.Masked() != "h***@e***.jp" || p.LogValue().String() != p.Masked() {
		t.Errorf("found %q, %t, %t, %t, %s", p.Last4(), p.Mobile(), p.Japanese(), p.OnlyReceives(), p.Masked())
	}
	if means, ok := p.Reached(); means != ByMail || !ok {
		t.Errorf("it is reached by %s, %t", means, ok)
	}
	if n := Phone("+819012345678"); n.IsAddress() || n.Address() != "" || n.Mailbox() != "" {
		t.Error("a number is taken for an address")
	}
	if _, err := ParsePhone(string(p)); err == nil {
		t.Error("an address is read as a number")
	}
	if _, err := ParseLine(string(p)); err == nil {
		t.Error("an address is read as a line")
	}
	for typed, want := range map[string]string{"a..b@example.jp": `"a..b"@example.jp`, "ab.@example.jp": `"ab."@example.jp`, "a.b@example.jp": "a.b@example.jp"} {
		if p, err := ParseAddress(typed); err != nil || p.Mailbox() != want {
			t.Errorf("%s: found %s, %v, expected %s", typed, p.Mailbox(), err, want)
		}
	}
}

// No call can claim to come from an address: its bookings would be heard by whoever sends so.
func TestNoCallerIsAnAddress(t *testing.T) {
	for _, from := range []string{
		"mail:hanako@example.jp", "<mail:hanako@example.jp>", `"mail:a" <sip:mail:hanako@example.jp@example.jp>`, "sip:mail%3Ahanako%40example.jp@example.jp",
		"tel:mail:hanako@example.jp", "ｍａｉｌ：hanako@example.jp", "+mail:1", "mail:+819012345678", "sip:mail%3a+819012345678@example.jp", "MAIL:HANAKO@EXAMPLE.JP",
	} {
		if c := CallerFrom(from); c.Phone.IsAddress() {
			t.Errorf("%q is taken for %s", from, c.Phone.Address())
		}
	}
}

// FuzzParseAddress holds that what is read is an address to others as well, stays what it is
// when it is read again, and has nothing in it that ends a line.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{"hanako@example.jp", "ａ＠ｂ．ｊｐ", "a..b@example.jp", "a@b.jp\r\nTo: c@d.jp", `"a"@b.jp`, "mail:a@b.jp"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if c := CallerFrom(typed); c.Phone.IsAddress() {
			t.Fatalf("%q calls as an address", typed)
		}
		p, err := ParseAddress(typed)
		if err != nil {
			if p != "" {
				t.Fatalf("%q is refused and read", typed)
			}
			return
		}
		if strings.ContainsAny(string(p), "\r\n\x00 <>,;\"\\") || len(p.Address()) > longestAddress {
			t.Fatalf("%q is read as %q", typed, p)
		}
		if again, err := ParseAddress(p.Address()); err != nil || again != p {
			t.Fatalf("%q is read as %q, and that as %q, %v", typed, p, again, err)
		}
		if read, err := mail.ParseAddress(fmt.Sprintf("<%s>", p.Mailbox())); err != nil || read.Address != p.Address() {
			t.Fatalf("%q is read as %q, which others read as %v, %v", typed, p.Mailbox(), read, err)
		}
		if masked := p.Masked(); !strings.Contains(masked, "***@") {
			t.Fatalf("%q is masked as %q", typed, masked)
		}
	})
}
