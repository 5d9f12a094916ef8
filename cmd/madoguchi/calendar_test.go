package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// townYear is the config of the calendars in testdata.
const townYear = "testdata/calendar/city.yaml"

// like holds what was printed against a file of testdata, which "go test -update" rewrites.
func like(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata/calendar", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s", path, got)
	}
}

func TestTheYearIsShownToBeProofRead(t *testing.T) {
	p := newPlace(t)
	got := p.does("calendar", "--config", townYear, "--year", "2027")
	like(t, "2027.txt", got)
	for _, line := range strings.Split(got, "\n") {
		if strings.Contains(line, "月 火 水") && columns(line) > 80 {
			t.Errorf("%d columns: %q", columns(line), line)
		}
	}
	if got := p.does("calendar"); !strings.Contains(got, "春日井市  2026年の予定  (見本の市)") {
		t.Errorf("the sample of this year: %.200q", got)
	}
	if got := p.does("calendar", "--config", townYear, "--facility", "koseki"); strings.Contains(got, "コールセンター") {
		t.Errorf("one facility: %q", got)
	}
}

// Each rule that has something to say of a day is told, with its line.
func TestADayIsExplainedRuleByRule(t *testing.T) {
	p := newPlace(t)
	var b strings.Builder
	for _, day := range []string{
		"2027-01-14", // the second Thursday
		"2027-02-11", // a second Thursday that is a holiday
		"2027-02-12", // to which it is moved
		"2027-03-28", // special on a Sunday
		"2027-03-31", // special besides
		"2027-05-06", // special instead
		"2027-06-02", // closed by its place in the month
		"2027-08-13", // closed every year
		"2027-09-28", // before a row is valid
		"2027-12-29", // New Year
		"2027-12-18", // nothing is said
	} {
		b.WriteString(p.does("calendar", "--config", townYear, "--facility", "koseki", "--day", day) + "\n")
	}
	like(t, "days.txt", b.String())
}

// With a ledger, the decisions of staff and the three figures are laid over the hours.
func TestADecisionIsLaidOverTheDay(t *testing.T) {
	p := newPlace(t)
	p.serves(townYear)
	at := []string{"--config", townYear, "--db", p.db}
	with := func(args ...string) []string { return append(args, at...) }
	p.does(with("slots", "close", "--facility", "koseki", "--date", "2026-12-10", "--from", "14:00", "--why", "職員の研修")...)
	p.does(with("slots", "desks", "3", "--facility", "koseki", "--date", "2026-12-10", "--to", "10:00")...)
	p.does(with("bookings", "add", "--phone", "09012345678", "--facility", "koseki", "--start", "2026-12-10 09:00")...)
	like(t, "decided.txt", p.does(with("calendar", "--facility", "koseki", "--day", "2026-12-10")...))

	var got calendarJSON
	p.read(&got, with("calendar", "--json", "--facility", "koseki", "--day", "2026-12-10")...)
	place := got.Places[0]
	day := place.Days[0]
	if got.Year != 2026 || len(got.Places) != 2 || place.Of != "facility" || day.Date != "2026-12-10" || day.Kind != "other" || len(day.Ranges) != 3 || len(day.Usual) != 2 {
		t.Errorf("for machines: %+v", got)
	}
	if len(day.Rules) != 2 || day.Rules[1].Line != 14 || day.Rules[1].Field != "facilities[0].open[1]" || day.Rules[1].Effect != "opens" || day.Rules[1].Ranges[0].Desks != 1 {
		t.Errorf("the rules: %+v", day.Rules)
	}
	if len(place.Decisions) != 2 || place.Decisions[0].Why != "職員の研修" || len(place.Slots) != 17 || place.Slots[0].Claimed != 1 || place.Slots[0].Capacity != 3 {
		t.Errorf("laid over: %+v", place)
	}
	if got := p.does(with("calendar", "--facility", "koseki", "--year", "2026")...); !strings.Contains(got, "職員が決めたこと\n") || !strings.Contains(got, "職員の研修") {
		t.Errorf("the year has no decisions:\n%s", got)
	}
	if got := p.does(with("calendar", "--facility", "koseki", "--day", "2028-12-14")...); !strings.HasSuffix(got, "台帳には、この日の枠がありません。\n\n戸籍住民課 予約なしの受付  2028-12-14(木)  09:00-16:00\n"+
		"どの行が                                   ファイル      何をする\n{days: 月-金, from: \"09:00\", to: \"16:00\"}  city.yaml:22  開く 09:00-16:00\n") {
		t.Errorf("beyond the year:\n%s", got)
	}
}

