package main

import (
	"fmt"
	"os"
)

// A verdict is how good it is what was found.
type verdict string

// The verdicts. Something that is wrong keeps callers from the line, or will.
const (
	fine    verdict = "ok"
	doubted verdict = "warning"
	wrong   verdict = "wrong"
)

// A finding is a line of what was found, and of what to do about it.
type finding struct {
	About   string  `json:"about"`
	Verdict verdict `json:"verdict"` // ok, warning, wrong
	Found   string  `json:"found"`
	Do      string  `json:"do"` // "" if it is ok
}

// findings are what was found, in the order in which it was looked at.
type findings []finding

func (f *findings) ok(about, format string, args ...any) {
	*f = append(*f, finding{about, fine, fmt.Sprintf(format, args...), ""})
}

func (f *findings) warn(about, do, format string, args ...any) {
	*f = append(*f, finding{about, doubted, fmt.Sprintf(format, args...), do})
}

func (f *findings) bad(about, do, format string, args ...any) {
	*f = append(*f, finding{about, wrong, fmt.Sprintf(format, args...), do})
}

// wrong reports whether anything is.
func (f findings) wrong() bool {
	for _, one := range f {
		if one.Verdict == wrong {
			return true
		}
	}
	return false
}

// print writes a line for each, for people.
func (f findings) print(out *os.File) error {
	for _, one := range f {
		do := ""
		if one.Do != "" {
			do = ": " + one.Do
		}
		if _, err := fmt.Fprintf(out, "%-7s  %s: %s%s\n", one.Verdict, one.About, one.Found, do); err != nil {
			return err
		}
	}
	return nil
}
