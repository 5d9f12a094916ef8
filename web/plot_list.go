package web

import (
	"fmt"
	"html/template"
	"math"
)

// A ranking is a list of names, each with a bar as long as its count.
type ranking struct {
	ID    string
	Title string
	Unit  string
	Of    string // what the names are of: 場面
	Items []ranked
}

type ranked struct {
	Name  string
	Count int
}

const rankHeight = 32.0 // the name, and the bar below it

func (p ranking) sum() (sum, most float64) {
	for _, item := range p.Items {
		sum += math.Max(0, float64(item.Count))
		most = math.Max(most, float64(item.Count))
	}
	return sum, most
}

func (p ranking) table() table {
	t := table{Head: []string{p.Of, p.Unit}}
	for _, item := range p.Items {
		t.Rows = append(t.Rows, []string{item.Name, fmt.Sprint(max(0, item.Count))})
	}
	return t
}

func (p ranking) words() string {
	sum, most := p.sum()
	if sum == 0 {
		return nothing
	}
	first := ""
	for _, item := range p.Items {
		if float64(item.Count) == most {
			first = item.Name
			break
		}
	}
	return fmt.Sprintf("合わせて%s%sです。いちばん多いのは、%sの%s%sです。", full(sum), p.Unit, first, full(most), p.Unit)
}

func (p ranking) svg() template.HTML {
	d := &drawing{id: p.ID}
	sum, most := p.sum()
	if sum == 0 {
		d.text(plotWidth/2, 24, "middle", "plot-text", nothing)
		return d.svg(40, p.Title, p.words())
	}
	for i, item := range p.Items {
		y, v := float64(i)*rankHeight, math.Max(0, float64(item.Count))
		figure := fmt.Sprintf("%s%s・%.0f%%", full(v), p.Unit, 100*v/sum)
		d.text(0, y+letter+2, "start", "plot-text", fit(item.Name, plotWidth-width(figure)-8))
		d.text(plotWidth, y+letter+2, "end", "plot-text", figure)
		d.rule("plot-grid", 0, plotWidth, y+27)
		if v > 0 {
			d.block(0, 0, y+17, plotWidth*v/most, 10)
		}
	}
	return d.svg(rankHeight*float64(len(p.Items)), p.Title, p.words())
}

// heatLevels is how many shades a map of counts has, besides that of nothing.
const heatLevels = 5

// heat is the class of a cell of a map, "heat-0" for nothing to "heat-5" for the
// most. The cell has its count in it: the shade only helps to find it.
func heat(count, most int) string { return fmt.Sprintf("heat-%d", heatLevel(count, most)) }

func heatLevel(count, most int) int {
	if count <= 0 || most <= 0 {
		return 0
	}
	return min(heatLevels, int(math.Ceil(float64(count)/float64(most)*heatLevels)))
}

// A shade says which counts have a class, both inclusive.
type shade struct {
	Class    string
	From, To int
}

// shades is the key of a map whose highest count is most. A shade that no count
// has is left out.
func shades(most int) []shade {
	key := []shade{{heat(0, most), 0, 0}}
	for level, from := 1, 1; level <= heatLevels && from <= most; level++ {
		to := int(math.Floor(float64(most) / heatLevels * float64(level)))
		if level == heatLevels {
			to = most
		}
		if to >= from {
			key = append(key, shade{fmt.Sprintf("heat-%d", level), from, to})
			from = to + 1
		}
	}
	return key
}
