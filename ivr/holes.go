package ivr

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
)

// A hole is a place in a phrase that the line fills: with what in a call, and
// with what at the longest, by which a city's own wording is measured.
type hole struct {
	fill   func(t *turn) string
	widest func(p *Phrases, lang string) string
}

// holesOf returns the names that may stand between { and } in a phrase.
func holesOf() map[string]hole {
	return map[string]hole{
		"city":        {func(t *turn) string { return t.city.Yomi }, func(p *Phrases, _ string) string { return p.city.Yomi }},
		"procedure":   {(*turn).procedure, words("procedure.new-issue")},
		"date":        {func(t *turn) string { return t.date(t.call.Draft.Start) }, widestDate},
		"short":       {func(t *turn) string { return t.speech().Day(t.day()) }, widestDay},
		"time":        {func(t *turn) string { return t.clock(t.call.Draft.Start) }, widestTime},
		"place":       {(*turn).place, widestPlace},
		"lead":        {func(t *turn) string { return t.phrase(t.call.Draft.Lead) }, words("lead.earliest")},
		"day":         {func(t *turn) string { return t.speech().Date(t.call.Draft.Day) }, widestDate},
		"until":       {func(t *turn) string { return t.date(t.call.Draft.Until) + "。" + t.clock(t.call.Draft.Until) }, widestUntil},
		"grace":       {func(t *turn) string { return strconv.Itoa(int(t.rules().Grace / time.Minute)) }, number(119)},
		"people":      {func(t *turn) string { return strconv.Itoa(max(t.call.Draft.Party, 1)) }, number(9)},
		"most":        {func(t *turn) string { return strconv.Itoa(max(t.rules().MaxParty, 1)) }, number(9)},
		"walkplace":   {func(t *turn) string { f, _ := t.walkInAt(); return f.Yomi }, widestPlace},
		"walkhours":   {func(t *turn) string { f, _ := t.walkInAt(); return t.speech().Hours(f.WalkIn) }, widestWalkIn},
		"example":     {func(t *turn) string { return t.speech().Day(t.day()) }, widestDay},
		"digits":      {func(t *turn) string { return t.speech().Spell(mmdd(t.day())) }, digits("0000")},
		"receipt":     {func(t *turn) string { return t.speech().Groups(string(t.call.Draft.Receipt), 3, 3) }, digits("000000")},
		"hours":       {func(t *turn) string { return t.speech().Hours(t.city.Centre.Hours) }, widestHours},
		"centre":      {func(t *turn) string { return t.speech().Phone(t.city.Centre.Number) }, widestCentre},
		"key":         {func(t *turn) string { return t.key }, func(*Phrases, string) string { return "9" }},
		"last4digits": {func(t *turn) string { return t.speech().Pairs(t.call.Caller.Phone.Last4()) }, paired("0000")},
		"keyed":       {func(t *turn) string { return t.speech().Spell(t.call.Draft.Keyed.Last4()) }, spelt("0000")},
		"who":         {(*turn).who, words("whisper.phone", "whisper.no-phone")},
		"has":         {(*turn).has, words("whisper.has", "whisper.has-not")},
		"wants":       {(*turn).wants, words("wants.check", "wants.cancel", "wants.change", "wants.book", "wants.bring", "wants.info")},
	}
}

func (t *turn) procedure() string {
	return t.phrase("procedure." + Key(cmp.Or(t.call.Draft.Procedure, booking.Renewal)))
}

// place is the facility as it is spoken. A facility that has left the config
// while bookings for it stand has no name any more.
func (t *turn) place() string {
	if f, ok := t.city.Facility(t.call.Draft.Facility); ok {
		return f.Yomi
	}
	return t.phrase("place.unknown")
}

func (t *turn) date(at time.Time) string {
	return t.speech().Date(booking.DateOf(at.In(booking.JST)))
}

func (t *turn) clock(at time.Time) string {
	return t.speech().Time(booking.ClockOf(at.In(booking.JST)))
}

// day is the day that is talked about.
func (t *turn) day() booking.Date { return booking.DateOf(t.call.Draft.Start.In(booking.JST)) }

// mmdd is a day as it is keyed.
func mmdd(d booking.Date) string { return fmt.Sprintf("%02d%02d", d.Month, d.Day) }

// words are one of several phrases: the longest.
func words(keys ...Key) func(*Phrases, string) string {
	return func(p *Phrases, lang string) string {
		texts := make([]string, len(keys))
		for i, key := range keys {
			texts[i] = p.widest(lang, p.words[lang][key])
		}
		return longest(texts...)
	}
}

func digits(d string) func(*Phrases, string) string {
	return func(_ *Phrases, lang string) string {
		return speeches[lang].Groups(strings.ReplaceAll(d, "0", "9"), 3)
	}
}

func spelt(d string) func(*Phrases, string) string {
	return func(_ *Phrases, lang string) string { return speeches[lang].Spell(strings.ReplaceAll(d, "0", "9")) }
}

func paired(d string) func(*Phrases, string) string {
	return func(_ *Phrases, lang string) string { return speeches[lang].Pairs(strings.ReplaceAll(d, "0", "9")) }
}

func widestDate(_ *Phrases, lang string) string {
	return speeches[lang].Date(booking.Date{Year: 2027, Month: time.November, Day: 28})
}

func widestDay(_ *Phrases, lang string) string {
	return speeches[lang].Day(booking.Date{Year: 2027, Month: time.November, Day: 28})
}

func widestTime(_ *Phrases, lang string) string {
	return speeches[lang].Time(11*60 + 55)
}

func widestPlace(p *Phrases, lang string) string {
	names := []string{string(p.words[lang]["place.unknown"].text)}
	for _, f := range p.city.Facilities {
		names = append(names, f.Yomi)
	}
	return longest(names...)
}

func widestHours(p *Phrases, lang string) string { return speeches[lang].Hours(p.city.Centre.Hours) }

func widestCentre(p *Phrases, lang string) string { return speeches[lang].Phone(p.city.Centre.Number) }

func widestUntil(p *Phrases, lang string) string {
	return widestDate(p, lang) + "。" + widestTime(p, lang)
}

func number(n int) func(*Phrases, string) string {
	return func(*Phrases, string) string { return strconv.Itoa(n) }
}

func widestWalkIn(p *Phrases, lang string) string {
	hours := []string{""}
	for _, f := range p.city.Facilities {
		hours = append(hours, speeches[lang].Hours(f.WalkIn))
	}
	return longest(hours...)
}
