package booking

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ranges(t testing.TB, list ...string) []Range {
	t.Helper()
	var rs []Range
	for _, s := range list {
		r, err := ParseRange(s)
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, r)
	}
	return rs
}

// cityHall opens on weekdays with a lunch break, on one Sunday and on one
// holiday, and is closed on three days of which one would have been special.
func cityHall(t testing.TB) Hours {
	return Hours{
		Weekly: []Opening{{Days: EachWeek(1, 2, 3, 4, 5), Ranges: ranges(t, "13:00-17:00", "09:00-12:00")}},
		Special: []Special{
			{Day: mustDate(t, "2026-05-10"), Ranges: ranges(t, "09:00-12:00")}, // a Sunday
			{Day: mustDate(t, "2026-04-29"), Ranges: ranges(t, "10:00-11:00")}, // 昭和の日
			{Day: mustDate(t, "2026-12-29"), Ranges: ranges(t, "09:00-10:00")},
			{Day: mustDate(t, "2026-06-14"), Ranges: ranges(t, "09:00-12:00")},
		},
		Closed: []Closure{{From: mustDate(t, "2026-06-14")}, {From: mustDate(t, "2026-07-01"), To: mustDate(t, "2026-07-02")}},
	}
}

func TestADayIsOpenByThePatternUnlessSomethingWins(t *testing.T) {
	h := cityHall(t)
	if faults := h.Validate(); faults != nil {
		t.Fatal(faults)
	}
	for _, c := range []struct{ day, open, why string }{
		{"2026-04-20", "[09:00-12:00 13:00-17:00]", "open"},
		{"2026-04-19", "[]", "off"}, // Sunday
		{"2026-05-10", "[09:00-12:00]", "open"},
		{"2026-04-29", "[10:00-11:00]", "open"},
		{"2026-05-06", "[]", "holiday 振替休日"},
		{"2026-05-03", "[]", "holiday 憲法記念日"}, // a Sunday too
		{"2026-12-28", "[09:00-12:00 13:00-17:00]", "open"},
		{"2026-12-29", "[09:00-10:00]", "open"},
		{"2026-12-30", "[]", "new year"},
		{"2027-01-01", "[]", "new year"},
		{"2027-01-04", "[09:00-12:00 13:00-17:00]", "open"},
		{"2026-06-14", "[]", "closed"},
		{"2026-06-30", "[09:00-12:00 13:00-17:00]", "open"},
		{"2026-07-01", "[]", "closed"},
		{"2026-07-02", "[]", "closed"},
		{"2026-07-03", "[09:00-12:00 13:00-17:00]", "open"},
	} {
		day := mustDate(t, c.day)
		why := h.Why(day)
		if got := fmt.Sprint(h.On(day)); got != c.open {
			t.Errorf("%s: open %s, want %s", day, got, c.open)
		}
		if got := strings.TrimSpace(why.Kind.String() + " " + why.Holiday); got != c.why {
			t.Errorf("%s: %s, want %s", day, got, c.why)
		}
	}
}

func TestADayThatDoesNotExistIsOff(t *testing.T) {
	always := Hours{Weekly: []Opening{{Days: Days{Weekdays: everyDay}, Ranges: ranges(t, "00:00-24:00")}}}
	for _, day := range []Date{{}, {2026, 4, 31}} {
		if open, why := always.On(day), always.Why(day); open != nil || why.Kind != DayOff {
			t.Errorf("%s: open %v, %v", day, open, why)
		}
	}
	if got := DayKind(9).String(); got != "DayKind(9)" {
		t.Errorf("got %s", got)
	}
}

func TestOpenIncludesTheFirstMinuteAndNotTheLast(t *testing.T) {
	h := cityHall(t)
	for when, want := range map[string]bool{
		"2026-04-20 08:59": false, "2026-04-20 09:00": true, "2026-04-20 11:59": true, "2026-04-20 12:00": false,
		"2026-04-20 13:00": true, "2026-04-20 17:00": false, "2026-04-19 10:00": false,
	} {
		if got := h.Open(at(t, when)); got != want {
			t.Errorf("open at %s: %t, want %t", when, got, want)
		}
	}
	if !h.Open(at(t, "2026-04-20 16:59").Add(time.Minute - 1)) {
		t.Error("closed in the last nanosecond")
	}
}

func TestNextIsNowOrTheNextOpening(t *testing.T) {
	h := cityHall(t)
	for now, want := range map[string]string{
		"2026-04-20 00:00": "2026-04-20 09:00",
		"2026-04-20 09:00": "2026-04-20 09:00",
		"2026-04-20 11:59": "2026-04-20 11:59",
		"2026-04-20 12:00": "2026-04-20 13:00",
		"2026-04-24 17:00": "2026-04-27 09:00", // over a week-end
		"2026-04-28 17:00": "2026-04-29 10:00", // a special opening on a holiday
		"2026-06-30 17:00": "2026-07-03 09:00", // over closed days
		"2026-12-29 10:00": "2027-01-04 09:00",
	} {
		if got, ok := h.Next(at(t, now)); !ok || !got.Equal(at(t, want)) {
			t.Errorf("after %s: %s, %t, want %s", now, got, ok, want)
		}
	}
	// In the first minute the answer is that very second, and not the beginning, which has passed.
	now := at(t, "2026-04-20 09:00").Add(30 * time.Second)
	if got, ok := h.Next(now); !ok || !got.Equal(now) {
		t.Errorf("after %s: %s, %t", now, got, ok)
	}
}

