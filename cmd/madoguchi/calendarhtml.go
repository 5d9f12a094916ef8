package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"time"

	"madoguchi/booking"
	"madoguchi/web/words"
)

//go:embed calendar.html
var calendarHTML string

var calendarTemplate = template.Must(template.New("calendar").Parse(calendarHTML))

// A yearPage is the page of a year: each place begins on a sheet of its own.
type yearPage struct {
	City     string
	Year     int
	File     string
	Printed  string
	Weekdays []string
	Places   []yearPlace
}

// A yearPlace is a place on the page.
type yearPlace struct {
	ID        string
	Name      string
	Legend    []legendEntry
	Months    []yearMonth
	Unusual   []unusualRow
	Decisions []decisionRow
}

// A yearMonth is a month on the page, week by week.
type yearMonth struct {
	Name  string
	Weeks [][]yearCell
}

// A yearCell is a day on the page; one of another month has no Day.
type yearCell struct {
	Day   int
	Mark  string
	Shade string // usual, other or shut
	Says  string // the day and what it is, for whoever does not see the mark
}

// An unusualRow is a row of the days that are not as usual.
type unusualRow struct{ When, Hours, Why string }

// A decisionRow is what staff have decided.
type decisionRow struct{ When, What, Who, At, Why string }

// page prints the year as one page to print and to pin up.
func (c *calendar) page() error {
	page := yearPage{
		City: c.line.City.Name, Year: c.year, File: c.file, Printed: dayName(booking.DateOf(c.now().In(booking.JST))),
		Weekdays: []string{"月", "火", "水", "木", "金", "土", "日"},
	}
	for i, p := range c.places {
		page.Places = append(page.Places, c.yearPlace(fmt.Sprintf("place-%d", i+1), p))
	}
	return calendarTemplate.Execute(c.out, page)
}

func (c *calendar) yearPlace(id string, p calendarPlace) yearPlace {
	days := c.days(p)
	legend := newLegend(days)
	shades := map[string]string{}
	for _, e := range legend.entries {
		shades[e.Mark] = e.Shade
	}
	place := yearPlace{ID: id, Name: p.name}
	for _, e := range legend.entries {
		e.Mark = onPaper(e.Mark)
		place.Legend = append(place.Legend, e)
	}
	for month := time.January; month <= time.December; month++ {
		m := yearMonth{Name: fmt.Sprintf("%d月", month)}
		for _, week := range weeksOf(days, month) {
			cells := make([]yearCell, 0, len(week))
			for _, d := range week {
				if d == nil {
					cells = append(cells, yearCell{})
					continue
				}
				mark := legend.of(*d)
				cells = append(cells, yearCell{d.Day.Day, onPaper(mark), shades[mark], words.Day(d.Day) + " " + d.verdict(p.timetable)})
			}
			m.Weeks = append(m.Weeks, cells)
		}
		place.Months = append(place.Months, m)
	}
	for _, s := range stretches(p.timetable, days) {
		place.Unusual = append(place.Unusual, unusualRow{s.when(), s.hours, s.why})
	}
	for _, d := range p.decisions {
		place.Decisions = append(place.Decisions, decisionRow{span(d.From, d.Until), words.Decision(d), dash(d.By.Actor), dash(words.Stamp(d.At)), dash(d.By.Why)})
	}
	return place
}

// onPaper returns the mark that a day has on paper, where there is room for a kanji.
func onPaper(mark string) string {
	if kanji, ok := map[string]string{markNever: "－", markHoliday: "祝", markNewYear: "年", markClosed: "休"}[mark]; ok {
		return kanji
	}
	return mark
}
