package booking

import (
	"fmt"
	"strings"
	"time"
)

// Weekdays is a set of days of the week. The zero Weekdays is empty.
type Weekdays uint8

const (
	everyDay       Weekdays = 1<<7 - 1
	weekdayLetters          = "日月火水木金土" // in the order of time.Weekday
	weekdaysWanted          = "weekdays such as 月-金 or 土,日 or mon-fri"
)

// WeekdaysOf returns the set of the given days.
func WeekdaysOf(days ...time.Weekday) Weekdays {
	var set Weekdays
	for _, d := range days {
		set |= 1 << d & everyDay
	}
	return set
}

// ParseWeekdays reads "月-金", "土", "月,水,金", "土日", "月曜日〜金曜日", and
// English "mon-fri". A range may run over the week's end (金-月). A day that is
// named twice is an error, because another one was usually meant.
func ParseWeekdays(s string) (Weekdays, error) {
	var set Weekdays
	for part := range strings.FieldsFuncSeq(fold(s), func(r rune) bool { return strings.ContainsRune(",、・/", r) }) {
		days, err := parseWeekdayRange(strings.ToLower(strings.ReplaceAll(part, "~", "-")))
		if err != nil {
			return 0, err
		}
		if twice := set & days; twice != 0 {
			return 0, fmt.Errorf("found %s twice in %s, expected each weekday once", twice, quoted(s))
		}
		set |= days
	}
	if set == 0 {
		return 0, fmt.Errorf("found %s, expected %s", quoted(s), weekdaysWanted)
	}
	return set, nil
}

// parseWeekdayRange reads one item of the list: a day, a range, or letters in a row (土日).
func parseWeekdayRange(s string) (Weekdays, error) {
	first, last, isRange := strings.Cut(s, "-")
	if isRange {
		from, okFrom := parseWeekday(first)
		to, okTo := parseWeekday(last)
		if !okFrom || !okTo {
			return 0, fmt.Errorf("found %s, expected %s", quoted(s), weekdaysWanted)
		}
		set := WeekdaysOf(to)
		for d := from; d != to; d = (d + 1) % 7 {
			set |= WeekdaysOf(d)
		}
		return set, nil
	}
	if d, ok := parseWeekday(s); ok {
		return WeekdaysOf(d), nil
	}
	var set Weekdays
	for _, letter := range strings.TrimSpace(s) {
		d, ok := parseWeekday(string(letter))
		if !ok || set.Has(d) {
			return 0, fmt.Errorf("found %s, expected %s", quoted(s), weekdaysWanted)
		}
		set |= WeekdaysOf(d)
	}
	return set, nil
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

func weekdayLetter(d time.Weekday) string {
	const width = len("日")
	return weekdayLetters[int(d)*width : int(d)*width+width]
}

// Has reports whether the set has the day.
func (w Weekdays) Has(d time.Weekday) bool { return w&WeekdaysOf(d) != 0 }

// String returns the set in Japanese from Monday on, three or more days in a
// row as a range: "月-金", "土,日", "月,水,金". It returns "" for the empty set.
func (w Weekdays) String() string {
	var b strings.Builder
	day := func(i int) time.Weekday { return time.Weekday((i + 1) % 7) } // 0 is Monday
	for i := 0; i < 7; {
		end := i
		for end < 7 && w.Has(day(end)) {
			end++
		}
		if end == i {
			i++
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(weekdayLetter(day(i)))
		if end-i >= 3 {
			b.WriteString("-" + weekdayLetter(day(end-1)))
			i = end
		} else {
			i++
		}
	}
	return b.String()
}
