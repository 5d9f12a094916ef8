package city

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing that is wrong in a city.yaml.
type Mistake struct {
	File     string
	Line     int    // from 1
	Field    string // facilities[2].open[0].from, or "top level", or "YAML" for what is wrong before there are fields
	Found    string // in quotes if it is text of the file
	Expected string
}

func (m Mistake) Error() string {
	return fmt.Sprintf("%s:%d: %s: found %s, expected %s", m.File, m.Line, m.Field, m.Found, m.Expected)
}

// Mistakes is every mistake of a file, in the order of its lines. It is never
// empty as an error.
type Mistakes []Mistake

// mostShown is the most mistakes that one error message tells. A file with more
// is probably not a city.yaml.
const mostShown = 100

// Error returns one line for each mistake.
func (ms Mistakes) Error() string {
	var lines []string
	for _, m := range ms[:min(len(ms), mostShown)] {
		lines = append(lines, m.Error())
	}
	if more := len(ms) - mostShown; more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more mistakes", more))
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns each mistake as an error of its own.
func (ms Mistakes) Unwrap() []error {
	errs := make([]error, len(ms))
	for i, m := range ms {
		errs[i] = m
	}
	return errs
}

// Sort orders the mistakes by line; those of one line keep their order.
func (ms Mistakes) Sort() {
	slices.SortStableFunc(ms, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
}
