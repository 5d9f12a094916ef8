package city

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// reading is one pass over a file; it collects what is wrong.
type reading struct {
	file     string
	mistakes Mistakes
}

func (r *reading) wrong(line int, field, found, expected string) {
	r.mistakes = append(r.mistakes, Mistake{r.file, max(line, 1), field, found, expected})
}

// maxDepth is more than a city.yaml needs, which is 8.
const maxDepth = 20

// document returns the root of the only YAML document in data, which has nothing
// but mappings, lists and scalars. If there is none, it returns nil and notes why.
func (r *reading) document(data []byte) *yaml.Node {
	const field = "YAML"
	if len(data) > MaxSize {
		r.wrong(1, field, "more than 1 MiB", "a file of at most 1 MiB")
		return nil
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		r.wrong(1, field, "UTF-16", "a file that is saved as UTF-8")
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors put it there, and it does no harm
	if at := firstInvalid(data); at >= 0 {
		r.wrong(lineAt(data, at), field, fmt.Sprintf("the byte 0x%02X, which is not UTF-8", data[at]),
			"a file that is saved as UTF-8, not as Shift_JIS")
		return nil
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]; bytes.Contains(indent, []byte("\t")) {
			r.wrong(i+1, field, "a tab in the indentation", "spaces")
		}
	}
	if len(r.mistakes) > 0 {
		return nil
	}
	first, second, err := parse(data)
	switch {
	case err != nil:
		r.syntax(data, err)
	case first == nil:
		r.wrong(1, field, "nothing", "a city.yaml such as madoguchi config sample writes")
	default:
		r.plain(first, 0)
		if second != nil {
			r.wrong(second.Line, field, "a second document (---)", "one document in the file")
		}
	}
	if len(r.mistakes) > 0 {
		return nil
	}
	return first.Content[0]
}

func firstInvalid(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

func lineAt(data []byte, at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }

// parse returns the first document and, if there is one, the second.
func parse(data []byte) (first, second *yaml.Node, err error) {
	// The library panics on a few inputs ("please report"): for whoever wrote
	// the file that is a mistake like any other.
	defer func() {
		if fault := recover(); fault != nil {
			first, second, err = nil, nil, fmt.Errorf("the YAML library fails: %v", fault)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var documents [2]*yaml.Node
	for i := range documents {
		var node yaml.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		documents[i] = &node
	}
	return documents[0], documents[1], nil
}

// plain refuses what makes a YAML file mean something else than it seems to say.
func (r *reading) plain(n *yaml.Node, depth int) {
	const field = "YAML"
	switch {
	case depth > maxDepth:
		r.wrong(n.Line, field, fmt.Sprintf("more than %d levels", maxDepth), "the levels of madoguchi config sample")
		return
	case n.Kind == yaml.AliasNode:
		r.wrong(n.Line, field, "the alias "+quoted("*"+n.Value), "the value itself, written out")
		return
	case n.Anchor != "":
		r.wrong(n.Line, field, "the anchor "+quoted("&"+n.Anchor), "no anchors: write a value out where it is needed")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!merge":
		r.wrong(n.Line, field, `the merge key "<<"`, "keys written out where they are needed")
	case n.Style&yaml.TaggedStyle != 0:
		r.wrong(n.Line, field, "the tag "+quoted(n.Tag), "no tags")
	}
	for _, child := range n.Content {
		r.plain(child, depth+1)
	}
}

// syntax says where data stops being YAML.
func (r *reading) syntax(data []byte, err error) {
	at := syntaxLine(data, err)
	found, line := "an empty line", ""
	if lines := bytes.Split(data, []byte("\n")); at <= len(lines) {
		if line = strings.TrimSpace(string(lines[at-1])); line != "" {
			found = quoted(line)
		}
	}
	hint := "are indentation, quotes and brackets right?"
	if strings.ContainsAny(line, "：　") {
		hint = "is there a full-width colon or space?"
	}
	problem := errorLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), "")
	r.wrong(at, "YAML", found, fmt.Sprintf("valid YAML (%s); %s", problem, hint))
}

var errorLine = regexp.MustCompile(`^line (\d{1,9}): `)

// syntaxLine returns the first line at which data cannot be read. The library
// names the line before the one where the enclosing block begins, or none, so
// the file is tried without its last line, last two lines, and so on. For a file
// that is too large for that, it returns the library's line.
func syntaxLine(data []byte, err error) int {
	const most = 8 << 20 // bytes to parse in all, about a quarter of a second
	lines := 1 + bytes.Count(data, []byte("\n"))
	if len(data)/2*lines <= most {
		for end := bytes.LastIndexByte(data, '\n'); end >= 0; end = bytes.LastIndexByte(data[:end], '\n') {
			if _, _, err := parse(data[:end+1]); err == nil {
				return lineAt(data, end+1)
			}
		}
		return 1
	}
	if m := errorLine.FindStringSubmatch(strings.TrimPrefix(err.Error(), "yaml: ")); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return min(max(n, 1), lines)
		}
	}
	return 1
}
