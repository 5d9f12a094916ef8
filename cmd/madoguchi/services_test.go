package main

import (
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
)

// severalServices writes the sample city with the three services that it shows.
func (p *place) severalServices(replace ...string) string {
	p.t.Helper()
	_, shown, _ := strings.Cut(p.does("config", "sample"), "\n# services:\n")
	shown, _, found := strings.Cut(shown, "\n#\n")
	if !found {
		p.t.Fatal("the sample shows no services")
	}
	services := strings.NewReplacer(replace...).Replace("\nservices:\n" + strings.TrimPrefix(strings.ReplaceAll("\n"+shown, "\n#   ", "\n"), "\n"))
	return p.sampleWith("\nper_service: false\n", services+"\nper_service: "+perService(replace)+"\n")
}

// perService says what is written for per_service: true if that is among what is replaced.
func perService(replace []string) string {
	if len(replace) > 0 && replace[0] == "per_service" {
		return replace[1]
	}
	return "false"
}

const applicationID = "12345678901234567890123"

// Staff book at the terminal for one of several services, and see of it what they may: an
// application ID with its last four digits, and nothing of it in the trail.
func TestStaffBookForAService(t *testing.T) {
	p := newPlace(t).withLedger()
	config := p.severalServices()
	with := func(args ...string) []string {
		return append(append([]string{"bookings"}, args...), "--config", config, "--db", p.db)
	}
	card := p.add("090-1234-5678", "koseki", "2026-12-03 13:00", "--config", config, "--service", "application", "--party", "2",
		"--procedure", "renewal", "--application-id", "１２３４ 5678 9012 3456 7890 123", "--procedure", "reissue", "--reason", "", "--reason", "lost")
	p.add("0568-11-2222", "koseki", "2026-12-03 13:00", "--config", config, "--service", "certificate")
	p.add("080-3333-1111", "tobu", "2026-12-03 13:00", "--config", config, "--service", "pick-up")

	want := `受付番号 日時 窓口 人数 何人目 電話 用件
2026-12-03(木) 13:00 東部市民センター 1 1 +81******1111 マイナンバーカードの受け取り
2026-12-03(木) 13:00-14:20 戸籍住民課 2 1 +81******5678 マイナンバーカードの申請
2026-12-03(木) 13:00 戸籍住民課 1 1 +81*****2222 電子証明書の更新`
	got := p.does(with("list")...)
	for _, line := range strings.Split(want, "\n") {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), line) {
			t.Errorf("found no %q in\n%s", line, got)
		}
	}
	var listed []bookingJSON
	p.read(&listed, with("list", "--service", "application", "--json")...)
	if len(listed) != 1 || listed[0].Receipt != card || listed[0].Service != "application" || listed[0].Procedure != "renewal" {
		t.Errorf("%+v", listed)
	}
	shown := p.does(with("show", card)...)
	for _, line := range []string{"用件 マイナンバーカードの申請", "1人目の方 更新、申請書ID *******************0123", "2人目の方 再発行、理由 紛失した", "戸籍住民課 2026-12-03 13:00、マイナンバーカードの申請、人数 2"} {
		if !strings.Contains(strings.Join(strings.Fields(shown), " "), line) {
			t.Errorf("found no %q in\n%s", line, shown)
		}
	}
	var machine bookingJSON
	p.read(&machine, with("show", card, "--json")...)
	if len(machine.Errands) != 2 || machine.Errands[0] != (errandJSON{"renewal", "*******************0123", ""}) || machine.Errands[1] != (errandJSON{"reissue", "", "lost"}) {
		t.Errorf("%+v", machine.Errands)
	}
	if strings.Contains(shown+p.does(with("show", card, "--json")...)+got, applicationID[:20]) {
		t.Error("the application ID is shown")
	}
	p.does(with("move", card, "--start", "2026-12-03 14:00")...)
	if p.read(&listed, with("list", "--service", "application", "--json")...); listed[0].End != "2026-12-03T15:20:00+09:00" {
		t.Errorf("after it was moved: %+v", listed[0])
	}
	p.sound()
}

