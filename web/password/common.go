package password

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// commonOnes has the passwords that most people choose, folded, one a line. VENDORED.md tells
// whose list it is. It is unpacked while a new password is looked at, and not kept in memory.
//
//go:embed common.txt.gz
var commonOnes []byte

// folded returns a password as it is compared with common ones: full-width letters, ligatures
// and upper case are what they look like.
func folded(password string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(password)))
}

// common reports whether a password is a common one, as it is, several times over, or with
// nothing but digits and signs before and after it.
func common(password string) (bool, error) {
	p := folded(password)
	bare := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	looked := map[string]bool{}
	for _, s := range []string{p, once(p), bare, once(bare)} {
		looked[s] = true
	}
	zipped, err := gzip.NewReader(bytes.NewReader(commonOnes))
	if err != nil {
		return false, fmt.Errorf("password: reading the common ones: %w", err)
	}
	found, err := anyLine(zipped, looked)
	if err != nil {
		return false, fmt.Errorf("password: reading the common ones: %w", err)
	}
	return found, nil
}

// anyLine reports whether a line is one of those.
func anyLine(list io.Reader, those map[string]bool) (bool, error) {
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if those[string(lines.Bytes())] {
			return true, nil
		}
	}
	return false, lines.Err()
}

// once returns the shortest text that gives p when it is written some times over.
func once(p string) string {
	if p == "" {
		return p
	}
	// p stands within itself twice over, first where it begins anew.
	return p[:strings.Index((p + p)[1:], p)+1]
}
