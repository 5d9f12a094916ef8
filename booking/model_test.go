package booking

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// slowHours evaluates hours in the most obvious way: day by day and minute by minute,
// with everything that is moved carried from where it falls to where it goes.
type slowHours struct {
	h     Hours
	moved map[Date]map[int]bool // the rows that are moved to a day
}

// slowly evaluates hours for the days from first to last and all that can be moved there.
func slowly(h Hours, first, last Date) slowHours {
	s := slowHours{h, map[Date]map[int]bool{}}
	for day := first.AddDays(-40); day.Before(last.AddDays(40)); day = day.AddDays(1) {
		for row, o := range h.Weekly {
			step := map[Moved]int{ToNext: 1, ToPrevious: -1}[o.Moved]
			if step == 0 || s.closed(day) || !s.falls(row, day) || s.takesPlace(row, day) {
				continue
			}
			for n := 1; n <= 31; n++ {
				if to := day.AddDays(n * step); s.openDay(to) {
					if s.moved[to] == nil {
						s.moved[to] = map[int]bool{}
					}
					s.moved[to][row] = true
					break
				}
			}
		}
	}
	return s
}

// among reports whether day is one of days, by counting the month's days.
func among(days Days, day Date) bool {
	day = day.AddDays(-days.After)
	if _, holiday := Holiday(day); holiday && days.Holidays {
		return true
	}
	if !days.Weekdays.Has(day.Weekday()) {
		return false
	}
	var alike []Date // of its month
	for d := (Date{day.Year, day.Month, 1}); d.Month == day.Month; d = d.AddDays(1) {
		if d.Weekday() == day.Weekday() {
			alike = append(alike, d)
		}
	}
	for i, d := range alike {
		last := i == len(alike)-1
		if d == day && (days.Nth == 0 || days.Nth&NthOf(i+1) != 0 || last && days.Nth&Last != 0) {
			return true
		}
	}
	return false
}

func inPeriod(p Period, day Date) bool {
	return (p.From == Date{} || p.From.Compare(day) <= 0) && (p.Until == Date{} || day.Compare(p.Until) <= 0)
}

func (s slowHours) falls(row int, day Date) bool {
	return among(s.h.Weekly[row].Days, day) && inPeriod(s.h.Weekly[row].Valid, day)
}

func (s slowHours) takesPlace(row int, day Date) bool {
	o := s.h.Weekly[row]
	_, holiday := Holiday(day)
	switch {
	case !s.falls(row, day):
		return false
	case o.Moved == OpenAnyway:
		return true
	case NewYear(day):
		return false
	}
	return !holiday || o.Days.Holidays && o.Days.After == 0
}

func (s slowHours) closed(day Date) bool {
	for _, c := range s.h.Closed {
		for year := day.Year - 1; year <= day.Year+1; year++ {
			from, to := c.From, c.To
			if to == (Date{}) {
				to = from
			}
			if c.Yearly {
				over := to.Before(from)
				if from.Year, to.Year = year, year; over {
					to.Year++
				}
			}
			if from.Compare(day) <= 0 && day.Compare(to) <= 0 {
				return true
			}
		}
	}
	return slices.ContainsFunc(s.h.Rests, func(r Rest) bool { return among(r.Days, day) && inPeriod(r.Valid, day) })
}

// openDay reports whether an opening may be moved to the day: the hours of every week
// open it or, if these are nothing but what is moved, it is a day of an office.
func (s slowHours) openDay(day Date) bool {
	if _, holiday := Holiday(day); holiday || NewYear(day) || s.closed(day) {
		return false
	}
	var staying, today int
	for row, o := range s.h.Weekly {
		if o.Days.Weekdays == 0 || o.Days.Nth != 0 || !inPeriod(o.Valid, day) {
			continue
		}
		if s.takesPlace(row, day) {
			today++
		}
		if o.Moved != ToNext && o.Moved != ToPrevious {
			staying++
		}
	}
	return today > 0 || staying == 0 && EachWeek(1, 2, 3, 4, 5).Has(day)
}

// minutes returns the desks of each minute of the day: -1 where nothing is open.
func (s slowHours) minutes(day Date) []int {
	desks := slices.Repeat([]int{-1}, int(Midnight))
	if s.closed(day) {
		return desks
	}
	rows, replaced := map[int]bool{}, false
	for row, o := range s.h.Weekly {
		if s.takesPlace(row, day) || s.moved[day][row] {
			rows[row] = true
			replaced = replaced || o.Replaces
		}
	}
	special := slices.ContainsFunc(s.h.Special, func(p Special) bool { return p.Day == day && !p.Adds })
	for row, o := range s.h.Weekly {
		if rows[row] && !special && (!replaced || o.Replaces) {
			paint(desks, o.Ranges)
		}
	}
	for _, adds := range []bool{false, true} {
		for _, p := range s.h.Special {
			if p.Day == day && p.Adds == adds {
				paint(desks, p.Ranges)
			}
		}
	}
	return desks
}

func paint(desks []int, ranges []Range) {
	for _, r := range ranges {
		for m := r.From; m < r.To; m++ {
			desks[m] = r.Capacity
		}
	}
}

// seasons are stretches of days in which holidays, New Year and 29 February are.
var seasons = []Date{{2026, time.April, 20}, {2026, time.September, 10}, {2026, time.December, 15}, {2027, time.February, 1}, {2028, time.February, 10}}

