package docs_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// drawn matches the drawing of the README.
var drawn = regexp.MustCompile("(?ms)^```mermaid\n(flowchart .*?)^```$")

// TestTheRoomsAreDrawnAsTheyStand compares the drawing below the walls of the README
// with what go list says.
func TestTheRoomsAreDrawnAsTheyStand(t *testing.T) {
	readme := read(t, "README.md")
	found := drawn.FindStringSubmatchIndex(readme)
	if found == nil {
		t.Fatal("the README draws no rooms: how it is written must have changed")
	}
	have, want := readme[found[2]:found[3]], drawing(rooms(t))
	switch {
	case have == want:
	case *update:
		readme = readme[:found[2]] + want + readme[found[3]:]
		if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the README draws\n%s\nexpected\n%s\ngo test ./docs -run Drawn -update draws it anew", have, want)
	}
}

// rooms returns, for each package of ours, the packages of ours that it imports.
func rooms(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, p := range packages(t) {
		name, ours := inside(p.ImportPath)
		if !ours || len(p.GoFiles)+len(p.CgoFiles) == 0 {
			continue
		}
		all[name] = nil
		for _, i := range p.Imports {
			if own, ours := inside(i); ours {
				all[name] = append(all[name], own)
			}
		}
	}
	return all
}

// drawing draws rooms as a Mermaid flowchart with an arrow for each import. An import
// that a longer way already implies has no arrow, so that the picture stays legible.
func drawing(rooms map[string][]string) string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	id := func(room string) string { return strings.ReplaceAll(room, "/", "_") }
	for _, room := range slices.Sorted(maps.Keys(rooms)) {
		fmt.Fprintf(&b, "  %s[%q]\n", id(room), room)
		for _, to := range slices.Sorted(slices.Values(rooms[room])) {
			implied := slices.ContainsFunc(rooms[room], func(via string) bool { return via != to && reaches(rooms, via, to) })
			if !implied {
				fmt.Fprintf(&b, "  %s --> %s\n", id(room), id(to))
			}
		}
	}
	return b.String()
}

// reaches reports whether a room leads to another, over any number of others. It ends
// because imports have no cycles.
func reaches(rooms map[string][]string, from, to string) bool {
	return slices.ContainsFunc(rooms[from], func(next string) bool { return next == to || reaches(rooms, next, to) })
}
