package main

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

const atNine = "2026-12-01 09:00"

// measures runs the command with --json and returns its rows by errand.
func (p *place) measures(args ...string) (map[string]measured, said) {
	p.t.Helper()
	got := p.run(append([]string{"measure", "--json", "--now", atNine}, args...)...)
	d := json.NewDecoder(strings.NewReader(got.out))
	d.DisallowUnknownFields()
	var rows []measured
	if err := d.Decode(&rows); err != nil {
		p.t.Fatalf("%v in %q, complaint %q", err, got.out, got.err)
	}
	byErrand := map[string]measured{}
	for _, row := range rows {
		byErrand[row.Errand] = row
	}
	return byErrand, got
}

// expectKeys expects these errands and no others, each with at most so many keys.
func expectKeys(t *testing.T, rows map[string]measured, most map[string]int) {
	t.Helper()
	if len(rows) != len(most) {
		t.Errorf("found %d errands, expected %d: %v", len(rows), len(most), rows)
	}
	for errand, keys := range most {
		row, ok := rows[errand]
		if !ok || row.Keys > keys || row.Hurried.Keys != row.Keys {
			t.Errorf("%s: found %+v, expected at most %d keys", errand, row, keys)
		}
	}
}

func TestNoErrandNeedsMoreKeysThanItMust(t *testing.T) {
	p := newPlace(t)
	rows, got := p.measures()
	if got.status != done || got.err != "" {
		t.Errorf("status %d, complaint %q", got.status, got.err)
	}
	// To change: 2, 2, four digits, 1. A day: 1, 4 (facility), 2, four digits, and 1 for its
	// first time or 2 for the other half. Three on a day: 2, 3 people, 4, 2, four digits, 1.
	expectKeys(t, rows, map[string]int{
		"hear": 0, "cancel": 2, "change": 7, "book-earliest": 3, "book-day": 8, "book-half": 8, "book-party": 9,
	})
	if heard := rows["hear"].Heard; heard <= 0 || heard > mostToHear {
		t.Errorf("a booking is heard after %.1f seconds, expected at most %d", heard, mostToHear)
	}
	// What else the line can do must not stand in the way of those who want little.
	for errand, most := range map[string]float64{
		"hear": 7.9, "cancel": 36.6, "change": 79, "book-earliest": 55.1, "book-day": 79.7, "book-half": 92.5, "book-party": 106.5,
	} {
		if heard := rows[errand].Heard; heard > most {
			t.Errorf("%s: heard after %.1f seconds, expected at most %.1f", errand, heard, most)
		}
	}
	if hurried := rows["book-earliest"].Hurried.Heard; hurried > 37.1 {
		t.Errorf("in a hurry the earliest time is booked after %.1f seconds, expected at most 37.1", hurried)
	}
	for errand, row := range rows {
		day, party := "", 1
		switch errand {
		case "book-party":
			day, party = "2026-12-11", 3
		case "change", "book-day", "book-half":
			day = "2026-12-11"
		}
		if row.Day != day || row.Party != party || row.Facility != "ajiyoshi" {
			t.Errorf("%s: found day %q, party %d at %s, expected %q, %d at ajiyoshi", errand, row.Day, row.Party, row.Facility, day, party)
		}
		if row.Whole <= row.Heard || row.Hurried.Whole != row.Hurried.Heard || row.Hurried.Turns != row.Turns {
			t.Errorf("%s: a caller hangs up before the end, or late in a hurry: %+v", errand, row)
		}
		if row.Keys > 0 && row.Hurried.Heard >= row.Heard {
			t.Errorf("%s: hurry saves nothing: %+v", errand, row)
		}
	}
	if got := rows["change"].Turns; got != 5 {
		t.Errorf("a change takes %d turns, expected 5: the call, 2, 2, the day, 1", got)
	}
	// The same call at the telephone takes as long.
	heard, _, _ := p.call("2 2 1211 1")
	m := told.FindStringSubmatch(heard)
	if whole, err := strconv.ParseFloat(m[2], 64); err != nil || m[1] != "7" || math.Abs(whole-rows["change"].Whole) > 0.6 { // both are rounded
		t.Errorf("measured %+v, but the telephone says\n%s", rows["change"], heard)
	}
}

