package city

import (
	"reflect"
	"testing"
	"time"

	"madoguchi/booking"
)

// everyDay returns hours that are the same every day.
func everyDay(from, to booking.Clock) booking.Hours {
	return booking.Hours{Weekly: []booking.Opening{{Days: booking.EachWeek(0, 1, 2, 3, 4, 5, 6), Ranges: []booking.Range{{From: from, To: to}}}}}
}

func TestWhatIsToldByItselfIsWhatTheFileSays(t *testing.T) {
	rested := everyDay(600, 1140)
	rested.Closed = []booking.Closure{{From: booking.Date{Month: time.August, Day: 13}, To: booking.Date{Month: time.August, Day: 16}, Yearly: true}}
	noon := everyDay(600, 720)
	noon.Weekly[0].Ranges = append(noon.Weekly[0].Ranges, booking.Range{From: 780, To: 1140})
	for section, want := range map[string]booking.Outreach{
		"":                                    {},
		"outreach:\n":                         {},
		"outreach: {}\n":                      {Hours: everyDay(600, 1140)},
		"outreach: {texts: true}\n":           {Texts: true, Hours: everyDay(600, 1140)},
		"outreach: {texts: false}\n":          {Hours: everyDay(600, 1140)},
		"outreach: {reminders: []}\n":         {Hours: everyDay(600, 1140)},
		"outreach: {reminders: [1, 14, 7]}":   {Remind: []int{14, 7, 1}, Hours: everyDay(600, 1140)},
		"outreach:\n  reminders:\n  hours:\n": {Hours: everyDay(600, 1140)},
		"outreach: {texts: true, reminders: [3, 1], hours: [{days: 月-日, from: \"09:00\", to: \"17:00\"}]}": {
			Texts: true, Remind: []int{3, 1}, Hours: everyDay(540, 1020)},
		"outreach: {closed: [{from: 08-13, to: 08-16}]}\n":                                           {Hours: rested},
		"outreach: {hours: [{days: 月-日, from: \"10:00\", to: \"19:00\", lunch: \"12:00-13:00\"}]}\n": {Hours: noon},
	} {
		if got := parsed(t, edited(t, "", section)).City.Outreach; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", section, got, want)
		}
	}
}

// Two files that are read without hours have hours that nobody else changes.
func TestTheHoursOfEveryDayAreNotShared(t *testing.T) {
	one := parsed(t, edited(t, "", "outreach: {texts: true}\n")).City.Outreach.Hours
	one.Weekly[0].Ranges[0].From = 0
	if got := parsed(t, edited(t, "", "outreach: {texts: true}\n")).City.Outreach.Hours; !reflect.DeepEqual(got, everyDay(600, 1140)) {
		t.Errorf("after a change of another file's: %+v", got)
	}
}

func TestTheSampleTellsWhatWasDoneAndRemindsTwice(t *testing.T) {
	c, err := Default(time.Date(2026, 11, 21, 12, 0, 0, 0, booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	want := booking.Outreach{Texts: true, Remind: []int{3, 1}, Hours: everyDay(600, 1140)}
	if !reflect.DeepEqual(c.City.Outreach, want) {
		t.Errorf("%+v, want %+v", c.City.Outreach, want)
	}
}
