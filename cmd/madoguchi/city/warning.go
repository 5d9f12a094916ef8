package city

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

// A Warning is something that a city.yaml may say and surely does not mean. Its fields are
// those of a [Mistake]; Expected is what is surely meant.
type Warning Mistake

// String returns "city.yaml:14: warning: facilities[2].open[0].days: found …, expected …".
func (w Warning) String() string {
	return fmt.Sprintf("%s:%d: warning: %s: found %s, expected %s", w.File, w.Line, w.Field, w.Found, w.Expected)
}

// warnings has every kind of warning. Each looks at the whole file.
var warnings = []struct {
	claim string // what is wrong, for tests and for whoever reads this table
	find  func(*survey)
}{
	{"a placeholder is nobody's number", (*survey).placeholders},
	{"a number is abroad", (*survey).foreignNumbers},
	{"the public URL has a path that the line adds", (*survey).ourPaths},
	{"weekdays run over a weekend", (*survey).weekendRuns},
	{"a counter is open at night", (*survey).nights},
	{"people are told at night what they have not asked for", (*survey).lateOutreach},
	{"the last minutes of a range have no slot", (*survey).lostMinutes},
	{"a row of hours never opens", (*survey).idleRows},
	{"nothing is ever moved", (*survey).unmoved},
	{"special days have passed", (*survey).passedSpecials},
	{"a day is special twice", (*survey).doubledSpecials},
	{"a special day is closed", (*survey).closedSpecials},
	{"a special day replaces hours without saying so", (*survey).silentSpecials},
	{"closed days have passed", (*survey).passedClosures},
	{"a closed day closes nothing", (*survey).idleClosures},
	{"a visit of a service fits no opening", (*survey).longVisits},
	{"a facility has no service", (*survey).idleFacilities},
	{"a party fits no range", (*survey).longParties},
	{"a party fits no slot", (*survey).wideParties},
	{"all desks are kept for staff", (*survey).reservedDesks},
	{"a text tells of hours that there are not", (*survey).idleTalk},
	{"mails are for nobody", (*survey).idleMails},
	{"calls with a code are for nobody", (*survey).idleRings},
	{"a name is read otherwise than it is written", (*survey).misreadNames},
}

// A survey is a file without mistakes, looked at as a whole.
type survey struct {
	*Config
	root  value
	today booking.Date
	times []seen
	found []Warning
}

// Warnings returns what the file says and surely does not mean, as of the day of now, in the
// order of its lines.
func (c *Config) Warnings(now time.Time) []Warning {
	s := &survey{Config: c, root: c.source.root, today: booking.DateOf(now.In(booking.JST))}
	for t := range c.timetables() {
		s.times = append(s.times, s.watch(t))
	}
	for _, w := range warnings {
		w.find(s)
	}
	slices.SortStableFunc(s.found, func(a, b Warning) int { return cmp.Compare(a.Line, b.Line) })
	return s.found
}

// warn notes a warning about a place in the file, once: two timetables may share a row.
func (s *survey) warn(at value, found, expected string) {
	if w := (Warning{at.in.file, max(at.line, 1), at.field(), found, expected}); !slices.Contains(s.found, w) {
		s.found = append(s.found, w)
	}
}

// lookAhead is for how many days ahead the rows are watched: long enough for every
// constellation of a week and a holiday that is likely.
const lookAhead = 3 * 365

// A rowIn is a row of a list.
type rowIn struct {
	list booking.List
	row  int
}

// A seen is a timetable, and what its rows do in the time ahead.
type seen struct {
	timed
	did   map[rowIn]map[booking.Effect]bool
	moved map[rowIn]bool // it opens a day on which it would not be by itself
}

// watch tells what the rows of a timetable do from today on.
func (s *survey) watch(t timed) seen {
	w := seen{timed: t, did: map[rowIn]map[booking.Effect]bool{}, moved: map[rowIn]bool{}}
	for n := range lookAhead {
		own := map[rowIn]bool{}
		for _, step := range t.hours.Explain(s.today.AddDays(n)) {
			at := rowIn{step.List, step.Row}
			if w.did[at] == nil {
				w.did[at] = map[booking.Effect]bool{}
			}
			w.did[at][step.Did] = true
			own[at] = own[at] || step.Did == booking.Opens
			w.moved[at] = w.moved[at] || step.Did == booking.MovedHere && !own[at]
		}
	}
	return w
}

// each calls do with the rows of a list.
func (t seen) each(list booking.List, do func(row int, at value)) {
	for i, at := range t.rows[list] {
		do(i, at)
	}
}
