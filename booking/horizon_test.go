package booking_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func TestTheLastDayOpensInTheMorning(t *testing.T) {
	r := booking.Rules{Horizon: 2, OpensAt: 8*60 + 30}
	for now, after := range map[string]string{
		"2026-04-13 00:00:00": "2026-04-15 00:00",
		"2026-04-13 08:29:59": "2026-04-15 00:00",
		"2026-04-13 08:30:00": "2026-04-16 00:00",
		"2026-04-13 23:59:59": "2026-04-16 00:00",
	} {
		if _, until := r.Window(at(now)); !until.Equal(at(after)) {
			t.Errorf("at %s until %s, expected %s", now, until, after)
		}
	}
}

func TestTheLastDayThatCanBeBooked(t *testing.T) {
	for _, c := range []struct {
		n    int
		in   booking.Unit
		now  string
		want string
	}{
		{45, booking.InDays, "2026-04-13 12:00", "2026-05-28"},
		{0, booking.InDays, "2026-04-13 12:00", "2026-04-13"},
		{45, booking.InDays, "2026-04-13 08:59", "2026-05-27"},
		// The tenth week after that of Monday 13 April begins on 22 June.
		{10, booking.InWeeks, "2026-04-13 09:00", "2026-06-26"},
		{10, booking.InWeeks, "2026-04-13 08:59", "2026-06-19"},
		{10, booking.InWeeks, "2026-04-12 23:59", "2026-06-19"},
		{10, booking.InWeeks, "2026-04-14 00:00", "2026-06-26"},
		{10, booking.InWeeks, "2026-04-18 12:00", "2026-06-26"},
		{10, booking.InWeeks, "2026-04-19 12:00", "2026-06-26"},
		{10, booking.InWeeks, "2026-04-20 12:00", "2026-07-03"},
		{1, booking.InWeeks, "2026-12-28 12:00", "2027-01-08"},
		{0, booking.InWeeks, "2026-04-15 12:00", "2026-04-17"},
		{2, booking.InMonths, "2026-04-01 09:00", "2026-06-30"},
		{2, booking.InMonths, "2026-04-01 08:59", "2026-05-31"},
		{2, booking.InMonths, "2026-04-30 23:59", "2026-06-30"},
		{2, booking.InMonths, "2026-12-31 12:00", "2027-02-28"},
		{1, booking.InMonths, "2028-01-31 12:00", "2028-02-29"},
		{1, booking.InMonths, "2027-01-31 12:00", "2027-02-28"},
		{6, booking.InMonths, "2026-08-15 12:00", "2027-02-28"},
		{0, booking.InMonths, "2026-04-15 12:00", "2026-04-30"},
	} {
		r := booking.Rules{Horizon: c.n, HorizonIn: c.in, OpensAt: 9 * 60}
		for _, now := range []time.Time{at(c.now), at(c.now).UTC()} {
			if last := r.Last(now).String(); last != c.want {
				t.Errorf("%d %s at %s: %s, expected %s", c.n, c.in, c.now, last, c.want)
			}
		}
		if _, until := r.Window(at(c.now)); until.AddDate(0, 0, -1).Format("2006-01-02") != c.want {
			t.Errorf("%d %s at %s: the window ends at %s", c.n, c.in, c.now, until)
		}
	}
}

func TestAStartBeyondTheHorizonIsTooFar(t *testing.T) {
	r := booking.Rules{Horizon: 1, HorizonIn: booking.InMonths, OpensAt: 9 * 60}
	if err := r.MayBook(at("2026-04-15 12:00"), at("2026-05-31 23:59")); err != nil {
		t.Error(err)
	}
	far, ok := errors.AsType[*booking.TooFar](r.MayBook(at("2026-05-01 08:59"), at("2026-06-01 00:00")))
	if !ok || !far.Last.Equal(at("2026-05-31 00:00")) {
		t.Errorf("found %+v, expected that 31 May is the last day", far)
	}
}