// What a service does not have is refused in one line that names what there is, before the
// ledger is touched.
func TestWhatAServiceDoesNotHaveIsRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	several := p.severalServices()
	const book = "bookings add --phone 09012345678 --facility koseki --start 2026-12-03T13:00"
	for _, c := range []struct{ config, args, want string }{
		{several, book, "--service: found none, expected one of certificate, application, pick-up"},
		{several, strings.Replace(book, "koseki", "tobu", 1), "--service: found none, expected one of certificate, pick-up"},
		{several, book + " --service passport", `--service: found "passport", expected one of certificate, application, pick-up`},
		{several, strings.Replace(book, "koseki", "tobu", 1) + " --service application", "--facility: found tobu, which does not have the service application, expected one of koseki"},
		{several, book + " --service pick-up --procedure renewal", "--procedure: found renewal of person 1, expected one of pick-up for the service pick-up"},
		{several, book + " --service application --procedure pick-up", "--procedure: found pick-up of person 1, expected one of renewal, new-issue, reissue, unsaid for the service application"},
		{several, book + " --service application --procedure reissue --reason stolen", `--reason: found "stolen" of person 1, expected one of lost, broken`},
		{several, book + " --service application --procedure renewal --reason lost", "--reason: found one for renewal of person 1, expected one for a reissue of an application alone, whose reasons are in city.yaml"},
		{several, book + " --service application --procedure new-issue --application-id " + applicationID, "--application-id: found one for new-issue of person 1, expected one for a renewal of an application alone"},
		{several, book + " --service application --procedure renewal --application-id " + applicationID[1:], "--application-id: found an application ID of 22 digits, expected 23"},
		{several, book + " --service application --procedure renewal --procedure renewal", "found what 2 people come for, expected at most 1: see --party"},
		{several, "bookings list --service passport", `--service: found "passport", expected one of certificate, application, pick-up`},
		{"", book + " --service application", `--service: found "application", expected one of certificate`},
		{"", book + " --procedure reissue", "--procedure: found reissue of person 1, expected one of renewal, new-issue for the service certificate"},
	} {
		args := append(strings.Fields(c.args), "--db", p.db)
		if c.config != "" {
			args = append(args, "--config", c.config)
		}
		command := strings.Join(strings.Fields(c.args)[:2], " ")
		if got, want := p.run(args...), "madoguchi "+command+": "+c.want+"\n"; got != (said{status: misused, err: want}) {
			t.Errorf("%s\n got %d %q%q\nwant %q", c.args, got.status, got.out, got.err, want)
		}
	}
	if got := p.list("--all"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// A number has one booking of all services, or of each, and the terminal says which the city
// counts.
func TestTheTerminalSaysHowBookingsOfServicesAreCounted(t *testing.T) {
	for each, want := range map[string]string{
		"false": "already has booking 000000 (member 1) at koseki, 2026-12-03 13:00, for the service application (per_service: false: one of all); for another person of the household: --member 2\n",
		"true":  "",
	} {
		p := newPlace(t).withLedger()
		config := p.severalServices("per_service", each)
		l, err := readLine(config, p.now)
		if err != nil {
			t.Fatal(err)
		}
		card := p.add("090-1234-5678", "koseki", "2026-12-03 13:00", "--config", config, "--service", "application")
		if want == "" {
			early := p.run("bookings", "add", "--config", config, "--db", p.db, "--phone", "090-1234-5678", "--facility", "tobu", "--start", "2026-12-03 13:00", "--service", "pick-up")
			if early.status != refused || !strings.Contains(early.err, "which serve tells the ledger when it starts") {
				t.Errorf("before serve: %+v", early)
			}
		}
		p.inLedger(func(ledger *store.Store) error {
			_, err := ledger.Learn(t.Context(), store.By{Way: store.ByTerminal}, *l.owner())
			return err
		})
		got := p.run("bookings", "add", "--config", config, "--db", p.db, "--phone", "090-1234-5678", "--facility", "tobu", "--start", "2026-12-03 13:00", "--service", "pick-up")
		if want == "" && got.status != done || want != "" && !strings.HasSuffix(strings.Replace(got.err, card, "000000", 1), want) {
			t.Errorf("per_service %s: %+v, expected %q", each, got, want)
		}
		again := p.run("bookings", "add", "--config", config, "--db", p.db, "--phone", "090-1234-5678", "--facility", "koseki", "--start", "2026-12-03 15:00", "--service", "application")
		if again.status != refused || !strings.Contains(again.err, "for the service application") {
			t.Errorf("per_service %s: %+v", each, again)
		}
		p.sound()
	}
}

// Without services in the config, nothing is told of them, unless the ledger has one.
func TestAServiceThatHasLeftTheConfigIsToldByItsID(t *testing.T) {
	p := newPlace(t).withLedger()
	config := p.severalServices()
	p.add("080-3333-1111", "tobu", "2026-12-03 13:00")
	if got := p.does("bookings", "list", "--db", p.db); strings.Contains(got, "用件") {
		t.Errorf("%s", got)
	}
	card := p.add("090-1234-5678", "koseki", "2026-12-03 13:00", "--config", config, "--service", "application")
	if got := p.does("bookings", "list", "--db", p.db); !strings.Contains(got, "application") {
		t.Errorf("%s", got)
	}
	p.does("bookings", "move", card, "--db", p.db, "--start", "2026-12-03 14:00")
	if b := p.list("--service", string(booking.CertificateService)); len(b) != 1 {
		t.Errorf("%+v", b)
	}
	p.does("bookings", "cancel", card, "--db", p.db)
	p.sound()
}

// What a file with services means is printed: where, when, how long each takes, by which figures
// of its own, and how many bookings a number may have.
func TestACheckTellsOfTheServices(t *testing.T) {
	p := newPlace(t)
	got := p.run("config", "check", p.severalServices("per_service", "true"))
	want := `
用件                        種類            窓口        1人の時間  いつ                  ちがうきまり
電子証明書の更新            電子証明書      すべて      30分       窓口が開いているとき  -
マイナンバーカードの申請    カードの申請    戸籍住民課  40分       窓口が開いているとき  -
マイナンバーカードの受け取り  カードの受け取り  すべて      30分       火,木 13:00-16:00     1件 1人まで

1つの番号に: 用件ごとに、1件
`
	if squeezed(got.out) != "" && !strings.Contains(squeezed(got.out), squeezed(want)) {
		t.Errorf("got\n%s\nwant\n%s", got.out, want)
	}
	if got := p.run("config", "check"); strings.Contains(got.out, "用件") {
		t.Errorf("of one service:\n%s", got.out)
	}
}

// squeezed returns a text without the blanks that line its columns up.
func squeezed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.Join(strings.Fields(lines[i]), " ")
	}
	return strings.Join(lines, "\n")
}

