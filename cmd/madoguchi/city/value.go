package city

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// value is a place in the file and what stands there. Its readers return the
// zero value, or a fallback, for what is absent or wrong, and note the mistake:
// the reading goes on to the next one.
type value struct {
	in       *reading
	path     string // facilities[2].open[0].from; "" is the top level
	node     *yaml.Node
	line     int  // of the mapping, if the value is absent
	required bool // absence is a mistake
}

// absent reports whether there is no value. A key alone counts as absent, too:
// `phrases:` is left when somebody comments out all that stood below it.
func (v value) absent() bool {
	return v.node == nil || v.node.Kind == yaml.ScalarNode && v.node.Tag == "!!null" && v.node.Style == 0
}

// isMapping reports whether the value is a mapping.
func (v value) isMapping() bool { return v.node != nil && v.node.Kind == yaml.MappingNode }

// given reports whether there is a value, and notes the mistake if a required one is
// absent.
func (v value) given(expected string) bool {
	if v.absent() && v.required {
		v.wrong(expected)
	}
	return !v.absent()
}

func (v value) field() string {
	if v.path == "" {
		return "top level"
	}
	return v.path
}

// found describes what stands there.
func (v value) found() string {
	switch {
	case v.absent():
		return "nothing"
	case v.node.Kind == yaml.MappingNode:
		return "a mapping"
	case v.node.Kind == yaml.SequenceNode:
		return fmt.Sprintf("a list of %d", len(v.node.Content))
	}
	return quoted(v.node.Value)
}

func (v value) wrong(expected string)         { v.in.wrong(v.line, v.field(), v.found(), expected) }
func (v value) refuse(found, expected string) { v.in.wrong(v.line, v.field(), found, expected) }
func (v value) twice(what string, first int) {
	v.refuse(v.found(), fmt.Sprintf("%s: line %d has it already", what, first))
}
func (v value) at(path string, n *yaml.Node) value {
	return value{in: v.in, path: path, node: n, line: n.Line}
}

// quoted shows text of the file, cut so that a huge value makes no huge message.
func quoted(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return strconv.Quote(s)
	}
	return strconv.Quote(string([]rune(s)[:most])) + "…"
}

// text reads a scalar as it is written: 9:30 is not a number of minutes and 010 is
// not 8, whatever YAML makes of them.
func (v value) text(expected string) (string, bool) {
	if !v.given(expected) {
		return "", false
	}
	if v.node.Kind != yaml.ScalarNode {
		v.wrong(expected)
		return "", false
	}
	return strings.TrimSpace(v.node.Value), true
}

// scalar returns a scalar as it is written, without noting a mistake.
func (v value) scalar() (string, bool) {
	if v.absent() || v.node.Kind != yaml.ScalarNode {
		return "", false
	}
	return strings.TrimSpace(v.node.Value), true
}

// list returns the items of a list, or none if it is too short or too long.
func (v value) list(least, most int, expected string) []value {
	if !v.given(expected) {
		return nil
	}
	if v.node.Kind != yaml.SequenceNode {
		v.wrong(expected)
		return nil
	}
	if n := len(v.node.Content); n < least || most < n {
		v.wrong(fmt.Sprintf("%s, %d to %d of them", expected, least, most))
		return nil
	}
	items := make([]value, len(v.node.Content))
	for i, n := range v.node.Content {
		items[i] = v.at(fmt.Sprintf("%s[%d]", v.path, i), n)
		items[i].required = true
	}
	return items
}

// entry is a key of a mapping with its value.
type entry struct {
	key   string
	value value
}

// entries returns the keys of a mapping in the order of the file, each once.
func (v value) entries(expected string) []entry {
	if !v.given(expected) {
		return nil
	}
	if v.node.Kind != yaml.MappingNode {
		v.wrong(expected)
		return nil
	}
	var entries []entry
	firsts := map[string]int{}
	for pair := range slices.Chunk(v.node.Content, 2) {
		key := pair[0]
		if key.Kind != yaml.ScalarNode {
			v.in.wrong(key.Line, v.field(), v.at("", key).found()+" as a key", "a word")
			continue
		}
		if first, ok := firsts[key.Value]; ok {
			v.in.wrong(key.Line, v.field(), "the key "+quoted(key.Value)+" again", fmt.Sprintf("it once: line %d has it already", first))
			continue
		}
		firsts[key.Value] = key.Line
		e := entry{key.Value, v.at(strings.TrimPrefix(v.path+"."+key.Value, "."), pair[1])}
		e.value.line = key.Line
		entries = append(entries, e)
	}
	return entries
}

// keyed is a mapping whose keys are known.
type keyed struct {
	value
	values map[string]value
	meant  map[string]bool // keys that an unknown key was probably meant for
}

// keys reads a mapping; a key that is not known is a mistake.
func (v value) keys(known ...string) keyed {
	m := keyed{v, map[string]value{}, map[string]bool{}}
	for _, e := range v.entries("a mapping with " + strings.Join(known, ", ")) {
		if slices.Contains(known, e.key) {
			m.values[e.key] = e.value
			continue
		}
		expected := "one of " + strings.Join(known, ", ")
		if near := nearest(e.key, known); near != "" {
			m.meant[near] = true
			expected += fmt.Sprintf(" (did you mean %q?)", near)
		}
		v.in.wrong(e.value.line, v.field(), "the unknown key "+quoted(e.key), expected)
	}
	return m
}

// has reports whether the key has a value.
func (m keyed) has(key string) bool {
	v, ok := m.values[key]
	return ok && !v.absent()
}

// may returns the value of a key that need not be there.
func (m keyed) may(key string) value {
	if v, ok := m.values[key]; ok {
		return v
	}
	return value{in: m.in, path: strings.TrimPrefix(m.path+"."+key, "."), line: m.line}
}

// must returns the value of a key whose absence is a mistake, unless another mistake
// causes it: a slip in the key, or no mapping at all.
func (m keyed) must(key string) value {
	v := m.may(key)
	v.required = m.isMapping() && !m.meant[key]
	return v
}
