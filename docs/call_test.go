package docs_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write into the documents what their calls sound like and what the rooms import now")

// example matches a call in a document: its command, and what that printed.
var example = regexp.MustCompile("(?ms)^(```sh\ngo run (\\./cmd/madoguchi phone [^\n]*)\n```\n\n```text\n)(.*?)^```$")

// TestTheCallsOfTheDocumentsAreReal holds that the calls in the documents run as shown.
func TestTheCallsOfTheDocumentsAreReal(t *testing.T) {
	for _, file := range []string{"README.md", "README.ja.md"} {
		document := read(t, file)
		shown := example.FindStringSubmatchIndex(document)
		if shown == nil {
			t.Errorf("%s shows no call: how it is written must have changed", file)
			continue
		}
		command, printed := document[shown[4]:shown[5]], document[shown[6]:shown[7]]
		heard := call(t, command)
		if *update && heard != printed {
			document = document[:shown[6]] + heard + document[shown[7]:]
			if err := os.WriteFile(filepath.Join(root, file), []byte(document), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if heard != printed {
			t.Errorf("%s shows\n%s\nbut %s says\n%s\ngo test ./docs -run Calls -update writes it down", file, printed, command, heard)
		}
	}
}

// call runs a command of a document.
func call(t *testing.T, command string) string {
	t.Helper()
	var args []string
	for i, part := range strings.Split(command, `"`) {
		if i%2 == 1 {
			args = append(args, part) // between quotes
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"run"}, args...)...)
	cmd.Dir = root
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go run %s: %v: %s%s", command, err, out, &stderr)
	}
	return string(out)
}
