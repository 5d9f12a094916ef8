package docs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "madoguchi"

// A wall is a row of the README's table: what a package imports besides the
// standard library.
type wall struct {
	imports    []string
	everything bool
	family     bool // for all packages below it that have no row: the most that they import
}

// wallOf returns the wall of a package: its own row, or that of its family.
func wallOf(walls map[string]wall, name string) (w wall, ok bool) {
	if w, ok = walls[name]; ok {
		return w, true
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if w, ok = walls[dir+"/…"]; ok {
			return w, true
		}
	}
	return wall{}, false
}

// stands reports whether a package with these sorted imports respects the wall.
func (w wall) stands(imports []string) bool {
	beyond := func(i string) bool { return !slices.Contains(w.imports, i) }
	return w.everything || slices.Equal(imports, w.imports) || w.family && !slices.ContainsFunc(imports, beyond)
}

// TestTheWallsOfTheReadmeStand compares the table of the README with what go list
// says: every package has a row, or its family has one, and imports what that allows.
func TestTheWallsOfTheReadmeStand(t *testing.T) {
	walls := wallsOf(t)
	seen := map[string]bool{}
	for _, p := range packages(t) {
		name, ours := inside(p.ImportPath)
		if !ours || len(p.GoFiles)+len(p.CgoFiles) == 0 { // tests may reach through every wall
			continue
		}
		w, ok := wallOf(walls, name)
		if !ok {
			t.Errorf("%s has no row in the table of the README", name)
			continue
		}
		seen[name] = true
		var imports []string
		for _, i := range p.Imports {
			if own, ours := inside(i); ours {
				imports = append(imports, own)
			} else if outside(i) {
				imports = append(imports, i)
			}
		}
		slices.Sort(imports)
		if !w.stands(imports) {
			t.Errorf("%s imports %q, and the README says %q", name, imports, w.imports)
		}
	}
	for name, w := range walls {
		if !seen[name] && !w.family {
			t.Errorf("the README has a row for %s, which is no package", name)
		}
	}
}

// TestARoomWithoutARowIsOfItsFamily holds that a room for another audience needs no row
// of its own, but may import no more than its family.
func TestARoomWithoutARowIsOfItsFamily(t *testing.T) {
	walls := wallsOf(t)
	for _, c := range []struct {
		name    string
		imports []string
		want    bool
	}{
		{"web/visitors", nil, true},
		{"web/visitors", []string{"booking", "github.com/gin-gonic/gin", "store", "web"}, true},
		{"web/visitors/paper", []string{"booking"}, true},
		{"web/visitors", []string{"booking", "voice"}, false},
		{"web/visitors", []string{"web/console"}, false},
		{"web/residents", []string{"booking", "ivr", "store", "web", "web/console", "github.com/gin-gonic/gin"}, false},
		{"web/visitors", []string{"github.com/mattn/go-sqlite3"}, false},
		{"web/plot", []string{"booking", "store"}, false}, // has a row
		{"web/plot", nil, false},
		{"webs", nil, false},
		{"voice/web", nil, false},
	} {
		w, ok := wallOf(walls, c.name)
		if got := ok && w.stands(c.imports); got != c.want {
			t.Errorf("%s imports %q: found %t, expected %t", c.name, c.imports, got, c.want)
		}
	}
}

// TestTheRulesAndTheDialogueReachNoWire follows the imports of imports as well.
func TestTheRulesAndTheDialogueReachNoWire(t *testing.T) {
	all := map[string]listed{}
	for _, p := range packages(t) {
		all[p.ImportPath] = p
	}
	for name, forbidden := range map[string]func(string) bool{
		"booking": func(dep string) bool { return outside(dep) || wire.MatchString(dep) },
		"ivr":     func(dep string) bool { return outside(dep) || wire.MatchString(dep) },
		"voice/phone": func(dep string) bool {
			_, ours := inside(dep)
			return ours
		},
	} {
		p, ok := all[module+"/"+name]
		if !ok || len(p.Deps) == 0 {
			t.Errorf("go list knows nothing of %s", name)
		}
		for _, dep := range p.Deps {
			if own, _ := inside(dep); forbidden(dep) && !(name == "ivr" && own == "booking") {
				t.Errorf("%s reaches %s", name, dep)
			}
		}
	}
}

