package city

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// townDay is a day of a calendar: its mark in the file, and its hours, which are ""
// on a closed day.
type townDay struct {
	mark  byte
	hours string
}

// The marks of a day that has no hours. All others are letters of the legend.
const (
	markOff     = '.' // nothing is open on such a day
	markHoliday = 'h' // a national holiday
	markNewYear = 'n' // 12/29 to 1/3
	markClosed  = 'x' // the town closes, or leaves out, this day
	markSilent  = '?' // what was seen of the town's page does not tell
)

// explains reports whether a caller who asks for such a day may be told this reason.
func (d townDay) explains(k booking.DayKind) bool {
	switch d.mark {
	case markOff:
		return k == booking.DayOff
	case markHoliday:
		return k == booking.DayHoliday
	case markNewYear:
		return k == booking.DayNewYear || k == booking.DayClosed // the town may say it once more
	case markClosed:
		return k == booking.DayClosed
	}
	return k == booking.DayOpen
}

const weekHeading = "        MTWTFss MTWTFss MTWTFss MTWTFss MTWTFss MT"

// calendars reads the calendars of a town, by what they are of, from
// testdata/towns/NAME.txt. Package booking has no part in it but its type for a day.
func calendars(t *testing.T, town string) map[string]map[booking.Date]townDay {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "towns", town+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[booking.Date]townDay{}
	var calendar map[booking.Date]townDay
	var legend map[byte]string
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case line == "" || line == weekHeading:
		case line[0] == '[':
			calendar = map[booking.Date]townDay{}
			all[strings.Trim(line, "[]")] = calendar
			legend = map[byte]string{markOff: "", markHoliday: "", markNewYear: "", markClosed: "", markSilent: ""}
		case line[1] == ' ':
			if _, twice := legend[line[0]]; twice {
				t.Fatalf("%s.txt:%d: %c has a meaning already", town, i+1, line[0])
			}
			legend[line[0]] = line[2:]
		default:
			if err := month(calendar, legend, line); err != nil {
				t.Fatalf("%s.txt:%d: %v", town, i+1, err)
			}
		}
	}
	return all
}

// month adds the days of a line such as "2026-01    nnn. aaaba..", in which each column
// is a day of the week, to the calendar.
func month(calendar map[booking.Date]townDay, legend map[byte]string, line string) error {
	first, err := time.Parse("2006-01", line[:7])
	if err != nil {
		return err
	}
	monday := (int(first.Weekday()) + 6) % 7 // the column of the 1st; Monday is 0
	blank := []byte(line)
	for day := first; day.Month() == first.Month(); day = day.AddDate(0, 0, 1) {
		column := monday + day.Day() - 1
		at := len("2026-01 ") + column + column/7
		if at >= len(line) {
			return fmt.Errorf("the line ends before %s", day.Format(time.DateOnly))
		}
		hours, ok := legend[line[at]]
		if !ok {
			return fmt.Errorf("%s has %q, which has no meaning", day.Format(time.DateOnly), line[at])
		}
		calendar[booking.DateOf(day)] = townDay{line[at], hours}
		blank[at] = ' '
	}
	if rest := string(blank[len("2026-01"):]); strings.TrimSpace(rest) != "" {
		return fmt.Errorf("%q is on no day of the month", rest)
	}
	return nil
}

// towns returns the names of the towns in testdata/towns.
func towns(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "towns", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ".txt")
	}
	if len(files) < 8 {
		t.Fatalf("%d towns, want at least 8", len(files))
	}
	return files
}

func loadTown(t *testing.T, town string) booking.City {
	t.Helper()
	c, err := Load(filepath.Join("testdata", "towns", town+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return c.City
}

// hoursOf returns what a calendar is of: "call_centre", a facility such as "koseki", or
// its visits without a booking, "koseki walk_in".
func hoursOf(c booking.City, name string) (booking.Hours, bool) {
	if name == "call_centre" {
		return c.Centre.Hours, true
	}
	id, walkIn := strings.CutSuffix(name, " walk_in")
	f, ok := c.Facility(id)
	if walkIn {
		return f.WalkIn, ok
	}
	return f.Hours, ok
}

// joined writes ranges as a page does, where 08:30-17:15 and a longer evening from
// 17:15 to 19:30 are 08:30-19:30.
func joined(ranges []booking.Range) string {
	var spoken []string
	for i := 0; i < len(ranges); i++ {
		r := ranges[i]
		for i+1 < len(ranges) && ranges[i+1].From == r.To {
			i++
			r.To = ranges[i].To
		}
		spoken = append(spoken, r.String())
	}
	return strings.Join(spoken, " ")
}

func TestTownsAreOpenWhenTheirPagesSay(t *testing.T) {
	for _, town := range towns(t) {
		t.Run(town, func(t *testing.T) {
			city := loadTown(t, town)
			for name, calendar := range calendars(t, town) {
				hours, ok := hoursOf(city, name)
				if !ok {
					t.Errorf("%s.yaml has no %s", town, name)
					continue
				}
				for n := range 2 * 365 {
					day := booking.Date{Year: 2026, Month: time.January, Day: 1}.AddDays(n)
					want, ok := calendar[day]
					if want.mark == markSilent {
						continue
					}
					if got := joined(hours.On(day)); !ok || got != want.hours {
						t.Errorf("%s, %s %s: open %q, want %q (%c)", name, day, day.Weekday(), got, want.hours, want.mark)
					}
					if got := hours.Why(day).Kind; !want.explains(got) {
						t.Errorf("%s, %s %s: %s, want %c", name, day, day.Weekday(), got, want.mark)
					}
				}
			}
		})
	}
}

func TestTownsHaveACalendarOfEveryFacility(t *testing.T) {
	for _, town := range towns(t) {
		have := calendars(t, town)
		for _, f := range loadTown(t, town).Facilities {
			if _, ok := have[f.ID]; !ok {
				t.Errorf("%s.txt has no [%s]", town, f.ID)
			}
			if _, ok := have[f.ID+" walk_in"]; ok != (len(f.WalkIn.Weekly) > 0) {
				t.Errorf("%s.txt and %s.yaml disagree whether %s has visits without a booking", town, town, f.ID)
			}
		}
	}
}

// nationalHolidays are those of 2026 and 2027 as the Cabinet Office publishes them,
// https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html.
var nationalHolidays = strings.Fields(`
	2026-01-01 2026-01-12 2026-02-11 2026-02-23 2026-03-20 2026-04-29 2026-05-03 2026-05-04 2026-05-05 2026-05-06
	2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12 2026-11-03 2026-11-23
	2027-01-01 2027-01-11 2027-02-11 2027-02-23 2027-03-21 2027-03-22 2027-04-29 2027-05-03 2027-05-04 2027-05-05
	2027-07-19 2027-08-11 2027-09-20 2027-09-23 2027-10-11 2027-11-03 2027-11-23`)

func TestCalendarsMarkHolidaysAndNewYear(t *testing.T) {
	for _, town := range towns(t) {
		for name, calendar := range calendars(t, town) {
			for day, e := range calendar {
				if e.hours != "" || e.mark == markClosed || e.mark == markSilent {
					continue
				}
				want := byte(markOff)
				switch date := day.String(); {
				case date[5:] >= "12-29" || date[5:] <= "01-03":
					want = markNewYear
				case slices.Contains(nationalHolidays, date):
					want = markHoliday
				}
				if e.mark != want {
					t.Errorf("%s, %s, %s: marked %c, want %c", town, name, day, e.mark, want)
				}
			}
		}
	}
}
