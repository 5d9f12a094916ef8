package residents

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// letters are the keys of what mails say: the subject, and the first lines of the body.
var letters = map[booking.MessageKind][2]string{
	booking.ProofLink:     {"letter.link.subject", "letter.link"},
	booking.ToldBooked:    {"letter.booked.subject", "letter.booked"},
	booking.ToldChanged:   {"letter.changed.subject", "letter.changed"},
	booking.ToldCancelled: {"letter.cancelled.subject", "letter.cancelled"},
	booking.ToldRestored:  {"letter.restored.subject", "letter.restored"},
	booking.ToldProxy:     {"letter.proxy.subject", "letter.proxy"},
	booking.Copied:        {"letter.copy.subject", "letter.copy"},
	booking.Reminder:      {"letter.reminder.subject", "letter.reminder"},
}

// A Letter is a mail in words.
type Letter struct {
	Lang          string
	Subject, Body string
}

// Letter writes a mail in the language of whoever gave the address.
func (d *Door) Letter(m booking.Message) (Letter, error) {
	keys, ok := letters[m.Kind]
	if !ok {
		return Letter{}, fmt.Errorf("residents: found a mail of the kind %.20q, expected one of those in letters", m.Kind)
	}
	l := languages[0]
	for _, other := range languages {
		if other.Code() == m.Lang {
			l = other
		}
	}
	p := pen{voice: voice{l, d.tables[l.Code()], false}, door: d}
	subject := p.say(keys[0], "city", p.voice.City(d.City))
	if m.Kind == booking.ProofLink {
		p.write(p.say(keys[1], "hours", int(d.LinkFor/time.Hour), "link", d.PublicURL+root+linkPath+m.Link+"?lang="+url.QueryEscape(l.Code())))
	} else {
		p.visit(keys[1], m)
	}
	p.write(p.say("letter.end", "city", p.voice.City(d.City), "line", number(d.City.Number)))
	return Letter{l.Code(), subject, strings.Join(p.parts, "\n\n") + "\n"}, p.err
}

// A pen writes the parts of a mail. Once something has failed it writes nothing.
type pen struct {
	voice voice
	door  *Door
	parts []string
	err   error
}

func (p *pen) write(part string) { p.parts = append(p.parts, part) }

// say returns the words of a key, in which / begins a new line. What fills a hole is left as it is.
func (p *pen) say(key string, holes ...any) string {
	words, err := p.voice.Plain(key, p.safe(holes)...)
	if err != nil {
		p.err = err
	}
	lines := strings.Split(words, "/")
	for i := range lines {
		lines[i] = strings.ReplaceAll(strings.TrimSpace(lines[i]), slash, "/")
	}
	return strings.Join(lines, "\n")
}

// slash stands for a / that fills a hole, while the words are cut into lines.
const slash = "\x1a"

func (p *pen) safe(holes []any) []any {
	all := slices.Clone(holes)
	for i := 1; i < len(all); i += 2 {
		all[i] = Marked(strings.ReplaceAll(string(marked(all[i])), "/", slash))
	}
	return all
}

// visit writes what a mail tells of a booking.
func (p *pen) visit(intro string, m booking.Message) {
	b := m.Booking
	p.write(p.say(intro))
	r := &request{Door: p.door, voice: p.voice}
	f, _ := p.door.City.Facility(b.Facility)
	place, read := p.voice.Place(f, p.door.Where[b.Facility])
	if p.voice.Code() != "ja" && read != "" {
		place += " (" + read + ")"
	}
	if f.About.Address != "" {
		place += " " + marked(f.About.Address)
	}
	what := ""
	if s := r.named(b.Service); s != nil {
		what = p.say("letter.service", "service", s.Name) + "\n"
	}
	p.write(what + p.say("letter.facts", "when", p.voice.When(b.Start), "place", place, "people", p.voice.People(b.Party), "receipt", receipt(b.Receipt)))
	if m.Kind == booking.ToldCancelled {
		p.write(p.say("letter.new", "link", p.door.PublicURL+root))
		return
	}
	p.bring(r.bring(b.Service, b.Proxy, b.Party))
	p.write(p.say("letter.how", "link", p.door.PublicURL+root+"/mine"))
}

