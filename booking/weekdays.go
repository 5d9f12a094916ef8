package booking

import (
	"strings"
	"time"
)

// Weekdays is a set of days of the week. The zero Weekdays is empty.
type Weekdays uint8

const (
	everyDay       Weekdays = 1<<7 - 1
	weekdayLetters          = "日月火水木金土" // in the order of time.Weekday
)

// WeekdaysOf returns the set of the given days.
func WeekdaysOf(days ...time.Weekday) Weekdays {
	var set Weekdays
	for _, d := range days {
		set |= 1 << d & everyDay
	}
	return set
}

func weekdayLetter(d time.Weekday) string {
	const width = len("日")
	return weekdayLetters[int(d)*width : int(d)*width+width]
}

// Has reports whether the set has the day.
func (w Weekdays) Has(d time.Weekday) bool { return w&WeekdaysOf(d) != 0 }

// letters returns the set as letters in a row, from Monday on: "土日".
func (w Weekdays) letters() string {
	var b strings.Builder
	for i := range 7 {
		if d := time.Weekday((i + 1) % 7); w.Has(d) {
			b.WriteString(weekdayLetter(d))
		}
	}
	return b.String()
}

// String returns the set in Japanese from Monday on, three or more days in a
// row as a range: "月-金", "土,日", "月,水,金". It returns "" for the empty set.
func (w Weekdays) String() string {
	var b strings.Builder
	day := func(i int) time.Weekday { return time.Weekday((i + 1) % 7) } // 0 is Monday
	said := 0                                                            // the day after the last range
	for i := range 7 {
		if i < said || !w.Has(day(i)) {
			continue
		}
		end := i + 1
		for end < 7 && w.Has(day(end)) {
			end++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(weekdayLetter(day(i)))
		if end-i >= 3 {
			b.WriteString("-" + weekdayLetter(day(end-1)))
			said = end
		}
	}
	return b.String()
}
