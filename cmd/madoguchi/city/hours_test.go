package city

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// everyKindOfHours makes the small city one that writes hours in every way.
var everyKindOfHours = edits{
	openAllDay, `open:
      - {days: 月-金, from: "08:30", to: "17:15", lunch: "12:00-13:00", capacity: 3}
      - {days: 第2・第3木, from: "17:15", to: "19:30", moved: next}
      - {days: 第4土, from: 9:00, to: 12:00, moved: dropped}
      - {days: 最終金, ranges: [{from: 9:00, to: 12:00}, {from: 13:00, to: 19:00}], mode: replace, moved: previous}
      - {days: 祝, from: 10:00, to: 15:00, mode: add}
      - {days: "日の翌日,祝の翌日", from: 7:30, to: 8:30, valid: {until: 2027-03-31}}
      - {days: 木, from: 19:30, to: 20:00, moved: open, valid: {from: 2026-10-01, until: 2027-03-31}}
    special:
      - {date: 2026-12-13, from: 9:00, to: 16:00, lunch: 11:30〜12:30}
      - {date: 2026-12-17, from: 20:00, to: 20:30, mode: add}
      - {date: 2026-12-18, from: 9:00, to: 12:00, mode: replace}
    closed: [{date: 12-28}, {days: 第3土の翌日, valid: {from: 2027-04-01}}, {from: 12-28, to: 01-05}, {date: 02-29}]
    walk_in:
      hours: [{days: 月-金, from: "08:30", to: "17:15", lunch: "12:00-13:00"}, {days: 祝, from: 10:00, to: 12:00}]
      special: [{date: 2026-12-13, from: 9:00, to: 12:00}]
      closed: [{days: 水}]`,
	`hours: [{days: 月-金, from: "08:30", to: "17:00"}]`, `hours: [{days: 月・火・木・金, from: 9:30, to: 19:00}, {days: 土日祝, from: 9:30, to: 18:00}]
  special: [{date: 2026-12-30, from: 9:30, to: 12:00}]
  closed: [{days: 第3土の翌日}]`,
	"", "closed: [{from: 08-13, to: 08-16}, {days: 最終月}]\n",
}

func TestEveryKindOfHoursIsRead(t *testing.T) {
	c := parsed(t, []byte(everyKindOfHours.apply(small)))
	day := func(year int, month time.Month, day int) booking.Date {
		return booking.Date{Year: year, Month: month, Day: day}
	}
	nth := func(d time.Weekday, places booking.Nth) booking.Days {
		return booking.Days{Weekdays: booking.WeekdaysOf(d), Nth: places}
	}
	each := func(r ...booking.Range) []booking.Range { return r }
	weekdays, holidays := booking.EachWeek(1, 2, 3, 4, 5), booking.Days{Holidays: true}
	sunday := nth(time.Saturday, booking.NthOf(3))
	sunday.After = 1
	obon := booking.Closure{From: day(0, time.August, 13), To: day(0, time.August, 16), Yearly: true}
	lastMonday := booking.Rest{Days: nth(time.Monday, booking.Last)}
	own := []booking.Closure{
		{From: day(0, time.December, 28), To: day(0, time.December, 28), Yearly: true},
		{From: day(0, time.December, 28), To: day(0, time.January, 5), Yearly: true},
		{From: day(0, time.February, 29), To: day(0, time.February, 29), Yearly: true},
		obon,
	}
	ownRests := []booking.Rest{{Days: sunday, Valid: booking.Period{From: day(2027, time.April, 1)}}, lastMonday}
	koseki, kozoji := c.City.Facilities[0], c.City.Facilities[1]
	for _, claim := range []struct {
		what      string
		got, want any
	}{
		{"koseki's hours", koseki.Hours, booking.Hours{
			Weekly: []booking.Opening{
				{Days: weekdays, Ranges: each(booking.Range{From: 510, To: 720, Capacity: 3}, booking.Range{From: 780, To: 1035, Capacity: 3})},
				{Days: nth(time.Thursday, booking.NthOf(2, 3)), Moved: booking.ToNext, Ranges: each(booking.Range{From: 1035, To: 1170})},
				{Days: nth(time.Saturday, booking.NthOf(4)), Ranges: each(booking.Range{From: 540, To: 720})},
				{Days: nth(time.Friday, booking.Last), Moved: booking.ToPrevious, Replaces: true, Ranges: each(booking.Range{From: 540, To: 720}, booking.Range{From: 780, To: 1140})},
				{Days: holidays, Ranges: each(booking.Range{From: 600, To: 900})},
				{Days: booking.Days{Weekdays: booking.WeekdaysOf(time.Sunday), Holidays: true, After: 1}, Valid: booking.Period{Until: day(2027, time.March, 31)},
					Ranges: each(booking.Range{From: 450, To: 510})},
				{Days: booking.EachWeek(time.Thursday), Moved: booking.OpenAnyway, Valid: booking.Period{From: day(2026, time.October, 1), Until: day(2027, time.March, 31)},
					Ranges: each(booking.Range{From: 1170, To: 1200})},
			},
			Special: []booking.Special{
				{Day: day(2026, time.December, 13), Ranges: each(booking.Range{From: 540, To: 690}, booking.Range{From: 750, To: 960})},
				{Day: day(2026, time.December, 17), Adds: true, Ranges: each(booking.Range{From: 1200, To: 1230})},
				{Day: day(2026, time.December, 18), Ranges: each(booking.Range{From: 540, To: 720})},
			},
			Closed: own,
			Rests:  ownRests,
		}},
		{"koseki's walk-in hours", koseki.WalkIn, booking.Hours{
			Weekly: []booking.Opening{
				{Days: weekdays, Ranges: each(booking.Range{From: 510, To: 720}, booking.Range{From: 780, To: 1035})},
				{Days: holidays, Ranges: each(booking.Range{From: 600, To: 720})},
			},
			Special: []booking.Special{{Day: day(2026, time.December, 13), Ranges: each(booking.Range{From: 540, To: 720})}},
			Closed:  own,
			Rests:   append(slices.Clone(ownRests), booking.Rest{Days: booking.EachWeek(time.Wednesday)}),
		}},
		{"kozoji's closed days", kozoji.Hours.Closed, []booking.Closure{obon}},
		{"kozoji's days of rest", kozoji.Hours.Rests, []booking.Rest{lastMonday}},
		{"the centre's hours", c.City.Centre.Hours, booking.Hours{
			Weekly: []booking.Opening{
				{Days: booking.EachWeek(1, 2, 4, 5), Ranges: each(booking.Range{From: 570, To: 1140})},
				{Days: booking.Days{Weekdays: booking.WeekdaysOf(0, 6), Holidays: true}, Ranges: each(booking.Range{From: 570, To: 1080})},
			},
			Special: []booking.Special{{Day: day(2026, time.December, 30), Ranges: each(booking.Range{From: 570, To: 720})}},
			Rests:   []booking.Rest{{Days: sunday}},
		}},
	} {
		if !reflect.DeepEqual(claim.got, claim.want) {
			t.Errorf("%s:\n%+v, want\n%+v", claim.what, claim.got, claim.want)
		}
	}
}