const season = 45

// anyHours draws hours of every kind, with ranges that overlap as they come.
func anyHours(first Date) *rapid.Generator[Hours] {
	return rapid.Custom(func(t *rapid.T) Hours {
		ranges := func() (rs []Range) {
			for range rapid.IntRange(1, 3).Draw(t, "ranges") {
				from := rapid.IntRange(0, int(Midnight)-1).Draw(t, "from")
				rs = append(rs, Range{Clock(from), Clock(rapid.IntRange(from+1, int(Midnight)).Draw(t, "to")), rapid.IntRange(0, 3).Draw(t, "desks")})
			}
			return rs
		}
		near := func(what string) Date { return first.AddDays(rapid.IntRange(0, season).Draw(t, what)) }
		period := func() (p Period) {
			if rapid.IntRange(0, 3).Draw(t, "from a day on") == 0 {
				p.From = near("valid from")
			}
			if rapid.IntRange(0, 3).Draw(t, "until a day") == 0 {
				p.Until = near("valid until")
			}
			return p
		}
		var h Hours
		for range rapid.IntRange(0, 4).Draw(t, "openings") {
			h.Weekly = append(h.Weekly, Opening{
				Days: anyDays().Draw(t, "days"), Valid: period(), Moved: Moved(rapid.IntRange(0, 3).Draw(t, "moved")),
				Replaces: rapid.IntRange(0, 3).Draw(t, "replaces") == 0, Ranges: ranges(),
			})
		}
		for range rapid.IntRange(0, 3).Draw(t, "specials") {
			h.Special = append(h.Special, Special{near("special"), rapid.Bool().Draw(t, "adds"), ranges()})
		}
		for range rapid.IntRange(0, 2).Draw(t, "closures") {
			from := near("closed from")
			c := Closure{From: from}
			if rapid.Bool().Draw(t, "several days") {
				c.To = from.AddDays(rapid.IntRange(0, 9).Draw(t, "more"))
			}
			if c.Yearly = rapid.Bool().Draw(t, "yearly"); c.Yearly {
				c.From.Year, c.To.Year = 0, 0
			}
			h.Closed = append(h.Closed, c)
		}
		for range rapid.IntRange(0, 1).Draw(t, "rests") {
			h.Rests = append(h.Rests, Rest{anyDays().Draw(t, "rest"), period()})
		}
		return h
	})
}

// TestHoursAreWhatTheyAreDayByDay holds On, Why and Explain against the slow hours.
func TestHoursAreWhatTheyAreDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom(seasons).Draw(t, "season")
		h := anyHours(first).Draw(t, "hours")
		slow := slowly(h, first, first.AddDays(season))
		for n := range season + 1 {
			day := first.AddDays(n)
			open, want := h.On(day), slow.minutes(day)
			got := slices.Repeat([]int{-1}, int(Midnight))
			paint(got, open)
			if !slices.Equal(got, want) {
				t.Fatalf("%s opens %v; by the slow hours desks change at %s", day, open, changes(want))
			}
			for i, r := range open {
				if r.From >= r.To || i > 0 && r.From < open[i-1].To {
					t.Fatalf("%s opens %v: an overlap, or out of order", day, open)
				}
			}
			why := DayOff
			_, holiday := Holiday(day)
			switch {
			case slow.closed(day):
				why = DayClosed
			case len(open) > 0:
				why = DayOpen
			case NewYear(day):
				why = DayNewYear
			case holiday:
				why = DayHoliday
			}
			if got := h.Why(day); got.Kind != why || (got.Holiday != "") != (why == DayHoliday) {
				t.Fatalf("%s is %+v, by the slow hours %s", day, got, why)
			}
			explained(t, h, day, want)
		}
	})
}

// explained holds that the steps of a day account for what is open, and that whatever
// is moved away arrives.
func explained(t *rapid.T, h Hours, day Date, want []int) {
	got := slices.Repeat([]int{-1}, int(Midnight))
	steps := h.Explain(day)
	for _, adds := range []bool{false, true} {
		for _, s := range steps {
			if s.opens() && adds == (s.List == ListSpecial && h.Special[s.Row].Adds) {
				paint(got, s.Ranges)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%s is explained by %s, but desks change at %s", day, said(steps), changes(want))
	}
	for _, s := range steps {
		back := map[Effect]Effect{MovedAway: MovedHere, MovedHere: MovedAway}[s.Did]
		if (s.Other != Date{}) != (s.Did == MovedAway || s.Did == MovedHere || s.Did == Overruled && s.Other != Date{}) {
			t.Fatalf("%s: %s", day, said(steps))
		}
		if back == 0 {
			continue
		}
		there := h.Explain(s.Other)
		if !slices.ContainsFunc(there, func(o Step) bool {
			return o.List == s.List && o.Row == s.Row && o.Other == day && (o.Did == back || back == MovedHere && o.Did == Overruled)
		}) {
			t.Fatalf("%s: %s, but on %s: %s", day, said(steps), s.Other, said(there))
		}
	}
}

// changes writes the desks of a day where they change.
func changes(desks []int) string {
	var at []string
	for m, n := range desks {
		if m == 0 || n != desks[m-1] {
			at = append(at, fmt.Sprintf("%s: %d", Clock(m), n))
		}
	}
	return fmt.Sprint(at)
}
