package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/ivr"
	"madoguchi/voice/phone"
)

// told matches what the telephone prints at the end.
var told = regexp.MustCompile(`押したキー: (\d+) 回 · 話の長さ: (\d+) 秒\n(?:予約の日時か受付番号が聞こえるまで: (\d+) 秒|予約の日時も受付番号も、聞こえていません)\n$`)

// call plays keys and returns the conversation, the keys pressed, and whether
// the caller heard of a booking.
func (p *place) call(keys string, args ...string) (heard, pressed string, knows bool) {
	p.t.Helper()
	out := p.does(append([]string{"phone", "--now", "2026-12-01 09:00", "--keys", keys}, args...)...)
	m := told.FindStringSubmatch(out)
	if m == nil {
		p.t.Fatalf("no summary at the end of:\n%s", out)
	}
	return out, m[1], m[3] != ""
}

func TestTheOwnBookingIsHeardWithoutAKey(t *testing.T) {
	heard, pressed, knows := newPlace(t).call("")
	if !strings.Contains(heard, "電子証明書のご予約は12月4日、金曜日。午前9時。味美ふれあいセンターです。") || pressed != "0" || !knows {
		t.Errorf("got\n%s", heard)
	}
}

func TestKeysPlayACall(t *testing.T) {
	for keys, c := range map[string]struct {
		args    []string
		pressed string
		knows   bool
		hears   []string
	}{
		"9 1":                          {nil, "2", true, []string{"このご予約を取り消しますか。", "< ご予約を、取り消しました。"}},
		"９　１":                          {nil, "2", true, []string{"< ご予約を、取り消しました。"}},
		"9 _":                          {nil, "1", true, []string{"> (無言)", "< 取り消していません。"}},
		"9 1 2":                        {nil, "3", true, []string{"< ご予約を、元に戻しました。"}},
		"2 1":                          {nil, "2", true, []string{"< 変更が、できました。12月2日、水曜日。午前9時30分。", "受付番号は、同じです。"}},
		"_ 1 # 9 1":                    {nil, "4", true, []string{"< 1番は、ここでは使いません。", "< ご予約を、取り消しました。"}},
		"3 3 3":                        {nil, "3", true, []string{"予約なしの受付は、市役所いっかいの、戸籍住民課です。", "お待ちいただくことが、あります。"}},
		"1 4 1":                        {[]string{"--from", "080-1111-2222"}, "3", true, []string{"< 12月2日水曜日、午前9時30分なら1番。", "< 予約が、できました。12月2日、水曜日。午前9時30分。味美ふれあいセンターです。", "受付番号は、"}},
		"2 3 4 1":                      {[]string{"--from", "080-1111-2222"}, "4", true, []string{"< 3人分です。", "< 予約が、できました。"}},
		"1 4":                          {[]string{"--from", "080-1111-2222"}, "2", false, []string{"なら1番。"}},
		"1 1":                          {[]string{"--from", "080-1111-2222", "--to", "tobu"}, "2", true, []string{"東部市民センターです。", "受付番号は、"}},
		"1 1 ":                         {[]string{"--from", "+14155550100", "--to", "050-0000-0005"}, "2", true, []string{"高蔵寺ふれあいセンターです。", "受付番号は、"}},
		"_ _ _":                        {[]string{"--from", "anonymous", "--person", "busy"}, "0", false, []string{"番号が、通知されていません。", "(話し中)", "電話がこみあっています。"}},
		"0":                            {[]string{"--person", "answers"}, "1", true, []string{"(係の者だけに: ", "ゴオロク、ナナハチ、", "(係の者だけに: おつなぎするには、1番を、押してください。)", "(係の者が押す: 1)", "(係の者が出る"}},
		"482173905164# 09012345678# 1": {[]string{"--from", "050-3821-0921"}, "26", false, []string{"その担当者番号は、ありません。", "入力が、確認できませんでした。おかけ直しください。"}},
		"0 2":                          {[]string{"--person", "voicemail"}, "2", true, []string{"(係の者とは、話さずに切れる)", "折り返しの電話は2番。", "< 承りました。"}},
		"0 _":                          {[]string{"--person", "no-answer"}, "1", true, []string{"(だれも出ない)"}},
	} {
		heard, pressed, knows := newPlace(t).call(keys, c.args...)
		if pressed != c.pressed || knows != c.knows {
			t.Errorf("%s %v: %s keys, knows %v:\n%s", keys, c.args, pressed, knows, heard)
		}
		for _, want := range c.hears {
			if !strings.Contains(heard, want) {
				t.Errorf("%s %v: not heard: %s\n%s", keys, c.args, want, heard)
			}
		}
	}
}

