package ivr

import (
	"fmt"
	"strings"

	"madoguchi/booking"
)

// A Key names a phrase, in every language.
type Key string

// Phrases are the words of the line, by language and key, with the city's own
// in place of the built-in ones.
type Phrases struct {
	city    *booking.City
	holes   map[string]hole
	tongues map[string]*tongue
	home    *tongue // of the city and its staff
}

// newPhrases reads the built-in phrases, of which the first language is home, and
// applies the overrides. It returns Faults for overrides that cannot be said, and
// another error for a language that lacks something of the first.
func newPhrases(city *booking.City, languages []Language, overrides []Override) (*Phrases, error) {
	p := &Phrases{city: city, holes: holesOf(), tongues: map[string]*tongue{}}
	for _, language := range languages {
		if _, twice := p.tongues[language.Name]; twice {
			return nil, fmt.Errorf("ivr: found the language %q twice, expected it once", language.Name)
		}
		l, err := learn(language, city.Readings(), p.home == nil)
		if err != nil {
			return nil, fmt.Errorf("ivr: the phrases of %q: %w", language.Name, err)
		}
		if p.home == nil {
			p.home = l
		}
		p.tongues[l.name] = l
		if faults := p.flaws(l); faults != nil {
			return nil, fmt.Errorf("ivr: the phrases of %q: %s", l.name, faults.Error())
		}
	}
	return p, p.replace(overrides)
}

// replace replaces built-in words with a city's own.
func (p *Phrases) replace(overrides []Override) error {
	var faults Faults
	for _, o := range overrides {
		if found, expected := p.check(o); found != "" {
			faults = append(faults, Fault{Override: o, Found: found, Expected: expected})
			continue
		}
		if l := p.tongues[o.Lang]; isText(Key(o.Key)) {
			l.texts[Key(o.Key)] = parseText(o.Text, 0)
		} else {
			l.words[Key(o.Key)] = parsePhrase(o.Text)
		}
	}
	faults = append(faults, p.longMenus(overrides)...)
	faults = append(faults, p.longWhispers(overrides)...)
	if faults != nil {
		return faults
	}
	return nil
}

// parsePhrases reads a file of phrases, which may end with readings.
func parsePhrases(file string) (words map[Key]phrase, readings []Reading, err error) {
	words = map[Key]phrase{}
	read := map[string]bool{}
	behind := false
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line == "[readings]":
			behind = true
			continue
		}
		name, text, ok := strings.Cut(line, "=")
		name, text = strings.TrimSpace(name), strings.TrimSpace(text)
		switch {
		case behind && (!ok || read[name] || name == "" || text == ""):
			return nil, nil, fmt.Errorf("line %d: found %q, expected a new word, \"=\" and how it is read", i+1, line)
		case behind:
			read[name] = true
			readings = append(readings, Reading{Word: name, Read: text, Line: i + 1})
			continue
		}
		if _, twice := words[Key(name)]; !ok || twice {
			return nil, nil, fmt.Errorf("line %d: found %q, expected a new key, \"=\" and the words", i+1, line)
		}
		p := parsePhrase(text)
		p.line = i + 1
		words[Key(name)] = p
	}
	return words, readings, nil
}

// phrase is a text and the names of its holes, in order. Even parts are words,
// odd parts are holes.
type phrase struct {
	text  string
	parts []string
	line  int // of the file; 0 for a city's own words
}

func parsePhrase(text string) phrase {
	p := phrase{text: text}
	for rest := text; ; {
		before, after, open := strings.Cut(rest, "{")
		name, behind, closed := strings.Cut(after, "}")
		if !open || !closed {
			p.parts = append(p.parts, rest)
			return p
		}
		p.parts, rest = append(p.parts, before, name), behind
	}
}

func (p phrase) holes() []string {
	var names []string
	for i := 1; i < len(p.parts); i += 2 {
		names = append(names, p.parts[i])
	}
	return names
}

// fill puts values into the holes and returns where they are.
func (p phrase) fill(value func(hole string) string) (text string, holes []Filled) {
	if len(p.parts) <= 1 {
		return p.text, nil
	}
	var b strings.Builder
	b.Grow(2 * len(p.text))
	holes = make([]Filled, 0, len(p.parts)/2)
	for i, part := range p.parts {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		from := b.Len()
		b.WriteString(value(part))
		holes = append(holes, Filled{Name: part, From: from, End: b.Len()})
	}
	return b.String(), holes
}

// widest fills the holes with what takes longest.
func (p *Phrases) widest(l *tongue, ph phrase) string {
	text, _ := ph.fill(func(name string) string { return p.holes[name].widest(p, l) })
	return text
}