// bring writes what the page of the booking has as well.
func (p *pen) bring(b bring) {
	var things string
	var more []string
	switch {
	case len(b.Own) > 0:
		things = p.items(b.Own)
	case b.Kind == booking.Application:
		things, more = p.list("bring.application.notice", "bring.ids", "bring.oldcard"), []string{"bring.application.later"}
	case b.Kind == booking.PickUp:
		things = p.list("bring.pickup.notice", "bring.ids", "bring.oldcard")
	case b.Proxy:
		things, more = p.list("bring.proxy.card", "bring.proxy.ids", "bring.proxy.answer"), []string{"bring.proxy.pin"}
	case b.All:
		things, more = p.list("bring.card.all"), []string{"bring.pin"}
	default:
		things, more = p.list("bring.card"), []string{"bring.pin"}
	}
	if b.Kind == booking.Application {
		more = append(more, "bring.application.person")
	}
	if b.InPerson {
		more = append(more, "bring.pickup.person")
	}
	all := p.say("letter.bring") + "\n" + things
	for _, key := range more {
		all += "\n" + p.say(key)
	}
	p.write(all)
}

func (p *pen) items(things []Marked) string {
	lines := make([]string, len(things))
	for i, thing := range things {
		lines[i] = p.say("letter.item", "thing", thing)
	}
	return strings.Join(lines, "\n")
}

func (p *pen) list(keys ...string) string {
	things := make([]Marked, len(keys))
	for i, key := range keys {
		things[i] = Marked(p.say(key))
	}
	return p.items(things)
}

// An Own is a city's own words in a mail, in the place of ours.
type Own struct {
	Lang string
	Key  string // as letters has it, without "letter."
	Text string
	Line int // in the file
}

// An OwnFault is what is wrong with a city's own words.
type OwnFault struct {
	Own
	Found, Expected string
}

func (f *OwnFault) Error() string {
	return fmt.Sprintf("mail.words.%s.%s: found %s, expected %s", f.Lang, f.Key, f.Found, f.Expected)
}

// longestOwn is how many characters a city's own words of a mail may have.
const longestOwn = 1000

// mostOf returns the most characters that the words of a key may have.
func mostOf(key string) int {
	if strings.HasSuffix(key, ".subject") {
		return 60
	}
	return longestOwn
}

// own puts the city's words into the tables. It returns the first of what is wrong with them, an
// *OwnFault, which CheckOwn returns all of.
func (d *Door) own(words []Own) error {
	for _, o := range words {
		if f := d.fault(o); f != nil {
			return f
		}
		d.tables[o.Lang]["letter."+o.Key] = o.Text
	}
	return nil
}

// CheckOwn returns what is wrong with a city's own words.
func CheckOwn(words []Own) (faults []*OwnFault, err error) {
	d, err := New(Options{})
	if err != nil {
		return nil, err
	}
	for _, o := range words {
		if f := d.fault(o); f != nil {
			faults = append(faults, f)
		}
	}
	return faults, nil
}

func (d *Door) fault(o Own) *OwnFault {
	wrong := func(found, expected string) *OwnFault { return &OwnFault{o, found, expected} }
	table, ok := d.tables[o.Lang]
	if !ok {
		return wrong(fmt.Sprintf("%.20q", o.Lang), "a language of the pages: ja or en")
	}
	ours, ok := table["letter."+o.Key]
	if !ok {
		var keys []string
		for key := range table {
			if own, ok := strings.CutPrefix(key, "letter."); ok {
				keys = append(keys, own)
			}
		}
		slices.Sort(keys)
		return wrong(fmt.Sprintf("the key %.40q", o.Key), "one of "+strings.Join(keys, ", "))
	}
	switch n := utf8.RuneCountInString(o.Text); {
	case n == 0 || n > mostOf(o.Key):
		return wrong(fmt.Sprintf("%d characters", n), fmt.Sprintf("1 to %d", mostOf(o.Key)))
	case strings.ContainsFunc(o.Text, unicode.IsControl):
		return wrong("a control character", "/ where a line ends")
	}
	for _, hole := range holesOf(o.Text) {
		if !slices.Contains(holesOf(ours), hole) {
			return wrong("the hole "+hole, "at most "+strings.Join(holesOf(ours), ", "))
		}
	}
	if o.Key == "link" && !strings.Contains(o.Text, "{link}") {
		return wrong("no {link}", "the link, with which somebody goes on")
	}
	return nil
}
