package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// add books for a number and returns the receipt number.
func (p *place) add(phone, facility, start string, more ...string) string {
	p.t.Helper()
	out := p.does(append([]string{"bookings", "add", "--db", p.db, "--phone", phone, "--facility", facility, "--start", start}, more...)...)
	receipt, err := booking.ParseReceipt(strings.TrimSuffix(out, "\n"))
	if err != nil {
		p.t.Fatalf("bookings add printed %q: %v", out, err)
	}
	return string(receipt)
}

// list lists bookings as another program would.
func (p *place) list(args ...string) (found []bookingJSON) {
	p.t.Helper()
	p.read(&found, append([]string{"bookings", "list", "--db", p.db, "--json"}, args...)...)
	return found
}

// read reads what a command prints as JSON; unknown keys are mistakes.
func (p *place) read(into any, args ...string) {
	p.t.Helper()
	d := json.NewDecoder(strings.NewReader(p.does(args...)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		p.t.Fatalf("%q: %v", args, err)
	}
}

func TestTheCounterSeesItsDay(t *testing.T) {
	p := newPlace(t).withLedger()
	late := p.add("090-1234-5678", "koseki", "2026-12-01 13:00", "--party", "2")
	early := p.add("0568-11-2222", "koseki", "2026-12-01 09:00", "--member", "2", "--procedure", "new-issue")
	p.add("080-3333-1111", "tobu", "2026-12-01 09:00")
	p.add("080-3333-1112", "koseki", "2026-12-02 09:00")

	want := fmt.Sprintf(`受付番号  日時                        窓口        人数  何人目  電話
%s    2026-12-01(火) 09:00        戸籍住民課  1     2       +81*****2222
%s    2026-12-01(火) 13:00-14:00  戸籍住民課  2     1       +81******5678
`, early, late)
	for _, day := range []string{"2026-12-01", "today", "今日"} {
		if got := p.does("bookings", "list", "--db", p.db, "--facility", "koseki", "--date", day); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", day, got, want)
		}
	}
	if got := p.list("--date", "tomorrow"); len(got) != 1 || got[0].Phone != "+81******1112" {
		t.Errorf("tomorrow: %+v", got)
	}
}

func TestBookingsAreListedForMachines(t *testing.T) {
	p := newPlace(t).withLedger()
	if got := p.does("bookings", "list", "--db", p.db, "--json"); got != "[]\n" {
		t.Errorf("no bookings: %q, want []", got)
	}
	receipt := p.add("０９０−１２３４−５６７８", "ajiyoshi", "2026-12-01T09:30", "--party", "2", "--procedure", "new-issue")
	want := bookingJSON{
		Receipt: receipt, Phone: "+81******5678", Member: 1, Procedure: "new-issue", Facility: "ajiyoshi",
		Start: "2026-12-01T09:30:00+09:00", End: "2026-12-01T10:30:00+09:00", Party: 2, State: "active", Made: "2026-12-01T08:30:00+09:00", Service: "certificate",
	}
	got := p.list()
	if len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	for args, n := range map[string]int{
		"--phone 09012345678": 1, "--phone +819012345678": 1, "--phone 09012345679": 0, "--facility ajiyoshi": 1, "--facility tobu": 0,
		"--date 2026-12-01": 1, "--date 2026-12-02": 0, "--all": 1, "--phone 09012345678 --facility ajiyoshi --date today": 1,
	} {
		if got := p.list(strings.Fields(args)...); len(got) != n {
			t.Errorf("%s: %d bookings, want %d", args, len(got), n)
		}
	}
}

