package booking

import (
	"encoding/json"
	"iter"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// at reads a moment in the city's zone, "2026-04-20 09:30".
func at(t testing.TB, s string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", s, JST)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func daysOf(first, last int) iter.Seq[Date] {
	return func(yield func(Date) bool) {
		for day := (Date{first, time.January, 1}); day.Year <= last; day = day.AddDays(1) {
			if !yield(day) {
				return
			}
		}
	}
}

func anyDate() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		return Date{1970, time.January, 1}.AddDays(rapid.IntRange(0, 60_000).Draw(t, "days"))
	})
}

// wantError fails unless err contains every one of the words.
func wantError(t *testing.T, input string, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%q: no error, want one with %q", input, words)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q: error %q does not say %q", input, err, word)
		}
	}
}

func TestParseDateSaysWhatIsWrong(t *testing.T) {
	for input, words := range map[string][]string{
		"":                       {`""`, "YYYY-MM-DD"},
		"2026-4-20":              {`"2026-4-20"`, "2026-04-20"},
		"2026-04-20 ":            {"YYYY-MM-DD"},
		"2026/04/20":             {`"2026/04/20"`},
		"２０２６-04-20":             {"YYYY-MM-DD"},
		"+026-04-20":             {"YYYY-MM-DD"},
		"2026-04-31":             {"2026-04-31", "April 2026 has days 1 to 30"},
		"2026-02-29":             {"February 2026 has days 1 to 28"},
		"2100-02-29":             {"February 2100 has days 1 to 28"},
		"2026-04-00":             {"days 1 to 30"},
		"2026-13-01":             {"2026-13-01", "month from 01 to 12"},
		"2026-00-01":             {"month from 01 to 12"},
		"0000-01-01":             {"year from 0001"},
		"0001-02-30":             {"February 1 has days 1 to 28"}, // the first and the last year, and month, are none too many
		"9999-02-30":             {"February 9999 has days 1 to 28"},
		"2026-01-32":             {"January 2026 has days 1 to 31"},
		"2026-12-32":             {"December 2026 has days 1 to 31"},
		strings.Repeat("9", 1e5): {"…"},
	} {
		d, err := ParseDate(input)
		wantError(t, input, err, words...)
		if d != (Date{}) {
			t.Errorf("%q: got %s beside the error", input, d)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("an input of %d bytes makes an error of %d", len(input), len(err.Error()))
		}
	}
	if d := mustDate(t, "2028-02-29"); d != (Date{2028, time.February, 29}) {
		t.Errorf("got %v", d)
	}
}

func TestDateArithmeticFollowsTheCalendar(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-12-31", 1, "2027-01-01"}, {"2028-02-28", 1, "2028-02-29"}, {"2027-02-28", 1, "2027-03-01"},
		{"2026-03-01", -1, "2026-02-28"}, {"2026-04-20", 0, "2026-04-20"}, {"2026-01-01", 365, "2027-01-01"},
	} {
		if got := mustDate(t, c.from).AddDays(c.n).String(); got != c.want {
			t.Errorf("%s + %d = %s, want %s", c.from, c.n, got, c.want)
		}
	}
	if got := mustDate(t, "2026-04-20").Weekday(); got != time.Monday {
		t.Errorf("2026-04-20 is a %s, want Monday", got)
	}
}

func TestDateOfIsTheDayInTheZoneOfTheMoment(t *testing.T) {
	moment := time.Date(2026, time.April, 19, 15, 0, 0, 0, time.UTC) // midnight in Japan
	if got := DateOf(moment.In(JST)); got.String() != "2026-04-20" {
		t.Errorf("got %s, want 2026-04-20", got)
	}
	if got := mustDate(t, "2026-04-20").In(JST); !got.Equal(moment) {
		t.Errorf("midnight of 2026-04-20 is %s, want %s", got, moment)
	}
}

func TestDateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "d")
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		e := d.AddDays(n)
		if back := e.AddDays(-n); back != d {
			t.Fatalf("%s + %d - %d = %s", d, n, n, back)
		}
		if days := int(e.In(time.UTC).Sub(d.In(time.UTC)) / (24 * time.Hour)); days != n {
			t.Fatalf("%s + %d is %d days away", d, n, days)
		}
		if d.Before(e) != (n > 0) || d.After(e) != (n < 0) || (d.Compare(e) == 0) != (n == 0) || d.Compare(e) != -e.Compare(d) {
			t.Fatalf("%s against %s: wrong order", d, e)
		}
		if again, err := ParseDate(d.String()); again != d || err != nil || !d.Valid() || DateOf(d.In(JST)) != d {
			t.Fatalf("%s reads back as %s, %v", d, again, err)
		}
	})
}

