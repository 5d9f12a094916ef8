package ivr

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

// A speech says dates, times, numbers and menus in one language: what grammar
// decides and no template can.
type speech interface {
	Date(booking.Date) string   // with the weekday: by telephone 4, 8 and 20 sound alike
	Day(booking.Date) string    // without it
	Time(booking.Clock) string  // half-day clock
	Spell(digits string) string // digit by digit
	Pairs(digits string) string // in a hurry: for whoever takes them down all day
	Groups(digits string, sizes ...int) string
	Phone(booking.Phone) string // of the call centre, never of a caller
	Hours(booking.Hours) string // a weekly pattern
	Menu([]choice) string       // the option first, the key last
}

// A choice is an option as it is spoken.
type choice struct {
	key   byte
	label string
}

// speeches are the languages of the line.
var speeches = map[string]speech{"ja": japanese{}}

// japanese speaks Japanese. docs/rules.md, "How it is said".
type japanese struct{}

var (
	weekdays = [...]string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"}
	kana     = [...]string{"ゼロ", "イチ", "ニイ", "サン", "ヨン", "ゴオ", "ロク", "ナナ", "ハチ", "キュウ"}
	keyNames = map[byte]string{'#': "シャープ", '*': "米印"}
)

func (j japanese) Date(d booking.Date) string {
	return j.Day(d) + "、" + weekdays[d.Weekday()]
}

// Day writes the first of a month so that no voice reads it いちにち.
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

// Hours says each opening of the week: 平日です。午前8時30分から、午後5時まで.
func (j japanese) Hours(h booking.Hours) string {
	var openings []string
	for _, o := range h.Weekly {
		var ranges []string
		for _, r := range o.Ranges {
			ranges = append(ranges, j.Time(r.From)+"から、"+j.Time(r.To)+"まで")
		}
		openings = append(openings, j.days(o.Days)+"です。"+strings.Join(ranges, "。"))
	}
	return strings.Join(openings, "。")
}

// days names a set of weekdays; Monday to Friday have a word of their own.
func (japanese) days(w booking.Weekdays) string {
	if w == booking.WeekdaysOf(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday) {
		return "平日"
	}
	var names []string
	for i := range 7 {
		if d := time.Weekday((i + 1) % 7); w.Has(d) {
			names = append(names, weekdays[d])
		}
	}
	return strings.Join(names, "、")
}

// Menu says 取り消す方は、9を。係の者は、0を、押してください。
func (japanese) Menu(choices []choice) string {
	spoken := make([]string, 0, len(choices))
	for _, c := range choices {
		key, ok := keyNames[c.key]
		if !ok {
			key = string(c.key)
		}
		spoken = append(spoken, c.label+"、"+key+"を")
	}
	if len(spoken) == 0 {
		return ""
	}
	return strings.Join(spoken, "。") + "、押してください。"
}

// longest returns the text that takes longest to say.
func longest(texts ...string) string {
	return slices.MaxFunc(texts, func(a, b string) int { return Morae(a) - Morae(b) })
}