func TestMeasuresStandInColumns(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	out := newPlace(t).does("measure", "--now", atNine)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	const head = "用件                                  キー  聞こえるまで  通話      往復  急ぐ人"
	if len(lines) != 8 || lines[0] != head {
		t.Fatalf("got\n%s\nwant eight lines below\n%s", out, head)
	}
	for i, what := range []string{"予約の日時を聞く", "予約を取り消す", "12月11日に変える", "いちばん早い枠を予約する", "12月11日に予約する", "12月11日の、もう半分の時間に予約する", "12月11日を3人で予約する"} {
		line := lines[i+1]
		if !strings.HasPrefix(line, what+" ") || strings.Count(line, " 秒") != 3 || columns(line) != columns(lines[1]) {
			t.Errorf("row %d: %s, expected %s and three times", i+1, line, what)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("ledgers are left behind: %v, %v", left, err)
	}
}

// smallCity writes a config with only the sample's first facility, and returns its path.
func (p *place) smallCity(replace ...string) string {
	p.t.Helper()
	sample := p.does("config", "sample")
	from, until := strings.Index(sample, "  - id: sakashita"), strings.Index(sample, "\n# すべての窓口")
	if from < 0 || until < from {
		p.t.Fatal("the sample's facilities are not where they were")
	}
	return p.file("small.yaml", strings.NewReplacer(replace...).Replace(sample[:from]+sample[until:]))
}

func TestASmallCityNeedsFewerKeys(t *testing.T) {
	p := newPlace(t)
	rows, got := p.measures("--config", p.smallCity("cancel: two-keys", "cancel: one-key", "max_party: 5", "max_party: 2"))
	if got.status != done || got.err != "" {
		t.Errorf("status %d, complaint %q", got.status, got.err)
	}
	expectKeys(t, rows, map[string]int{"hear": 0, "cancel": 1, "change": 7, "book-earliest": 2, "book-day": 7, "book-half": 7, "book-party": 8})
	if row := rows["book-party"]; row.Party != 2 || row.Facility != "koseki" {
		t.Errorf("found %+v, expected a party of 2 at koseki", row)
	}
}

// TestSeveralServicesTakeOneKeyMore holds that the earliest time of one of three services takes
// four keys and 75 seconds at most.
func TestSeveralServicesTakeOneKeyMore(t *testing.T) {
	p := newPlace(t)
	sample := p.does("config", "sample")
	_, shown, _ := strings.Cut(sample, "\n# services:\n")
	shown, _, _ = strings.Cut(shown, "\n#\n")
	services := "services:" + strings.ReplaceAll("\n"+shown, "\n#   ", "\n")
	rows, got := p.measures("--config", p.file("three.yaml", strings.Replace(sample, "per_service:", services+"\nper_service:", 1)))
	if got.status != done || got.err != "" {
		t.Errorf("status %d, complaint %q", got.status, got.err)
	}
	expectKeys(t, rows, map[string]int{"hear": 0, "cancel": 2, "change": 7, "book-earliest": 4, "book-day": 9, "book-half": 9, "book-party": 10})
	if row := rows["book-earliest"]; row.Heard > 75 || row.Keys != 4 {
		t.Errorf("the earliest time: %+v, expected 4 keys and at most 75 seconds", row)
	}
}

func TestACitysOwnWordsAreFollowed(t *testing.T) {
	p := newPlace(t)
	rows, got := p.measures("--config", p.smallCity("max_party: 5", "max_party: 1", "  ja: {}", `  ja:
    option.cancel: やめる方は
    offer: "{lead}{dateof}、{time}は{one}。"
    option.book: 申し込む方は
    cancel.done: 予約を、取り消しました。
    day.ask: 日付を、4けたで、どうぞ。{example}なら、{digits}です。`))
	if got.status != done || got.err != "" {
		t.Errorf("status %d, complaint %q", got.status, got.err)
	}
	expectKeys(t, rows, map[string]int{"hear": 0, "cancel": 2, "change": 7, "book-earliest": 2, "book-day": 7, "book-half": 7})
}

func TestACallerInAHurryTypesTheDayAsSoonAsItIsAskedFor(t *testing.T) {
	const ask = "    day.ask: '日を、押してください。{example}なら、{digits}です。"
	p := newPlace(t)
	brief, _ := p.measures("--config", p.smallCity("max_party: 5", "max_party: 1", "  ja: {}", "  ja:\n"+ask+"'"))
	long, _ := p.measures("--config", p.smallCity("max_party: 5", "max_party: 1", "  ja: {}", "  ja:\n"+ask+"ごゆっくり、どうぞ。'"))
	if b, l := brief["change"], long["change"]; b.Hurried.Heard <= 0 || b.Hurried != l.Hurried || b.Heard >= l.Heard {
		t.Errorf("found %+v and with more said after it %+v, expected the same in a hurry and more without", b, l)
	}
}

// A booking is changed to a day of its own facility, such as a special opening on a
// Saturday.
func TestABookingIsChangedToADayOfItsOwnFacility(t *testing.T) {
	p := newPlace(t)
	rows, _ := p.measures("--config", p.sampleWith("{days: 月-金, ranges:", "{days: 月, ranges:", "  - id: ajiyoshi\n", "  - id: north\n"))
	if c, b := rows["change"], rows["book-party"]; c.Facility != "koseki" || c.Day != "2026-12-12" || b.Facility != "north" || b.Day != "2026-12-11" {
		t.Errorf("found a change to %s at %s and a booking for %s at %s, expected 2026-12-12 at koseki and 2026-12-11 at north", c.Day, c.Facility, b.Day, b.Facility)
	}
}

func TestABookingThatIsHeardLateFailsTheMeasure(t *testing.T) {
	p := newPlace(t)
	late := p.smallCity("  ja: {}", "  ja:\n    greet.booked: '{city}の、電子証明書の、予約電話です。お電話ありがとうございます。'")
	rows, got := p.measures("--config", late)
	const want = "madoguchi measure: a caller hears day and time of a booking after "
	if got.status != refused || !strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 || rows["hear"].Heard <= mostToHear || len(rows) != 7 {
		t.Errorf("found status %d, %d rows and %q, expected %d, 7 and %s…", got.status, len(rows), got.err, refused, want)
	}
}

// Strangers have the only slot of the tenth day: the line offers another, which is
// not what was asked for.
func TestAnErrandThatFailsIsNamedAndTheOthersAreMeasured(t *testing.T) {
	p := newPlace(t)
	narrow := p.smallCity(`ranges: [{from: "09:00", to: "16:00", capacity: 2}]`, `ranges: [{from: "09:00", to: "09:30", capacity: 1}]`, "book_until: {days_before: 1,", "book_until: {days_before: 8,")
	rows, got := p.measures("--config", narrow)
	want := "madoguchi measure: change: a booking for 12月11日 is not heard; book-day: "
	if got.status != refused || !strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
		t.Errorf("found %d %q, expected %d %s…", got.status, got.err, refused, want)
	}
	expectKeys(t, rows, map[string]int{"hear": 0, "cancel": 2, "book-earliest": 2})
}