// A slot tells which services may begin in it: each takes as long as it takes, and is there
// where and when it is there.
func TestASlotTellsWhichServicesMayBeginInIt(t *testing.T) {
	p := newPlace(t).withLedger()
	config := p.severalServices()
	of := func(args ...string) (slots []slotJSON) {
		p.read(&slots, append([]string{"slots", "list", "--db", p.db, "--config", config, "--date", "2026-12-03", "--json"}, args...)...)
		return slots
	}
	at := func(slots []slotJSON, clock string) string {
		for _, s := range slots {
			if strings.Contains(s.Start, "T"+clock) {
				return strings.Join(s.Services, " ")
			}
		}
		return "no slot"
	}
	koseki, tobu := of("--facility", "koseki"), of("--facility", "tobu")
	last := koseki[len(koseki)-1].Start[11:16]
	for _, c := range []struct {
		slots       []slotJSON
		clock, want string
	}{
		{koseki, "09:00", "certificate application"}, {koseki, "13:00", "certificate application pick-up"}, {koseki, last, "certificate pick-up"},
		{tobu, "09:00", "certificate"}, {tobu, "13:00", "certificate pick-up"},
	} {
		if got := at(c.slots, c.clock); got != c.want {
			t.Errorf("%s at %s: %q, expected %q", c.slots[0].Facility, c.clock, got, c.want)
		}
	}
	if got := of("--service", "application"); len(got) == 0 || len(got) >= len(koseki) || got[0].Facility != "koseki" {
		t.Errorf("%d of %d", len(got), len(koseki))
	}
	if got := p.does("slots", "list", "--db", p.db, "--config", config, "--date", "2026-12-03", "--facility", "tobu"); !strings.Contains(got, "電子証明書・カードの受け取り\n") {
		t.Errorf("%s", got)
	}
}

// The year of a service that has hours of its own is proof-read like that of a facility.
func TestTheCalendarHasTheHoursOfServices(t *testing.T) {
	p := newPlace(t)
	config := p.severalServices()
	if got := p.does("calendar", "--config", config, "--facility", "koseki", "--day", "2026-12-03"); !strings.Contains(got, "マイナンバーカードの受け取り の時間  2026-12-03(木)  13:00-16:00") {
		t.Errorf("%s", got)
	}
	var year calendarJSON
	p.read(&year, "calendar", "--config", config, "--json")
	if n := len(year.Places); year.Places[n-2].Of != "service" || year.Places[n-2].Service != "pick-up" || year.Places[n-1].Of != "call_centre" {
		t.Errorf("%+v", year.Places[n-2:])
	}
}

// What callers need is measured for each service, and a rehearsed year tells how many of each
// were booked.
func TestMeasureAndRehearsalTellOfEachService(t *testing.T) {
	p := newPlace(t)
	config := p.severalServices()
	var rows []measured
	p.read(&rows, "measure", "--config", config, "--now", atNine, "--json")
	of := map[string]string{}
	for _, m := range rows {
		if m.Errand == "book-earliest" {
			of[string(m.Service)] = m.Facility
		}
	}
	if len(of) != 3 || of["application"] != "koseki" || of["certificate"] != "ajiyoshi" || of["pick-up"] != "ajiyoshi" {
		t.Errorf("measured %v of %+v", of, rows)
	}
	var year yearTold
	p.read(&year, "rehearse", "--config", config, "--people", "3000", "--days", "20", "--from", "2026-12-01", "--json")
	sum := 0
	for _, n := range year.Services {
		sum += n
	}
	if sum == 0 || sum != year.Booked {
		t.Errorf("%d booked of %v", year.Booked, year.Services)
	}
	if got := p.does("rehearse", "--config", config, "--people", "3000", "--days", "5", "--from", "2026-12-01"); !strings.Contains(got, "予約のうち、マイナンバーカードの申請: ") {
		t.Errorf("%s", got)
	}
}