func TestNextLooksNoFurtherThanAYear(t *testing.T) {
	open := func(day string) Hours {
		return Hours{Special: []Special{{Day: mustDate(t, day), Ranges: ranges(t, "09:00-10:00")}}}
	}
	now := at(t, "2026-04-20 10:00")
	if got, ok := open("2027-04-20").Next(now); !ok || !got.Equal(at(t, "2027-04-20 09:00")) {
		t.Errorf("a year ahead: %s, %t", got, ok)
	}
	if got, ok := open("2027-04-21").Next(now); ok {
		t.Errorf("more than a year ahead: %s", got)
	}
	if got, ok := (Hours{}).Next(now); ok || (Hours{}).Open(now) {
		t.Errorf("no hours at all open at %s", got)
	}
}

func TestNextIsTheFirstMinuteThatIsOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom(seasons).Draw(t, "season")
		h := anyHours(first).Draw(t, "hours")
		day := first.AddDays(rapid.IntRange(0, season).Draw(t, "day"))
		now := Clock(rapid.IntRange(0, 1439).Draw(t, "now")).On(day, JST)
		next, ok := h.Next(now)
		if !ok {
			next = now.AddDate(0, 0, 40)
		} else if next.Before(now) || !h.Open(next) {
			t.Fatalf("next opening after %s is %s, which is not open or not after", now, next)
		}
		for m := now; m.Before(next) && m.Before(now.AddDate(0, 0, 8)); m = m.Add(time.Minute) {
			if h.Open(m) {
				t.Fatalf("open at %s, before the next opening %s", m, next)
			}
		}
	})
}

func TestOnGivesTheCallerItsOwnSlice(t *testing.T) {
	h := cityHall(t)
	day := mustDate(t, "2026-04-20")
	h.On(day)[0].From = 0
	if got := fmt.Sprint(h.On(day), h.Weekly[0].Ranges); got != "[09:00-12:00 13:00-17:00] [13:00-17:00 09:00-12:00]" {
		t.Errorf("a caller's change reached the hours: %s", got)
	}
}

func TestOnlyWholeSlotsStart(t *testing.T) {
	for _, c := range []struct {
		r       string
		minutes int
		want    string
	}{
		{"09:00-11:00", 30, "[09:00 09:30 10:00 10:30]"},
		{"09:00-10:29", 30, "[09:00 09:30]"},
		{"09:10-10:10", 30, "[09:10 09:40]"},
		{"09:00-09:29", 30, "[]"},
		{"09:00-09:30", 30, "[09:00]"},
		{"23:00-24:00", 20, "[23:00 23:20 23:40]"},
		{"09:00-11:00", 0, "[]"},
		{"09:00-11:00", -30, "[]"},
		{"09:00-11:00", math.MaxInt, "[]"},
		{"09:00-11:00", math.MinInt, "[]"},
	} {
		if got := fmt.Sprint(Starts(ranges(t, c.r)[0], c.minutes)); got != c.want {
			t.Errorf("%s by %d minutes: %s, want %s", c.r, c.minutes, got, c.want)
		}
	}
	if got := Starts(Range{From: math.MinInt, To: math.MaxInt}, 720); fmt.Sprint(got) != "[00:00 12:00]" {
		t.Errorf("a range past every day starts at %v", got)
	}
}