// TestOnlyTheEnginesOwnFilesKnowADriver holds that only store/sqlite*.go imports a
// driver, and at most one test among these. Everything else asks store/engine.go; tests
// of other packages have storetest.Beside.
func TestOnlyTheEnginesOwnFilesKnowADriver(t *testing.T) {
	var own, tests []string
	for _, file := range filesOf(t, ".go") {
		if file != "docs/walls_test.go" && file != "store/storetest/beside.go" && strings.Contains(read(t, file), "sql.Open(") {
			t.Errorf("%s opens a database by the name of its driver: ask package store, or, in a test, storetest.Beside", file)
		}
		for _, i := range parsed(t, file).Imports {
			if !drivers.MatchString(i.Path.Value) {
				continue
			}
			switch ours, _ := path.Match("store/sqlite*.go", file); {
			case !ours:
				t.Errorf("%s imports %s: ask store/engine.go for what you need of an engine (why(err) tells a refusal), or move it to store/sqlite*.go",
					file, i.Path.Value)
			case strings.HasSuffix(file, "_test.go"):
				tests = append(tests, file)
			default:
				own = append(own, file)
			}
		}
	}
	if len(own) == 0 || len(tests) > 1 {
		t.Errorf("the driver is imported by %q and by the tests %q, expected the engine and one test", own, tests)
	}
}

// drivers matches the drivers of the engines in which a ledger may be kept.
var drivers = regexp.MustCompile(`sqlite|pgx|lib/pq`)

// wire matches the packages that carry a call or keep it.
var wire = regexp.MustCompile(`^(net/http|database/sql|net|os/exec)$|gin|twilio|sqlite`)

var (
	row  = regexp.MustCompile("(?m)^\\| `([a-z/]+…?)` \\|.*\\| ([^|]*) \\|$")
	code = regexp.MustCompile("`([^`]+)`")
)

// wallsOf reads the table behind the heading "The walls".
func wallsOf(t *testing.T) map[string]wall {
	t.Helper()
	_, text, _ := strings.Cut(read(t, "README.md"), "\n## The walls\n")
	text, _, _ = strings.Cut(text, "\n## ")
	walls := map[string]wall{}
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		w := wall{everything: m[2] == "everything", family: strings.HasSuffix(m[1], "/…")}
		for _, c := range code.FindAllStringSubmatch(m[2], -1) {
			w.imports = append(w.imports, c[1])
		}
		slices.Sort(w.imports)
		walls[m[1]] = w
	}
	if len(walls) < 6 {
		t.Fatalf("found %d rows in the table of the walls: %v", len(walls), walls)
	}
	return walls
}

// inside returns the name of one of our packages as the README writes it.
func inside(importPath string) (name string, ours bool) {
	return strings.CutPrefix(importPath, module+"/")
}

// outside reports whether a package is neither ours nor of the standard library,
// whose paths begin without a dot.
func outside(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return path.Ext(first) != "" && !strings.HasPrefix(importPath, "vendor/")
}

// listed is what go list tells about a package.
type listed struct {
	ImportPath                       string
	GoFiles, CgoFiles, Imports, Deps []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,GoFiles,CgoFiles,Imports,Deps", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, &stderr)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// calling finds where the program asks another machine for something.
var calling = regexp.MustCompile(`\bhttp\.(Client|RoundTripper|Transport|DefaultClient|DefaultTransport|Get|Head|Post|PostForm)\b|\b(net|tls|smtp)\.Dial|\bnet\.Dialer\b`)

// The line asks nobody for anything but the carrier, what time it is, and hands mails to the server
// that the city names. The telephone at the terminal calls the line that it is told to.
func TestTheLineReachesNobodyButTheCarrier(t *testing.T) {
	carrier := []string{"carrier/client.go", "carrier/wire.go", "cmd/madoguchi/carrier.go", "cmd/madoguchi/main.go"}
	mail := []string{"carrier/mail/server.go"}
	telephone := []string{"cmd/madoguchi/inside.go", "voice/phone/phone.go", "voice/phone/webhook.go"}
	standin := []string{"carrier/standin/carrier.go", "carrier/standin/connections.go", "carrier/standin/reports.go", "carrier/standin/transport.go"} // reaches itself, and a line that it is told of
	var found []string
	for _, file := range filesOf(t, ".go") {
		if !strings.HasSuffix(file, "_test.go") && calling.MatchString(read(t, file)) {
			found = append(found, file)
		}
	}
	if want := slices.Sorted(slices.Values(slices.Concat(carrier, mail, telephone, standin))); !slices.Equal(found, want) {
		t.Errorf("found %q, expected %q", found, want)
	}
	addresses := regexp.MustCompile(`"https?://[^"]+"`).FindAllString(read(t, "cmd/madoguchi/carrier.go"), -1)
	if !slices.Equal(addresses, []string{`"https://api.twilio.com/"`}) {
		t.Errorf("the carrier is at %q", addresses)
	}
}
