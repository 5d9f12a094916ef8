package booking_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func TestACutOffIsAMomentBeforeTheVisit(t *testing.T) {
	start := at("2026-03-01 09:30")
	for _, c := range []struct {
		name string
		cut  booking.CutOff
		want string
	}{
		{"zero is the start", booking.CutOff{}, "2026-03-01 09:30"},
		{"hours before", booking.CutOff{Before: 3 * time.Hour}, "2026-03-01 06:30"},
		{"hours before, of the day before", booking.CutOff{Before: 10 * time.Hour}, "2026-02-28 23:30"},
		{"the evening before", evening, "2026-02-28 17:00"},
		{"midnight of the day", booking.CutOff{ByDay: true}, "2026-03-01 00:00"},
		{"a week before, in the morning", booking.CutOff{ByDay: true, Days: 7, At: 8*60 + 30}, "2026-02-22 08:30"},
		{"by day, Before does not count", booking.CutOff{ByDay: true, Days: 1, At: 17 * 60, Before: time.Hour}, "2026-02-28 17:00"},
	} {
		for _, start := range []time.Time{start, start.UTC()} { // the zone of the start changes nothing
			if found := c.cut.For(start, nil); !found.Equal(at(c.want)) {
				t.Errorf("%s: %s, expected %s", c.name, found, c.want)
			}
		}
	}
}

// office is open from Monday to Friday, but on 10 and 11 August 2026; 11 August is a
// holiday besides.
var office = booking.Hours{
	Weekly: []booking.Opening{{
		Days: booking.EachWeek(1, 2, 3, 4, 5), Ranges: []booking.Range{{From: 9 * 60, To: 16 * 60}},
	}},
	Special: []booking.Special{{Day: booking.Date{Year: 2026, Month: 9, Day: 12}, Ranges: []booking.Range{{From: 9 * 60, To: 12 * 60}}}},
	Closed:  []booking.Closure{{From: booking.Date{Year: 2026, Month: 8, Day: 10}}},
}

// twoOpenDays is five o'clock on the second working day before.
var twoOpenDays = booking.CutOff{ByDay: true, OpenDays: true, Days: 2, At: 17 * 60}

func TestClosedDaysAreNoWorkingDays(t *testing.T) {
	never := booking.Hours{}
	opensOn := booking.Hours{Special: []booking.Special{{Day: booking.Date{Year: 2026, Month: 4, Day: 1}, Ranges: []booking.Range{{From: 540, To: 600}}}}}
	for _, c := range []struct {
		name  string
		hours *booking.Hours
		days  int
		start string
		want  string
	}{
		{"a Thursday", &office, 2, "2026-04-16 09:00", "2026-04-14 17:00"},
		{"a Monday, after a weekend", &office, 2, "2026-04-20 09:00", "2026-04-16 17:00"},
		{"a Tuesday, after a weekend", &office, 2, "2026-04-21 09:00", "2026-04-17 17:00"},
		{"after a holiday", &office, 1, "2026-04-30 09:00", "2026-04-28 17:00"},
		{"after the holidays of May", &office, 2, "2026-05-07 09:00", "2026-04-30 17:00"},
		{"after the New Year", &office, 2, "2027-01-04 09:00", "2026-12-25 17:00"},
		{"after a closed day, a holiday and a weekend", &office, 1, "2026-08-12 09:00", "2026-08-07 17:00"},
		{"after a Saturday that opens", &office, 1, "2026-09-14 09:00", "2026-09-12 17:00"},
		{"on the Saturday that opens", &office, 1, "2026-09-12 09:00", "2026-09-11 17:00"},
		{"on a closed day, which staff have opened", &office, 1, "2026-04-19 09:00", "2026-04-17 17:00"},
		{"on the day itself", &office, 0, "2026-04-20 09:00", "2026-04-20 17:00"},
		{"on the day itself, a closed one", &office, 0, "2026-04-19 09:00", "2026-04-19 17:00"},
		{"a place that is never open counts every day", &never, 2, "2026-04-20 09:00", "2026-04-18 17:00"},
		{"so does one without hours", nil, 2, "2026-04-20 09:00", "2026-04-18 17:00"},
		{"the one day it was open, and the day before", &opensOn, 2, "2026-04-20 09:00", "2026-03-31 17:00"},
		{"that day is a year ago", &opensOn, 2, "2027-04-02 09:00", "2026-03-31 17:00"},
		{"that day is too long ago", &opensOn, 2, "2027-04-03 09:00", "2027-04-01 17:00"},
	} {
		cut := twoOpenDays
		cut.Days = c.days
		for _, start := range []time.Time{at(c.start), at(c.start).UTC()} {
			if found := cut.For(start, c.hours); !found.Equal(at(c.want)) {
				t.Errorf("%s: %s, expected %s", c.name, found.In(booking.JST), c.want)
			}
		}
	}
}

