// Package docs_test checks that the documents are true: the rules that the code
// cites are there, links lead somewhere, the walls of the README stand, and the
// command that it names is the one that is run for every change.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// root is the path of the repository from here.
const root = ".."

func TestEveryRuleThatTheCodeCitesIsAHeading(t *testing.T) {
	headings := headingsOf(t, "docs/rules.md")
	cited := 0
	for _, file := range filesOf(t, ".go") {
		if strings.HasPrefix(file, "docs/") {
			continue
		}
		code := unwrapped(read(t, file))
		for _, at := range mention.FindAllStringIndex(code, -1) {
			cited++
			m := citation.FindStringSubmatch(code[at[1]:])
			switch {
			case m == nil:
				t.Errorf("%s: found docs/rules.md without a rule, expected docs/rules.md, \"Keys\" or another heading", file)
			case !slices.Contains(headings, m[1]):
				t.Errorf("%s: found docs/rules.md, %q, expected one of %q", file, m[1], headings)
			}
		}
	}
	if cited < 8 {
		t.Errorf("found %d citations: how they are written must have changed", cited)
	}
}

var (
	mention  = regexp.MustCompile(`docs/rules\.md`)
	citation = regexp.MustCompile(`^, "([^"]+)"`)
	wrap     = regexp.MustCompile(`\n\s*// ?`)
)

// unwrapped returns code with each comment on one line.
func unwrapped(code string) string { return wrap.ReplaceAllString(code, " ") }

func TestEveryRelativeLinkLeadsSomewhere(t *testing.T) {
	found := 0
	for _, file := range filesOf(t, ".md") {
		for _, m := range link.FindAllStringSubmatch(prose(read(t, file)), -1) {
			target, fragment, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			found++
			at := file
			if target != "" {
				at = filepath.Join(filepath.Dir(file), target)
			}
			if _, err := os.Stat(filepath.Join(root, at)); err != nil {
				t.Errorf("%s: the link %s leads nowhere: %v", file, m[1], err)
				continue
			}
			if fragment != "" && !slices.Contains(anchorsOf(t, at), fragment) {
				t.Errorf("%s: the link %s leads to no heading; there are %q", file, m[1], anchorsOf(t, at))
			}
		}
	}
	if found < 10 {
		t.Errorf("found %d links: how they are written must have changed", found)
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,4} (.+)$`)
	block   = regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```$")
)

// prose returns a document without its blocks of code.
func prose(document string) string { return block.ReplaceAllString(document, "") }

func headingsOf(t *testing.T, file string) []string {
	t.Helper()
	var headings []string
	for _, m := range heading.FindAllStringSubmatch(prose(read(t, file)), -1) {
		headings = append(headings, m[1])
	}
	return headings
}

// anchorsOf returns the headings as links write them: small letters, hyphens for
// blanks, no other marks.
func anchorsOf(t *testing.T, file string) []string {
	t.Helper()
	anchors := headingsOf(t, file)
	for i, h := range anchors {
		anchors[i] = strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, h)
	}
	return anchors
}

// TestTheWordsOfTheDocumentsAreThoseOfTheLine holds that every phrase that a document
// replaces exists, and that docs/wording.md explains every hole.
func TestTheWordsOfTheDocumentsAreThoseOfTheLine(t *testing.T) {
	phrases := map[string]bool{}
	wording := read(t, "docs/wording.md")
	for line := range strings.Lines(read(t, "ivr/phrases/ja.txt")) {
		key, words, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		phrases[strings.TrimSpace(key)] = true
		for _, hole := range regexp.MustCompile(`\{[a-z0-9]+\}`).FindAllString(words, -1) {
			if !strings.Contains(wording, "`"+hole+"`") {
				t.Errorf("docs/wording.md does not tell of the hole %s", hole)
			}
		}
	}
	overridden := regexp.MustCompile(`(?m)^    ([a-z][a-z.-]+): `)
	for _, file := range []string{"docs/wording.md", "README.ja.md"} {
		named := overridden.FindAllStringSubmatch(read(t, file), -1)
		if len(named) == 0 {
			t.Errorf("%s replaces no phrase: how it is written must have changed", file)
		}
		for _, m := range named {
			if !phrases[m[1]] {
				t.Errorf("%s replaces the phrase %s, which is none", file, m[1])
			}
		}
	}
}

// TestTheReadmesTestCommandIsTheOneThatIsRun checks the first go test command of the
// README, which a newcomer types.
func TestTheReadmesTestCommandIsTheOneThatIsRun(t *testing.T) {
	for _, file := range []string{"README.md", "README.ja.md"} {
		var command string
		for _, m := range block.FindAllStringSubmatch(read(t, file), -1) {
			for line := range strings.Lines(m[1]) {
				if words, _, _ := strings.Cut(line, "#"); command == "" && strings.HasPrefix(words, "go test ") {
					command = strings.TrimSpace(words)
				}
			}
		}
		var run []string
		for line := range strings.Lines(read(t, ".ci/run")) {
			run = append(run, strings.TrimSpace(line))
		}
		if command == "" || !slices.Contains(run, command) {
			t.Errorf("%s promises %q, which is no line of .ci/run", file, command)
		}
	}
}

// Whoever types the rows of the recipe has what go test ./ivr holds a row to.
func TestTheRowsOfTheReadmeAreAsNarrowAsThoseOfTheCall(t *testing.T) {
	rows := 0
	for _, m := range regexp.MustCompile("(?ms)^ *```go\n(.*?)^ *```$").FindAllStringSubmatch(read(t, "README.md"), -1) {
		for line := range strings.Lines(m[1]) {
			line = strings.TrimPrefix(strings.TrimRight(line, "\n"), "   ") // of the list that it stands in
			if strings.Contains(line, "{Name: ") {
				rows++
			}
			if wide := len([]rune(strings.ReplaceAll(line, "\t", "        "))); wide > 100 {
				t.Errorf("README.md has a line of %d columns, expected at most 100: %s", wide, line)
			}
		}
	}
	if rows < 2 {
		t.Errorf("found %d rows: how they are written must have changed", rows)
	}
}

// web.Peer believes the last X-Forwarded-For, so the proxy must put its own in the place of
// what a browser sends.
func TestTheProxyOfTheConsoleSaysWhoAsks(t *testing.T) {
	servers := 0
	for _, m := range regexp.MustCompile("(?ms)^```nginx\n(.*?)^```$").FindAllStringSubmatch(read(t, "docs/operations.md"), -1) {
		if !strings.Contains(m[1], "location /console") {
			continue
		}
		servers++
		if !strings.Contains(m[1], "proxy_set_header X-Forwarded-For $remote_addr;") {
			t.Errorf("docs/operations.md passes on whatever a browser says of itself:\n%s", m[1])
		}
	}
	if servers != 1 {
		t.Errorf("found %d servers for the console, expected 1", servers)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// filesOf returns the files with that ending, as paths from the root.
func filesOf(t *testing.T, ending string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ending) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
