package plot

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"
)

// An element is one of a drawing, with its text and its attributes.
type element struct {
	name, text string
	of         map[string]string
}

func (e element) at(t interface{ Fatalf(string, ...any) }, name string) float64 {
	v, err := strconv.ParseFloat(e.of[name], 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		t.Fatalf("%s of %s is %q", name, e.name, e.of[name])
	}
	return v
}

// elements reads a drawing as a browser would, and checks what must be true of each.
func elements(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, svg template.HTML) (found []element, height float64) {
	in := xml.NewDecoder(strings.NewReader(string(svg)))
	ids, refs := map[string]bool{}, []string{}
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, of: map[string]string{}}
			for _, a := range token.Attr {
				e.of[a.Name.Local] = a.Value
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s has %s=%q", e.name, a.Name.Local, a.Value)
				}
			}
			if id := e.of["id"]; id != "" {
				if ids[id] {
					t.Errorf("there are two of %s", id)
				}
				ids[id] = true
			}
			if ref, ok := strings.CutPrefix(e.of["fill"], "url(#"); ok {
				refs = append(refs, strings.TrimSuffix(ref, ")"))
			}
			refs = append(refs, strings.Fields(e.of["aria-labelledby"])...)
			found = append(found, e)
		case xml.CharData:
			if len(found) > 0 {
				found[len(found)-1].text += strings.TrimSpace(string(token))
			}
		}
	}
	for _, ref := range refs {
		if !ids[ref] {
			t.Errorf("nothing is called %s", ref)
		}
	}
	if len(found) < 3 || found[0].of["role"] != "img" || found[1].name != "title" || found[1].text == "" || found[2].name != "desc" || found[2].text == "" {
		t.Fatalf("who does not see it has neither title nor words:\n%s", svg)
	}
	var x, y, w float64
	if n, err := fmt.Sscan(found[0].of["viewBox"], &x, &y, &w, &height); n != 4 || err != nil || w != plotWidth {
		t.Fatalf("the frame is %q", found[0].of["viewBox"])
	}
	const slack = 0.02
	for _, e := range found {
		switch e.name {
		case "rect":
			if e.at(t, "x") < -slack || e.at(t, "y") < -slack || e.at(t, "x")+e.at(t, "width") > w+slack ||
				e.at(t, "y")+e.at(t, "height") > height+slack || e.at(t, "width") < 0 || e.at(t, "height") < 0 {
				t.Errorf("a block leaves the frame: %v", e.of)
			}
		case "text":
			left, long := e.at(t, "x"), breadth(e.text)
			switch e.of["text-anchor"] {
			case "middle":
				left -= long / 2
			case "end":
				left -= long
			}
			if left < -slack || left+long > w+slack || e.at(t, "y") > height+slack {
				t.Errorf("the words %q leave the frame, from %.1f on, %.1f wide", e.text, left, long)
			}
		case "polyline", "polygon":
			for p := range strings.FieldsSeq(e.of["points"]) {
				var px, py float64
				if n, err := fmt.Sscanf(p, "%f,%f", &px, &py); n != 2 || err != nil || px < -slack || px > w+slack || py < -slack || py > height+slack {
					t.Errorf("the point %q leaves the frame", p)
				}
			}
		}
	}
	return found, height
}

// blocks returns the bars of a drawing, without the marks of its legend, which are
// drawn first.
func blocks(found []element, marks int) (bars []element) {
	for _, e := range found {
		if e.name == "rect" && strings.HasPrefix(e.of["class"], "part-") {
			bars = append(bars, e)
		}
	}
	return bars[min(marks, len(bars)):]
}
