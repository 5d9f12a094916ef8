package ivr

import (
	_ "embed"
	"fmt"

	"madoguchi/booking"
)

//go:embed phrases/texts.ja.txt
var japaneseTexts string

// writtenWeekdays are the days of the week as a calendar has them.
var writtenWeekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// japaneseWriting writes days and times with their units, as letters of the city do: 12/4
// could be a fraction or the fourth part of twelve, and 1:30 be at night.
type japaneseWriting struct{}

// Date writes 12月4日(金).
func (japaneseWriting) Date(d booking.Date) string {
	return fmt.Sprintf("%d月%d日(%s)", d.Month, d.Day, writtenWeekdays[d.Weekday()])
}

// Time writes 午前9時, 午後1時30分, and noon as 昼12時, which 午後0時 and 午前12時 would leave open.
func (japaneseWriting) Time(c booking.Clock) string {
	half, hour, minute := "午前", int(c)/60, int(c)%60
	switch {
	case hour == 12:
		half = "昼"
	case hour > 12:
		half, hour = "午後", hour-12
	}
	if minute == 0 {
		return fmt.Sprintf("%s%d時", half, hour)
	}
	return fmt.Sprintf("%s%d時%d分", half, hour, minute)
}

// People writes 3人.
func (japaneseWriting) People(n int) string { return fmt.Sprintf("%d人", n) }
