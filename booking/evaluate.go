package booking

import (
	"slices"
	"time"
)

// mostMoved is how many days an opening is moved at most: longer than any run of
// holidays, shorter than to its next turn.
const mostMoved = 31

// turn is what an opening does on a day by itself, before anything is moved.
type turn int

const (
	absent   turn = iota // it is not one of its days
	notValid             // one of its days, but outside the time for which it is valid
	resting              // one of its days, and a holiday or New Year
	opening              // it opens
)

// turn returns what the opening does on the day.
func (o *Opening) turn(day *civilDay) turn {
	switch {
	case !o.Days.has(day):
		return absent
	case !o.Valid.Has(day.Date):
		return notValid
	case o.Moved == OpenAnyway:
		return opening
	case NewYear(day.Date), !o.Days.namesHolidays() && day.isHoliday():
		return resting
	}
	return opening
}

// day evaluates a day: the reason why it is open or not, and its ranges, earliest
// first and without an overlap. It writes down step by step what decides, unless steps
// is nil, and is quick then.
func (h *Hours) day(date Date, steps *[]Step) (Reason, []Range) {
	if !date.Valid() {
		return Reason{Kind: DayOff}, nil
	}
	day := civil(date)
	closed := h.closed(&day, steps)
	if closed && steps == nil {
		return Reason{Kind: DayClosed}, nil
	}
	ranges := h.rows(&day, steps)
	ranges = h.specials(date, ranges, steps)
	switch {
	case closed:
		shut(*steps)
		return Reason{Kind: DayClosed}, nil
	case len(ranges) > 0:
		return Reason{Kind: DayOpen}, laid(ranges)
	case NewYear(date):
		return Reason{Kind: DayNewYear}, nil
	case day.isHoliday():
		return Reason{Kind: DayHoliday, Holiday: day.holiday}, nil
	}
	return Reason{Kind: DayOff}, nil
}

// closed reports whether the day is closed, whatever else is said of it.
func (h *Hours) closed(day *civilDay, steps *[]Step) (closed bool) {
	for i := range h.Closed {
		if h.Closed[i].covers(day.Date) {
			if closed = true; steps == nil {
				return true
			}
			note(steps, Step{List: ListClosed, Row: i, Did: Closes})
		}
	}
	for i := range h.Rests {
		if h.Rests[i].covers(day) {
			if closed = true; steps == nil {
				return true
			}
			note(steps, Step{List: ListRests, Row: i, Did: Closes})
		}
	}
	return closed
}

// rows returns what the rows of opening hours open on the day: those that replace, if
// there are any, and otherwise all of them.
func (h *Hours) rows(day *civilDay, steps *[]Step) (ranges []Range) {
	replaced := false
	for i := range h.Weekly {
		o := &h.Weekly[i]
		if !h.opens(i, day, steps) {
			continue
		}
		switch {
		case o.Replaces && !replaced:
			replaced, ranges = true, nil
		case replaced && !o.Replaces:
			continue
		}
		ranges = append(ranges, o.Ranges...)
	}
	if replaced && steps != nil {
		overrule(*steps, func(s Step) bool { return s.List == ListWeekly && !h.Weekly[s.Row].Replaces })
	}
	return ranges
}

// specials returns what a day has that opens these ranges without its special openings.
func (h *Hours) specials(day Date, ranges []Range, steps *[]Step) []Range {
	var instead, besides []Range
	for i := range h.Special {
		s := &h.Special[i]
		switch {
		case s.Day != day:
			continue
		case s.Adds:
			besides = append(besides, s.Ranges...)
		default:
			instead = append(instead, s.Ranges...)
		}
		note(steps, Step{List: ListSpecial, Row: i, Did: Opens, Ranges: s.Ranges})
	}
	if len(instead) > 0 {
		ranges = instead
		if steps != nil {
			overrule(*steps, func(s Step) bool { return s.List == ListWeekly })
		}
	}
	return append(ranges, besides...)
}

