package plot

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"madoguchi/booking"
)

// Bars are a bar for each day, stacked of up to three parts, the first at the
// bottom.
type Bars struct {
	ID    string // of the plot in its page
	Title string
	Unit  string   // 件
	Parts []string // their names
	Days  []Bar
}

// A Bar is a day, and how much there was of each part.
type Bar struct {
	Day    booking.Date
	Counts []int // one of each part
}

// count returns the nth part of the bar, or 0 if it is missing or below 0.
func (b Bar) count(n int) float64 {
	if n >= len(b.Counts) {
		return 0
	}
	return math.Max(0, float64(b.Counts[n]))
}

func (p Bars) total(b Bar) (sum float64) {
	for i := range p.Parts {
		sum += b.count(i)
	}
	return sum
}

// Table returns what the bars show, a row for each day.
func (p Bars) Table() Table {
	t := Table{Head: append([]string{"日"}, p.Parts...)}
	for _, b := range p.Days {
		row := []string{b.Day.String()}
		for i := range p.Parts {
			row = append(row, fmt.Sprintf("%.0f", b.count(i)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// words says what the bars show.
func (p Bars) words() string {
	var sum float64
	var most Bar
	for _, b := range p.Days {
		if sum += p.total(b); p.total(b) > p.total(most) {
			most = b
		}
	}
	if sum == 0 {
		return nothing
	}
	return fmt.Sprintf("%sから%sまで、合わせて%s%sです。いちばん多い日は%sの%s%sです。", axisDay(p.Days[0].Day), axisDay(p.Days[len(p.Days)-1].Day),
		full(sum), p.Unit, axisDay(most.Day), full(p.total(most)), p.Unit)
}

// widestBar keeps the bars of a few days from being walls.
const widestBar = 40.0

// SVG draws the bars. Of more than three parts it draws the first three.
func (p Bars) SVG() template.HTML {
	p.Parts = p.Parts[:min(len(p.Parts), 3)]
	d := &drawing{id: p.ID}
	d.patterns(len(p.Parts))
	top := plotTop
	if len(p.Parts) > 1 {
		top = 6 + d.legend(4, p.Parts, func(n int, x, y float64) { d.block(n, x, y+2, 12, 8) })
	}
	var most float64
	var days []booking.Date
	for _, b := range p.Days {
		most = math.Max(most, p.total(b))
		days = append(days, b.Day)
	}
	a := d.axes(top, ticks(most, true), p.Unit, days)
	wide := math.Min(a.step*0.8, widestBar)
	for i, b := range p.Days {
		if p.total(b) == 0 {
			continue
		}
		var counts []string
		for n, name := range p.Parts {
			counts = append(counts, fmt.Sprintf("%s %s%s", name, full(b.count(n)), p.Unit))
		}
		d.add("<g><title>%s</title>\n", template.HTMLEscapeString(axisDay(b.Day)+" "+strings.Join(counts, "、")))
		below := 0.0
		for n := range p.Parts {
			if v := b.count(n); v > 0 {
				y := a.y(below + v)
				d.block(n, a.x(i)-wide/2, y, wide, a.y(below)-y)
				below += v
			}
		}
		d.add("</g>\n")
	}
	if most == 0 {
		d.text((plotLeft+plotWidth)/2, a.y(a.top/2), "middle", "plot-text", nothing)
	}
	return d.svg(a.bottom+plotBottom, p.Title, p.words())
}

// A Band is two lines by day with the band between them: the middle of what calls
// took, and what nine of ten stayed within.
type Band struct {
	ID    string
	Title string
	Unit  string // 秒
	Lower string // the name of the lower line
	Upper string
	Days  []Range
}

// A Range is a day with the ends of the band on it.
type Range struct {
	Day          booking.Date
	Lower, Upper float64
	None         bool // nothing is known of the day
}

// known reports whether the day can be drawn.
func (r Range) known() bool {
	return !r.None && r.Lower >= 0 && r.Upper >= r.Lower && r.Upper < 1e15
}

// Table returns what the band shows, a row for each day; one that is not known has
// empty cells.
func (p Band) Table() Table {
	t := Table{Head: []string{"日", p.Lower, p.Upper}}
	for _, r := range p.Days {
		row := []string{r.Day.String(), "", ""}
		if r.known() {
			row[1], row[2] = fmt.Sprintf("%.1f", r.Lower), fmt.Sprintf("%.1f", r.Upper)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p Band) words() string {
	last := -1
	for i, r := range p.Days {
		if r.known() {
			last = i
		}
	}
	if last < 0 {
		return nothing
	}
	r := p.Days[last]
	return fmt.Sprintf("%sから%sまで。%sの%sは%.1f%s、%sは%.1f%sです。", axisDay(p.Days[0].Day), axisDay(p.Days[len(p.Days)-1].Day),
		axisDay(r.Day), p.Lower, r.Lower, p.Unit, p.Upper, r.Upper, p.Unit)
}

// SVG draws the band, with a gap where nothing is known.
func (p Band) SVG() template.HTML {
	d := &drawing{id: p.ID}
	dashes := []string{"", ` stroke-dasharray="5 3"`}
	line := func(n int, points string) {
		d.add(`<polyline class="part-%d-line" points="%s" fill="none" stroke="currentColor" stroke-width="2" vector-effect="non-scaling-stroke"%s/>`, n+1, points, dashes[n])
		d.add("\n")
	}
	top := 6 + d.legend(4, []string{p.Lower, p.Upper}, func(n int, x, y float64) {
		line(n, fmt.Sprintf("%s,%s %s,%s", figure(x), figure(y+6), figure(x+12), figure(y+6)))
	})
	var most float64
	var days []booking.Date
	for _, r := range p.Days {
		if r.known() {
			most = math.Max(most, r.Upper)
		}
		days = append(days, r.Day)
	}
	a := d.axes(top, ticks(most, false), p.Unit, days)
	drawn := false
	for from := 0; from < len(p.Days); from++ {
		to := from
		for to < len(p.Days) && p.Days[to].known() {
			to++
		}
		if to == from {
			continue
		}
		var lower, upper []string
		for i := from; i < to; i++ {
			r := p.Days[i]
			lower = append(lower, figure(a.x(i))+","+figure(a.y(r.Lower)))
			upper = append(upper, figure(a.x(i))+","+figure(a.y(r.Upper)))
			if to-from == 1 || len(p.Days) <= 31 { // a line of one day has no length
				d.add(`<circle class="part-1-mark" cx="%s" cy="%s" r="2.5"/>`, figure(a.x(i)), figure(a.y(r.Lower)))
				d.add(`<rect class="part-2-mark" x="%s" y="%s" width="4" height="4"/>`, figure(a.x(i)-2), figure(a.y(r.Upper)-2))
				d.add("\n")
			}
		}
		back := slices.Clone(lower)
		slices.Reverse(back)
		d.add(`<polygon class="plot-band" points="%s %s" fill-opacity="0.2"/>`, strings.Join(upper, " "), strings.Join(back, " "))
		d.add("\n")
		line(0, strings.Join(lower, " "))
		line(1, strings.Join(upper, " "))
		drawn, from = true, to
	}
	if !drawn {
		d.text((plotLeft+plotWidth)/2, a.y(a.top/2), "middle", "plot-text", nothing)
	}
	return d.svg(a.bottom+plotBottom, p.Title, p.words())
}

// axes tells where days and figures are in a plot.
type axes struct {
	above  float64 // the y of the highest figure
	bottom float64 // the y of 0
	top    float64 // the highest figure
	step   float64 // the width of a day
}

func (a axes) x(day int) float64   { return plotLeft + (float64(day)+0.5)*a.step }
func (a axes) y(v float64) float64 { return a.bottom - v/a.top*(a.bottom-a.above) }

// mostNames is how many days can be named below a plot.
const mostNames = 7

// axes draws the lines of the figures and names the days, weeks apart if there are
// many.
func (d *drawing) axes(above float64, marks []float64, unit string, days []booking.Date) axes {
	a := axes{
		above: above + letter, bottom: above + letter + plotHeight - plotTop - plotBottom,
		top: marks[len(marks)-1], step: (plotWidth - plotLeft - plotRight) / math.Max(1, float64(len(days))),
	}
	d.text(plotLeft-4, above+2, "end", "plot-faint", unit)
	for i, mark := range marks {
		class := "plot-grid"
		if i == 0 {
			class = "plot-axis"
		}
		d.rule(class, plotLeft, plotWidth-plotRight, a.y(mark))
		d.text(plotLeft-4, a.y(mark)+4, "end", "plot-faint", short(mark))
	}
	var apart int
	for _, apart = range []int{1, 2, 7, 14, 28, 56, 112} {
		if len(days) <= apart*mostNames {
			break
		}
	}
	for i := 0; i < len(days); i += apart {
		name := axisDay(days[i])
		x := math.Min(a.x(i), plotWidth-breadth(name)/2)
		d.text(x, a.bottom+letter+4, "middle", "plot-text", name)
	}
	return a
}
