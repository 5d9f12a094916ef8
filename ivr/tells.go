package ivr

import (
	"regexp"
	"slices"
	"strings"
)

// tellers are the phrases that tell callers about their own booking, and the
// holes by which they do.
var tellers = map[Key][]string{
	"own":     {"date", "time"},
	"booked":  {"date", "time"},
	"changed": {"date", "time"},
	"old":     {"date", "time"},
	"receipt": {"receipt"},
}

// Tells returns the beginning of a spoken text after which the caller knows
// when their booking is, or its receipt number; false if the text tells
// neither. The day and time of an offer are no booking.
func (d *Dialogue) Tells(text string) (beginning string, ok bool) {
	for _, words := range d.phrases.words {
		for key, holes := range tellers {
			shape, groups := words[key].shape(words)
			m := shape.FindStringSubmatchIndex(text)
			if m == nil {
				continue
			}
			end := 0
			for _, name := range holes { // said twice, heard once
				end = max(end, m[2*slices.Index(groups, name)+3])
			}
			return text[:end], true
		}
	}
	return "", false
}

// shape matches the phrase with anything in its holes, which are its groups. A
// procedure is one of two: anything else before a day is an offer.
func (p phrase) shape(words map[Key]phrase) (shape *regexp.Regexp, groups []string) {
	var b strings.Builder
	for i, part := range p.parts {
		switch {
		case i%2 == 0:
			b.WriteString(regexp.QuoteMeta(part))
			continue
		case part == "procedure":
			b.WriteString("(" + regexp.QuoteMeta(words["procedure.renewal"].text) + "|" +
				regexp.QuoteMeta(words["procedure.new-issue"].text) + ")")
		default:
			b.WriteString("(.+?)")
		}
		groups = append(groups, part)
	}
	return regexp.MustCompile("^" + b.String() + "$"), groups
}
