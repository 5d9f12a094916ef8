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

// PreviewOf measures words that staff want said.
func (d *Dialogue) PreviewOf(text string) Preview {
	home := d.phrases.home
	return Preview{Text: text, Morae: home.Beats(text), Seconds: home.Seconds(text)}
}

// Previews returns the phrases of the line in the language of its staff, sorted by key,
// with their holes filled with what takes longest.
func (d *Dialogue) Previews() (all []Preview) {
	for key, p := range d.phrases.home.words {
		one := d.PreviewOf(d.phrases.widest(d.phrases.home, p))
		one.Key = key
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Preview) int { return cmp.Compare(a.Key, b.Key) })
	return all
}
