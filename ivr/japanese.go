package ivr

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"madoguchi/booking"
)

//go:embed phrases/ja.txt
var japaneseWords string

// Japanese returns the language of the cities and of their staff.
func Japanese() Language {
	return Language{Name: "ja", Words: japaneseWords, Speech: newJapanese, Texts: japaneseTexts, Writing: japaneseWriting{}}
}

// japanese speaks Japanese. docs/rules.md, "How it is said".
type japanese struct {
	beats map[string]int // of each word that has a reading
	most  map[rune]int   // bytes of the longest of these words, by what they begin with
}

var (
	weekdays = [...]string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"}
	kana     = [...]string{"ゼロ", "イチ", "ニイ", "サン", "ヨン", "ゴオ", "ロク", "ナナ", "ハチ", "キュウ"}
	keyNames = map[byte]string{'#': "シャープ", '*': "こめじるし"}
)

func (j japanese) Date(d booking.Date) string {
	return j.Day(d) + "、" + weekdays[d.Weekday()]
}

// Day writes the first of a month so that no voice reads it as いちにち.
func (japanese) Day(d booking.Date) string {
	if d.Day == 1 {
		return fmt.Sprintf("%d月ついたち", d.Month)
	}
	return fmt.Sprintf("%d月%d日", d.Month, d.Day)
}

// Time says noon as people do, who do not say 午後0時, and keeps 午後 and 5時 apart: without a
// pause they are ごごごじ.
func (japanese) Time(c booking.Clock) string {
	half, hour, minute := "午前", int(c)/60, int(c)%60
	switch {
	case hour == 12:
		half = "お昼の"
	case hour == 17:
		half, hour = "午後、", 5
	case hour > 12:
		half, hour = "午後", hour-12
	}
	if minute == 0 {
		return fmt.Sprintf("%s%d時", half, hour)
	}
	return fmt.Sprintf("%s%d時%d分", half, hour, minute)
}

func (japanese) Spell(digits string) string {
	spoken := make([]string, 0, len(digits))
	for _, d := range digits {
		if d >= '0' && d <= '9' {
			spoken = append(spoken, kana[d-'0'])
		}
	}
	return strings.Join(spoken, "、")
}

func (j japanese) Pairs(digits string) string {
	var pairs []string
	for pair := range slices.Chunk([]byte(digits), 2) {
		pairs = append(pairs, strings.ReplaceAll(j.Spell(string(pair)), "、", ""))
	}
	return strings.Join(pairs, "、")
}

func (j japanese) Groups(digits string, sizes ...int) string {
	var groups []string
	for _, size := range sizes {
		size = min(size, len(digits))
		groups = append(groups, j.Spell(digits[:size]))
		digits = digits[size:]
	}
	if digits != "" {
		groups = append(groups, j.Spell(digits))
	}
	return strings.Join(groups, "。")
}

// Phone says the digits of a group in one breath: a pause after each would take longer than
// anybody keeps the beginning in mind.
func (j japanese) Phone(p booking.Phone) string {
	digits := p.Domestic()
	sizes := []int{3, 3, 4}
	switch {
	case len(digits) == 11: // 050-3821-0921
		sizes = []int{3, 4, 4}
	case strings.HasPrefix(digits, "0120"):
		sizes = []int{4, 3, 3}
	}
	return strings.ReplaceAll(j.Groups(digits, sizes...), "、", "")
}

func (j japanese) Moment(d booking.Date, c booking.Clock) string {
	return j.Date(d) + "。" + j.Time(c)
}

func (japanese) Name(said, _ string) string      { return said }
func (japanese) Named(name, words string) string { return name + words }

// DateWithin says 12月2日水曜日: the pause comes after it.
func (j japanese) DateWithin(d booking.Date) string { return j.Day(d) + weekdays[d.Weekday()] }

// Key says 2番: without 番 a key such as 2 is a single sound, which is easily lost.
func (japanese) Key(key byte) string {
	return cmp.Or(keyNames[key], string(key)+"番")
}

// Option says 取り消すかたは、9番。係と話すかたは、0番を押してください。 Whoever has pressed a key
// hears …、0番です。, and of several 別の日は2番。場所や人数は3番。係は0番です。 Behind かたは the pause
// stays: before a digit Open JTalk reads it カタハ.
func (j japanese) Option(label string, key byte, last bool, m Manner) (option, after string) {
	pause := "、"
	if m == Brisk && !strings.HasSuffix(label, "かたは") {
		pause = ""
	}
	switch {
	case !last:
		after = "。"
	case m == InFull:
		after = "を押してください。"
	default:
		after = "です。"
	}
	return label + pause + j.Key(key), after
}

func (japanese) Marks() (pause, stop string) { return "、", "。" }

func (japanese) Sayable(r rune) bool {
	halfWidth := r >= 0xFF00 && r <= 0xFFEF
	return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) && !halfWidth || strings.ContainsRune("ー々〇、。・「」？！0123456789", r)
}

func (japanese) Script() string { return "kana, kanji, digits and 、 。 ・ 「 」" }
