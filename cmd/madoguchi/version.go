package main

import (
	"runtime/debug"
	"strings"
)

// version is this program's version, the newest of docs/CHANGELOG.md that has a date. The log,
// /metrics and the command "version" name it.
const version = "0.8.0"

// build returns the version, and what the Go command has noted about how it was built: the
// commit and its time, if it was built in a clone, and the release of Go.
func build(info *debug.BuildInfo, ok bool) string {
	if !ok {
		return version
	}
	var commit, of, changed string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = "commit " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.time":
			of = " of " + s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	from := []string{info.GoVersion}
	if commit != "" {
		from = []string{commit + of + changed, info.GoVersion}
	}
	return version + " (" + strings.Join(from, ", ") + ")"
}