// Whoever lists or shows a booking sees that a proxy comes, also after it was moved.
func TestABookingTellsThatAProxyComes(t *testing.T) {
	p := newPlace(t).withLedger()
	alone := p.add("090-1111-2222", "koseki", "2026-12-03 09:30")
	if got := p.does("bookings", "list", "--db", p.db); strings.Contains(got, "代理") {
		t.Errorf("nobody has one:\n%s", got)
	}
	receipt := p.add("090-1234-5678", "koseki", "2026-12-03 09:30", "--proxy", "--procedure", "new-issue")
	p.does("bookings", "move", receipt, "--db", p.db, "--start", "2026-12-03 10:00")
	want := "受付番号  日時                    窓口        人数  何人目  電話           代理\n" +
		alone + "    2026-12-03(木) 09:30    戸籍住民課  1     1       +81******2222  -\n" +
		receipt + "    2026-12-03(木) 10:00    戸籍住民課  1     1       +81******5678  代理\n"
	if got := p.does("bookings", "list", "--db", p.db); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, b := range p.list() {
		if b.Proxy != (b.Receipt == receipt) || b.Proxy != (b.Procedure == "new-issue") {
			t.Errorf("--json: %+v", b)
		}
	}
	shown := p.does("bookings", "show", receipt, "--db", p.db)
	for _, says := range []string{"代理      代理\n", "新規発行、代理の方が来庁"} {
		if !strings.Contains(shown, says) {
			t.Errorf("show does not say %q:\n%s", says, shown)
		}
	}
}

func TestABookingIsShownWithItsHistory(t *testing.T) {
	p := newPlace(t).withLedger()
	receipt := p.add("090-1234-5678", "koseki", "2026-12-01 09:30")
	p.does("bookings", "move", receipt, "--db", p.db, "--start", "2026-12-02 10:00", "--facility", "tobu", "--party", "3")
	if got, want := p.does("bookings", "cancel", receipt[:3], receipt[3:], "--db", p.db),
		receipt+"  2026-12-02(水) 10:00-11:30  東部市民センター  3人  取り消しました\n"; got != want {
		t.Errorf("cancel says %q, want %q", got, want)
	}
	want := `受付番号  ` + receipt + `
日時      2026-12-02(水) 10:00-11:30
窓口      東部市民センター
手続き    更新
代理      -
人数      3
何人目    1
電話      +81******5678
状態      取り消し

いつ                  何で  だれが  何を      内容
2026-12-01(火) 08:30  端末  window  予約      戸籍住民課 2026-12-01 09:30、人数 1、何人目 1、更新、締め切りのあと
2026-12-01(火) 08:30  端末  window  変更      戸籍住民課 2026-12-01 09:30 → 東部市民センター 2026-12-02 10:00、人数 1 → 3
2026-12-01(火) 08:30  端末  window  取り消し  東部市民センター 2026-12-02 10:00
`
	if got := p.does("bookings", "show", receipt, "--db", p.db); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var machine bookingJSON
	p.read(&machine, "bookings", "show", receipt, "--db", p.db, "--json")
	if machine.State != "cancelled" || machine.Phone != "+81******5678" || len(machine.History) != 3 || machine.History[1].What != "move" {
		t.Errorf("--json: %+v", machine)
	}
	changed := machine.History[1]
	if d := changed.Facts; d.Facility != "tobu" || d.Was.Facility != "koseki" || d.Party != 3 || d.Was.Party != 1 || rfc3339(d.Start) != "2026-12-02T10:00:00+09:00" ||
		changed.Detail != "戸籍住民課 2026-12-01 09:30 → 東部市民センター 2026-12-02 10:00、人数 1 → 3" || changed.Actor != "window" || changed.Through != "terminal" {
		t.Errorf("--json: %+v", changed)
	}
	if got := p.list(); len(got) != 0 {
		t.Errorf("still listed: %+v", got)
	}
	if got := p.list("--all"); len(got) != 1 || got[0].State != "cancelled" {
		t.Errorf("--all: %+v", got)
	}
	p.sound()
}

