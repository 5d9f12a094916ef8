package city

import (
	"testing"
	"time"

	"madoguchi/booking"
)

// ruled is the small city with rules and, at the facility kozoji, rules of its own.
var ruled = []string{
	kozoji(`horizon: 90d
    opens_at: "09:00"
    book_until: start
    change_until: {before: 2d}
    cancel_until: {days_before: 0, at: "12:00"}
    late_grace: 0m
    max_party: 1
    most: {day: 9, afternoon: 5}
    reserve: {desks: 1, until: {open_days_before: 1, at: "12:00"}}
    party: same-slot
    strangers: 20`).apply(small) + citysRules,
	kozoji("capacity: 1\n    walk_in: [{days: 月-金, from: 9:00, to: 16:00}]\n    closed: [{date: 2026-12-28}]").apply(small) + citysRules,
}

const citysRules = `rules:
  horizon: 30d
  opens_at: "08:30"
  book_until: {before: 3h}
  change_until: {days_before: 1, at: "12:00"}
  cancel_until: start
  late_grace: 120m
  max_party: 9
  most: 20
  reserve: {desks: 2, until: {before: 2h}}
  party: consecutive
  hold: 5m
  undo: 30m
  limits: {calls: 0, bookings: 3}
closed: [{date: 2026-12-25}]
`

// citysRulesRead is what citysRules say.
var citysRulesRead = booking.Rules{
	Horizon: 30, OpensAt: 510, Hold: 5 * time.Minute, UndoFor: 30 * time.Minute,
	BookUntil: booking.CutOff{Before: 3 * time.Hour}, ChangeUntil: booking.CutOff{ByDay: true, Days: 1, At: 720},
	Most: booking.Most{Day: 20}, Reserve: booking.Reserve{Desks: 2, Until: booking.CutOff{Before: 2 * time.Hour}},
	Grace: 120 * time.Minute, MaxParty: 9, Strangers: 50, Limits: booking.Tally{Bookings: 3, Changes: 10, Cancels: 10},
}

func TestAFacilityHasTheCitysRulesUntilItSaysOtherwise(t *testing.T) {
	for own, change := range map[string]func(r *booking.Rules){
		"horizon: 180d":    func(r *booking.Rules) { r.Horizon = 180 },
		"horizon: 60日":     func(r *booking.Rules) { r.Horizon = 60 },
		"horizon: 26w":     func(r *booking.Rules) { r.Horizon, r.HorizonIn = 26, booking.InWeeks },
		"horizon: 10週":     func(r *booking.Rules) { r.Horizon, r.HorizonIn = 10, booking.InWeeks },
		"horizon: ２か月":     func(r *booking.Rules) { r.Horizon, r.HorizonIn = 2, booking.InMonths },
		"horizon: 6ヶ月":     func(r *booking.Rules) { r.Horizon, r.HorizonIn = 6, booking.InMonths },
		"horizon: 1months": func(r *booking.Rules) { r.Horizon, r.HorizonIn = 1, booking.InMonths },
		"book_until: {open_days_before: 2, at: 17:00}": func(r *booking.Rules) {
			r.BookUntil = booking.CutOff{ByDay: true, OpenDays: true, Days: 2, At: 17 * 60}
		},
		"cancel_until: {open_days_before: 0, at: 9:00}": func(r *booking.Rules) {
			r.CancelUntil = booking.CutOff{ByDay: true, OpenDays: true, At: 9 * 60}
		},
		"most: 0":                      func(r *booking.Rules) { r.Most = booking.Most{} },
		"most: 1000":                   func(r *booking.Rules) { r.Most.Day = 1000 },
		"most: {}":                     func(r *booking.Rules) { r.Most = booking.Most{} },
		"most: {morning: 12}":          func(r *booking.Rules) { r.Most = booking.Most{Morning: 12} },
		"most: {day: 5, afternoon: 5}": func(r *booking.Rules) { r.Most = booking.Most{Day: 5, Afternoon: 5} },
		"reserve: {desks: 0}":          func(r *booking.Rules) { r.Reserve = booking.Reserve{} },
		"reserve: {desks: 100, until: start}": func(r *booking.Rules) {
			r.Reserve = booking.Reserve{Desks: 100}
		},
		`reserve: {desks: 1, until: {days_before: 1, at: "12:00"}}`: func(r *booking.Rules) {
			r.Reserve = booking.Reserve{Desks: 1, Until: booking.CutOff{ByDay: true, Days: 1, At: 720}}
		},
		`opens_at: "00:00"`:              func(r *booking.Rules) { r.OpensAt = 0 },
		"book_until: start":              func(r *booking.Rules) { r.BookUntil = booking.CutOff{} },
		"change_until: {before: 30d}":    func(r *booking.Rules) { r.ChangeUntil = booking.CutOff{Before: 30 * day} },
		"cancel_until: {before: 1m}":     func(r *booking.Rules) { r.CancelUntil = booking.CutOff{Before: time.Minute} },
		"late_grace: 0m":                 func(r *booking.Rules) { r.Grace = 0 },
		"max_party: 1":                   func(r *booking.Rules) { r.MaxParty = 1 },
		"party: same-slot":               func(r *booking.Rules) { r.SameSlot = true },
		"max_party: 9":                   func(*booking.Rules) {},
		"party: consecutive":             func(*booking.Rules) {},
		"horizon: 31d\n    max_party: 2": func(r *booking.Rules) { r.Horizon, r.MaxParty = 31, 2 },
	} {
		t.Run(own, func(t *testing.T) {
			c := parsed(t, []byte(kozoji(own).apply(small)+citysRules))
			if c.City.Rules != citysRulesRead || c.City.Facilities[0].Rules != nil {
				t.Errorf("the city has %+v and koseki %+v", c.City.Rules, c.City.Facilities[0].Rules)
			}
			want := citysRulesRead
			change(&want)
			if got := c.City.Facilities[1].Rules; got == nil || *got != want {
				t.Errorf("kozoji has\n%+v, want\n%+v", got, want)
			}
		})
	}
}

