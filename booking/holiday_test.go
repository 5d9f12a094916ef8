package booking

import (
	"math"
	"strings"
	"testing"
	"time"
)

// cabinetOffice is the list of 内閣府「国民の祝日について」 as published,
// https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html; its "休日" is written
// here with the article of the law that makes it one.
const cabinetOffice = `
2020 01-01 元日  01-13 成人の日  02-11 建国記念の日  02-23 天皇誕生日  02-24 振替休日  03-20 春分の日
2020 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日  05-06 振替休日
2020 07-23 海の日  07-24 スポーツの日  08-10 山の日  09-21 敬老の日  09-22 秋分の日  11-03 文化の日  11-23 勤労感謝の日
2021 01-01 元日  01-11 成人の日  02-11 建国記念の日  02-23 天皇誕生日  03-20 春分の日
2021 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日
2021 07-22 海の日  07-23 スポーツの日  08-08 山の日  08-09 振替休日  09-20 敬老の日  09-23 秋分の日  11-03 文化の日  11-23 勤労感謝の日
2022 01-01 元日  01-10 成人の日  02-11 建国記念の日  02-23 天皇誕生日  03-21 春分の日
2022 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日
2022 07-18 海の日  08-11 山の日  09-19 敬老の日  09-23 秋分の日  10-10 スポーツの日  11-03 文化の日  11-23 勤労感謝の日
2023 01-01 元日  01-02 振替休日  01-09 成人の日  02-11 建国記念の日  02-23 天皇誕生日  03-21 春分の日
2023 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日
2023 07-17 海の日  08-11 山の日  09-18 敬老の日  09-23 秋分の日  10-09 スポーツの日  11-03 文化の日  11-23 勤労感謝の日
2024 01-01 元日  01-08 成人の日  02-11 建国記念の日  02-12 振替休日  02-23 天皇誕生日  03-20 春分の日
2024 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日  05-06 振替休日
2024 07-15 海の日  08-11 山の日  08-12 振替休日  09-16 敬老の日  09-22 秋分の日  09-23 振替休日
2024 10-14 スポーツの日  11-03 文化の日  11-04 振替休日  11-23 勤労感謝の日
2025 01-01 元日  01-13 成人の日  02-11 建国記念の日  02-23 天皇誕生日  02-24 振替休日  03-20 春分の日
2025 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日  05-06 振替休日
2025 07-21 海の日  08-11 山の日  09-15 敬老の日  09-23 秋分の日  10-13 スポーツの日  11-03 文化の日  11-23 勤労感謝の日  11-24 振替休日
2026 01-01 元日  01-12 成人の日  02-11 建国記念の日  02-23 天皇誕生日  03-20 春分の日
2026 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日  05-06 振替休日
2026 07-20 海の日  08-11 山の日  09-21 敬老の日  09-22 国民の休日  09-23 秋分の日  10-12 スポーツの日  11-03 文化の日  11-23 勤労感謝の日
2027 01-01 元日  01-11 成人の日  02-11 建国記念の日  02-23 天皇誕生日  03-21 春分の日  03-22 振替休日
2027 04-29 昭和の日  05-03 憲法記念日  05-04 みどりの日  05-05 こどもの日
2027 07-19 海の日  08-11 山の日  09-20 敬老の日  09-23 秋分の日  10-11 スポーツの日  11-03 文化の日  11-23 勤労感謝の日
`

func TestHolidaysAreTheCabinetOfficesList(t *testing.T) {
	want := map[Date]string{}
	for line := range strings.Lines(strings.TrimSpace(cabinetOffice)) {
		year, rest, _ := strings.Cut(line, " ")
		words := strings.Fields(rest)
		for i := 0; i < len(words); i += 2 {
			want[mustDate(t, year+"-"+words[i])] = words[i+1]
		}
	}
	for day := range daysOf(2020, 2027) {
		if got, ok := Holiday(day); got != want[day] || ok != (want[day] != "") {
			t.Errorf("%s: got %q, %t, want %q", day, got, ok, want[day])
		}
	}
}

func TestHolidaysPerYear(t *testing.T) {
	want := map[int]int{2020: 18, 2021: 17, 2022: 16, 2023: 17, 2024: 21, 2025: 19, 2026: 18, 2027: 17, 2028: 16, 2029: 19, 2030: 19}
	got := map[int]int{}
	for day := range daysOf(2020, 2030) {
		if _, ok := Holiday(day); ok {
			got[day.Year]++
		}
	}
	for year, n := range want {
		if got[year] != n {
			t.Errorf("%d: %d holidays, want %d", year, got[year], n)
		}
	}
}

func TestEveryYearHasTheSixteenNationalDaysOfTheLaw(t *testing.T) {
	names := map[int]map[string]int{}
	for day := range daysOf(2020, 2099) {
		if name, ok := Holiday(day); ok && !extra(name) {
			if names[day.Year] == nil {
				names[day.Year] = map[string]int{}
			}
			names[day.Year][name]++
		}
	}
	for year := 2020; year <= 2099; year++ {
		if len(names[year]) != 16 {
			t.Errorf("%d: %d national days, want 16: %v", year, len(names[year]), names[year])
		}
		for name, n := range names[year] {
			if n != 1 {
				t.Errorf("%d: %s comes %d times", year, name, n)
			}
		}
	}
}

