package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestThePartsOfWhatMustHoldAreThoseThatAreExplained holds that .ci/run explains each
// of its parts, and that CONTRIBUTING.md does.
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

// TestWhatMustHoldHoldsOrFails holds that everything runs if no part is named, that a
// part that fails ends the run, and that a machine which cannot ask for known
// vulnerabilities does not claim that there are none.
func TestWhatMustHoldHoldsOrFails(t *testing.T) {
	for _, c := range []struct {
		name             string
		args             []string
		toolchain, vulns string // what go and govulncheck do
		said, never      string
		held             bool
	}{
		{name: "all of it", vulns: "exit 0", said: "== call ", never: "== fuzz", held: true},
		{name: "two parts", args: []string{"tests", "call"}, said: "go test ./...", never: "== lint", held: true},
		{name: "no such part", args: []string{"test"}, said: "expected one of format tests"},
		{name: "a part that fails", toolchain: `[ "$2" = -race ] && exit 1`, vulns: "exit 0", said: "== races", never: "== browser"},
		{name: "offline", vulns: `echo "govulncheck: fetching vulnerabilities: no such host"; exit 1`, said: "not held: known", never: "looked at", held: true},
		{name: "a known vulnerability", vulns: `[ "$2" = package ] && exit 3; echo looked at "$@"; exit 3`, said: "looked at ./...", never: "== races"},
		{name: "a look that fails", vulns: `echo "govulncheck: loading packages"; exit 1`, said: "loading packages", never: "== races"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bin := t.TempDir()
			for name, script := range map[string]string{
				"gofmt": "", "chromium": "", "node": "", "npm": "", "postfix": "", "saslpasswd2": "", "fc-list": "echo IPAGothic",
				"go": `echo go "$@"
					case $1 in
					install) printf '%s\n' '#!/bin/sh' "$VULNS" > "$GOBIN/govulncheck"; chmod +x "$GOBIN/govulncheck" ;;
					build) printf '#!/bin/sh\n' > "$3"; chmod +x "$3" ;;
					esac
					` + c.toolchain + "\nexit 0",
			} {
				if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), "bash", append([]string{filepath.Join(root, ".ci/run")}, c.args...)...)
			cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "VULNS="+c.vulns)
			out, err := cmd.CombinedOutput()
			said := string(out)
			if (err == nil) != c.held || !strings.Contains(said, c.said) || c.never != "" && strings.Contains(said, c.never) {
				t.Errorf("%v; found the words\n%s\nexpected %q and not %q", err, said, c.said, c.never)
			}
			lines := strings.Split(strings.TrimSpace(said), "\n")
			if all := strings.HasPrefix(lines[len(lines)-1], "== All of it holds"); all != (c.held && c.args == nil) {
				t.Errorf("the last line is %q", lines[len(lines)-1])
			}
		})
	}
}
