package booking

import (
	"cmp"
	"slices"
	"time"
)

// A Place is where a range stands in [Hours]: a list, a row of it, a range of that.
type Place struct {
	List       List // ListWeekly or ListSpecial
	Row, Range int
}

// An Overlap is two ranges that open the same instants, of which the later one counts.
type Overlap struct {
	First, Second Place
	Day           Date // an example; the zero Date if both stand in one row
}

// Overlaps returns the ranges that open the same instants as earlier ones, in the order
// of the later one. Rows of opening hours are held against each other on the days of two
// years: of 2026 and 2027, or of those in which both are valid. It must not depend on
// the clock, or a file that was good would be refused at some later start. An opening that
// is moved may overlap others, because nobody can write it otherwise.
func (h Hours) Overlaps() []Overlap {
	var found []Overlap
	meet := func(a, b Place, as, bs []Range, day func() (Date, bool)) {
		asked, example, together := false, Date{}, false
		for i, r := range as {
			for j, q := range bs {
				if a == b && i >= j || r.fault() || q.fault() || !r.overlaps(q) {
					continue
				}
				if !asked {
					example, together = day()
					asked = true
				}
				if together {
					found = append(found, Overlap{Place{a.List, a.Row, i}, Place{b.List, b.Row, j}, example})
				}
			}
		}
	}
	for j, o := range h.Weekly {
		at := Place{List: ListWeekly, Row: j}
		for i := range h.Weekly[:j] {
			meet(Place{List: ListWeekly, Row: i}, at, h.Weekly[i].Ranges, o.Ranges, func() (Date, bool) { return h.together(i, j) })
		}
		meet(at, at, o.Ranges, o.Ranges, func() (Date, bool) { return Date{}, true })
	}
	for j, s := range h.Special {
		at := Place{List: ListSpecial, Row: j}
		onTheDay := func() (Date, bool) { return s.Day, true }
		if s.Adds {
			for _, step := range h.Explain(s.Day) {
				if step.List == ListWeekly && step.Did == Opens {
					meet(Place{List: ListWeekly, Row: step.Row}, at, step.Ranges, s.Ranges, onTheDay)
				}
			}
		}
		for i := range h.Special[:j] {
			if h.Special[i].Day == s.Day {
				meet(Place{List: ListSpecial, Row: i}, at, h.Special[i].Ranges, s.Ranges, onTheDay)
			}
		}
		meet(at, at, s.Ranges, s.Ranges, func() (Date, bool) { return Date{}, true })
	}
	slices.SortStableFunc(found, func(a, b Overlap) int { return a.Second.compare(b.Second) })
	return found
}

func (p Place) compare(q Place) int {
	return cmp.Or(cmp.Compare(p.List, q.List), cmp.Compare(p.Row, q.Row), cmp.Compare(p.Range, q.Range))
}

// together returns a day on which both rows of opening hours open.
func (h *Hours) together(i, j int) (Date, bool) {
	a, b := &h.Weekly[i], &h.Weekly[j]
	if a.Replaces != b.Replaces {
		return Date{}, false
	}
	const years = 2 * 365
	from := Date{2026, time.January, 1}
	for _, p := range []Period{a.Valid, b.Valid} {
		if p.From.After(from) {
			from = p.From
		}
	}
	for _, p := range []Period{a.Valid, b.Valid} {
		if last := p.Until.AddDays(1 - years); p.Until != (Date{}) && last.Before(from) {
			from = last
		}
	}
	for n := range years {
		day := civil(from.AddDays(n))
		if day.Valid() && a.turn(&day) == opening && b.turn(&day) == opening && h.counts(day.Date, i) && h.counts(day.Date, j) {
			return day.Date, true
		}
	}
	return Date{}, false
}

// counts reports whether a row of opening hours opens on the day, and nothing else is
// all of the day.
func (h *Hours) counts(day Date, row int) bool {
	return slices.ContainsFunc(h.Explain(day), func(s Step) bool {
		return s.List == ListWeekly && s.Row == row && s.Did == Opens
	})
}