func TestDateAsText(t *testing.T) {
	type doc struct{ Day, None Date }
	day := doc{Day: Date{2026, time.April, 20}}
	text, err := json.Marshal(day)
	if string(text) != `{"Day":"2026-04-20","None":""}` || err != nil {
		t.Errorf("got %s, %v", text, err)
	}
	var again doc
	if err := json.Unmarshal(text, &again); again != day || err != nil {
		t.Errorf("reads back as %v, %v", again, err)
	}
	err = json.Unmarshal([]byte(`{"Day":"2026-04-31"}`), &again)
	wantError(t, "2026-04-31", err, "April 2026 has days 1 to 30")
	_, err = json.Marshal(Date{2026, 4, 31})
	wantError(t, "2026-04-31", err, "April 2026 has days 1 to 30")
}

func TestParseClock(t *testing.T) {
	for input, want := range map[string]Clock{"00:00": 0, "0:00": 0, "9:30": 570, "09:30": 570, "23:59": 1439} {
		if got, err := ParseClock(input); got != want || err != nil {
			t.Errorf("%q: got %d, %v, want %d", input, got, err, want)
		}
	}
	for input, words := range map[string][]string{
		"": {`""`, "09:30"}, "9": {`"9"`}, "9:3": {`"9:3"`, "HH:MM"}, "009:30": {"HH:MM"}, "09:300": {"HH:MM"},
		"9時30分": {"HH:MM"}, "-9:30": {"HH:MM"}, "09:30 ": {"HH:MM"}, "9:30pm": {"HH:MM"}, "09:30:00": {"HH:MM"},
		"09:60": {`"09:60"`, "minutes from 00 to 59"}, "24:01": {`"24:01"`, "23:59"}, "25:00": {"23:59"},
		"24:00": {`"24:00"`, "only be an end"},
	} {
		_, err := ParseClock(input)
		wantError(t, input, err, words...)
	}
	if got, err := ParseClosing("24:00"); got != Midnight || err != nil {
		t.Errorf("24:00 as an end: got %s, %v", got, err)
	}
}

func TestClockOnADayIsThatMoment(t *testing.T) {
	day := mustDate(t, "2026-12-31")
	if got := Clock(570).On(day, JST); !got.Equal(at(t, "2026-12-31 09:30")) {
		t.Errorf("09:30: got %s", got)
	}
	if got := Midnight.On(day, JST); !got.Equal(at(t, "2027-01-01 00:00")) {
		t.Errorf("24:00: got %s", got)
	}
	if got := ClockOf(at(t, "2026-12-31 09:30").Add(59 * time.Second)); got.String() != "09:30" {
		t.Errorf("09:30:59 is %s, want 09:30", got)
	}
	if got := Clock(-1).String(); got != "Clock(-1)" {
		t.Errorf("got %s", got)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-04-20", "2026-04-31", "0000-01-01", "2028-02-29", "2026-4-1", "２０２６－０４－２０"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		std, stdErr := time.Parse(time.DateOnly, s)
		if (err == nil) != (stdErr == nil && std.Year() >= 1) {
			t.Fatalf("%q: got %v, the standard library says %v", s, err, stdErr)
		}
		if err == nil && (d.String() != s || d != DateOf(std) || !d.Valid()) {
			t.Fatalf("%q: read as %v", s, d)
		}
	})
}

func FuzzParseClock(f *testing.F) {
	for _, s := range []string{"09:30", "9:30", "24:00", "23:59", "00:60", "９:30", "9:3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseClock(s)
		std, stdErr := time.Parse("15:04", s)
		if (err == nil) != (stdErr == nil) {
			t.Fatalf("%q: got %v, the standard library says %v", s, err, stdErr)
		}
		if err != nil {
			return
		}
		if again, err := ParseClock(c.String()); again != c || c != ClockOf(std) || err != nil {
			t.Fatalf("%q: read as %s and again as %s, %v", s, c, again, err)
		}
	})
}
