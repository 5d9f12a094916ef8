package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"time"

	"madoguchi/booking"
)

//go:embed measure.html
var measureHTML string

var measureTemplate = template.Must(template.New("measure").Parse(measureHTML))

// A measurePage is what callers need, as a picture and as a table.
type measurePage struct {
	City, Printed  string
	Height, Bottom int
	Ticks          []measureTick
	Bars           []measureBar
	Rows           []measured
}

// A measureTick is a mark of the axis of seconds.
type measureTick struct {
	At    int
	Words string
}

// A measureBar is an errand of the picture: a bar for a caller who lets the line finish, and
// below it one for a caller in a hurry. Lengths and places are those of the drawing.
type measureBar struct {
	What                     string
	Keys                     int
	Heard                    string
	Name, Calm, Label, Hurry int // from the top
	Long, Short, After       int // from the left
}

// What the drawing is like: barWidth is its width without the figures behind the bars.
const (
	barWidth  = 560
	rowHeight = 52
	firstRow  = 30
)

// measuredAsPage writes the page.
func measuredAsPage(out io.Writer, city string, now time.Time, rows []measured) error {
	var most float64
	for _, m := range rows {
		most = max(most, m.Heard, m.Hurried.Heard)
	}
	const apart = 20 // seconds between two marks
	whole := math.Max(math.Ceil(most/apart), 1) * apart
	at := func(seconds float64) int { return int(math.Round(seconds / whole * barWidth)) }
	page := measurePage{City: city, Printed: dayName(booking.DateOf(now.In(booking.JST))), Rows: rows}
	for s := 0.0; s <= whole; s += apart {
		page.Ticks = append(page.Ticks, measureTick{at(s), fmt.Sprintf("%.0f", s)})
	}
	for i, m := range rows {
		top := firstRow + i*rowHeight
		page.Bars = append(page.Bars, measureBar{
			What: m.what, Keys: m.Keys, Heard: fmt.Sprintf("%.1f", m.Heard),
			Name: top + 14, Calm: top + 20, Label: top + 31, Hurry: top + 34,
			Long: at(m.Heard), Short: max(at(m.Hurried.Heard)-2, 1), After: at(m.Heard) + 6,
		})
	}
	page.Bottom = firstRow + len(rows)*rowHeight
	page.Height = page.Bottom + 4
	return measureTemplate.Execute(out, page)
}

// What returns the errand in words.
func (m measured) What() string { return m.what }
