package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// monthsAbreast is how many months stand beside each other: three fit into 80 columns.
const monthsAbreast = 3

// text prints the year for a terminal.
func (c *calendar) text() error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %d年の予定  (%s)\n", c.line.City.Name, c.year, c.file)
	for _, p := range c.places {
		days := c.days(p)
		legend := newLegend(days)
		fmt.Fprintf(&b, "\n%s  %d年\n\n", p.name, c.year)
		for month := time.January; month <= time.December; month += monthsAbreast {
			c.abreast(&b, days, legend, month)
		}
		for _, e := range legend.entries {
			mark := e.Mark
			if mark == mostDays {
				mark = "しるしなし"
			}
			fmt.Fprintf(&b, "%s%s  %s  %d日\n", mark, strings.Repeat(" ", columns("しるしなし")-columns(mark)), e.Means, e.Days)
		}
		if _, err := io.WriteString(c.out, b.String()+"\n"); err != nil {
			return err
		}
		b.Reset()
		if err := c.differing(p, days); err != nil {
			return err
		}
		if err := c.overlaid(p); err != nil {
			return err
		}
	}
	return nil
}

const (
	weekdayHead = "月 火 水 木 金 土 日 "
	monthWidth  = 3 * 7
)

// abreast writes some months beside each other.
func (c *calendar) abreast(b *strings.Builder, days []calendarDay, l legend, first time.Month) {
	var months [monthsAbreast][]string
	for i := range months {
		months[i] = c.month(days, l, first+time.Month(i))
	}
	for row := range len(months[0]) {
		line := ""
		for _, m := range months {
			line += m[row] + strings.Repeat(" ", monthWidth-columns(m[row])+3)
		}
		if line = strings.TrimRight(line, " "); line != "" { // few months have a sixth week
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("\n")
}

// month returns the lines of a month, as many for each: its name, the weekdays, six weeks.
func (c *calendar) month(days []calendarDay, l legend, month time.Month) []string {
	lines := []string{fmt.Sprintf("%d月", month), weekdayHead}
	for _, week := range weeksOf(days, month) {
		line := ""
		for _, d := range week {
			if d == nil {
				line += "   "
				continue
			}
			mark := l.of(*d)
			if mark == mostDays {
				mark = " "
			}
			line += fmt.Sprintf("%2d%s", d.Day.Day, mark)
		}
		lines = append(lines, line)
	}
	return lines
}

// weeksOf returns the six weeks of a month, Monday first; a day of another month is nil.
func weeksOf(days []calendarDay, month time.Month) (weeks [6][7]*calendarDay) {
	at := 0
	for i := range days {
		d := &days[i]
		if d.Day.Month != month {
			continue
		}
		column := (int(d.Day.Weekday()) + 6) % 7
		if d.Day.Day > 1 && column == 0 {
			at++
		}
		weeks[at][column] = d
	}
	return weeks
}

// differing prints the days of the year that are not as in a usual week.
func (c *calendar) differing(p calendarPlace, days []calendarDay) error {
	t := table{head: []string{"いつもの週と違う日", "時間", "なぜ"}}
	for _, s := range stretches(p.timetable, days) {
		t.row(s.when(), s.hours, s.why)
	}
	if len(t.rows) == 0 {
		_, err := fmt.Fprintln(c.out, "いつもの週と違う日は、ありません。")
		return err
	}
	return t.print(c.out)
}

// stretches joins the days that are not as usual and follow each other with the same hours
// for the same reason, and has the days from which on the usual week is another one.
func stretches(t timetable, days []calendarDay) (found []unusualStretch) {
	for _, d := range days {
		if t.turns(d.Day) {
			found = append(found, unusualStretch{first: d.Day, last: d.Day, hours: "-", why: "この日から、いつもの週が変わる"})
		}
		if !d.differs() {
			continue
		}
		hours, why := dash(openingWords(d.Ranges)), d.why(t)
		if n := len(found) - 1; n >= 0 && found[n].hours == hours && found[n].why == why && found[n].last.AddDays(1) == d.Day {
			found[n].last = d.Day
			continue
		}
		found = append(found, unusualStretch{first: d.Day, last: d.Day, hours: hours, why: why})
	}
	return found
}

// overlaid prints what staff have decided about the year at a place.
func (c *calendar) overlaid(p calendarPlace) error {
	if len(p.decisions) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(c.out, "\n職員が決めたこと"); err != nil {
		return err
	}
	return c.decisions(p.decisions)
}
