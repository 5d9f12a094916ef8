package ivr

import (
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
func Japanese() Language { return Language{Name: "ja", Words: japaneseWords, Speech: newJapanese} }

// japanese speaks Japanese. docs/rules.md, "How it is said".
type japanese struct {
	beats map[string]int // beats of each word that has a reading
	most  int            // bytes of the longest of these words
}

var (
	weekdays = [...]string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"}
	kana     = [...]string{"ゼロ", "イチ", "ニイ", "サン", "ヨン", "ゴオ", "ロク", "ナナ", "ハチ", "キュウ"}
	keyNames = map[byte]string{'#': "シャープ", '*': "米印"}
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

func (japanese) Time(c booking.Clock) string {
	half, hour, minute := "午前", int(c)/60, int(c)%60
	if hour >= 12 {
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

func (j japanese) Phone(p booking.Phone) string {
	digits := p.Domestic()
	switch {
	case len(digits) == 11: // 050-3821-0921
		return j.Groups(digits, 3, 4, 4)
	case strings.HasPrefix(digits, "0120"):
		return j.Groups(digits, 4, 3, 3)
	}
	return j.Groups(digits, 3, 3, 4)
}

func (j japanese) Moment(d booking.Date, c booking.Clock) string {
	return j.Date(d) + "。" + j.Time(c)
}

func (japanese) Name(kana string) string         { return kana }
func (japanese) Named(name, words string) string { return name + words }

// Option says 取り消す方は、9を。係の者は、0を、押してください。
func (japanese) Option(label string, key byte, last bool) (option, after string) {
	name, ok := keyNames[key]
	if !ok {
		name = string(key)
	}
	after = "。"
	if last {
		after = "、押してください。"
	}
	return label + "、" + name + "を", after
}

func (japanese) Marks() (pause, stop string) { return "、", "。" }

func (japanese) Sayable(r rune) bool {
	halfWidth := r >= 0xFF00 && r <= 0xFFEF
	return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) && !halfWidth || strings.ContainsRune("ー々〇、。・「」？！0123456789", r)
}

func (japanese) Script() string { return "kana, kanji, digits and 、 。 ・ 「 」" }
