package docs_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestWhatTheDocumentsAreHeldAgainstIsThere holds that what docs/documents.md names to show
// what the product does is there: phrases of calls and texts, keys of city.yaml, tests. Its
// conversations and rules are links, which another test follows.
func TestWhatTheDocumentsAreHeldAgainstIsThere(t *testing.T) {
	known := map[string]bool{"city.yaml": true}
	for _, file := range []string{"ivr/phrases/ja.txt", "ivr/phrases/texts.ja.txt"} {
		for _, m := range phraseKey.FindAllStringSubmatch(read(t, file), -1) {
			known[m[1]] = true
		}
	}
	for _, m := range settingKey.FindAllStringSubmatch(read(t, "cmd/madoguchi/city/sample.yaml"), -1) {
		known[m[1]] = true
	}
	names, tests := 0, 0
	for line := range strings.Lines(prose(read(t, "docs/documents.md"))) {
		for _, m := range nameOf.FindAllStringSubmatch(line, -1) {
			switch {
			case m[2] != "":
				tests++
				if !strings.Contains(testsIn(t, m[1]), "\nfunc "+m[2]+"(") {
					t.Errorf("docs/documents.md names %s of %q, where it is not", m[2], m[1])
				}
			case strings.HasPrefix(line, "|"):
				names++
				if !known[m[3]] {
					t.Errorf("docs/documents.md names %q, which is no phrase and no key of city.yaml", m[3])
				}
			}
		}
	}
	if names < 50 || tests < 1 {
		t.Errorf("found %d names and %d tests: how they are written must have changed", names, tests)
	}
}

var (
	phraseKey  = regexp.MustCompile(`(?m)^([a-z][a-z.-]*) +=`)
	settingKey = regexp.MustCompile(`(?m)\b([a-z_]+):(?: |$)`)

	// nameOf finds a test with its package, as in "`store`: TestX", or a name; addresses, commands
	// and keys with a value are none.
	nameOf = regexp.MustCompile("`([a-z/]+)`: (Test[A-Z]\\w+)|`([a-z][a-z_.-]*)`")
)
