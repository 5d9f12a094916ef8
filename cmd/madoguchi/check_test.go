package main

import (
	"strings"
	"testing"

	"madoguchi/cmd/madoguchi/city"
)

// soundCity is a city with nothing to warn of: one counter, one desk, a morning a day.
const soundCity = `city: {name: 春日井市, yomi: かすがいし}
number: 0568-00-0001
call_centre:
  number: 050-3821-0921
  hours: [{days: 月-金, from: "08:30", to: "17:00"}]
rules: {slot: 30m, capacity: 1, horizon: 60d, max_party: 3}
facilities:
  - id: koseki
    name: 戸籍住民課
    yomi: こせきじゅうみんか
    short: しやくしょ
    open: [{days: 月-金, from: "09:00", to: "12:00"}]
`

// city writes the sound city, with some text replaced, and returns its path.
func (p *place) city(replace ...string) string {
	p.t.Helper()
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(soundCity, replace[i]) {
			p.t.Fatalf("the sound city has no %q", replace[i])
		}
	}
	return p.file("city.yaml", strings.NewReplacer(replace...).Replace(soundCity))
}

// serves makes the calendar of the ledger that of a file, as serve does.
func (p *place) serves(path string) {
	p.t.Helper()
	config, err := city.Load(path)
	if err != nil {
		p.t.Fatal(err)
	}
	p.keep(&config.City)
}

