package booking_test

import (
	"errors"
	"testing"
	"time"

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

func TestANumberMayDoSomethingUntilItHasDoneItSoOften(t *testing.T) {
	for _, what := range []booking.Counted{booking.Called, booking.Booked, booking.Changed, booking.GaveUp} {
		for _, c := range []struct {
			most, done int
			may        bool
		}{{3, 0, true}, {3, 2, true}, {3, 3, false}, {3, 4, false}, {0, 0, true}, {0, 1000, true}} {
			tally := func(n int) booking.Tally {
				return map[booking.Counted]booking.Tally{booking.Called: {Calls: n}, booking.Booked: {Bookings: n}, booking.Changed: {Changes: n}, booking.GaveUp: {Cancels: n}}[what]
			}
			err := booking.Rules{Limits: tally(c.most)}.May(tally(c.done), what)
			if c.may {
				if err != nil {
					t.Errorf("%s, %d of %d: %v", what, c.done, c.most, err)
				}
			} else if e := expect[*booking.TooOften](t, err); e.What != what || e.Max != c.most {
				t.Errorf("%s, %d of %d: %v", what, c.done, c.most, e)
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

func TestAFacilityIsFoundByItsID(t *testing.T) {
	city := booking.City{Facilities: []booking.Facility{{ID: "a", Capacity: 1}, {ID: "b", Capacity: 2}}}
	for id, want := range map[string]int{"a": 1, "b": 2, "gone": 0, "": 0} {
		if f, ok := city.Facility(id); f.Capacity != want || ok != (want > 0) {
			t.Errorf("%q has %d desks, %t; expected %d", id, f.Capacity, ok, want)
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
