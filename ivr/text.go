package ivr

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"madoguchi/booking"
)

// The most that texts may have, in the units of UTF-16 in which the carriers count a text
// that has kanji. One part has 70; of several each has 67, since three tell how they hang
// together.
const (
	onePart    = 70
	severally  = 67
	proxyParts = 3
)

// A Writing says what the grammar of a language decides in a text, which is read by the
// eye: nobody hears it, so nothing of it needs a reading or a pause.
type Writing interface {
	Date(booking.Date) string // with the weekday
	Time(booking.Clock) string
	People(int) string
}

// keyOf returns the phrase of a kind of text.
func keyOf(k booking.MessageKind) Key { return "text." + Key(k) }

// mostOf returns how long a text of a kind may be.
func mostOf(k booking.MessageKind) int {
	if k == booking.ToldProxy {
		return severally * proxyParts
	}
	return onePart
}

// Units returns how long a text is, as the carriers count it.
func Units(text string) int { return len(utf16.Encode([]rune(text))) }

// readTexts reads a file of texts, in which / begins a new line.
func readTexts(file string) (map[Key]phrase, error) {
	words, readings, err := parsePhrases(file)
	if err == nil && readings != nil {
		err = fmt.Errorf("line %d: found readings, expected none: nobody hears a text", readings[0].Line)
	}
	for key, p := range words {
		words[key] = parseText(p.text, p.line)
		for _, name := range words[key].holes() {
			if !slices.Contains(textHoles, name) {
				err = fmt.Errorf("line %d: found the hole {%s}, expected one of %s", p.line, name, strings.Join(textHoles, ", "))
			}
		}
	}
	return words, err
}

// textHoles are the holes that texts have. Those of phrases are filled with what is heard.
var textHoles = []string{"city", "code", "contact", "date", "number", "people", "place", "receipt", "time"}

// parseText reads the words of a text. The blanks around a / are for whoever writes them.
func parseText(words string, line int) phrase {
	lines := strings.Split(words, "/")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	p := parsePhrase(strings.Join(lines, "\n"))
	p.line = line
	return p
}

// Text returns the words of a text. The names of the place are in full where there is
// room for them, and else as menus have them.
func (d *Dialogue) Text(m booking.Message) (string, error) {
	home := d.phrases.home
	if _, known := home.texts[keyOf(m.Kind)]; !known {
		return "", fmt.Errorf("ivr: found a text of the kind %q, expected one of %s in %q", m.Kind, textKinds(home), home.name)
	}
	facts := d.phrases.factsOf(m.Booking)
	facts["code"] = m.Code
	text := d.phrases.text(m.Kind, facts, d.phrases.headsOf(m.Booking), d.phrases.placesOf(m.Booking.Facility))
	if n := Units(text); n > mostOf(m.Kind) {
		return "", fmt.Errorf("ivr: the text %s has %d characters, expected at most %d", keyOf(m.Kind), n, mostOf(m.Kind))
	}
	return text, nil
}

func textKinds(l *tongue) string {
	var all []string
	for _, kind := range booking.MessageKinds {
		if _, known := l.texts[keyOf(kind)]; known {
			all = append(all, string(kind))
		}
	}
	return strings.Join(all, ", ")
}

// factsOf returns what the holes of a text are filled with, but for who writes and the place.
func (p *Phrases) factsOf(b booking.Booking) map[string]string {
	write := p.home.writing
	facts := map[string]string{
		"date": write.Date(dayOf(b.Start)), "time": write.Time(clockOf(b.Start)),
		"receipt": string(b.Receipt), "number": p.city.Number.Domestic(),
	}
	if b.Party > 1 {
		facts["people"] = " " + write.People(b.Party)
	}
	return facts
}

// placesOf returns the names of a facility for a text, the one to be preferred first.
func (p *Phrases) placesOf(id string) []string {
	f, ok := p.city.Facility(id)
	name := cmp.Or(f.Name, f.Short)
	switch {
	case !ok || name == "":
		return []string{p.home.texts["text.place"].text}
	case f.Short == "" || Units(f.Short) >= Units(name):
		return []string{name}
	}
	if !strings.Contains(name, f.Short) { // 戸籍住民課 alone does not tell that it is in the 市役所
		return []string{f.Short + " " + name, name, f.Short}
	}
	return []string{name, f.Short}
}

// headsOf returns who writes: the city and, where it books several services, that of the
// booking, if there is room for it.
func (p *Phrases) headsOf(b booking.Booking) []string {
	s, _ := p.city.Service(b.Service)
	if b.Receipt == "" || s.Short == "" || !namesServices(p.city) {
		return []string{p.city.Name}
	}
	return []string{p.city.Name + " " + s.Short, p.city.Name}
}

// text returns the fullest words that have room: what it is for counts more than how to cancel,
// and that more than the full name of a place that was chosen by its short one. The last words
// are returned though they have none.
func (p *Phrases) text(kind booking.MessageKind, facts map[string]string, heads, places []string) (text string) {
	words := p.home.texts[keyOf(kind)]
	contacts := []string{""}
	if slices.Contains(words.holes(), "contact") && facts["number"] != "" {
		contacts = []string{p.filled("text.contact", facts), ""}
	}
	with := maps.Clone(facts)
	for _, head := range heads {
		for _, contact := range contacts {
			for _, place := range places {
				with["city"], with["contact"], with["place"] = head, contact, place
				if text = p.filled(keyOf(kind), with); Units(text) <= mostOf(kind) {
					return text
				}
			}
		}
	}
	return text
}

func (p *Phrases) filled(key Key, facts map[string]string) string {
	text, _ := p.home.texts[key].fill(func(hole string) string { return facts[hole] })
	return text
}
