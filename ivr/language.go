package ivr

import (
	"errors"
	"slices"
	"strings"

	"madoguchi/booking"
)

// A Language is one that the line speaks: a file of phrases, and a Speech.
type Language struct {
	Name   string // as calls and the config of a city have it: "ja"
	Words  string // the file; phrases/ja.txt shows how one is written
	Speech func([]Reading) (Speech, error)
}

// A Reading is how a word is read whose characters do not tell. It stands at the
// end of the file of phrases.
type Reading struct {
	Word, Read string
	Line       int
}

// A Speech is what grammar decides in one language and no template can, and how
// long the ear needs for it.
type Speech interface {
	Date(booking.Date) string // with the weekday: by telephone 4, 8 and 20 sound alike
	Day(booking.Date) string  // without it
	Time(booking.Clock) string
	Moment(booking.Date, booking.Clock) string // a day and a time of it
	Spell(digits string) string                // digit by digit
	Pairs(digits string) string                // in a hurry: for whoever takes them down all day
	Groups(digits string, sizes ...int) string
	Phone(booking.Phone) string // of the call centre, never of a caller
	Hours(booking.Hours) string // a weekly pattern
	Name(kana string) string    // of the city or a facility, as the config writes it

	// Named joins a name with the phrase option.named, by which it is an option.
	Named(name, words string) string

	// Option says an option and its key, and what follows: the next option, or the
	// end of the menu.
	Option(label string, key byte, last bool) (option, after string)

	// Marks are the pause within a sentence and the stop at its end. A label has
	// neither, for its key follows.
	Marks() (pause, stop string)

	// Sayable reports whether a voice reads the character as it is meant; Script
	// names all that it does.
	Sayable(rune) bool
	Script() string

	// Beats counts what the speech is measured in: morae, syllables. Seconds is how
	// long the text takes at the usual rate.
	Beats(text string) int
	Seconds(text string) float64
}

// usualRate is the rate of what is said, in percent of the voice's own speed, and
// slowRate that of what is said slowly.
const (
	usualRate = 90
	slowRate  = 80
)

// A tongue is a language of which the words have been read, with the city's own in
// place of the built-in ones.
type tongue struct {
	Speech
	name  string
	words map[Key]phrase
}

// learn reads the file of a language.
func learn(l Language) (*tongue, error) {
	if l.Name == "" || l.Words == "" || l.Speech == nil {
		return nil, errors.New("found it without a name, words or speech")
	}
	words, readings, err := parsePhrases(l.Words)
	if err != nil {
		return nil, err
	}
	speech, err := l.Speech(readings)
	return &tongue{Speech: speech, name: l.Name, words: words}, err
}

// sentences are the sentences of a text, without their stops.
func (l *tongue) sentences(text string) []string {
	_, stop := l.Marks()
	return strings.Split(text, stop)
}

// breath is how long a text takes that nothing follows: the silence after its stop
// is nobody's.
func (l *tongue) breath(text string) float64 {
	_, stop := l.Marks()
	return l.Seconds(strings.TrimSuffix(text, stop))
}

// longest returns the text that takes longest to say.
func (l *tongue) longest(texts ...string) string {
	return slices.MaxFunc(texts, func(a, b string) int { return l.Beats(a) - l.Beats(b) })
}

// menu says options in one breath, and notes in each choice where it ends.
func (l *tongue) menu(choices []Choice, label func(i int) string) string {
	var b strings.Builder
	for i := range choices {
		option, after := l.Option(label(i), choices[i].Key[0], i == len(choices)-1)
		b.WriteString(option)
		choices[i].End = b.Len()
		b.WriteString(after)
	}
	return b.String()
}

// speaking returns the language of that name, or of the tag that a voice has for it
// (ja-JP); that of the city and its staff if the line does not speak it.
func (p *Phrases) speaking(name string) *tongue {
	if l, ok := p.tongues[name]; ok {
		return l
	}
	name, _, _ = strings.Cut(name, "-")
	if l, ok := p.tongues[name]; ok {
		return l
	}
	return p.home
}

// SecondsAt estimates how long a text takes to say in a language, or with a voice
// that has its tag (ja-JP), at a rate in percent of the voice's own speed.
func (d *Dialogue) SecondsAt(lang, text string, rate int) float64 {
	return d.phrases.speaking(lang).Seconds(text) * usualRate / float64(rate)
}