func TestACheckEndsWithWhatTheFileMeans(t *testing.T) {
	p := newPlace(t)
	path := p.city(`max_party: 3}`, `max_party: 3, opens_at: "09:00", book_until: {open_days_before: 2, at: "17:00"}, change_until: {before: 3h}, most: 4, reserve: {desks: 1, until: {days_before: 1, at: "12:00"}}}`,
		`capacity: 1`, `capacity: 2`,
		`open: [{days: 月-金, from: "09:00", to: "12:00"}]`, `open: [{days: 月-金, from: "09:00", to: "12:00"}, {days: 第3木, from: "17:00", to: "19:00"}]
    special: [{date: 2026-12-13, from: "09:00", to: "12:00"}]
    closed: [{from: 2027-02-01, to: 2027-02-02}, {days: 第1金, valid: {from: 2027-02-01, until: 2027-02-28}}]`)
	got := p.does("config", "check", path)
	want := path + `: ok

窓口        1週の枠  席  どこまで先を                                                予約は                変更は       取り消しは  ほかに
戸籍住民課  30       60  60日先まで、いちばん先は 09:00から (いまは 2027-01-29(金))  2開庁日前の17:00まで  3時間前まで  始まるまで  1日 4件まで、窓口 1つは、前の日の12:00まで、職員のために残す

案内する国の電話    番号  時間
カードをなくした方  -     案内しない
外国語の方          -     案内しない

こちらから知らせること  どうやって  いつ
予約・変更・取り消し    -           知らせない
予約の日が近いこと      -           知らせない

住民の予約ページ: 開かない

いつもの週と違う日                    窓口        時間                     なぜ
2026-12-13(日)                        戸籍住民課  09:00-12:00              特別に開く
2026-12-17(木)                        戸籍住民課  09:00-12:00 17:00-19:00  第3木
2026-12-29(火)から2027-01-01(金)まで  戸籍住民課  -                        年末年始
2027-01-11(月)                        戸籍住民課  -                        成人の日
2027-01-21(木)                        戸籍住民課  09:00-12:00 17:00-19:00  第3木
2027-02-01(月)から2027-02-02(火)まで  戸籍住民課  -                        休み
2027-02-05(金)                        戸籍住民課  -                        決まった休み
2027-02-11(木)                        戸籍住民課  -                        建国記念の日
2027-02-18(木)                        戸籍住民課  09:00-12:00 17:00-19:00  第3木
2027-02-23(火)                        戸籍住民課  -                        天皇誕生日
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What callers are told to call is listed, for nothing else can tell whether it is right.
func TestACheckNamesTheNationalLines(t *testing.T) {
	p := newPlace(t)
	path := p.city("rules:", "national: {lost_card: {number: 0120-95-0178}, languages: {number: 0120-0178-27, hours: [{days: 月-金, from: \"09:30\", to: \"20:00\"}, {days: 祝, from: \"09:30\", to: \"17:30\"}]}}\nrules:")
	want := `案内する国の電話    番号        時間
カードをなくした方  0120950178  いつでも
外国語の方          0120017827  月-金 09:30-20:00、祝 09:30-17:30
`
	if got := p.does("config", "check", path); !strings.Contains(got, "\n\n"+want+"\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What is sent costs money and wakes people: whoever reads the check sees what, how and when.
func TestACheckNamesWhatTheLineTellsByItself(t *testing.T) {
	p := newPlace(t)
	for section, want := range map[string]string{
		"outreach: {texts: true, reminders: [1, 3]}": `こちらから知らせること  どうやって                       いつ
予約・変更・取り消し    携帯電話にSMS                    すぐに
予約の日の3日前と1日前  携帯電話にSMS、ほかの電話に通話  月-日 10:00-19:00、その日が休みなら前の日
`,
		"outreach: {reminders: [2], hours: [{days: 月-金, from: \"09:00\", to: \"17:00\", lunch: \"12:00-13:00\"}]}": `こちらから知らせること  どうやって                       いつ
予約・変更・取り消し    -                                知らせない
予約の日の2日前         携帯電話にSMS、ほかの電話に通話  月-金 09:00-12:00 13:00-17:00、その日が休みなら前の日
`,
		"outreach: {texts: true}": `こちらから知らせること  どうやって     いつ
予約・変更・取り消し    携帯電話にSMS  すぐに
予約の日が近いこと      -              知らせない
`,
	} {
		if got := p.does("config", "check", p.city("rules:", section+"\nrules:")); !strings.Contains(got, "\n\n"+want+"\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", section, got, want)
		}
	}
}

// A weekday that is always closed belongs to the usual week: it is no slot, and not listed.
func TestADayThatIsAlwaysClosedIsUsual(t *testing.T) {
	p := newPlace(t)
	path := p.city(`to: "12:00"}]`, `to: "12:00"}]
    closed: [{days: 水}]`)
	got := p.does("config", "check", path)
	if !strings.Contains(got, "戸籍住民課  24       24 ") || strings.Contains(got, "(水)  ") || !strings.Contains(got, "2027-01-11(月)") {
		t.Errorf("got\n%s", got)
	}
}

// A warning is told with its line, and is no mistake unless somebody wants it to be one.
func TestAWarningIsNoMistakeUnlessStrict(t *testing.T) {
	p := newPlace(t)
	path := p.city("days: 月-金, from: \"09:00\"", "days: 金-月, from: \"09:00\"")
	warned := path + ":12: warning: facilities[0].open[0].days: found \"金-月\", which is 月,金-日, expected \"月-金\", or the days one by one\n"
	got := p.run("config", "check", path)
	if got.status != done || got.err != warned || !strings.HasPrefix(got.out, path+": ok, with a warning\n") {
		t.Errorf("got %+v", got)
	}
	strict := p.run("config", "check", path, "--strict")
	if strict.status != refused || strict.err != warned || strict.out != got.out {
		t.Errorf("strict: %+v", strict)
	}
	if got := p.run("config", "check", p.city(), "--strict"); got.status != done || got.err != "" {
		t.Errorf("strict, of the sound city: %+v", got)
	}
}

// All of a visit counts, not its first slot alone, and hours that have a gap in it.
func TestAVisitThatAConfigLeavesOutsideIsListed(t *testing.T) {
	p := newPlace(t)
	path := p.city()
	p.serves(path)
	in := p.add("090-1234-5678", "koseki", "2026-12-02 10:30", "--party", "3", "--config", path) // to 12:00
	p.add("090-1234-5679", "koseki", "2026-12-03 09:00", "--config", path)
	if got := p.does("config", "check", path, "--db", p.db); !strings.HasPrefix(got, path+": ok\n") {
		t.Errorf("the hours it was booked in: %q", got)
	}
	for _, hours := range []string{`from: "09:00", to: "11:00"`, `from: "09:00", to: "12:00", lunch: "11:00-11:30"`} {
		shorter := p.city(`from: "09:00", to: "12:00"`, hours, "max_party: 3", "max_party: 1")
		got := p.run("config", "check", shorter, "--db", p.db)
		wantOut := `窓口が開いていない時間の予約