// The line answers on any day: Sundays, holidays, the turn of the year, a leap
// day, the last minute before the cut-off and the first after it.
func TestTheLineLivesOnAllKindsOfDays(t *testing.T) {
	for now, earliest := range map[string]string{
		"2026-12-01 16:59":     "12月2日、水曜日",
		"2026-12-01 17:01":     "12月3日、木曜日",
		"2026-12-06 03:00":     "12月7日、月曜日",
		"2026-12-31 23:59":     "1月4日、月曜日",
		"2027-01-01 00:00":     "1月4日、月曜日",
		"2026-09-18 18:00":     "9月24日、木曜日",
		"2028-02-28 10:00":     "2月29日、火曜日",
		"2028-02-29 16:00":     "3月ついたち、水曜日",
		"2026-04-30 18:00":     "5月7日、木曜日",
		"2026-12-01T09:00":     "12月2日、水曜日",
		"2026-12-01T00:00:00Z": "12月2日、水曜日", // nine o'clock in Japan
		"2000-01-01 00:00":     "1月4日、火曜日",
		"2099-11-01 12:00":     "11月2日、月曜日",
	} {
		p := newPlace(t)
		out := p.does("phone", "--now", now, "--from", "08011112222", "--keys", "1 4 1")
		if !strings.Contains(out, "予約が、できました。"+earliest) {
			t.Errorf("%s: booked something else than %s:\n%s", now, earliest, out)
		}
		own := p.does("phone", "--now", now, "--keys", "_")
		if m := told.FindStringSubmatch(own); m == nil || m[3] == "" {
			t.Errorf("%s: the own booking was not heard:\n%s", now, own)
		}
	}
}

func TestKeysThatNobodyHearsAreAMistake(t *testing.T) {
	p := newPlace(t)
	got := p.run("phone", "--now", "2026-12-01 20:00", "--keys", "0 _ 1 1")
	if got.status != refused || got.err != "madoguchi phone: the call was over with 2 turns (2 keys) of the script unplayed\n" || !told.MatchString(got.out) {
		t.Errorf("got %+v", got)
	}
	p.does("phone", "--now", "2026-12-01 20:00", "--keys", "0 _ _ _") // silence is no mistake
}

func TestAThrowAwayLedgerIsThrownAway(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	p := newPlace(t)
	p.call("9 1")
	p.run("phone", "--now", "2026-12-01 20:00", "--keys", "0 _ 1")
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestANamedLedgerStays(t *testing.T) {
	p := newPlace(t)
	p.call("1 4 1", "--from", "080-1111-2222", "--db", p.db)
	got := p.list()
	if len(got) != 1 || got[0].Phone != "+81******2222" || got[0].Facility != "ajiyoshi" || got[0].Start != "2026-12-02T09:00:00+09:00" {
		t.Fatalf("bookings: %+v", got)
	}
	heard, _, _ := p.call("9 1", "--from", "080-1111-2222", "--db", p.db)
	if !strings.Contains(heard, "電子証明書のご予約は12月2日、水曜日。午前9時。") || len(p.list()) != 0 {
		t.Errorf("the second call:\n%s", heard)
	}
	p.sound()
}

// A telephone with another config, or on another day, must not close the
// counters of a ledger that is in use.
func TestATelephoneLeavesTheSlotsOfALedgerAlone(t *testing.T) {
	p := newPlace(t).withLedger()
	before := p.does("slots", "list", "--db", p.db, "--json")
	small := p.sampleWith("  - id: tobu\n", "  - id: other\n")
	p.does("phone", "--db", p.db, "--config", small, "--keys", "_")
	p.does("phone", "--db", p.db, "--now", "2026-10-01 09:00", "--keys", "_")
	if after := p.does("slots", "list", "--db", p.db, "--json"); after != before {
		t.Error("the slots changed")
	}
}

func TestACallWithoutAKeyboardAndWithoutKeysIsReadFromLines(t *testing.T) {
	p := newPlace(t)
	p.stdin = "9\n\n"
	out := p.does("phone", "--now", "2026-12-01 09:00")
	if !strings.Contains(out, "> 9\n") || !strings.Contains(out, "取り消していません。") || !told.MatchString(out) {
		t.Errorf("got\n%s", out)
	}
}

func TestACitysOwnWordsAreHeardAndKnown(t *testing.T) {
	p := newPlace(t)
	path := p.sampleWith("  ja: {}", "  ja:\n    own: ご予約の日は、{date}。{time}から。{place}です。", "cancel: two-keys", "cancel: one-key")
	heard, _, knows := p.call("9", "--config", path)
	if !knows || !strings.Contains(heard, "ご予約の日は、12月4日、金曜日。午前9時から。") || !strings.Contains(heard, "< ご予約を、取り消しました。") {
		t.Errorf("got\n%s", heard)
	}
}

func TestATelephoneWithoutALineSaysSo(t *testing.T) {
	p := newPlace(t)
	got := p.run("phone", "--url", "http://127.0.0.1:9", "--keys", "1")
	if want := "madoguchi phone: TWILIO_AUTH_TOKEN: found no auth token, expected one, or several separated by commas: it must be that of the server at http://127.0.0.1:9\n"; got != (said{status: refused, err: want}) {
		t.Errorf("without a token: %+v", got)
	}
	p.env[tokenVariable] = token
	got = p.run("phone", "--url", "http://127.0.0.1:9", "--keys", "1")
	if want := "madoguchi phone: no line answers at http://127.0.0.1:9: is madoguchi serve running there? ("; got.status != refused ||
		!strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
		t.Errorf("nobody listens: %+v, want %s…", got, want)
	}
	missing := filepath.Join(p.dir, "no", "ledger.db")
	got = p.run("phone", "--db", missing, "--keys", "1")
	if want := fmt.Sprintf("madoguchi phone: ledger %s: there is no directory %s: create it, or name another file\n", missing, filepath.Dir(missing)); got != (said{status: refused, err: want}) {
		t.Errorf("no directory: %+v, want %s", got, want)
	}
}