// Every day of the year is there for machines, and as the hours say.
func TestTheYearIsThereForMachines(t *testing.T) {
	p := newPlace(t)
	var got calendarJSON
	p.read(&got, "calendar", "--config", townYear, "--year", "2028", "--json")
	if len(got.Places) != 3 || got.Places[1].Of != "walk_in" || got.Places[2].Of != "call_centre" || got.City != "春日井市" {
		t.Fatalf("the places: %+v", got.Places)
	}
	l, err := readLine(townYear, p.now)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range got.Places {
		if len(place.Days) != 366 {
			t.Errorf("%s: %d days", place.Name, len(place.Days))
		}
	}
	for i, day := range got.Places[0].Days {
		date := booking.Date{Year: 2028, Month: time.January, Day: 1}.AddDays(i)
		plan := l.City.Facilities[0].Plan(date)
		if day.Date != date.String() || fmt.Sprint(day.Ranges) != fmt.Sprint(forMachines(plan.Ranges, rangeForMachines)) {
			t.Errorf("%s: %+v, want %+v", date, day, plan)
		}
	}
}

// The page stands alone, says in words what its marks say, and has no text of the file in
// it that is not escaped.
func TestTheYearIsAPageToPrint(t *testing.T) {
	p := newPlace(t)
	path := p.city("name: 戸籍住民課", `name: "戸籍<b>&課"`)
	p.serves(path)
	p.does("slots", "close", "--config", path, "--db", p.db, "--facility", "koseki", "--date", "2027-01-07", "--why", "<i>研修")
	got := p.does("calendar", "--config", path, "--year", "2027", "--html", "--db", p.db)
	for _, never := range []string{"<script", "http:", "https:", "src=", "<link", "url(", "@import", "戸籍<b>", "<i>研修", "style=\"", "onclick"} {
		if strings.Contains(got, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for always, n := range map[string]int{
		"<!DOCTYPE html>\n<html lang=\"ja\">": 1, "<h1>": 1, "<main>": 1, "<title>2027年の予定 春日井市</title>": 1, "name=\"viewport\"": 1,
		"戸籍&lt;b&gt;&amp;課": -1, "&lt;i&gt;研修": 1, "<h2 ": 2, "<table class=\"month\">": 24, "<caption>12月</caption>": 2,
		"<span class=\"unseen\">1月11日（月） 開かない (成人の日)</span>": 2, "<span class=\"unseen\">1月12日（火） 09:00-12:00 (窓口 1)</span>": 1,
		"@page { size: A4": 1,
	} {
		if found := strings.Count(got, always); found != n && (n >= 0 || found == 0) {
			t.Errorf("the page has %q %d times, expected %d", always, found, n)
		}
	}
	if days := strings.Count(got, `<span class="unseen">`) - strings.Count(got, "<caption"); days > 2*365 {
		t.Errorf("%d days, expected those of a year at two places", days)
	}
	for _, head := range regexp.MustCompile(`<th[^>]*>`).FindAllString(got, -1) {
		if !strings.Contains(head, "scope=") {
			t.Errorf("%s has no scope", head)
		}
	}
	if stack := balance(got); stack != "" {
		t.Errorf("an element is not closed where it should be: %s", stack)
	}
}

// balance returns the elements that are open where one ends that is not the last of them,
// or at the end, or "".
func balance(page string) string {
	var open []string
	for _, tag := range regexp.MustCompile(`<(/?)([a-z][a-z0-9]*)[^>]*>`).FindAllStringSubmatch(page, -1) {
		name := tag[2]
		switch {
		case name == "meta":
		case tag[1] == "":
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return strings.Join(open, " ") + " /" + name
		default:
			open = open[:len(open)-1]
		}
	}
	return strings.Join(open, " ")
}

func TestACalendarThatCannotBeIsRefused(t *testing.T) {
	p := newPlace(t)
	for args, want := range map[string]said{
		"--html --json":            {status: misused, err: "--html: found it with --json, expected one of them\n"},
		"--html --day today":       {status: misused, err: "--html: found it with --day, expected one of them: the page is of a year\n"},
		"--year 2027 --day today":  {status: misused, err: "--year: found it with --day, expected one of them\n"},
		"--year 27":                {status: misused, err: "--year: found \"27\", expected a year from 2000 to 2099, such as 2001\n"},
		"--day 2027-02-30":         {status: misused, err: "--day: found \"2027-02-30\", expected a day from 2000 to 2099 such as 2026-12-01, or today, or tomorrow\n"},
		"--facility nowhere":       {status: misused, err: "--facility: found \"nowhere\", expected one of koseki, sakashita, tobu, ajiyoshi, kozoji, which are those of the sample city (name yours with --config)\n"},
		"2027":                     {status: misused, err: "found \"2027\", expected flags only; see madoguchi calendar --help\n"},
		"--day today --db " + p.db: {status: refused, err: "no ledger at " + p.db + ": madoguchi serve creates it, or name another with --db\n"},
	} {
		got := p.run(append([]string{"calendar"}, strings.Fields(args)...)...)
		want.err = "madoguchi calendar: " + want.err
		if got != want {
			t.Errorf("%s\n got %+v\nwant %+v", args, got, want)
		}
	}
}
