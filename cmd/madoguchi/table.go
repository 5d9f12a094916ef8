package main

import (
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/text/width"

	"madoguchi/booking"
	"madoguchi/voice/phone"
)

// A table is rows of text in columns, for people.
type table struct {
	head []string
	rows [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table with two blanks between columns. On a terminal the
// head is dim.
func (t *table) print(out *os.File) error {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	line := func(row []string) string {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", widths[i]-columns(cell)+2))
		}
		return strings.TrimRight(b.String(), " ")
	}
	var b strings.Builder
	head := line(t.head)
	if phone.Colours(out) {
		head = "\x1b[2m" + head + "\x1b[0m"
	}
	b.WriteString(head + "\n")
	for _, row := range t.rows {
		b.WriteString(line(row) + "\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// columns returns how wide a text is in a terminal: a kanji is as wide as two letters.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// when writes a moment so that it can be read and typed again: 2026-12-01(火) 09:30.
func when(t time.Time) string {
	t = t.In(booking.JST)
	return dayName(booking.DateOf(t)) + t.Format(" 15:04")
}

// dayName writes a day: 2026-12-01(火).
func dayName(d booking.Date) string {
	return d.String() + "(" + booking.WeekdaysOf(d.Weekday()).String() + ")"
}

// visit writes when a visit begins and, for several people, when it ends:
// 2026-12-01(火) 09:00-10:30.
func visit(b booking.Booking) string {
	if b.Party < 2 {
		return when(b.Start)
	}
	return when(b.Start) + "-" + b.End.In(booking.JST).Format("15:04")
}

// rfc3339 writes a moment for machines, in Japan's zone.
func rfc3339(t time.Time) string { return t.In(booking.JST).Format(time.RFC3339) }
