package booking

import (
	"fmt"
	"strings"
	"time"
)

// DaysError is why a text names no days.
type DaysError struct{ Found, Expected string }

func (e DaysError) Error() string { return fmt.Sprintf("found %s, expected %s", e.Found, e.Expected) }

const daysWanted = "days such as 月-金, 土・日, 第2木, 最終金 or 祝"

// ParseDays reads "月-金", "土", "月,水,金", "土日祝", "月曜日〜金曜日", "第2木",
// "第2・第4日", "最終金曜日", "第3土の翌日", and English "mon-fri", "holidays", "2nd and
// 4th sun", "day after the 3rd sat". A range may run over the week's end (金-月). A day
// that is named twice is an error, because another one was usually meant, and so are
// days that one [Days] cannot hold (第2木,土). The error is a [DaysError].
func ParseDays(s string) (Days, error) {
	p := daysParser{text: s, after: -1}
	text := strings.NewReplacer("~", "-", " and ", ",", " & ", ",").Replace(strings.ToLower(fold(s)))
	for item := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",、・/", r) }) {
		if err := p.item(strings.TrimSpace(item)); err != nil {
			return Days{}, err
		}
	}
	return p.days()
}

// daysParser has what the items of a list have said so far.
type daysParser struct {
	text     string
	named    [7]Nth // of each weekday, or each for all of them
	holidays bool
	pending  Nth // places that wait for their weekday, as in 第2・第4日
	after    int // -1 as long as no item has said it
}

// each is in the place of an Nth for a weekday without a place in the month.
const each Nth = 1

func (p *daysParser) wrong(expected string) error {
	return DaysError{quoted(p.text), expected}
}

// item reads one item of the list.
func (p *daysParser) item(s string) error {
	for _, every := range []string{"毎週", "毎月", "every "} {
		s = strings.TrimPrefix(s, every)
	}
	after, s, ok := cutAfter(s)
	if !ok {
		return p.wrong(fmt.Sprintf("の翌日, or の2日後 to の%d日後", mostAfter))
	}
	place, s, ok := cutPlace(s, p.pending != 0)
	switch {
	case !ok:
		return p.wrong("第1 to 第5 or 最終 before a weekday")
	case p.pending != 0 && place == 0:
		return p.wrong("a weekday right after " + p.pending.String())
	case place&p.pending != 0:
		return DaysError{fmt.Sprintf("%s twice in %s", place, quoted(p.text)), "each once"}
	}
	place |= p.pending
	if p.pending = 0; s == "" && place != 0 && after == 0 {
		p.pending = place // 第2 of 第2・第4日
		return nil
	}
	if p.after >= 0 && p.after != after {
		return p.wrong("の翌日 after each of the days or after none, or rows of their own")
	}
	p.after = after
	return p.name(s, place)
}

// name reads weekdays and holidays that are at these places in the month.
func (p *daysParser) name(s string, place Nth) error {
	holidays := false
	for _, word := range []string{"国民の祝日", "祝日", "祝", "holidays", "holiday"} {
		if rest, ok := strings.CutSuffix(s, word); ok {
			s, holidays = rest, true
			break
		}
	}
	var days Weekdays
	if s != "" || !holidays {
		var ok bool
		if days, ok = parseWeekdays(s); !ok {
			return p.wrong(daysWanted)
		}
	}
	switch {
	case place != 0 && holidays:
		return p.wrong("weekdays after " + place.String() + ": holidays have no place in the month")
	case place != 0 && strings.Contains(s, "-"):
		return p.wrong("no range after " + place.String() + ": a weekday such as 木, or several such as 土日")
	case holidays && p.holidays:
		return DaysError{"祝 twice in " + quoted(p.text), "each once"}
	case place == 0:
		place = each
	}
	p.holidays = p.holidays || holidays
	var twice Weekdays
	for d := range p.named {
		if day := time.Weekday(d); days.Has(day) {
			if p.named[d]&(place|each) != 0 || place == each && p.named[d] != 0 {
				twice |= WeekdaysOf(day)
			}
			p.named[d] |= place
		}
	}
	if twice != 0 {
		return DaysError{fmt.Sprintf("%s twice in %s", twice, quoted(p.text)), "each weekday once"}
	}
	return nil
}

// days returns what was read, if one Days can hold it.
func (p *daysParser) days() (Days, error) {
	d := Days{Holidays: p.holidays, After: max(p.after, 0)}
	for day, place := range p.named {
		switch {
		case place == 0:
			continue
		case d.Weekdays != 0 && d.Nth != place:
			return Days{}, p.wrong("the same places in the month for each weekday, or rows of their own")
		}
		d.Nth = place
		d.Weekdays |= WeekdaysOf(time.Weekday(day))
	}
	switch {
	case p.pending != 0:
		return Days{}, p.wrong("a weekday after " + p.pending.String())
	case d.Weekdays == 0 && !d.Holidays:
		return Days{}, p.wrong(daysWanted)
	}
	d.Nth &^= each
	return d, nil
}

