package city

import (
	"strings"
	"testing"
)

// notYAML has files that are refused before any field is read.
var notYAML = []struct{ claim, data, want string }{
	{"nothing", "",
		`1: YAML: found nothing, expected a city.yaml such as madoguchi config sample writes`},
	{"nothing but comments", "# a\n\n# b\n",
		`1: YAML: found nothing, expected a city.yaml such as madoguchi config sample writes`},
	{"null", "~",
		`1: top level: found nothing, expected a mapping with city, public_url, number, voice, cancel, call_centre, national, outreach, web, mail, console, rules, facilities, services, per_service, closed, phrases`},
	{"Shift_JIS", "# a\ncity: {name: \x8ft\x93\xfa\x88\xe4\x8es}\n",
		`2: YAML: found the byte 0x8F, which is not UTF-8, expected a file that is saved as UTF-8, not as Shift_JIS`},
	{"UTF-16 of Windows", "\xff\xfec\x00i\x00",
		`1: YAML: found UTF-16, expected a file that is saved as UTF-8`},
	{"UTF-16, the other way round", "\xfe\xff\x00c\x00i",
		`1: YAML: found UTF-16, expected a file that is saved as UTF-8`},
	{"tabs", "city:\n\tname: a\n \tyomi: b\n",
		`2: YAML: found a tab in the indentation, expected spaces
3: YAML: found a tab in the indentation, expected spaces`},
	{"control character", "a: b\nc: \x00d\n",
		`2: YAML: found "c: \x00d", expected valid YAML (control characters are not allowed); are indentation, quotes and brackets right?`},
	{"open bracket", "a: 1\nb: [1,\nc: 2\nd: 3\n",
		`2: YAML: found "b: [1,", expected valid YAML (did not find expected ',' or ']'); are indentation, quotes and brackets right?`},
	{"open quote", "a: 1\nb: \"x\nc: 2\n",
		`2: YAML: found "b: \"x", expected valid YAML (found unexpected end of stream); are indentation, quotes and brackets right?`},
	{"key between two indentations", "# c\n# c\n# c\na: 1\nb:\n  c: 1\n d: 2\ne: 3\n",
		`7: YAML: found "d: 2", expected valid YAML (did not find expected key); are indentation, quotes and brackets right?`},
	{"key that is indented less", "a:\n    b: 1\n    c: 2\n  d: 3\n",
		`4: YAML: found "d: 3", expected valid YAML (did not find expected key); are indentation, quotes and brackets right?`},
	{"key without a colon", "a: 1\nb\nc: 2\n",
		`2: YAML: found "b", expected valid YAML (could not find expected ':'); are indentation, quotes and brackets right?`},
	{"full-width blank after the colon", "a: 1\nb:　2\nc: 3\n",
		`2: YAML: found "b:\u30002", expected valid YAML (could not find expected ':'); is there a full-width colon or space?`},
	{"percent sign first", "%YAML 1.3\n---\na: b\n",
		`1: YAML: found "%YAML 1.3", expected valid YAML (found incompatible YAML document); are indentation, quotes and brackets right?`},
	{"anchor, alias and merge key", "a: &x 1\nb: *x\nc: {<<: {d: 1}}\n",
		`1: YAML: found the anchor "&x", expected no anchors: write a value out where it is needed
2: YAML: found the alias "*x", expected the value itself, written out
3: YAML: found the merge key "<<", expected keys written out where they are needed`},
	{"alias of nothing", "a: 1\nb: *x\n",
		`2: YAML: found "b: *x", expected valid YAML (unknown anchor 'x' referenced); are indentation, quotes and brackets right?`},
	{"tags", "a: !!binary aGk=\nb: !x y\n",
		`1: YAML: found the tag "!!binary", expected no tags
2: YAML: found the tag "!x", expected no tags`},
	{"three documents", "a: 1\n---\nb: 2\n---\nc: 3\n",
		`2: YAML: found a second document (---), expected one document in the file`},
	{"second document that is broken", "a: 1\n---\nb: [\n",
		`3: YAML: found "b: [", expected valid YAML (did not find expected node content); are indentation, quotes and brackets right?`},
	{"30 levels", strings.Repeat("[", 30) + strings.Repeat("]", 30),
		`1: YAML: found more than 20 levels, expected the levels of madoguchi config sample`},
}

func TestAFileThatIsNoPlainYAMLIsToldExactly(t *testing.T) {
	for _, n := range notYAML {
		t.Run(n.claim, func(t *testing.T) {
			c, err := Parse("city.yaml", []byte(n.data))
			if err == nil {
				t.Fatalf("no mistake, but %+v", c)
			}
			if got, want := err.Error(), expected(n.want); got != want {
				t.Errorf("told\n%s\nwant\n%s", got, want)
			}
		})
	}
}
