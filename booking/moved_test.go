package booking

import (
	"testing"
	"time"
)

// TestAnOpeningIsMovedToADayOfTheOffice has hours in which some day between opens, and
// is still not what a municipality calls the next open day.
func TestAnOpeningIsMovedToADayOfTheOffice(t *testing.T) {
	holidays := Days{Holidays: true}
	for _, c := range []struct {
		claim string
		h     Hours
		days  map[string]string
	}{
		{"not to a Saturday that opens once a month", Hours{Weekly: []Opening{
			row(weekdays5, office), row(nth(time.Friday, 3), evening, moved(ToNext)), row(nth(time.Saturday, 3), morning),
		}}, map[string]string{"2026-03-21": "09:00-12:00", "2026-03-23": "08:30-17:15 17:15-19:30"}},
		{"but to one that opens each week", Hours{Weekly: []Opening{
			row(weekdays5, office), row(nth(time.Friday, 3), evening, moved(ToNext)), row(EachWeek(time.Saturday), morning),
		}}, map[string]string{"2026-03-21": "09:00-12:00 17:15-19:30", "2026-03-23": "08:30-17:15"}},
		{"not to another holiday, even if that has hours", Hours{Weekly: []Opening{
			row(weekdays5, office), row(nth(time.Monday, 1), evening, moved(ToNext)), row(holidays, morning),
		}}, map[string]string{
			"2026-05-04": "09:00-12:00", "2026-05-05": "09:00-12:00", "2026-05-06": "09:00-12:00", "2026-05-07": "08:30-17:15 17:15-19:30",
		}},
		{"evenings alone move to the next day of an office", Hours{Weekly: []Opening{
			row(nth(time.Sunday, 2), office), row(EachWeek(time.Wednesday), evening, moved(ToNext)),
		}}, map[string]string{
			"2026-05-06": "holiday 振替休日", "2026-05-07": "17:15-19:30", "2026-05-10": "08:30-17:15", "2026-05-13": "17:15-19:30",
		}},
		{"so do those that remain when the office has gone", Hours{Weekly: []Opening{
			row(weekdays5, office, valid(t, "", "2026-04-30")), row(EachWeek(time.Wednesday), evening, moved(ToNext)),
		}}, map[string]string{"2026-04-30": "08:30-17:15 17:15-19:30", "2026-05-07": "17:15-19:30", "2026-05-08": "off"}},
		{"and over a weekend", Hours{Weekly: []Opening{row(nth(time.Friday, 3), evening, moved(ToNext))}}, map[string]string{
			"2026-03-20": "holiday 春分の日", "2026-03-21": "off", "2026-03-22": "off", "2026-03-23": "17:15-19:30", "2026-03-24": "off",
		}},
		{"and backwards", Hours{Weekly: []Opening{row(nth(time.Monday, 3), evening, moved(ToPrevious))}}, map[string]string{
			"2026-07-20": "holiday 海の日", "2026-07-18": "off", "2026-07-17": "17:15-19:30",
		}},
	} {
		t.Run(c.claim, func(t *testing.T) {
			for day, want := range c.days {
				if got := told(c.h, mustDate(t, day)); got != want {
					t.Errorf("%s: %s, want %s", day, got, want)
				}
			}
		})
	}
}
