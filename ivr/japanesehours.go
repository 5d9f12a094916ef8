package ivr

import (
	"math/bits"
	"strconv"
	"strings"

	"madoguchi/booking"
)

// Hours says the rows: 平日の、午前8時30分から、午後、5時まで. Days that only close at
// another time follow in a few words, and so does lunch. In fewer words it says the row of
// most days, or between what times there are hours, and at last that they differ.
func (j japanese) Hours(t Told) (ways []string) {
	const differ = "日によって、さまざま"
	if len(t.Rows) == 0 {
		return []string{differ}
	}
	var all []string
	for _, row := range t.Rows {
		all = append(all, j.row(row))
	}
	ways = append(ways, strings.Join(all, "。"))
	if most, ok := t.Most(); ok {
		ways = append(ways, j.row(most)+"。ほかは、"+differ)
	}
	between := j.toldDays(t.Days) + "です。早い日は、" + j.hour(t.From) + "から。遅い日は、" + j.hour(t.To) + "まで"
	if t.Some { // nobody shall come on a Saturday that is not the fourth
		between += "。日によっては、お休み"
	}
	return append(ways, between, differ)
}

func (j japanese) row(row ToldRow) string {
	said := []string{j.toldDays(row.Days) + "の、" + j.ranges(row)}
	for _, later := range row.Later {
		said = append(said, j.toldDays(later.Days)+"は、"+j.hour(later.Ranges[len(later.Ranges)-1].To)+"まで")
	}
	if lunch, ok := row.Lunch(); ok {
		said = append(said, j.dial(lunch.From)+"から"+j.dial(lunch.To)+"は、お昼休み")
	}
	return strings.Join(said, "。")
}

// ranges says from when to when, without a lunch break.
func (j japanese) ranges(row ToldRow) string {
	ranges := row.Ranges
	if _, ok := row.Lunch(); ok {
		ranges = []booking.Range{{From: ranges[0].From, To: ranges[1].To}}
	}
	said := make([]string, len(ranges))
	for i, r := range ranges {
		said[i] = j.hour(r.From) + "から、" + j.hour(r.To) + "まで"
	}
	return strings.Join(said, "。")
}

// Closing implements Speech.
func (j japanese) Closing(c booking.Clock) string { return j.hour(c) }

// hour says midnight as people do, who do not say 0時.
func (j japanese) hour(c booking.Clock) string {
	if c == booking.Midnight {
		return "夜の12時"
	}
	return j.Time(c)
}

// dial says a time around noon as the dial of a clock has it.
func (j japanese) dial(c booking.Clock) string {
	said := j.Time(c)
	for _, half := range []string{"午前", "午後、", "午後", "お昼の"} {
		said = strings.TrimPrefix(said, half)
	}
	return said
}

// toldDays says days of the week, three or more in a row by the first and the last, or by
// the days that are not meant, if that is shorter; and days of the month by their place.
func (j japanese) toldDays(d ToldDays) string {
	said := j.daysOf(d.Week)
	if left := everyDay &^ d.Week; d.Nth == 0 && bits.OnesCount8(d.Week) >= 4 && left != 0 {
		if without := j.daysOf(left) + "をのぞく、毎日"; j.Seconds(without) < j.Seconds(said) {
			said = without
		}
	}
	var places []string
	for n := range 5 {
		if d.Nth&booking.NthOf(n+1) != 0 {
			places = append(places, "第"+strconv.Itoa(n+1))
		}
	}
	if d.Nth&booking.Last != 0 {
		places = append(places, "月の最後の")
	}
	if d.Nth != 0 {
		said = strings.Join(append(places, said), "、")
	}
	switch {
	case d.After == 1:
		said += "の翌日"
	case d.After > 1:
		said += "の、" + strconv.Itoa(d.After) + "日あと"
	}
	return said
}

// daysOf says the days one by one, three or more in a row by the first and the last.
func (japanese) daysOf(week uint8) string {
	if week == everyDay {
		return "毎日"
	}
	var names []string
	for day := 0; day < 7; {
		run := bits.TrailingZeros8(^(week & (holidays - 1)) >> day)
		name := func(day int) string { return weekdays[(day+1)%7] }
		switch {
		case day == 0 && run == 5:
			names = append(names, "平日")
		case run >= 3:
			names = append(names, name(day)+"から", name(day+run-1))
		default:
			for i := range run {
				names = append(names, name(day+i))
			}
		}
		day += run + 1
	}
	if week&holidays != 0 {
		names = append(names, "祝日")
	}
	return strings.Join(names, "、")
}
