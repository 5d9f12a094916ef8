package ivr

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"madoguchi/booking"
)

// A Key names a phrase, in every language.
type Key string

// A Said text is measured before a caller can hear it: what takes longer is
// not understood by telephone. docs/rules.md, "How it is said".
const (
	maxSentenceSeconds = 7
	maxPhraseSeconds   = 15
	maxWhisperSeconds  = 5    // of what an agent hears, for the caller waits meanwhile
	maxPhraseBytes     = 1000 // far more than can be said in that time
)

//go:embed phrases/*.txt
var phraseFiles embed.FS

// Phrases are the words of the line, by language and key, with the city's own
// in place of the built-in ones.
type Phrases struct {
	city  *booking.City
	holes map[string]hole
	words map[string]map[Key]phrase
}

// An Override is a phrase in a city's own words.
type Override struct {
	Lang string
	Key  string
	Text string
	Line int // in the config, for the message
}

// A Fault is an override that cannot be said, and why.
type Fault struct {
	Override
	Found, Expected string
}

// Faults are all the overrides that cannot be said.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fmt.Sprintf("line %d: phrases.%s.%s: found %s, expected %s", fault.Line, fault.Lang, fault.Key, fault.Found, fault.Expected)
	}
	return strings.Join(lines, "\n")
}

// newPhrases reads the built-in phrases and puts the overrides in their place.
// It returns Faults for overrides that cannot be said.
func newPhrases(city *booking.City, overrides []Override) (*Phrases, error) {
	p := &Phrases{city: city, holes: holesOf(), words: map[string]map[Key]phrase{}}
	for lang := range speeches {
		file, err := phraseFiles.ReadFile("phrases/" + lang + ".txt")
		if err != nil {
			return nil, err
		}
		if p.words[lang], err = parsePhrases(string(file)); err != nil {
			return nil, fmt.Errorf("phrases/%s.txt: %w", lang, err)
		}
	}
	var faults Faults
	for _, o := range overrides {
		if found, expected := p.check(o); found != "" {
			faults = append(faults, Fault{Override: o, Found: found, Expected: expected})
			continue
		}
		p.words[o.Lang][Key(o.Key)] = parsePhrase(o.Text)
	}
	faults = append(faults, p.longMenus(overrides)...)
	faults = append(faults, p.longWhispers(overrides)...)
	if faults != nil {
		return nil, faults
	}
	return p, nil
}

// longMenus finds the overrides by which a menu takes too long as a whole: each of
// its options may be short enough.
func (p *Phrases) longMenus(overrides []Override) (faults Faults) {
	for _, o := range overrides {
		if !isLabel(Key(o.Key)) || p.words[o.Lang] == nil {
			continue
		}
		for _, row := range rows {
			menu := p.widestMenu(o.Lang, row.Menu)
			own := slices.ContainsFunc(row.Menu, func(m Option) bool { return slices.Contains(wordings(m.Say), Key(o.Key)) })
			if s := Seconds(menu); own && s > maxPhraseSeconds {
				faults = append(faults, Fault{o, fmt.Sprintf("a menu of %.1f seconds: %.90q", s, menu),
					fmt.Sprintf("at most %d seconds for all its options together", maxPhraseSeconds)})
				break
			}
		}
	}
	return faults
}

// longWhispers finds the overrides by which an agent hears more than there is time
// for, whoever calls for whatever.
func (p *Phrases) longWhispers(overrides []Override) (faults Faults) {
	for _, o := range overrides {
		first, _, _ := strings.Cut(o.Key, ".")
		if first != "whisper" && first != "wants" || p.words[o.Lang] == nil {
			continue
		}
		whisper := p.widest(o.Lang, p.words[o.Lang]["whisper"])
		if s := Seconds(strings.TrimSuffix(whisper, "。")); s > maxWhisperSeconds {
			faults = append(faults, Fault{o, fmt.Sprintf("a whisper of %.1f seconds: %.90q", s, whisper),
				fmt.Sprintf("at most %d seconds for all that an agent hears", maxWhisperSeconds)})
		}
	}
	return faults
}

// widestMenu is a menu with every option that there may be, each as it takes
// longest.
func (p *Phrases) widestMenu(lang string, options []Option) string {
	var choices []choice
	for _, o := range options {
		var labels []string
		for _, key := range wordings(o.Say) {
			labels = append(labels, p.widest(lang, p.words[lang][key]))
		}
		choices = append(choices, choice{key: o.Key, label: longest(labels...)})
	}
	return speeches[lang].Menu(choices)
}

func parsePhrases(file string) (map[Key]phrase, error) {
	words := map[Key]phrase{}
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, "=")
		name := Key(strings.TrimSpace(key))
		if _, twice := words[name]; !ok || twice {
			return nil, fmt.Errorf("line %d: found %q, expected a new key, \"=\" and the words", i+1, line)
		}
		words[name] = parsePhrase(strings.TrimSpace(text))
	}
	return words, nil
}

