// Package plot draws what was counted: bars by day, a band by day, a ranking. Each is
// one <svg> that stands in a page as it is, and the same as a Table for whoever does
// not see it.
//
// It knows how figures are drawn and said in Japanese. It must not know what they
// count, or who asks for them.
//
//	p := plot.Bars{ID: "calls", Title: "電話", Unit: "件", Parts: []string{"電話"}, Days: days}
//	page.Drawing, page.Table = p.SVG(), p.Table()
package plot

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"

	"madoguchi/booking"
)

// A plot is drawn as one <svg class="plot"> that scales with its place. It is 360 units
// wide, so that its letters have their size on the narrowest telephone too. It has no
// colours of its own. The page gives them by class, with custom properties and without
// style attributes, which its policy forbids:
//
//	plot-axis, plot-grid        stroke: the lines of the figures
//	plot-text, plot-faint       fill: letters
//	part-1                      fill: what is solid
//	part-2, part-3              stroke: the edge of what is hatched, and dotted
//	part-2-ink, part-3-ink      its hatches, by stroke, and its dots, by fill
//	part-1-line, part-2-line    stroke: a whole line, and a dashed one
//	part-1-mark, part-2-mark    fill: the days on them
//	plot-band                   fill: the area between the two
const (
	plotWidth  = 360.0
	plotHeight = 200.0 // of plots by day, without their legend
	plotLeft   = 44.0  // room for the figures of the axis
	plotRight  = 12.0
	plotTop    = 10.0
	plotBottom = 24.0 // room for the days
	letter     = 11.0 // the height of a letter, and the width of a wide one
)

const nothing = "この期間の記録は、ありません。"

// A Table is what a plot shows, for whoever does not see it, and for a sheet.
type Table struct {
	Head []string
	Rows [][]string
}

// A drawing is the inside of a plot while it is drawn.
type drawing struct {
	strings.Builder
	id string // of the plot in its page
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.Builder, format, args...) }