// cutAfter cuts の翌日 and the like off the end of an item, or the English for it off its
// beginning. It reports whether there are so many.
func cutAfter(s string) (after int, rest string, ok bool) {
	if rest, ok := strings.CutSuffix(s, "の翌日"); ok {
		return 1, rest, true
	}
	if rest, ok := strings.CutSuffix(s, "の翌々日"); ok {
		return 2, rest, true
	}
	count, one := "", false
	if rest, one = strings.CutSuffix(s, "日後"); one {
		if rest, count, one = strings.Cut(rest, "の"); !one {
			return 0, s, false
		}
	} else if count, rest, one = strings.Cut(s, " days after "); !one {
		s = strings.TrimPrefix(s, "the ")
		if rest, one = strings.CutPrefix(s, "day after "); !one {
			return 0, s, true
		}
		count = "1"
	}
	after, one = number(count)
	return after, strings.TrimPrefix(rest, "the "), one && 1 <= after && after <= mostAfter
}

// cutPlace cuts 第2, 最終, 2nd or last off the beginning of an item; bare allows 4 for 第4
// too. It reports whether a month has such a place.
func cutPlace(s string, bare bool) (place Nth, rest string, ok bool) {
	for _, last := range []string{"最終", "last "} {
		if rest, ok := strings.CutPrefix(s, last); ok {
			return Last, strings.TrimSpace(rest), true
		}
	}
	if s == "last" {
		return Last, "", true
	}
	digits, marked := strings.CutPrefix(s, "第")
	for n, words := range []string{"1 一 1st first", "2 二 2nd second", "3 三 3rd third", "4 四 4th fourth", "5 五 5th fifth"} {
		words := strings.Fields(words)
		for _, word := range words[2:] {
			if rest, ok := strings.CutPrefix(s, word); ok && (rest == "" || rest[0] == ' ') {
				return NthOf(n + 1), strings.TrimSpace(rest), true
			}
		}
		for _, digit := range words[:2] {
			rest, ok := strings.CutPrefix(digits, digit)
			alone := rest == "" || !strings.ContainsAny(rest[:1], "0123456789")
			if ok && alone && (marked || bare && digit == words[0]) {
				return NthOf(n + 1), strings.TrimSpace(rest), true
			}
		}
	}
	return 0, s, !marked && strings.Trim(s, "0123456789") == s
}

// parseWeekdays reads a day, a range, or letters in a row (土日).
func parseWeekdays(s string) (Weekdays, bool) {
	if first, last, isRange := strings.Cut(s, "-"); isRange {
		from, okFrom := parseWeekday(first)
		to, okTo := parseWeekday(last)
		if !okFrom || !okTo {
			return 0, false
		}
		set := WeekdaysOf(to)
		for d := from; d != to; d = (d + 1) % 7 {
			set |= WeekdaysOf(d)
		}
		return set, true
	}
	if d, ok := parseWeekday(s); ok {
		return WeekdaysOf(d), true
	}
	var set Weekdays
	for _, letter := range strings.TrimSpace(s) {
		d, ok := parseWeekday(string(letter))
		if !ok || set.Has(d) {
			return 0, false
		}
		set |= WeekdaysOf(d)
	}
	return set, set != 0
}

// parseWeekday reads 月, 月曜, 月曜日, and mon to monday, three letters or more.
func parseWeekday(s string) (time.Weekday, bool) {
	s = strings.TrimSpace(s)
	letter := strings.TrimSuffix(strings.TrimSuffix(s, "曜日"), "曜")
	for d := time.Sunday; d <= time.Saturday; d++ {
		english := len(s) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), s)
		if english || letter == weekdayLetter(d) {
			return d, true
		}
	}
	return 0, false
}

// String returns the days as a city writes them: "月-金", "土,日,祝", "第2・第4木",
// "最終金", "第3土の翌日". [ParseDays] reads it back.
func (d Days) String() string {
	var items []string
	switch {
	case d.Weekdays&everyDay == 0:
	case d.Nth == 0:
		items = strings.Split(d.Weekdays.String(), ",")
	default:
		items = []string{d.Nth.String() + d.Weekdays.letters()}
	}
	if d.Holidays {
		items = append(items, "祝")
	}
	for i := range items {
		switch d.After {
		case 0:
		case 1:
			items[i] += "の翌日"
		case 2:
			items[i] += "の翌々日"
		default:
			items[i] += fmt.Sprintf("の%d日後", d.After)
		}
	}
	return strings.Join(items, ",")
}

// String returns the places as "第2・第4" or "最終".
func (n Nth) String() string {
	var places []string
	for i := 1; i <= 5; i++ {
		if n&(1<<i) != 0 {
			places = append(places, fmt.Sprintf("第%d", i))
		}
	}
	if n&Last != 0 {
		places = append(places, "最終")
	}
	return strings.Join(places, "・")
}
