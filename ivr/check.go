package ivr

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Limits of a phrase, which is measured before a caller can hear it: what takes longer
// is not understood by telephone. docs/rules.md, "How it is said".
const (
	maxSentenceSeconds = 7
	maxPhraseSeconds   = 15
	maxTurnSeconds     = 45   // of all that is said before the caller can be heard
	maxWhisperSeconds  = 5.5  // of what an agent hears before the key is named, while the caller waits
	maxPhraseBytes     = 1000 // far more than can be said in that time
)

// An Override is a phrase in a city's own words.
type Override struct {
	Lang string
	Key  string
	Text string
	Line int // in the config, for error messages
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

// check returns what is wrong with a city's own words, and "" if nothing is.
func (p *Phrases) check(o Override) (found, expected string) {
	l, ok := p.tongues[o.Lang]
	if !ok {
		return fmt.Sprintf("language %.20q", o.Lang), "one of " + strings.Join(slices.Sorted(maps.Keys(p.tongues)), ", ")
	}
	if isText(Key(o.Key)) {
		return p.checkText(o)
	}
	if found, expected = p.misspelt(l, o, l.words); found != "" {
		return found, expected
	}
	return p.tooLong(l, parsePhrase(o.Text))
}

// flaws returns what is wrong with the built-in phrases of a language, compared with
// the home language: a phrase that is missing would not be heard at all. It does not
// measure how long they take, which depends on the names of the city; tests do.
func (p *Phrases) flaws(l *tongue) (all Faults) {
	for _, key := range slices.Sorted(maps.Keys(p.home.words)) {
		if _, ok := l.words[key]; !ok {
			all = append(all, Fault{Override{Lang: l.name, Key: string(key)}, "no such phrase", fmt.Sprintf("one that says %q", p.home.words[key].text)})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.words)) {
		o := Override{Lang: l.name, Key: string(key), Text: l.words[key].text, Line: l.words[key].line}
		if found, expected := p.misspelt(l, o, p.home.words); found != "" {
			all = append(all, Fault{o, found, expected})
		}
	}
	return all
}

// misspelt returns what is wrong with the words of a phrase, except for how long they
// take, and "" if nothing is. before must have such a phrase, with the same holes.
func (p *Phrases) misspelt(l *tongue, o Override, before map[Key]phrase) (found, expected string) {
	was, ok := before[Key(o.Key)]
	if !ok {
		return fmt.Sprintf("unknown phrase %.40q", o.Key), "one of " + strings.Join(likeliest(o.Key, before), ", ")
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
		_, filled := p.holes[name]
		switch had := slices.Contains(was.holes(), name); {
		case !had:
			return fmt.Sprintf("an unknown hole {%.20s}", name), "only the holes of " + fmt.Sprintf("%q", was.text)
		case !filled: // the words are those of before
			return fmt.Sprintf("an unknown hole {%.20s}", name), "one of {" + strings.Join(slices.Sorted(maps.Keys(p.holes)), "}, {") + "}"
		}
	}
	if found, expected = l.unsayable(now); found != "" {
		return found, expected
	}
	if pause, stop := l.Marks(); isLabel(Key(o.Key)) && strings.ContainsAny(o.Text, pause+stop) {
		return fmt.Sprintf("%.60q", o.Text), fmt.Sprintf("a short label without %s and %s, such as %q: the key is said after it", pause, stop, was.text)
	}
	if o.Key == "whisper.take" && !strings.Contains(o.Text, "1") {
		return fmt.Sprintf("%.60q without the key 1", o.Text), fmt.Sprintf("words that name it, such as %q: who does not press it is hung up on", was.text)
	}
	return "", ""
}

// isLabel reports whether the phrase names an option.
func isLabel(k Key) bool { return strings.HasPrefix(string(k), "option.") }

// CheckWords returns what is wrong with words that staff want said: what was found
// and what is expected, both "" if nothing is.
func (d *Dialogue) CheckWords(text string) (found, expected string) {
	home := d.phrases.home
	switch {
	case strings.TrimSpace(text) == "":
		return "no words", "something to say"
	case len(text) > maxPhraseBytes:
		return fmt.Sprintf("%d bytes", len(text)), fmt.Sprintf("at most %d seconds of speech", maxPhraseSeconds)
	}
	words := phrase{text: text, parts: []string{text}}
	if found, expected = home.unsayable(words); found != "" {
		return found, expected
	}
	return d.phrases.tooLong(home, words)
}

// unsayable names the first character that a voice would not read as it is meant.
func (l *tongue) unsayable(p phrase) (found, expected string) {
	for i := 0; i < len(p.parts); i += 2 {
		for _, r := range p.parts[i] {
			if !l.Sayable(r) {
				return fmt.Sprintf("%q in %.60q", r, p.text), l.Script() + " only: a voice stumbles over anything else"
			}
		}
	}
	return "", ""
}

// tooLong measures a phrase with its holes filled with what takes longest.
func (p *Phrases) tooLong(l *tongue, ph phrase) (found, expected string) {
	return l.tooLong(p.widest(l, ph))
}

// tooLong returns what is too long of a text, and "" if nothing is.
func (l *tongue) tooLong(text string) (found, expected string) {
	for _, sentence := range l.sentences(text) {
		if s := l.Seconds(sentence); s > maxSentenceSeconds {
			return fmt.Sprintf("a sentence of %.1f seconds: %.60q", s, sentence), fmt.Sprintf("at most %d seconds a sentence", maxSentenceSeconds)
		}
	}
	if s := l.Seconds(text); s > maxPhraseSeconds {
		return fmt.Sprintf("%.1f seconds: %.60q", s, text), fmt.Sprintf("at most %d seconds", maxPhraseSeconds)
	}
	return "", ""
}

// longMenus finds the overrides that make a menu too long as a whole, although each of
// its options may be short enough.
func (p *Phrases) longMenus(overrides []Override) (faults Faults) {
	for _, o := range overrides {
		l, known := p.tongues[o.Lang]
		if !isLabel(Key(o.Key)) || !known {
			continue
		}
		for _, row := range rows {
			menu := p.widestMenu(l, row.Menu)
			own := slices.ContainsFunc(row.Menu, func(m Option) bool { return slices.Contains(wordings(m.Say), Key(o.Key)) })
			if s := l.Seconds(menu); own && s > maxPhraseSeconds {
				faults = append(faults, Fault{o, fmt.Sprintf("a menu of %.1f seconds: %.90q", s, menu),
					fmt.Sprintf("at most %d seconds for all its options together", maxPhraseSeconds)})
				break
			}
		}
	}
	return faults
}

// longWhispers finds the overrides that make the longest possible whisper too long.
func (p *Phrases) longWhispers(overrides []Override) (faults Faults) {
	for _, o := range overrides {
		first, _, _ := strings.Cut(o.Key, ".")
		l, known := p.tongues[o.Lang]
		if first != "whisper" && first != "wants" || o.Key == "whisper.take" || !known {
			continue
		}
		whisper := p.widest(l, l.words["whisper"])
		if namesServices(p.city) {
			whisper = p.widest(l, l.words["whisper.service"])
		}
		if s := l.breath(whisper); s > maxWhisperSeconds {
			faults = append(faults, Fault{o, fmt.Sprintf("a whisper of %.1f seconds: %.90q", s, whisper),
				fmt.Sprintf("at most %.1f seconds for all that an agent hears before the key is named", maxWhisperSeconds)})
		}
	}
	return faults
}

// widestMenu returns the text of a menu with all its options, each with its longest
// words.
func (p *Phrases) widestMenu(l *tongue, options []Option) string {
	options = slices.DeleteFunc(slices.Clone(options), func(o Option) bool { return o.Told != "" })
	choices := make([]Choice, len(options))
	for i, o := range options {
		choices[i].Key = string(o.Key)
	}
	return l.menu(choices, InFull, func(i int) string {
		var labels []string
		for _, key := range wordings(options[i].Say) {
			labels = append(labels, p.widest(l, l.words[key]))
		}
		return l.longest(labels...)
	})
}

// likeliest returns the keys that share the first part of a wrong one, or, if none does,
// the first parts that there are.
func likeliest(wrong string, words map[Key]phrase) []string {
	first, _, _ := strings.Cut(wrong, ".")
	var near, beginnings []string
	for _, k := range slices.Sorted(maps.Keys(words)) {
		beginning, _, more := strings.Cut(string(k), ".")
		if more {
			beginning += ".…"
		}
		beginnings = append(beginnings, beginning)
		if strings.HasPrefix(string(k), first) && first != "" {
			near = append(near, string(k))
		}
	}
	if near != nil {
		return near
	}
	return slices.Compact(beginnings)
}