// A caller who presses a key before the end of a word has not heard it.
func TestWhatIsInterruptedWasNotHeard(t *testing.T) {
	l, err := readLine("", tuesday)
	if err != nil {
		t.Fatal(err)
	}
	const upTo, own = "電子証明書のご予約は12月4日、金曜日。午前9時", "電子証明書のご予約は12月4日、金曜日。午前9時。味美ふれあいセンターです。"
	var line spoken
	_, err = line.note(func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
		holes := []ivr.Filled{{Name: "date", End: 1}, {Name: "time", End: len(upTo)}}
		return ivr.Reply{Say: []ivr.Said{{Text: own, Key: "own", Holes: holes}}}, nil
	})(nil, nil, ivr.Input{})
	if err != nil {
		t.Fatal(err)
	}
	said := func(at, length int) phone.Event {
		return phone.Event{Kind: phone.Said, Text: own, At: time.Duration(at) * time.Second, Length: time.Duration(length) * time.Second}
	}
	pressed := func(at int) phone.Event {
		return phone.Event{Kind: phone.Pressed, Text: "1", At: time.Duration(at) * time.Second}
	}
	menu := phone.Event{Kind: phone.Said, Text: "取り消すかたは、9番を押してください。", At: 20 * time.Second}
	const never, in6, in46 = "予約の日時も受付番号も、聞こえていません", "予約の日時か受付番号が聞こえるまで: 6 秒", "予約の日時か受付番号が聞こえるまで: 46 秒"
	for name, c := range map[string]struct {
		events []phone.Event
		until  int
		want   string
	}{
		"heard":                    {[]phone.Event{said(0, 10), menu, pressed(15)}, 20, in6},
		"interrupted":              {[]phone.Event{said(0, 10), menu, pressed(3)}, 20, never},
		"interrupted at the place": {[]phone.Event{said(0, 10), menu, pressed(9)}, 20, in6},
		"hung up":                  {[]phone.Event{said(0, 10)}, 3, never},
		"the second time":          {[]phone.Event{said(0, 10), pressed(3), said(40, 10)}, 60, in46},
		"nothing told":             {[]phone.Event{menu, pressed(30)}, 40, never},
	} {
		h := &listener{line: l, spoken: &line, until: time.Duration(c.until) * time.Second}
		for _, e := range c.events {
			h.hear(e)
		}
		if got := h.String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Even if more than one thing goes wrong at once, it is told in one line.
func TestOutputThatCannotBeWrittenIsToldInOneLine(t *testing.T) {
	p := newPlace(t).withLedger()
	for _, args := range [][]string{
		{"phone", "--now", "2026-12-01 20:00", "--keys", "0 _ 1"}, {"bookings", "list", "--db", p.db}, {"config", "sample"}, {"fallback"}, {"version"},
		{"slots", "list", "--db", p.db, "--json"}, {"ledger", "check", "--db", p.db}, {"config", "check", p.city()},
		{"calendar"}, {"calendar", "--html"}, {"calendar", "--json"}, {"calendar", "--day", "today"}, {"slots", "decisions", "--db", p.db}, {"ledger", "check", "--db", p.db, "--json"},
		{"notices", "list", "--db", p.db}, {"callers", "list", "--db", p.db}, {"walk-in", "show", "--db", p.db},
	} {
		full, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		complaints, err := os.Create(filepath.Join(t.TempDir(), "err"))
		if err != nil {
			t.Fatal(err)
		}
		defer complaints.Close()
		full.Close() // every write fails
		status := run(t.Context(), args, p.world(os.Stdin, full, complaints))
		if got := p.all(complaints); status != refused || strings.Count(got, "\n") != 1 || !strings.Contains(got, "file already closed") {
			t.Errorf("%q: %d %q", args, status, got)
		}
	}
}
