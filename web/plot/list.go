package plot

import (
	"fmt"
	"html/template"
	"math"
)

// A Ranking is a list of names, each with a bar as long as its count.
type Ranking struct {
	ID    string
	Title string
	Unit  string
	Of    string // what the names are of: 場面
	Items []Ranked
}

// A Ranked is a name of the list. A Count below zero is drawn as none.
type Ranked struct {
	Name  string
	Count int
}

const rankHeight = 32.0 // the name, and the bar below it

func (p Ranking) sum() (sum, most float64) {
	for _, item := range p.Items {
		sum += math.Max(0, float64(item.Count))
		most = math.Max(most, float64(item.Count))
	}
	return sum, most
}

// Table returns the names with their counts.
func (p Ranking) Table() Table {
	t := Table{Head: []string{p.Of, p.Unit}}
	for _, item := range p.Items {
		t.Rows = append(t.Rows, []string{item.Name, fmt.Sprint(max(0, item.Count))})
	}
	return t
}

func (p Ranking) words() string {
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

// SVG draws the list in its order, each name with its share.
func (p Ranking) SVG() template.HTML {
	d := &drawing{id: p.ID}
	sum, most := p.sum()
	if sum == 0 {
		d.text(plotWidth/2, 24, "middle", "plot-text", nothing)
		return d.svg(40, p.Title, p.words())
	}
	for i, item := range p.Items {
		y, v := float64(i)*rankHeight, math.Max(0, float64(item.Count))
		figure := fmt.Sprintf("%s%s・%.0f%%", full(v), p.Unit, 100*v/sum)
		d.text(0, y+letter+2, "start", "plot-text", fit(item.Name, plotWidth-breadth(figure)-8))
		d.text(plotWidth, y+letter+2, "end", "plot-text", figure)
		d.rule("plot-grid", 0, plotWidth, y+27)
		if v > 0 {
			d.block(0, 0, y+17, plotWidth*v/most, 10)
		}
	}
	return d.svg(rankHeight*float64(len(p.Items)), p.Title, p.words())
}
