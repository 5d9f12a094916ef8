package ivr

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
)

// A hole is a place in a phrase that the line fills. fill returns its words in a call,
// widest the words that take longest, with which phrases are measured. name stands for
// the hole where staff read a phrase that is not of one call.
type hole struct {
	name   string
	fill   func(t *turn) string
	widest func(p *Phrases, l *tongue) string
}

// holesOf returns the names that may stand between { and } in a phrase.
func holesOf() map[string]hole {
	lostCardNumber, lostCardHours := helpline(lostCard, "lost-card.hours", "lostcardhours")
	languagesNumber, languagesHours := helpline(languages, "languages.hours", "languageshours")
	return map[string]hole{
		"lostcard": lostCardNumber, "lostcardhours": lostCardHours,
		"languages": languagesNumber, "languageshours": languagesHours,
		"other":        {"時刻", func(t *turn) string { return t.Time(clockOf(t.call.Draft.Other)) }, widestTime},
		"opens":        {"日時", func(t *turn) string { return t.when(t.call.Draft.Until) }, widestMoment},
		"newdays":      {"日時", func(t *turn) string { at, _ := t.moreOpens(); return t.when(at) }, widestMoment},
		"latest":       {"時刻", func(t *turn) string { return t.Time(clockOf(t.call.Draft.Start.Add(t.rules().Grace))) }, widestTime},
		"specialday":   {"日付", func(t *turn) string { day, _, _ := t.special(); return t.Date(day) }, widestDate},
		"specialplace": {"窓口", func(t *turn) string { _, f, _ := t.special(); return t.Name(f.Spoken()) }, widestPlace},
		"city": {"市", func(t *turn) string { return t.Name(t.city.Spoken()) },
			func(p *Phrases, l *tongue) string { return l.Name(p.city.Spoken()) }},
		"service":   {"用件", (*turn).serviceName, widestService},
		"errand":    {"用件", (*turn).whispered, widestWhispered},
		"procedure": {"手続き", (*turn).procedure, words("procedure.new-issue")},
		"date":      {"日付", func(t *turn) string { return t.Date(t.day()) }, widestDate},
		"short":     {"日付", func(t *turn) string { return t.Day(t.day()) }, widestDay},
		"time":      {"時刻", func(t *turn) string { return t.Time(clockOf(t.call.Draft.Start)) }, widestTime},
		"place":     {"窓口", (*turn).place, widestPlace},
		"counter":   {"窓口", (*turn).short, widestShort},
		"nth":       {"数", func(t *turn) string { return strconv.Itoa(t.nth()) }, number(maxRead)},
		"which":     {"予約", (*turn).whichOne, func(p *Phrases, l *tongue) string { return widestName(p, l, namings) }},
		"besides":   {"予約", (*turn).besides, func(p *Phrases, l *tongue) string { return widestName(p, l, beyondTheQuestion) }},
		"dateof":    {"日付", func(t *turn) string { return t.DateWithin(t.day()) }, func(_ *Phrases, l *tongue) string { return l.DateWithin(widestOfDays) }},
		"one":       keyName('1'),
		"two":       keyName('2'),
		"three":     keyName('3'),
		"lead":      {"空き", (*turn).lead, words("lead.nearest")},
		"day":       {"日付", func(t *turn) string { return t.Date(t.call.Draft.Day) }, widestDate},
		"again": {"数", func(t *turn) string {
			return strconv.Itoa(max(int((t.call.Draft.Until.Sub(t.tx.Now())+time.Minute-1)/time.Minute), 1))
		}, number(30)},
		"until": {"日時", func(t *turn) string { return t.Moment(dayOf(t.call.Draft.Until), clockOf(t.call.Draft.Until)) },
			widestMoment},
		"people":    {"数", func(t *turn) string { return strconv.Itoa(max(t.call.Draft.Party, 1)) }, number(9)},
		"most":      {"数", func(t *turn) string { return strconv.Itoa(t.mostPeople()) }, number(maxPeople)},
		"here":      {"数", func(t *turn) string { return strconv.Itoa(max(t.rules().MaxParty, 1)) }, number(maxPeople)},
		"walkplace": {"窓口", func(t *turn) string { f, _ := t.walkInAt(); return t.Name(f.Spoken()) }, widestPlace},
		"walkhours": {"時間", func(t *turn) string { words, _ := t.walkHours("walk-in", "walkhours"); return words }, widestWalkIn("walk-in", "walkhours")},
		"example":   {"日付", func(t *turn) string { return t.Day(t.day()) }, widestDay},
		"digits":    {"番号", func(t *turn) string { return t.Pairs(mmdd(t.day())) }, func(_ *Phrases, l *tongue) string { return l.Pairs("9999") }},
		"code":      {"番号", func(t *turn) string { return t.Groups(t.code, 3, 3) }, grouped("999999", 3)},
		"receipt":   {"番号", func(t *turn) string { return t.Groups(string(t.call.Draft.Receipt), 3, 3) }, grouped("999999", 3)},
		"hours": {"時間", func(t *turn) string { words, _ := t.centreHours(); return words },
			func(p *Phrases, l *tongue) string {
				return p.widestHours(l, "person.hours", "hours", p.city.Centre.Hours)
			}},
		"walkrows":    {"時間", func(t *turn) string { words, _ := t.walkHours("walk-in.hours", "walkrows"); return words }, widestWalkIn("walk-in.hours", "walkrows")},
		"next":        {"日時", (*turn).centreNext, widestMoment},
		"opening":     {"時刻", (*turn).centreOpens, widestTime},
		"walkopening": {"時刻", (*turn).walkOpens, widestTime},
		"closing":     {"時刻", func(t *turn) string { return t.closing(t.city.Centre.Hours) }, widestClosing},
		"walknext":    {"日時", (*turn).walkNext, widestMoment},
		"walkclosing": {"時刻", func(t *turn) string { f, _ := t.walkInAt(); return t.closing(f.WalkIn) }, widestClosing},
		"centre": {"番号", func(t *turn) string { return t.Phone(t.city.Centre.Number) },
			func(p *Phrases, l *tongue) string { return l.Phone(p.city.Centre.Number) }},
		"key": {"キー", func(t *turn) string { return t.key }, number(9)},
		"last4digits": {"番号", func(t *turn) string { return t.Pairs(t.call.Caller.Phone.Last4()) },
			func(_ *Phrases, l *tongue) string { return l.Pairs("9999") }},
		"keyed": {"番号", func(t *turn) string { return t.Spell(t.call.Draft.Keyed.Last4()) },
			func(_ *Phrases, l *tongue) string { return l.Spell("9999") }},
		"who":   {"電話", (*turn).who, words("whisper.phone", "whisper.no-phone")},
		"has":   {"予約", (*turn).has, words("whisper.has", "whisper.has-not")},
		"wants": {"用件", (*turn).wants, words(wishes()...)},
	}
}