func TestValidateNamesEveryMistake(t *testing.T) {
	h := Hours{
		Weekly: []Opening{
			{Days: EachWeek(1, 2, 3, 4, 5), Ranges: []Range{{540, 720, 0}, {700, 800, 0}, {600, 600, 0}, {960, 930, 0}}},
			{Days: EachWeek(5, 6), Moved: OpenAnyway, Ranges: []Range{{600, 660, 0}, {1020, 1500, 0}, {1020, 1080, -1}}},
			{Ranges: []Range{{0, 60, 0}}},
			{Days: EachWeek(0), Ranges: nil},
		},
		Special: []Special{
			{Day: Date{2026, 4, 31}, Ranges: []Range{{540, 720, 0}}},
			{Day: Date{2026, 4, 29}, Ranges: nil},
			{Day: Date{2026, 5, 10}, Ranges: []Range{{540, 720, 0}}},
			{Day: Date{2026, 5, 10}, Ranges: []Range{{720, 780, 0}, {660, 730, 0}}},
		},
		Closed: []Closure{
			{From: Date{}, To: Date{}},
			{From: Date{2026, 7, 1}, To: Date{2026, 6, 31}},
			{From: Date{2026, 7, 1}, To: Date{2026, 6, 30}},
			{From: Date{2026, 7, 1}},
			{From: Date{2026, 7, 1}, Yearly: true},
			{From: Date{0, 2, 30}, Yearly: true},
			{From: Date{0, 2, 29}, To: Date{0, 13, 1}, Yearly: true},
			{From: Date{0, 12, 28}, To: Date{0, 1, 5}, Yearly: true},
		},
		Rests: []Rest{
			{Days: Days{Holidays: true, Nth: NthOf(2)}},
			{Days: Days{Weekdays: 1, Nth: 1}},
			{Days: Days{Weekdays: 1 << 7, Holidays: true}},
			{Days: Days{Weekdays: 1, After: 7}, Valid: Period{From: Date{2026, 7, 2}, Until: Date{2026, 7, 1}}},
			{Days: Days{Weekdays: 1, After: -1}, Valid: Period{From: Date{2026, 7, 32}}},
			{Days: Days{Weekdays: 1, Nth: Last, After: 6}, Valid: Period{Until: Date{2026, 6, 31}}},
		},
	}
	h.Weekly[3].Moved, h.Weekly[2].Valid.Until = 4, Date{2026, 6, 31}
	want := []string{
		"weekly[0].ranges[1]: found 11:40-13:20, expected no overlap with weekly[0].ranges[0] (09:00-12:00)",
		"weekly[0].ranges[2]: found 10:00-10:00, expected an end after the beginning",
		"weekly[0].ranges[3]: found 16:00-15:30, expected an end after the beginning",
		"weekly[1].ranges[0]: found 10:00-11:00, expected no overlap with weekly[0].ranges[0] (09:00-12:00), as on 2026-01-09",
		"weekly[1].ranges[1]: found 17:00-Clock(1500), expected times from 00:00 to 24:00",
		"weekly[1].ranges[2]: found capacity -1, expected 1 or more, or 0 for the facility's own",
		"weekly[2].days: found none, expected days such as 月-金, 第2木 or 祝",
		"weekly[2].valid.until: found 2026-06-31, expected a day of the calendar such as 2026-04-20",
		"weekly[3].moved: found Moved(4), expected dropped, next, previous or open",
		"weekly[3].ranges: found none, expected at least one range such as 09:00-12:00",
		"special[0].day: found 2026-04-31, expected a day of the calendar such as 2026-04-20",
		"special[1].ranges: found none, expected at least one range such as 09:00-12:00",
		"special[3].ranges[1]: found 11:00-12:10, expected no overlap with special[2].ranges[0] (09:00-12:00), as on 2026-05-10",
		"special[3].ranges[1]: found 11:00-12:10, expected no overlap with special[3].ranges[0] (12:00-13:00)",
		"closed[0].from: found 0000-00-00, expected a day of the calendar such as 2026-04-20",
		"closed[1].to: found 2026-06-31, expected a day of the calendar such as 2026-04-20",
		"closed[2].to: found 2026-06-30, expected 2026-07-01 or later",
		"closed[4].from: found 2026-07-01, expected a day of every year, such as 0000-04-20",
		"closed[5].from: found 0000-02-30, expected a day of every year, such as 0000-04-20",
		"closed[6].to: found 0000-13-01, expected a day of every year, such as 0000-04-20",
		"rests[0].days: found holidays by their place in the month, expected weekdays such as 第2木",
		"rests[1].days: found weekdays 1 at the places 1, expected the weekdays and the places in a month that there are",
		"rests[2].days: found weekdays 10000000 at the places 0, expected the weekdays and the places in a month that there are",
		"rests[3].days: found 7 days after, expected 0 to 6 days after",
		"rests[3].valid.until: found 2026-07-01, expected 2026-07-02 or later",
		"rests[4].days: found -1 days after, expected 0 to 6 days after",
		"rests[4].valid.from: found 2026-07-32, expected a day of the calendar such as 2026-04-20",
		"rests[5].valid.until: found 2026-06-31, expected a day of the calendar such as 2026-04-20",
	}
	var got []string
	for _, fault := range h.Validate() {
		got = append(got, fault.Error())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestParseRange(t *testing.T) {
	for input, want := range map[string]Range{
		"09:00-12:00": {From: 540, To: 720}, "9:00 - 24:00": {From: 540, To: Midnight},
		"９：００〜１２：００": {From: 540, To: 720}, "13:00～17:00": {From: 780, To: 1020},
	} {
		if got, err := ParseRange(input); got != want || err != nil {
			t.Errorf("%q: %v, %v", input, got, err)
		}
	}
	for input, word := range map[string]string{
		"": "FROM-TO", "09:00": "FROM-TO", "9-12": "09:30", "12:00-09:00": "after the beginning", "09:00-09:00": "after the beginning",
		"24:00-24:00": "only be an end", "09:00-12:00-13:00": "HH:MM",
	} {
		_, err := ParseRange(input)
		wantError(t, input, err, word)
	}
}