// The rules of package booking refuse at the terminal as on the telephone, in
// one line, with status 1, and nothing is changed.
func TestARuleRefusesInOneLine(t *testing.T) {
	p := newPlace(t).withLedger()
	mine := p.add("090-1234-5678", "koseki", "2026-12-03 09:30")
	p.add("090-1234-5670", "koseki", "2026-12-03 09:30")
	dead := p.add("090-1234-5679", "koseki", "2026-12-03 10:00")
	p.does("bookings", "cancel", dead, "--db", p.db)
	before := p.does("bookings", "list", "--db", p.db, "--all")
	nobody := "000000"
	if mine == nobody || dead == nobody {
		nobody = "000013"
	}
	for _, c := range []struct{ args, want string }{
		{"bookings add --phone 09012345678 --facility tobu --start 2026-12-03T09:30",
			"madoguchi bookings add: +81******5678 already has booking " + mine + " (member 1) at koseki, 2026-12-03 09:30; for another person of the household: --member 2"},
		{"bookings add --phone 09000000001 --facility koseki --start 2026-12-03T09:30",
			"madoguchi bookings add: no room at koseki at 2026-12-03 09:30; the nearest free: 2026-12-03 10:00"},
		{"bookings add --phone 09000000001 --facility koseki --start 2026-12-03T09:31",
			"madoguchi bookings add: koseki has no slot at 2026-12-03 09:31; see: madoguchi slots list --free --facility koseki --date 2026-12-03"},
		{"bookings add --phone 09000000001 --facility koseki --start 2026-11-30T09:30",
			"madoguchi bookings add: too late to book: it was possible until 2026-11-30 09:30"},
		{"bookings move " + mine + " --start 2026-12-05T09:30",
			"madoguchi bookings move: " + mine + ": koseki has no slot at 2026-12-05 09:30; see: madoguchi slots list --free --facility koseki --date 2026-12-05"},
		{"bookings cancel " + dead, "madoguchi bookings cancel: " + dead + ": the booking of 2026-12-03(木) 10:00 at koseki is cancelled"},
		{"bookings move " + dead + " --start 2026-12-04T09:30", "madoguchi bookings move: " + dead + ": the booking of 2026-12-03(木) 10:00 at koseki is cancelled"},
		{"bookings cancel " + nobody, "madoguchi bookings cancel: " + nobody + ": there is no such booking"},
		{"bookings move " + nobody + " --start 2026-12-04T09:30", "madoguchi bookings move: " + nobody + ": there is no such booking"},
		{"bookings show " + nobody, "madoguchi bookings show: " + nobody + ": there is no such booking"},
		{"bookings show 123456", "madoguchi bookings show: a digit of the receipt number is wrong: found 123456"},
	} {
		got := p.run(append(strings.Fields(c.args), "--db", p.db)...)
		if got != (said{status: refused, err: c.want + "\n"}) {
			t.Errorf("%s\n got %d %q%q\nwant %d %q", c.args, got.status, got.out, got.err, refused, c.want)
		}
	}
	if got := p.run("bookings", "add", "--db", p.db, "--phone", "09000000001", "--facility", "tobu", "--start", "2026-12-03T09:30", "--party", "6"); got.status != refused ||
		!strings.Contains(got.err, "party") || strings.Count(got.err, "\n") != 1 {
		t.Errorf("a party of 6: %+v", got)
	}
	if after := p.does("bookings", "list", "--db", p.db, "--all"); after != before {
		t.Errorf("refusals changed the ledger:\n%s\nbefore:\n%s", after, before)
	}
	p.sound()
}

func TestStaffBookForAHouseholdAndPastTheCutOff(t *testing.T) {
	p := newPlace(t).withLedger()
	p.now = time.Date(2026, 12, 1, 18, 0, 0, 0, booking.JST) // callers could not book tomorrow any more
	one := p.add("0568-11-2222", "tobu", "2026-12-02 09:00")
	two := p.add("0568-11-2222", "tobu", "2026-12-02 09:00", "--member", "2")
	if got := p.list("--phone", "0568-11-2222"); len(got) != 2 || got[0].Receipt != one || got[1].Receipt != two || got[1].Member != 2 {
		t.Errorf("household: %+v", got)
	}
	p.sound()
}

// Most commands at the desk make no ledger: after a slip in --db, an empty one would
// look like a day without bookings.
func TestTheDeskMakesNoLedger(t *testing.T) {
	sample := newPlace(t).sampleWith()
	for _, args := range []string{
		"bookings list", "bookings show 000000", "bookings cancel 000000", "bookings move 000000 --start 2026-12-04T09:30",
		"notices add はい --until 2026-12-04T09:30", "notices list", "notices end 1", "callers block 09012345678", "callers unblock 09012345678",
		"callers list", "walk-in close", "walk-in open", "walk-in show", "config check", "ledger check", "ledger adopt --config " + sample,
	} {
		p := newPlace(t)
		missing := filepath.Join(p.dir, "missing.db")
		got := p.run(append(strings.Fields(args), "--db", missing)...)
		command := strings.Join(strings.Fields(args)[:2], " ")
		want := fmt.Sprintf("madoguchi %s: no ledger at %s: madoguchi serve creates it, or name another with --db\n", command, missing)
		if got != (said{status: refused, err: want}) {
			t.Errorf("%s: got %+v, want %q", args, got, want)
		}
		if _, err := os.Stat(missing); err == nil {
			t.Errorf("%s made a ledger", args)
		}
	}
}