// opens reports whether a row opens on the day, by itself or because it was moved here.
func (h *Hours) opens(row int, day *civilDay, steps *[]Step) bool {
	o := &h.Weekly[row]
	own := o.turn(day)
	opens := own == opening
	switch own {
	case opening:
		note(steps, Step{List: ListWeekly, Row: row, Did: Opens, Ranges: o.Ranges})
	case notValid:
		note(steps, Step{List: ListWeekly, Row: row, Did: NotValid})
	case resting:
		if steps != nil {
			note(steps, h.away(row, day))
		}
	}
	if o.Moved.moves() && (!opens || steps != nil) {
		for _, from := range h.movedTo(o, day) {
			opens = true
			note(steps, Step{List: ListWeekly, Row: row, Did: MovedHere, Other: from, Ranges: o.Ranges})
		}
	}
	return opens
}

// movedTo returns the days on which the opening would have been, had they not been
// holidays, and from which it is moved to this day.
func (h *Hours) movedTo(o *Opening, day *civilDay) (from []Date) {
	back := -1
	if o.Moved == ToPrevious {
		back = 1
	}
	for n := 1; n <= mostMoved; n++ {
		d := day.AddDays(back * n)
		if !d.Valid() {
			break
		}
		before := civil(d)
		if o.turn(&before) == resting && !h.closed(&before, nil) {
			from = append(from, d)
		}
		if h.openDay(&before) {
			break
		}
	}
	if len(from) > 0 && !h.openDay(day) {
		return nil
	}
	return from
}

// away returns the step of a row that rests on the day: it is dropped, or moved to
// another day.
func (h *Hours) away(row int, day *civilDay) Step {
	o := &h.Weekly[row]
	step := Step{List: ListWeekly, Row: row, Did: Rests}
	if !o.Moved.moves() {
		return step
	}
	ahead := 1
	if o.Moved == ToPrevious {
		ahead = -1
	}
	for n := 1; n <= mostMoved; n++ {
		to := day.AddDays(ahead * n)
		if !to.Valid() {
			break
		}
		if next := civil(to); h.openDay(&next) {
			step.Did, step.Other = MovedAway, to
			break
		}
	}
	return step
}

// openDay reports whether an opening can be moved to the day: it is an open day, as
// [Moved] has it. A Sunday that opens once a month is none.
func (h *Hours) openDay(day *civilDay) bool {
	if day.rests() || h.closed(day, nil) {
		return false
	}
	office := true // whether open days are those of an office
	for i := range h.Weekly {
		o := &h.Weekly[i]
		if o.Days.Nth != 0 || o.Days.Weekdays == 0 || !o.Valid.Has(day.Date) {
			continue
		}
		if o.turn(day) == opening {
			return true
		}
		office = office && o.Moved.moves()
	}
	return office && day.weekday != time.Saturday && day.weekday != time.Sunday
}

// laid returns the ranges in their order on the clock. Where a range overlaps earlier
// ones of the list, they give way to it.
func laid(ranges []Range) []Range {
	overlap := false
	for i, r := range ranges {
		overlap = overlap || slices.ContainsFunc(ranges[:i], r.overlaps)
	}
	if overlap {
		var laid []Range
		for _, r := range ranges {
			laid = append(without(laid, r), r)
		}
		ranges = laid
	}
	slices.SortFunc(ranges, compareRanges)
	return ranges
}

// without returns the ranges without the time of r.
func without(ranges []Range, r Range) (rest []Range) {
	for _, o := range ranges {
		if !o.overlaps(r) {
			rest = append(rest, o)
			continue
		}
		if o.From < r.From {
			rest = append(rest, Range{o.From, r.From, o.Capacity})
		}
		if r.To < o.To {
			rest = append(rest, Range{r.To, o.To, o.Capacity})
		}
	}
	return rest
}
