package main

import (
	"cmp"
	"slices"

	"madoguchi/booking"
)

// The marks of days that are not open. Hours have the letters A, B, C …, those of most days A.
const (
	markNever   = "."
	markHoliday = "h"
	markNewYear = "n"
	markClosed  = "x"
)

// A legend tells what each mark of a calendar means.
type legend struct {
	entries []legendEntry
	marks   map[string]string // by key
}

// A legendEntry is a mark and what it means.
type legendEntry struct {
	Mark  string
	Means string
	Days  int // of the year
	Shade string
}

// newLegend gives every kind of day of a place a mark: the hours that most days have the
// letter A, and so on.
func newLegend(days []calendarDay) legend {
	l := legend{marks: map[string]string{}}
	count, means := map[string]int{}, map[string]string{}
	for _, d := range days {
		key := d.key()
		count[key]++
		if means[key] == "" {
			means[key] = d.means()
		}
	}
	var open []string
	for key := range means {
		if len(key) > 1 {
			open = append(open, key)
		}
	}
	slices.SortFunc(open, func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	for i, key := range open {
		mark := "?"
		if i < 26 {
			mark = string(rune('A' + i))
		}
		shade := "other"
		if i == 0 {
			shade = "usual"
		}
		l.marks[key] = mark
		l.entries = append(l.entries, legendEntry{mark, means[key], count[key], shade})
	}
	for _, key := range []string{markNever, markHoliday, markNewYear, markClosed} {
		if count[key] > 0 {
			l.marks[key] = key
			l.entries = append(l.entries, legendEntry{key, means[key], count[key], "shut"})
		}
	}
	return l
}

// mostDays is the mark of the hours that most days have. At a terminal it is left out, so
// that the other days stand out.
const mostDays = "A"

// of returns the mark of a day.
func (l legend) of(d calendarDay) string { return l.marks[d.key()] }

// key tells days apart that have marks of their own: a mark for days that are not open,
// otherwise the hours, and whether they are special.
func (d calendarDay) key() string {
	switch {
	case d.Kind == daySpecial:
		return "special " + openingWords(d.Ranges)
	case len(d.Ranges) > 0:
		return "open " + openingWords(d.Ranges)
	case d.Kind == dayNever:
		return markNever
	case d.Why.Kind == booking.DayHoliday:
		return markHoliday
	case d.Why.Kind == booking.DayNewYear:
		return markNewYear
	}
	return markClosed
}

// means says what the mark of a day means.
func (d calendarDay) means() string {
	switch key := d.key(); {
	case d.Kind == daySpecial:
		return openingWords(d.Ranges) + "  特別に開く"
	case d.Kind == dayOther:
		return openingWords(d.Ranges) + "  いつもの週と違う時間"
	case len(d.Ranges) > 0:
		return openingWords(d.Ranges)
	case key == markNever:
		return "開かない日"
	case key == markHoliday:
		return "祝日"
	case key == markNewYear:
		return "年末年始"
	}
	return "休み"
}