受付番号  日時                        窓口        人数  何人目  電話
` + in + `    2026-12-02(水) 10:30-12:00  戸籍住民課  3     1       +81******5678

`
		wantErr := "madoguchi config check: 1 of 2 active bookings are outside the opening hours of this config: move them, or call these people\n"
		if got.status != refused || !strings.HasPrefix(got.out, wantOut) || got.err != wantErr {
			t.Errorf("%s: got %+v\nwant %s%s", hours, got, wantOut, wantErr)
		}
	}
}

// A shorter horizon tells what may be booked from now on. Nobody's visit is outside of it.
func TestAShorterHorizonLeavesNobodyOutside(t *testing.T) {
	p := newPlace(t)
	path := p.city()
	p.serves(path)
	p.add("090-1234-5678", "koseki", "2027-01-20 09:00", "--config", path) // day 50
	shorter := p.city("horizon: 60d", "horizon: 30d")
	if got := p.does("config", "check", shorter, "--db", p.db); !strings.HasPrefix(got, shorter+": ok\n") {
		t.Errorf("a shorter horizon: %q", got)
	}
	p.serves(shorter)
	if got := p.list("--affected", "--config", shorter); len(got) != 0 {
		t.Errorf("affected: %+v", got)
	}
	p.sound()
}

// What stands where more is promised than the file wants is listed, and is no mistake.
func TestMorePromisedThanTheFileWantsIsListed(t *testing.T) {
	p := newPlace(t)
	path := p.city("capacity: 1", "capacity: 2")
	p.serves(path)
	one := p.add("090-1234-5678", "koseki", "2026-12-02 09:00", "--config", path)
	two := p.add("090-1234-5679", "koseki", "2026-12-02 09:00", "--config", path)
	fewer := p.city()
	got := p.does("config", "check", fewer, "--db", p.db)
	if !strings.HasPrefix(got, "窓口の数をこえる時間の予約。") || !strings.Contains(got, one) || !strings.Contains(got, two) || !strings.Contains(got, fewer+": ok\n") {
		t.Errorf("got\n%s", got)
	}
	if got := p.does("ledger", "check", "--db", p.db); got != p.db+": ok\n" {
		t.Errorf("before: %q", got)
	}
	p.serves(fewer)
	want := p.db + `: ok
