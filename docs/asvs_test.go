package docs_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asks has how many requirements of levels 1 and 2 each section of ASVS 5.0.0 has. They are
// the first of their section: those of level 3 come after them, or have sections of their own.
var asks = map[number]int{
	{1, 1}: 2, {1, 2}: 9, {1, 3}: 11, {1, 4}: 3, {1, 5}: 2,
	{2, 1}: 3, {2, 2}: 3, {2, 3}: 4, {2, 4}: 1,
	{3, 2}: 2, {3, 3}: 4, {3, 4}: 6, {3, 5}: 5, {3, 7}: 2,
	{4, 1}: 3, {4, 2}: 1, {4, 3}: 2, {4, 4}: 4,
	{5, 1}: 1, {5, 2}: 3, {5, 3}: 2, {5, 4}: 3,
	{6, 1}: 3, {6, 2}: 12, {6, 3}: 4, {6, 4}: 4, {6, 5}: 5, {6, 6}: 3, {6, 8}: 4,
	{7, 1}: 3, {7, 2}: 4, {7, 3}: 2, {7, 4}: 5, {7, 5}: 2, {7, 6}: 2,
	{8, 1}: 2, {8, 2}: 3, {8, 3}: 1, {8, 4}: 1,
	{9, 1}: 3, {9, 2}: 4,
	{10, 1}: 2, {10, 2}: 2, {10, 3}: 4, {10, 4}: 11, {10, 5}: 5, {10, 6}: 2, {10, 7}: 3,
	{11, 1}: 2, {11, 2}: 3, {11, 3}: 3, {11, 4}: 4, {11, 5}: 1, {11, 6}: 1,
	{12, 1}: 3, {12, 2}: 2, {12, 3}: 4,
	{13, 1}: 1, {13, 2}: 5, {13, 3}: 2, {13, 4}: 5,
	{14, 1}: 2, {14, 2}: 4, {14, 3}: 3,
	{15, 1}: 3, {15, 2}: 3, {15, 3}: 7,
	{16, 1}: 1, {16, 2}: 5, {16, 3}: 4, {16, 4}: 3, {16, 5}: 3,
	{17, 1}: 1, {17, 2}: 4, {17, 3}: 2,
}

// A number is that of a chapter, a section or a requirement; what it does not have is 0.
type number [3]int

func (n number) String() string { return fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2]) }

// under returns the requirements that a row with the number stands for.
func (n number) under() (all []number) {
	for section, most := range asks {
		for i := range most {
			one := number{section[0], section[1], i + 1}
			if n[0] == one[0] && (n[1] == 0 || n[1] == one[1]) && (n[2] == 0 || n[2] == one[2]) {
				all = append(all, one)
			}
		}
	}
	return all
}

// A requirement is a row of docs/asvs.md.
type requirement struct {
	number
	level, answer string
}

// requirements returns the rows of docs/asvs.md.
func requirements(t *testing.T) (all []requirement) {
	t.Helper()
	for line := range strings.Lines(read(t, "docs/asvs.md")) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| number | ") {
			continue
		}
		m := asked.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("found the row %s", line)
			continue
		}
		r := requirement{level: m[2], answer: m[3]}
		for i, part := range strings.Split(m[1], ".") {
			var err error
			if r.number[i], err = strconv.Atoi(part); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
		all = append(all, r)
	}
	return all
}

// asked finds the number, the level and the answer of a row that says what is asked.
var asked = regexp.MustCompile(`^\| ([0-9]+(?:\.[0-9]+){0,2}) \| (1|2|1, 2) \| [^|]+ \| ([^|]+) \|\n$`)

// shown finds a package, as in "`store`: ", or the name of a test.
var shown = regexp.MustCompile("`([a-z/]+)`: |\\b((?:Test|Fuzz)[A-Z]\\w+)")

// tests returns how many tests the answer names, and holds that each is one of the package
// before it.
func (r requirement) tests(t *testing.T) (named int) {
	t.Helper()
	in := ""
	for _, m := range shown.FindAllStringSubmatch(r.answer, -1) {
		if m[1] != "" {
			in = m[1]
			continue
		}
		named++
		if !strings.Contains(testsIn(t, in), "\nfunc "+m[2]+"(") {
			t.Errorf("%s names %s of %q, where it is not", r.number, m[2], in)
		}
	}
	return named
}

// TestEveryRequirementHasAnAnswer holds that docs/asvs.md has each requirement once, in order,
// with one of three answers, and that the figures at its end are those of its rows.
func TestEveryRequirementHasAnAnswer(t *testing.T) {
	answers := map[number]int{}
	var last number
	var byTest, byDocument, notMet, first, notOurs int
	for _, r := range requirements(t) {
		if slices.Compare(r.number[:], last[:]) <= 0 {
			t.Errorf("%s comes after %s", r.number, last)
		}
		last = r.number
		under := r.under()
		if len(under) == 0 {
			t.Errorf("%s is no requirement of levels 1 and 2", r.number)
		}
		for _, one := range under {
			answers[one]++
		}
		named := r.tests(t)
		switch {
		case strings.HasPrefix(r.answer, "not met: "):
			notMet += len(under)
			if r.level == "1" {
				first += len(under)
			}
		case strings.HasPrefix(r.answer, "does not apply: "):
			notOurs += len(under)
		case strings.HasPrefix(r.answer, "`") && named > 0:
			byTest += len(under)
		case strings.HasPrefix(r.answer, "[") && link.MatchString(r.answer) && named == 0:
			byDocument += len(under)
		default:
			t.Errorf("%s has the answer %q", r.number, r.answer)
		}
	}
	all := 0
	for section, most := range asks {
		all += most
		for _, one := range section.under() {
			if answers[one] != 1 {
				t.Errorf("%s has %d rows", one, answers[one])
			}
		}
	}
	want := fmt.Sprintf("Of %d requirements %d are met, %d by tests and %d by a document; %d are not met, %d of them of level 1; %d do not apply.",
		all, byTest+byDocument, byTest, byDocument, notMet, first, notOurs)
	if !strings.Contains(strings.Join(strings.Fields(read(t, "docs/asvs.md")), " "), want) {
		t.Errorf("docs/asvs.md does not say: %s", want)
	}
}
