package docs_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestTheRoomsAreDrawnAsTheyStand compares the drawing below the walls of the README
// with what go list says.
func TestTheRoomsAreDrawnAsTheyStand(t *testing.T) {
	_, text, _ := strings.Cut(read(t, "README.md"), "\n## The walls\n")
	text, _, _ = strings.Cut(text, "\n## ")
	_, found, _ := strings.Cut(text, "```mermaid\n")
	found, _, _ = strings.Cut(found, "```\n")
	if want := drawing(rooms(t)); found != want {
		t.Errorf("the README draws\n%s\nexpected\n%s", found, want)
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