// wishes are what the rows say that their callers want.
func wishes() []Key {
	all := map[Key]bool{}
	for _, row := range rows {
		if row.Wants != "" {
			all[row.Wants] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (t *turn) procedure() string {
	return t.phrase("procedure." + Key(cmp.Or(t.call.Draft.Procedure, booking.Renewal)))
}

// place returns the facility as it is spoken. A facility that has left the config
// while it has bookings has no name any more.
func (t *turn) place() string {
	if f, ok := t.city.Facility(t.call.Draft.Facility); ok {
		return t.Name(f.Spoken())
	}
	return t.phrase("place.unknown")
}

func clockOf(at time.Time) booking.Clock { return booking.ClockOf(at.In(booking.JST)) }
func dayOf(at time.Time) booking.Date    { return booking.DateOf(at.In(booking.JST)) }

// day returns the day that is talked about.
func (t *turn) day() booking.Date { return dayOf(t.call.Draft.Start) }

// mmdd returns a day as it is keyed.
func mmdd(d booking.Date) string { return fmt.Sprintf("%02d%02d", d.Month, d.Day) }

// keyName returns the hole of a key that a phrase names, in place of a menu.
func keyName(key byte) hole {
	return hole{string(key) + "番", func(t *turn) string { return t.Key(key) }, func(_ *Phrases, l *tongue) string { return l.Key(key) }}
}

// words returns a function that returns the longest of several phrases.
func words(keys ...Key) func(*Phrases, *tongue) string {
	return func(p *Phrases, l *tongue) string {
		texts := make([]string, len(keys))
		for i, key := range keys {
			texts[i] = p.widest(l, l.words[key])
		}
		return l.longest(texts...)
	}
}

// The day and the times that may take longest to say in Japanese; in other languages few
// take much longer.
var (
	widestOfDays  = booking.Date{Year: 2027, Month: time.November, Day: 28}
	widestOfTimes = []booking.Clock{11*60 + 55, 12*60 + 55, 17*60 + 55}
)

func widestDate(_ *Phrases, l *tongue) string { return l.Date(widestOfDays) }
func widestDay(_ *Phrases, l *tongue) string  { return l.Day(widestOfDays) }

func widestTime(_ *Phrases, l *tongue) string {
	var all []string
	for _, c := range widestOfTimes {
		all = append(all, l.Time(c))
	}
	return l.longest(all...)
}

// widestClosing is after noon, which has a longer word of its own.
func widestClosing(_ *Phrases, l *tongue) string { return l.Closing(12*60 + 55) }

func widestMoment(_ *Phrases, l *tongue) string {
	var all []string
	for _, c := range widestOfTimes {
		all = append(all, l.Moment(widestOfDays, c))
	}
	return l.longest(all...)
}

func widestPlace(p *Phrases, l *tongue) string {
	names := []string{l.words["place.unknown"].text}
	for _, f := range p.city.Facilities {
		names = append(names, l.Name(f.Spoken()))
	}
	return l.longest(names...)
}

func widestShort(p *Phrases, l *tongue) string {
	names := []string{l.words["place.unknown"].text}
	for _, f := range p.city.Facilities {
		names = append(names, l.Name(f.Short))
	}
	return l.longest(names...)
}

// widestName returns the longest name that a booking of a household may have.
func widestName(p *Phrases, l *tongue, namings [][]Key) string {
	pause, _ := l.Marks()
	var names []string
	for _, by := range namingsIn(p.city, namings) {
		words := make([]string, len(by))
		for i, part := range by {
			words[i] = p.widest(l, l.words[part])
		}
		names = append(names, strings.Join(words, pause))
	}
	return l.longest(names...)
}

func widestWalkIn(key Key, hole string) func(*Phrases, *tongue) string {
	return func(p *Phrases, l *tongue) string {
		hours := []string{""}
		for _, f := range p.city.Facilities {
			hours = append(hours, p.widestHours(l, key, hole, f.WalkIn))
		}
		return l.longest(hours...)
	}
}

func number(n int) func(*Phrases, *tongue) string {
	return func(*Phrases, *tongue) string { return strconv.Itoa(n) }
}

func grouped(digits string, size int) func(*Phrases, *tongue) string {
	return func(_ *Phrases, l *tongue) string { return l.Groups(digits, size) }
}