// phrase is a text and the names of its holes, in order. Even parts are words,
// odd parts are holes.
type phrase struct {
	text  string
	parts []string
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

func (p phrase) fill(value func(hole string) string) string {
	var b strings.Builder
	for i, part := range p.parts {
		if i%2 == 1 {
			part = value(part)
		}
		b.WriteString(part)
	}
	return b.String()
}

// check says what is wrong with a city's own words; "" if nothing is.
func (p *Phrases) check(o Override) (found, expected string) {
	ours, ok := p.words[o.Lang]
	if !ok {
		return fmt.Sprintf("language %.20q", o.Lang), "one of " + strings.Join(slices.Sorted(maps.Keys(p.words)), ", ")
	}
	was, ok := ours[Key(o.Key)]
	if !ok {
		return fmt.Sprintf("unknown phrase %.40q", o.Key), "one of " + strings.Join(likeliest(o.Key, ours), ", ")
	}
	if strings.TrimSpace(o.Text) == "" {
		return "no words", fmt.Sprintf("something to say, such as %q", was.text)
	}
	if len(o.Text) > maxPhraseBytes {
		return fmt.Sprintf("%d bytes", len(o.Text)), fmt.Sprintf("at most %d seconds of speech", maxPhraseSeconds)
	}
	now := parsePhrase(o.Text)
	for _, name := range was.holes() {
		if !slices.Contains(now.holes(), name) {
			return fmt.Sprintf("%.60q without {%s}", o.Text, name), fmt.Sprintf("the hole {%s}, as in %q", name, was.text)
		}
	}
	for _, name := range now.holes() {
		if !slices.Contains(was.holes(), name) {
			return fmt.Sprintf("an unknown hole {%.20s}", name), "only the holes of " + fmt.Sprintf("%q", was.text)
		}
	}
	if found, expected = now.unsayable(); found != "" {
		return found, expected
	}
	if isLabel(Key(o.Key)) && strings.ContainsAny(o.Text, "、。") {
		return fmt.Sprintf("%.60q", o.Text), fmt.Sprintf("a short label without 、 and 。, such as %q: the key is said after it", was.text)
	}
	return p.tooLong(o.Lang, now)
}

// isLabel says whether the phrase names an option.
func isLabel(k Key) bool { return strings.HasPrefix(string(k), "option.") }

// CheckWords says what is wrong with words that staff want said, in Japanese: what
// was found and what is expected; "" if nothing is.
func (d *Dialogue) CheckWords(text string) (found, expected string) {
	const lang = "ja"
	switch {
	case strings.TrimSpace(text) == "":
		return "no words", "something to say"
	case len(text) > maxPhraseBytes:
		return fmt.Sprintf("%d bytes", len(text)), fmt.Sprintf("at most %d seconds of speech", maxPhraseSeconds)
	}
	words := phrase{text: text, parts: []string{text}}
	if found, expected = words.unsayable(); found != "" {
		return found, expected
	}
	return d.phrases.tooLong(lang, words)
}

// unsayable says which character of the words a voice stumbles over.
func (p phrase) unsayable() (found, expected string) {
	for i := 0; i < len(p.parts); i += 2 {
		for _, r := range p.parts[i] {
			if !sayable(r) {
				return fmt.Sprintf("%q in %.60q", r, p.text), "kana, kanji, digits and 、 。 ・ 「 」 only: a voice stumbles over anything else"
			}
		}
	}
	return "", ""
}

// tooLong measures a phrase with its holes filled as full as they can be.
func (p *Phrases) tooLong(lang string, ph phrase) (found, expected string) {
	text := p.widest(lang, ph)
	for sentence := range strings.SplitSeq(text, "。") {
		if s := Seconds(sentence); s > maxSentenceSeconds {
			return fmt.Sprintf("a sentence of %.1f seconds: %.60q", s, sentence), fmt.Sprintf("at most %d seconds a sentence", maxSentenceSeconds)
		}
	}
	if s := Seconds(text); s > maxPhraseSeconds {
		return fmt.Sprintf("%.1f seconds: %.60q", s, text), fmt.Sprintf("at most %d seconds", maxPhraseSeconds)
	}
	return "", ""
}

// widest fills the holes with what takes longest.
func (p *Phrases) widest(lang string, ph phrase) string {
	return ph.fill(func(name string) string { return p.holes[name].widest(p, lang) })
}

// sayable says whether a Japanese voice reads the character as it is meant.
func sayable(r rune) bool {
	halfWidth := r >= 0xFF00 && r <= 0xFFEF
	return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) && !halfWidth || strings.ContainsRune("ー々〇、。・「」？！0123456789", r)
}

// likeliest returns the keys that share the first part of a wrong one.
func likeliest(wrong string, words map[Key]phrase) []string {
	first, _, _ := strings.Cut(wrong, ".")
	var near, all []string
	for _, k := range slices.Sorted(maps.Keys(words)) {
		all = append(all, string(k))
		if strings.HasPrefix(string(k), first) && first != "" {
			near = append(near, string(k))
		}
	}
	if near != nil {
		return near
	}
	return all
}
