package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryProofIsATest holds that each test which docs/proof.md names is one of the
// package that stands before it.
func TestEveryProofIsATest(t *testing.T) {
	named := 0
	for line := range strings.Lines(read(t, "docs/proof.md")) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		in := ""
		for _, m := range proof.FindAllStringSubmatch(line, -1) {
			if m[1] != "" {
				in = m[1]
				continue
			}
			named++
			if !strings.Contains(testsIn(t, in), "\nfunc "+m[2]+"(") {
				t.Errorf("docs/proof.md names %s of %q, where it is not", m[2], in)
			}
		}
	}
	if named < 60 {
		t.Errorf("found %d tests: how they are written must have changed", named)
	}
}

// proof finds a package, as in "`store`: ", or the name of a test.
var proof = regexp.MustCompile("`([a-z/]+)`: |\\b(Test[A-Z]\\w+|Benchmark[A-Z]\\w+)")

// testsIn returns the tests of a package, in one text.
func testsIn(t *testing.T, dir string) string {
	t.Helper()
	files, err := fs.Glob(os.DirFS(filepath.Join(root, dir)), "*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		all.WriteString(read(t, filepath.Join(dir, file)))
	}
	return all.String()
}
