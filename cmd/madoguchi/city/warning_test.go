package city

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// firstOfDecember is when the warnings are given: a Tuesday.
var firstOfDecember = time.Date(2026, 12, 1, 8, 30, 0, 0, booking.JST)

// A meantCity is the small city with something in it that is allowed and surely not meant,
// what is told of it without the name of the file, and an edit that is much like it and
// of which nothing is told.
type meantCity struct {
	claim string // of the table of warnings
	edits
	want string
	not  edits
}

// sound makes the small city one without a warning.
var sound = edits{"number: 050-0000-0000", "number: 0568-00-0001", "line: 050-0000-0001", "line: 0568-00-0002"}

const (
	hours  = `open: [{days: 月-金, from: "09:00", to: "16:00"}]`
	number = "number: 0568-00-0001"
)

// open returns an edit of the hours of the first facility.
func open(rows string) edits { return edits{hours, "open: [" + rows + "]"} }

// besides returns an edit that adds lists to the first facility.
func besides(lists string) edits { return edits{hours, hours + "\n    " + lists} }

const weekdays = `{days: 月-金, from: "09:00", to: "16:00"}`

var meant = []meantCity{
	{"a placeholder is nobody's number", edits{number, "number: 050-0000-0009"},
		`2: warning: number: found "050-0000-0009", which is nobody's number, expected a number that you have`,
		edits{number, "number: 050-0001-0009"}},
	{"a placeholder is nobody's number", edits{number, "number: 050-0000-0009", "line: 0568-00-0002", "line: 050-0000-0001"},
		`2: warning: number: found "050-0000-0009" and 1 more, which are nobody's numbers, expected numbers that you have`,
		edits{"line: 0568-00-0002", "line: 0568-00-0003"}},
	{"a number is abroad", edits{number, "number: +1 212 555 0100"},
		`2: warning: number: found "+1 212 555 0100", which is abroad, expected a number in Japan, such as 050-1234-5678 or 0568-12-3456`,
		edits{number, "number: +81 568 00 0001"}},
	{"a placeholder is nobody's number", edits{"", "national: {lost_card: {number: 050-0000-0009}}\n"},
		`18: warning: national.lost_card.number: found "050-0000-0009", which is nobody's number, expected a number that you have`,
		edits{"", "national: {lost_card: {number: 0120-95-0178}, languages: {number: 0120-95-0178}}\n"}},
	{"a row of hours never opens", edits{"", "national: {languages: {number: 0120-0178-27, hours: [{days: 月-金, from: \"09:30\", to: \"20:00\"}, {days: 木, from: \"20:00\", to: \"21:00\", valid: {until: 2026-11-30}}]}}\n"},
		`18: warning: national.languages.hours[1]: found hours that were valid until 2026-11-30, expected no row that is over, or a later day`,
		edits{"", "national: {languages: {number: 0120-0178-27, hours: [{days: 月-金, from: \"00:00\", to: \"24:00\"}]}}\n"}},
	{"the public URL has a path that the line adds", edits{number, number + "\npublic_url: https://yoyaku.example.jp/line/voice/"},
		`3: warning: public_url: found "https://yoyaku.example.jp/line/voice/", to which the line adds /voice by itself, expected "https://yoyaku.example.jp/line"`,
		edits{number, number + "\npublic_url: https://voice.example.jp/invoice"}},
	{"weekdays run over a weekend", open(`{days: 金〜月, from: "09:00", to: "16:00"}`),
		`12: warning: facilities[0].open[0].days: found "金〜月", which is 月,金-日, expected "月-金", or the days one by one`,
		open(`{days: 月〜日, from: "09:00", to: "16:00"}`)},
	{"weekdays run over a weekend", open(`{days: 火・土〜月, from: "09:00", to: "16:00"}`),
		`12: warning: facilities[0].open[0].days: found "火・土〜月", which is 月,土,日, expected "月-土", or the days one by one`,
		open(`{days: wed and fri-sun, from: "09:00", to: "16:00"}`)},
	{"a counter is open at night", open(`{days: 月-金, from: "12:00", to: "24:00"}`),
		`12: warning: facilities[0].open[0]: found 12:00-24:00, which ends at midnight, expected hours of a day such as 08:30-17:15`,
		open(`{days: 月-金, from: "12:00", to: "21:00"}`)},
	{"people are told at night what they have not asked for", edits{"", "outreach: {hours: [{days: 月-日, from: \"07:30\", to: \"19:00\"}, {days: 月, from: \"19:00\", to: \"22:30\"}]}\n"},
		`18: warning: outreach.hours[0]: found 07:30-19:00, when people are asleep, expected hours from 08:00 to 21:00 such as 10:00-19:00
18: warning: outreach.hours[1]: found 19:00-22:30, when people are asleep, expected hours from 08:00 to 21:00 such as 10:00-19:00`,
		edits{"", "outreach: {hours: [{days: 月-日, from: \"08:00\", to: \"21:00\"}]}\n"}},
	{"a row of hours never opens", edits{"", "outreach: {hours: [{days: 月-金, from: \"10:00\", to: \"19:00\"}, {days: 土, from: \"10:00\", to: \"19:00\", valid: {until: 2026-11-30}}]}\n"},
		`18: warning: outreach.hours[1]: found hours that were valid until 2026-11-30, expected no row that is over, or a later day`,
		edits{"", "outreach: {reminders: [1], closed: [{days: 日}, {from: 08-13, to: 08-16}]}\n"}},
	{"a special day replaces hours without saying so", edits{"", "outreach: {special: [{date: 2026-12-17, from: \"18:00\", to: \"20:00\"}]}\n"},
		`18: warning: outreach.special[0]: found 18:00-20:00 on 2026-12-17 without a mode, which takes the place of 10:00-19:00, expected mode: add for hours besides these, or mode: replace`,
		edits{"", "outreach: {special: [{date: 2026-12-17, from: \"19:00\", to: \"20:00\", mode: add}]}\n"}},
	{"a text tells of hours that there are not", edits{"", "outreach: {texts: true}\nphrases:\n  ja:\n    bye: 土曜日も、開いています。\n"},
		`21: warning: phrases.ja.bye: found "土曜", although no row has hours on a Saturday, expected such hours in the file, or a text without it`,
		edits{"", "outreach: {texts: true}\n"}},
	{"calls with a code are for nobody", edits{"", "web: {code_calls: true}\n"},
		`18: warning: web.code_calls: found calls with a code, although residents have no pages, expected web: {residents: true} as well, or no code_calls`,
		edits{"", "web: {residents: true, code_calls: true}\n"}},
	{"mails are for nobody", edits{"", "mail: {host: smtp.example.jp, from: a@example.jp}\n"},
		`18: warning: mail: found a mail server, although residents have no pages, expected web: {residents: true} as well, or no mail`,
		edits{"", "web: {residents: true}\nmail: {host: smtp.example.jp, from: a@example.jp}\n"}},
	{"the last minutes of a range have no slot", edits{hours, "slot: 20m\n    open: [{days: 月-金, ranges: [{from: 9:00, to: 12:00}, {from: 16:00, to: 16:30}]}]"},
		`13: warning: facilities[0].open[0].ranges[1]: found 16:00-16:30, whose last 10 minutes have no slot of 20, expected an end at 16:20 or 16:40`,
		edits{hours, "slot: 20m\n    open: [{days: 月-金, ranges: [{from: 9:00, to: 12:00}, {from: 16:00, to: 16:40}]}]"}},
	{"a row of hours never opens", open(weekdays + `, {days: 第5金, from: "17:00", to: "19:00", valid: {from: 2027-02-01, until: 2027-03-31}}`),
		`12: warning: facilities[0].open[1]: found 第5金, of which there is none in three years or while it is valid, expected days that come, or no such row`,
		open(weekdays + `, {days: 第5金, from: "17:00", to: "19:00", valid: {from: 2027-04-01, until: 2027-04-30}}`)},
	{"a row of hours never opens", open(weekdays + `, {days: 木, from: "17:00", to: "19:00", valid: {until: 2026-11-30}}`),
		`12: warning: facilities[0].open[1]: found hours that were valid until 2026-11-30, expected no row that is over, or a later day`,
		open(weekdays + `, {days: 木, from: "17:00", to: "19:00", valid: {until: 2026-12-03}}`)},
	{"a row of hours never opens", open(weekdays + `, {days: 木, from: "17:00", to: "19:00"}, {days: 木, from: "09:00", to: "19:00", mode: replace, moved: open}`),
		`12: warning: facilities[0].open[1]: found 木, on which other rows replace these hours each time, expected days on which these hours count, or no such row`,
		open(weekdays + `, {days: 木, from: "17:00", to: "19:00"}, {days: 最終木, from: "09:00", to: "19:00", mode: replace}`)},
	{"a row of hours never opens", besides("closed: [{days: 水, valid: {from: 2026-01-01}}]\n    walk_in: [{days: 水, from: \"09:00\", to: \"12:00\"}]"),
		`14: warning: facilities[0].walk_in[0]: found 水, which is closed each time, expected days that are not closed, or no such row`,
		besides("closed: [{days: 水, valid: {until: 2027-01-01}}]\n    walk_in: [{days: 水, from: \"09:00\", to: \"12:00\"}]")},
	{"nothing is ever moved", open(`{days: 月-金, from: "09:00", to: "16:00", moved: next}`),
		`12: warning: facilities[0].open[0].moved: found "next", although none of these days is moved in three years, expected no moved`,
		open(weekdays + `, {days: 第2月, from: "17:00", to: "19:00", moved: next}`)},
	{"special days have passed", besides(`special: [{date: 2026-11-14, from: "09:00", to: "12:00"}, {date: 2026-12-12, from: "09:00", to: "12:00"}, {date: 2026-11-22, from: "09:00", to: "12:00"}]`),
		`13: warning: facilities[0].special[0]: found {date: 2026-11-14, from: "09:00", to: "12:00"} and 1 more, which have passed, expected days to come: what has passed can be taken out`,
		besides(`special: [{date: 2026-12-12, from: "09:00", to: "12:00"}]`)},
	{"a day is special twice", besides(`special: [{date: 2026-12-12, from: "09:00", to: "12:00"}, {date: 2026-12-12, from: "13:00", to: "15:00"}]`),
		`13: warning: facilities[0].special[1].date: found 2026-12-12 again, which line 13 has, expected one row, with a lunch break if there is one`,
		besides(`special: [{date: 2026-12-12, from: "09:00", to: "12:00"}, {date: 2026-12-12, from: "13:00", to: "15:00", capacity: 1}]`)},
	{"a day is special twice", besides(`special: [{date: 2026-12-12, from: "09:00", to: "12:00"}, {date: 2026-12-12, from: "13:00", to: "15:00", mode: add}]`),
		`13: warning: facilities[0].special[1].date: found 2026-12-12 again, which line 13 has, expected one mode for both rows`,
		besides(`special: [{date: 2026-12-12, from: "09:00", to: "12:00", lunch: "10:00-11:00"}]`)},
	{"a special day is closed", besides("special: [{date: 2026-12-12, from: \"09:00\", to: \"12:00\"}]\n    closed: [{from: 2026-12-10, to: 2026-12-12}]"),
		`13: warning: facilities[0].special[0]: found 2026-12-12, which is closed (line 14), expected a day that is not closed: what is closed wins`,
		besides("special: [{date: 2026-12-12, from: \"09:00\", to: \"12:00\"}]\n    closed: [{from: 2026-12-10, to: 2026-12-11}]")},
	{"a special day replaces hours without saying so", besides(`special: [{date: 2026-12-17, from: "17:00", to: "19:30"}]`),
		`13: warning: facilities[0].special[0]: found 17:00-19:30 on 2026-12-17 without a mode, which takes the place of 09:00-16:00, expected mode: add for hours besides these, or mode: replace`,
		besides(`special: [{date: 2026-12-17, from: "17:00", to: "19:30", mode: replace}, {date: 2026-12-18, from: "17:00", to: "19:30", mode: add}]`)},
	{"closed days have passed", edits{"", "closed: [{date: 2026-11-02}, {date: 2026-12-02}, {date: 2026-11-04}]\n"},
		`18: warning: closed[0]: found {date: 2026-11-02} and 1 more, which have passed, expected days to come: what has passed can be taken out`,
		edits{"", "closed: [{date: 11-02}, {date: 2026-12-02}]\n"}},
	{"a closed day closes nothing", edits{"", "closed: [{date: 2026-12-05}, {date: 2026-12-04}, {from: 12-29, to: 01-03}, {days: 第3土の翌日}]\n"},
		`18: warning: closed[0]: found {date: 2026-12-05}, on which nothing would be open, expected days that would be open, or no such row
18: warning: closed[2]: found {from: 12-29, to: 01-03}, on which nothing would be open, expected days that would be open, or no such row
18: warning: closed[3]: found {days: 第3土の翌日}, on which nothing would be open, expected days that would be open, or no such row`,
		edits{"", "closed: [{from: 2026-12-05, to: 2026-12-07}, {from: 12-28, to: 01-03}, {days: 第3日の翌日}]\n"}},
	{"a party fits no range", edits{hours, `open: [{days: 月-金, from: "09:00", to: "16:00", lunch: "10:00-14:00"}]`},
		`7: warning: facilities[0]: found 5 people at koseki, who take 150 minutes: the longest opening has 120 (2026-12-01), expected max_party: 4, or party: same-slot`,
		edits{hours, `open: [{days: 月-金, ranges: [{from: 9:00, to: 10:00}, {from: 10:00, to: 11:30}]}]`}},
	{"a visit of a service fits no opening", edits{"", services(certificate, strings.TrimSuffix(application, "}")+", visit: 4h, max_party: 1}")[1]},
		`20: warning: services[1].visit: found a visit of 240 minutes at kozoji, where the longest time that is open for it has 180 (2026-12-01), expected visit: 180m or less, or longer hours`,
		edits{"", services(certificate, strings.TrimSuffix(application, "}")+", visit: 3h, max_party: 1}")[1]}},
	{"a visit of a service fits no opening", edits{"", services(certificate, strings.TrimSuffix(application, "}")+`, visit: 40m, max_party: 1, hours: [{days: 火, from: "13:10", to: "14:00"}]}`)[1]},
		`20: warning: services[1].visit: found a visit of 40 minutes at koseki, where the longest time that is open for it has 30 (2026-12-01), expected visit: 30m or less, or longer hours
20: warning: services[1].visit: found a visit of 40 minutes at kozoji, where the longest time that is open for it has 30 (2026-12-01), expected visit: 30m or less, or longer hours`,
		edits{"", services(certificate, strings.TrimSuffix(application, "}")+`, visit: 40m, max_party: 1, hours: [{days: 火, from: "13:00", to: "13:40"}]}`)[1]}},
	{"a visit of a service fits no opening", edits{"", services(certificate, strings.TrimSuffix(application, "}")+`, max_party: 1, hours: [{days: 火, from: "16:00", to: "17:00"}]}`)[1]},
		`20: warning: services[1].hours: found a service that is never there while koseki is open, expected hours within those of the facility, or facilities without koseki
20: warning: services[1].hours: found a service that is never there while kozoji is open, expected hours within those of the facility, or facilities without kozoji`,
		edits{"", services(certificate, strings.TrimSuffix(application, "}")+`, max_party: 1, hours: [{days: 火, from: "15:00", to: "17:00"}]}`)[1]}},
	{"a facility has no service", edits{"", services(strings.TrimSuffix(certificate, "}") + ", facilities: [koseki]}")[1]},
		`13: warning: facilities[1]: found kozoji, which none of the services is at, expected a service at kozoji, or no such facility`,
		edits{"", services(strings.TrimSuffix(certificate, "}")+", facilities: [koseki]}", application)[1]}},
	{"a party fits no range", edits{"", services(certificate, strings.TrimSuffix(application, "}")+", visit: 1h, facilities: [kozoji]}")[1]},
		`20: warning: services[1]: found 5 people at kozoji for application, who take 300 minutes: the longest opening has 180 (2026-12-01), expected max_party: 3, or party: same-slot`,
		edits{"", services(certificate, strings.TrimSuffix(application, "}")+", visit: 1h, facilities: [kozoji], max_party: 3}")[1]}},
	{"a party fits no slot", edits{hours, "party: same-slot\n    max_party: 3\n    " + hours},
		`13: warning: facilities[0].max_party: found 3 people at koseki, whose slots have 2 seats, expected max_party: 2, or a capacity of 3`,
		edits{hours, "party: same-slot\n    max_party: 2\n    " + hours}},
	{"all desks are kept for staff", edits{hours, "reserve: {desks: 2, until: {before: 1h}}\n    " + hours},
		`12: warning: facilities[0].reserve: found 2 desks kept for staff at koseki, which has 2, expected fewer, so that callers have some`,
		edits{hours, "reserve: {desks: 1, until: {before: 1h}}\n    " + hours}},
	{"a text tells of hours that there are not", edits{"ranges: [{from: 9:00, to: 12:00}, {from: 13:00, to: 16:00}]", "from: 9:00, to: 16:00", "", "phrases:\n  ja:\n    bye: 昼休みは、12時からです。土曜日は、お休みです。\n"},
		`20: warning: phrases.ja.bye: found "昼休み", although no row has a lunch break, expected such hours in the file, or a text without it`,
		edits{"", "phrases:\n  ja:\n    bye: 昼休みは、12時からです。土曜日は、お休みです。\n"}},
	{"a text tells of hours that there are not", edits{hours, "where: 市役所1階（土曜も）\n    " + hours},
		`12: warning: facilities[0].where: found "土曜", although no row has hours on a Saturday, expected such hours in the file, or a text without it`,
		edits{hours, "where: 市役所1階（土曜も）\n    open: [" + weekdays + `, {days: 第4土, from: "09:00", to: "12:00"}]`}},
	{"a text tells of hours that there are not", edits{"yomi: こせきじゅうみんか", "yomi: やかんまどぐち\n    say: 夜間窓口"},
		`10: warning: facilities[0].say: found "夜間", although no row has hours after 17:30, expected such hours in the file, or a text without it`,
		edits{"yomi: こせきじゅうみんか", "yomi: こせきまどぐち\n    say: 戸籍窓口"}},
	{"a name is read otherwise than it is written", edits{"yomi: こせきじゅうみんか", "yomi: こせきじゅうみんか\n    say: 坂下しゅっちょうじょ"},
		`9: warning: facilities[0].yomi: found "こせきじゅうみんか", although say is "坂下しゅっちょうじょ", expected the reading of that name`,
		edits{"yomi: こせきじゅうみんか", "yomi: さかしたしゅっちょうじょ\n    say: 坂下しゅっちょうじょ"}},
	{"a name is read otherwise than it is written", edits{"yomi: こせきじゅうみんか", "yomi: しやくしょ1かいの、こせきか\n    say: 市役所いっかいの、戸籍課"},
		`9: warning: facilities[0].yomi: found "しやくしょ1かいの、こせきか", although say is "市役所いっかいの、戸籍課", expected the reading of that name`,
		edits{"yomi: こせきじゅうみんか", "yomi: しやくしょいっかいのこせきか\n    say: 市役所1階の、戸籍課"}},
	{"a name is read otherwise than it is written", edits{"short: こうぞうじ", "short: 高蔵寺センター\n    short_yomi: こうぞうじ", "yomi: かすがいし}", "yomi: かすがいし, say: 春日井し}"},
		`17: warning: facilities[1].short_yomi: found "こうぞうじ", although short is "高蔵寺センター", expected the reading of that name`,
		edits{"short: こうぞうじ", "short: 高蔵寺センタ\n    short_yomi: こうぞうじせんた"}},
}