func TestARuleOfTheCityChangesNoOther(t *testing.T) {
	defaults := parsed(t, []byte(small)).City.Rules
	for rule, change := range map[string]func(r *booking.Rules){
		"horizon: 60d":               func(r *booking.Rules) { r.Horizon = 60 },
		"opens_at: 8:30":             func(r *booking.Rules) { r.OpensAt = 510 },
		"book_until: start":          func(r *booking.Rules) { r.BookUntil = booking.CutOff{} },
		"change_until: start":        func(*booking.Rules) {},
		"cancel_until: {before: 3h}": func(r *booking.Rules) { r.CancelUntil.Before = 3 * time.Hour },
		"late_grace: 15m":            func(r *booking.Rules) { r.Grace = 15 * time.Minute },
		"max_party: 6":               func(r *booking.Rules) { r.MaxParty = 6 },
		"party: same-slot":           func(r *booking.Rules) { r.SameSlot = true },
		"hold: 5m":                   func(r *booking.Rules) { r.Hold = 5 * time.Minute },
		"undo: 0m":                   func(r *booking.Rules) { r.UndoFor = 0 },
		"horizon: 10w":               func(r *booking.Rules) { r.Horizon, r.HorizonIn = 10, booking.InWeeks },
		"most: 20":                   func(r *booking.Rules) { r.Most.Day = 20 },
		"reserve: {desks: 1, until: {before: 1d}}": func(r *booking.Rules) {
			r.Reserve = booking.Reserve{Desks: 1, Until: booking.CutOff{Before: day}}
		},
		"limits: {calls: 1}":    func(r *booking.Rules) { r.Limits.Calls = 1 },
		"limits: {bookings: 2}": func(r *booking.Rules) { r.Limits.Bookings = 2 },
		"limits: {changes: 3}":  func(r *booking.Rules) { r.Limits.Changes = 3 },
		"limits: {cancels: 0}":  func(r *booking.Rules) { r.Limits.Cancels = 0 },
	} {
		t.Run(rule, func(t *testing.T) {
			want := defaults
			change(&want)
			if got := parsed(t, []byte(small+"rules: {"+rule+"}\n")).City.Rules; got != want {
				t.Errorf("rules\n%+v, want\n%+v", got, want)
			}
		})
	}
}

func TestAFacilityMayHaveEveryRuleOfItsOwn(t *testing.T) {
	want := booking.Rules{
		Horizon: 90, OpensAt: 540, Hold: 5 * time.Minute, UndoFor: 30 * time.Minute,
		ChangeUntil: booking.CutOff{Before: 2 * day}, CancelUntil: booking.CutOff{ByDay: true, At: 720},
		Most:     booking.Most{Day: 9, Afternoon: 5},
		Reserve:  booking.Reserve{Desks: 1, Until: booking.CutOff{ByDay: true, OpenDays: true, Days: 1, At: 720}},
		MaxParty: 1, SameSlot: true, Strangers: 20, Limits: booking.Tally{Bookings: 3, Changes: 10, Cancels: 10},
	}
	c := parsed(t, []byte(ruled[0]))
	if got := c.City.Facilities[1].Rules; got == nil || *got != want {
		t.Errorf("kozoji has\n%+v, want\n%+v", got, want)
	}
	if got := c.City.Facilities[0].Rules; got != nil || c.City.Rules != citysRulesRead {
		t.Errorf("koseki has\n%+v of its own, and the city\n%+v, want\n%+v", got, c.City.Rules, citysRulesRead)
	}
}