// TestTheLastMomentInWorkingDaysIsTheFacilitys holds that every rule with a last moment
// counts the days on which its own facility is open.
func TestTheLastMomentInWorkingDaysIsTheFacilitys(t *testing.T) {
	everyDay := booking.Hours{Weekly: []booking.Opening{{Days: booking.EachWeek(0, 1, 2, 3, 4, 5, 6), Ranges: []booking.Range{{From: 540, To: 600}}}}}
	city := booking.City{
		Rules:      booking.Rules{Horizon: 30, BookUntil: twoOpenDays, ChangeUntil: twoOpenDays, CancelUntil: twoOpenDays},
		Facilities: []booking.Facility{{ID: "office", Hours: office}, {ID: "every", Hours: everyDay}},
	}
	own := city.Rules
	city.Facilities = append(city.Facilities, booking.Facility{ID: "own", Hours: office, Rules: &own})
	monday := at("2026-04-20 09:30")
	for id, want := range map[string]string{"office": "2026-04-16 17:00", "own": "2026-04-16 17:00", "every": "2026-04-18 17:00", "gone": "2026-04-18 17:00"} {
		r, b := city.RulesOf(id), booking.Booking{Facility: id, Start: monday}
		for what, may := range map[string]func(now time.Time) error{
			"book":   func(now time.Time) error { return r.MayBook(now, monday) },
			"change": func(now time.Time) error { return r.MayChange(now, b) },
			"cancel": func(now time.Time) error { return r.MayCancel(now, b) },
		} {
			if err := may(at(want)); err != nil {
				t.Errorf("%s: to %s: %v", id, what, err)
			}
			late, ok := errors.AsType[*booking.TooLate](may(at(want).Add(time.Second)))
			if !ok || late.What != what || !late.Until.Equal(at(want)) {
				t.Errorf("%s: to %s a second later: %+v", id, what, late)
			}
		}
		if from, _ := r.Window(at(want)); from.After(monday) {
			t.Errorf("%s: at the last moment the window begins at %s", id, from)
		}
		if from, _ := r.Window(at(want).Add(time.Second)); !from.Equal(at("2026-04-21 00:00")) {
			t.Errorf("%s: after the last moment the window begins at %s", id, from)
		}
	}
}

func drawCutOff(t *rapid.T) booking.CutOff {
	c := booking.CutOff{
		Before: time.Duration(rapid.IntRange(0, 72).Draw(t, "hours before")) * time.Hour,
		ByDay:  rapid.Bool().Draw(t, "by day"), Days: rapid.IntRange(0, 7).Draw(t, "days"),
		At: booking.Clock(rapid.IntRange(0, 24*60-1).Draw(t, "at")),
	}
	c.OpenDays = c.ByDay && rapid.Bool().Draw(t, "open days")
	return c
}

// drawHours draws hours between October 2026 and June 2027 with closed days, a long
// closure, rare special days, and sometimes nothing else.
func drawHours(t *rapid.T) booking.Hours {
	day := func(name string) booking.Date {
		return booking.Date{Year: 2026, Month: 10, Day: 1}.AddDays(rapid.IntRange(0, 260).Draw(t, name))
	}
	some := []booking.Range{{From: 9 * 60, To: 12 * 60}}
	var h booking.Hours
	if days := booking.Weekdays(rapid.IntRange(0, 127).Draw(t, "weekdays")); days != 0 {
		h.Weekly = []booking.Opening{{Days: booking.Days{Weekdays: days}, Ranges: some}}
	}
	for range rapid.IntRange(0, 3).Draw(t, "specials") {
		h.Special = append(h.Special, booking.Special{Day: day("special"), Ranges: some})
	}
	for range rapid.IntRange(0, 4).Draw(t, "closures") {
		from := day("closed from")
		h.Closed = append(h.Closed, booking.Closure{From: from, To: from.AddDays(rapid.SampledFrom([]int{0, 0, 1, 5, 60}).Draw(t, "closed for"))})
	}
	return h
}

// TestTheNthOpenDayIsCounted counts the open days between a last moment and its visit.
func TestTheNthOpenDayIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		cut := booking.CutOff{ByDay: true, OpenDays: true, Days: rapid.IntRange(1, 12).Draw(t, "days"), At: 17 * 60}
		visit := booking.Date{Year: 2027, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 600).Draw(t, "visit"))
		last := booking.DateOf(cut.For(visit.In(booking.JST), &h))
		var open []booking.Date // in the year before the visit, the last first
		for day := visit.AddDays(-1); !day.Before(visit.AddDays(-366)); day = day.AddDays(-1) {
			if h.Why(day).Kind == booking.DayOpen {
				open = append(open, day)
			}
		}
		missing := cut.Days - len(open)
		want := visit.AddDays(-cut.Days)
		switch {
		case missing <= 0:
			want = open[cut.Days-1]
		case len(open) > 0:
			want = open[len(open)-1].AddDays(-missing)
		}
		if last != want {
			t.Fatalf("%d working days before %s is %s, expected %s", cut.Days, visit, last, want)
		}
		if next := booking.DateOf(cut.For(visit.AddDays(1).In(booking.JST), &h)); next.Before(last) {
			t.Fatalf("the last moment for %s is on %s, and for the next day on %s", visit, last, next)
		}
	})
}
