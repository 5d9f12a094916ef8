package docs_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The parts of .ci/run are those that it explains, and those that who contributes is
// told of.
func TestThePartsOfWhatMustHoldAreThoseThatAreExplained(t *testing.T) {
	help, err := exec.CommandContext(t.Context(), "bash", filepath.Join(root, ".ci/run"), "--help").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, help)
	}
	var explained, told, functions []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+)  +\S`).FindAllStringSubmatch(string(help), -1) {
		explained = append(explained, m[1])
	}
	_, chapter, _ := strings.Cut(read(t, "docs/CONTRIBUTING.md"), "\n## Run a part of what must hold\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|").FindAllStringSubmatch(chapter, -1) {
		told = append(told, m[1])
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z]+)\(\) \{$`).FindAllStringSubmatch(read(t, ".ci/run"), -1) {
		if m[1] != "usage" {
			functions = append(functions, m[1])
		}
	}
	if len(explained) < 5 || !slices.Equal(explained, told) || !slices.Equal(explained, functions) {
		t.Errorf(".ci/run explains %q and has %q, and docs/CONTRIBUTING.md tells of %q", explained, functions, told)
	}
}
