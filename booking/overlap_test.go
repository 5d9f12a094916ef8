package booking

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRowsThatOpenTheSameInstantsAreFound(t *testing.T) {
	lastThursday := Days{Weekdays: WeekdaysOf(time.Thursday), Nth: Last}
	adds := func(day string, r Range) Special {
		return Special{Day: mustDate(t, day), Adds: true, Ranges: []Range{r}}
	}
	for _, c := range []struct {
		claim string
		h     Hours
		want  string
	}{
		{"weekdays and holidays never meet", Hours{Weekly: []Opening{row(weekdays5, office), row(Days{Holidays: true}, morning)}}, ""},
		{"a row that is open on holidays meets those of holidays", Hours{Weekly: []Opening{row(EachWeek(time.Wednesday), office, moved(OpenAnyway)), row(Days{Holidays: true}, morning)}},
			"weekly[0].ranges[0] weekly[1].ranges[0] 2026-02-11"},
		{"the fourth is often the last", Hours{Weekly: []Opening{row(nth(time.Thursday, 4), evening), row(lastThursday, evening)}},
			"weekly[0].ranges[0] weekly[1].ranges[0] 2026-02-26"},
		{"evenings touch the day", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Thursday, 2), evening)}}, ""},
		{"what is moved may meet others", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Saturday, 4), morning, moved(ToNext))}}, ""},
		{"what replaces meets nothing else", Hours{Weekly: []Opening{row(weekdays5, office), row(nth(time.Thursday, 2), morning, replaces)}}, ""},
		{"two that replace meet", Hours{Weekly: []Opening{row(nth(time.Thursday, 2), office, replaces), row(EachWeek(time.Thursday), morning, replaces)}},
			"weekly[0].ranges[0] weekly[1].ranges[0] 2026-01-08"},
		{"one after the other", Hours{Weekly: []Opening{row(weekdays5, office, valid(t, "", "2026-09-30")), row(weekdays5, morning, valid(t, "2026-10-01", ""))}}, ""},
		{"one day too long", Hours{Weekly: []Opening{row(weekdays5, office, valid(t, "", "2026-10-01")), row(weekdays5, morning, valid(t, "2026-10-01", ""))}},
			"weekly[0].ranges[0] weekly[1].ranges[0] 2026-10-01"},
		{"valid long ago, and in times to come", Hours{Weekly: []Opening{row(weekdays5, office, valid(t, "", "2019-03-31")), row(weekdays5, morning, valid(t, "2040-01-01", "2041-01-01")),
			row(weekdays5, office, valid(t, "2040-12-31", "")), row(EachWeek(time.Friday), morning, valid(t, "2019-03-29", "2019-03-29"))}},
			"weekly[0].ranges[0] weekly[3].ranges[0] 2019-03-29"}, // 2040-12-31 and 2041-01-01 are New Year
		{"closed where they would meet", Hours{Weekly: []Opening{row(nth(time.Thursday, 2), office), row(EachWeek(time.Thursday), morning, valid(t, "2026-12-10", "2026-12-10"))},
			Closed: []Closure{{From: mustDate(t, "2026-12-10")}}}, ""},
		{"a special opening that adds what is there", Hours{Weekly: []Opening{row(weekdays5, office)}, Special: []Special{adds("2026-12-17", morning), adds("2026-12-18", evening)}},
			"weekly[0].ranges[0] special[0].ranges[0] 2026-12-17"},
		{"special openings that replace and add the same", Hours{Weekly: []Opening{row(weekdays5, office)}, Special: []Special{{Day: mustDate(t, "2026-12-17"), Ranges: []Range{morning}}, adds("2026-12-17", morning)}},
			"special[0].ranges[0] special[1].ranges[0] 2026-12-17"},
		{"one row", Hours{Weekly: []Opening{{Days: weekdays5, Ranges: []Range{morning, evening, office}}}},
			"weekly[0].ranges[0] weekly[0].ranges[2] 0000-00-00"},
	} {
		var got []string
		for _, o := range c.h.Overlaps() {
			got = append(got, fmt.Sprint(o.First, " ", o.Second, " ", o.Day))
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", c.claim, got, c.want)
		}
	}
}

func TestOverlapsAreThoseOfTheDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom(seasons[:3]).Draw(t, "season")
		h := anyHours(first).Draw(t, "hours")
		told := map[[2]Place]bool{}
		for _, o := range h.Overlaps() {
			told[[2]Place{o.First, o.Second}] = true
			if !o.First.in(h).overlaps(o.Second.in(h)) || o.First == o.Second {
				t.Fatalf("%v: %s and %s do not overlap", o, o.First.in(h), o.Second.in(h))
			}
			both := [2]bool{}
			for _, s := range h.Explain(o.Day) {
				for i, p := range []Place{o.First, o.Second} {
					both[i] = both[i] || s.List == p.List && s.Row == p.Row && s.opens()
				}
			}
			if o.First.List == ListWeekly && o.First.Row != o.Second.Row && both != [2]bool{true, true} {
				t.Fatalf("%v: not both are open, but %s", o, said(h.Explain(o.Day)))
			}
		}
		for n := range season + 1 {
			var open []Place
			for _, s := range h.Explain(first.AddDays(n)) {
				if s.Did != Opens {
					continue
				}
				for i, r := range s.Ranges {
					at := Place{s.List, s.Row, i}
					j := slices.IndexFunc(open, func(p Place) bool { return p.in(h).overlaps(r) && !told[[2]Place{p, at}] })
					if j >= 0 {
						t.Fatalf("%s: nobody told that %s and %s overlap", first.AddDays(n), open[j], at)
					}
					open = append(open, at)
				}
			}
		}
	})
}
