package password

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// The list is the one on record, sorted and folded as it is compared, and long enough.
func TestTheCommonPasswordsAreTheOnesOnRecord(t *testing.T) {
	record, err := os.ReadFile("VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(commonOnes); !bytes.Contains(record, []byte(hex.EncodeToString(sum[:]))) {
		t.Errorf("VENDORED.md does not have the hash %x", sum)
	}
	zipped, err := gzip.NewReader(bytes.NewReader(commonOnes))
	if err != nil {
		t.Fatal(err)
	}
	n, long, last := 0, 0, ""
	lines := bufio.NewScanner(zipped)
	for ; lines.Scan(); n++ {
		p := lines.Text()
		if p <= last || folded(p) != p {
			t.Fatalf("line %d: found %q after %q", n+1, p, last)
		}
		if last = p; utf8.RuneCountInString(p) >= shortest {
			long++
		}
	}
	if err := lines.Err(); err != nil || n < 100_000 || long < 10_000 {
		t.Errorf("found %d passwords, %d of them long enough for one, %v", n, long, err)
	}
	t.Logf("%d passwords, %d of %d characters and more, %d bytes", n, long, shortest, len(commonOnes))
}

func TestACommonPasswordIsRefusedHoweverItIsWritten(t *testing.T) {
	for _, p := range []string{
		"unbelievable", "Unbelievable", "UNBELIEVABLE", "ｕｎｂｅｌｉｅｖａｂｌｅ", "ＵＮＢＥＬＩＥＶＡＢＬＥ", "ⓤⓝⓑⓔⓛⓘⓔⓥⓐⓑⓛⓔ",
		"passwordpassword", "Password2026!", "2026-password!!", "１２３４５６７８９０１２", "123456789012", "123456123456",
		"PasswordPassword!1", "password\u3000\u30001234",
	} {
		err := Check("tanto", p)
		if err == nil || !strings.HasPrefix(err.Error(), "found a password that many people have") {
			t.Errorf("%q: found %v", p, err)
		}
	}
	for _, p := range []string{right, "correct horse battery", "kasugai no niwa ni", "すずめのおやどは、どこだろう", "password of my cat Tama"} {
		if err := Check("tanto", p); err != nil {
			t.Errorf("%q: found %v", p, err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		if err := Check("tanto", right); err != nil {
			b.Fatal(err)
		}
	}
}
