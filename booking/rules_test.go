package booking_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", text, booking.JST)
	if err != nil {
		t, err = time.ParseInLocation("2006-01-02 15:04", text, booking.JST)
	}
	if err != nil {
		panic(err)
	}
	return t
}

// evening is five o'clock on the day before.
var evening = booking.CutOff{ByDay: true, Days: 1, At: 17 * 60}

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
			if found := c.cut.For(start); !found.Equal(at(c.want)) {
				t.Errorf("%s: %s, expected %s", c.name, found, c.want)
			}
		}
	}
}

func TestTheWindowOpensAtTheCutOff(t *testing.T) {
	noon := booking.CutOff{ByDay: true, At: 12 * 60}
	for _, c := range []struct {
		name         string
		until        booking.CutOff
		now          string
		first, after string
	}{
		{"until the start, from the next second", booking.CutOff{}, "2026-04-13 10:00", "2026-04-13 10:00:01", "2026-04-16 00:00"},
		{"before five, tomorrow", evening, "2026-04-13 16:59:59", "2026-04-14 00:00", "2026-04-16 00:00"},
		{"at five, still tomorrow", evening, "2026-04-13 17:00:00", "2026-04-14 00:00", "2026-04-16 00:00"},
		{"after five, the day after", evening, "2026-04-13 17:00:01", "2026-04-15 00:00", "2026-04-16 00:00"},
		{"after midnight, the day after", evening, "2026-04-14 00:00:01", "2026-04-15 00:00", "2026-04-17 00:00"},
		{"three hours ahead", booking.CutOff{Before: 3 * time.Hour}, "2026-04-13 10:00", "2026-04-13 13:00", "2026-04-16 00:00"},
		{"the same day until noon", noon, "2026-04-13 10:00", "2026-04-13 10:00:01", "2026-04-16 00:00"},
		{"the same day at noon", noon, "2026-04-13 12:00", "2026-04-13 12:00:01", "2026-04-16 00:00"},
		{"the same day after noon", noon, "2026-04-13 12:01", "2026-04-14 00:00", "2026-04-16 00:00"},
		{"across a year", evening, "2026-12-31 18:00", "2027-01-02 00:00", "2027-01-03 00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, until := booking.Rules{Horizon: 2, BookUntil: c.until}.Window(at(c.now))
			if !from.Equal(at(c.first)) || !until.Equal(at(c.after)) {
				t.Errorf("from %s until %s, expected from %s until %s", from, until, c.first, c.after)
			}
		})
	}
}

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

func drawCutOff(t *rapid.T) booking.CutOff {
	return booking.CutOff{
		Before: time.Duration(rapid.IntRange(0, 72).Draw(t, "hours before")) * time.Hour,
		ByDay:  rapid.Bool().Draw(t, "by day"), Days: rapid.IntRange(0, 7).Draw(t, "days"),
		At: booking.Clock(rapid.IntRange(0, 24*60-1).Draw(t, "at")),
	}
}

// TestTheWindowIsWhatTheCutOffAllows holds that a start is in the window exactly if
// it lies ahead, its cut-off has not passed, and the horizon reaches it.
func TestTheWindowIsWhatTheCutOffAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := booking.Rules{Horizon: rapid.IntRange(0, 20).Draw(t, "horizon"), BookUntil: drawCutOff(t)}
		now := at("2026-12-20 00:00").Add(time.Duration(rapid.IntRange(0, 20*24*3600).Draw(t, "now")) * time.Second)
		from, until := r.Window(now)
		near := time.Duration(rapid.IntRange(-3, 3).Draw(t, "near")) * time.Second
		for _, start := range []time.Time{
			now.Add(near), from.Add(near), until.Add(near),
			now.Add(time.Duration(rapid.IntRange(0, 25*24*60).Draw(t, "minutes ahead")) * time.Minute),
		} {
			inside := !start.Before(from) && start.Before(until)
			last := booking.DateOf(now).AddDays(r.Horizon + 1).In(booking.JST)
			allowed := start.After(now) && !r.BookUntil.For(start).Before(now) && start.Before(last)
			if inside != allowed {
				t.Fatalf("%s, at %s: in the window %v, allowed %v", start, now, inside, allowed)
			}
		}
	})
}

func TestACallerMayChangeAndCancelUntilTheCutOff(t *testing.T) {
	b := booking.Booking{Start: at("2026-04-14 09:30")}
	for _, c := range []struct {
		name, now string
		cut       booking.CutOff
		until     string // "" if it is not too late
	}{
		{"a second before the start", "2026-04-14 09:29:59", booking.CutOff{}, ""},
		{"at the start", "2026-04-14 09:30:00", booking.CutOff{}, "2026-04-14 09:30"},
		{"at the very hour before", "2026-04-14 08:30:00", booking.CutOff{Before: time.Hour}, ""},
		{"a second later", "2026-04-14 08:30:01", booking.CutOff{Before: time.Hour}, "2026-04-14 08:30"},
		{"in the minute of the evening before", "2026-04-13 17:00:00", evening, ""},
		{"a second later", "2026-04-13 17:00:01", evening, "2026-04-13 17:00"},
		{"until later than the start, before it", "2026-04-14 09:29:59", booking.CutOff{ByDay: true, At: 17 * 60}, ""},
		{"until later than the start, at it", "2026-04-14 09:30:00", booking.CutOff{ByDay: true, At: 17 * 60}, "2026-04-14 09:30"},
	} {
		for what, err := range map[string]error{
			"change": booking.Rules{ChangeUntil: c.cut}.MayChange(at(c.now), b),
			"cancel": booking.Rules{CancelUntil: c.cut}.MayCancel(at(c.now), b),
		} {
			if c.until == "" {
				if err != nil {
					t.Errorf("%s to %s: %v", c.name, what, err)
				}
				continue
			}
			late, ok := errors.AsType[*booking.TooLate](err)
			if !ok || late.What != what || !late.Start.Equal(b.Start) || !late.Until.Equal(at(c.until)) {
				t.Errorf("%s to %s: %v, expected that it was possible until %s", c.name, what, err, c.until)
			}
		}
	}
}

func TestTheDialledNumberDecidesTheFacility(t *testing.T) {
	city := booking.City{Number: "+815000000000", Facilities: []booking.Facility{{ID: "a"}, {ID: "b", Line: "+815000000002"}}}
	for line, want := range map[booking.Phone]string{"+815000000002": "b", "+815000000000": "", "": "", "+815099999999": ""} {
		if f, ok := city.FacilityOf(line); f.ID != want || ok != (want != "") {
			t.Errorf("%q leads to %q, expected %q", line, f.ID, want)
		}
	}
}

func TestAFacilityMayHaveRulesOfItsOwn(t *testing.T) {
	city := booking.City{Rules: booking.Rules{Horizon: 45}, Facilities: []booking.Facility{{ID: "a"}, {ID: "b", Rules: &booking.Rules{Horizon: 7}}}}
	for id, want := range map[string]int{"a": 45, "b": 7, "gone": 45} {
		if r := city.RulesOf(id); r.Horizon != want {
			t.Errorf("%s: a horizon of %d, expected %d", id, r.Horizon, want)
		}
	}
}
