package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// release matches a heading of the change log.
var release = regexp.MustCompile(`(?m)^## (\d+)\.(\d+)\.(\d+), (\d{4}-\d\d-\d\d)$`)

// unreleased matches the heading of what the next release will have.
var unreleased = regexp.MustCompile(`^(\d+\.\d+\.\d+) \(unreleased\)\n`)

func TestTheVersionIsTheNewestOfTheChangeLog(t *testing.T) {
	data, err := os.ReadFile("../../docs/CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	log := string(data)
	releases := release.FindAllStringSubmatch(log, -1)
	n := strings.Count(log, "\n## ")
	_, first, _ := strings.Cut(log, "\n## ")
	if next := unreleased.FindStringSubmatch(first); next != nil {
		n--
		if strings.Contains(log, "\n## "+next[1]+", ") {
			t.Errorf("%s is not released, and has a date", next[1])
		}
	}
	if len(releases) == 0 || len(releases) != n {
		t.Fatalf("found %d headings such as \"## 1.2.3, 2026-11-28\", expected all %d to be such", len(releases), n)
	}
	if newest := strings.Join(releases[0][1:4], "."); newest != version {
		t.Errorf("the newest version of the change log is %s, and the program's is %s", newest, version)
	}
	if !slices.IsSortedFunc(releases, func(a, b []string) int { return strings.Compare(b[4], a[4]) }) {
		t.Errorf("found the dates %q, expected the newest first", releases)
	}
	for _, r := range releases {
		if _, err := time.Parse(time.DateOnly, r[4]); err != nil {
			t.Errorf("%s: %v", r[0], err)
		}
	}
}

// The terminal, the log and the figures name the same version.
func TestTheVersionIsTheSameEverywhere(t *testing.T) {
	p := newPlace(t).withSecrets()
	for _, args := range [][]string{{"version"}, {"--version"}} {
		if got := p.does(args...); !strings.HasPrefix(got, "madoguchi "+version+" (") || !strings.HasSuffix(got, runtime.Version()+")\n") {
			t.Errorf("%q: %q", args, got)
		}
	}
	s := p.serve()
	if got := s.first["version"]; got != version {
		t.Errorf("the log names the version %v", got)
	}
	resp, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	figures, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("madoguchi_build_info{version=%q,go=%q} 1\n", version, runtime.Version())
	if !strings.Contains(string(figures), want) {
		t.Errorf("the figures have no %s:\n%s", want, figures)
	}
}

func TestABuildTellsItsCommitIfItIsKnown(t *testing.T) {
	settings := func(pairs ...string) (s []debug.BuildSetting) {
		for i := 0; i < len(pairs); i += 2 {
			s = append(s, debug.BuildSetting{Key: pairs[i], Value: pairs[i+1]})
		}
		return s
	}
	for want, s := range map[string][]debug.BuildSetting{
		version + " (go1.26)": settings("CGO_ENABLED", "1"),
		version + " (commit fd706ff0a1b2 of 2026-11-25T09:00:00Z, go1.26)": settings(
			"vcs.revision", "fd706ff0a1b2c3d4e5f6", "vcs.time", "2026-11-25T09:00:00Z", "vcs.modified", "false"),
		version + " (commit fd7 of 2026-11-25T09:00:00Z with changes, go1.26)": settings(
			"vcs.modified", "true", "vcs.time", "2026-11-25T09:00:00Z", "vcs.revision", "fd7"),
	} {
		if got := build(&debug.BuildInfo{GoVersion: "go1.26", Settings: s}, true); got != want {
			t.Errorf("found %q, expected %q", got, want)
		}
	}
	if got := build(nil, false); got != version {
		t.Errorf("of an unknown build: %q", got)
	}
}