// opens returns the moment from which a day can be booked: so many days before it, on
// the Monday so many weeks before its own, or on the 1st so many months before its own.
// A Saturday and a Sunday open with the week after theirs.
func opens(r booking.Rules, day booking.Date) time.Time {
	switch r.HorizonIn {
	case booking.InWeeks:
		for day = day.AddDays(2); day.Weekday() != time.Monday; {
			day = day.AddDays(-1)
		}
		day = day.AddDays(-7 * r.Horizon)
	case booking.InMonths:
		month := day.Month
		for range r.Horizon {
			for day.Month == month {
				day = day.AddDays(-1)
			}
			month = day.Month
		}
		day.Day = 1
	default:
		day = day.AddDays(-r.Horizon)
	}
	return r.OpensAt.On(day, booking.JST)
}

// TestTheWindowIsWhatTheCutOffAllows holds that a start is in the window exactly if
// it lies ahead, its cut-off has not passed, and its day has opened: for each day from
// now on, and each second around both ends of the window.
func TestTheWindowIsWhatTheCutOffAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := booking.Facility{ID: "a", Hours: drawHours(t)}
		unit := rapid.SampledFrom([]booking.Unit{booking.InDays, booking.InWeeks, booking.InMonths}).Draw(t, "unit")
		rules := booking.Rules{
			Horizon: rapid.IntRange(0, [...]int{40, 6, 2}[unit]).Draw(t, "horizon"), HorizonIn: unit,
			OpensAt:   booking.Clock(rapid.SampledFrom([]int{0, 510, 1439}).Draw(t, "opens at")),
			BookUntil: drawCutOff(t),
		}
		city := booking.City{Facilities: []booking.Facility{f}, Rules: rules}
		r := city.RulesOf("a")
		today := booking.Date{Year: 2026, Month: 12, Day: 20}.AddDays(rapid.IntRange(0, 120).Draw(t, "day"))
		now := today.In(booking.JST).Add(time.Duration(rapid.OneOf(rapid.IntRange(0, 24*3600-1),
			rapid.SampledFrom([]int{0, int(rules.BookUntil.At) * 60, int(rules.OpensAt)*60 - 1, int(rules.OpensAt) * 60})).Draw(t, "second")) * time.Second)
		from, until := r.Window(now)
		starts := []time.Time{now}
		for _, at := range []time.Time{now, from, until} {
			for near := range 7 {
				starts = append(starts, at.Add(time.Duration(near-3)*time.Second))
			}
		}
		for n := range 110 {
			starts = append(starts, today.AddDays(n).In(booking.JST), booking.Clock(10*60).On(today.AddDays(n), booking.JST))
		}
		for _, start := range starts {
			inside := !start.Before(from) && start.Before(until)
			allowed := start.After(now) && !r.BookUntil.For(start, &f.Hours).Before(now) && !now.Before(opens(r, booking.DateOf(start)))
			if inside != allowed {
				t.Fatalf("%s, at %s: in the window %v, allowed %v", start, now, inside, allowed)
			}
			if may := r.MayBook(now, start) == nil; may != allowed {
				t.Fatalf("%s, at %s: bookable %v, allowed %v", start, now, may, allowed)
			}
		}
	})
}

func TestAHorizonIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"45d": "45 days", "45日": "45 days", "45日間": "45 days", "1day": "1 days", "45 days": "45 days", "４５日": "45 days", "0d": "0 days",
		"10w": "10 weeks", "10週": "10 weeks", "10週間": "10 weeks", "1 week": "1 weeks",
		"2か月": "2 months", "2ヶ月": "2 months", "2カ月": "2 months", "2ヵ月": "2 months", "2ケ月": "2 months", "2箇月": "2 months",
		"２か月": "2 months", "2months": "2 months", "1 month": "1 months",
		"": "", "45": "", "d": "", "045d": "", "-1d": "", "1.5w": "", "1w2d": "", "2m": "", "2月": "", "24h": "", "999999d": "", "45d ": "", "二か月": "",
	} {
		found := ""
		if n, in, err := booking.ParseHorizon(text); err == nil {
			found = fmt.Sprintf("%d %s", n, in)
		}
		if found != want {
			t.Errorf("%q is read as %q, expected %q", text, found, want)
		}
	}
}
