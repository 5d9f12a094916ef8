package ivr

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"madoguchi/booking"
)

// A TextFault is a name of the city with which a text is too long. Of a facility neither
// its name nor its short one leaves room.
type TextFault struct {
	Facility string // its id; "" if it is the name of the city
	Name     string // the shorter one
	Key      Key    // the text that is longest
	Length   int    // with the longest date, time and number of people
	Most     int
}

// TextFaults are all the names of a city with which texts are too long.
type TextFaults []TextFault

func (f TextFaults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		whose := "city.name"
		if fault.Facility != "" {
			whose = "facility " + fault.Facility
		}
		lines[i] = fmt.Sprintf("%s: found %q, with which %s has %d characters, expected at most %d", whose, fault.Name, fault.Key, fault.Length, fault.Most)
	}
	return strings.Join(lines, "\n")
}

// widestVisit takes most room in a text.
func widestVisit() booking.Booking {
	day := widestOfDays
	return booking.Booking{
		Start: time.Date(day.Year, day.Month, day.Day, 11, 55, 0, 0, booking.JST), Party: maxPeople, Receipt: "999999",
	}
}

// LongTexts returns the names of the city with which texts are too long. New refuses them
// if the city sends any.
func (d *Dialogue) LongTexts() (all TextFaults) {
	p := d.phrases
	if p.home.writing == nil {
		return nil // it writes none
	}
	if fault, long := p.longText("", []string{p.home.texts["text.place"].text}); long {
		fault.Name = d.city.Name
		return TextFaults{fault} // nothing is known of the places before the city's own name fits
	}
	for _, f := range d.city.Facilities {
		if fault, long := p.longText(f.ID, p.placesOf(f.ID)); long {
			all = append(all, fault)
		}
	}
	return all
}

// longText returns the text that is furthest beyond its length with a place of these names.
func (p *Phrases) longText(facility string, places []string) (worst TextFault, long bool) {
	facts := p.factsOf(widestVisit())
	facts["code"] = strings.Repeat("9", booking.TextDigits)
	for _, kind := range booking.MessageKinds {
		if _, known := p.home.texts[keyOf(kind)]; !known {
			continue
		}
		n, most := Units(p.text(kind, facts, []string{p.city.Name}, places)), mostOf(kind)
		if n-most > max(worst.Length-worst.Most, 0) {
			worst, long = TextFault{facility, places[len(places)-1], keyOf(kind), n, most}, true
		}
	}
	return worst, long
}

// isText reports whether the phrase is a text or a part of one.
func isText(k Key) bool { return strings.HasPrefix(string(k), "text.") }

// checkText returns what is wrong with a city's own words of a text, and "" if nothing is.
func (p *Phrases) checkText(o Override) (found, expected string) {
	l := p.tongues[o.Lang]
	was, ok := l.texts[Key(o.Key)]
	now := parseText(o.Text, 0)
	switch {
	case !ok:
		return fmt.Sprintf("unknown text %.40q", o.Key), "one of " + strings.Join(likeliest(o.Key, l.texts), ", ")
	case strings.TrimSpace(o.Text) == "":
		return "no words", fmt.Sprintf("something to write, such as %q", was.text)
	}
	for _, name := range was.holes() {
		if !slices.Contains(now.holes(), name) {
			return fmt.Sprintf("%.60q without {%s}", o.Text, name), fmt.Sprintf("the hole {%s}, as in %q", name, was.text)
		}
	}
	for _, name := range now.holes() {
		if !slices.Contains(was.holes(), name) {
			return fmt.Sprintf("an unknown hole {%.20s}", name), fmt.Sprintf("only the holes of %q", was.text)
		}
	}
	if found, expected = unwritable(now); found != "" {
		return found, expected
	}
	return p.longWords(l, Key(o.Key), now)
}

// unwritable names the first character that not every telephone shows, and an address: who
// is told never to follow one is not sent any.
func unwritable(p phrase) (found, expected string) {
	for i := 0; i < len(p.parts); i += 2 {
		words := strings.ToLower(p.parts[i])
		for _, r := range words {
			if r != '\n' && !unicode.IsPrint(r) || r > unicode.MaxLatin1 && !unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) && !strings.ContainsRune("ー々〇、。・「」？！（）：", r) {
				return fmt.Sprintf("%q in %.60q", r, p.text), "kana, kanji, letters, digits and signs that every telephone shows"
			}
		}
		for _, address := range []string{"http", "www.", ".jp", ".com", "@"} {
			if strings.Contains(words, address) {
				return fmt.Sprintf("%q in %.60q", address, p.text), "no address: frauds send them"
			}
		}
	}
	return "", ""
}

// longWords measures own words of a text with the names of the city.
func (p *Phrases) longWords(l *tongue, key Key, words phrase) (found, expected string) {
	theirs, tongue := *p, *l
	tongue.texts = map[Key]phrase{}
	for k, was := range l.texts {
		tongue.texts[k] = was
	}
	tongue.texts[key], theirs.home = words, &tongue
	for _, f := range append([]booking.Facility{{}}, p.city.Facilities...) {
		places := theirs.placesOf(f.ID)
		before, _ := p.longText(f.ID, places)
		if fault, long := theirs.longText(f.ID, places); long && before != fault {
			return fmt.Sprintf("%d characters with %s", fault.Length, fault.Name), fmt.Sprintf("at most %d", fault.Most)
		}
	}
	return "", ""
}