// told returns the warnings of the small city with edits, one a line.
func (e edits) told(t *testing.T) string {
	t.Helper()
	c := parsed(t, []byte(e.apply(sound.apply(small))))
	var lines []string
	for _, w := range c.Warnings(firstOfDecember) {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

func TestWhatIsSurelyNotMeantIsTold(t *testing.T) {
	for _, m := range meant {
		t.Run(m.claim, func(t *testing.T) {
			if got, want := m.told(t), expected(m.want); got != want {
				t.Errorf("told\n%s\nwant\n%s", got, want)
			}
			if got := m.not.told(t); got != "" {
				t.Errorf("of what is much like it, told\n%s", got)
			}
		})
	}
	if got := (edits{}).told(t); got != "" {
		t.Errorf("of the sound city, told\n%s", got)
	}
}

// Each kind of warning is in the tests, by the claim of its row.
func TestEveryKindOfWarningIsTested(t *testing.T) {
	tested := map[string]bool{}
	for _, m := range meant {
		tested[m.claim] = true
	}
	for _, w := range warnings {
		if !tested[w.claim] {
			t.Errorf("%q is in no test", w.claim)
		}
		delete(tested, w.claim)
	}
	for claim := range tested {
		t.Errorf("%q is no kind of warning", claim)
	}
}

// What real towns publish is meant, as long as it has not passed.
func TestNoTownHasAWarningButOfItsNumbers(t *testing.T) {
	files, err := filepath.Glob("testdata/towns/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d towns, %v", len(files), err)
	}
	for _, file := range files {
		c, err := Load(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range c.Warnings(time.Date(2026, 1, 5, 9, 0, 0, 0, booking.JST)) {
			if !strings.Contains(w.Found, "nobody's number") {
				t.Error(w)
			}
		}
	}
}

// The sample city has warnings of its placeholders alone.
func TestTheSampleHasNoWarningButItsNumbers(t *testing.T) {
	for n := range 12 {
		now := firstOfDecember.AddDate(0, 0, n*37)
		c, err := Parse("sample city", Sample(now))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range c.Warnings(now) {
			if !strings.Contains(w.Found, "nobody's number") {
				t.Fatalf("on %s: %s", now, w)
			}
		}
	}
}
