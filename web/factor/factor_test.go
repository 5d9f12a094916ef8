package factor

import (
	"bytes"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rfc is the secret of the test vectors of both RFCs.
var rfc = Secret([]byte("12345678901234567890"))

// https://www.rfc-editor.org/rfc/rfc4226#appendix-D
func TestCodesAreThoseOfRFC4226(t *testing.T) {
	for step, want := range strings.Fields("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489") {
		if got := rfc.code(int64(step)); got != want {
			t.Errorf("step %d: %s, expected %s", step, got, want)
		}
	}
}

// https://www.rfc-editor.org/rfc/rfc6238#appendix-B, the last six of its eight digits.
func TestCodesAreThoseOfRFC6238(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if step, ok := rfc.Step(want, time.Unix(at, 0), -1); !ok || step != at/30 {
			t.Errorf("at %d: %d, %t", at, step, ok)
		}
	}
}

// A clock may be half a minute wrong, and no more; and each code is good once.
func TestACodeIsGoodOnceAndForThreeSteps(t *testing.T) {
	now := time.Unix(1_000_000*period+17, 0)
	for _, c := range []struct {
		of, after int64 // from the current step
		want      bool
	}{
		{0, -10, true}, {-1, -10, true}, {1, -10, true}, {-2, -10, false}, {2, -10, false}, {-3, -10, false},
		{0, 0, false}, {-1, 0, false}, {1, 0, true}, {0, -1, true}, {1, 1, false}, {0, 5, false},
	} {
		step, ok := rfc.Step(rfc.code(1_000_000+c.of), now, 1_000_000+c.after)
		if ok != c.want || ok && step != 1_000_000+c.of {
			t.Errorf("the code of step %+d after that of %+d: %d, %t", c.of, c.after, step, ok)
		}
	}
	if _, ok := rfc.Step("000000", time.Unix(0, 0), -1); ok {
		t.Error("a wrong code is taken at the beginning of time")
	}
}

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	now := time.Unix(59, 0)
	for _, typed := range []string{"287082", " 287 082 ", "287-082", "２８７０８２", "２８７　０８２"} {
		if _, ok := rfc.Step(typed, now, -1); !ok {
			t.Errorf("%q is not read", typed)
		}
	}
	for _, typed := range []string{"", "28708", "2870822", "287083", "28708O", "287082\x00", strings.Repeat("2", 300), "\xff\xfe", "²⁸⁷⁰⁸³"} {
		if _, ok := rfc.Step(typed, now, -1); ok {
			t.Errorf("%q is taken", typed)
		}
	}
}

func TestAnApplicationReadsTheAddress(t *testing.T) {
	s := NewSecret()
	if s == NewSecret() || s == (Secret{}) {
		t.Fatal("secrets are not drawn")
	}
	u, err := url.Parse(s.URI("春日市 予約の窓口", "tanto"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/tanto" || u.Query().Get("secret") != s.Text() ||
		u.Query().Get("issuer") != "春日市 予約の窓口" || len(s.Text()) != 32 {
		t.Errorf("%v, %v", u, err)
	}
	if got := Groups("ABCDEFGHIJ"); got != "ABCD EFGH IJ" {
		t.Errorf("%q", got)
	}
}

// A picture has the three corners and the margin of a QR code.
func TestAPictureIsAQRCode(t *testing.T) {
	p, err := Draw(rfc.URI("春日市 予約の窓口", "tanto"))
	if err != nil || p.Size < 21+8 {
		t.Fatalf("%d, %v", p.Size, err)
	}
	last := p.Size - margin - 1
	for at, want := range map[[2]int]bool{{4, 4}: true, {10, 4}: true, {4, 10}: true, {last, 4}: true, {4, last}: true, {5, 5}: false, {11, 4}: false, {0, 0}: false, {3, 4}: false, {last, last + 1}: false} {
		if got := strings.Contains(p.Path, "M"+strconv.Itoa(at[0])+" "+strconv.Itoa(at[1])+"h"); got != want {
			t.Errorf("at %v: %t", at, got)
		}
	}
	if _, err := Draw(strings.Repeat("x", 5000)); err == nil {
		t.Error("too much is drawn")
	}
}

func TestASealedSecretOpensForItsAccountAlone(t *testing.T) {
	k, s := Key{1}, NewSecret()
	sealed := k.Seal(s, 7)
	if bytes.Contains(sealed, s[:]) || bytes.Equal(sealed, k.Seal(s, 7)) || len(sealed) != 48 {
		t.Errorf("sealed as %s", hex.EncodeToString(sealed))
	}
	if got, err := k.Open(sealed, 7); err != nil || got != s {
		t.Errorf("%v", err)
	}
	for i := range sealed {
		other := bytes.Clone(sealed)
		other[i] ^= 1
		if _, err := k.Open(other, 7); err == nil {
			t.Errorf("it opens with byte %d changed", i)
		}
	}
	for name, open := range map[string]func() (Secret, error){
		"another account": func() (Secret, error) { return k.Open(sealed, 8) }, "another key": func() (Secret, error) { return Key{2}.Open(sealed, 7) },
		"a part": func() (Secret, error) { return k.Open(sealed[:40], 7) }, "nothing": func() (Secret, error) { return k.Open(nil, 7) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("it opens with %s", name)
		}
	}
}

func TestRecoveryCodesAreLongAndReadAsTyped(t *testing.T) {
	codes := NewRecoveryCodes()
	if len(codes) != RecoveryCodes {
		t.Fatalf("%d codes", len(codes))
	}
	seen := map[[32]byte]bool{}
	for _, c := range codes {
		hash, ok := RecoveryHash(c)
		again, ok2 := RecoveryHash(strings.ToLower(Groups(c)))
		if !ok || !ok2 || hash != again || seen[hash] {
			t.Errorf("%q: %t, %t", c, ok, ok2)
		}
		seen[hash] = true
	}
	for _, typed := range []string{"", codes[0][1:], codes[0] + "A", "123456"} {
		if _, ok := RecoveryHash(typed); ok {
			t.Errorf("%q is taken for a code", typed)
		}
	}
}

func FuzzWhatIsTyped(f *testing.F) {
	for _, s := range []string{"287082", "２８７ ０８２", "\xff", "ABCD-efgh", strings.Repeat("9", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		plain := Plain(typed)
		if strings.ContainsAny(plain, " -\t") {
			t.Errorf("%q becomes %q", typed, plain)
		}
		if step, ok := rfc.Step(typed, time.Unix(59, 0), -1); ok && (plain != rfc.code(step) || step > 2) {
			t.Errorf("%q is taken as step %d", typed, step)
		}
		if _, ok := RecoveryHash(typed); ok && len(plain) != recoveryLength {
			t.Errorf("%q is taken as a recovery code", typed)
		}
	})
}