// Somebody who names a new file to book in it gets a new ledger, and is told so. The
// default name makes none: that would be a second ledger in the wrong directory.
func TestANamedLedgerIsMade(t *testing.T) {
	for _, args := range []string{
		"bookings add --phone 09012345678 --facility tobu --start 2026-12-03T09:30",
		"slots list", "slots open --facility tobu --date tomorrow", "slots close --facility tobu --date tomorrow",
	} {
		p := newPlace(t)
		missing := filepath.Join(p.dir, "missing.db")
		got := p.run(append(strings.Fields(args), "--db", missing)...)
		if want := fmt.Sprintf("there was no ledger at %s: made a new one\n", missing); got.status != done || got.err != want {
			t.Errorf("%s: got %+v, want %q", args, got, want)
		}
		if got := p.run("ledger", "check", "--db", missing); got.status != done {
			t.Errorf("%s: %+v", args, got)
		}
		t.Chdir(p.dir)
		got = p.run(strings.Fields(args)...)
		if got.status != refused || !strings.Contains(got.err, "no ledger at madoguchi.db") {
			t.Errorf("%s: without --db: %+v", args, got)
		}
	}
}

func TestAFileThatIsNoLedgerIsNamed(t *testing.T) {
	p := newPlace(t)
	path := p.file("city.yaml", strings.Repeat("city: {name: 春日井市}\n", 100))
	got := p.run("bookings", "list", "--db", path)
	if got.status != refused || !strings.HasPrefix(got.err, "madoguchi bookings list: ledger "+path+": this is not a ledger: name another file, or restore a backup") ||
		strings.Count(got.err, "\n") != 1 {
		t.Errorf("got %+v", got)
	}
}

// Staff go beyond what binds callers, and the trail tells what they went beyond, and why
// if they said so.
func TestTheTrailTellsWhatWasSetAside(t *testing.T) {
	p := newPlace(t)
	path := p.city("horizon: 60d", "horizon: 30d", "capacity: 1", "capacity: 2", "max_party: 3}", "max_party: 3, most: 1, reserve: {desks: 1, until: start}, change_until: {before: 9h}, cancel_until: {before: 9h}}")
	p.serves(path)
	with := func(args ...string) []string {
		return append(append([]string{"bookings"}, args...), "--config", path, "--db", p.db)
	}
	last := func(receipt string) string {
		t.Helper()
		lines := strings.Split(strings.TrimSpace(p.does(with("show", receipt)...)), "\n")
		return strings.Join(strings.Fields(lines[len(lines)-1]), " ")
	}
	told := func(what, receipt, want string) {
		t.Helper()
		if got := last(receipt); !strings.HasSuffix(got, want) {
			t.Errorf("%s: the trail ends with %q, expected %q", what, got, want)
		}
	}
	far := p.add("090-1234-5678", "koseki", "2027-01-20 09:00", "--config", path, "--why", "入院のため")
	told("the horizon", far, "更新、予約できる日より先 入院のため")
	one := p.add("090-1234-5679", "koseki", "2026-12-02 09:00", "--config", path)
	told("nothing", one, "更新")
	two := p.add("090-1234-5680", "koseki", "2026-12-02 09:00", "--config", path)
	told("the reserve", two, "更新、職員用の窓口")
	three := p.add("090-1234-5681", "koseki", "2026-12-02 09:30", "--config", path)
	told("the most", three, "更新、件数の上限より多い予約")
	soon := p.add("090-1234-5682", "koseki", "2026-12-01 11:00", "--config", path)
	told("the last moment to book", soon, "更新、締め切りのあと")
	p.does(with("move", one, "--start", "2027-01-20 10:00")...)
	told("a change", one, "、予約できる日より先")
	p.does(with("cancel", soon, "--why", "電話で聞いた")...)
	told("the last moment to cancel", soon, "、締め切りのあと 電話で聞いた")

	var shown bookingJSON
	p.read(&shown, with("show", far, "--json")...)
	if got := shown.History[0]; got.Why != "入院のため" || got.Facts.Despite != store.LimitHorizon {
		t.Errorf("for machines: %+v", got)
	}
	p.sound()
}
