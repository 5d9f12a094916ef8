package ivr

import (
	"cmp"
	"slices"
)

// A Preview is how words read on the telephone, before anybody calls.
type Preview struct {
	Key     Key // of a phrase of the line; "" if the words are somebody's own
	Text    string
	Morae   int
	Seconds float64 // at the usual rate
}

// PreviewOf measures words of somebody's own.
func PreviewOf(text string) Preview {
	return Preview{Text: text, Morae: Morae(text), Seconds: Seconds(text)}
}

// Previews are the phrases that the line says in Japanese, by key, with their holes
// filled as full as they can be.
func (d *Dialogue) Previews() (all []Preview) {
	for key, p := range d.phrases.words["ja"] {
		one := PreviewOf(d.phrases.widest("ja", p))
		one.Key = key
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Preview) int { return cmp.Compare(a.Key, b.Key) })
	return all
}
