package booking

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestCallerFromEveryShapeOfFrom(t *testing.T) {
	for _, c := range []struct {
		want  string // kind and phone
		froms []string
	}{
		{"identified +819012345678", []string{
			"+819012345678", " +819012345678\r\n", "09012345678", "090-1234-5678", "０９０１２３４５６７８", "18609012345678",
			"sip:+819012345678@sip.example.com", "SIP:09012345678@192.0.2.1:5060;transport=tcp", "sips:+819012345678@example.com",
			"<sip:+819012345678@example.com>;tag=1", `"Clinic" <sip:+819012345678;npdi@example.com>`, `"Private Clinic" <sip:+819012345678@example.com>`,
			"tel:+81-90-1234-5678", "tel:090-1234-5678;phone-context=+81", "sip:%2B819012345678@example.com",
			strings.Repeat(" ", maxFrom-len("+819012345678")) + "+819012345678", // as long as may be
			"sip:+819012345678:secret@example.com", "+819012345678@anonymous.example.com", `"" <tel:+819012345678>`,
		}},
		{"identified +816012345678", []string{"+816012345678"}},
		{"identified +815012345678", []string{"+815012345678"}},
		{"identified +81568123456", []string{"+81568123456"}},
		{"identified +14155550100", []string{"+14155550100"}},
		{"identified +5511912345678", []string{"+5511912345678"}},
		{"malformed", []string{"+8110450001", "sip:+81104500011@pbx.example.jp", "tel:+81-10-4500-0112"}},
		{"identified +2901234", []string{"+2901234"}},
		{"withheld", []string{
			"", " ", "　", "\t", "anonymous", "Anonymous", "ANONYMOUS", "ａｎｏｎｙｍｏｕｓ", "restricted", "private", "unavailable", "unknown", "blocked",
			"Private Number", "Unknown Caller", "withheld",
			"sip:anonymous@anonymous.invalid", "sip:Anonymous@example.com", "sips:anonymous@192.0.2.1:5061", "SIP:ANONYMOUS@EXAMPLE.COM", "sip:%41nonymous@example.com",
			`"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1`, `"Anonymous" <sip:+819012345678@example.com>`, `Anonymous <sip:c8oqz84zk7z@example.com>`,
			`"Clinic" <sip:anonymous@example.com>`, "sip:+819012345678@anonymous.invalid", "sip:x@Anonymous.Invalid:5060", "sip:@example.com", "sip:", `""`, "<>",
			"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "266696687", "+266-696-687", "sip:266696687@example.com", "sip:+7378742833@example.com",
		}},
		{"payphone", []string{
			"payphone", "Payphone", "coin", "public", "Public Phone", "coin line", "sip:payphone@example.com", "sip:coin@example.com",
			`"Coin line/payphone" <sip:anonymous@anonymous.invalid>`, `"Anonymous" <sip:payphone@example.com>`,
		}},
		{"malformed", []string{
			"+81120123456", "0120123456", "0800-123-4567", "+818001234567", "+81570012345", "0990512345", "110", "118", "119", "0077221234",
			"+", "+123456", "+1234567890123456", "+0123456789", "1001", "sip:1001@example.com", "sip:reception@example.com", "819012345678",
			"anonymousе", "private clinic", "予約", "٠٩٠١٢٣٤٥٦٧٨", "+8190\x0012345678", "+8190\n12345678", "anonymous\x00", "anony\tmous", "\xff\xfe", "client:reception",
			strings.Repeat("9", 1e6), strings.Repeat(" ", 1e6), strings.Repeat(" ", maxFrom+1-len("+819012345678")) + "+819012345678", "sip:" + strings.Repeat("anonymous", 1000),
		}},
	} {
		for _, from := range c.froms {
			got := CallerFrom(from)
			if shown := strings.TrimSpace(got.Kind.String() + " " + string(got.Phone)); shown != c.want {
				t.Errorf("%.80q: got %s, want %s", from, shown, c.want)
			}
		}
	}
}

func TestACallerOfWhomNothingIsKnownIsWithheld(t *testing.T) {
	if (Caller{}).Kind != Withheld {
		t.Errorf("the zero caller is %s", Caller{}.Kind)
	}
}

func TestCallerAsJSON(t *testing.T) {
	for want, c := range map[string]Caller{
		`{"kind":"identified","phone":"+819012345678"}`: {Identified, "+819012345678"},
		`{"kind":"withheld"}`:                           {},
		`{"kind":"payphone"}`:                           {Kind: Payphone},
		`{"kind":"malformed"}`:                          {Kind: Malformed},
		`{"kind":"centre"}`:                             {Kind: AtCentre},
	} {
		got, err := json.Marshal(c)
		if string(got) != want || err != nil {
			t.Errorf("%s: got %s, %v", c, got, err)
		}
		var again Caller
		if err := json.Unmarshal(got, &again); again != c || err != nil {
			t.Errorf("%s reads back as %s, %v", want, again, err)
		}
	}
	for _, kind := range []CallerKind{Withheld - 1, AtCentre + 1} {
		if got, err := json.Marshal(Caller{Kind: kind}); err == nil {
			t.Errorf("kind %d is written as %s", int(kind), got)
		}
		if got, want := kind.String(), fmt.Sprintf("CallerKind(%d)", int(kind)); got != want {
			t.Errorf("kind %d is called %s", int(kind), got)
		}
	}
	for _, kind := range []string{"", "Withheld", "agent", strings.Repeat("x", 1e5)} {
		var k CallerKind
		err := k.UnmarshalText([]byte(kind))
		wantError(t, kind, err, "expected one of withheld, identified, payphone, malformed, centre")
	}
}

func FuzzCallerFrom(f *testing.F) {
	for _, s := range []string{"+819012345678", "anonymous", `"Anonymous" <sip:anonymous@anonymous.invalid>`, "sip:%2B8190@h", "tel:090-1234-5678", "", "+266696687", "公衆"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := CallerFrom(s)
		if (c.Kind == Identified) != (c.Phone != "") || c.Kind < Withheld || Malformed < c.Kind {
			t.Fatalf("%q: kind %d with phone %q", s, c.Kind, c.Phone)
		}
		if c.Kind == Identified {
			if again := CallerFrom(string(c.Phone)); again != c || !e164.MatchString(string(c.Phone)) {
				t.Fatalf("%q is %s, and again %s", s, c, again)
			}
			if p, err := ParsePhone(string(c.Phone)); p != c.Phone || err != nil {
				t.Fatalf("%q is the caller %s, but the phone %s, %v", s, c.Phone, p, err)
			}
		}
		// Whatever else is there, the words hide the caller.
		for _, word := range []string{"Anonymous", "RESTRICTED", "private", "unavailable", "Unknown", "blocked", "payphone"} {
			for _, from := range []string{word, `"` + word + `" <` + s + ">", "sip:" + word + "@" + strings.ReplaceAll(s, "<", "")} {
				if c := CallerFrom(from); c.Kind == Identified {
					t.Fatalf("%q is %s", from, c)
				}
			}
		}
	})
}