func TestSlotsOfItsOwnAreNoRulesOfItsOwn(t *testing.T) {
	c := parsed(t, []byte(kozoji("slot: 1h\n    capacity: 1\n    party:\n    horizon: null").apply(small)))
	if f := c.City.Facilities[1]; f.Rules != nil || f.Minutes != 60 || f.Capacity != 1 {
		t.Errorf("kozoji has slots of %d minutes for %d and rules %+v", f.Minutes, f.Capacity, f.Rules)
	}
}

func TestNobodyWalksInOnAClosedDay(t *testing.T) {
	walkIn := parsed(t, []byte(ruled[1])).City.Facilities[1].WalkIn
	for when, open := range map[string]bool{
		"2026-12-24 08:59": false, "2026-12-24 09:00": true, "2026-12-24 15:59": true, "2026-12-24 16:00": false,
		"2026-12-25 10:00": false, // closed by the city
		"2026-12-28 10:00": false, // closed by the facility
		"2026-11-23 10:00": false, // a holiday
		"2026-12-19 10:00": false, // a Saturday
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", when, booking.JST)
		if err != nil {
			t.Fatal(err)
		}
		if walkIn.Open(at) != open {
			t.Errorf("at %s one may come without a booking: %v, want %v", when, !open, open)
		}
	}
}

func TestRulesOnTheEdgeAreNoMistake(t *testing.T) {
	for claim, e := range map[string]edits{
		"cut-offs at the horizon":                                 {"", "rules: {horizon: 7d, book_until: {days_before: 7, at: 00:01}, change_until: {before: 7d}, cancel_until: {before: 168h}}\n"},
		"cut-offs of 180 days":                                    {"", "rules: {horizon: 180d, book_until: {before: 180d}, change_until: {days_before: 180, at: 0:00}}\n"},
		"cut-offs at the horizon in weeks, where it is furthest":  {"", "rules: {horizon: 2w, opens_at: 9:00, book_until: {days_before: 18, at: 9:01}, change_until: {before: 18d}}\n"},
		"cut-offs at the horizon in months, where it is furthest": {"", "rules: {horizon: 1か月, book_until: {open_days_before: 40, at: 9:00}, change_until: {before: 61d}, reserve: {desks: 1, until: {days_before: 61, at: 0:00}}}\n"},
		"no reserve and a wish for it":                            {"", "rules: {most: , reserve: }\n"},
		"a short horizon without the city's reserve":              append(kozoji("horizon: 7d\n    reserve: {desks: 0}"), "", "rules: {reserve: {desks: 1, until: {before: 8d}}}\n"),
		"a facility's longer horizon for its longer cut-off":      append(kozoji("horizon: 60d\n    book_until: {before: 60d}"), "", "rules: {horizon: 50d}\n"),
		"a facility's shorter cut-off for its shorter horizon": append(kozoji("horizon: 1d\n    book_until: {before: 24h}"), "",
			"rules: {book_until: {before: 45d}}\n"),
		"one minute to book a day":        {"", "rules: {horizon: 1d, opens_at: 16:59}\n"},
		"days that open late, but early":  {"", "rules: {horizon: 2d, opens_at: 23:59}\n"},
		"nothing for long":                {"", "rules: {late_grace: 0m, undo: 0m, limits: {calls: 0, bookings: 0, changes: 0, cancels: 0}}\n"},
		"everything for long":             {"", "rules: {late_grace: 120m, undo: 30m, limits: {calls: 1000, bookings: 1000, changes: 1000, cancels: 1000}}\n"},
		"parties of one in one slot":      append(kozoji("capacity: 1\n    party: same-slot\n    max_party: 1"), "", "rules: {max_party: 9}\n"),
		"parties in one range for two":    append(kozoji("capacity: 1\n    party: same-slot"), "to: 12:00}", "to: 12:00, capacity: 2}"),
		"parties in a special opening":    kozoji("capacity: 1\n    party: same-slot\n    special: [{date: 2026-12-13, from: 9:00, to: 12:00, capacity: 2}]"),
		"parties one by one":              append(kozoji("capacity: 1\n    party: consecutive"), "", "rules: {party: same-slot}\n"),
		"walk-in hours outside the hours": kozoji(`walk_in: [{days: 土, from: "00:00", to: "24:00"}]`),
		"walk-in for less than a slot":    kozoji(`walk_in: [{days: 土, from: "09:00", to: "09:01"}]`),
	} {
		t.Run(claim, func(t *testing.T) { parsed(t, []byte(e.apply(small))) })
	}
}
