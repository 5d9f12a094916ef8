package ivr

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Chapters returns the table, and Flow its rows by name, for tests of the table.
func Chapters() []Chapter  { return flow }
func Flow() map[State]Step { return maps.Clone(rows) }

// Waits reports whether a row waits for the caller.
func Waits(s Step) bool { return s.waits() }

// Anywhere marks rows that lead back to where the caller was.
const Anywhere = anywhere

// Watch returns the dialogue, which calls saw for every step of a silent row or an
// entry.
func Watch(d *Dialogue, saw func(from, to State)) *Dialogue {
	watched := *d
	watched.flow = maps.Clone(d.flow)
	for state, row := range watched.flow {
		if row.Do != nil {
			do := row.Do
			row.Do = func(t *turn) (State, error) {
				to, err := do(t)
				saw(state, to)
				return to, err
			}
		}
		if row.Entry != nil {
			entry := *row.Entry
			do := entry.Do
			entry.Do = func(t *turn, digits string) (State, error) {
				to, err := do(t, digits)
				saw(state, to)
				return to, err
			}
			row.Entry = &entry
		}
		watched.flow[state] = row
	}
	return &watched
}

// PhraseKeys returns the phrases of a language by key: the text as written, and the text
// with every hole filled with what takes longest.
func (d *Dialogue) PhraseKeys(lang string) map[Key][2]string {
	keys := map[Key][2]string{}
	l := d.phrases.tongues[lang]
	for k, p := range l.words {
		keys[k] = [2]string{p.text, d.phrases.widest(l, p)}
	}
	return keys
}

// Chosen reports whether a name in flow stands for one of several phrases.
func Chosen(k Key) bool { _, ok := worded[k]; return ok }

// Wordings returns the phrases for which a name in flow may stand, and WordedAs one of them.
func Wordings(k Key) []Key { return wordings(k) }

// WordedAs returns the last of the phrases for which a name in flow may stand.
func WordedAs(k Key) Key {
	words := wordings(k)
	return words[len(words)-1]
}

// Holes returns the names of all holes.
func Holes() []string {
	var names []string
	for name := range holesOf() {
		names = append(names, name)
	}
	return names
}

// InJapanese is the speech of Japanese, for tables and for what the line was heard
// to say.
var InJapanese = func() japanese {
	l, err := learn(Japanese(), nil, true)
	if err != nil {
		panic(fmt.Errorf("phrases/ja.txt: %w", err))
	}
	return l.Speech.(japanese)
}()

// Seconds and Morae measure a text in Japanese, at the usual rate.
func Seconds(text string) float64 { return InJapanese.Seconds(text) }
func Morae(text string) int       { return InJapanese.Beats(text) }

// Unread returns the kanji of a text that have no reading.
func Unread(text string) (kanji []string) { return InJapanese.unread(text) }

// Unread returns the kanji of a text that have no reading, not even as a name of the city.
func (d *Dialogue) Unread(text string) (kanji []string) {
	return d.phrases.home.Speech.(japanese).unread(text)
}

// Seconds measures a text in Japanese at the usual rate, with the names of the city.
func (d *Dialogue) Seconds(text string) float64 { return d.SecondsAt("ja", text, usualRate) }

func (j japanese) unread(text string) (kanji []string) {
	for text != "" {
		if word, beats := j.reading(text); beats > 0 {
			text = text[len(word):]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		if unicode.Is(unicode.Han, r) {
			kanji = append(kanji, string(r))
		}
		text = text[size:]
	}
	return kanji
}

// Read returns the readings of a file of phrases.
func Read(words string) ([]Reading, error) {
	_, readings, err := parsePhrases(words)
	return readings, err
}

// Disagrees returns what a reply tells about its words that is not so, and "" if all of
// it is right. Words of staff come without anything told about them.
func (d *Dialogue) Disagrees(r Reply) string {
	for _, said := range r.Say {
		l := d.phrases.speaking(cmp.Or(said.Lang, r.Lang))
		switch {
		case said.Key == "" && said.Holes != nil:
			return fmt.Sprintf("%+v is two things", said)
		case said.Key != "":
			if !madeOf(said, l.words[said.Key]) {
				return fmt.Sprintf("%+v is not the phrase %q", said, l.words[said.Key].text)
			}
			for _, c := range said.Menu {
				if !strings.HasSuffix(said.Text[:min(max(c.End, 0), len(said.Text))], l.Key(c.Key[0])) {
					return fmt.Sprintf("%+v does not name the key %s where it says", said, c.Key)
				}
			}
		case said.Menu != nil:
			at := 0
			for i, c := range said.Menu {
				label := l.words[c.Say].text
				if c.Say == "" {
					label = l.Named(c.Name, l.words["option.named"].text)
				}
				if c.End < at || c.End > len(said.Text) {
					return fmt.Sprintf("%+v does not have its choice %d", said, i)
				}
				end := 0
				for m := InFull; m <= Brisk; m++ {
					option, after := l.Option(label, c.Key[0], i == len(said.Menu)-1, m)
					if strings.HasPrefix(said.Text[c.End:], after) && filled(option, said.Text[at:c.End]) {
						end = c.End + len(after)
					}
				}
				if end == 0 {
					return fmt.Sprintf("%+v does not have its choice %d where it says", said, i)
				}
				at = end
			}
			if at != len(said.Text) {
				return fmt.Sprintf("%+v goes on behind its last choice", said)
			}
		}
	}
	return ""
}

var holeInText = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// filled reports whether a text is another one with something in its holes.
func filled(text, with string) bool {
	return regexp.MustCompile("^" + holeInText.ReplaceAllString(regexp.QuoteMeta(text), ".+") + "$").MatchString(with)
}

// madeOf reports whether what was said is the phrase, with its holes filled where said
// tells.
func madeOf(said Said, p phrase) bool {
	at := 0
	for i, part := range p.parts {
		if i%2 == 0 {
			if !strings.HasPrefix(said.Text[at:], part) {
				return false
			}
			at += len(part)
			continue
		}
		if h := said.Holes[i/2]; h.Name != part || h.From != at || h.End < at || h.End > len(said.Text) {
			return false
		}
		at = said.Holes[i/2].End
	}
	return at == len(said.Text) && len(said.Holes) == len(p.parts)/2
}
