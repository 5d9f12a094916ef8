package booking

import (
	"bytes"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
)

var e164 = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)

func TestParsePhoneReadsNumbersAsPeopleWriteThem(t *testing.T) {
	for input, want := range map[string]Phone{
		"09012345678": "+819012345678", "090-1234-5678": "+819012345678", " 090 1234 5678\n": "+819012345678",
		"(090)1234.5678": "+819012345678", "０９０－１２３４－５６７８": "+819012345678", "090‐1234ー5678": "+819012345678",
		"\u202a090-1234-5678\u202c": "+819012345678",
		"+819012345678":             "+819012345678", "＋８１９０１２３４５６７８": "+819012345678", "+81 (0)90-1234-5678": "+819012345678",
		"(+81) 90 1234 5678": "+819012345678", "010-81-90-1234-5678": "+819012345678",
		"186-090-1234-5678": "+819012345678", "18409012345678": "+819012345678", "186+819012345678": "+819012345678",
		"06012345678": "+816012345678", "07012345678": "+817012345678", "08012345678": "+818012345678",
		"05012345678": "+815012345678", "02012345678": "+812012345678", "050-0000-0001": "+815000000001",
		"03-1234-5678": "+81312345678", "0568-12-3456": "+81568123456", "0186-12-3456": "+81186123456",
		"+1 415 555 0100": "+14155550100", "010 1 415 555 0100": "+14155550100", "+5511912345678": "+5511912345678",
		strings.Repeat(" ", maxPhoneInput-len("+819012345678")) + "+819012345678": "+819012345678", // as long as may be
		"+2901234": "+2901234", "+123456789012345": "+123456789012345", "+8190104500": "+8190104500",
	} {
		if got, err := ParsePhone(input); got != want || err != nil {
			t.Errorf("%q: got %s, %v, want %s", input, got, err, want)
		}
	}
}

func TestParsePhoneSaysWhyANumberIsRefused(t *testing.T) {
	for _, c := range []struct {
		input string
		fault PhoneFault
		says  string
	}{
		{"", PhoneEmpty, "found no phone number"},
		{" 　-() ", PhoneEmpty, "found no phone number"},
		{"+", PhoneEmpty, "found no phone number"},
		{"090-1234-567a", PhoneCharacter, "found 'a'"},
		{"090+12345678", PhoneCharacter, "found '+'"},
		{"++819012345678", PhoneCharacter, "found '+'"},
		{"٠٩٠١٢٣٤٥٦٧٨", PhoneCharacter, "found '٠'"},
		{"090\x001234567", PhoneCharacter, `found '\x00'`},
		{"090-1234-567", PhoneLength, "of 10 digits, expected 11"},
		{"090-1234-56789", PhoneLength, "of 12 digits, expected 11"},
		{"03-1234-567", PhoneLength, "of 9 digits, expected 10"},
		{"03-1234-56789", PhoneLength, "of 11 digits, expected 10"},
		{"0", PhoneLength, "of 1 digits, expected 10"},
		{"090", PhoneLength, "of 3 digits, expected 11"},
		{"+123456", PhoneLength, "6 digits after the +, expected 7 to 15"},
		{"+1234567890123456", PhoneLength, "16 digits after the +, expected 7 to 15"},
		{"010-1", PhoneLength, "expected 7 to 15"},
		{strings.Repeat("0", 1e5), PhoneLength, "100000 bytes"},
		{strings.Repeat(" ", maxPhoneInput+1-len("09012345678")) + "09012345678", PhoneLength, "129 bytes"},
		{"1234-5678", PhonePrefix, "area code"},
		{"90-1234-5678", PhonePrefix, "area code"},
		{"+0312345678", PhonePrefix, "country code"},
		{"819012345678", PhoneAmbiguous, "+81 for Japan"},
		{"81312345678", PhoneAmbiguous, "+81 for Japan"},
		{"8131234567", PhonePrefix, "area code"}, // too short for a number of Japan
		{"110", PhoneService, "found a 110 number"},
		{"118", PhoneService, "118"}, {"119", PhoneService, "119"}, {"１１９", PhoneService, "119"},
		{"184", PhoneService, "184"}, {"186", PhoneService, "186"}, // with no number behind it
		{"0120-123-456", PhoneService, "0120"}, {"+81120123456", PhoneService, "0120"}, {"+81 (0)120 123 456", PhoneService, "0120"},
		{"0800-123-4567", PhoneService, "0800"}, {"+818001234567", PhoneService, "0800"},
		{"0570-012-345", PhoneService, "0570"}, {"0990-512-345", PhoneService, "0990"},
		{"0077-22-1234", PhoneService, "00"}, {"+81 0077 22 1234", PhoneService, "00"},
		{"+8110450001", PhoneNobodys, "+81 10"}, {"+81 (0)10 4500 0112", PhoneNobodys, "010 dials abroad"}, {"+８１１０1234567890", PhoneNobodys, "nobody's"},
		{"010-81-10-4500-0112", PhoneNobodys, "nobody's"}, {"+81010 1 415 555 0100", PhoneNobodys, "nobody's"},
		{"+266696687", PhoneWithheld, "anonymous"}, {"266696687", PhoneWithheld, "anonymous"}, {"010-266696687", PhoneWithheld, "anonymous"},
	} {
		got, err := ParsePhone(c.input)
		e, ok := errors.AsType[*PhoneError](err)
		if !ok || e.Fault != c.fault || got != "" {
			t.Errorf("%.40q: got %q, %v, want fault %d", c.input, got, err, c.fault)
			continue
		}
		wantError(t, c.input, err, c.says)
	}
}

