package residents

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// japanese writes as letters of the city do, and as the texts of the line: 12月4日(金) 午前9時.
type japanese struct{}

var (
	weekdays    = [...]Marked{"｜日《にち》", "｜月《げつ》", "｜火《か》", "｜水《すい》", "｜木《もく》", "｜金《きん》", "｜土《ど》"}
	daysByHeart = map[int]string{
		1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか", 9: "ここのか", 10: "とおか",
		14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
	}
)

func (japanese) Code() string { return "ja" }

func (j japanese) Date(d booking.Date) Marked {
	return j.Day(d) + "(" + weekdays[d.Weekday()] + ")"
}

func (japanese) Day(d booking.Date) Marked {
	month := Marked(fmt.Sprintf("%d｜月《がつ》", int(d.Month)))
	if read, ok := daysByHeart[d.Day]; ok {
		return month + Marked(fmt.Sprintf("｜%d日《%s》", d.Day, read))
	}
	return month + Marked(fmt.Sprintf("%d｜日《にち》", d.Day))
}

func (japanese) Month(d booking.Date) Marked {
	return Marked(fmt.Sprintf("%d｜年《ねん》%d｜月《がつ》", d.Year, int(d.Month)))
}

func (japanese) Weekday(d time.Weekday) Marked { return weekdays[d] }

// Time writes 午前9時, 午後1時30分, and noon as 昼12時, which 午後0時 and 午前12時 would leave open.
func (japanese) Time(c booking.Clock) Marked {
	half, hour, minute := "｜午前《ごぜん》", int(c)/60, int(c)%60
	switch {
	case c == booking.Midnight:
		half, hour = "｜夜《よる》", 12
	case hour == 12:
		half = "｜昼《ひる》"
	case hour > 12:
		half, hour = "｜午後《ごご》", hour-12
	}
	said := fmt.Sprintf("%s%d｜時《じ》", half, hour)
	if minute != 0 {
		said += fmt.Sprintf("%d%s", minute, minutes(minute))
	}
	return Marked(said)
}

// minutes is 分 as it is read behind a number.
func minutes(n int) string {
	if strings.ContainsRune("013468", rune('0'+n%10)) {
		return "｜分《ぷん》"
	}
	return "｜分《ふん》"
}

func (japanese) People(n int) Marked {
	switch n {
	case 1:
		return "｜1人《ひとり》"
	case 2:
		return "｜2人《ふたり》"
	case 4:
		return "｜4人《よにん》"
	}
	return Marked(fmt.Sprintf("%d｜人《にん》", n))
}

func (japanese) Nth(n int) Marked {
	switch n {
	case 1:
		return "｜1人目《ひとりめ》"
	case 2:
		return "｜2人目《ふたりめ》"
	case 4:
		return "｜4人目《よにんめ》"
	}
	return Marked(fmt.Sprintf("%d｜人目《にんめ》", n))
}

func (japanese) Span(d time.Duration) Marked {
	n := int(d / time.Minute)
	return Marked(fmt.Sprintf("%d%s", n, minutes(n)))
}

func (j japanese) Hours(t ivr.Told, words table) Marked {
	var said []string
	for _, row := range apart(t) {
		said = append(said, string(j.row(row, words)))
	}
	if len(said) == 0 {
		return Marked(words["hours.differ"])
	}
	return Marked(strings.Join(said, "、"))
}

func (j japanese) row(row ivr.ToldRow, words table) Marked {
	d := row.Days
	days := Marked(words["hours.every"])
	if d.Week != 1<<8-1 {
		days = dayNames(d, func(day int) Marked { return weekdays[(day+1)%7] }, "〜", "・", Marked(words["hours.holidays"]))
	}
	for n := 5; n >= 1; n-- {
		if d.Nth&booking.NthOf(n) != 0 {
			days = Marked(fmt.Sprintf("｜第《だい》%d", n)) + days
		}
	}
	if d.Nth&booking.Last != 0 {
		days = "｜最終《さいしゅう》" + days
	}
	if d.After > 0 {
		days += Marked(fmt.Sprintf("の%d｜日後《にちご》", d.After))
	}
	said := days
	for _, r := range row.Ranges {
		said += " " + j.Time(r.From) + "〜" + j.Time(r.To)
	}
	return said
}

// Place writes the name as staff do, with where it is. How the voice reads it stands beside
// it: it may have other words.
func (japanese) Place(f booking.Facility, where string) (name, read Marked) {
	name = marked(strings.TrimSpace(where + " " + f.Name))
	return name, marked(f.Yomi)
}

func (japanese) City(c *booking.City) Marked {
	if c.Yomi == "" {
		return marked(c.Name)
	}
	return "｜" + marked(c.Name) + "《" + marked(c.Yomi) + "》"
}
