package ivr

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"madoguchi/booking"
)

// A Language is one that the line speaks: a file of phrases, and a Speech.
type Language struct {
	Name   string // as in calls and in the config of a city: "ja"
	Words  string // the file; phrases/ja.txt shows how one is written
	Speech func([]Reading) (Speech, error)

	Texts   string  // the file of texts; phrases/texts.ja.txt shows how one is written. "" if it writes none
	Writing Writing // of these
}

// A Reading tells how to read a word whose characters do not tell it. Readings stand at
// the end of the file of phrases; those of a city's own names follow, and count before
// them.
type Reading struct {
	Word, Read string
	Line       int // of the file; 0 for a name of the city, whose reading may have digits and 、
}

// A Speech says what the grammar of a language decides and no template can, and
// measures how long texts take.
type Speech interface {
	Date(booking.Date) string       // with the weekday: by telephone 4, 8 and 20 sound alike
	Day(booking.Date) string        // without the weekday
	DateWithin(booking.Date) string // Date in one breath, for a sentence that goes on
	Time(booking.Clock) string
	Moment(booking.Date, booking.Clock) string // a day and a time of it
	Spell(digits string) string                // digit by digit
	Pairs(digits string) string                // faster, for agents, who write down numbers all day
	Groups(digits string, sizes ...int) string
	Phone(booking.Phone) string // of the call centre, never of a caller

	// Hours says opening hours in several ways, in the fullest first. Each is true of
	// every week, and the last is always short enough.
	Hours(Told) []string
	Closing(booking.Clock) string // when hours end, as Hours says it

	// Name says the name of the city or of a facility. said is what a voice of the city's
	// language is given, yomi its reading in kana.
	Name(said, yomi string) string

	// Named joins a name with the phrase option.named, which makes it an option.
	Named(name, words string) string

	// Option returns the words for an option and its key, and what comes after them: a
	// stop before the next option, or the end of the menu.
	Option(label string, key byte, last bool, m Manner) (option, after string)

	// Key returns the name of a key, as it stands in Option.
	Key(key byte) string

	// Marks returns the pause within a sentence and the stop at its end. A label has
	// neither, for its key follows.
	Marks() (pause, stop string)

	// Sayable reports whether a voice reads the character as it is meant. Script names
	// all such characters.
	Sayable(rune) bool
	Script() string

	// Beats counts the units in which the language is measured, such as morae or
	// syllables. Seconds returns how long the text takes at the usual rate.
	Beats(text string) int
	Seconds(text string) float64
}

// usualRate is the rate of speech in percent of the voice's own speed, and slowRate
// that of slow speech. They are those of the default config.
const (
	usualRate = 90
	slowRate  = 80
)

// A tongue is a language with its phrases, in which the city's own words have replaced
// built-in ones.
type tongue struct {
	Speech
	name  string
	words map[Key]phrase
	texts map[Key]phrase // none if the language writes none

	writing Writing
	yomi    map[string]string // of the names of the city that are not written as they are read
}

// Name says a name of the city, as [booking.City.Spoken] or Facility.Short has it.
func (l *tongue) Name(said string) string {
	return l.Speech.Name(said, cmp.Or(l.yomi[said], said))
}

// learn reads the file of a language. names are those of the city, which the home language
// reads as they are written.
func learn(l Language, names []booking.Reading, home bool) (*tongue, error) {
	if l.Name == "" || l.Words == "" || l.Speech == nil {
		return nil, errors.New("found it without a name, words or speech")
	}
	words, readings, err := parsePhrases(l.Words)
	if err != nil {
		return nil, err
	}
	yomi := make(map[string]string, len(names))
	for _, r := range names {
		yomi[r.Word] = r.Yomi
		if home {
			readings = append(readings, Reading{Word: r.Word, Read: r.Yomi})
		}
	}
	texts, err := readTexts(l.Texts)
	if err != nil {
		return nil, fmt.Errorf("the texts: %w", err)
	}
	if len(texts) > 0 && l.Writing == nil {
		return nil, errors.New("found texts without a writing")
	}
	speech, err := l.Speech(readings)
	return &tongue{Speech: speech, name: l.Name, words: words, texts: texts, writing: l.Writing, yomi: yomi}, err
}

// sentences returns the sentences of a text, without their stops.
func (l *tongue) sentences(text string) []string {
	_, stop := l.Marks()
	return strings.Split(text, stop)
}

// breath returns how long a text takes that nothing follows. It leaves out the silence
// after the last stop.
func (l *tongue) breath(text string) float64 {
	_, stop := l.Marks()
	return l.Seconds(strings.TrimSuffix(text, stop))
}

// longest returns the text that takes longest to say.
func (l *tongue) longest(texts ...string) string {
	return slices.MaxFunc(texts, func(a, b string) int { return cmp.Compare(l.Seconds(a), l.Seconds(b)) })
}

// A Manner is how briefly a menu is said.
type Manner int

// The manners.
const (
	InFull Manner = iota // to whoever may not know what to do with a key
	Known                // to whoever has pressed one
	Brisk                // to the same, where several options follow one another
)

// menu returns the text of the options, and sets in each choice where it ends.
func (l *tongue) menu(choices []Choice, m Manner, label func(i int) string) string {
	var b strings.Builder
	for i := range choices {
		option, after := l.Option(label(i), choices[i].Key[0], i == len(choices)-1, m)
		b.WriteString(option)
		choices[i].End = b.Len()
		b.WriteString(after)
	}
	return b.String()
}

// speaking returns the language with that name, or with the tag that a voice has for it
// (ja-JP). If the line does not speak it, it returns that of the city and its staff.
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
