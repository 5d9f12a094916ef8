package city

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

// notes are words about hours, and which hours there must be if a text has them. A text
// that says with one of the other words that there are none is right.
var notes = []struct {
	words  []string
	unless []string
	has    func(ranges []booking.Range, day booking.Date) bool
	what   string
}{
	{[]string{"昼休み", "昼の休み", "お昼休み", "昼やすみ"}, []string{"なし", "ません", "なく", "せず"}, hasBreak, "a lunch break"},
	{[]string{"土曜", "第2土", "第4土"}, closedWords, opensOn(time.Saturday), "hours on a Saturday"},
	{[]string{"日曜"}, closedWords, opensOn(time.Sunday), "hours on a Sunday"},
	{[]string{"夜間", "時間延長", "延長窓口"}, closedWords, hasEvening, "hours after 17:30"},
}

var closedWords = []string{"休", "閉", "除", "のぞ", "ません", "なし"}

func hasBreak(ranges []booking.Range, _ booking.Date) bool {
	for i := range ranges[:max(len(ranges)-1, 0)] {
		if end, next := ranges[i].To, ranges[i+1].From; end < next && end >= 11*60 && next <= 15*60 {
			return true
		}
	}
	return false
}

func opensOn(weekday time.Weekday) func([]booking.Range, booking.Date) bool {
	return func(ranges []booking.Range, day booking.Date) bool {
		return len(ranges) > 0 && day.Weekday() == weekday
	}
}

func hasEvening(ranges []booking.Range, _ booking.Date) bool {
	return len(ranges) > 0 && ranges[len(ranges)-1].To > 17*60+30
}

// idleTalk looks for texts of the city that tell of hours which it does not have. What is
// said at every facility may be about one of them.
func (s *survey) idleTalk() {
	places := slices.DeleteFunc(slices.Clone(s.times), func(t seen) bool { return t.of.Outreach })
	for _, e := range s.root.get("phrases").get("ja").entries("") {
		s.talk(e.value, places)
	}
	for _, t := range s.times {
		for _, key := range []string{"where", "say"} {
			if at := t.at.get(key); t.of.Facility != "" && !t.of.WalkIn && !at.absent() {
				s.talk(at, []seen{t})
			}
		}
	}
}

// misreadNames looks for names whose kana are not in their reading: that is the reading of
// another facility, or of the name as it was before.
func (s *survey) misreadNames() {
	s.misread(s.root.get("city"), "say", "yomi")
	for _, m := range s.root.get("facilities").items() {
		s.misread(m, "say", "yomi")
		s.misread(m, "short", "short_yomi")
	}
}

func (s *survey) misread(m value, said, read string) {
	name, ok := m.get(said).scalar()
	yomi, known := m.get(read).scalar()
	if ok && known && !mayBeRead(name, yomi) {
		s.warn(m.get(read), fmt.Sprintf("%q, although %s is %q", yomi, said, name), "the reading of that name")
	}
}

// mayBeRead reports whether kana can be the reading of a name: those of the name stand in it
// in their order, with at least one for each kanji.
func mayBeRead(name, yomi string) bool {
	var pattern strings.Builder
	for _, r := range name {
		switch {
		case r == '、':
		case kana(r):
			pattern.WriteRune(hiragana(r))
		default: // a kanji, or a digit
			pattern.WriteString(".+")
		}
	}
	plain := strings.Map(hiragana, strings.ReplaceAll(yomi, "、", ""))
	ok, err := regexp.MatchString("^"+pattern.String()+"$", plain)
	return ok || err != nil
}

// hiragana returns the hiragana of a katakana, and any other character as it is.
func hiragana(r rune) rune {
	if 'ァ' <= r && r <= 'ヶ' {
		return r - ('ァ' - 'ぁ')
	}
	return r
}

// talk holds the sentences of a text against some hours.
func (s *survey) talk(at value, hours []seen) {
	for _, sentence := range strings.FieldsFunc(at.node.Value, func(r rune) bool { return strings.ContainsRune("。\n", r) }) {
		for _, n := range notes {
			word := firstOf(sentence, n.words)
			if word == "" || firstOf(sentence, n.unless) != "" || s.anyDay(hours, n.has) {
				continue
			}
			s.warn(at, fmt.Sprintf("%q, although no row has %s", word, n.what), "such hours in the file, or a text without it")
		}
	}
}

// firstOf returns the first of the words that a text has, or "".
func firstOf(text string, words []string) string {
	for _, w := range words {
		if strings.Contains(text, w) {
			return w
		}
	}
	return ""
}

// anyDay reports whether some hours have a day of some kind in the year ahead.
func (s *survey) anyDay(hours []seen, has func([]booking.Range, booking.Date) bool) bool {
	for _, t := range hours {
		for n := range booking.Ahead {
			if day := s.today.AddDays(n); has(t.hours.On(day), day) {
				return true
			}
		}
	}
	return false
}
