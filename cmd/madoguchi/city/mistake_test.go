package city

import (
	"errors"
	"strings"
	"testing"
)

func TestEveryMistakeIsAnErrorOfItsOwn(t *testing.T) {
	_, err := Parse("city.yaml", edited(t, "id: koseki", "id: 戸籍", "050-0000-0000", "none"))
	first, ok := errors.AsType[Mistake](err)
	if !ok || first.Field != "number" || first.Line != 2 {
		t.Errorf("the first mistake is %+v", first)
	}
	if mistakes, _ := errors.AsType[Mistakes](err); len(mistakes) != 2 || !errors.Is(err, mistakes[1]) {
		t.Errorf("mistakes %v", mistakes)
	}
	if got := strings.Count(err.Error(), "\n"); got != 1 {
		t.Errorf("two mistakes in %d lines", got+1)
	}
}

func TestALotOfMistakesMakesNoEndlessMessage(t *testing.T) {
	_, err := Parse("city.yaml", edited(t, "", "x: 1\n"+strings.Repeat("x: 2\n", 1000)))
	mistakes, _ := errors.AsType[Mistakes](err)
	if len(mistakes) != 1001 {
		t.Errorf("%d mistakes, want 1001", len(mistakes))
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 101 || lines[100] != "… and 901 more mistakes" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestAHugeFileIsAnswered(t *testing.T) {
	// Work that grows with the square of a file's size would not end here.
	const huge = MaxSize / 8
	rows := func(key, row string) string {
		return edits{"", key + ": [" + strings.Repeat(row+",", 30000) + "]\n"}.apply(small)
	}
	for claim, s := range map[string]string{
		"brackets":         strings.Repeat("[", huge),
		"closed brackets":  strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"dashes":           strings.Repeat("- ", huge/2),
		"questions":        strings.Repeat("? ", huge/2),
		"keys":             strings.Repeat("a:\n", huge/3),
		"comments":         strings.Repeat("# c\na: b\n", huge/9),
		"anchors":          strings.Repeat("- &a b\n", huge/7),
		"documents":        strings.Repeat("---\na\n", huge/6),
		"tabs":             strings.Repeat("\t\n", huge/2),
		"one open quote":   "a: \"" + strings.Repeat("b\n", 2000),
		"one long line":    "city: " + strings.Repeat("x", MaxSize-6),
		"one long key":     strings.Repeat("x", 1000) + ": 1\n",
		"closed days":      rows("closed", "{date: 2026-12-28}"),
		"facilities":       edits{facilities, "facilities: [" + strings.Repeat("{},", 30000) + "]\n"}.apply(small),
		"many unlike keys": strings.Repeat("[a]: b\n", huge/7),
		"late nonsense":    small + strings.Repeat("# \n", 1500) + "]\n",
	} {
		t.Run(claim, func(t *testing.T) {
			_, err := Parse("city.yaml", []byte(s))
			if err == nil {
				t.Fatal("no mistake")
			}
			for line := range strings.Lines(err.Error()) {
				if len(line) > 700 {
					t.Errorf("a line of %d bytes: %.700s", len(line), line)
				}
			}
		})
	}
}