func (d *drawing) text(x, y float64, anchor, class, words string) {
	d.add(`<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, figure(x), figure(y), anchor, html.EscapeString(words))
	d.add("\n")
}

// rule draws a level line, one pixel wide at any size.
func (d *drawing) rule(class string, x1, x2, y float64) {
	faint := ""
	if class == "plot-grid" {
		faint = ` stroke-opacity="0.3"`
	}
	d.add(`<line class="%s" x1="%s" x2="%s" y1="%s" y2="%s" stroke="currentColor"%s vector-effect="non-scaling-stroke" shape-rendering="crispEdges"/>`,
		class, figure(x1), figure(x2), figure(y), figure(y), faint)
	d.add("\n")
}

// block draws a rectangle of the nth part. Its pattern is an attribute: without the
// page's colours it has that of the text, and can still be told apart.
func (d *drawing) block(part int, x, y, width, height float64) {
	fill := ""
	if part > 0 {
		fill = fmt.Sprintf(` fill="url(#%s-part-%d)" stroke="currentColor" stroke-width="0.5"`, html.EscapeString(d.id), part+1)
	}
	d.add(`<rect class="part-%d"%s x="%s" y="%s" width="%s" height="%s"/>`,
		part+1, fill, figure(x), figure(y), figure(width), figure(height))
	d.add("\n")
}

// patterns draws what the second and third part are filled with.
func (d *drawing) patterns(parts int) {
	if parts < 2 {
		return
	}
	id := html.EscapeString(d.id)
	d.add(`<defs><pattern id="%s-part-2" width="4" height="4" patternUnits="userSpaceOnUse">`+
		`<path class="part-2-ink" d="M-1 1L1 -1M0 4L4 0M3 5L5 3" stroke="currentColor" fill="none"/></pattern>`, id)
	if parts > 2 {
		d.add(`<pattern id="%s-part-3" width="4" height="4" patternUnits="userSpaceOnUse">`+
			`<circle class="part-3-ink" cx="2" cy="2" r="1" fill="currentColor"/></pattern>`, id)
	}
	d.add("</defs>\n")
}

// legend names things side by side, in as many rows as they need from y on, and returns
// the y below them. mark draws what the nth looks like, 12 wide and 8 high.
func (d *drawing) legend(y float64, names []string, mark func(n int, x, y float64)) float64 {
	x := plotLeft
	for i, name := range names {
		wide := 16 + breadth(name) + 10
		if i > 0 && x+wide > plotWidth {
			x, y = plotLeft, y+letter+5
		}
		mark(i, x, y)
		d.text(x+16, y+letter-2, "start", "plot-text", fit(name, plotWidth-x-16))
		x += wide
	}
	return y + letter + 5
}

// svg puts a frame around a drawing that is height high. For those who do not see it,
// the frame has its title and what it says in words.
func (d *drawing) svg(height float64, title, words string) template.HTML {
	id := html.EscapeString(d.id)
	return template.HTML(fmt.Sprintf(`<svg class="plot" role="img" aria-labelledby="%s-title %s-desc" viewBox="0 0 %s %s" preserveAspectRatio="xMidYMid meet" font-size="%s" fill="currentColor">`+
		"\n"+`<title id="%s-title">%s</title>`+"\n"+`<desc id="%s-desc">%s</desc>`+"\n%s</svg>\n",
		id, id, figure(plotWidth), figure(height), figure(letter), id, html.EscapeString(title), id, html.EscapeString(words), d.String()))
}

// figure writes a coordinate, to the hundredth.
func figure(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100+0, 'f', -1, 64)
}

// ticks returns the marks of an axis from 0 to at least most: 1, 2 or 5 times a power
// of ten apart, and at most five besides 0. If whole is set, there is nothing between 0
// and 1; otherwise there are tenths, and nothing finer.
func ticks(most float64, whole bool) []float64 {
	finest := 0.1
	if whole {
		finest = 1
	}
	step := 1.0
	if most > finest/10 {
		step = math.Pow(10, math.Floor(math.Log10(most/5)))
		for _, times := range []float64{1, 2, 5, 10} {
			if step*times*5 >= most*(1-1e-9) {
				step *= times
				break
			}
		}
	}
	step = math.Max(step, finest)
	marks := []float64{0}
	for n := 1.0; marks[len(marks)-1] < most*(1-1e-9) || n == 1; n++ {
		marks = append(marks, n*step)
	}
	return marks
}

// short writes a figure of an axis in the little room that it has: 5,000, 12万, 3億.
func short(v float64) string {
	for _, unit := range []struct {
		of   float64
		name string
	}{{1e16, "京"}, {1e12, "兆"}, {1e8, "億"}, {1e4, "万"}} {
		if v >= unit.of {
			return strconv.FormatFloat(v/unit.of, 'g', 4, 64) + unit.name
		}
	}
	if v == math.Trunc(v) {
		return Grouped(int(v))
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// full writes all digits of a count, unless it is beyond counting.
func full(v float64) string {
	if v < 1e15 {
		return Grouped(int(v))
	}
	return short(v)
}

// Grouped writes a count in full, with a comma before every three digits.
func Grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

var dayLetters = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// axisDay writes a day as an axis has it: 12/1 月.
func axisDay(d booking.Date) string {
	return fmt.Sprintf("%d/%d %s", int(d.Month), d.Day, dayLetters[d.Weekday()])
}

// breadth estimates how wide words are: a Japanese letter is as wide as it is high,
// others a little more than half of that.
func breadth(words string) (w float64) {
	for _, r := range words {
		if r < 0x2E80 {
			w += letter * 0.6
			continue
		}
		w += letter
	}
	return w
}

// fit shortens words to the room that they have.
func fit(words string, room float64) string {
	if breadth(words) <= room {
		return words
	}
	letters := []rune(words)
	for len(letters) > 0 && breadth(string(letters))+letter > room {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}