// national reports whether day is a 国民の祝日. It asks only Holiday, so that the rules
// below test what that returns and not how it finds it.
func national(day Date) bool {
	name, ok := Holiday(day)
	return ok && !extra(name)
}

func extra(name string) bool { return name == "振替休日" || name == "国民の休日" }

func TestNationalDayOnSundayIsMadeUpForOnTheNextFreeDay(t *testing.T) {
	for day := range daysOf(2020, 2050) {
		if !national(day) || day.Weekday() != time.Sunday {
			continue
		}
		next := day.AddDays(1)
		for national(next) {
			next = next.AddDays(1)
		}
		if name, _ := Holiday(next); name != "振替休日" {
			t.Errorf("%s is a Sunday: %s is %q, want 振替休日", day, next, name)
		}
	}
}

func TestSubstituteHolidayStandsOnlyBehindANationalSunday(t *testing.T) {
	found := 0
	for day := range daysOf(2020, 2050) {
		if name, _ := Holiday(day); name != "振替休日" {
			continue
		}
		found++
		back := day.AddDays(-1)
		for national(back) && back.Weekday() != time.Sunday {
			back = back.AddDays(-1)
		}
		if !national(back) {
			t.Errorf("%s: no national Sunday behind it", day)
		}
	}
	if found < 31 {
		t.Errorf("%d substitute holidays in 31 years: too few to have tested anything", found)
	}
}

func TestDayBetweenTwoNationalDaysIsAHolidayAndNoOtherIsACitizensHoliday(t *testing.T) {
	var citizens []string
	for day := range daysOf(2020, 2050) {
		name, ok := Holiday(day)
		between := national(day.AddDays(-1)) && national(day.AddDays(1))
		if between && !ok {
			t.Errorf("%s lies between two national days and is none", day)
		}
		if name == "国民の休日" {
			citizens = append(citizens, day.String())
			if !between {
				t.Errorf("%s is 国民の休日 and not between two national days", day)
			}
		}
	}
	// 敬老の日 on the 21st and 秋分の日 on the 23rd, or the 20th and the 22nd.
	const want = "2026-09-22 2032-09-21 2037-09-22 2043-09-22 2049-09-21"
	if got := strings.Join(citizens, " "); got != want {
		t.Errorf("国民の休日: got %s, want %s", got, want)
	}
}

// sunLongitude returns the apparent longitude of the sun in degrees, good to
// 0.01 degrees or a quarter of an hour: Jean Meeus, Astronomical Algorithms, ch. 25.
func sunLongitude(at time.Time) float64 {
	rad := func(degrees float64) float64 { return math.Mod(degrees, 360) * math.Pi / 180 }
	T := (float64(at.Unix())/86400 + 2440587.5 - 2451545) / 36525
	mean := 280.46646 + 36000.76983*T + 0.0003032*T*T
	anomaly := rad(357.52911 + 35999.05029*T - 0.0001537*T*T)
	centre := (1.914602-0.004817*T)*math.Sin(anomaly) + (0.019993-0.000101*T)*math.Sin(2*anomaly) + 0.000289*math.Sin(3*anomaly)
	apparent := mean + centre - 0.00569 - 0.00478*math.Sin(rad(125.04-1934.136*T))
	return math.Mod(apparent, 360)
}

func TestEquinoxesAreWhereTheSunIs(t *testing.T) {
	const slack = 30 * time.Minute
	for day := range daysOf(1980, 2099) {
		name, _ := Holiday(day)
		var want float64
		switch name {
		case "春分の日":
			want = 0
		case "秋分の日":
			want = 180
		default:
			continue
		}
		past := func(at time.Time) float64 { return math.Remainder(sunLongitude(at)-want, 360) }
		begin, end := day.In(JST).Add(-slack), day.AddDays(1).In(JST).Add(slack)
		if past(begin) > 0 || past(end) < 0 {
			t.Errorf("%s %s: the sun goes from %.3f to %.3f degrees past the equinox", day, name, past(begin), past(end))
		}
	}
}

func TestNewYearIsFromDecember29ToJanuary3(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-12-28": false, "2026-12-29": true, "2026-12-31": true,
		"2027-01-01": true, "2027-01-03": true, "2027-01-04": false, "2027-06-29": false, "2027-02-01": false,
	} {
		if got := NewYear(mustDate(t, day)); got != want {
			t.Errorf("NewYear(%s) = %t, want %t", day, got, want)
		}
	}
}

func TestHolidayOfADayThatDoesNotExistIsNone(t *testing.T) {
	for _, day := range []Date{{}, {2026, 2, 30}, {2026, 13, 3}, {-4, 1, 1}, {math.MaxInt, 3, 20}, {2026, 11, math.MinInt}} {
		if name, ok := Holiday(day); ok {
			t.Errorf("Holiday(%v) = %q, want none", day, name)
		}
	}
}

func TestHolidaysOutsideTheCenturyFollowTheRulesOfToday(t *testing.T) {
	for _, year := range []int{1, 1873, 1979, 2100, 2400, 9999} {
		n := 0
		for day := range daysOf(year, year) {
			if national(day) {
				n++
			}
		}
		if n != 16 {
			t.Errorf("%d: %d national days, want 16", year, n)
		}
	}
}

func TestHolidayDoesNotAllocate(t *testing.T) {
	day := Date{2026, time.September, 22}
	if n := testing.AllocsPerRun(100, func() { Holiday(day) }); n != 0 {
		t.Errorf("%v allocations a call, want none", n)
	}
}
