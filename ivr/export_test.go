package ivr

import "maps"

// Parts are the table, and Flow are its rows by name, for tests that hold them to
// their promises.
func Parts() []Part        { return flow }
func Flow() map[State]Step { return maps.Clone(rows) }

// Waits reports whether a row waits for the caller.
func Waits(s Step) bool { return s.waits() }

// Anywhere marks rows that lead back to where the caller was.
const Anywhere = anywhere

// Watch returns the dialogue with every step of a silent row or an entry told
// to saw.
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

// PhraseKeys are the keys of the built-in phrases of a language, with their
// text, and with every hole filled as wide as it can be.
func (d *Dialogue) PhraseKeys(lang string) map[Key][2]string {
	keys := map[Key][2]string{}
	for k, p := range d.phrases.words[lang] {
		keys[k] = [2]string{p.text, d.phrases.widest(lang, p)}
	}
	return keys
}

// Chosen are the names in flow that stand for one of several phrases.
func Chosen(k Key) bool { _, ok := worded[k]; return ok }

// WordedAs is one of the phrases that a name in flow may stand for.
func WordedAs(k Key) Key {
	words := wordings(k)
	return words[len(words)-1]
}

// Holes are the names of all holes.
func Holes() []string {
	var names []string
	for name := range holesOf() {
		names = append(names, name)
	}
	return names
}

// MeasuredWord says whether the readings know how a text begins, kana and
// figures included.
func MeasuredWord(text string) (word string, ok bool) {
	word, beats := reading(text)
	return word, beats > 0
}

// Speech is Japanese, for tables.
var Speech = speeches["ja"]
