package residents

import (
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

// The tables of words.
var (
	//go:embed words/ja.txt
	japaneseWords string

	//go:embed words/en.txt
	englishWords string
)

// A table is the words of one language: texts with holes, by their keys.
type table map[string]string

// Marked is text of which some words have their readings: ｜予約《よやく》.
type Marked string

var hole = regexp.MustCompile(`\{[a-z0-9]+\}`)

// readTable reads a table: a key, "=", a text, a line each.
func readTable(text string) (table, error) {
	t := table{}
	for n, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, words, ok := strings.Cut(line, " = ")
		switch _, twice := t[key]; {
		case !ok:
			return nil, fmt.Errorf("line %d: found %.40q, expected a key, = and a text", n+1, line)
		case twice:
			return nil, fmt.Errorf("line %d: found %q a second time", n+1, key)
		}
		t[key] = words
	}
	return t, nil
}

// several begins the keys of words that stand in the place of others where a city has several
// services.
const several = "several."

// forServices returns the table with the words that fit the city.
func (t table) forServices(city *booking.City) table {
	if city == nil || !city.SeveralServices() {
		return t
	}
	fit := maps.Clone(t)
	for key, words := range t {
		if of, ok := strings.CutPrefix(key, several); ok {
			fit[of] = words
		}
	}
	return fit
}

// alike returns an error if the table has not the keys and holes of another one.
func (t table) alike(other table) error {
	for key, words := range t {
		there, ok := other[key]
		if !ok {
			return fmt.Errorf("%q is in one language only", key)
		}
		if a, b := holesOf(words), holesOf(there); !slices.Equal(a, b) {
			return fmt.Errorf("%q has the holes %q in one language and %q in the other", key, a, b)
		}
	}
	if len(t) != len(other) {
		return fmt.Errorf("found %d and %d words, expected as many", len(t), len(other))
	}
	return nil
}

func holesOf(words string) []string {
	found := hole.FindAllString(words, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// A voice is a language as one visitor reads it.
type voice struct {
	language
	words    table
	furigana bool // show readings
}

// Mark returns the words of a key with its holes filled, given as name, value, …. It fails a
// page that asks for words which there are not, or leaves a hole open.
func (v voice) Mark(key string, holes ...any) (Marked, error) {
	words, ok := v.words[key]
	if !ok {
		return "", fmt.Errorf("residents: there are no words %q", key)
	}
	for i := 0; i+1 < len(holes); i += 2 {
		name, ok := holes[i].(string)
		if !ok || !strings.Contains(words, "{"+name+"}") {
			return "", fmt.Errorf("residents: %q has no hole %v", key, holes[i])
		}
		words = strings.ReplaceAll(words, "{"+name+"}", string(marked(holes[i+1])))
	}
	if open := hole.FindString(words); open != "" {
		return "", fmt.Errorf("residents: the hole %s of %q is open", open, key)
	}
	return Marked(words), nil
}

// marked returns what fills a hole. What is not Marked has no marks and no holes.
func marked(value any) Marked {
	if m, ok := value.(Marked); ok {
		return m
	}
	return Marked(strings.Map(func(r rune) rune {
		if strings.ContainsRune("｜《》{}", r) {
			return -1
		}
		return r
	}, fmt.Sprint(value)))
}

// T returns the words of a key as a page shows them.
func (v voice) T(key string, holes ...any) (template.HTML, error) {
	m, err := v.Mark(key, holes...)
	return v.Show(m), err
}

// Plain returns the words of a key where no readings can be: in titles and labels.
func (v voice) Plain(key string, holes ...any) (string, error) {
	m, err := v.Mark(key, holes...)
	return plainly(m), err
}

var reading = regexp.MustCompile(`｜([^《》｜]+)《([^《》｜]+)》`)

// Show returns a text as a page shows it: with its readings, or without.
func (v voice) Show(m Marked) template.HTML {
	safe := template.HTMLEscapeString(string(m))
	as := "$1"
	if v.furigana {
		as = "<ruby>$1<rp>（</rp><rt>$2</rt><rp>）</rp></ruby>"
	}
	return template.HTML(reading.ReplaceAllString(safe, as)) // escaped above; what is added has no marks of it
}

// plainly returns a text without its readings.
func plainly(m Marked) string { return reading.ReplaceAllString(string(m), "$1") }

// Furigana reports whether readings are shown.
func (v voice) Furigana() bool { return v.furigana }

// PlainCity, PlainPlace, PlainDate and PlainWhen write without readings, for titles and screen readers.
func (v voice) PlainCity(m Marked) string    { return plainly(m) }
func (v voice) PlainPlace(m Marked) string   { return plainly(m) }
func (v voice) PlainWhen(t time.Time) string { return plainly(v.When(t)) }
func (v voice) PlainDate(t time.Time) string {
	return plainly(v.Date(booking.DateOf(t.In(booking.JST))))
}

// A factPart, a foundPart and a bringPart are what the parts of pages of these names are given.
type (
	factPart struct {
		W     voice
		F     shownFact
		Found bool // with how the facility is found
	}
	foundPart struct {
		W voice
		P shownPlace
	}
	bringPart struct {
		W voice
		bring
	}
)

// Of gives the part "facts" a booking.
func (v voice) Of(f shownFact) factPart { return factPart{v, f, false} }

// Whole gives the part "facts" a booking and how its facility is found.
func (v voice) Whole(f shownFact) factPart { return factPart{v, f, true} }

// At gives the part "found" how a facility is found.
func (v voice) At(p shownPlace) foundPart { return foundPart{v, p} }

// Bring gives the part "bring" what is brought.
func (v voice) Bring(b bring) bringPart { return bringPart{v, b} }

// A choicePart and a personPart are what the parts "servicechoice" and "person" are given.
type (
	choicePart struct {
		W voice
		C serviceChoice
	}
	personPart struct {
		W voice
		P personForm
	}
)

// Choice gives the part "servicechoice" a service.
func (v voice) Choice(c serviceChoice) choicePart { return choicePart{v, c} }

// Person gives the part "person" one of those who come.
func (v voice) Person(p personForm) personPart { return personPart{v, p} }

// Weekdays returns the head of a month, Monday first.
func (v voice) Weekdays() (names []Marked) {
	for n := range 7 {
		names = append(names, v.Weekday(time.Weekday((n+1)%7)))
	}
	return names
}
