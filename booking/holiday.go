package booking

import (
	"math"
	"time"
)

// Holiday reports whether day is a national holiday, and returns its Japanese name:
// that of a 国民の祝日, or "振替休日" or "国民の休日".
//
// The source is 国民の祝日に関する法律 (昭和23年法律第178号) as it stands since
// 2020, https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html, with the moves
// made for the Olympic games in 2020 and 2021. Years before 2020 follow the
// rules of today, not those of their time. The equinoxes are computed; the
// National Astronomical Observatory announces each in the February before.
func Holiday(day Date) (name string, ok bool) {
	if !day.Valid() {
		return "", false
	}
	if name := nationalDay(day); name != "" {
		return name, true
	}
	if substitutes(day) {
		return "振替休日", true
	}
	if nationalDay(day.AddDays(-1)) != "" && nationalDay(day.AddDays(1)) != "" {
		return "国民の休日", true
	}
	return "", false
}

// substitutes reports whether day, which is no national day itself, stands in
// for one that fell on a Sunday: the first free day after it (article 3, 2).
func substitutes(day Date) bool {
	for d := day.AddDays(-1); nationalDay(d) != ""; d = d.AddDays(-1) {
		if d.Weekday() == time.Sunday {
			return true
		}
	}
	return false
}

// NewYear reports whether day is one of 12/29 to 1/3, when the offices of a
// city are closed (by its ordinance, after 行政機関の休日に関する法律 1条).
func NewYear(day Date) bool {
	return day.Month == time.December && day.Day >= 29 || day.Month == time.January && day.Day <= 3
}

// nationalDay returns the name of the 国民の祝日 of article 2, or "".
func nationalDay(day Date) string {
	games := day.Year == 2020 || day.Year == 2021
	switch day.Month {
	case time.January:
		if day.Day == 1 {
			return "元日"
		}
		if isMonday(2, day) {
			return "成人の日"
		}
	case time.February:
		switch day.Day {
		case 11:
			return "建国記念の日"
		case 23:
			return "天皇誕生日"
		}
	case time.March:
		if day.Day == equinox(20.8431, day.Year) {
			return "春分の日"
		}
	case time.April:
		if day.Day == 29 {
			return "昭和の日"
		}
	case time.May:
		switch day.Day {
		case 3:
			return "憲法記念日"
		case 4:
			return "みどりの日"
		case 5:
			return "こどもの日"
		}
	case time.July:
		if games {
			return gamesDay(day)
		}
		if isMonday(3, day) {
			return "海の日"
		}
	case time.August:
		if games {
			return gamesDay(day)
		}
		if day.Day == 11 {
			return "山の日"
		}
	case time.September:
		if isMonday(3, day) {
			return "敬老の日"
		}
		if day.Day == equinox(23.2488, day.Year) {
			return "秋分の日"
		}
	case time.October:
		if !games && isMonday(2, day) {
			return "スポーツの日"
		}
	case time.November:
		switch day.Day {
		case 3:
			return "文化の日"
		case 23:
			return "勤労感謝の日"
		}
	}
	return ""
}

// gamesDay returns the name of a day that 平成27年法律第33号, the law for the games,
// moved, or "".
func gamesDay(day Date) string {
	switch day {
	case Date{2020, time.July, 23}, Date{2021, time.July, 22}:
		return "海の日"
	case Date{2020, time.July, 24}, Date{2021, time.July, 23}:
		return "スポーツの日"
	case Date{2020, time.August, 10}, Date{2021, time.August, 8}:
		return "山の日"
	}
	return ""
}

// isMonday reports whether day is the nth Monday of its month.
func isMonday(nth int, day Date) bool {
	return (day.Day-1)/7+1 == nth && day.Weekday() == time.Monday
}

// equinox returns the day of the month of an equinox, computed from its moment in
// 1980: each year moves it on by 0.242194 days and each leap day back by one. From
// 1980 to 2099 this is the usual formula of Japanese almanacs; counting leap days as
// the calendar does keeps it usable beyond.
func equinox(in1980 float64, year int) int {
	leapDays := leapsTo(year) - leapsTo(1980)
	return int(math.Floor(in1980 + 0.242194*float64(year-1980) - float64(leapDays)))
}

// leapsTo counts the leap days from year 1 to the end of February of year.
func leapsTo(year int) int { return year/4 - year/100 + year/400 }
