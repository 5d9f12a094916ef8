package city

import (
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/booking"
)

// scattered has closed days of every kind in every list that may have some.
var scattered = edits{hours, `open: [{days: 月-金, from: "09:00", to: "16:00"}, {days: 第2土, from: "10:00", to: "12:00"}]
    special: [{date: 2026-12-13, from: "09:00", to: "12:00"}, {date: 2026-12-20, from: "13:00", to: "15:00"}]
    closed: [{days: 第1水}, {date: 2026-12-03}, {days: 第2火}]
    walk_in:
      hours: [{days: 月-木, from: "09:30", to: "11:00"}]
      special: [{date: 2026-12-27, from: "09:00", to: "12:00"}]
      closed: [{date: 2026-12-10}, {days: 第3月}]`,
	"", "closed: [{date: 2026-12-04}, {days: 第4月}, {from: 08-13, to: 08-16}]\n"}

// Every row of hours is found where the file has it: its text is of that row.
func TestEveryRowIsFoundWhereItStands(t *testing.T) {
	configs := map[string]*Config{"scattered": parsed(t, []byte(scattered.apply(sound.apply(small))))}
	files, err := filepath.Glob("testdata/towns/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if configs[file], err = Load(file); err != nil {
			t.Fatal(err)
		}
	}
	rows := 0
	for name, c := range configs {
		for at := range c.timetables() {
			holds := func(list booking.List, i int, ok func(text string) bool) {
				rows++
				row, found := c.Row(at.of, list, i)
				if !found || row.Line < 1 || row.File == "" || !ok(row.Text) {
					t.Errorf("%s: %+v: %s %d: found %+v", name, at.of, list, i, row)
				}
			}
			for i, o := range at.hours.Weekly {
				holds(booking.ListWeekly, i, func(text string) bool {
					return strings.Contains(text, strings.TrimPrefix(o.Ranges[0].From.String(), "0")) && (o.Days.Nth == 0 || strings.ContainsAny(text, "第最"))
				})
			}
			for i, s := range at.hours.Special {
				holds(booking.ListSpecial, i, func(text string) bool {
					return strings.Contains(text, s.Day.String()) && strings.Contains(text, s.Ranges[0].From.String())
				})
			}
			for i, d := range at.hours.Closed {
				holds(booking.ListClosed, i, func(text string) bool { return strings.Contains(text, ofTheYear(d.From)) })
			}
			for i, r := range at.hours.Rests {
				holds(booking.ListRests, i, func(text string) bool { return strings.Contains(text, r.Days.String()) })
			}
			for _, list := range []booking.List{booking.ListWeekly, booking.ListSpecial, booking.ListClosed, booking.ListRests} {
				if row, found := c.Row(at.of, list, 1000); found {
					t.Errorf("%s: found a row that is not there: %+v", name, row)
				}
			}
		}
	}
	if rows < 50 {
		t.Errorf("only %d rows", rows)
	}
	row, _ := configs["scattered"].Row(HoursOf{Facility: "koseki", WalkIn: true}, booking.ListClosed, 3)
	if want := (Row{"city.yaml", 18, "facilities[0].walk_in.closed[0]", "{date: 2026-12-10}"}); row != want {
		t.Errorf("found %+v, want %+v", row, want)
	}
}