func TestPhoneErrorsNeverRepeatTheNumber(t *testing.T) {
	for _, input := range []string{"090-1234-567", "819012345678", "9012345678", "+01234567890", "0120123456", "1234", "123456789012"} {
		_, err := ParsePhone(input)
		digits := strings.ReplaceAll(input, "-", "")
		if err == nil || strings.Contains(err.Error(), digits) || strings.Contains(err.Error(), digits[len(digits)-4:]) {
			t.Errorf("%q: %v", input, err)
		}
	}
}

func TestLinesMayBeNumbersThatMakeNoCalls(t *testing.T) {
	for input, want := range map[string]Phone{
		"0120-123-456": "+81120123456", "0800-123-4567": "+818001234567", "０５７０-012-345": "+81570012345",
		"0990-512-345": "+81990512345", "050-0000-0001": "+815000000001", "0568-12-3456": "+81568123456", "+81120123456": "+81120123456",
	} {
		got, err := ParseLine(input)
		if got != want || err != nil {
			t.Errorf("%q: got %s, %v, want %s", input, got, err, want)
		}
		if again, err := ParseLine(got.Domestic()); again != got || err != nil {
			t.Errorf("%s is dialled as %s, which reads as %s, %v", got, got.Domestic(), again, err)
		}
	}
	for _, input := range []string{"", "110", "119", "0077-22-1234", "120-123-456", "0120-12-345", "窓口", "81120123456", "+8110450001"} {
		if got, err := ParseLine(input); err == nil {
			t.Errorf("%q: got %s, want an error", input, got)
		}
	}
}

func TestPhoneShowsOnlyWhatIsAskedFor(t *testing.T) {
	for _, c := range []struct {
		phone                   Phone
		masked, last4, domestic string
		mobile, japanese        bool
	}{
		{"+819012345678", "+81******5678", "5678", "09012345678", true, true},
		{"+816012345678", "+81******5678", "5678", "06012345678", true, true},
		{"+818001234567", "+81******4567", "4567", "08001234567", false, true},
		{"+815012345678", "+81******5678", "5678", "05012345678", false, true},
		{"+81568123456", "+81*****3456", "3456", "0568123456", false, true},
		{"+81901234567", "+81*****4567", "4567", "+81901234567", false, true}, // a digit short
		{"+8110450001", "+81****0001", "0001", "+8110450001", false, true},
		{"+14155550100", "+1******0100", "0100", "+14155550100", false, false},
		{"+5511912345678", "+55*******5678", "5678", "+5511912345678", false, false},
		{"+3581234567", "+358****567", "4567", "+3581234567", false, false},
		{"+2901234", "+290**34", "1234", "+2901234", false, false},
		{"+81", "+81", "+81", "+81", false, true},
		{"+", "+", "+", "+", false, false},
		{"", "", "", "", false, false},
	} {
		p := c.phone
		if p.Masked() != c.masked || p.Last4() != c.last4 || p.Domestic() != c.domestic || p.Mobile() != c.mobile || p.Japanese() != c.japanese {
			t.Errorf("%q: got %q %q %q %t %t, want %q %q %q %t %t", p, p.Masked(), p.Last4(), p.Domestic(), p.Mobile(), p.Japanese(),
				c.masked, c.last4, c.domestic, c.mobile, c.japanese)
		}
	}
}

func TestLogsNeverHoldTheNumber(t *testing.T) {
	var text, structured bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&text, nil)), slog.New(slog.NewJSONHandler(&structured, nil))} {
		log.Info("call", "phone", Phone("+819012345678"), "caller", CallerFrom("+819012345678"))
	}
	for _, got := range []string{text.String(), structured.String()} {
		if strings.Contains(got, "9012345678") || strings.Count(got, "+81******5678") != 2 {
			t.Errorf("logged %s", got)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"090-1234-5678", "+81 (0)90 1234 5678", "18609012345678", "０３－１２３４－５６７８", "0120123456", "+810012345",
		"819012345678", "010266696687", "+14155550100", "184+81120123456", "110", "+8181012345678", "\xff", "+81901234567", "184+81103421256"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		line, lineErr := ParseLine(s)
		p, err := ParsePhone(s)
		if lineErr != nil && err == nil {
			t.Fatalf("%q can call and cannot be called: %v", s, lineErr)
		}
		if lineErr == nil {
			if again, err := ParseLine(line.Domestic()); again != line || err != nil {
				t.Fatalf("line %q is %s, and again %s, %v", s, line, again, err)
			}
		}
		if err != nil {
			if _, ok := errors.AsType[*PhoneError](err); !ok || p != "" || len(err.Error()) > 200 {
				t.Fatalf("%q: got %q, %T %v", s, p, err, err)
			}
			return
		}
		if !e164.MatchString(string(p)) || p != line {
			t.Fatalf("%q is the phone %q and the line %q", s, p, line)
		}
		for _, form := range []string{string(p), p.Domestic(), "186" + p.Domestic()} {
			if again, err := ParsePhone(form); again != p || err != nil {
				t.Fatalf("%q is %s, but %s is %s, %v", s, p, form, again, err)
			}
		}
		if c := CallerFrom(string(p)); c != (Caller{Identified, p}) {
			t.Fatalf("%q is the phone %s, but the caller %s", s, p, c)
		}
		if p.Mobile() && !p.Japanese() || strings.Contains(p.Masked(), string(p[4:])) || len(p.Masked()) != len(p) {
			t.Fatalf("%s is shown as %s, mobile %t", p, p.Masked(), p.Mobile())
		}
	})
}
