package city

import (
	"fmt"
	"slices"

	"madoguchi/booking"
)

// The most rows that a list of hours may have: more is a slip, and comparing
// each with each must stay quick.
const (
	mostOpenings = 50
	mostRanges   = 20
	mostDays     = 400
)

// timetable is the hours of one place as they are read.
type timetable struct {
	booking.Hours
	minutes int // length of a slot; 0 for the call centre and for visits without a booking, which have no slots
	at      map[booking.Place]value
}

// put adds ranges to those of a row, and keeps where the file says so.
func (t *timetable) put(list booking.List, row int, ranges, more []booking.Range, at value) []booking.Range {
	if t.at == nil {
		t.at = map[booking.Place]value{}
	}
	for i := range more {
		t.at[booking.Place{List: list, Row: row, Range: len(ranges) + i}] = at
	}
	return append(ranges, more...)
}

// overlaps notes the ranges that are open already on one of their days.
func (t *timetable) overlaps() {
	told := map[string]bool{}
	for _, o := range t.Overlaps() {
		first, second := t.at[o.First], t.at[o.Second]
		if told[second.path] {
			continue // the next ones would only repeat it
		}
		told[second.path] = true
		a, b := t.of(o.First), t.of(o.Second)
		expected := fmt.Sprintf("no overlap with %s, which is %s (line %d)", first.path, a, first.line)
		if a.From == b.From && a.To == b.To {
			expected = fmt.Sprintf("it once: %s has it already (line %d)", first.path, first.line)
		}
		if o.Second.List == booking.ListWeekly && o.Day != (booking.Date{}) {
			expected += ", as on " + o.Day.String()
		}
		second.refuse(b.String(), expected)
	}
}

func (t *timetable) of(p booking.Place) booking.Range {
	if p.List == booking.ListSpecial {
		return t.Special[p.Row].Ranges[p.Range]
	}
	return t.Weekly[p.Row].Ranges[p.Range]
}

// close adds closed days.
func (t *timetable) close(c closed) {
	t.Closed = slices.Concat(t.Closed, c.days)
	t.Rests = slices.Concat(t.Rests, c.rests)
}

// centreHours reads when somebody answers at the call centre.
func (m keyed) centreHours() booking.Hours {
	var t timetable
	t.weekly(m.must("hours"), 1)
	t.specials(m.may("special"))
	t.close(m.may("closed").closures())
	t.overlaps()
	return t.Hours
}

// facilityHours reads when a facility is open, besides the city's closed days.
func (m keyed) facilityHours(minutes int, city closed) booking.Hours {
	told := len(m.in.mistakes)
	t := timetable{minutes: minutes}
	t.weekly(m.may("open"), 1)
	t.specials(m.may("special"))
	t.close(m.may("closed").closures())
	never := len(t.Weekly)+len(t.Special) == 0 && len(m.in.mistakes) == told
	if never && m.isMapping() && !m.meant["open"] && !m.meant["special"] {
		m.refuse("no hours", `opening hours in "open", "special" or both`)
	}
	t.close(city)
	t.overlaps()
	return t.Hours
}

// walkInHours reads when people come without a booking: a list of hours, or a mapping
// with special openings and closed days too. The closed days of the facility are closed
// for them as well.
func (v value) walkInHours(f booking.Hours) booking.Hours {
	var t timetable
	if v.isMapping() {
		m := v.keys("hours", "special", "closed")
		t.weekly(m.must("hours"), 1)
		t.specials(m.may("special"))
		t.close(m.may("closed").closures())
	} else {
		t.weekly(v, 0)
	}
	if len(t.Weekly) == 0 {
		return booking.Hours{}
	}
	t.Closed = slices.Concat(f.Closed, t.Closed)
	t.Rests = slices.Concat(f.Rests, t.Rests)
	t.overlaps()
	return t.Hours
}
