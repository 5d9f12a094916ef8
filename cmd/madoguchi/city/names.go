package city

import (
	"strconv"
	"strings"
	"unicode"
)

// names has how each name that a voice is given is read. A voice knows of one reading for
// one name.
type names map[string]readAs

type readAs struct {
	yomi string
	line int
}

// claim notes how a name is read. It refuses a second reading of the same name, at the
// place where that stands.
func (n names) claim(name value, said string, at value, yomi string) {
	if said == "" || yomi == "" {
		return
	}
	first, ok := n[said]
	switch {
	case !ok:
		n[said] = readAs{yomi, name.line}
	case first.yomi != yomi:
		at.wrong("one reading of " + said + ", " + first.yomi + ": line " + strconv.Itoa(first.line) + " has it already")
	}
}

// shortYomi reads how a short name is read. It may be left out of a name in kana, which
// reads itself.
func (m keyed) shortYomi(short string) string {
	if strings.ContainsFunc(short, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return m.must("short_yomi").spoken(10)
	}
	yomi := m.may("short_yomi").spoken(10)
	if yomi != "" && short != "" && yomi != short && !strings.ContainsAny(short, "0123456789") {
		m.may("short_yomi").wrong("no reading, or " + short + ": a short name in kana is its own reading")
	}
	return yomi
}

// distinctly returns what refuses a text that another thing has already, of the same sort. It
// reports whether no other has it; a text that could not be read is nobody's.
func distinctly(what string) func(m keyed, sort, key, s string) bool {
	taken := map[string]int{} // the line of each
	return func(m keyed, sort, key, s string) bool {
		first, twice := taken[sort+"="+s]
		switch {
		case s == "":
			return true
		case twice:
			m.may(key).twice("one that no other "+what+" has", first)
		default:
			taken[sort+"="+s] = m.may(key).line
		}
		return !twice
	}
}