func TestTheDayIsTheTenthOrTheNextThatIsOpen(t *testing.T) {
	weekdays := booking.Opening{Days: booking.EachWeek(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday), Ranges: []booking.Range{{From: 9 * 60, To: 10 * 60}}}
	for name, c := range map[string]struct {
		now      string
		openings []booking.Opening
		horizon  int
		want     string
	}{
		"the tenth":                    {"2026-12-01 09:00", []booking.Opening{weekdays}, 45, "2026-12-11"},
		"the tenth is a Saturday":      {"2026-12-02 09:00", []booking.Opening{weekdays}, 45, "2026-12-14"},
		"the tenth is in the New Year": {"2026-12-19 09:00", []booking.Opening{weekdays}, 45, "2027-01-04"},
		"the last of a short horizon":  {"2026-12-01 09:00", []booking.Opening{weekdays}, 5, "2026-12-04"},
		"up to the tenth":              {"2026-12-02 09:00", []booking.Opening{weekdays}, 10, "2026-12-11"},
		"never open":                   {"2026-12-01 09:00", nil, 45, "0000-00-00"},
		"nothing can be booked":        {"2026-12-01 09:00", []booking.Opening{weekdays}, 0, "0000-00-00"},
	} {
		now, err := readMoment(c.now)
		if err != nil {
			t.Fatal(err)
		}
		l, err := readLine("", now)
		if err != nil {
			t.Fatal(err)
		}
		l.City.Rules.Horizon = c.horizon
		f := booking.Facility{ID: "other", Minutes: 30, Capacity: 1, Hours: booking.Hours{Weekly: c.openings}}
		if got := l.dayAhead("", f, now).String(); got != c.want {
			t.Errorf("%s: found %s, expected %s", name, got, c.want)
		}
	}
}

func TestMeasureRefusesAWrongCommandLine(t *testing.T) {
	p := newPlace(t)
	broken := p.file("broken.yaml", "city: {name: 春日井市}\n")
	for want, args := range map[string][]string{
		`madoguchi measure: found "now", expected flags only; see madoguchi measure --help`: {"now"},
		`madoguchi measure: --now: found "noon", expected a day and a time from`:            {"--now", "noon"},
		"madoguchi measure: " + broken: {"--config", broken},
	} {
		got := p.run(append([]string{"measure"}, args...)...)
		status := misused
		if slices.Contains(args, broken) {
			status = refused
		}
		if got.status != status || got.out != "" || !strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%v: found %+v, expected %d %s", args, got, status, want)
		}
	}
}

func TestTheMeasureIsAPageWithAPicture(t *testing.T) {
	p := newPlace(t)
	page := p.does("measure", "--html", "--now", atNine)
	for _, part := range []string{
		`<html lang="ja">`, "春日井市 電話にかかる時間", `role="img"`, "いちばん早い枠を予約する（キー 3回）", `<th scope="row">予約を取り消す</th>`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("found no %s in\n%s", part, page)
		}
	}
	if bars := strings.Count(page, `class="calm"`); bars != 7 || strings.Count(page, `class="hurried"`) != bars {
		t.Errorf("%d bars, expected two for each of 7 errands", bars)
	}
	if got := p.run("measure", "--html", "--json"); got.status != misused || !strings.Contains(got.err, "expected one of them") {
		t.Errorf("both at once: %+v", got)
	}
}