promised beyond the desks: receipt ` + one + `: koseki 2026-12-02 09:00-09:30
promised beyond the desks: receipt ` + two + `: koseki 2026-12-02 09:00-09:30
`
	if got := p.does("ledger", "check", "--db", p.db); got != want {
		t.Errorf("ledger check says\n%s\nwant\n%s", got, want)
	}
	var machine struct {
		Wrong    []string      `json:"wrong"`
		Promised []bookingJSON `json:"promised"`
		Version  int           `json:"version"`
		Program  int           `json:"program"`
		Columns  bool          `json:"columns"`
	}
	p.read(&machine, "ledger", "check", "--db", p.db, "--json")
	if len(machine.Wrong) != 0 || len(machine.Promised) != 2 || machine.Promised[0].Receipt != one || machine.Version != machine.Program || !machine.Columns {
		t.Errorf("for machines: %+v", machine)
	}
}

// Where the file and staff want different things, the check says which holds, and who said so.
func TestWhereFileAndStaffDisagree(t *testing.T) {
	p := newPlace(t)
	path := p.city()
	p.serves(path)
	slots := func(args ...string) {
		t.Helper()
		p.does(append([]string{"slots"}, append(args, "--config", path, "--db", p.db, "--facility", "koseki")...)...)
	}
	slots("close", "--date", "2026-12-03", "--why", "職員の研修")
	slots("open", "--date", "2026-12-05", "--from", "09:00", "--to", "12:00", "--capacity", "3")
	slots("desks", "1", "--date", "2026-12-07")
	slots("desks", "2", "--date", "2026-12-08", "--to", "10:00")
	slots("desks", "4", "--date", "2026-12-03")
	slots("desks", "5", "--date", "2026-12-10")
	slots("open", "--date", "2026-12-09", "--from", "11:00", "--to", "13:00", "--capacity", "1") // adds what the file has not
	slots("open", "--date", "2026-12-12", "--from", "11:00", "--to", "13:00", "--capacity", "1")
	changed := p.city("facilities:", "closed: [{date: 2026-12-10}]\nfacilities:", `to: "12:00"}]`, `to: "12:00"}, {days: 第2土, from: "09:00", to: "12:00"}]`)
	got := p.does("config", "check", changed, "--db", p.db)
	want := `職員が決めたことが、設定とちがうところ
番号  いつの                      窓口        設定では      職員は                          優先         だれが  いつ              理由
1     2026-12-03(木)              戸籍住民課  窓口 1        受付を止める                    職員         window  2026-12-01 08:30  職員の研修
2     2026-12-05(土) 09:00-12:00  戸籍住民課  休み          時間を足す（窓口 3、30分ごと）  職員         window  2026-12-01 08:30  -
4     2026-12-08(火) 00:00-10:00  戸籍住民課  窓口 1        窓口の数を 2 にする             職員         window  2026-12-01 08:30  -
5     2026-12-03(木)              戸籍住民課  窓口 1        窓口の数を 4 にする             職員 (停止)  window  2026-12-01 08:30  -
6     2026-12-10(木)              戸籍住民課  休み          窓口の数を 5 にする             設定         window  2026-12-01 08:30  -
7     2026-12-09(水) 12:00-13:00  戸籍住民課  休み          時間を足す（窓口 1、30分ごと）  職員         window  2026-12-01 08:30  -
8     2026-12-12(土) 11:00-13:00  戸籍住民課  窓口 1か休み  時間を足す（窓口 1、30分ごと）  職員         window  2026-12-01 08:30  -

`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A reading that makes a phrase longer than is understood is told with the phrase.
func TestAReadingThatTakesTooLongToSayIsTold(t *testing.T) {
	p := newPlace(t)
	for _, c := range []struct{ replace, by, want string }{
		{"yomi: こせきじゅうみんか", "yomi: ひがし、みなみ、きた、にし、の、しやくしょ、の、こせきか", "facilities[0].yomi: found ひがし、みなみ、きた、にし、の、しやくしょ、の、こせきか, with which "},
		{"yomi: こせきじゅうみんか", "yomi: ひがし、みなみ、きた、にし、の、しやくしょ、の、こせきか\n    say: 東、南、北、西、の、市役所、の、戸籍課", "facilities[0].yomi: found ひがし、みなみ、きた、にし、の、しやくしょ、の、こせきか, with which "},
		{"yomi: かすがいし", "yomi: かすがいしやくしょひがしちょうしゃまどぐちさーびすかかり", "city.yomi: found かすがいしやくしょひがしちょうしゃまどぐちさーびすかかり, with which "},
	} {
		path := p.city(c.replace, c.by)
		got := p.run("config", "check", path)
		if got.status != done || strings.Count(got.err, "\n") != 1 || !strings.HasPrefix(got.err, p.where(path, c.by)+" warning: "+c.want) || !strings.HasSuffix(got.err, ", expected a shorter reading\n") {
			t.Errorf("%s: %+v", c.by, got)
		}
	}
}
